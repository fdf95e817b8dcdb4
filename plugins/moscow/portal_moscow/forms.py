"""Печатные формы: приложения к приказу № 1171, акт по форме по умолчанию (MSK-FRM-01 … -11)."""

from portal.regions.api import (
    FEDERAL_FORMS,
    Citation,
    Form,
    FormField,
    PrintedForm,
    Timeline,
    Version,
    load_form_fields,
    replace,
)
from portal_moscow.acts import FORM
from portal_moscow.identity import IN_FORCE

_GENERIC = "form.html"
_PAID = (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
_PART_PAID = (Form.HOME, Form.SEMI_STATIONARY)


def _fields(name: str) -> tuple[FormField, ...]:
    return load_form_fields("portal_moscow", f"form-{name}.toml")


def _appendix(number: int, *, note: str = "") -> Citation:
    unit = f"приложение {number} к приказу № 1171"
    return Citation(f"MSK-FRM-{number:02}", "1171", unit, note=note)


def _blank(code: str, title: str, number: int, name: str, *, note: str = "") -> PrintedForm:
    citation = _appendix(number, note=note)
    return PrintedForm(code, title, _GENERIC, 1, citation, _fields(name), forms=_PAID, blank=True)


_CONTRACT = _appendix(9)
_OWN = (
    _blank("application", "Заявление о предоставлении социальных услуг", 1, "application"),
    _blank(
        "inspection_act",
        "Акт обследования материально-бытовых и социальных условий проживания",
        3,
        "inspection-act",
        note="подпись комиссии в источнике утрачена и восстановлена",
    ),
    replace(
        _blank(
            "decision",
            "Решение о признании гражданина нуждающимся в социальном обслуживании",
            4,
            "decision",
            note="подпись в источнике утрачена и восстановлена; решение принимает орган, мы храним",
        ),
        forms=_PART_PAID,
    ),
    replace(
        _blank(
            "programme",
            "Индивидуальная программа предоставления социальных услуг",
            5,
            "programme",
            note="таблицы 12 и 13 восстановлены по федеральной форме",
        ),
        copies=2,
    ),
    replace(
        _blank(
            "schedule",
            "Индивидуальный график предоставления социальных услуг на дому",
            6,
            "schedule",
            note="верхняя таблица в источнике утрачена и восстановлена",
        ),
        template="schedule.html",
        copies=2,
        forms=(Form.HOME,),
    ),
    replace(
        _blank(
            "urgent_act",
            "Акт о предоставлении срочных социальных услуг",
            10,
            "urgent-act",
            note="перечень услуг в источнике утрачен",
        ),
        forms=(Form.URGENT,),
    ),
    _blank("waiver", "Заявление об отказе от социальных услуг", 11, "waiver"),
)
_REPLACED = {form.code for form in _OWN}


def _changed(form: PrintedForm) -> PrintedForm:
    if form.code == "contract":
        return replace(form, citation=_CONTRACT, fields=_fields("contract"))
    return replace(form, citation=FORM) if form.code == "act" else form


FORMS = Timeline(
    Version(
        IN_FORCE,
        (
            *(_changed(form) for form in FEDERAL_FORMS if form.code not in _REPLACED),
            *_OWN,
        ),
        _CONTRACT,
    )
)

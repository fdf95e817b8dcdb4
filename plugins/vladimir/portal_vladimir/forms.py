"""Печатные формы отделений: пятнадцать бумаг (VLA-FRM-01), состав акта о срочных (VLA-URG-05)."""

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
from portal_vladimir.identity import IN_FORCE

_GENERIC = "form.html"
_FORMS = Citation(
    "VLA-FRM-01",
    "vla-procedure",
    "порядок учреждения, бумаги всех отделений",
    note="кроме акта о срочных услугах, состав бумаг порядок не называет: образцы портала",
)
_URGENT_ACT = Citation("VLA-URG-05", "vla-procedure", "порядок срочных услуг, пункт об акте")
_CARE = ("home_care", "day_care")
_WITH_CONTRACT = (Form.HOME, Form.SEMI_STATIONARY)


def _fields(name: str) -> tuple[FormField, ...]:
    return load_form_fields("portal_vladimir", f"form-{name}.toml")


def _blank(
    code: str,
    title: str,
    *,
    units: tuple[str, ...] = _CARE,
    forms: tuple[Form, ...] = _WITH_CONTRACT,
    citation: Citation = _FORMS,
) -> PrintedForm:
    return PrintedForm(
        code,
        title,
        _GENERIC,
        1,
        citation,
        _fields(code.replace("_", "-")),
        forms=forms,
        unit_codes=units,
        blank=True,
    )


_OWN = (
    _blank(
        "urgent_application",
        "Заявление на срочные услуги в произвольной форме",
        # Срочные услуги — не отделение по договору: отделения у бумаги нет.
        units=(),
        forms=(Form.URGENT,),
    ),
    _blank("acquaintance_sheet", "Лист ознакомления"),
    _blank("fee_decision", "Решение об условиях оплаты и расчёт платы"),
    _blank("receipt_list", "Реестр сданных копий квитанций", units=("home_care",)),
    _blank(
        "urgent_act",
        "Акт о предоставлении срочных социальных услуг",
        # Срочные услуги — не отделение по договору: отделения у бумаги нет.
        units=(),
        forms=(Form.URGENT,),
        citation=_URGENT_ACT,
    ),
    _blank("termination_order", "Приказ о прекращении обслуживания"),
    _blank("refusal_application", "Заявление об отказе от услуг"),
    _blank(
        "living_conditions_act",
        "Акт обследования жилищно-бытовых условий семьи",
        units=("minors_prevention",),
    ),
    _blank("family_social_passport", "Социальный паспорт семьи", units=("minors_prevention",)),
    _blank(
        "parent_application",
        "Заявление родителя (законного представителя)",
        units=("child_rehabilitation",),
    ),
    _blank("inter_agency_request", "Межведомственный запрос сведений о доходах"),
)
# The federal papers that the region's list names among its fifteen.
_LISTED = frozenset({"application", "contract", "receipt", "data_consent"})


def _changed(form: PrintedForm) -> PrintedForm:
    if form.code not in _LISTED:
        return form
    note = f"в перечне области; форма — {form.citation.unit}"
    return replace(form, citation=replace(_FORMS, note=note))


FORMS = Timeline(
    Version(
        IN_FORCE,
        (*(_changed(form) for form in FEDERAL_FORMS if form.code != "urgent_act"), *_OWN),
        _FORMS,
    )
)

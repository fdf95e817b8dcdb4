"""Печатные формы перевода: приложения к постановлению № 11 и письма поставщика (AST-FRM-01 … -05).

Обходной лист (AST-FRM-04) мы не печатаем: его форма в постановлении № 572-П, текста нет, хранится
скан с датой выдачи.
"""

from portal.regions.api import (
    FEDERAL_FORMS,
    Citation,
    Form,
    FormField,
    PrintedForm,
    Timeline,
    Version,
    load_form_fields,
)
from portal_astrakhan.identity import IN_FORCE

_GENERIC = "form.html"
_NUMBERED = "form_copies.html"
_STATIONARY = (Form.STATIONARY,)


def _fields(name: str) -> tuple[FormField, ...]:
    return load_form_fields("portal_astrakhan", f"form-{name}.toml")


def _blank(  # noqa: PLR0913 - a form as the act describes it
    code: str,
    title: str,
    name: str,
    citation: Citation,
    *,
    copies: int = 1,
    one_of: tuple[str, ...] = (),
    template: str = _GENERIC,
) -> PrintedForm:
    return PrintedForm(
        code,
        title,
        template,
        copies,
        citation,
        _fields(name),
        forms=_STATIONARY,
        one_of=one_of,
        blank=True,
    )


_APPLICATION = Citation("AST-FRM-01", "ast-11", "приложение 1 к постановлению № 11")
_LETTERS = Citation(
    "AST-FRM-05",
    "ast-11",
    "п. 5, 6, 10 порядка к постановлению № 11",
    note="форма не установлена, бланк портала",
    verify=True,
)
_OWN = (
    _blank(
        "transfer_application",
        "Заявление о переводе к другому поставщику социальных услуг",
        "transfer-application",
        _APPLICATION,
    ),
    _blank(
        "revision_application",
        "Заявление о пересмотре индивидуальной программы",
        "revision-application",
        Citation("AST-FRM-02", "ast-11", "приложение 2 к постановлению № 11"),
        one_of=("circumstances", "changed_need_reasons"),
    ),
    _blank(
        "conclusion",
        "Заключение о выполнении индивидуальной программы",
        "conclusion",
        Citation(
            "AST-FRM-03",
            "ast-11",
            "п. 10 порядка к постановлению № 11",
            note="форма не установлена, бланк портала",
            verify=True,
        ),
        copies=2,
        template=_NUMBERED,
    ),
    _blank("provider_petition", "Ходатайство о переводе", "provider-petition", _LETTERS),
    _blank(
        "expiry_notice",
        "Уведомление об окончании срока индивидуальной программы",
        "expiry-notice",
        _LETTERS,
    ),
    _blank(
        "handover_receipt",
        "Акт приёма-передачи личного дела",
        "handover-receipt",
        _LETTERS,
        copies=2,
    ),
    _blank(
        "cover_letter_conclusion",
        "Сопроводительное письмо к заключению",
        "cover-letter-conclusion",
        _LETTERS,
    ),
)

_ALL: tuple[PrintedForm, ...] = (*FEDERAL_FORMS, *_OWN)
FORMS = Timeline(Version(IN_FORCE, _ALL, _APPLICATION))

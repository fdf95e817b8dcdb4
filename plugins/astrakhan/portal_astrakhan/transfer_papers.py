"""Пакет документов для перевода и срок его бумаг (AST-DOC-01, AST-DOC-02, AST-DOC-03)."""

from datetime import date

from portal.regions.api import (
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    Package,
    PackagePaper,
    TermUnit,
)

_ADULT = Citation("AST-DOC-01", "ast-11", "п. 5 порядка")
_MINOR = Citation(
    "AST-DOC-02",
    "ast-11",
    "п. 5 порядка, абзац о несовершеннолетних",
    note="действующие обследования заменяют обходной лист",
)
_VALID = Citation(
    "AST-DOC-03",
    "ast-11",
    "п. 5 порядка, последний абзац",
    note="день, на который проверяется срок, в тексте не назван: проверяется день подачи",
)
_CONSENT = Citation("FED-PDP-03", "152-FZ", "ч. 1 ст. 9 152-ФЗ")
_SEPARATE_CONSENT = date(2025, 9, 1)

VALIDITY = DeadlineRule("clearance_sheet_validity", 6, TermUnit.MONTH, "issue_date", _VALID)
EXPIRY_REMINDER = DeadlineRule(
    "clearance_sheet_reminder", -30, TermUnit.CALENDAR_DAY, "valid_until", _VALID
)
EXAMINATIONS = ChoiceList(
    "medical_examination_bases",
    "По каким правилам проведено обследование",
    (
        Choice("decree_170", "постановление Правительства РФ от 26.02.2015 № 170"),
        Choice("order_216n", "приказ Минздрава России от 11.04.2013 № 216н"),
    ),
    _MINOR,
)


def _always(citation: Citation) -> tuple[PackagePaper, ...]:
    return (
        PackagePaper("provider_petition", "Ходатайство поставщика о переводе", citation),
        PackagePaper("transfer_application", "Заявление о переводе (приложение № 1)", citation),
        PackagePaper("personal_file", "Личное дело получателя", citation),
    )


_SHEET = PackagePaper(
    "clearance_sheet", "Обходной лист (приложение № 2 к порядку № 572-П)", _ADULT, validity=VALIDITY
)
_CONSENT_SHEET = PackagePaper(
    "data_consent",
    "Согласие на обработку персональных данных отдельным листом",
    _CONSENT,
    blocking=False,
    since=_SEPARATE_CONSENT,
)
PACKAGES = (
    Package("adult_package", False, (*_always(_ADULT), _SHEET, _CONSENT_SHEET), _ADULT),
    Package(
        "minor_package",
        True,
        (
            *_always(_MINOR),
            PackagePaper(
                "clearance_sheet",
                "Обходной лист, если нет действующих обследований",
                _MINOR,
                blocking=False,
                validity=VALIDITY,
                instead="medical_examination",
            ),
            PackagePaper(
                "medical_examination",
                "Данные медицинского обследования несовершеннолетнего",
                _MINOR,
                validity=VALIDITY,
            ),
            _CONSENT_SHEET,
        ),
        _MINOR,
        bases=EXAMINATIONS,
    ),
)


def _special(
    code: str, title: str, citation: Citation, *, for_incapable: bool = False
) -> PackagePaper:
    reminder = f"Особый порядок, пока не внесено: {title}."
    return PackagePaper(
        code,
        title,
        citation,
        blocking=False,
        reminder=reminder,
        for_incapable=for_incapable,
    )


PSYCHIATRY = Citation(
    "AST-TRN-09",
    "ast-11",
    "п. 7 порядка",
    note="Закон РФ от 02.07.1992 № 3185-1, статьи сверить",
)
SPECIAL_SERVICE = Citation(
    "AST-TRN-10",
    "ast-11",
    "п. 9 порядка, подп. 4.4 порядка № 572-П",
    note="текста подпункта 4.4 у портала нет",
)
_PROPOSED = "перечня документов этот пункт не называет: начало предлагает портал"
_PSYCHIATRIC_LIST = Citation(
    "AST-TRN-09",
    "ast-11",
    "п. 7 порядка",
    note=f"{_PROPOSED}, сверьте его с законом о психиатрической помощи и дополните",
    verify=True,
)
_SPECIAL_SERVICE_LIST = Citation(
    "AST-TRN-10",
    "ast-11",
    "п. 9 порядка, подп. 4.4 порядка № 572-П",
    note=f"{_PROPOSED}, дополните его по ответу министерства: текста подпункта 4.4 у портала нет",
    verify=True,
)
PSYCHIATRIC_PAPERS = (
    _special(
        "psychiatric_commission",
        "Заключение врачебной комиссии с участием врача-психиатра",
        _PSYCHIATRIC_LIST,
    ),
    _special(
        "guardianship_decision",
        "Решение органа опеки, если получатель недееспособен",
        _PSYCHIATRIC_LIST,
        for_incapable=True,
    ),
)
SPECIAL_SERVICE_PAPERS = (
    _special(
        "special_service_list",
        "Ответ министерства: какие документы нужны по подпункту 4.4",
        _SPECIAL_SERVICE_LIST,
    ),
)

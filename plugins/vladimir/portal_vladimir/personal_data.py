"""Согласие по отделениям и сведения о срочных услугах (VLA-PDP-01 … VLA-PDP-03)."""

from portal.regions.api import (
    FEDERAL_PERSONAL_DATA_EDITIONS,
    Choice,
    ChoiceList,
    Citation,
    Confined,
    ListedConsent,
    PersonalDataRules,
    replace,
)

_LISTED = Citation(
    "VLA-PDP-01", "vla-procedure", "порядок отделения реабилитации, перечень документов"
)
_CONFIDENTIAL = Citation(
    "VLA-PDP-02",
    "vla-procedure",
    "п. 12 порядка срочных услуг",
    note="кто из сотрудников видит записи, решил портал",
)
_NOT_LISTED = Citation(
    "VLA-PDP-03",
    "vla-procedure",
    "перечни документов отделений: согласия в них нет",
    note="с 01.09.2025 согласие — отдельный лист (FED-PDP-03)",
    verify=True,
)

_NOTES = Confined(
    ChoiceList(
        "urgent_case_data",
        "личные сведения, узнанные при срочных услугах",
        (Choice("urgent_case_notes", "записи о случае"),),
        _CONFIDENTIAL,
    ),
    roles=("social_worker", "head_of_department", "director"),
    views_logged=True,
    knows_of=False,
)


def _in_vladimir(federal: PersonalDataRules) -> PersonalDataRules:
    return replace(
        federal,
        confined=(*federal.confined, _NOTES),
        listed=(
            ListedConsent(listed=True, citation=_LISTED, unit_codes=("child_rehabilitation",)),
            ListedConsent(listed=False, citation=_NOT_LISTED),
        ),
    )


PERSONAL_DATA = FEDERAL_PERSONAL_DATA_EDITIONS.changed(_in_vladimir)

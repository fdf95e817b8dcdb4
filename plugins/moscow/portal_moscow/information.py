"""Сведения до договора и запреты для получателя (MSK-RGT-01, MSK-RGT-02)."""

from portal.regions.api import (
    FEDERAL_INFORMATION,
    Briefing,
    Choice,
    ChoiceList,
    Citation,
    Norm,
    Place,
    Timeline,
    Version,
    replace,
)
from portal_moscow.contract import INFORMATION_ENTRY
from portal_moscow.identity import IN_FORCE

_TOLD = Citation("MSK-RGT-02", "1171", "п. 8 приложения 8 к приказу № 1171")
_SHEET = ChoiceList(
    "precontract_information",
    "сведения, с которыми знакомят до договора",
    (
        Choice(
            "branch_address_quality_phone",
            "место нахождения филиала, телефоны службы контроля качества",
        ),
        Choice("register_certificate", "свидетельство о включении в реестр поставщиков"),
        Choice("service_lists", "перечень основных и дополнительных социальных услуг"),
        Choice("standards_procedure_tariffs", "стандарты и порядок предоставления услуг, тарифы"),
    ),
    _TOLD,
)

INFORMATION = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_INFORMATION,
            # The entry in the contract is its clause 6.1, so the recipient's signature covers it.
            briefings=(Briefing(_SHEET, demanded=True, clause=INFORMATION_ENTRY.code),),
        ),
        _TOLD,
    )
)

INFORMATION_NORMS = (
    Norm(
        code="prohibited_to_recipients",
        title="Чего получатель требовать не вправе",
        text="Объясните получателю и его близким: по договору этого просить нельзя.",
        places=(Place.CONTRACT, Place.CABINET),
        citation=Citation(
            "MSK-RGT-01",
            "829-PP",
            "шаг 5 памятки к Порядку № 829-ПП",
            note="вторая половина в источнике повреждена, прочтение наше",
            verify=True,
        ),
        items=(
            Choice("loan", "дать деньги в долг"),
            Choice(
                "services_for_third_parties", "обслужить других людей, например родных или соседей"
            ),
        ),
    ),
)

"""Ознакомление до договора, права и качество срочных услуг (VLA-RGT-01 … VLA-RGT-05)."""

from portal.regions.api import (
    FEDERAL_BRIEFING,
    FEDERAL_INFORMATION,
    Briefing,
    Choice,
    ChoiceList,
    Citation,
    Form,
    Norm,
    Place,
    Timeline,
    UrgentDuties,
    UrgentQuality,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_TOLD = Citation(
    "VLA-RGT-01",
    "vla-procedure",
    "п. 13 порядка обслуживания на дому, п. 14 порядка отделения дневного пребывания",
)
_RIGHTS = Citation("VLA-RGT-02", "vla-procedure", "п. 12 порядка срочных услуг")
_DUTIES = Citation(
    "VLA-RGT-03",
    "vla-procedure",
    "п. 15 порядка срочных услуг",
    note="в конце пункта названо обслуживание на дому — след другого порядка",
)
_CHANNELS = Citation("VLA-RGT-04", "vla-procedure", "п. 16 порядка срочных услуг")
_QUALITY = Citation("VLA-RGT-05", "vla-procedure", "п. 9–11 порядка срочных услуг")

_SHEET = ChoiceList(
    "precontract_information",
    "лист ознакомления",
    (
        Choice("conditions", "условия предоставления социальных услуг"),
        Choice("house_rules", "правила внутреннего распорядка"),
        Choice("rights", "права"),
        Choice("duties", "обязанности"),
        Choice("services", "виды услуг"),
        Choice("terms", "сроки"),
        Choice("procedure", "порядок предоставления"),
        Choice("tariffs", "тарифы"),
        Choice("own_cost_or_free", "стоимость для получателя либо возможность получать бесплатно"),
        Choice("providers", "сведения о поставщиках"),
    ),
    _TOLD,
)
_URGENT_DUTIES = ChoiceList(
    "urgent_duties",
    "обязанности поставщика срочных услуг",
    (
        Choice("human_rights", "соблюдение прав человека и гражданина"),
        Choice("safety", "неприкосновенность личности и безопасность"),
        Choice("title_documents", "ознакомление с правоустанавливающими документами"),
        Choice("other", "иные обязанности"),
    ),
    _DUTIES,
)
_PUBLIC = Norm(
    code="urgent_procedure",
    title="Где узнать о срочных услугах",
    text="О порядке срочных услуг рассказывают всем, входить в портал для этого не нужно.",
    places=(Place.URGENT,),
    citation=_CHANNELS,
    items=(
        Choice("premises", "помещения поставщика"),
        Choice("electronic", "электронная связь"),
        Choice("telephone", "телефонная связь"),
        Choice("internet", "сеть «Интернет»"),
        Choice("other_public", "иные общедоступные способы"),
    ),
    forms=(Form.URGENT,),
)

INFORMATION = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_INFORMATION,
            briefings=(
                Briefing(
                    _SHEET, demanded=True, signature=True, unit_codes=("home_care", "day_care")
                ),
                FEDERAL_BRIEFING,
            ),
            urgent_duties=UrgentDuties(_URGENT_DUTIES, marked=("title_documents",)),
            urgent_quality=UrgentQuality(
                factors=ChoiceList(
                    "urgent_quality_factors",
                    "от чего зависит качество срочных услуг",
                    (
                        Choice("targeting", "адресность"),
                        Choice("proximity", "приближенность к месту жительства"),
                        Choice("providers_sufficient", "достаточность числа поставщиков"),
                        Choice(
                            "resources_sufficient",
                            "достаточность денег, техники, людей и сведений",
                        ),
                    ),
                    _QUALITY,
                ),
                criteria=ChoiceList(
                    "urgent_quality_criteria",
                    "по чему оценивают срочные услуги",
                    (
                        Choice("completeness", "полнота"),
                        Choice("timeliness", "своевременность"),
                        Choice("effectiveness", "результативность"),
                    ),
                    _QUALITY,
                ),
                results=ChoiceList(
                    "urgent_results",
                    "результат срочных услуг",
                    (
                        Choice("better_conditions", "улучшились условия жизнедеятельности"),
                        Choice(
                            "greater_self_support",
                            "человек лучше обеспечивает основные потребности сам",
                        ),
                    ),
                    _QUALITY,
                ),
            ),
            public_norms=(_PUBLIC.code,),
        ),
        _TOLD,
    )
)

INFORMATION_NORMS = (
    Norm(
        code="urgent_rights",
        title="Права получателя срочных услуг",
        text="Покажите при обращении и напечатайте на обороте акта о срочных услугах.",
        places=(Place.URGENT, Place.CABINET),
        citation=_RIGHTS,
        items=(
            Choice("respect", "уважительное и гуманное отношение"),
            Choice("choice_of_provider", "выбор поставщика"),
            Choice("information", "информация о правах, обязанностях и условиях"),
            Choice("refusal", "отказ от социальных услуг"),
            Choice("confidentiality", "конфиденциальность личной информации"),
            Choice("protection", "защита прав и законных интересов, в том числе в суде"),
        ),
        forms=(Form.URGENT,),
    ),
    Norm(
        code="urgent_duties",
        title="Обязанности при срочных услугах",
        text="Отметьте, что получателя ознакомили с правоустанавливающими документами.",
        places=(Place.URGENT,),
        citation=_DUTIES,
        items=_URGENT_DUTIES.choices,
        forms=(Form.URGENT,),
    ),
    _PUBLIC,
)

"""The federal baseline: what a recipient is told, which rights are kept and shown."""

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.information import Briefing, Escort, InformationRules, Inventory
from portal.domain.law import Citation
from portal.domain.norms import Norm, Place

RIGHTS = Citation("FED-RGT-01", "442-FZ", "ст. 9 442-ФЗ, п. 10 примерной формы договора")
INFORMING = Citation("FED-RGT-02", "442-FZ", "ст. 9, 12 442-ФЗ, п. 6, 10 примерной формы договора")
VISITS = Citation("FED-RGT-03", "442-FZ", "ст. 9, 12 442-ФЗ, п. 6, 10 примерной формы договора")
PROHIBITED = Citation("FED-RGT-04", "442-FZ", "ч. 2 ст. 12 442-ФЗ", verify=True)
ESCORT = Citation("FED-RGT-05", "442-FZ", "ч. 4 ст. 19 442-ФЗ")
PROTECTION = Citation(
    "FED-RGT-06",
    "874n",
    "подп. «д», «и» п. 10 примерной формы договора",
    note="требования к качеству — в пересказе памятки",
)
_IN_CARE = (Form.SEMI_STATIONARY, Form.STATIONARY)

CLAIMS = ChoiceList(
    "quality_claims",
    "требования при ненадлежащем оказании услуги",
    (
        Choice("free_correction", "бесплатно устранить недостатки"),
        Choice("price_reduction", "соразмерно уменьшить цену", needs="accepted"),
        Choice("termination", "расторгнуть договор, если недостатки не устранены в срок"),
        Choice("damages", "возместить убытки"),
    ),
    PROTECTION,
)
CHANNELS = ChoiceList(
    "protection_channels",
    "куда обращаются за защитой прав",
    (
        Choice("provider", "к поставщику"),
        Choice("authority", "в уполномоченный орган"),
        Choice("court", "в суд"),
    ),
    PROTECTION,
)
_TOLD = ChoiceList(
    "precontract_information",
    "сведения, которые сообщают получателю бесплатно",
    (
        Choice("rights", "права"),
        Choice("duties", "обязанности"),
        Choice("services", "виды социальных услуг"),
        Choice("terms", "сроки"),
        Choice("procedure", "порядок предоставления"),
        Choice("conditions", "условия предоставления"),
        Choice("tariffs", "тарифы"),
        Choice("own_cost", "стоимость для получателя"),
        Choice("free_service", "возможность получать услуги бесплатно"),
    ),
    INFORMING,
)
# Acknowledgement is recommended, not demanded: its absence is a warning.
FEDERAL_BRIEFING = Briefing(_TOLD)
_ESCORT = ChoiceList(
    "escort_duties",
    "сопровождение получателя",
    (
        Choice("escort_on_premises", "при передвижении по территории организации"),
        Choice("escort_during_services", "при пользовании услугами организации"),
    ),
    ESCORT,
)

FEDERAL_INFORMATION = InformationRules(
    briefings=(FEDERAL_BRIEFING,),
    claims=CLAIMS,
    channels=CHANNELS,
    inventory=Inventory(_IN_CARE, signatures=2, citation=VISITS),
    escort=Escort(_IN_CARE, _ESCORT),
)

RIGHTS_NORMS = (
    Norm(
        code="recipient_rights",
        title="Права получателя социальных услуг",
        text="Получатель услуг вправе рассчитывать на всё перечисленное. Список показывают при "
        "заключении договора и печатают по просьбе.",
        places=(Place.CONTRACT, Place.CABINET),
        citation=RIGHTS,
        items=(
            Choice("respect", "уважительное и гуманное отношение"),
            Choice("information", "бесплатные и понятные сведения о правах и услугах"),
            Choice("provider_choice", "выбор поставщика"),
            Choice("refusal", "отказ от услуг"),
            Choice("protection_of_rights", "защита прав и законных интересов"),
            Choice("programme_participation", "участие в составлении программы"),
            Choice("sanitary_conditions", "надлежащие санитарные условия и уход"),
            Choice("visits", "посещения близких, адвоката, нотариуса, священнослужителя"),
            Choice("data_protection", "защита персональных данных"),
            Choice("belongings", "сохранность личных вещей и ценностей"),
            Choice("social_support", "социальное сопровождение"),
            Choice("termination_on_breach", "расторжение договора, если поставщик его нарушает"),
        ),
    ),
    Norm(
        code="visits",
        title="Посещения",
        text="Поставщик не препятствует посещениям днём и вечером и хранит переданные ему вещи и "
        "ценности по описи.",
        places=(Place.BELONGINGS, Place.CONTRACT, Place.CABINET),
        citation=VISITS,
        items=(
            Choice("legal_representative", "законный представитель"),
            Choice("lawyer", "адвокат"),
            Choice("notary", "нотариус"),
            Choice("organisation", "общественная или иная организация"),
            Choice("clergy", "священнослужитель"),
            Choice("relative", "родственник"),
            Choice("other", "другой человек"),
        ),
        forms=_IN_CARE,
    ),
    Norm(
        code="prohibited_to_providers",
        title="Чего поставщик делать не вправе",
        text="Сверьте с этим списком правила внутреннего распорядка и подтвердите, что ничего из "
        "него в правилах нет.",
        places=(Place.CONTRACT, Place.PASSPORT),
        citation=PROHIBITED,
        items=(
            Choice("rights_restriction", "ограничивать права и свободы получателей"),
            Choice("violence", "применять насилие"),
            Choice("insults", "оскорблять"),
            Choice("rough_treatment", "грубо обращаться"),
            Choice(
                "wrong_placement_of_disabled_children",
                "помещать детей с психическими расстройствами и без них не в свои организации",
            ),
        ),
    ),
    Norm(
        code="escort",
        title="Сопровождение",
        text="Тому, кто в этом нуждается, поставщик обеспечивает сопровождение. Отметьте нужду в "
        "карточке: она появится в графике.",
        places=(Place.SCHEDULE,),
        citation=ESCORT,
        items=_ESCORT.choices,
        forms=_IN_CARE,
    ),
    Norm(
        code="quality_claims",
        title="Если услуга оказана плохо",
        text="Получатель может потребовать одно из перечисленного; на необоснованный отказ — "
        "расторгнуть договор или обратиться в суд.",
        places=(Place.ACT, Place.CABINET),
        citation=PROTECTION,
        items=CLAIMS.choices,
    ),
)

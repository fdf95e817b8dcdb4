"""Срочные услуги: основания, шесть услуг, кому, акт, отказ (VLA-URG-01 … VLA-URG-07)."""

from portal.regions.api import (
    FEDERAL_URGENT,
    Choice,
    ChoiceList,
    Citation,
    RecordSpec,
    Timeline,
    UrgentService,
    UrgentServices,
    Version,
    WithoutContract,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_OF = "порядка предоставления срочных услуг"


def _cited(rule: str, unit: str) -> Citation:
    return Citation(rule, "vla-procedure", f"{unit} {_OF}")


_ACT = _cited("VLA-URG-05", "п. 14 раздела III")
_ACT_FIELDS = (
    ("recipient", "сведения о получателе"),
    ("provider", "сведения о поставщике"),
    ("services", "виды услуг: услуга, срок, дата, условия"),
    ("terms", "сроки предоставления"),
    ("date", "дата предоставления"),
    ("conditions", "условия предоставления"),
    ("recipient_signature", "подпись получателя"),
)
_SERVICES = (
    ("VLA-U-01", "hot_meals_food_kits", "бесплатное горячее питание или наборы продуктов"),
    ("VLA-U-02", "clothing_essentials", "одежда, обувь и другие предметы первой необходимости"),
    ("VLA-U-03", "temporary_housing", "содействие в получении временного жилого помещения"),
    ("VLA-U-04", "legal_aid", "содействие в получении юридической помощи"),
    (
        "VLA-U-05",
        "psychological_aid",
        "содействие в экстренной психологической помощи с участием психологов и священнослужителей",
    ),
)

URGENT = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_URGENT,
            without=WithoutContract(
                programme_required=False,
                contract_required=False,
                citation=_cited("VLA-URG-03", "п. 7 раздела III"),
            ),
            services=UrgentServices(
                (
                    *(UrgentService(code, title, common) for code, common, title in _SERVICES),
                    UrgentService("VLA-U-06", "иные срочные услуги", "other", described=True),
                ),
                _cited("VLA-URG-04", "п. 6 раздела III"),
            ),
            sources=ChoiceList(
                "urgent_sources",
                "С чего начинается срочный случай",
                (
                    Choice("recipient_application", "заявление получателя"),
                    Choice("medical_organisation", "информация медицинской организации"),
                    Choice("educational_organisation", "информация образовательной организации"),
                    Choice(
                        "other_organisation",
                        "информация иной организации вне системы социального обслуживания",
                    ),
                ),
                _cited("VLA-URG-01", "п. 4 раздела II"),
            ),
            statuses=ChoiceList(
                "urgent_statuses",
                "Кто имеет право на срочные услуги",
                (
                    Choice("russian_citizen", "гражданин РФ"),
                    Choice("foreign_citizen", "иностранный гражданин", "permanent_residence"),
                    Choice("stateless", "лицо без гражданства", "permanent_residence"),
                    Choice("refugee", "беженец"),
                ),
                _cited("VLA-URG-02", "п. 1 раздела I, п. 5 раздела II"),
            ),
            rendering=_cited("VLA-URG-06", "п. 2, 3 раздела I"),
            waiver=_cited("VLA-URG-07", "п. 12 раздела III"),
            act=RecordSpec(
                ChoiceList(
                    "urgent_act",
                    "Акт о предоставлении срочных социальных услуг",
                    tuple(Choice(code, title) for code, title in _ACT_FIELDS),
                    _ACT,
                ),
                required=tuple(code for code, _ in _ACT_FIELDS),
            ),
        ),
        _cited("VLA-URG-03", "п. 7 раздела III"),
    )
)

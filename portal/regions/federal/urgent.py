"""The federal baseline: urgent services: bases, list, act (FED-URG-01 to FED-URG-05)."""

from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.money import ZERO
from portal.domain.records import RecordSpec
from portal.domain.urgent import (
    Charge,
    UrgentRules,
    UrgentService,
    UrgentServices,
    WithoutContract,
)

_LIST = Citation("FED-URG-01", "442-FZ", "ч. 1 ст. 21 442-ФЗ")
_ACT = Citation("FED-URG-04", "442-FZ", "ч. 2 ст. 21 442-ФЗ")

FEDERAL_URGENT = UrgentRules(
    without=WithoutContract(
        programme_required=False,
        contract_required=False,
        citation=Citation("FED-URG-02", "442-FZ", "ч. 2 ст. 21 442-ФЗ"),
    ),
    services=UrgentServices(
        (
            UrgentService(
                "hot_meals_food_kits",
                "бесплатное горячее питание или набор продуктов",
                "hot_meals_food_kits",
            ),
            UrgentService(
                "clothing_essentials",
                "одежда, обувь и другие предметы первой необходимости",
                "clothing_essentials",
            ),
            UrgentService(
                "temporary_housing",
                "содействие в получении временного жилья",
                "temporary_housing",
            ),
            UrgentService("legal_aid", "содействие в получении юридической помощи", "legal_aid"),
            UrgentService(
                "psychological_aid",
                "содействие в получении экстренной психологической помощи",
                "psychological_aid",
            ),
            UrgentService("other", "иные срочные услуги региона", "other", regional=True),
        ),
        _LIST,
    ),
    sources=ChoiceList(
        "urgent_sources",
        "С чего начинается срочный случай",
        (
            Choice("recipient_application", "заявление получателя или представителя"),
            Choice("medical_organisation", "сведения медицинской организации", "informant"),
            Choice("educational_organisation", "сведения образовательной организации", "informant"),
            Choice("other_organisation", "сведения иной организации", "informant"),
        ),
        Citation("FED-URG-03", "442-FZ", "ч. 3 ст. 21 442-ФЗ"),
    ),
    act=RecordSpec(
        ChoiceList(
            "urgent_act",
            "Акт о предоставлении срочных социальных услуг",
            (
                Choice("recipient", "сведения о получателе"),
                Choice("provider", "сведения о поставщике"),
                Choice("services", "виды услуг, сроки, дата и условия"),
                Choice("recipient_signature", "подпись получателя"),
            ),
            _ACT,
        ),
        required=("recipient", "provider", "services", "recipient_signature"),
    ),
    signature="recipient_signature",
    charge=Charge(
        ZERO,
        receipt=False,
        citation=Citation(
            "FED-URG-05",
            "442-FZ",
            "ст. 21, 31, 32 442-ФЗ",
            note="договора нет, поэтому плату начислять не с чего",
            verify=True,
        ),
    ),
)

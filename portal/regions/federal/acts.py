"""The federal baseline: how acceptance acts are made."""

from portal.domain.acts import FROM_RECORDS, ActRules
from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.records import RecordSpec

SERVICE_RECORD = RecordSpec(
    ChoiceList(
        "service_record",
        "учёт предоставленных услуг",
        (
            Choice("contract", "договор"),
            Choice("date", "дата"),
            Choice("service_code", "услуга"),
            Choice("quantity", "количество"),
            Choice("worker", "работник"),
        ),
        FROM_RECORDS,
    ),
    ("contract", "date", "service_code", "quantity", "worker"),
)

FEDERAL_ACT = ActRules(
    copies=2,
    provider_signs_first=True,
    cadence=Citation("FED-ACT-01", "874n", "п. 5 примерной формы договора"),
    form=Citation("FED-FRM-03", "874n", "п. 5 примерной формы договора", verify=True),
    record=SERVICE_RECORD,
)

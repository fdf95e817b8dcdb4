"""The federal baseline: the papers that are printed."""

from portal.domain.law import Citation
from portal.domain.printed_forms import ACT, CONTRACT, RECEIPT, PrintedForm

FEDERAL_FORMS = (
    PrintedForm(
        CONTRACT,
        "Договор о предоставлении социальных услуг",
        "contract.html",
        2,
        Citation(
            "FED-FRM-02",
            "874n",
            "приложение 1 к приказу № 874н",
            note="форма изменена с 15.02.2021, изменений в источнике нет",
            verify=True,
        ),
    ),
    PrintedForm(
        ACT,
        "Акт сдачи-приёмки оказанных услуг",
        "act.html",
        2,
        Citation("FED-FRM-03", "874n", "п. 5 примерной формы договора", verify=True),
    ),
    PrintedForm(
        RECEIPT,
        "Квитанция на оплату социальных услуг",
        "receipt.html",
        1,
        Citation("FED-FRM-04", "GOST-56042", "ГОСТ Р 56042-2014", verify=True),
    ),
)

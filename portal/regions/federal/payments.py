"""The federal baseline: how payments are taken."""

from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.payments import DEBT, Channel, PaymentRules

_BY_CONTRACT = Citation("FED-PAY-01", "442-FZ", "ч. 5 ст. 32 442-ФЗ")
_FISCAL = Citation("FED-PAY-04", "54-FZ", "54-ФЗ", verify=True)

FEDERAL_PAYMENT = PaymentRules(
    channels=(Channel.BANK_TILL, Channel.BANK_TRANSFER, Channel.CASH_DESK),
    channels_citation=_FISCAL,
    due_citation=_BY_CONTRACT,
    receipt_citation=_FISCAL,
    in_contract=ChoiceList(
        "payment_terms",
        "что договор говорит об оплате",
        (
            Choice("payment_period", "за какой период платят"),
            Choice("payment_day", "до какого дня платят"),
            Choice("payment_method", "как платят"),
        ),
        _BY_CONTRACT,
    ),
    debt=DEBT,
    fiscal_channels=(Channel.CASH_DESK,),
)

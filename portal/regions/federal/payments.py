"""The federal baseline: how payments are taken."""

from portal.domain.law import Citation
from portal.domain.payments import Channel, PaymentRules

FEDERAL_PAYMENT = PaymentRules(
    channels=(Channel.BANK_TILL, Channel.BANK_TRANSFER, Channel.CASH_DESK),
    channels_citation=Citation("FED-PAY-04", "54-FZ", "54-ФЗ", verify=True),
    due_citation=Citation("FED-PAY-01", "442-FZ", "ч. 5 ст. 32 442-ФЗ"),
    receipt_citation=Citation("FED-PAY-04", "54-FZ", "54-ФЗ", verify=True),
)

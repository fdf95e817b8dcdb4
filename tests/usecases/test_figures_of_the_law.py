"""Worked figures of rules that only a use case can show: the receipt of a month with an advance."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from portal.documents.facts import ReceiptFacts
from portal.domain.payments import Channel
from portal.usecases.act_papers import read_facts
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.payments import RecordPayment, record_payment
from tests.usecases.billing import Desk, act_of, deliver, make_contract, make_desk, moment

APRIL = date(2026, 4, 1)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def test_an_overpayment_of_400_leaves_1500_of_1900_to_pay(desk: Desk) -> None:
    """FED-FRM-04: the overpayment stands as a debt below zero, the code asks for the rest."""
    contract_id = make_contract(desk, fee_cap="1900.00")
    deliver(desk, contract_id, date(2026, 4, 10), "S1", "8")
    deliver(desk, contract_id, date(2026, 4, 10), "S2", "4")
    record_payment(
        RecordPayment(
            contract_id,
            Decimal("400.00"),
            date(2026, 4, 20),
            Channel.BANK_TILL,
            "000123",
            "Ильина М. П.",
            "advance",
        ),
        region=desk.region,
        actor=desk.accountant,
        now=moment(2026, 4, 20),
    )

    close_month(
        CloseMonth(APRIL), region=desk.region, actor=desk.accountant, now=moment(2026, 4, 30)
    )

    receipt = read_facts(ReceiptFacts, act_of(contract_id, APRIL).inputs["receipt"])
    assert receipt.debt_before == Decimal("-400.00")
    assert receipt.accrued == Decimal("1900.00")
    assert receipt.total_due == Decimal("1500.00")
    assert receipt.payload is not None
    assert "|Sum=150000|" in receipt.payload

"""Balances: no order of charges, payments and reversals creates or loses a kopeck."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.domain.calendar import next_month
from portal.domain.money import ZERO
from portal.domain.payments import Channel
from portal.models import LedgerEntry, Payment, PaymentAllocation
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.payments import (
    RecordPayment,
    ReversePayment,
    record_payment,
    reverse_payment,
)
from portal.usecases.queries.payments_state import (
    EMPTY,
    Balance,
    balance_of,
    balances_of,
    ledger_balances,
)
from portal.usecases.transaction import reading
from tests.usecases.billing import Desk, deliver, make_contract, make_desk, moment

JANUARY = date(2026, 1, 1)
NOW = moment(2026, 11, 20)
TODAY = date(2026, 11, 20)
MOST_MONTHS = 8

CHARGES = st.tuples(st.just("charge"), st.integers(1, 8))
PAYMENTS = st.tuples(st.just("pay"), st.integers(1, 300_000), st.none() | st.integers(0, 7))
REVERSALS = st.tuples(st.just("reverse"), st.integers(0, 9))
STORIES = st.lists(st.one_of(CHARGES, PAYMENTS, REVERSALS), max_size=14)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


class Story:
    """One contract, and what happened to it so far."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.contract_id = make_contract(desk, fee_cap="1000.00")
        self.charges: dict[date, Decimal] = {}
        self.payments: dict[int, Decimal] = {}
        self.forms = 0

    def charge(self, quantity: int) -> None:
        if len(self.charges) == MOST_MONTHS:
            return
        month = next_month(JANUARY, len(self.charges))
        deliver(self.desk, self.contract_id, month, "S1", str(quantity))
        close_month(
            CloseMonth(month, self.contract_id),
            region=self.desk.region,
            actor=self.desk.accountant,
            now=NOW,
        )
        self.charges[month] = min(quantity * Decimal("150.00"), Decimal("1000.00"))

    def pay(self, kopecks: int, index: int | None) -> None:
        self.forms += 1
        amount = Decimal(kopecks).scaleb(-2)
        months = list(self.charges)
        done = record_payment(
            RecordPayment(
                self.contract_id,
                amount,
                TODAY,
                Channel.BANK_TILL,
                f"receipt-{self.forms}",
                "Ильина М. П.",
                f"{self.contract_id}-{self.forms}",
                months[index % len(months)] if months and index is not None else None,
            ),
            region=self.desk.region,
            actor=self.desk.accountant,
            now=NOW,
        )
        assert sum((part.amount for part in done.allocated), ZERO) == amount
        self.payments[done.id] = amount

    def reverse(self, index: int) -> None:
        if not self.payments:
            return
        payment_id = list(self.payments)[index % len(self.payments)]
        reverse_payment(
            ReversePayment(payment_id, "ошибка"),
            region=self.desk.region,
            actor=self.desk.accountant,
            now=NOW,
        )
        del self.payments[payment_id]

    def check(self) -> None:
        with reading() as session:
            found = balance_of(session, self.contract_id, TODAY)
            ledger = session.scalar(
                select(func.sum(LedgerEntry.amount)).where(
                    LedgerEntry.contract_id == self.contract_id
                )
            )
            split = session.execute(
                select(Payment.id, func.sum(PaymentAllocation.amount))
                .join(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
                .where(Payment.contract_id == self.contract_id, Payment.reversed_at.is_(None))
                .group_by(Payment.id)
            ).all()
        self.check_account(found)
        assert (ledger or ZERO) == found.balance
        assert dict(split) == self.payments

    def check_account(self, found: Balance) -> None:
        assert found.charged == sum(self.charges.values(), ZERO)
        assert found.paid == sum(self.payments.values(), ZERO)
        assert {charge.month: charge.amount for charge in found.by_month} == self.charges
        assert all(charge.paid <= charge.amount for charge in found.by_month)
        unpaid = sum((charge.unpaid for charge in found.by_month), ZERO)
        assert found.balance == unpaid - found.advance
        # Money never lies idle beside an unpaid charge.
        assert min(unpaid, found.advance) == ZERO
        assert ZERO <= found.debt <= unpaid


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STORIES)
def test_no_order_of_events_creates_or_loses_money(
    desk: Desk, steps: list[tuple[str, int] | tuple[str, int, int | None]]
) -> None:
    story = Story(desk)

    for name, *values in steps:
        getattr(story, name)(*values)
        story.check()


def test_a_contract_without_entries_owes_nothing(desk: Desk) -> None:
    with reading() as session:
        assert balance_of(session, make_contract(desk), TODAY) == EMPTY


def test_balances_of_many_contracts_are_those_of_each(desk: Desk) -> None:
    stories = [Story(desk) for _ in range(3)]
    stories[0].charge(8)
    stories[0].pay(40_000, None)
    stories[1].pay(10_000, None)
    stories[1].charge(2)
    other = Story(make_desk(desk.app, code="other"))
    other.charge(1)

    with reading() as session:
        own = LedgerEntry.provider_id == desk.provider_id
        many = balances_of(session, own, TODAY)
        ledger = ledger_balances(session, own)
        each = {
            story.contract_id: balance_of(session, story.contract_id, TODAY)
            for story in stories[:2]
        }
    assert dict(many) == each
    assert ledger == {contract_id: found.balance for contract_id, found in each.items()}


@pytest.mark.parametrize(
    ("day", "debt"),
    [
        pytest.param(date(2026, 2, 16), "0.00", id="due on a Monday after the weekend"),
        pytest.param(date(2026, 2, 17), "300.00", id="a day later, FED-PAY-02"),
        pytest.param(date(2026, 3, 16), "300.00", id="the second charge is due today"),
        pytest.param(date(2026, 3, 17), "450.00", id="and is debt tomorrow"),
    ],
)
def test_debt_grows_charge_by_charge(desk: Desk, day: date, debt: str) -> None:
    story = Story(desk)
    story.charge(2)
    story.charge(1)

    with reading() as session:
        assert balance_of(session, story.contract_id, day).debt == Decimal(debt)

"""Payments: recorded once, put against the oldest debt, taken back in the open."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.domain.calendar import last_day
from portal.domain.catalogue import Form
from portal.domain.money import ZERO
from portal.domain.payments import Allocation, Channel
from portal.domain.violations import Conflict, NotFound, RulesBroken
from portal.extensions import db
from portal.models import (
    Contract,
    LedgerEntry,
    Payment,
    PaymentAllocation,
    ReceiptCopy,
    Recipient,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.payments import (
    HandOverReceipt,
    PaymentRecorded,
    PaymentReversed,
    RecordPayment,
    ReversePayment,
    hand_over_receipt,
    record_payment,
    reverse_payment,
)
from portal.usecases.queries.payments_state import Balance, balance_of
from portal.usecases.transaction import reading, transaction
from tests.usecases.billing import (
    Desk,
    bank_till_only,
    deliver,
    everything,
    expect_refusal,
    make_contract,
    make_desk,
    make_region,
    make_worker,
    moment,
)

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
TWENTIETH = date(2026, 5, 20)
NOW = moment(2026, 5, 20)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def close(desk: Desk, month: date, now: datetime | None = None) -> None:
    last = last_day(month)
    close_month(
        CloseMonth(month),
        region=desk.region,
        actor=desk.accountant,
        now=now or moment(last.year, last.month, last.day),
    )


def charged(desk: Desk, *months: date, **options: Any) -> int:
    """A contract that owes 1000.00 for each of the months, by the 15th of the next."""
    contract_id = make_contract(desk, fee_cap="1000.00", **options)
    for month in months:
        deliver(desk, contract_id, month, "S1", "8")
    for month in months:
        close(desk, month)
    return contract_id


def command(contract_id: int, amount: str = "1000.00", **changes: Any) -> RecordPayment:
    values: dict[str, Any] = {
        "contract_id": contract_id,
        "amount": Decimal(amount),
        "paid_on": TWENTIETH,
        "channel": Channel.BANK_TILL,
        "receipt_number": "000123",
        "payer": "Ильина М. П.",
        "operation": "form-1",
    }
    return RecordPayment(**values | changes)


def pay(
    desk: Desk, contract_id: int, amount: str = "1000.00", now: datetime = NOW, **changes: Any
) -> PaymentRecorded:
    return record_payment(
        command(contract_id, amount, **changes),
        region=desk.region,
        actor=desk.accountant,
        now=now,
    )


def reverse(
    desk: Desk, payment_id: int, reason: str = "ошибка", now: datetime = NOW
) -> PaymentReversed:
    return reverse_payment(
        ReversePayment(payment_id, reason), region=desk.region, actor=desk.accountant, now=now
    )


def account(contract_id: int, day: date = TWENTIETH) -> Balance:
    with reading() as session:
        return balance_of(session, contract_id, day)


def allocated(*parts: tuple[date | None, str]) -> tuple[Allocation, ...]:
    return tuple(Allocation(month, Decimal(amount)) for month, amount in parts)


def test_a_payment_pays_the_oldest_debt_first(desk: Desk) -> None:
    contract_id = charged(desk, MARCH, APRIL)

    done = pay(desk, contract_id, "1500.00")

    assert done.allocated == allocated((MARCH, "1000.00"), (APRIL, "500.00"))
    assert (done.balance, done.debt, done.warnings) == (Decimal("500.00"), Decimal("500.00"), ())


def test_a_named_month_is_paid_first(desk: Desk) -> None:
    contract_id = charged(desk, MARCH, APRIL)

    done = pay(desk, contract_id, "1500.00", month=APRIL)

    assert done.allocated == allocated((APRIL, "1000.00"), (MARCH, "500.00"))


def test_a_month_without_a_charge_cannot_be_named(desk: Desk) -> None:
    contract_id = charged(desk, APRIL)

    with expect_refusal("value_invalid") as told:
        pay(desk, contract_id, month=MAY)

    assert told.first.field == "month"


@pytest.mark.parametrize(
    ("day", "debt"),
    [
        pytest.param(date(2026, 4, 15), "0.00", id="the due day, FED-PAY-02"),
        pytest.param(date(2026, 4, 16), "1000.00", id="the day after, FED-PAY-02"),
    ],
)
def test_what_is_unpaid_is_debt_from_the_day_after_it_was_due(
    desk: Desk, day: date, debt: str
) -> None:
    contract_id = charged(desk, MARCH)

    found = account(contract_id, day)

    assert (found.balance, found.debt) == (Decimal("1000.00"), Decimal(debt))


def test_vladimir_s_example_of_a_partly_paid_month_bears_no_penalty(desk: Desk) -> None:
    contract_id = make_contract(desk, fee_cap="1750.00")
    deliver(desk, contract_id, date(2026, 3, 10), "S1", "8")
    deliver(desk, contract_id, date(2026, 3, 10), "S2", "4")
    close(desk, MARCH)

    done = pay(desk, contract_id, "1000.00", now=moment(2026, 4, 16), paid_on=date(2026, 4, 10))

    assert (done.balance, done.debt) == (Decimal("750.00"), Decimal("750.00"))


def test_an_overpayment_waits_as_an_advance_and_pays_the_next_charge(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    deliver(desk, contract_id, APRIL, "S1", "8")

    done = pay(desk, contract_id, "1400.00", now=moment(2026, 4, 20), paid_on=date(2026, 4, 20))
    close(desk, APRIL)

    assert done.allocated == allocated((MARCH, "1000.00"), (None, "400.00"))
    assert (done.balance, done.debt) == (Decimal("-400.00"), Decimal("0.00"))
    found = account(contract_id)
    assert (found.balance, found.debt, found.advance) == (
        Decimal("600.00"),
        Decimal("600.00"),
        Decimal("0.00"),
    )
    assert [(charge.month, charge.paid) for charge in found.by_month] == [
        (MARCH, Decimal("1000.00")),
        (APRIL, Decimal("400.00")),
    ]


def test_an_advance_larger_than_the_next_charge_keeps_its_rest(desk: Desk) -> None:
    contract_id = make_contract(desk, fee_cap="1000.00")
    deliver(desk, contract_id, date(2026, 3, 10), "S1", "8")
    pay(desk, contract_id, "2500.00", now=moment(2026, 3, 20), paid_on=date(2026, 3, 20))

    close(desk, MARCH)

    found = account(contract_id)
    assert (found.balance, found.advance) == (Decimal("-1500.00"), Decimal("1500.00"))


def test_two_advances_are_used_in_the_order_they_were_paid(desk: Desk) -> None:
    contract_id = make_contract(desk, fee_cap="1000.00")
    deliver(desk, contract_id, date(2026, 3, 10), "S1", "8")
    for number, day in enumerate((12, 11), start=1):
        pay(
            desk,
            contract_id,
            "700.00",
            now=moment(2026, 3, 20),
            paid_on=date(2026, 3, day),
            operation=f"form-{number}",
        )

    close(desk, MARCH)

    with reading() as session:
        rows = session.execute(
            select(Payment.paid_on, PaymentAllocation.month, PaymentAllocation.amount)
            .join(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
            .order_by(Payment.paid_on, PaymentAllocation.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (date(2026, 3, 11), MARCH, Decimal("700.00")),
        (date(2026, 3, 12), None, Decimal("400.00")),
        (date(2026, 3, 12), MARCH, Decimal("300.00")),
    ]


def test_the_same_form_again_pays_nothing_more(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)

    first = pay(desk, contract_id)
    before = everything()
    again = pay(desk, contract_id)

    assert again == first
    assert everything() == before


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"amount": Decimal("999.00")}, id="another sum"),
        pytest.param({"paid_on": date(2026, 5, 19)}, id="another day"),
        pytest.param({"channel": Channel.BANK_TRANSFER}, id="another channel"),
        pytest.param({"receipt_number": "000124"}, id="another receipt"),
        pytest.param({"receipt_number": None}, id="no receipt"),
        pytest.param({"payer": "Другой плательщик"}, id="another payer"),
        pytest.param({"month": APRIL}, id="a named month"),
    ],
)
def test_a_form_s_key_does_not_carry_another_payment(desk: Desk, changes: dict[str, Any]) -> None:
    contract_id = charged(desk, MARCH, APRIL)
    first = pay(desk, contract_id)
    before = everything()

    with expect_refusal("conflict") as told:
        pay(desk, contract_id, **changes)

    assert isinstance(told.error, Conflict)
    assert told.first.subject == f"payment:{first.id}"
    assert "Эта форма уже записала оплату 1 000,00 ₽ от 20.05.2026" in told.first.text.replace(
        "\u00a0", " "
    )
    assert everything() == before


def test_the_same_form_is_the_same_with_spaces_around_and_with_its_month(desk: Desk) -> None:
    contract_id = charged(desk, MARCH, APRIL)

    first = pay(desk, contract_id, receipt_number="000123", payer="Ильина", month=APRIL)

    again = pay(desk, contract_id, receipt_number=" 000123 ", payer=" Ильина ", month=APRIL)
    assert again.id == first.id


def test_the_same_form_from_two_windows_at_once_pays_once(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    start = threading.Barrier(2)
    results: list[PaymentRecorded] = []

    def send() -> None:
        with desk.app.app_context():
            start.wait()
            results.append(pay(desk, contract_id))
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results[0] == results[1]
    with reading() as session:
        assert session.scalar(select(func.count(Payment.id))) == 1


def test_the_same_receipt_twice_is_a_duplicate(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    first = pay(desk, contract_id)

    with expect_refusal("duplicate") as told:
        pay(desk, contract_id, operation="form-2")

    assert (told.first.field, told.first.subject) == ("receipt_number", f"payment:{first.id}")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"receipt_number": "000124"}, id="another number"),
        pytest.param({"paid_on": date(2026, 5, 19)}, id="another day"),
        pytest.param({"amount": Decimal("999.99")}, id="another sum"),
    ],
)
def test_another_receipt_is_another_payment(desk: Desk, changes: dict[str, Any]) -> None:
    contract_id = charged(desk, MARCH, APRIL)
    first = pay(desk, contract_id)

    assert pay(desk, contract_id, operation="form-2", **changes).id != first.id


def test_a_reversed_payment_may_be_recorded_again(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    first = pay(desk, contract_id)
    reverse(desk, first.id)

    assert pay(desk, contract_id, operation="form-2").balance == ZERO


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"amount": Decimal("0.00")}, "amount", id="nothing"),
        pytest.param({"amount": Decimal("-1.00")}, "amount", id="a negative payment"),
        pytest.param({"amount": Decimal("1.005")}, "amount", id="a third decimal"),
        pytest.param({"amount": Decimal("10000000.01")}, "amount", id="too much to be true"),
        pytest.param({"amount": Decimal("NaN")}, "amount", id="no number"),
        pytest.param({"paid_on": date(2026, 5, 21)}, "paid_on", id="tomorrow"),
        pytest.param({"paid_on": date(2027, 5, 20)}, "paid_on", id="next year"),
        pytest.param({"paid_on": date(2025, 12, 31)}, "paid_on", id="before the contract"),
        pytest.param({"paid_on": date(1900, 1, 1)}, "paid_on", id="before any rule"),
        pytest.param({"operation": ""}, "operation", id="a form without a key"),
    ],
)
def test_a_payment_of_the_wrong_shape_is_refused(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    contract_id = charged(desk, MARCH)

    with expect_refusal("value_invalid") as told:
        pay(desk, contract_id, **changes)

    assert told.first.field == field


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"paid_on": TWENTIETH}, id="today"),
        pytest.param({"paid_on": date(2026, 1, 1)}, id="the day of the contract"),
        pytest.param({"amount": Decimal("0.01")}, id="a kopeck"),
        pytest.param({"amount": Decimal("10000000.00")}, id="as much as may be"),
    ],
)
def test_a_payment_at_the_border_is_taken(desk: Desk, changes: dict[str, Any]) -> None:
    contract_id = charged(desk, MARCH)

    assert pay(desk, contract_id, **changes).id


def test_every_fault_of_a_payment_is_told_at_once(desk: Desk) -> None:
    contract_id = charged(desk.under(make_region(payment=bank_till_only)), MARCH)
    desk = desk.under(make_region(payment=bank_till_only))

    with expect_refusal("value_invalid") as told:
        pay(
            desk,
            contract_id,
            "0.00",
            paid_on=date(2027, 1, 1),
            channel=Channel.CASH_DESK,
            receipt_number=None,
        )

    assert [violation.field for violation in told.error.violations] == [
        "amount",
        "paid_on",
        "channel",
        "receipt_number",
    ]


@pytest.mark.parametrize(
    ("channel", "number", "code"),
    [
        pytest.param(Channel.BANK_TILL, "000123", None, id="the till of a bank, VLA-PAY-01"),
        pytest.param(
            Channel.CASH_DESK, "000123", "payment_channel_not_allowed",
            id="our own till, VLA-PAY-01",
        ),
        pytest.param(
            Channel.BANK_TRANSFER, "000123", "payment_channel_not_allowed",
            id="a transfer, VLA-PAY-01",
        ),
        pytest.param(Channel.BANK_TILL, None, "receipt_missing", id="no receipt, VLA-PAY-02"),
        pytest.param(Channel.BANK_TILL, "  ", "receipt_missing", id="a blank one, VLA-PAY-02"),
    ],
)  # fmt: skip
def test_the_region_says_how_money_comes_in(
    desk: Desk, channel: Channel, number: str | None, code: str | None
) -> None:
    desk = desk.under(make_region(payment=bank_till_only))
    contract_id = charged(desk, MARCH)

    if code is None:
        assert pay(desk, contract_id, channel=channel, receipt_number=number).id
    else:
        with expect_refusal(code) as told:
            pay(desk, contract_id, channel=channel, receipt_number=number)
        assert told.first.field == (
            "channel" if code == "payment_channel_not_allowed" else "receipt_number"
        )


def test_cash_without_a_fiscal_receipt_is_saved_with_a_warning(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)

    done = pay(desk, contract_id, channel=Channel.CASH_DESK, receipt_number=None)

    assert "54-ФЗ" in done.warnings[0]


def test_another_provider_s_contract_is_not_found(desk: Desk) -> None:
    theirs = charged(make_desk(desk.app, code="other"), MARCH)

    with pytest.raises(NotFound):
        pay(desk, theirs)


def test_the_ledger_only_grows(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    done = pay(desk, contract_id)

    reverse(desk, done.id)

    with reading() as session:
        rows = session.execute(
            select(LedgerEntry.kind, LedgerEntry.amount).order_by(LedgerEntry.id)
        )
        assert [(kind.value, amount) for kind, amount in rows] == [
            ("charge", Decimal("1000.00")),
            ("payment", Decimal("-1000.00")),
            ("reversal", Decimal("1000.00")),
        ]


def test_a_ledger_entry_cannot_be_changed(desk: Desk) -> None:
    charged(desk, MARCH)

    with expect_refusal("conflict"), transaction() as session:
        session.scalars(select(LedgerEntry)).one().amount = Decimal("1.00")


def test_a_reversal_brings_the_debt_back(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    done = pay(desk, contract_id)

    found = reverse(desk, done.id)

    assert found == PaymentReversed(Decimal("1000.00"), Decimal("1000.00"))
    assert account(contract_id).paid == ZERO


def test_a_reversal_frees_a_charge_for_another_s_advance(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    first = pay(desk, contract_id)
    pay(desk, contract_id, "600.00", operation="form-2", receipt_number="000124")

    found = reverse(desk, first.id)

    assert found == PaymentReversed(Decimal("400.00"), Decimal("400.00"))
    assert account(contract_id).advance == ZERO


def test_an_advance_grows_into_a_month_its_payment_covers_already(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    small = pay(desk, contract_id, "100.00")
    large = pay(desk, contract_id, "1500.00", operation="form-2", receipt_number="000124")

    reverse(desk, small.id)

    with reading() as session:
        rows = session.execute(
            select(PaymentAllocation.month, PaymentAllocation.amount)
            .where(PaymentAllocation.payment_id == large.id)
            .order_by(PaymentAllocation.month)
        )
        assert dict(rows.all()) == {MARCH: Decimal("1000.00"), None: Decimal("500.00")}


def test_a_payment_is_reversed_once_and_with_a_reason(desk: Desk) -> None:
    done = pay(desk, charged(desk, MARCH))

    with expect_refusal("value_invalid"):
        reverse(desk, done.id, reason="  ")
    reverse(desk, done.id)
    with expect_refusal("conflict"):
        reverse(desk, done.id)


def test_a_payment_that_was_edited_meanwhile_is_not_reversed(desk: Desk) -> None:
    done = pay(desk, charged(desk, MARCH))

    with expect_refusal("conflict"):
        reverse_payment(
            ReversePayment(done.id, "ошибка", version=99),
            region=desk.region,
            actor=desk.accountant,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("closed", "code"),
    [
        pytest.param(APRIL, None, id="until the month it was recorded in is closed"),
        pytest.param(MAY, "month_closed", id="not after"),
    ],
)
def test_a_payment_can_be_reversed_until_its_month_is_closed(
    desk: Desk, closed: date, code: str | None
) -> None:
    contract_id = charged(desk, MARCH)
    done = pay(desk, contract_id, paid_on=date(2026, 3, 5))
    close(desk, closed, now=moment(2026, 6, 1))

    if code is None:
        assert reverse(desk, done.id).balance == Decimal("1000.00")
    else:
        with expect_refusal(code):
            reverse(desk, done.id)


def test_money_of_the_last_evening_is_posted_to_the_next_month(desk: Desk) -> None:
    contract_id = charged(desk, MARCH)
    close(desk, MAY, now=moment(2026, 5, 31, 9))

    done = pay(desk, contract_id, now=moment(2026, 5, 31, 15), paid_on=date(2026, 5, 31))

    with reading() as session:
        month = session.scalar(select(LedgerEntry.month).where(LedgerEntry.payment_id == done.id))
    assert month == date(2026, 6, 1)


def test_another_provider_s_payment_is_not_found(desk: Desk) -> None:
    other = make_desk(desk.app, code="other")
    done = pay(other, charged(other, MARCH))

    with pytest.raises(NotFound):
        reverse(desk, done.id)


@pytest.mark.parametrize("act", ["pay", "reverse"])
def test_a_failure_on_the_way_moves_no_money(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    contract_id = charged(desk, MARCH)
    done = pay(desk, contract_id)
    before = everything()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("portal.usecases.payments.audit.record", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        pay(desk, contract_id, "1.00", operation="form-2") if act == "pay" else reverse(
            desk, done.id
        )

    assert everything() == before


@pytest.fixture
def till(desk: Desk) -> Desk:
    """The desk where receipt copies go to the head of department (VLA-PAY-03)."""
    return desk.under(make_region(payment=bank_till_only))


def hand_over(
    desk: Desk,
    payment_id: int,
    day: date = TWENTIETH,
    *,
    role: Callable[[Desk], Actor] = lambda desk: desk.worker,
    to: int | None = None,
) -> str:
    return hand_over_receipt(
        HandOverReceipt(payment_id, day, to),
        region=desk.region,
        actor=role(desk),
        now=NOW,
    )


def copy_of(payment_id: int) -> ReceiptCopy | None:
    with reading() as session:
        return session.scalars(
            select(ReceiptCopy).where(ReceiptCopy.payment_id == payment_id)
        ).one_or_none()


def test_a_receipt_s_copy_goes_from_the_worker_to_the_head(till: Desk) -> None:
    done = pay(till, charged(till, MARCH))
    waiting = copy_of(done.id)

    state = hand_over(till, done.id, to=till.head.membership_id)

    copy = copy_of(done.id)
    assert waiting is not None
    assert waiting.worker_id == till.worker.membership_id
    assert copy is not None
    assert (state, copy.handed_over_on, copy.accepted_by_id) == (
        "copy_handed_over",
        TWENTIETH,
        till.head.membership_id,
    )


def test_a_copy_is_handed_over_once(till: Desk) -> None:
    done = pay(till, charged(till, MARCH))
    hand_over(till, done.id)

    with expect_refusal("transition_not_allowed"):
        hand_over(till, done.id)


def test_only_who_carries_the_copy_hands_it_over(till: Desk) -> None:
    done = pay(till, charged(till, MARCH))

    with expect_refusal("not_authorised"):
        hand_over(till, done.id, role=lambda desk: desk.accountant)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2026, 5, 19), "value_invalid", id="before the payment"),
        pytest.param(date(2026, 5, 20), None, id="the day of the payment"),
        pytest.param(date(2026, 5, 21), "value_invalid", id="tomorrow"),
    ],
)
def test_a_copy_is_handed_over_after_the_payment_and_not_tomorrow(
    till: Desk, day: date, code: str | None
) -> None:
    done = pay(till, charged(till, MARCH))

    if code is None:
        assert hand_over(till, done.id, day) == "copy_handed_over"
    else:
        with expect_refusal(code):
            hand_over(till, done.id, day)


def test_a_copy_goes_to_a_colleague_only(till: Desk) -> None:
    done = pay(till, charged(till, MARCH))
    stranger = make_desk(till.app, code="other").head

    with pytest.raises(NotFound):
        hand_over(till, done.id, to=stranger.membership_id)


@pytest.mark.parametrize(
    ("under", "form"),
    [
        pytest.param(make_region(), Form.HOME, id="a region without the procedure"),
        pytest.param(
            make_region(payment=bank_till_only), Form.SEMI_STATIONARY, id="day care, VLA-PAY-03"
        ),
    ],
)
def test_where_nobody_hands_over_copies_there_are_none(
    desk: Desk, under: Region, form: Form
) -> None:
    desk = desk.under(under)
    done = pay(desk, charged(desk, MARCH, form=form))

    assert copy_of(done.id) is None
    with expect_refusal("transition_not_allowed"):
        hand_over(desk, done.id)


def test_who_moved_to_another_worker_gives_that_one_the_copy(till: Desk) -> None:
    contract_id = charged(till, MARCH)
    worker = make_worker(till, "Волкова")
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        session.get_one(Recipient, contract.recipient_id).social_worker_id = worker.membership_id

    copy = copy_of(pay(till, contract_id).id)

    assert copy is not None
    assert copy.worker_id == worker.membership_id


def test_a_refusal_is_an_error_of_the_rules(desk: Desk) -> None:
    with pytest.raises(RulesBroken):
        pay(desk, charged(desk, MARCH), "0.00")

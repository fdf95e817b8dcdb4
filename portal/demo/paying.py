"""How people pay their acts: most in time, some late, some in round sums, somebody not any more.

The payments of long ago are written in bulk, by the same law of allocation; those of the last two
months are recorded through the use case, with their audit entries. ``proof`` balances both.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.demo.care import Served
from portal.demo.cases import SEED, Habit
from portal.domain.calendar import month_of
from portal.domain.catalogue import Form
from portal.domain.money import ZERO
from portal.domain.payments import Allocation, Channel, Charge, allocate_payment
from portal.domain.people import full_name
from portal.models import (
    EntryKind,
    LedgerEntry,
    Payment,
    PaymentAllocation,
    ReceiptCopy,
    Role,
)
from portal.usecases.payments import (
    HandOverReceipt,
    RecordPayment,
    hand_over_receipt,
    record_payment,
)
from portal.usecases.queries.payments_state import charges_of
from portal.usecases.transaction import reading, transaction

BANK = "Отделение банка"
_RECORDED = time(12, 15)
_STOPPED = date(2026, 8, 1)
_HUNDRED = Decimal(100)
_FORGETS = 0.05
_DAYS_TO_HAND_OVER = 3

Charges = Mapping[int, tuple[Charge, ...]]


@dataclass(frozen=True, slots=True)
class Paid:
    """A sum that somebody brings on a day."""

    served: Served
    day: date
    amount: Decimal
    channel: Channel
    receipt_number: str | None

    @property
    def at(self) -> datetime:
        """When the accountant records it."""
        return self.served.office.region.utc(datetime.combine(self.day, _RECORDED))

    @property
    def payer(self) -> str:
        """Who brings it."""
        name = self.served.case.name
        return full_name(name.surname, name.name, name.patronymic)

    @property
    def operation(self) -> str:
        """The form's own key."""
        case = self.served.case
        return f"demo-{case.house.code}-{case.number}-{self.day.isoformat()}"


def payments_of(served: Sequence[Served], month: date, before: date) -> list[Paid]:
    """Everything paid in a calendar month for the acts so far, on days before ``before``."""
    charges = _open_charges(served)
    found = [
        paid
        for one in served
        for paid in _paid_by(one, charges.get(one.contract_id, ()), month)
        if paid.day < before
    ]
    return sorted(found, key=lambda paid: (paid.day, paid.served.contract_id))


def write_payments(paid: Sequence[Paid]) -> None:
    """Write payments of long ago as ``record_payment`` would have."""
    if not paid:
        return
    charges = dict(_open_charges([one.served for one in paid]))
    with transaction() as session:
        for one in paid:
            contract_id = one.served.contract_id
            parts = allocate_payment(one.amount, charges.get(contract_id, ()))
            charges[contract_id] = tuple(_covered(charges.get(contract_id, ()), parts))
            _write(session, one, parts)


def bring_payment(paid: Paid, today: date) -> None:
    """Record a payment as the page does; its receipt's copy goes to the head of department."""
    office = paid.served.office
    done = record_payment(
        RecordPayment(
            contract_id=paid.served.contract_id,
            amount=paid.amount,
            paid_on=paid.day,
            channel=paid.channel,
            receipt_number=paid.receipt_number,
            payer=paid.payer,
            operation=paid.operation,
            bank=BANK,
        ),
        region=office.region,
        actor=office.actor(Role.ACCOUNTANT),
        now=paid.at,
    )
    handed_over = paid.day + timedelta(days=_DAYS_TO_HAND_OVER)
    if _has_copies(paid) and handed_over < today:
        hand_over_receipt(
            HandOverReceipt(
                done.id, handed_over, office.actor(Role.HEAD_OF_DEPARTMENT).membership_id
            ),
            region=office.region,
            actor=office.actor(Role.SOCIAL_WORKER, paid.served.case.worker),
            now=paid.at + timedelta(days=_DAYS_TO_HAND_OVER),
        )


def _open_charges(served: Iterable[Served]) -> Charges:
    ids = [one.contract_id for one in served]
    with reading() as session:
        return charges_of(session, LedgerEntry.contract_id.in_(ids))


def _paid_by(one: Served, charges: Sequence[Charge], month: date) -> Iterator[Paid]:
    case = one.case
    owed = sum((charge.unpaid for charge in charges), ZERO)
    chance = random.Random(  # noqa: S311 - the same payments on every run
        f"{SEED} pays {case.house.code} {case.number} {month}"
    )
    if owed == 0 or chance.random() < _FORGETS:
        return
    early, late = chance.randint(3, 9), chance.randint(16, 26)
    match case.habit:
        case Habit.ON_TIME:
            yield _paid(one, month.replace(day=early), owed, chance)
        case Habit.LATE:
            yield _paid(one, month.replace(day=late), owed, chance)
        case Habit.ROUND_SUMS:
            rounded = (owed // _HUNDRED + 1) * _HUNDRED
            yield _paid(one, month.replace(day=early), rounded.quantize(owed), chance)
        case Habit.IN_PARTS:
            half = max((owed / 2) // _HUNDRED * _HUNDRED, min(owed, _HUNDRED)).quantize(owed)
            yield _paid(one, month.replace(day=early), half, chance)
            if half < owed:
                yield _paid(one, month.replace(day=late), owed - half, chance)
        case Habit.STOPPED if month < _STOPPED:
            yield _paid(one, month.replace(day=early), owed, chance)


def _paid(one: Served, day: date, amount: Decimal, chance: random.Random) -> Paid:
    rules = one.office.region.rules.payment_rules.on(day)
    channel = chance.choice(rules.channels)
    number = None
    if rules.receipt_required or channel is not Channel.BANK_TRANSFER:
        number = f"{chance.randint(1000, 9999)}"
    return Paid(one, day, amount, channel, number)


def _covered(charges: Iterable[Charge], parts: Iterable[Allocation]) -> Iterator[Charge]:
    taken = {part.month: part.amount for part in parts}
    for charge in charges:
        yield replace(charge, paid=charge.paid + taken.get(charge.month, ZERO))


def _write(session: Session, paid: Paid, parts: Sequence[Allocation]) -> None:
    office, contract_id = paid.served.office, paid.served.contract_id
    accountant = office.actor(Role.ACCOUNTANT).membership_id
    payment = Payment(
        provider_id=office.provider_id,
        contract_id=contract_id,
        amount=paid.amount,
        paid_on=paid.day,
        channel=paid.channel,
        receipt_number=paid.receipt_number,
        payer=paid.payer,
        bank=BANK,
        operation=paid.operation,
        recorded_at=paid.at,
        recorded_by_id=accountant,
        allocations=[
            PaymentAllocation(provider_id=office.provider_id, month=part.month, amount=part.amount)
            for part in parts
        ],
    )
    session.add(payment)
    session.flush()
    session.add(
        LedgerEntry(
            provider_id=office.provider_id,
            contract_id=contract_id,
            month=month_of(paid.day),
            kind=EntryKind.PAYMENT,
            amount=-paid.amount,
            payment_id=payment.id,
            at=paid.at,
            recorded_by_id=accountant,
        )
    )
    if _has_copies(paid):
        session.add(_copy(paid, payment.id))


def _copy(paid: Paid, payment_id: int) -> ReceiptCopy:
    office = paid.served.office
    workflow = office.region.rules.payment_rules.on(paid.day).receipt_workflow
    worker = office.actor(Role.SOCIAL_WORKER, paid.served.case.worker)
    return ReceiptCopy(
        provider_id=office.provider_id,
        payment_id=payment_id,
        state=workflow.states[-1].code if workflow else "",
        worker_id=worker.membership_id,
        handed_over_on=paid.day + timedelta(days=_DAYS_TO_HAND_OVER),
        accepted_by_id=office.actor(Role.HEAD_OF_DEPARTMENT).membership_id,
    )


def _has_copies(paid: Paid) -> bool:
    """Whether the region follows the way of the receipt's copy."""
    rules = paid.served.office.region.rules.payment_rules.on(paid.day)
    return rules.receipt_workflow is not None and paid.served.case.house.form is Form.HOME

"""What must hold in the demonstration's database, whichever way its rows came in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.money import ZERO
from portal.models import (
    Act,
    ActLine,
    AdditionalRequest,
    Contract,
    Delivery,
    LedgerEntry,
    Payment,
    PaymentAllocation,
    Recipient,
    Suspension,
)
from portal.usecases.audit import verify_chain
from portal.usecases.transaction import reading


def faults() -> tuple[str, ...]:
    """Everything that does not add up; empty when all is well."""
    with reading() as session:
        return (
            *_ledger(session),
            *_allocations(session),
            *_covered(session),
            *_numbers(session),
            *_quantities(session),
            *_asked_for(session),
            *_paused(session),
            *_people(session),
            *_audit(session),
        )


def _ledger(session: Session) -> Iterator[str]:
    """The ledger holds exactly the acts and the payments."""
    acts = dict(
        session.execute(
            select(Act.contract_id, func.sum(Act.payable)).group_by(Act.contract_id)
        ).all()
    )
    paid = dict(
        session.execute(
            select(Payment.contract_id, func.sum(Payment.amount))
            .where(Payment.reversed_at.is_(None))
            .group_by(Payment.contract_id)
        ).all()
    )
    for contract_id, balance in session.execute(
        select(LedgerEntry.contract_id, func.sum(LedgerEntry.amount)).group_by(
            LedgerEntry.contract_id
        )
    ):
        expected = acts.get(contract_id, ZERO) - paid.get(contract_id, ZERO)
        if balance != expected:
            yield f"договор {contract_id}: в книге {balance}, по актам и оплатам {expected}"


def _allocations(session: Session) -> Iterator[str]:
    """The parts of a payment add up to it."""
    for payment_id, amount, parts in session.execute(
        select(Payment.id, Payment.amount, func.sum(PaymentAllocation.amount))
        .outerjoin(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
        .group_by(Payment.id, Payment.amount)
    ):
        if amount != parts:
            yield f"платёж {payment_id}: {amount}, разнесено {parts}"


def _covered(session: Session) -> Iterator[str]:
    """No month is paid more than it costs; money lies in advance only when nothing is owed."""
    charged = {
        (contract_id, month): amount
        for contract_id, month, amount in session.execute(
            select(LedgerEntry.contract_id, LedgerEntry.month, func.sum(LedgerEntry.amount))
            .where(LedgerEntry.act_id.is_not(None))
            .group_by(LedgerEntry.contract_id, LedgerEntry.month)
        )
    }
    unpaid = dict(charged)
    advances: set[int] = set()
    for contract_id, month, amount in session.execute(
        select(Payment.contract_id, PaymentAllocation.month, func.sum(PaymentAllocation.amount))
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(Payment.reversed_at.is_(None))
        .group_by(Payment.contract_id, PaymentAllocation.month)
    ):
        if month is None:
            advances.add(contract_id)
            continue
        unpaid[contract_id, month] = unpaid.get((contract_id, month), ZERO) - amount
    for (contract_id, month), left in unpaid.items():
        if left < 0:
            yield f"договор {contract_id}: за {month:%m.%Y} оплачено больше начисленного"
        elif left > 0 and contract_id in advances:
            yield f"договор {contract_id}: за {month:%m.%Y} долг при авансе"


def _numbers(session: Session) -> Iterator[str]:
    """Acts and contracts are numbered without a gap."""
    for table in (Act, Contract):
        for provider_id, year, count, last in session.execute(
            select(table.provider_id, table.year, func.count(), func.max(table.sequence)).group_by(
                table.provider_id, table.year
            )
        ):
            if count != last:
                yield f"{table.__tablename__} поставщика {provider_id} за {year}: {count} из {last}"


def _quantities(session: Session) -> Iterator[str]:
    """Acts bill what was recorded, within the volume allowed."""
    recorded = select(func.sum(Delivery.quantity)).join(
        Act,
        (Act.contract_id == Delivery.contract_id)
        & (func.strftime("%Y-%m", Act.month) == func.strftime("%Y-%m", Delivery.day)),
    )
    billed = select(func.sum(ActLine.quantity))
    if session.scalar(recorded) != session.scalar(billed):
        yield "в актах не столько услуг, сколько записано"
    over = select(func.count()).where(
        ActLine.additional.is_(False), ActLine.quantity > ActLine.allowed
    )
    if session.scalar(over):
        yield "в актах услуги сверх программы"


def _asked_for(session: Session) -> Iterator[str]:
    """Every additional service stands on a written request of its day or before."""
    asked = (
        select(AdditionalRequest.id)
        .where(
            AdditionalRequest.contract_id == Delivery.contract_id,
            AdditionalRequest.code == Delivery.code,
            AdditionalRequest.requested_on <= Delivery.day,
        )
        .exists()
    )
    if session.scalar(select(func.count()).where(Delivery.additional.is_(True), ~asked)):
        yield "дополнительные услуги без заявления получателя"


def _paused(session: Session) -> Iterator[str]:
    """Nothing is recorded on days without service."""
    wrong = session.scalar(
        select(func.count())
        .select_from(Delivery)
        .join(Suspension, Suspension.contract_id == Delivery.contract_id)
        .where(
            Delivery.day >= Suspension.since,
            Suspension.until.is_(None) | (Delivery.day < Suspension.until),
        )
    )
    if wrong:
        yield f"записей в дни приостановления: {wrong}"
    early = session.scalar(
        select(func.count())
        .select_from(Delivery)
        .join(Contract, Contract.id == Delivery.contract_id)
        .where((Delivery.day < Contract.in_force_from) | (Delivery.day > Contract.valid_until))
    )
    if early:
        yield f"записей вне срока договора: {early}"


def _people(session: Session) -> Iterator[str]:
    """Nobody is there twice."""
    for column in (Recipient.snils, Recipient.phone_key):
        rows, different = session.execute(
            select(func.count(column), func.count(func.distinct(column)))
        ).one()
        if rows != different:
            yield f"{column.key}: {rows} строк, {different} разных"


def _audit(session: Session) -> Iterator[str]:
    broken = verify_chain(session)
    if broken is not None:
        yield f"журнал действий рвётся на записи {broken}"

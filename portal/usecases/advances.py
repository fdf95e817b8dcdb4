"""Advances: money that covers no month yet, and the charges it comes to cover.

An advance is used when a month is closed and when a reversal frees a charge.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.money import ZERO
from portal.domain.payments import Allocation, Charge, allocate_payment
from portal.models import LedgerEntry, Payment, PaymentAllocation
from portal.usecases.queries.payments_state import charges_of


def use_advances(session: Session, which: ColumnElement[bool]) -> None:
    """Let advances cover open charges, oldest payment and oldest charge first.

    ``which`` is a condition on ``Payment`` that picks contracts. An advance is split or moved,
    never enlarged: the parts of a payment add up to its amount before and after.
    """
    advances = session.execute(
        select(PaymentAllocation, Payment.contract_id)
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(which, Payment.reversed_at.is_(None), PaymentAllocation.month.is_(None))
        .order_by(Payment.contract_id, Payment.paid_on, Payment.id)
    ).all()
    if not advances:
        return
    holders = {contract_id for _, contract_id in advances}
    charges = charges_of(session, LedgerEntry.contract_id.in_(holders))
    open_charges = {key: list(found) for key, found in charges.items()}
    covered = _months_covered(session, {row.payment_id for row, _ in advances})
    for row, contract_id in advances:
        parts = allocate_payment(row.amount, open_charges.get(contract_id, ()))
        open_charges[contract_id] = _after(open_charges.get(contract_id, ()), parts)
        _move(session, row, parts, covered)
    session.flush()


def _move(
    session: Session,
    advance_row: PaymentAllocation,
    parts: Iterable[Allocation],
    covered: dict[tuple[int, date], PaymentAllocation],
) -> None:
    """Turn an advance into its parts; a month the payment covers already grows instead."""
    left = ZERO
    for part in parts:
        if part.month is None:
            left = part.amount
            continue
        existing = covered.get((advance_row.payment_id, part.month))
        if existing is not None:
            existing.amount += part.amount
            continue
        session.add(
            PaymentAllocation(
                provider_id=advance_row.provider_id,
                payment_id=advance_row.payment_id,
                month=part.month,
                amount=part.amount,
            )
        )
    if left:
        advance_row.amount = left
    else:
        session.delete(advance_row)


def _after(charges: Iterable[Charge], parts: Iterable[Allocation]) -> list[Charge]:
    taken: dict[date | None, Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        taken[part.month] += part.amount
    return [
        Charge(charge.month, charge.amount, charge.due_on, charge.paid + taken[charge.month])
        for charge in charges
    ]


def _months_covered(
    session: Session, payment_ids: set[int]
) -> dict[tuple[int, date], PaymentAllocation]:
    rows = session.scalars(
        select(PaymentAllocation).where(
            PaymentAllocation.payment_id.in_(payment_ids), PaymentAllocation.month.is_not(None)
        )
    )
    return {(row.payment_id, row.month): row for row in rows if row.month is not None}

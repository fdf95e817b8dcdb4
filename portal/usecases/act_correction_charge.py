"""What a correction of an act does to the account: less charged, what was paid above it freed."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.domain.money import ZERO
from portal.models import Act, EntryKind, LedgerEntry, Payment, PaymentAllocation
from portal.usecases.actor import Actor
from portal.usecases.advances import use_advances
from portal.usecases.queries.payments_state import charges_of


def lower_charge(
    session: Session, act: Act, difference: Decimal, *, actor: Actor, now: datetime
) -> None:
    """Take the difference off the act's month by an entry, and free what was paid above it."""
    if not difference:
        return
    session.add(
        LedgerEntry(
            provider_id=act.provider_id,
            contract_id=act.contract_id,
            month=act.month,
            kind=EntryKind.REVERSAL,
            amount=difference,
            act_id=act.id,
            at=now,
            recorded_by_id=actor.membership_id,
        )
    )
    session.flush()
    charges = charges_of(session, LedgerEntry.contract_id == act.contract_id)
    charge = next(one for one in charges[act.contract_id] if one.month == act.month)
    _free(session, act, max(charge.paid - charge.amount, ZERO))
    use_advances(session, Payment.contract_id == act.contract_id)


def _free(session: Session, act: Act, excess: Decimal) -> None:
    """Move what covers more than the month costs into the advance, the newest payment first."""
    rows = session.execute(
        select(PaymentAllocation)
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(
            Payment.contract_id == act.contract_id,
            Payment.reversed_at.is_(None),
            PaymentAllocation.month == act.month,
        )
        .order_by(Payment.paid_on.desc(), Payment.id.desc())
    ).scalars()
    for row in rows.all():
        part = min(excess, row.amount)
        if not part:
            return
        excess -= part
        _to_advance(session, row, part)


def _to_advance(session: Session, row: PaymentAllocation, part: Decimal) -> None:
    advance = session.scalars(
        select(PaymentAllocation).where(
            PaymentAllocation.payment_id == row.payment_id, PaymentAllocation.month.is_(None)
        )
    ).one_or_none()
    if advance is not None:
        advance.amount += part
    else:
        session.add(
            PaymentAllocation(
                provider_id=row.provider_id, payment_id=row.payment_id, month=None, amount=part
            )
        )
    if part == row.amount:
        session.execute(delete(PaymentAllocation).where(PaymentAllocation.id == row.id))
        session.expunge(row)
    else:
        row.amount -= part
    session.flush()

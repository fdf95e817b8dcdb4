"""Writing to a contract's account: entries of an open month, one writer of a contract at a time."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of, next_month
from portal.models import Contract, EntryKind, LedgerEntry, MonthClosing, MonthState, Payment
from portal.usecases.actor import Actor
from portal.usecases.facts import own


def locked_contract(session: Session, contract_id: int, actor: Actor) -> Contract:
    """The contract, held until the transaction ends; raises NotFound.

    Two payments of one contract must not count the same charge as open.
    """
    return own(session, Contract, contract_id, actor.provider_id, lock=True)


def post_entry(  # noqa: PLR0913 - an entry, and who made it when
    session: Session,
    payment: Payment,
    kind: EntryKind,
    amount: Decimal,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Add an entry of a payment, in rubles, to the open month of today."""
    session.add(
        LedgerEntry(
            provider_id=payment.provider_id,
            contract_id=payment.contract_id,
            month=open_month(session, payment.provider_id, month_of(today)),
            kind=kind,
            amount=amount,
            payment_id=payment.id,
            at=now,
            recorded_by_id=actor.membership_id,
        )
    )


def open_month(session: Session, provider_id: int, month: date) -> date:
    """The month an entry of today is posted to: this one or the first open one after it."""
    closed = set(
        session.scalars(
            select(MonthClosing.month).where(
                MonthClosing.provider_id == provider_id,
                MonthClosing.state == MonthState.CLOSED,
                MonthClosing.month >= month,
            )
        )
    )
    while month in closed:
        month = next_month(month)
    return month


def payment_facts(payment: Payment) -> dict[str, object]:
    """What the journal keeps of a payment."""
    return {
        "contract_id": payment.contract_id,
        "amount": str(payment.amount),
        "paid_on": payment.paid_on.isoformat(),
        "channel": payment.channel.value,
        "receipt_number": payment.receipt_number,
        "allocated": [
            {"month": part.month.isoformat() if part.month else None, "amount": str(part.amount)}
            for part in payment.allocations
        ],
    }

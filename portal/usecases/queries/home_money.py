"""The money that each day's first page speaks of: awaited, owed at the ends of months, come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, next_month
from portal.domain.money import ZERO
from portal.models import Act, LedgerEntry, Payment, PaymentAllocation
from portal.models.types import Kopecks
from portal.usecases.actor import Actor
from portal.usecases.queries.payments_state import OF_ACTS
from portal.usecases.transaction import reading

MONTHS_OF_DEBT = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Money that is due on a day still to come."""

    day: date
    amount: Decimal
    people: int


def awaited_payments(actor: Actor, today: date) -> tuple[Awaited, ...]:
    """What has been charged and is due on the coming days, less what is already paid of it."""
    paid = (
        select(func.coalesce(func.sum(PaymentAllocation.amount), 0))
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(
            Payment.provider_id == actor.provider_id,
            Payment.contract_id == Act.contract_id,
            PaymentAllocation.month == Act.month,
            Payment.reversed_at.is_(None),
        )
        .scalar_subquery()
    )
    charges = (
        select(Act.due_on, (func.sum(LedgerEntry.amount) - paid).label("unpaid"))
        .join(LedgerEntry, LedgerEntry.act_id == Act.id)
        .where(Act.provider_id == actor.provider_id, Act.due_on >= today)
        .group_by(Act.id)
        .subquery()
    )
    with reading() as session:
        rows = session.execute(
            select(charges.c.due_on, func.sum(charges.c.unpaid, type_=Kopecks()), func.count())
            .where(charges.c.unpaid > 0)
            .group_by(charges.c.due_on)
            .order_by(charges.c.due_on)
        ).all()
    return tuple(Awaited(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class DebtPoint:
    """The debt at the end of a month, or today for the present one."""

    month: date
    amount: Decimal


def debt_by_month(actor: Actor, today: date) -> tuple[DebtPoint, ...]:
    """The debt at the end of each of the last months: charges past their day, less payments."""
    months = [next_month(month_of(today), -back) for back in reversed(range(MONTHS_OF_DEBT))]
    with reading() as session:
        return tuple(
            DebtPoint(month, _debt_on(session, actor, min(last_day(month), today)))
            for month in months
        )


def _debt_on(session: Session, actor: Actor, day: date) -> Decimal:
    charged = session.scalar(
        select(func.sum(LedgerEntry.amount))
        .join(Act, Act.id == LedgerEntry.act_id)
        .where(
            LedgerEntry.provider_id == actor.provider_id,
            OF_ACTS,
            Act.due_on < day,
        )
    )
    covered = session.scalar(
        select(func.sum(PaymentAllocation.amount))
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .join(
            Act,
            (Act.contract_id == Payment.contract_id) & (Act.month == PaymentAllocation.month),
        )
        .where(
            Payment.provider_id == actor.provider_id,
            Payment.reversed_at.is_(None),
            Payment.paid_on <= day,
            Act.due_on < day,
        )
    )
    return (charged or ZERO) - (covered or ZERO)


@dataclass(frozen=True, slots=True)
class WeekOfPayments:
    """Payments recorded for the last seven days."""

    count: int
    amount: Decimal


def payments_of_week(actor: Actor, today: date) -> WeekOfPayments:
    """How much has come in within a week."""
    with reading() as session:
        count, amount = session.execute(
            select(func.count(), func.sum(Payment.amount)).where(
                Payment.provider_id == actor.provider_id,
                Payment.reversed_at.is_(None),
                Payment.paid_on > today - WEEK,
                Payment.paid_on <= today,
            )
        ).one()
    return WeekOfPayments(count, amount or ZERO)

"""What the pages of months read: each month, closed or not, with what its acts come to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of, next_month
from portal.domain.money import ZERO
from portal.domain.people import short_name
from portal.models import Act, ActState, Contract, Membership, MonthClosing, MonthState, User
from portal.models.types import Kopecks
from portal.usecases.actor import Actor
from portal.usecases.queries.acts import awaits_provider
from portal.usecases.queries.corrected_acts import standing_cost, standing_payable
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the provider: whether it is closed and what its acts come to.

    ``printed`` counts the acts whose paper is drawn, ``awaiting_provider`` those that the director
    has not signed yet, ``signed`` those that the recipient's side has signed.
    """

    month: date
    closed: bool
    closed_at: datetime | None
    closed_by: str | None
    acts: int
    signed: int
    printed: int
    awaiting_provider: int
    cost: Decimal
    payable: Decimal


def list_months(actor: Actor, today: date) -> tuple[MonthRow, ...]:
    """Every month since the provider's first contract in force, the newest first."""
    with reading() as session:
        first = session.scalar(
            select(func.min(Contract.in_force_from)).where(
                Contract.provider_id == actor.provider_id
            )
        )
        sums = _month_sums(session, actor)
        closings = _closings(session, actor)
    months = _months_back(month_of(today), month_of(first) if first else month_of(today))
    return tuple(_month_row(month, sums.get(month), closings.get(month)) for month in months)


def get_month(actor: Actor, month: date) -> MonthRow:
    """One month of the provider."""
    with reading() as session:
        sums, closings = _month_sums(session, actor, month), _closings(session, actor, month)
    return _month_row(month, sums.get(month), closings.get(month))


def _months_back(newest: date, oldest: date) -> list[date]:
    months = [newest]
    while months[-1] > oldest:
        months.append(next_month(months[-1], -1))
    return months


_Sums = tuple[int, int, int, int, Decimal, Decimal]


def _month_sums(session: Session, actor: Actor, month: date | None = None) -> dict[date, _Sums]:
    signed = func.count().filter(Act.state == ActState.SIGNED)
    waiting = func.count().filter(awaits_provider())
    cost = func.sum(standing_cost(), type_=Kopecks())
    statement = (
        select(
            Act.month,
            func.count(),
            signed,
            func.count(Act.paper_id),
            waiting,
            cost,
            func.sum(standing_payable(), type_=Kopecks()),
        )
        .where(Act.provider_id == actor.provider_id)
        .group_by(Act.month)
    )
    if month is not None:
        statement = statement.where(Act.month == month)
    return {month: (*sums,) for month, *sums in session.execute(statement)}  # type: ignore[misc]


_Closing = tuple[datetime | None, str | None]


def _closings(session: Session, actor: Actor, month: date | None = None) -> dict[date, _Closing]:
    statement = (
        select(MonthClosing, User)
        .outerjoin(Membership, Membership.id == MonthClosing.closed_by_id)
        .outerjoin(User, User.id == Membership.user_id)
        .where(
            MonthClosing.provider_id == actor.provider_id,
            MonthClosing.state == MonthState.CLOSED,
        )
    )
    if month is not None:
        statement = statement.where(MonthClosing.month == month)
    return {
        closing.month: (
            closing.closed_at,
            short_name(user.surname, user.name, user.patronymic) if user is not None else None,
        )
        for closing, user in session.execute(statement)
    }


def _month_row(month: date, sums: _Sums | None, closing: _Closing | None) -> MonthRow:
    acts, signed, printed, waiting, cost, payable = sums or (0, 0, 0, 0, ZERO, ZERO)
    closed_at, closed_by = closing or (None, None)
    return MonthRow(
        month=month,
        closed=closing is not None,
        closed_at=closed_at,
        closed_by=closed_by,
        acts=acts,
        signed=signed,
        printed=printed,
        awaiting_provider=waiting,
        cost=cost,
        payable=payable,
    )

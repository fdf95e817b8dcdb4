"""What each role must see today: the month, who records nothing, ends.

Every statement is limited to the reader's provider and counts in the database, not in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, next_month
from portal.domain.contract import ContractState
from portal.domain.people import full_name, short_name
from portal.models import (
    Contract,
    Delivery,
    Department,
    Membership,
    Programme,
    Recipient,
    User,
)
from portal.usecases.actor import Actor
from portal.usecases.department_days import people_by_department
from portal.usecases.queries.closings import MonthRow, get_month
from portal.usecases.queries.month_cases import awaits_records
from portal.usecases.reviewed_programmes import is_replaced
from portal.usecases.transaction import reading

MONTHS_OF_DEBT = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Laggard:
    """A worker with recipients for whom nothing is recorded."""

    worker: str
    recipients: int


@dataclass(frozen=True, slots=True)
class MonthProgress:
    """How far a month is on its way to being closed."""

    month: date
    recipients: int
    recorded: int
    laggards: tuple[Laggard, ...]
    row: MonthRow


def month_progress(actor: Actor, today: date) -> MonthProgress:
    """The month to close: the previous one until it is closed, then the present one.

    A contract that begins later this month is not waited for yet.
    """
    previous = next_month(month_of(today), -1)
    month = previous if _is_unclosed(actor, previous) else month_of(today)
    with reading() as session:
        recipients = _served_count(session, actor, month, today)
        laggards = _laggards(session, actor, month, today)
    return MonthProgress(
        month=month,
        recipients=recipients,
        recorded=recipients - sum(one.recipients for one in laggards),
        laggards=laggards,
        row=get_month(actor, month),
    )


def _is_unclosed(actor: Actor, month: date) -> bool:
    with reading() as session:
        served = _served_count(session, actor, month, last_day(month))
        return not get_month(actor, month).closed and served > 0


def _served_count(session: Session, actor: Actor, month: date, today: date) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Contract)
            .where(awaits_records(actor.provider_id, month), Contract.in_force_from <= today)
        )
        or 0
    )


def _laggards(session: Session, actor: Actor, month: date, today: date) -> tuple[Laggard, ...]:
    recorded = (
        select(Delivery.id)
        .where(
            Delivery.contract_id == Contract.id,
            Delivery.day >= month,
            Delivery.day <= last_day(month),
        )
        .exists()
    )
    worker_id = func.coalesce(Recipient.social_worker_id, Contract.social_worker_id)
    rows = session.execute(
        select(User.surname, User.name, User.patronymic, func.count())
        .select_from(Contract)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Membership, Membership.id == worker_id)
        .outerjoin(User, User.id == Membership.user_id)
        .where(awaits_records(actor.provider_id, month), Contract.in_force_from <= today, ~recorded)
        .group_by(worker_id, User.surname, User.name, User.patronymic)
        .order_by(func.count().desc())
    )
    return tuple(
        Laggard(short_name(row[0], row[1], row[2]) if row[0] else "без работника", row[3])
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """Programmes that end on a day."""

    day: date
    count: int
    programme_id: int
    recipient: str


def programme_ends(actor: Actor, today: date, *, days: int = 45) -> tuple[Ending, ...]:
    """The nearest ends of programmes whose contracts are in force, one row a day.

    For one that a review has replaced no new one is needed (FED-IPP-06).
    """
    rows = _ending_rows(actor, today, today + timedelta(days=days))
    found: dict[date, Ending] = {}
    for day, programme_id, *names in rows:
        known = found.get(day)
        count = known.count + 1 if known else 1
        found[day] = Ending(day, count, programme_id, full_name(*names))
    return tuple(found.values())


def _ending_rows(actor: Actor, since: date, until: date) -> Sequence[Row[*tuple[Any, ...]]]:
    with reading() as session:
        return session.execute(
            select(
                Programme.valid_until,
                Programme.id,
                Recipient.surname,
                Recipient.name,
                Recipient.patronymic,
            )
            .join(Recipient, Recipient.id == Programme.recipient_id)
            .join(Contract, Contract.programme_id == Programme.id)
            .where(
                Programme.provider_id == actor.provider_id,
                Programme.valid_until >= since,
                Programme.valid_until <= until,
                Contract.state != ContractState.TERMINATED,
                ~is_replaced(),
            )
            .order_by(Programme.valid_until, Recipient.name_key)
        ).all()


@dataclass(frozen=True, slots=True)
class Served:
    """How many people a department serves, and its places if it has a number of them."""

    name: str
    places: int | None
    recipients: int


def served_by_department(actor: Actor, day: date) -> tuple[Served, ...]:
    """The provider's departments with the recipients of a day whose contracts are in force."""
    counted = people_by_department(actor.provider_id, day)
    with reading() as session:
        rows = session.execute(
            select(Department.name, Department.places, func.coalesce(counted.c.people, 0))
            .outerjoin(counted, counted.c.department_id == Department.id)
            .where(Department.provider_id == actor.provider_id)
            .order_by(Department.name)
        ).all()
    return tuple(Served(*row) for row in rows)

"""What each role must see today: signatures and drafts with their clocks, the month, money, ends.

Every statement is limited to the reader's provider and counts in the database, not in Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, next_month
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, Party
from portal.domain.explanation import Step, from_data
from portal.domain.law import Citation
from portal.domain.people import full_name, short_name
from portal.models import (
    Contract,
    ContractRefusal,
    ContractService,
    ContractTerms,
    Delivery,
    Department,
    Membership,
    Programme,
    Recipient,
    Signature,
    User,
)
from portal.models.types import JsonList
from portal.usecases.actor import Actor
from portal.usecases.queries.closings import MonthRow, get_month
from portal.usecases.queries.month_cases import awaits_records
from portal.usecases.queries.scope import own_people
from portal.usecases.signing_returns import sent_back_unsettled
from portal.usecases.transaction import reading
from portal.usecases.unit_contracts import units_without_contracts

MOST_TASKS = 20
MONTHS_OF_DEBT = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SignTask:
    """A contract that waits for the director; ``due_at`` ends the term, with its clause."""

    contract_id: int
    number: str
    recipient: str
    form: Form
    services: int
    monthly_fee: Decimal | None
    free: bool
    presented_at: datetime
    due_at: datetime
    clause: Citation | None


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A programme that no contract has been drawn up on yet."""

    programme_id: int
    number: str
    recipient: str
    form: Form
    presented_at: datetime
    due_at: datetime
    clause: Citation | None


@dataclass(frozen=True, slots=True)
class Tasks:
    """The most urgent tasks and how many there are in all."""

    sign: tuple[SignTask, ...]
    sign_total: int
    draft: tuple[DraftTask, ...]
    draft_total: int


def contract_tasks(actor: Actor, today: date) -> Tasks:
    """Contracts to sign and programmes to draw a contract up on, the nearest term first."""
    with reading() as session:
        sign, sign_total = _to_sign(session, actor)
        draft, draft_total = _to_draft(session, actor, today)
    return Tasks(sign, sign_total, draft, draft_total)


def _to_sign(session: Session, actor: Actor) -> tuple[tuple[SignTask, ...], int]:
    signed = (
        select(Signature.id)
        .where(Signature.contract_id == Contract.id, Signature.party == Party.PROVIDER)
        .exists()
    )
    services = (
        select(func.count())
        .select_from(ContractService)
        .where(ContractService.terms_id == ContractTerms.id)
        .scalar_subquery()
    )
    statement = (
        select(Contract, Recipient, ContractTerms, Programme, services)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.state == ContractState.AWAITING_SIGNATURE,
            ContractTerms.until.is_(None),
            ~signed,
            ~sent_back_unsettled(),
        )
        .order_by(Programme.contract_due_at, Contract.id)
    )
    rows = session.execute(statement.limit(MOST_TASKS)).all()
    total = _count(session, statement)
    tasks = tuple(
        SignTask(
            contract_id=contract.id,
            number=contract.number,
            recipient=full_name(person.surname, person.name, person.patronymic),
            form=contract.form,
            services=count,
            monthly_fee=terms.monthly_fee if terms.fee_known else None,
            free=terms.free,
            presented_at=programme.presented_at,
            due_at=programme.contract_due_at,
            clause=due_clause(programme),
        )
        for contract, person, terms, programme, count in rows
    )
    return tasks, total


def _to_draft(session: Session, actor: Actor, today: date) -> tuple[tuple[DraftTask, ...], int]:
    drawn_up = (
        select(Contract.id)
        .where(
            Contract.provider_id == Programme.provider_id,
            Contract.programme_id == Programme.id,
        )
        .exists()
    )
    refused = (
        select(ContractRefusal.id)
        .where(ContractRefusal.programme_id == Programme.id, ContractRefusal.lifted_at.is_(None))
        .exists()
    )
    off = units_without_contracts(session, actor.provider_id)
    statement = (
        select(Programme, Recipient)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .where(
            Programme.provider_id == actor.provider_id,
            Programme.valid_until >= today,
            Programme.withdrawn_at.is_(None),
            Programme.unit_code.is_(None) | Programme.unit_code.not_in(off),
            *own_people(actor),
            ~drawn_up,
            ~refused,
        )
        .order_by(Programme.contract_due_at, Programme.id)
    )
    rows = session.execute(statement.limit(MOST_TASKS)).all()
    tasks = tuple(
        DraftTask(
            programme_id=programme.id,
            number=programme.number,
            recipient=full_name(person.surname, person.name, person.patronymic),
            form=programme.form,
            presented_at=programme.presented_at,
            due_at=programme.contract_due_at,
            clause=due_clause(programme),
        )
        for programme, person in rows
    )
    return tasks, _count(session, statement)


def _count(session: Session, statement: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(statement.with_only_columns(func.count()).order_by(None)) or 0


def due_clause(programme: Programme) -> Citation | None:
    """The clause of the term, as stored with its steps when the programme was presented."""
    return next(_clauses(programme.due_steps, programme.contract_due_rule), None)


def _clauses(steps: JsonList, rule: str) -> Iterator[Citation]:
    for step in _flat(from_data(steps)):
        if step.citation is not None and step.citation.rule == rule:
            yield step.citation


def _flat(steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _flat(step.children)


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
    """The month to close: the previous one until it is closed, then the present one."""
    previous = next_month(month_of(today), -1)
    month = previous if _is_unclosed(actor, previous) else month_of(today)
    with reading() as session:
        recipients = _served_count(session, actor, month)
        laggards = _laggards(session, actor, month)
    return MonthProgress(
        month=month,
        recipients=recipients,
        recorded=recipients - sum(one.recipients for one in laggards),
        laggards=laggards,
        row=get_month(actor, month),
    )


def _is_unclosed(actor: Actor, month: date) -> bool:
    with reading() as session:
        return not get_month(actor, month).closed and _served_count(session, actor, month) > 0


def _served_count(session: Session, actor: Actor, month: date) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Contract)
            .where(awaits_records(actor.provider_id, month))
        )
        or 0
    )


def _laggards(session: Session, actor: Actor, month: date) -> tuple[Laggard, ...]:
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
        .where(awaits_records(actor.provider_id, month), ~recorded)
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
    """The nearest ends of programmes whose contracts are in force, one row a day."""
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
            )
            .order_by(Programme.valid_until, Recipient.name_key)
        ).all()


@dataclass(frozen=True, slots=True)
class Served:
    """How many people a department serves, and its places if it has a number of them."""

    name: str
    places: int | None
    recipients: int


def served_by_department(actor: Actor) -> tuple[Served, ...]:
    """The provider's departments with the recipients whose contracts are in force."""
    living = (ContractState.ACTIVE, ContractState.SUSPENDED)
    with reading() as session:
        rows = session.execute(
            select(Department.name, Department.places, func.count(Contract.id))
            .outerjoin(
                Contract,
                (Contract.provider_id == Department.provider_id)
                & (Contract.department_id == Department.id)
                & Contract.state.in_(living),
            )
            .where(Department.provider_id == actor.provider_id)
            .group_by(Department.id, Department.name, Department.places)
            .order_by(Department.name)
        ).all()
    return tuple(Served(*row) for row in rows)

"""Contracts to sign and programmes to draw a contract up on, each with its clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.explanation import Step, from_data
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.models import (
    Contract,
    ContractRefusal,
    ContractService,
    ContractTerms,
    Programme,
    Recipient,
)
from portal.models.types import JsonList
from portal.usecases.actor import Actor
from portal.usecases.early_texts import kept_from
from portal.usecases.queries.gone_elsewhere import never_comes
from portal.usecases.queries.scope import own_people
from portal.usecases.queries.unsigned_contracts import awaits_director, to_be_closed
from portal.usecases.reviewed_programmes import is_followed_on, is_replaced
from portal.usecases.transaction import reading
from portal.usecases.unit_contracts import units_without_contracts

MOST_TASKS = 20


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
class VoidTask:
    """A text that waits and that nobody signs: the person never comes (AST-TRN-11, AST-TRN-13).

    ``kept_from``: or comes on that day, and the text begins earlier; it is drawn up anew.
    """

    contract_id: int
    number: str
    recipient: str
    kept_from: date | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """The most urgent tasks and how many there are in all; ``void`` are not to be signed."""

    sign: tuple[SignTask, ...]
    sign_total: int
    draft: tuple[DraftTask, ...]
    draft_total: int
    void: tuple[VoidTask, ...]


def contract_tasks(actor: Actor, today: date, *, single: bool = False) -> Tasks:
    """Contracts to sign and programmes to draw a contract up on, the nearest term first.

    ``single``: beside a running contract nobody gets another one, unless it follows the first
    (MSK-CON-05).
    """
    with reading() as session:
        sign, sign_total = _to_sign(session, actor)
        draft, draft_total = _to_draft(session, actor, today, single=single)
        void = _void(session, actor)
    return Tasks(sign, sign_total, draft, draft_total, void)


def _unsigned(actor: Actor) -> Select[Contract, Recipient, ContractTerms, Programme, int]:
    """Contracts that wait for the provider's hand, the nearest term first."""
    services = (
        select(func.count())
        .select_from(ContractService)
        .where(ContractService.terms_id == ContractTerms.id)
        .scalar_subquery()
    )
    return (
        select(Contract, Recipient, ContractTerms, Programme, services)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(awaits_director(actor.provider_id), ContractTerms.until.is_(None))
        .order_by(Programme.contract_due_at, Contract.id)
    )


def _to_sign(session: Session, actor: Actor) -> tuple[tuple[SignTask, ...], int]:
    statement = _unsigned(actor)
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


def _to_draft(
    session: Session, actor: Actor, today: date, *, single: bool
) -> tuple[tuple[DraftTask, ...], int]:
    statement = _without_contract(session, actor, today, single=single)
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


def _without_contract(
    session: Session, actor: Actor, today: date, *, single: bool
) -> Select[Programme, Recipient]:
    """Programmes in force on which a contract is to be drawn up, the nearest term first."""
    drawn_up = (
        select(Contract.id)
        .where(
            Contract.provider_id == Programme.provider_id,
            Contract.recipient_id == Programme.recipient_id,
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
    return (
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
            ~never_comes(),
            ~is_replaced(),
            *([~_served(today)] if single else []),
        )
        .order_by(Programme.contract_due_at, Programme.id)
    )


def _void(session: Session, actor: Actor) -> tuple[VoidTask, ...]:
    """Whoever has signed so far."""
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, kept_from())
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            Contract.provider_id == actor.provider_id,
            to_be_closed(),
            *own_people(actor),
        )
        .order_by(Contract.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        VoidTask(found, number, full_name(person.surname, person.name, person.patronymic), kept)
        for found, number, person, kept in rows
    )


def _served(today: date) -> ColumnElement[bool]:
    """Whether the recipient has a contract that leaves no room for one on the programme.

    It is in force or waits to be, and one on the programme does not follow it (MSK-CON-05).
    """
    running = aliased(Contract)
    return (
        select(running.id)
        .where(
            running.provider_id == Programme.provider_id,
            running.recipient_id == Programme.recipient_id,
            running.state != ContractState.TERMINATED,
            running.valid_until >= today,
            ~is_followed_on(Programme, running),
        )
        .exists()
    )


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

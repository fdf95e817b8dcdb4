"""Ends of contracts that the day asks about: those that wait, terms over, terms that end soon."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.contract import RUNNING
from portal.domain.endings import COURSE_COMPLETED, TERM_EXPIRED, EndingState
from portal.domain.fee_notice import REFUSES
from portal.domain.law import Citation
from portal.models import Contract, Notice, Programme, Recipient, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.ending_desk import ground_of_term
from portal.usecases.queries.terminations import ending_rows
from portal.usecases.queries.waiting_papers import unsigned_document
from portal.usecases.reviewed_programmes import issued_instead
from portal.usecases.transaction import reading

MOST_TASKS = 10


@dataclass(frozen=True, slots=True)
class EndingTask:
    """A contract to look at: its term is over, ends soon, or its end waits for somebody.

    ``ground`` is the one that a term which is over ends on.
    """

    contract_id: int
    number: str
    recipient: str
    day: date | None
    termination_id: int | None = None
    ground: str = TERM_EXPIRED

    @property
    def with_course(self) -> bool:
        """Whether the contract was to end with its course, not with its programme."""
        return self.ground == COURSE_COMPLETED


@dataclass(frozen=True, slots=True)
class EndingTasks:
    """What the director sees: ends that wait, terms over, terms that end soon, ended today.

    ``refused``: contracts whose recipient answered a new fee with a refusal (MSK-NOT-01);
    ``owed``: those that have ended while the document of both sides is not signed yet.
    """

    waiting: tuple[EndingTask, ...]
    over: tuple[EndingTask, ...]
    soon: tuple[EndingTask, ...]
    today: tuple[EndingTask, ...]
    owed: tuple[EndingTask, ...]
    refused: tuple[EndingTask, ...]
    reminder: Citation | None

    def __bool__(self) -> bool:
        terms = self.over or self.soon or self.today
        return bool(terms or self.waiting or self.owed or self.refused)


def ending_tasks(actor: Actor, region: Region, today: date) -> EndingTasks:
    """The ends of the day; ``soon`` is counted by the region's own reminder (VLA-TER-05)."""
    reminder = region.rules.termination_rules.on(today).reminder
    ahead = today + timedelta(days=-reminder.amount if reminder else 0)
    last = _last_day()
    with reading() as session:

        def ground(contract: Contract, programme: Programme) -> str:
            return ground_of_term(session, contract, programme, region, today)

        waiting = _waiting(session, actor)
        over = (
            *_terms(session, actor, last < today, ground=ground),
            *_replaced(session, actor, today),
        )
        soon = _terms(session, actor, (last >= today) & (last <= ahead)) if reminder else ()
        ended = _terms(session, actor, None, Contract.ended_on == today)
        owed = _owed(session, actor)
        refused = _refused(session, actor)
    clause = reminder.citation if reminder else None
    return EndingTasks(waiting, over, soon, ended, owed, refused, clause)


def ended_terms(actor: Actor, today: date) -> tuple[EndingTask, ...]:
    """Contracts in force whose last day by itself is over: their end waits to be put down."""
    with reading() as session:
        return _terms(session, actor, _last_day() < today)


def _last_day() -> ColumnElement[date]:
    return case(
        (Contract.valid_until < Programme.valid_until, Contract.valid_until),
        else_=Programme.valid_until,
    )


def _terms(
    session: Session,
    actor: Actor,
    when: ColumnElement[bool] | None,
    ended: ColumnElement[bool] | None = None,
    ground: Callable[[Contract, Programme], str] = lambda *_: TERM_EXPIRED,
) -> tuple[EndingTask, ...]:
    """Contracts without a prepared end on whose last day ``when`` is true, or that have ended."""
    last = _last_day()
    wanted = ended
    if when is not None:
        wanted = Contract.state.in_(RUNNING) & ~_prepared() & when
    if wanted is None:
        return ()
    rows = session.execute(
        select(Contract, Programme, Recipient, last)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(Contract.provider_id == actor.provider_id, wanted)
        .order_by(last, Recipient.name_key, Contract.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        EndingTask(
            contract.id, contract.number, person.full_name, day, ground=ground(contract, programme)
        )
        for contract, programme, person, day in rows.all()
    )


def _replaced(session: Session, actor: Actor, today: date) -> tuple[EndingTask, ...]:
    """Contracts whose programme a review has replaced, and on whose new one another serves.

    By their own term they would go on (FED-IPP-06).
    """
    later = aliased(Contract)
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, later.in_force_from)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(later, later.recipient_id == Contract.recipient_id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.state.in_(RUNNING),
            Contract.ended_on.is_(None),
            ~_prepared(),
            _last_day() >= today,
            later.provider_id == Contract.provider_id,
            later.form == Contract.form,
            issued_instead(Contract.provider_id, Contract.programme_id, later.programme_id),
            later.state.in_(RUNNING),
            later.in_force_from <= today,
        )
        .order_by(later.in_force_from, Contract.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        EndingTask(contract_id, number, person.full_name, cast("date", since) - timedelta(days=1))
        for contract_id, number, person, since in rows
    )


def _prepared() -> ColumnElement[bool]:
    return (
        select(Termination.id)
        .where(
            Termination.provider_id == Contract.provider_id,
            Termination.contract_id == Contract.id,
            Termination.state == EndingState.PENDING,
        )
        .exists()
    )


def _refused(session: Session, actor: Actor) -> tuple[EndingTask, ...]:
    """Contracts in force whose recipient leaves for the new fee; ``day`` is that of the answer."""
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, func.max(Notice.answered_on))
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Notice, Notice.contract_id == Contract.id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.state.in_(RUNNING),
            Notice.answer == REFUSES,
            ~_prepared(),
        )
        .group_by(Contract.id, Contract.number, Recipient.id)
        .order_by(func.max(Notice.answered_on), Contract.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        EndingTask(contract_id, number, person.full_name, day)
        for contract_id, number, person, day in rows
    )


def _waiting(session: Session, actor: Actor) -> tuple[EndingTask, ...]:
    return _endings(session, actor, Termination.state == EndingState.PENDING)


def _owed(session: Session, actor: Actor) -> tuple[EndingTask, ...]:
    done = Termination.state == EndingState.TERMINATED
    return _endings(session, actor, done & unsigned_document())


def _endings(session: Session, actor: Actor, which: ColumnElement[bool]) -> tuple[EndingTask, ...]:
    rows = session.execute(
        ending_rows(Contract.provider_id == actor.provider_id, which)
        .order_by(Termination.prepared_at, Termination.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        EndingTask(contract.id, contract.number, person.full_name, row.last_day, row.id)
        for row, contract, person in rows
    )

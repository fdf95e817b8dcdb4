"""Breaks in the service: when it is time to end one or to look at it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session

from portal.domain.calendar import counted
from portal.domain.contract import RUNNING
from portal.domain.deadlines import END_OF_DAY, due
from portal.domain.suspension import ends_with_paper
from portal.domain.violations import Violation
from portal.models import (
    Contract,
    Recipient,
    Suspension,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.break_readiness import (
    BreakTask,
    Readiness,
    break_task,
    ground_of_break,
    open_breaks,
    ready_breaks,
)
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

MOST_TASKS = 20


def get_proposed_resumption(
    actor: Actor, contract_id: int, region: Region, day: date
) -> BreakTask | None:
    """The break that may end, for a page; None for a contract of another provider."""
    with reading() as session:
        own = (Contract.id == contract_id) & (Contract.provider_id == actor.provider_id)
        return ready_breaks(session, own, region, day).get(contract_id)


def proposed_resumption(
    session: Session,
    contract_id: int,
    region: Region,
    day: date,
    why: Readiness | None = None,
) -> date | None:
    """The first day of services to propose: the debt is paid, the papers came, the day has come.

    The day of that event, at the earliest the day after the break began (MSK-SUS-01, FED-SUS-01);
    before it has begun its own first day: the break is called off and no day is left out. With
    ``why`` only where that is what has come.
    """
    task = ready_breaks(session, Contract.id == contract_id, region, day).get(contract_id)
    return task.resume_from if task and why in (None, task.why) else None


def breaks_to_look_at(actor: Actor, region: Region, today: date) -> tuple[BreakTask, ...]:
    """Breaks that may end, then those open for too long (FED-SUS-03), the oldest first."""
    own = Contract.provider_id == actor.provider_id
    with reading() as session:
        found = (
            *_to_look_at(session, own, region, today),
            *_without_proof(session, own, region),
            *_endless(session, own, region, today),
        )
        return found[:MOST_TASKS]


def break_to_look_at(
    actor: Actor, contract_id: int, region: Region, today: date
) -> BreakTask | None:
    """The same of one contract, for its pages; None for a contract of another provider."""
    own = (Contract.id == contract_id) & (Contract.provider_id == actor.provider_id)
    with reading() as session:
        return next(iter(_to_look_at(session, own, region, today)), None)


def _without_proof(
    session: Session, which: ColumnElement[bool], region: Region
) -> tuple[BreakTask, ...]:
    """Breaks whose notice, certificate or application was to come later (FED-SUS-03)."""
    wanted = (
        select(Contract, Recipient, Suspension)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Suspension, Suspension.contract_id == Contract.id)
        .where(
            which,
            Contract.state.in_(RUNNING),
            Suspension.until.is_(None) | (Suspension.until > Suspension.since),
            cast(Suspension.waits_for, String) != "null",
        )
        .order_by(Suspension.since, Contract.id)
    )
    found: list[BreakTask] = []
    for contract, recipient, row in session.execute(wanted):
        ground = ground_of_break(region, row)
        if ground is not None and ground.proof is not None and row.waits_for:
            task = break_task(contract, recipient, row, region, None, ground.citation)
            found.append(replace(task, awaits=ground.proof.title))
    return tuple(found)


def _to_look_at(
    session: Session, which: ColumnElement[bool], region: Region, today: date
) -> tuple[BreakTask, ...]:
    ready = ready_breaks(session, which, region, today)
    late = [
        task
        for task, end in _reviewed(session, which, region)
        if task.contract_id not in ready and today > end
    ]
    return (*ready.values(), *late)


def _endless(
    session: Session, which: ColumnElement[bool], region: Region, today: date
) -> tuple[BreakTask, ...]:
    """Breaks that nothing but an order ends, before the day by which they are looked at again."""
    return tuple(
        replace(task, review_on=end)
        for task, end in _reviewed(session, which, region, waiting=False)
        if today <= end
    )


def _reviewed(
    session: Session, which: ColumnElement[bool], region: Region, *, waiting: bool = True
) -> Iterator[tuple[BreakTask, date]]:
    """Breaks without an end, each with the last day before it is reminded of (FED-SUS-03).

    Without ``waiting`` only those whose paper was to name the end and names none (FED-SUS-02).
    """
    calendar = work_calendar(session, region)
    for contract, recipient, row in session.execute(open_breaks(which)):
        rule = region.rules.suspension_rules.on(row.since).open_ended
        ground = ground_of_break(region, row)
        if rule is None or (not waiting and not (ground and ends_with_paper(ground))):
            continue
        began = datetime.combine(row.since, END_OF_DAY)
        end = counted(partial(due, rule, began, calendar))
        if not isinstance(end, Violation):
            task = break_task(contract, recipient, row, region, None, rule.citation)
            yield task, end.at.date()

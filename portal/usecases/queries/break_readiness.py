"""Breaks in the service that may end: the event that each waited for, and whether it has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.contract import ContractState
from portal.domain.law import Citation
from portal.domain.money import ZERO
from portal.domain.people import full_name
from portal.domain.suspension import Ground, resumption_after
from portal.models import (
    Contract,
    LedgerEntry,
    Payment,
    Recipient,
    Suspension,
    SuspensionEvent,
)
from portal.regions.registry import Region
from portal.usecases.queries.awaited_papers import brought_since, handed_in
from portal.usecases.queries.open_months import first_open_days
from portal.usecases.queries.payments_state import EMPTY, balances_of
from portal.usecases.suspension_papers import PAPERS_CAME, papers_came_on

PAID = "debt_paid"


class Readiness(StrEnum):
    """Why a break may end."""

    PAID = "paid"
    PAPERS = "papers"
    RETURNED = "returned"
    LIFTED = "quarantine_lifted"
    REMEDIED = "breach_remedied"
    CAME = "came"
    OVER = "over"

    @property
    def label(self) -> str:
        """The sentence for people."""
        return _READY[self]


_READY = {
    Readiness.PAID: "Долг, из-за которого приостановили обслуживание, погашен",
    Readiness.PAPERS: "Документы, которых не хватало, поступили",
    Readiness.RETURNED: "Получатель вернулся",
    Readiness.LIFTED: "Карантин снят",
    Readiness.REMEDIED: "Нарушение устранено",
    Readiness.CAME: "Основания для перерыва больше нет",
    Readiness.OVER: "Перерыв закончился",
}


def readiness_of(ground: Ground | None) -> Readiness:
    """What the staff tell of a break on this ground, to end it."""
    event = ground.ends_when if ground else None
    if event == PAPERS_CAME:
        return Readiness.PAPERS
    return next((one for one in Readiness if one.value == event), Readiness.CAME)


@dataclass(frozen=True, slots=True)
class BreakTask:
    """A break to look at: the event it waited for has come, or it is open for too long.

    ``resume_from`` is the first day of services to propose; None = nothing has come yet, and it has
    been open since ``since`` for longer than ``clause`` finds usual. ``ahead``: the break has not
    begun, so it is called off, and services go on without a day left out. ``awaits`` names the
    paper that is still to be brought, of a break that may be over. ``review_on``: no event is going
    to end it, so it is looked at again by that day (FED-SUS-02). ``after_act``: the event came
    in a month whose act is issued, so the first day of the next open month is proposed.
    """

    contract_id: int
    number: str
    recipient: str
    ground: str
    since: date
    resume_from: date | None
    clause: Citation
    why: Readiness | None = None
    suspension_id: int = 0
    ahead: bool = False
    awaits: str = ""
    review_on: date | None = None
    after_act: bool = False


_Row = tuple[Contract, Recipient, Suspension]


def suspended_breaks(which: ColumnElement[bool]) -> Select[Contract, Recipient, Suspension]:
    """The breaks of suspended contracts, without those that were called off, the oldest first."""
    return (
        select(Contract, Recipient, Suspension)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Suspension, Suspension.contract_id == Contract.id)
        .where(
            which,
            Contract.state == ContractState.SUSPENDED,
            Suspension.until.is_(None) | (Suspension.until > Suspension.since),
        )
        .order_by(Suspension.since, Contract.id)
    )


def open_breaks(which: ColumnElement[bool]) -> Select[Contract, Recipient, Suspension]:
    """Those without an end."""
    return suspended_breaks(which).where(Suspension.until.is_(None))


def ready_breaks(
    session: Session, which: ColumnElement[bool], region: Region, day: date
) -> Mapping[int, BreakTask]:
    """The breaks that may end by the day, by contract; of several the one that begins first.

    An end that the order named does not keep services away once the event has come: such a break
    may end sooner. One that ends by itself no later than what could be proposed is left out.
    """
    running = suspended_breaks(which & _not_over(day))
    waiting = [(one, who, row) for one, who, row in session.execute(running)]
    came = [
        *_paid_up(session, waiting, region, day),
        *_event_came(session, which, region, day),
        *_papers_came(session, waiting, region, day),
    ]
    ends = {row.id: row.until for _, _, row in waiting}
    found: dict[int, BreakTask] = {}
    for task in sorted(_in_open_months(session, came), key=lambda one: one.since):
        if _gains_days(task, ends.get(task.suspension_id)):
            found.setdefault(task.contract_id, task)
    return {**_over(session, which, region, day), **found}


def _not_over(day: date) -> ColumnElement[bool]:
    return Suspension.until.is_(None) | (Suspension.until > day)


def _gains_days(task: BreakTask, until: date | None) -> bool:
    """Whether anybody is served sooner than the order says."""
    return until is None or (task.resume_from is not None and task.resume_from < until)


def _in_open_months(session: Session, tasks: Sequence[BreakTask]) -> Iterator[BreakTask]:
    """Nothing is caught up in a month with an act: services go on after it (FED-SUS-04)."""
    opens = first_open_days(session, {one.contract_id for one in tasks})
    for task in tasks:
        first = opens.get(task.contract_id)
        if first and task.resume_from and task.resume_from < first and not task.ahead:
            yield replace(task, resume_from=first, after_act=True)
        else:
            yield task


def _over(
    session: Session, which: ColumnElement[bool], region: Region, day: date
) -> Mapping[int, BreakTask]:
    """Contracts still suspended though the last of their breaks is over."""
    other = aliased(Suspension)
    running = (
        select(other.id)
        .where(other.contract_id == Contract.id, other.until.is_(None) | (other.until > day))
        .exists()
    )
    found: dict[int, BreakTask] = {}
    for contract, recipient, row in session.execute(suspended_breaks(which).where(~running)):
        clause = region.rules.suspension_rules.on(row.since).effect
        task = break_task(contract, recipient, row, region, row.until, clause)
        found[contract.id] = replace(task, why=Readiness.OVER)
    return found


def _event_came(
    session: Session, which: ColumnElement[bool], region: Region, day: date
) -> Iterator[BreakTask]:
    """Breaks of which the staff recorded that the event they waited for has come (FED-SUS-03)."""
    wanted = (
        suspended_breaks(which)
        .join(SuspensionEvent, SuspensionEvent.suspension_id == Suspension.id)
        .add_columns(SuspensionEvent.happened_on)
        .where(SuspensionEvent.happened_on <= day, _not_over(day))
    )
    for contract, recipient, row, came in session.execute(wanted):
        ground = ground_of_break(region, row)
        clause = ground.citation if ground else region.rules.suspension_rules.on(row.since).effect
        task = break_task(contract, recipient, row, region, None, clause)
        yield _at_event(task, readiness_of(ground), came, day)


def _papers_came(
    session: Session, waiting: Sequence[_Row], region: Region, day: date
) -> Iterator[BreakTask]:
    """Breaks whose missing papers are all there (FED-SUS-01)."""
    awaited = [
        (contract, recipient, row, ground)
        for contract, recipient, row, ground in _of_event(waiting, region, PAPERS_CAME, day)
        if row.waits_for
    ]
    papers = handed_in(session, {recipient.id for _, recipient, _, _ in awaited}, region)
    for contract, recipient, row, ground in awaited:
        brought = brought_since(row, papers[recipient.id], region)
        came = papers_came_on(row.waits_for or (), brought, day)
        if came is not None:
            task = break_task(contract, recipient, row, region, None, ground.citation)
            yield _at_event(task, Readiness.PAPERS, came, day)


def _of_event(
    waiting: Sequence[_Row], region: Region, event: str, day: date
) -> Iterator[tuple[Contract, Recipient, Suspension, Ground]]:
    for contract, recipient, row in waiting:
        ground = ground_of_break(region, row)
        if ground is not None and resumption_after(ground, event, day) is not None:
            yield contract, recipient, row, ground


def _paid_up(
    session: Session, waiting: Sequence[_Row], region: Region, day: date
) -> Iterator[BreakTask]:
    """Breaks whose debt is paid (MSK-SUS-01)."""
    owing = tuple(_of_event(waiting, region, PAID, day))
    contracts = {one[0].id for one in owing}
    if not contracts:
        return
    debts = balances_of(session, LedgerEntry.contract_id.in_(contracts), day)
    paid_on = dict(
        session.execute(
            select(Payment.contract_id, func.max(Payment.paid_on))
            .where(Payment.contract_id.in_(contracts), Payment.reversed_at.is_(None))
            .group_by(Payment.contract_id)
        ).all()
    )
    for contract, recipient, row, ground in owing:
        if debts.get(contract.id, EMPTY).debt > ZERO:
            continue
        task = break_task(contract, recipient, row, region, None, ground.citation)
        yield _at_event(task, Readiness.PAID, paid_on.get(contract.id, day), day)


def _at_event(task: BreakTask, why: Readiness, came: date, day: date) -> BreakTask:
    """The break that may end because its event came, seen on a day."""
    if day < task.since:
        return replace(task, why=why, resume_from=task.since, ahead=True)
    return replace(task, why=why, resume_from=max(came, task.since + timedelta(days=1)))


def ground_of_break(region: Region, row: Suspension) -> Ground | None:
    """The ground as it stood on the break's first day; None for one that the law dropped."""
    rules = region.rules.suspension_rules.on(row.since)
    return next((one for one in rules.grounds if one.code == row.ground), None)


def break_task(
    contract: Contract,
    recipient: Recipient,
    row: Suspension,
    region: Region,
    resume_from: date | None,
    clause: Citation,
) -> BreakTask:
    """A break as something to look at; what has come of it is added by whoever asks."""
    ground = ground_of_break(region, row)
    return BreakTask(
        contract_id=contract.id,
        number=contract.number,
        recipient=full_name(recipient.surname, recipient.name, recipient.patronymic),
        ground=ground.title if ground else row.ground,
        since=row.since,
        resume_from=resume_from,
        clause=clause,
        suspension_id=row.id,
    )

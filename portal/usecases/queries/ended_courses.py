"""Contracts in force whose course is over: nothing more is recorded on them (VLA-SCH-01).

A contract holds one course. Its next one is another contract, and that waits until this one is
ended; nothing but the recipient's own word ends it before its term.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.endings import EndingState
from portal.domain.law import Citation
from portal.models import Contract, Programme, Recipient, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.course_days import CourseSpan, course_spans
from portal.usecases.transaction import reading

MOST = 5


@dataclass(frozen=True, slots=True)
class EndedCourse:
    """A contract that outlives its course: ``last`` is the course's last day, ``until`` its own."""

    contract_id: int
    number: str
    recipient: str
    last: date
    until: date
    citation: Citation


def ended_courses(
    session: Session, actor: Actor, region: Region, day: date
) -> tuple[EndedCourse, ...]:
    """Those of the reader's provider, the earliest end of a course first."""
    found = _ended(session, region, day, Contract.provider_id == actor.provider_id)
    return tuple(sorted(found, key=lambda one: (one.last, one.contract_id))[:MOST])


def ended_course(actor: Actor, contract_id: int, region: Region, day: date) -> EndedCourse | None:
    """The same for one contract."""
    own = Contract.provider_id == actor.provider_id
    with reading() as session:
        return next(iter(_ended(session, region, day, own, Contract.id == contract_id)), None)


def _ended(
    session: Session, region: Region, day: date, *which: ColumnElement[bool]
) -> tuple[EndedCourse, ...]:
    prepared = select(Termination.id).where(
        Termination.contract_id == Contract.id, Termination.state == EndingState.PENDING
    )
    standing = (Contract.state.in_(RUNNING) & (Contract.valid_until >= day)) & ~prepared.exists()
    for one in (*which, Programme.valid_until >= day):
        standing &= one
    over = {
        contract_id: span
        for contract_id, span in course_spans(session, standing, region, day).items()
        if span.last < day
    }
    if not over:
        return ()
    rows = session.execute(
        select(Contract, Recipient)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(Contract.id.in_(over), Recipient.died_on.is_(None))
    )
    return tuple(_row(contract, person, over[contract.id]) for contract, person in rows)


def _row(contract: Contract, person: Recipient, span: CourseSpan) -> EndedCourse:
    return EndedCourse(
        contract_id=contract.id,
        number=contract.number,
        recipient=person.full_name,
        last=span.last,
        until=contract.valid_until,
        citation=span.course.citation,
    )

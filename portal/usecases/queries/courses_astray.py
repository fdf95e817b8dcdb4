"""Contracts whose text names other days than the council's decision that counts (VLA-SCH-03).

A decision may be corrected, replaced or struck out after a contract was drawn up on it; the text
keeps the days that it was frozen with. An agreement drafted later, once in force, settles it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.contract import RUNNING, ContractState
from portal.domain.law import Citation
from portal.models import (
    Amendment,
    Contract,
    CouncilDecision,
    Paper,
    Programme,
    Recipient,
    StruckDecision,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.council_decisions import corrected
from portal.usecases.course_words import decision_words
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class CourseAstray:
    """A contract, the decision that its text names, and the one that counts instead, if any.

    ``signed``: the text has come into force, so an agreement changes it and not a new text;
    ``until`` is the contract's last day.
    """

    contract_id: int
    number: str
    recipient_id: int
    recipient: str
    programme_id: int
    until: date
    signed: bool
    named: CouncilDecision
    counts: CouncilDecision | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class _History:
    """The records of each programme, the newest first; when one was struck out, by its id.

    ``settled``: when the last agreement in force was drafted, by contract.
    """

    records: Mapping[int, Sequence[CouncilDecision]]
    struck: Mapping[int, datetime]
    settled: Mapping[int, datetime]


def courses_astray(
    session: Session, provider_id: int, region: Region, day: date, *which: ColumnElement[bool]
) -> tuple[CourseAstray, ...]:
    """Those of the provider that are not ended, the oldest first.

    One whose term is over stays until its end is recorded: the course may run on without it.
    """
    clauses = {
        one.unit_code: one.record.fields.citation
        for one in region.rules.schedule_rules.on(day).council_courses
    }
    if not clauses:
        return ()
    rows = session.execute(
        select(Contract, Recipient, Programme.unit_code, Paper.inputs["course"].as_string())
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(Paper, Paper.id == Contract.paper_id)
        .where(
            Contract.provider_id == provider_id,
            *which,
            Contract.state != ContractState.TERMINATED,
            or_(Contract.valid_until >= day, Contract.state.in_(RUNNING)),
            Recipient.died_on.is_(None),
            Programme.unit_code.in_(clauses),
            _decided_again(),
        )
        .order_by(Contract.id)
    ).all()
    past = _history(session, [one[0] for one in rows])
    changes = (
        (contract, person, clauses[unit], _change(past, contract, words or ""))
        for contract, person, unit, words in rows
    )
    return tuple(
        _row(contract, person, change, clause)
        for contract, person, clause, change in changes
        if change is not None
    )


def course_astray(actor: Actor, contract_id: int, region: Region, day: date) -> CourseAstray | None:
    """The same for one contract."""
    with reading() as session:
        own = Contract.id == contract_id
        return next(iter(courses_astray(session, actor.provider_id, region, day, own)), None)


def _row(
    contract: Contract,
    person: Recipient,
    change: tuple[CouncilDecision, CouncilDecision | None],
    citation: Citation,
) -> CourseAstray:
    return CourseAstray(
        contract_id=contract.id,
        number=contract.number,
        recipient_id=person.id,
        recipient=person.full_name,
        programme_id=contract.programme_id,
        until=contract.valid_until,
        signed=contract.state is not ContractState.AWAITING_SIGNATURE,
        named=change[0],
        counts=change[1],
        citation=citation,
    )


def _decided_again() -> ColumnElement[bool]:
    """Whether the programme has a record that no longer counts, or several of them."""
    decided = (
        select(func.count())
        .select_from(CouncilDecision)
        .where(CouncilDecision.programme_id == Contract.programme_id)
        .scalar_subquery()
    )
    struck = (
        select(StruckDecision.id)
        .join(CouncilDecision, CouncilDecision.id == StruckDecision.decision_id)
        .where(CouncilDecision.programme_id == Contract.programme_id)
        .exists()
    )
    return (decided > 1) | struck


def _history(session: Session, contracts: Sequence[Contract]) -> _History:
    """The records of these contracts' programmes, what was struck, and what agreements settled."""
    programmes = {one.programme_id for one in contracts}
    records: dict[int, list[CouncilDecision]] = {one: [] for one in programmes}
    wanted = (
        select(CouncilDecision, StruckDecision.struck_at)
        .outerjoin(StruckDecision, StruckDecision.decision_id == CouncilDecision.id)
        .where(CouncilDecision.programme_id.in_(programmes))
        .order_by(CouncilDecision.id.desc())
    )
    struck: dict[int, datetime] = {}
    for decision, struck_at in session.execute(wanted):
        records[decision.programme_id].append(decision)
        if struck_at is not None:
            struck[decision.id] = struck_at
    agreed = (
        select(Amendment.contract_id, func.max(Amendment.drafted_at))
        .where(
            Amendment.contract_id.in_([one.id for one in contracts]),
            Amendment.state == AmendmentState.IN_FORCE,
            Amendment.one_sided.is_(False),
        )
        .group_by(Amendment.contract_id)
    )
    return _History(records, struck, dict(session.execute(agreed).all()))


def _change(
    past: _History, contract: Contract, words: str
) -> tuple[CouncilDecision, CouncilDecision | None] | None:
    """The decision that the text names and the one that counts instead; None where they agree."""
    records = past.records[contract.programme_id]
    named = [one for one in records if decision_words(one) == words]
    if not named:
        return None
    kept = [one for one in records if one.id not in past.struck]
    gone = corrected(kept)
    instead = _instead(named[0], [one for one in kept if one.id not in gone])
    days = named[0].course_from, named[0].course_to
    if instead is not None and (instead.course_from, instead.course_to) == days:
        return None
    settled = past.settled.get(contract.id)
    if settled is not None and settled >= _changed_at(past, named, instead):
        return None
    return named[0], instead


def _instead(named: CouncilDecision, counting: Sequence[CouncilDecision]) -> CouncilDecision | None:
    """What counts for the days of the named course: the same minutes, else the newest over them."""
    same = [
        one
        for one in counting
        if (one.minutes_number.casefold(), one.held_on)
        == (named.minutes_number.casefold(), named.held_on)
    ]
    over = [
        one
        for one in counting
        if one.course_from <= named.course_to and named.course_from <= one.course_to
    ]
    return max((*same, *over), key=lambda one: one.id, default=None)


def _changed_at(
    past: _History, named: Sequence[CouncilDecision], instead: CouncilDecision | None
) -> datetime:
    """When the text and the decision came apart."""
    struck = [past.struck[one.id] for one in named if one.id in past.struck]
    moments: list[datetime] = [*struck, *((instead.recorded_at,) if instead else ())]
    return max(moments)

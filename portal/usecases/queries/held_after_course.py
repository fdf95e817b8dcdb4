"""Places that contracts hold after their course, where a council fixes the courses (VLA-SCH-03).

A contract binds until its last day, and the next course of it goes by another decision: so the
place stays taken. Whoever looks for a free one reads which of them nobody attends any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.law import Citation
from portal.models import Contract, CouncilDecision, Department, Programme, StruckDecision
from portal.regions.registry import Region
from portal.usecases.council_decisions import council_course, standing_courses
from portal.usecases.department_stays import admitted_by


@dataclass(frozen=True, slots=True)
class HeldAfterCourse:
    """A contract whose last course recorded ends on ``last``, before the contract on ``until``."""

    contract_id: int
    number: str
    last: date
    until: date
    citation: Citation


def held_after_course(
    session: Session, department: Department, region: Region, day: date
) -> tuple[HeldAfterCourse, ...]:
    """Those of a department on a day, the course that ends first before the others.

    Empty where no council fixes the courses; a contract without a decision that counts is none.
    """
    rule = council_course(region, department.unit_code, day)
    if rule is None:
        return ()
    until = func.coalesce(Contract.ended_on, Contract.valid_until)
    rows = session.execute(
        select(Contract.id, Contract.number, Contract.programme_id, until)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(admitted_by(department, day), until >= day)
    ).all()
    decided = _decisions(session, [row[2] for row in rows])
    found = []
    for contract_id, number, programme_id, last_day in rows:
        courses = standing_courses(decided.get(programme_id, ()))
        last = max((one.course_to for one in courses), default=None)
        if last is not None and last < last_day:
            clause = rule.record.fields.citation
            found.append(HeldAfterCourse(contract_id, number, last, last_day, clause))
    return tuple(sorted(found, key=lambda one: (one.last, one.contract_id)))


def _decisions(
    session: Session, programmes: Sequence[int]
) -> Mapping[int, Sequence[CouncilDecision]]:
    """The decisions of programmes that are not struck out, the newest first."""
    struck = select(StruckDecision.id).where(StruckDecision.decision_id == CouncilDecision.id)
    found: dict[int, list[CouncilDecision]] = defaultdict(list)
    for one in session.scalars(
        select(CouncilDecision)
        .where(CouncilDecision.programme_id.in_(programmes), ~struck.exists())
        .order_by(CouncilDecision.id.desc())
    ):
        found[one.programme_id].append(one)
    return found

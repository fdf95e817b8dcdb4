"""A contract that ends as its course is completed: not before the day that the council fixed.

Where a council fixes the course (VLA-SCH-03), its decision is what the ground rests on
(VLA-TER-11); an earlier end asks for a corrected decision. Elsewhere the day is free.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.endings import COUNCIL_DECISION, COURSE_COMPLETED
from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import Contract, CouncilDecision, Programme
from portal.regions.registry import Region
from portal.usecases.council_decisions import council_course, decisions_of, standing_courses
from portal.usecases.ending_text import BasisPaper


@dataclass(frozen=True, slots=True)
class CourseToComplete:
    """The course of a contract by the council's minutes.

    ``last`` is the earliest last day of services: the course's, or the contract's own if sooner.
    """

    minutes_number: str
    held_on: date
    course_from: date
    course_to: date
    last: date
    citation: Citation

    def paper(self) -> BasisPaper:
        """The decision as what proves the ground."""
        words = f"курс с {self.course_from:%d.%m.%Y} по {self.course_to:%d.%m.%Y}"
        return BasisPaper(COUNCIL_DECISION, self.held_on, self.minutes_number, words)


def course_to_complete(
    session: Session, contract: Contract, programme: Programme, region: Region, day: date
) -> CourseToComplete | None:
    """The course that goes on, has ended last or comes next on the day; None without a decision."""
    rule = council_course(region, programme.unit_code, day)
    if rule is None:
        return None
    begun = contract.in_force_from or contract.concluded_on
    standing = standing_courses(decisions_of(session, programme.id))
    rows = [one for one in standing if one.course_to >= begun]
    if not rows:
        return None
    over = [one for one in rows if one.course_from <= day]
    row = max(over, key=_begins) if over else min(rows, key=_begins)
    return CourseToComplete(
        row.minutes_number,
        row.held_on,
        row.course_from,
        row.course_to,
        min(row.course_to, contract.valid_until),
        rule.record.fields.citation,
    )


def with_decision(
    session: Session,
    contract: Contract,
    ground: str,
    last: date | None,
    papers: tuple[BasisPaper, ...],
    region: Region,
) -> tuple[BasisPaper, ...]:
    """The papers of an end with the council's decision that it rests on, where there is one.

    Raises value_invalid for a last day before the one that the council fixed (VLA-SCH-03), and
    before the contract's own where its decision counts no more.
    """
    if ground != COURSE_COMPLETED or last is None:
        return papers
    programme = session.get_one(Programme, contract.programme_id)
    course = course_to_complete(session, contract, programme, region, last)
    if course is None:
        _demand_whole(contract, programme, last, region)
        return papers
    if last < course.last:
        refuse(
            "value_invalid",
            f"По решению консилиума, протокол № {course.minutes_number} от "
            f"{course.held_on:%d.%m.%Y}, курс идёт с {course.course_from:%d.%m.%Y} по "
            f"{course.course_to:%d.%m.%Y}: раньше {course.last:%d.%m.%Y} он не завершён. Введите "
            "этот день. Если консилиум решил иначе, сначала запишите его решение.",
            field="day",
            citation=course.citation,
            subject=f"child:{contract.recipient_id}:{contract.programme_id}",
        )
    # A course that the contract does not reach proves nothing of its last day.
    return papers if last < course.course_to else (*papers, course.paper())


def _demand_whole(contract: Contract, programme: Programme, last: date, region: Region) -> None:
    rule = council_course(region, programme.unit_code, last)
    if rule is None or last >= contract.valid_until:
        return
    refuse(
        "value_invalid",
        f"Решения консилиума о курсе нет, и раньше {contract.valid_until:%d.%m.%Y} он не завершён. "
        "Сначала запишите решение консилиума или введите этот день.",
        field="day",
        citation=rule.record.fields.citation,
        subject=f"child:{contract.recipient_id}:{contract.programme_id}",
    )


def _begins(row: CouncilDecision) -> tuple[date, int]:
    return row.course_from, row.id

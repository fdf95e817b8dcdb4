"""A contract's last day that follows the end of its course, where somebody wants it to.

A contract may end before its programme by the parties' own word (FED-CON-06), except where the
region ties the two ends together (MSK-CON-09). The end of a course follows from the council's
decision (VLA-SCH-03) or from its first day (VLA-SCH-01).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.courses import Course, course_end
from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import Contract, Programme
from portal.regions.registry import Region
from portal.usecases.council_decisions import council_course, decisions_of, standing_decision
from portal.usecases.facts import CaseFile
from portal.usecases.places import course_of, department_of
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class CourseEnd:
    """The end that a contract may follow: ``last`` as the council fixed it, else counted.

    ``course`` is the one that is counted from the first day that the contract names.
    """

    citation: Citation
    last: date | None = None
    course: Course | None = None

    @property
    def only(self) -> bool:
        """Whether the contract holds this course and no other: it has no services after it."""
        return self.course is not None


def course_end_of(session: Session, case: CaseFile, region: Region) -> CourseEnd | None:
    """The end of the course before which the contract may stop, None where there is none to name.

    None, too, where the contract ends with its programme by law, or the course does.
    """
    programme = case.programme
    rules = region.rules.contract_rules.on(case.day)
    if programme is None or rules.term_equals_programme:
        return None
    council = council_course(region, programme.unit_code, case.day)
    if council is not None:
        found = standing_decision(decisions_of(session, programme.id), case.day)
        if found is None or not case.day <= found.course_to < programme.valid_until:
            return None
        return CourseEnd(council.record.fields.citation, last=found.course_to)
    department = department_of(session, case)
    course = course_of(department, region, case.day) if department else None
    return CourseEnd(course.citation, course=course) if course else None


def last_day_of_course(
    session: Session, case: CaseFile, course_start: date | None, region: Region
) -> date:
    """The last day of the course as the contract's own.

    Raises value_invalid where no course ends before the programme, where the first day that a
    course is counted from is not named or is a day off, and where the course outlives the
    programme; reference_missing while the calendar of its last year is not there.
    """
    end = course_end_of(session, case, region)
    if end is None:
        refuse(
            "value_invalid",
            "Курса, который кончается раньше программы, здесь нет. Снимите отметку: договор "
            "действует до конца программы.",
            field="until_course",
            citation=region.rules.contract_rules.on(case.day).term,
        )
    if end.last is not None:
        return end.last
    if end.course is None or course_start is None:
        refuse(
            "value_invalid",
            "Введите первый день курса: от него считают последний день договора.",
            field="course_start",
            citation=end.citation,
        )
    last = course_end(end.course, course_start, work_calendar(session, region))
    _demand_within(case.programme, last, end.citation)
    return last


def ends_with_course(session: Session, contract: Contract, case: CaseFile, region: Region) -> bool:
    """Whether the last day that a contract names is that of its course (VLA-SCH-01, VLA-SCH-03)."""
    end = course_end_of(session, case, region)
    if end is None:
        return False
    if end.last is not None:
        decided = decisions_of(session, contract.programme_id)
        return contract.valid_until in {one.course_to for one in decided}
    if end.course is None or contract.course_start is None:
        return False
    calendar = work_calendar(session, region)
    return contract.valid_until == course_end(end.course, contract.course_start, calendar)


def _demand_within(programme: Programme | None, last: date, citation: Citation) -> None:
    if programme is None or last <= programme.valid_until:
        return
    refuse(
        "value_invalid",
        f"Курс кончается {last:%d.%m.%Y}, а программа раньше — {programme.valid_until:%d.%m.%Y}. "
        "Назначьте первый день курса раньше или снимите отметку: договор закончится с программой.",
        field="until_course",
        citation=citation,
    )

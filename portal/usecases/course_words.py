"""What a contract's annex says of the course that the stay is (VLA-SCH-01, VLA-SCH-03)."""

from sqlalchemy.orm import Session

from portal.domain.calendar import counted
from portal.domain.courses import Course, course_end
from portal.domain.violations import Violation
from portal.models import Contract, CouncilDecision, Programme
from portal.regions.registry import Region
from portal.usecases.council_decisions import council_course, decisions_of, standing_decision
from portal.usecases.facts import CaseFile
from portal.usecases.places import course_of, department_of
from portal.usecases.work_calendar import work_calendar


def course_words(session: Session, case: CaseFile, contract: Contract, region: Region) -> str:
    """The days of the course as a sentence; empty where services are not given by courses.

    The council's decision names both days. A course of working days begins on the day that the
    contract names; without one it is told how long it lasts.
    """
    programme = case.programme
    if programme is not None and council_course(region, programme.unit_code, case.day):
        return _by_council(session, programme, case)
    department = department_of(session, case)
    course = course_of(department, region, case.day) if department else None
    return _by_working_days(session, course, contract, region) if course else ""


def _by_council(session: Session, programme: Programme, case: CaseFile) -> str:
    found = standing_decision(decisions_of(session, programme.id), case.day)
    if found is None:
        return ""
    return decision_words(found)


def decision_words(row: CouncilDecision) -> str:
    """The sentence by which a contract names the course of a decision."""
    return (
        f"Услуги оказываются курсом с {row.course_from:%d.%m.%Y} по {row.course_to:%d.%m.%Y} "
        f"(протокол консилиума от {row.held_on:%d.%m.%Y} № {row.minutes_number})."
    )


def _by_working_days(session: Session, course: Course, contract: Contract, region: Region) -> str:
    first = contract.course_start
    if first is not None:
        calendar = work_calendar(session, region)
        last = counted(lambda: course_end(course, first, calendar))
        if not isinstance(last, Violation):
            return (
                f"Услуги оказываются курсом с {first:%d.%m.%Y} по {last:%d.%m.%Y}, рабочих дней: "
                f"{course.working_days}."
            )
    since = f"с {first:%d.%m.%Y}" if first else "с первого дня услуг"
    return f"Услуги оказываются курсом {since}, рабочих дней: {course.working_days}."

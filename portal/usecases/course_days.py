"""The course that a contract's stay is: its first and last day, and what is given after it.

A contract holds one course. It begins on the day the contract names, else on the first day with a
service, and lasts its working days (VLA-SCH-01); whoever comes again gets another contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar, counted
from portal.domain.capacity import Stay
from portal.domain.courses import Course, check_course_day, course_end, course_steps
from portal.domain.explanation import Step
from portal.domain.violations import RulesBroken, Violation
from portal.models import Contract, Delivery, Department, Programme
from portal.regions.registry import Region
from portal.usecases.department_days import department_on
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class CourseSpan:
    """A course from its first to its last day, both served."""

    course: Course
    first: date
    last: date

    @property
    def steps(self) -> tuple[Step, ...]:
        """Why it ends on its last day."""
        return course_steps(self.course, self.first, self.last)


def course_spans(
    session: Session, which: ColumnElement[bool], region: Region, day: date
) -> Mapping[int, CourseSpan]:
    """The courses of contracts, by contract; none where a department has no courses or none began.

    None, too, while the calendar of its last year is missing (FED-CAL-01). ``which`` is a condition
    on ``Contract``; the rules are those of ``day``.
    """
    found = _counted_spans(session, which, region, day)
    return {key: span for key, span in found.items() if isinstance(span, CourseSpan)}


def _counted_spans(
    session: Session, which: ColumnElement[bool], region: Region, day: date
) -> Mapping[int, CourseSpan | Violation]:
    """The courses, or why the end of one cannot be counted yet."""
    courses = {one.unit_code: one for one in region.rules.schedule_rules.on(day).courses}
    if not courses:
        return {}
    unit = func.coalesce(Programme.unit_code, Department.unit_code)
    first_given = (
        select(func.min(Delivery.day)).where(Delivery.contract_id == Contract.id).scalar_subquery()
    )
    rows = session.execute(
        select(Contract.id, unit, func.coalesce(Contract.course_start, first_given))
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(Department, Department.id == department_on(day))
        .where(which, unit.in_(courses))
    ).all()
    if not rows:
        return {}
    calendar = work_calendar(session, region)
    return {
        contract_id: counted(partial(_span, courses[code], first, calendar))
        for contract_id, code, first in rows
        if first is not None
    }


def course_stay(course: Course, stay: Stay, calendar: WorkCalendar) -> Stay:
    """The days of a stay that are its course's: who leaves early keeps no place (VLA-CAP-01).

    The whole stay while the calendar of its last year is missing.
    """
    first = counted(lambda: calendar.next_working(stay.since))
    if isinstance(first, Violation):
        return stay
    last = counted(lambda: course_end(course, first, calendar))
    return Stay(first, stay.until if isinstance(last, Violation) else min(last, stay.until))


def demand_within_course(
    session: Session, contract: Contract, day: date, *, region: Region
) -> None:
    """A service lies in the contract's one course; raises course_ended for a day after it.

    Raises reference_missing while the calendar of its last year is not there: no end is guessed.
    """
    found = _counted_spans(session, Contract.id == contract.id, region, day).get(contract.id)
    if isinstance(found, Violation):
        raise RulesBroken(found)
    if found is None:
        return
    last = found.last
    latest = day
    if contract.course_start is None and day < found.first:
        # An earlier first day moves the end: what is recorded already must stay inside.
        last = _span(found.course, day, work_calendar(session, region)).last
        latest = _last_given(session, contract.id) or day
    if refused := check_course_day(found.course, last, latest):
        raise RulesBroken(*refused)


def _span(course: Course, first: date, calendar: WorkCalendar) -> CourseSpan:
    return CourseSpan(course, first, course_end(course, calendar.next_working(first), calendar))


def _last_given(session: Session, contract_id: int) -> date | None:
    return session.scalar(select(func.max(Delivery.day)).where(Delivery.contract_id == contract_id))

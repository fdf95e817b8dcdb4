"""Courses: how long a stay in day care lasts, who fixes it, when children attend.

Rules: VLA-SCH-01 (working days), VLA-SCH-02 (time free from lessons), VLA-SCH-03 (a council fixes).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.domain.calendar import SATURDAY, WorkCalendar
from portal.domain.choices import ChoiceList
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.records import RecordSpec
from portal.domain.violations import Violation, refuse


@dataclass(frozen=True, slots=True)
class Course:
    """A stay of so many working days, the first day counted.

    ``weeks`` is how the act says the same in weeks; where a holiday makes the two differ the
    working days win.
    """

    unit_code: str
    working_days: int
    weeks: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class CouncilCourse:
    """A course whose length a council of the provider fixes: ``record`` is its decision."""

    unit_code: str
    record: RecordSpec


@dataclass(frozen=True, slots=True)
class Attendance:
    """When children of a department attend; ``free_of_lessons`` are the modes of schoolchildren."""

    unit_code: str
    modes: ChoiceList
    free_of_lessons: tuple[str, ...]


def course_end(course: Course, first_day: date, calendar: WorkCalendar) -> date:
    """The last day of a course that begins on a working day, which is counted itself.

    Raises RulesBroken("value_invalid") when the first day is a day off.
    """
    if not calendar.is_working(first_day):
        refuse(
            "value_invalid",
            f"{first_day:%d.%m.%Y} — выходной. Начните курс с рабочего дня: "
            f"{calendar.next_working(first_day):%d.%m.%Y}.",
            field="course_start",
            citation=course.citation,
        )
    return calendar.add_working_days(first_day, course.working_days - 1)


def weeks_end(course: Course, first_day: date) -> date:
    """Where the course would end by weeks alone: the last weekday of the last week."""
    last = first_day + timedelta(weeks=course.weeks) - timedelta(days=1)
    while last.weekday() >= SATURDAY:
        last -= timedelta(days=1)
    return last


def course_steps(course: Course, first_day: date, ends_on: date) -> tuple[Step, ...]:
    """Why a course ends on its last day; said apart where its weeks would end on another.

    A holiday makes the two differ, and the working days win (VLA-SCH-01).
    """
    days = Step(
        f"Курс — рабочих дней {course.working_days}, первый день считается: с "
        f"{first_day:%d.%m.%Y} по {ends_on:%d.%m.%Y}.",
        ends_on.isoformat(),
        course.citation,
    )
    by_weeks = weeks_end(course, first_day)
    if by_weeks == ends_on:
        return (days,)
    text = (
        f"По неделям ({course.weeks}) курс кончился бы {by_weeks:%d.%m.%Y}. Рабочие и выходные дни "
        "сдвинуты календарём, поэтому считают рабочие дни."
    )
    return (days, Step(text, by_weeks.isoformat(), course.citation))


def check_course_day(course: Course, ends_on: date, day: date) -> tuple[Violation, ...]:
    """Whether a service may be given on a day: not after the course (VLA-SCH-01)."""
    if day <= ends_on:
        return ()
    text = (
        f"Курс закончился {ends_on:%d.%m.%Y}: в нём рабочих дней — {course.working_days}. Запишите "
        "услугу днём курса. Новый курс идёт по новому договору: прекратите этот и составьте новый."
    )
    return (Violation("course_ended", text, "day", course.citation),)


def contract_outlives(course: Course, ends_on: date, contract_until: date) -> tuple[Violation, ...]:
    """A warning when the contract is longer than the course."""
    if contract_until <= ends_on:
        return ()
    text = (
        f"Договор действует до {contract_until:%d.%m.%Y}, а курс кончается {ends_on:%d.%m.%Y}. "
        "Проверьте срок договора."
    )
    return (Violation("contract_longer_than_course", text, "valid_until", course.citation),)


def visit_in_lessons(
    attendance: Attendance,
    mode: str,
    lessons: Iterable[tuple[time, time]],
    visit: datetime,
    ends: time | None = None,
) -> tuple[Violation, ...]:
    """A warning when a schoolchild's visit falls into lessons (VLA-SCH-02).

    A visit at the minute the lessons end is free of them, and so is one that ends as they begin.
    """
    attendance.modes.choice(mode, field="child")
    if mode not in attendance.free_of_lessons:
        return ()
    begins = visit.time()
    last = ends or begins
    if not any(since <= begins < until or begins < since < last for since, until in lessons):
        return ()
    text = "В это время у ребёнка уроки. Назначьте посещение на время, свободное от учёбы."
    return (Violation("visit_in_lesson_time", text, "planned_visit", attendance.modes.citation),)

"""The working calendar and whole months (FED-CAL-01).

A year without data is an error that says so: a deadline is never guessed.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation, refuse

T = TypeVar("T")
SATURDAY = 5
NO_CALENDAR = "reference_missing"
MONTHS_NOMINATIVE = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
MONTHS_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decree:
    """The Government's decree that moves the days off of one year."""

    year: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are working days: Monday to Friday, less days off, plus moved working days.

    ``years`` are the years whose days off are known; asking about another raises
    RulesBroken("reference_missing"). A day of ``shortened`` is a working day that ends an hour
    early. ``decrees`` say where each year comes from; ``citation`` is the law behind them all.
    """

    years: frozenset[int]
    days_off: frozenset[date]
    working_weekends: frozenset[date]
    citation: Citation
    shortened: frozenset[date] = frozenset()
    decrees: tuple[Decree, ...] = ()

    def decree(self, year: int) -> Citation:
        """What the year's days off rest on: its own decree, else the law itself."""
        found = (one.citation for one in self.decrees if one.year == year)
        return next(found, self.citation)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day (FED-CAL-01)."""
        if day.year not in self.years:
            refuse(
                NO_CALENDAR,
                f"Нет производственного календаря на {day.year} год. Администратор может добавить "
                "его в справочники.",
                citation=self.citation,
                subject=f"calendar:{day.year}",
            )
        if day.weekday() >= SATURDAY:
            return day in self.working_weekends
        return day not in self.days_off

    def next_working(self, day: date) -> date:
        """``day`` itself when a working day, else the first working day after it (FED-CAL-03)."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def previous_working(self, day: date) -> date:
        """``day`` itself when it is a working day, else the last working day before it."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which is not counted itself (FED-CAL-02)."""
        while count > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                count -= 1
        return day


def counted(count: Callable[[], T]) -> T | Violation:
    """What ``count`` finds, or the sentence that the calendar of a year it needs is missing.

    For whoever only shows a term (FED-CAL-01); what must be decided counts without it.
    """
    try:
        return count()
    except RulesBroken as broken:
        missing = broken.violations[0]
        if missing.code != NO_CALENDAR or not (missing.subject or "").startswith("calendar:"):
            raise
        return missing


def month_of(day: date) -> date:
    """The month of a day, written as its first day."""
    return day.replace(day=1)


def next_month(month: date, count: int = 1) -> date:
    """The month ``count`` months later (earlier when negative), as its first day."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month."""
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def days_of(month: date) -> tuple[date, ...]:
    """Every day of the month."""
    return tuple(date(month.year, month.month, day) for day in range(1, last_day(month).day + 1))


def add_months(day: date, count: int) -> date:
    """The same day number ``count`` months later, or the last day of that month (FED-CAL-04)."""
    month = next_month(month_of(day), count)
    return month.replace(day=min(day.day, last_day(month).day))


def month_title(month: date) -> str:
    """«март 2026»."""
    return f"{MONTHS_NOMINATIVE[month.month - 1]} {month.year}"


def day_title(day: date) -> str:
    """«20 ноября 2026 года»."""
    return f"{day.day} {MONTHS_GENITIVE[day.month - 1]} {day.year} года"

"""A year added to the working calendar: its days off, moved working days and shortened days.

What a person brings is checked against the week and against the public holidays of art. 112 of the
Labour Code before a deadline is counted from it (FED-CAL-01).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.calendar import SATURDAY, Decree, WorkCalendar
from portal.domain.law import Citation
from portal.domain.violations import Violation

HOLIDAYS = Citation("FED-CAL-01", "TK", "ст. 112 ТК РФ")
PUBLIC_HOLIDAYS = (
    *((1, day) for day in range(1, 9)),
    (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4),
)  # fmt: skip
"""Month and day of every public holiday; one on a weekend moves nothing by itself."""


class DayKind(StrEnum):
    """How a day differs from its weekday."""

    DAY_OFF = "day_off"
    WORKING_WEEKEND = "working_weekend"
    SHORTENED = "shortened"

    @property
    def label(self) -> str:
        """The word for people."""
        return _LABELS[self]


_LABELS = {
    DayKind.DAY_OFF: "выходной",
    DayKind.WORKING_WEEKEND: "рабочий",
    DayKind.SHORTENED: "сокращённый",
}


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's special days with the decree that sets them.

    A shortened Saturday or Sunday is worked as well: nothing else can be shortened.
    """

    year: int
    days: Mapping[date, DayKind]
    citation: Citation

    def of_kind(self, kind: DayKind) -> tuple[date, ...]:
        """The days of one kind, in order."""
        return tuple(sorted(day for day in self.days if kind in self.kinds_of(day)))

    def kinds_of(self, day: date) -> tuple[DayKind, ...]:
        """What a day of the table is: one kind, or worked and shortened at once."""
        kind = self.days[day]
        if kind is DayKind.SHORTENED and is_weekend(day):
            return (DayKind.WORKING_WEEKEND, kind)
        return (kind,)


def check_calendar_year(year: CalendarYear) -> tuple[Violation, ...]:
    """Days of another year, days that do not fit their weekday, holidays that are left out."""
    found = [text for day in sorted(year.days) if (text := _why_not(day, year))]
    missing = [
        day
        for month, number in PUBLIC_HOLIDAYS
        if not is_weekend(day := date(year.year, month, number))
        and year.days.get(day) is not DayKind.DAY_OFF
    ]
    violations = [Violation("value_invalid", text, "file", HOLIDAYS) for text in found]
    if missing:
        days = ", ".join(f"{day:%d.%m.%Y}" for day in missing)
        text = f"Праздники в будни должны быть выходными, а в таблице их нет: {days}. Добавьте их."
        violations.append(Violation("value_invalid", text, "file", HOLIDAYS))
    return tuple(violations)


def _why_not(day: date, year: CalendarYear) -> str | None:
    kind = year.days[day]
    if day.year != year.year:
        return f"{day:%d.%m.%Y} — не {year.year} год. Исправьте дату или выберите другой год."
    if kind is DayKind.WORKING_WEEKEND and not is_weekend(day):
        return f"{day:%d.%m.%Y} — будний день, он и так рабочий. Уберите строку."
    if kind is DayKind.DAY_OFF and is_weekend(day):
        return f"{day:%d.%m.%Y} — суббота или воскресенье, это и так выходной. Уберите строку."
    return None


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def with_years(calendar: WorkCalendar, years: Iterable[CalendarYear]) -> WorkCalendar:
    """The calendar with these years instead of, or besides, its own."""
    added = {year.year: year for year in years}
    if not added:
        return calendar

    def joined(own: frozenset[date], kind: DayKind) -> frozenset[date]:
        kept = {day for day in own if day.year not in added}
        return frozenset(kept.union(*(year.of_kind(kind) for year in added.values())))

    return WorkCalendar(
        years=calendar.years | added.keys(),
        days_off=joined(calendar.days_off, DayKind.DAY_OFF),
        working_weekends=joined(calendar.working_weekends, DayKind.WORKING_WEEKEND),
        citation=calendar.citation,
        shortened=joined(calendar.shortened, DayKind.SHORTENED),
        decrees=(
            *(decree for decree in calendar.decrees if decree.year not in added),
            *(Decree(year.year, year.citation) for year in added.values()),
        ),
    )


def working_days(calendar: WorkCalendar, year: int) -> tuple[int, ...]:
    """How many working days each of the twelve months has; the decree names their sum."""
    months = [0] * 12
    day = date(year, 1, 1)
    while day.year == year:
        months[day.month - 1] += calendar.is_working(day)
        day += timedelta(days=1)
    return tuple(months)

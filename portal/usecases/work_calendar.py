"""The working calendar: what the region ships, and the years an administrator adds.

Everything that counts a term with the database at hand takes its calendar from here.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import WorkCalendar
from portal.domain.calendar_year import (
    HOLIDAYS,
    PUBLIC_HOLIDAYS,
    CalendarYear,
    DayKind,
    check_calendar_year,
    is_weekend,
    with_years,
    working_days,
)
from portal.domain.law import Citation
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import AddedYear, CalendarDay
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.csv_lines import FIELD, Line, lines_of
from portal.usecases.entered import ENTERED, LONGEST_ACT
from portal.usecases.transaction import EDITED_MEANWHILE, transaction

FIRST_YEAR, LAST_YEAR = 2015, 2100
MOST_MESSAGES = 10
_DAY = re.compile(r"(?:([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})|([0-9]{4})-([0-9]{2})-([0-9]{2}))")
_KINDS = {
    "выходной": DayKind.DAY_OFF,
    "нерабочий": DayKind.DAY_OFF,
    "day off": DayKind.DAY_OFF,
    "day_off": DayKind.DAY_OFF,
    "рабочий": DayKind.WORKING_WEEKEND,
    "working weekend": DayKind.WORKING_WEEKEND,
    "working_weekend": DayKind.WORKING_WEEKEND,
    "сокращённый": DayKind.SHORTENED,
    "сокращенный": DayKind.SHORTENED,
    "shortened": DayKind.SHORTENED,
}
_BOTH = frozenset({"рабочий сокращённый", "рабочий сокращенный", "working shortened"})
"""A moved working day before a holiday: kept as a shortened day of a weekend."""


@dataclass(frozen=True, slots=True)
class AddCalendarYear:
    """A year's special days as a table «date;kind», with the decree that sets them.

    ``current`` is the number of the added year the reader saw, None for none.
    """

    year: int
    table: str
    act: str
    current: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedYear:
    """A year ready to be added, with its working days a month for comparison with the decree."""

    year: CalendarYear
    months: tuple[int, ...]
    known: tuple[int, ...] | None

    @property
    def total(self) -> int:
        """The year's working days: the figure the decree names."""
        return sum(self.months)


def work_calendar(session: Session, region: Region) -> WorkCalendar:
    """The region's calendar with the years that were added for it (FED-CAL-01)."""
    added = session.scalars(
        select(AddedYear)
        .where(AddedYear.region_code == region.code, AddedYear.replaced_at.is_(None))
        .options(selectinload(AddedYear.days))
    )
    return with_years(region.calendar, (_year_of(row) for row in added))


def sample_table(year: int) -> str:
    """A table of a year to begin with: its public holidays on weekdays, and nothing moved yet.

    It is accepted as it is for that year; the moves of the decree are still to be written in.
    """
    holidays = (date(year, month, number) for month, number in PUBLIC_HOLIDAYS)
    rows = (f"{day:%d.%m.%Y};{DayKind.DAY_OFF.label}" for day in holidays if not is_weekend(day))
    return "\n".join(("дата;вид", *rows, ""))


def check_year(command: AddCalendarYear, calendar: WorkCalendar) -> CheckedYear:
    """What the table comes to, before anything is written; raises RulesBroken for each fault."""
    if not FIRST_YEAR <= command.year <= LAST_YEAR:
        text = f"Введите год от {FIRST_YEAR} до {LAST_YEAR}."
        refuse("value_invalid", text, field="year")
    if not command.act.strip():
        text = "Назовите постановление о переносе выходных: дату и номер."
        refuse("value_invalid", text, field="act", citation=HOLIDAYS)
    citation = Citation(HOLIDAYS.rule, ENTERED, command.act.strip()[:LONGEST_ACT])
    year = CalendarYear(command.year, _days(lines_of(command.table)), citation)
    violations = check_calendar_year(year)
    if violations:
        raise RulesBroken(*violations[:MOST_MESSAGES])
    known = working_days(calendar, year.year) if year.year in calendar.years else None
    return CheckedYear(year, working_days(with_years(calendar, (year,)), year.year), known)


def add_calendar_year(
    command: AddCalendarYear, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Add a year for the whole region, or replace the one added before; nothing is erased.

    Terms already counted keep their dates. Raises Conflict when somebody was quicker.
    """
    with transaction() as session:
        checked = check_year(command, work_calendar(session, region))
        before = _replaced(session, command, region, now)
        row = AddedYear(
            region_code=region.code,
            year=command.year,
            act=checked.year.citation.unit,
            checked_on=region.today(now),
            entered_by_id=actor.user_id,
            entered_at=now,
            days=[CalendarDay(day=day, kind=kind) for day, kind in checked.year.days.items()],
        )
        session.add(row)
        session.flush()
        was = {"replaced": before.id, "act": before.act} if before else None
        after = {
            "region": region.code,
            "year": row.year,
            "act": row.act,
            "working_days": checked.total,
            "days": {day.isoformat(): kind.value for day, kind in checked.year.days.items()},
        }
        subject = ("calendar_year_added", "calendar_year", row.id)
        audit.record(session, actor, now, *subject, was, after)
        return row.id


def _replaced(
    session: Session, command: AddCalendarYear, region: Region, now: datetime
) -> AddedYear | None:
    """The year as somebody added it before, which gives way; raises Conflict for one not seen."""
    before = session.scalars(
        select(AddedYear)
        .where(
            AddedYear.region_code == region.code,
            AddedYear.year == command.year,
            AddedYear.replaced_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if (before.id if before else None) != command.current:
        raise Conflict(EDITED_MEANWHILE)
    if before is not None:
        before.replaced_at = now
        session.flush()
    return before


def _year_of(row: AddedYear) -> CalendarYear:
    days = {one.day: one.kind for one in row.days}
    return CalendarYear(row.year, days, Citation(HOLIDAYS.rule, ENTERED, row.act))


def _days(lines: tuple[Line, ...]) -> dict[date, DayKind]:
    found: dict[date, DayKind] = {}
    faults: list[str] = []
    for line in lines:
        word = " ".join(line.cell(1).casefold().replace(",", " ").split())
        day, kind = _day(line.cell(0)), DayKind.SHORTENED if word in _BOTH else _KINDS.get(word)
        if day is None:
            faults.append(
                f"Строка {line.number}: «{line.cell(0)}» — не дата. Например: 03.01.2028."
            )
        elif kind is None:
            faults.append(
                f"Строка {line.number}: вид «{line.cell(1)}» неизвестен. Напишите «выходной», "
                "«рабочий», «сокращённый» или «рабочий сокращённый»."
            )
        elif kind is DayKind.SHORTENED and is_weekend(day) is not (word in _BOTH):
            faults.append(_unfit(line.number, day))
        elif day in found:
            faults.append(f"Строка {line.number}: {day:%d.%m.%Y} уже есть выше. Оставьте одну.")
        else:
            found[day] = kind
    if faults:
        raise RulesBroken(
            *(Violation("value_invalid", text, FIELD) for text in faults[:MOST_MESSAGES])
        )
    return found


def _unfit(number: int, day: date) -> str:
    if is_weekend(day):
        return (
            f"Строка {number}: {day:%d.%m.%Y} — выходной. Если в него работают на час меньше, "
            "напишите «рабочий сокращённый», иначе уберите строку."
        )
    return (
        f"Строка {number}: {day:%d.%m.%Y} — будний день, он и так рабочий. Напишите «сокращённый»."
    )


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    number, month, year, iso_year, iso_month, iso_number = found.groups()
    try:
        return date(int(year or iso_year), int(month or iso_month), int(number or iso_number))
    except ValueError:
        return None

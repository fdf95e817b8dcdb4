"""What the calendar page reads: the years of a region, where each comes from, and its special days.

Years are a region's, not a provider's: every provider of the region counts its terms by them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.domain.calendar import WorkCalendar
from portal.domain.calendar_year import DayKind, working_days
from portal.models import AddedYear, User
from portal.regions.registry import Region
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year the terms can be counted in; ``added_id`` is None for a shipped one.

    ``verify``: nobody has held it against the text of its decree yet; ``note`` says what it rests
    on.
    """

    year: int
    act: str
    verify: bool
    note: str
    months: tuple[int, ...]
    days: tuple[tuple[date, tuple[DayKind, ...]], ...]
    added_id: int | None
    checked_on: date | None
    entered_at: datetime | None
    entered_by: str

    @property
    def total(self) -> int:
        """The year's working days."""
        return sum(self.months)


def calendar_of(region: Region) -> WorkCalendar:
    """The working calendar of a region with its added years."""
    with reading() as session:
        return work_calendar(session, region)


def list_years(region: Region) -> tuple[YearRow, ...]:
    """Every known year, the newest first."""
    with reading() as session:
        calendar = work_calendar(session, region)
        rows = session.execute(
            select(AddedYear, User)
            .outerjoin(User, User.id == AddedYear.entered_by_id)
            .where(AddedYear.region_code == region.code, AddedYear.replaced_at.is_(None))
        )
        added = {year.year: (year, user) for year, user in rows}
    return tuple(
        _row(year, calendar, added.get(year)) for year in sorted(calendar.years, reverse=True)
    )


def _row(year: int, calendar: WorkCalendar, added: tuple[AddedYear, User | None] | None) -> YearRow:
    row, user = added or (None, None)
    decree = calendar.decree(year)
    return YearRow(
        year=year,
        act=decree.text,
        verify=decree.verify,
        note=decree.note,
        months=working_days(calendar, year),
        days=_special_days(calendar, year),
        added_id=row.id if row else None,
        checked_on=row.checked_on if row else None,
        entered_at=row.entered_at if row else None,
        entered_by=f"{user.surname} {user.name}" if user else "",
    )


def _special_days(
    calendar: WorkCalendar, year: int
) -> tuple[tuple[date, tuple[DayKind, ...]], ...]:
    """The days in order, each once: a Saturday may be both a working day and a shortened one."""
    kinds = (
        (calendar.days_off, DayKind.DAY_OFF),
        (calendar.working_weekends, DayKind.WORKING_WEEKEND),
        (calendar.shortened, DayKind.SHORTENED),
    )
    known = sorted({day for days, _kind in kinds for day in days if day.year == year})
    return tuple((day, tuple(kind for days, kind in kinds if day in days)) for day in known)

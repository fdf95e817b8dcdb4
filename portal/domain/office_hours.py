"""A term in hours that ends when nobody is at work is told beforehand (FED-CAL-05).

The law moves no such end, and no rule names the hours of a provider: they are the provider's own.
Moments are naive and local to the provider.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.domain.calendar import WorkCalendar
from portal.domain.deadlines import HOURS_RUN, ends_on_day_off
from portal.domain.violations import Violation

EARLIER_ON_SHORTENED = timedelta(hours=1)
LONGEST_SEARCH = 31
SHORTEST_DAY = EARLIER_ON_SHORTENED
"""A working day is longer: on the eve of a holiday nothing would be left of it."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when till when a provider works; ``chosen`` is False for hours nobody has named yet."""

    opens: time
    closes: time
    chosen: bool = True

    @property
    def text(self) -> str:
        """«с 9:00 до 18:00»."""
        return f"с {self.opens.hour}:{self.opens:%M} до {self.closes.hour}:{self.closes:%M}"


USUAL_HOURS = OfficeHours(time(9), time(18), chosen=False)
"""What stands in while a provider has named no hours; every text says that it does."""


def is_working_moment(moment: datetime, calendar: WorkCalendar, hours: OfficeHours) -> bool:
    """Whether somebody is at work: the first and the last minute of the hours belong to them.

    A day of a year without data counts as a working day: its days off are not known.
    """
    if ends_on_day_off(moment, calendar):
        return False
    moment = moment.replace(second=0, microsecond=0)
    opens = datetime.combine(moment.date(), hours.opens)
    return opens <= moment <= _closes(moment.date(), calendar, hours)


def act_by(
    event: datetime, end: datetime, calendar: WorkCalendar, hours: OfficeHours
) -> datetime | None:
    """The last working moment of a term that began with ``event``; None when it has none."""
    for back in range(LONGEST_SEARCH):
        day = end.date() - timedelta(days=back)
        last = _closes(day, calendar, hours)
        if last <= end and not ends_on_day_off(last, calendar):
            return last if last > event else None
    return None


def after_hours(
    event: datetime,
    end: datetime,
    calendar: WorkCalendar,
    hours: OfficeHours,
    *,
    term: str = "Срок",
) -> Violation | None:
    """The warning for a term in hours that ends outside working hours (FED-CAL-05).

    ``term`` names it where it stands beside another.
    """
    if is_working_moment(end, calendar, hours):
        return None
    last = act_by(event, end, calendar, hours)
    whose = "часы работы поставщика" if hours.chosen else "часы работы не заданы, считаем обычные:"
    why = "это выходной" if ends_on_day_off(end, calendar) else f"{whose} {hours.text}"
    remedy = (
        f"Успейте до {last:%d.%m.%Y %H:%M}."
        if last
        else "Рабочего времени до конца срока не осталось: оформите договор сразу."
    )
    return Violation(
        "ends_after_hours",
        f"{term} кончается {end:%d.%m.%Y %H:%M}, в нерабочее время ({why}). Срок в часах не "
        f"переносится. {remedy}",
        None,
        HOURS_RUN,
    )


def _closes(day: date, calendar: WorkCalendar, hours: OfficeHours) -> datetime:
    closes = datetime.combine(day, hours.closes)
    return closes - EARLIER_ON_SHORTENED if day in calendar.shortened else closes

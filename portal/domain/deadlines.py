"""Terms and the moments they end at (FED-CAL-02 to FED-CAL-05).

Moments are naive and local to the provider: the law speaks of days where people live. A term in
days ends at the last second of its last day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.domain.calendar import WorkCalendar, add_months
from portal.domain.explanation import Step
from portal.domain.law import Citation

END_OF_DAY = time(23, 59, 59)


class Unit(StrEnum):
    """What a term is counted in."""

    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"


class Roll(StrEnum):
    """What happens when the last day of a term is a day off."""

    KEEP = "keep"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"


NEXT_DAY = Citation("FED-CAL-02", "GK", "ст. 191 ГК РФ", verify=True)
ROLL = Citation("FED-CAL-03", "GK", "ст. 193 ГК РФ", verify=True)
SAME_NUMBER = Citation("FED-CAL-04", "GK", "ст. 192 ГК РФ", verify=True)
HOURS_RUN = Citation("FED-CAL-05", "442-FZ", "ст. 17 442-ФЗ, ст. 190–194 ГК РФ", verify=True)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A term: how long, counted in what, from which event, and what a day off does to its end.

    ``amount`` may be 0 for "on the day itself"; a negative one is counted back from the event.
    With ``counts_first_day`` the day of the event is the first of the term, as in a stay.
    """

    code: str
    amount: int
    unit: Unit
    counts_from: str
    citation: Citation
    roll: Roll = Roll.KEEP
    counts_first_day: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When a term ends: ``at`` after a shift off a day off, ``counted_at`` before it."""

    at: datetime
    counted_at: datetime
    rule: DeadlineRule
    steps: tuple[Step, ...]


def due(rule: DeadlineRule, event: datetime, calendar: WorkCalendar) -> Due:
    """The moment by which the act must be done when ``event`` happened (naive local moment).

    Raises RulesBroken("reference_missing") when the calendar does not know a year it needs.
    """
    if rule.unit is Unit.HOUR:
        return _due_in_hours(rule, event, calendar)
    counted = _counted(rule, event.date(), calendar)
    final = _rolled(rule.roll, counted, calendar)
    years = _years_used(rule, event.date(), (counted, final))
    steps = _counting(rule, event.date(), counted, decrees_of(years, calendar))
    if final != counted:
        word = "следующий" if final > counted else "предыдущий"
        steps.append(
            Step(
                f"{counted:%d.%m.%Y} — выходной, срок переходит на {word} рабочий день: "
                f"{final:%d.%m.%Y}.",
                final.isoformat(),
                ROLL if final > counted else rule.citation,
            )
        )
    return Due(
        datetime.combine(final, END_OF_DAY),
        datetime.combine(counted, END_OF_DAY),
        rule,
        tuple(steps),
    )


def _due_in_hours(rule: DeadlineRule, event: datetime, calendar: WorkCalendar) -> Due:
    """Hours run without a break; an end on a day off is not moved, only told (FED-CAL-05)."""
    end = event + timedelta(hours=rule.amount)
    if not rule.amount:
        text = f"Срок — немедленно, {_moment(end)}: дни не отсчитываются."
        return Due(end, end, rule, (Step(text, end.isoformat(), rule.citation),))
    text = f"{_moment(event)} + {rule.amount} ч = {_moment(end)}. Ночи и выходные считаются."
    steps = [_length(rule), Step(text, end.isoformat(), HOURS_RUN)]
    if ends_on_day_off(end, calendar):
        text = f"{end:%d.%m.%Y} — выходной, но срок в часах не переносится. Успейте до выходных."
        steps.append(Step(text, None, HOURS_RUN))
    return Due(end, end, rule, tuple(steps))


def ends_on_day_off(end: datetime, calendar: WorkCalendar) -> bool:
    """Whether a moment falls on a day when nobody works; a year without data is no day off."""
    return end.year in calendar.years and not calendar.is_working(end.date())


def _counted(rule: DeadlineRule, event: date, calendar: WorkCalendar) -> date:
    start = event - timedelta(days=1) if rule.counts_first_day else event
    match rule.unit:
        case Unit.WORKING_DAY:
            return calendar.add_working_days(start, rule.amount)
        case Unit.MONTH:
            return add_months(event, rule.amount) - (event - start)
        case Unit.YEAR:
            return add_months(event, rule.amount * 12) - (event - start)
        case _:
            return start + timedelta(days=rule.amount)


def _rolled(roll: Roll, day: date, calendar: WorkCalendar) -> date:
    if roll is Roll.NEXT_WORKING_DAY:
        return calendar.next_working(day)
    if roll is Roll.PREVIOUS_WORKING_DAY:
        return calendar.previous_working(day)
    return day


_UNIT_WORDS = {
    Unit.HOUR: "ч",
    Unit.WORKING_DAY: "раб. дн.",
    Unit.CALENDAR_DAY: "кал. дн.",
    Unit.MONTH: "мес.",
    Unit.YEAR: "г.",
}


def _length(rule: DeadlineRule) -> Step:
    text = f"Срок — {abs(rule.amount)} {_UNIT_WORDS[rule.unit]}"
    return Step(text, str(rule.amount), rule.citation)


def _years_used(rule: DeadlineRule, start: date, ends: tuple[date, date]) -> range:
    """The years whose days off decided the term: of the days counted, or of a shift at its end."""
    days = list(ends)
    if rule.unit is Unit.WORKING_DAY and rule.amount:
        days.append(start + timedelta(days=1))
    elif rule.roll is Roll.KEEP:
        return range(0)
    return range(min(days).year, max(days).year + 1)


def decrees_of(years: range, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The decree of each year that was counted in (FED-CAL-01)."""
    return tuple(
        Step(
            f"Выходные и рабочие дни {year} года — по производственному календарю.",
            None,
            calendar.decree(year),
        )
        for year in years
    )


def _counting(
    rule: DeadlineRule, start: date, counted: date, decrees: tuple[Step, ...]
) -> list[Step]:
    """How a term in days, months or years runs; one of no length ends on the day of the event."""
    if not rule.amount:
        text = f"Срок — в день события, {counted:%d.%m.%Y}: следующих дней не ждут."
        return [Step(text, counted.isoformat(), rule.citation, decrees)]
    citation = SAME_NUMBER if rule.unit in (Unit.MONTH, Unit.YEAR) else NEXT_DAY
    if rule.amount < 0:
        text = f"Отсчитываем назад от {start:%d.%m.%Y}: {counted:%d.%m.%Y}."
    elif rule.counts_first_day:
        text = f"Считаем с {start:%d.%m.%Y}, этот день входит; последний день — {counted:%d.%m.%Y}."
    else:
        text = (
            f"Считаем со дня, следующего за {start:%d.%m.%Y}; последний день — {counted:%d.%m.%Y}."
        )
    return [_length(rule), Step(text, counted.isoformat(), citation, decrees)]


def _moment(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M}"

"""Schedules of services: their form, their limits, how long home care and stays last (SCH).

Rules: FED-SCH-01, FED-SCH-02, MSK-SCH-01 to MSK-SCH-04, VLA-SCH-04 to VLA-SCH-06. Courses stand in
``courses``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portal.domain.calendar import add_months, days_of
from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.courses import Attendance, CouncilCourse, Course
from portal.domain.deadlines import DeadlineRule
from portal.domain.law import Citation
from portal.domain.people import age_on
from portal.domain.records import RecordSpec
from portal.domain.violations import Violation

DAYS_OF_WEEK = 7
SCHEDULE_PAPER = "schedule"
"""The printed form of a month's visits, where a region has one."""


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """A schedule as a paper: one grid a week, from Monday to Sunday, for every week of a month.

    ``cell`` is what stands in a cell, ``totals`` what is counted below.
    """

    period: str
    fewest_weeks: int
    most_weeks: int
    cell: ChoiceList
    totals: ChoiceList
    citation: Citation


@dataclass(frozen=True, slots=True)
class AgeEnd:
    """Work that ends at an age at the latest, with a warning some days before (VLA-SCH-04).

    ``by_age`` is the end of the list that comes by itself.
    """

    unit_code: str
    age: int
    warn_days: int
    ends: ChoiceList
    by_age: str


@dataclass(frozen=True, slots=True)
class OpenStay:
    """A stay of no fixed length; ``settles`` is the end that must not stay open (VLA-SCH-05)."""

    unit_code: str
    ends: ChoiceList
    settles: str


@dataclass(frozen=True, slots=True)
class ScheduleRules:
    """How the terms of services are planned.

    ``sources`` are what the annex follows from (FED-SCH-01), ``volume`` the clause that keeps a
    plan within the programme (FED-SCH-02). ``exact_days`` asks for days and hours or a reasoned
    weekly plan in the ``exact_forms`` of service (MSK-SCH-02), ``temporary`` bounds temporary home
    care (MSK-SCH-03), ``norms`` are the time norms a visit is measured by (MSK-SCH-04).
    """

    sources: ChoiceList
    volume: Citation
    form: ScheduleForm | None = None
    exact_days: Citation | None = None
    exact_forms: tuple[Form, ...] = ()
    temporary: DeadlineRule | None = None
    norms: Citation | None = None
    courses: tuple[Course, ...] = ()
    council_courses: tuple[CouncilCourse, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    age_ends: tuple[AgeEnd, ...] = ()
    open_stays: tuple[OpenStay, ...] = ()
    discussion: RecordSpec | None = None
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned visit: its day and the codes of the services given in it."""

    day: date
    codes: tuple[str, ...]
    at_home: bool = True


@dataclass(frozen=True, slots=True)
class MonthSchedule:
    """A month on paper: its week grids by their Mondays, units by code, visits at home."""

    mondays: tuple[date, ...]
    units: Mapping[str, int]
    home_visits: int


def month_schedule(month: date, visits: Iterable[Visit]) -> MonthSchedule:
    """The grids and totals of a month; only visits at home count as visits (MSK-SCH-01)."""
    days = days_of(month)
    mondays = tuple(dict.fromkeys(day - timedelta(days=day.weekday()) for day in days))
    units: dict[str, int] = {}
    home = 0
    for visit in visits:
        home += visit.at_home
        for code in visit.codes:
            units[code] = units.get(code, 0) + 1
    return MonthSchedule(mondays, units, home)


def planned_days(
    since: date, until: date, weekdays: Iterable[int], suspended: Iterable[date] = ()
) -> tuple[date, ...]:
    """The days of a plan on these weekdays (Monday is 0); none on a suspended day (FED-SCH-02)."""
    chosen, closed = frozenset(weekdays), frozenset(suspended)
    days = ((since + timedelta(days=ahead)) for ahead in range((until - since).days + 1))
    return tuple(day for day in days if day.weekday() in chosen and day not in closed)


def over_volume(rules: ScheduleRules, planned: int, allowed: Decimal) -> tuple[Violation, ...]:
    """A warning when more is planned than the programme allows; recording it is refused later."""
    if planned <= allowed:
        return ()
    text = (
        f"Запланировано {planned}, по программе {allowed.normalize():f}. Уберите лишние дни: сверх "
        "программы услугу не принять."
    )
    return (Violation("over_programme_limit", text, "weekdays", rules.volume),)


def check_frequency(
    rules: ScheduleRules, weekdays: int, times_a_week: int
) -> tuple[Violation, ...]:
    """Whether a service stands on as many weekdays as the programme says (FED-SCH-01)."""
    if weekdays == times_a_week:
        return ()
    text = (
        f"По программе услуга оказывается раз в неделю: {times_a_week}, дней выбрано: {weekdays}. "
        "Выберите столько дней, сколько назначено."
    )
    return (Violation("value_invalid", text, "weekdays", rules.sources.citation),)


def check_exactness(
    rules: ScheduleRules, *, days_and_hours: bool, weekly_plan: bool, reason: bool
) -> tuple[Violation, ...]:
    """Whether a line names its days and hours, or says why a weekly plan does (MSK-SCH-02)."""
    if rules.exact_days is None or days_and_hours:
        return ()
    if weekly_plan and reason:
        return ()
    text = (
        "К недельному плану нужна причина, по которой дни не назвать заранее. Укажите её."
        if weekly_plan
        else "Назовите дни недели и часы услуги или составьте недельный план ухода."
    )
    return (Violation("value_invalid", text, "weekdays", rules.exact_days),)


def temporary_until(term: DeadlineRule, since: date) -> date:
    """The last day of temporary home care that begins on ``since`` (MSK-SCH-03).

    The first day is served too, so the last one comes before the same number of its month.
    """
    last = add_months(since, term.amount)
    return last - timedelta(days=1) if term.counts_first_day else last


def check_temporary(rules: ScheduleRules, since: date, until: date) -> tuple[Violation, ...]:
    """Whether temporary home care ends in time; permanent care is bounded by the programme."""
    if rules.temporary is None:
        return ()
    last = temporary_until(rules.temporary, since)
    if until <= last:
        return ()
    text = (
        f"Временно обслуживают не дольше {rules.temporary.amount} мес.: последний день — "
        f"{last:%d.%m.%Y}, а договор — до {until:%d.%m.%Y}. Оформите постоянное обслуживание: "
        "временному нужен более короткий срок."
    )
    return (Violation("value_invalid", text, "until", rules.temporary.citation),)


def overfull_visit(
    rules: ScheduleRules, since: time, until: time, minutes: Iterable[int]
) -> tuple[Violation, ...]:
    """A warning when the services of a visit take longer than the visit (MSK-SCH-04)."""
    day = date.min
    length = datetime.combine(day, until) - datetime.combine(day, since)
    room, needed = int(length.total_seconds()) // 60, sum(minutes)
    if rules.norms is None or needed <= room:
        return ()
    text = f"На {room} мин. запланировано услуг на {needed} мин. Продлите визит или разделите его."
    return (Violation("visit_overfull", text, "until", rules.norms),)


def must_close(rule: AgeEnd, born: date, day: date) -> bool:
    """Whether the age at which the work ends has come (VLA-SCH-04)."""
    return age_on(born, day) >= rule.age


def closing_warned_from(rule: AgeEnd, born: date) -> date:
    """The first day on which the portal warns of the coming end."""
    return add_months(born, rule.age * 12) - timedelta(days=rule.warn_days)


def placement_open(
    rule: OpenStay, programme_until: date, day: date, *, settled: bool
) -> tuple[Violation, ...]:
    """A warning when the programme is over and the further placement is not (VLA-SCH-05)."""
    if settled or day <= programme_until:
        return ()
    text = (
        f"Программа действовала до {programme_until:%d.%m.%Y}, а дальнейшее устройство не решено. "
        "Запросите новую программу или запишите решение."
    )
    return (Violation("programme_expired_placement_open", text, "placement", rule.ends.citation),)

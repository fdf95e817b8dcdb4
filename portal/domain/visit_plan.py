"""The plan of visits: which service on which weekday, at what time, how often in a month.

Rules: FED-SCH-01 (the terms follow the programme), FED-SCH-02 (never on a suspended day, never more
than the programme), MSK-SCH-02 (a vague line names its days and hours), MSK-SCH-04 (time norms).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from portal.domain.catalogue import Form
from portal.domain.schedule import (
    DAYS_OF_WEEK,
    ScheduleRules,
    Visit,
    check_exactness,
    check_frequency,
    over_volume,
    overfull_visit,
)
from portal.domain.violations import Violation


class Frequency(StrEnum):
    """How often the programme gives a service; each value is stored."""

    ONCE_A_WEEK = "weekly_1"
    TWICE_A_WEEK = "weekly_2"
    THREE_A_WEEK = "weekly_3"
    FOUR_A_WEEK = "weekly_4"
    FIVE_A_WEEK = "weekly_5"
    SIX_A_WEEK = "weekly_6"
    DAILY = "weekly_7"
    BY_THE_MONTH = "monthly"
    AS_NEEDED = "as_needed"

    @property
    def times_a_week(self) -> int | None:
        """On how many days of a week; None where the programme counts otherwise."""
        kind, _, times = self.value.partition("_")
        return int(times) if kind == "weekly" else None

    @property
    def usual_days(self) -> tuple[int, ...]:
        """Weekdays to begin a plan with, spread over the week; none where it says nothing."""
        return _USUAL_DAYS.get(self.times_a_week or 0, ())

    @property
    def label(self) -> str:
        """As a programme writes it."""
        return _FREQUENCIES[self]


_FREQUENCIES = {
    Frequency.ONCE_A_WEEK: "1 раз в неделю",
    Frequency.TWICE_A_WEEK: "2 раза в неделю",
    Frequency.THREE_A_WEEK: "3 раза в неделю",
    Frequency.FOUR_A_WEEK: "4 раза в неделю",
    Frequency.FIVE_A_WEEK: "5 раз в неделю",
    Frequency.SIX_A_WEEK: "6 раз в неделю",
    Frequency.DAILY: "ежедневно",
    Frequency.BY_THE_MONTH: "по объёму месяца",
    Frequency.AS_NEEDED: "по мере необходимости",
}


_USUAL_DAYS: Mapping[int, tuple[int, ...]] = {
    1: (0,),
    2: (0, 3),
    3: (0, 2, 4),
    4: (0, 1, 3, 4),
    **{times: tuple(range(times)) for times in (5, 6, DAYS_OF_WEEK)},
}


class Weeks(StrEnum):
    """On which of a month's Mondays, Tuesdays, …: the first of them is the one up to the 7th."""

    EVERY = "every"
    FIRST_THIRD = "first_third"
    SECOND_FOURTH = "second_fourth"
    FIRST = "first"

    @property
    def label(self) -> str:
        """As people choose it."""
        return _WEEKS[self]

    def holds(self, day: date) -> bool:
        """Whether the day's place among its weekdays of the month is one of these."""
        places = _PLACES.get(self)
        return places is None or (day.day - 1) // DAYS_OF_WEEK + 1 in places


_WEEKS = {
    Weeks.EVERY: "каждую неделю",
    Weeks.FIRST_THIRD: "в 1-ю и 3-ю неделю",
    Weeks.SECOND_FOURTH: "во 2-ю и 4-ю неделю",
    Weeks.FIRST: "раз в месяц, в 1-ю неделю",
}
_PLACES = {Weeks.FIRST_THIRD: (1, 3), Weeks.SECOND_FOURTH: (2, 4), Weeks.FIRST: (1,)}


SHORTEST_VISIT = 5
LONGEST_VISIT = 12 * 60
"""Minutes: beyond these bounds an hour is mistyped; what a visit takes, the norms say."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A service once on a weekday (Monday is 0); the hours of the visit are known or not."""

    code: str
    weekday: int
    weeks: Weeks = Weeks.EVERY
    begins: time | None = None
    ends: time | None = None

    def holds(self, day: date) -> bool:
        """Whether the line falls on the day."""
        return day.weekday() == self.weekday and self.weeks.holds(day)


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A week as agreed from a day on, until a later plan begins.

    ``reason`` says why hours are not named, where the region asks (MSK-SCH-02).
    """

    since: date
    lines: tuple[PlanLine, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit of a day with the services planned for it, in the order of their codes."""

    day: date
    begins: time | None
    ends: time | None
    codes: tuple[str, ...]

    @property
    def hours(self) -> str:
        """«10:00–11:30»; empty where no hours are named."""
        if self.begins is None or self.ends is None:
            return ""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


WEEKDAYS_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def days_text(lines: Iterable[PlanLine]) -> str:
    """A service's days for a paper: «пн, чт 10:00–11:00; раз в месяц, в 1-ю неделю: ср»."""
    by_rhythm: dict[tuple[Weeks, str], list[int]] = {}
    for line in sorted(lines, key=lambda one: one.weekday):
        hours = PlannedVisit(date.min, line.begins, line.ends, ()).hours
        by_rhythm.setdefault((line.weeks, hours), []).append(line.weekday)
    return "; ".join(_rhythm(*key, days) for key, days in by_rhythm.items())


def _rhythm(weeks: Weeks, hours: str, weekdays: Sequence[int]) -> str:
    days = ", ".join(WEEKDAYS_SHORT[day] for day in weekdays)
    timed = f"{days} {hours}".strip()
    return timed if weeks is Weeks.EVERY else f"{weeks.label}: {timed}"


def plan_on(plans: Iterable[VisitPlan], day: date) -> VisitPlan | None:
    """The plan that holds on a day: the last begun; None before the first."""
    begun = [plan for plan in plans if plan.since <= day]
    return max(begun, key=lambda plan: plan.since, default=None)


def visits_of(
    plans: Sequence[VisitPlan], days: Iterable[date], served: Callable[[str, date], bool]
) -> tuple[PlannedVisit, ...]:
    """The visits of these days, in their order; ``served`` says if a service is given on a day.

    A suspended day, one outside the contract or the service's own dates is not served (FED-SCH-02).
    """
    return tuple(visit for day in days for visit in _day_visits(plans, day, served))


def _day_visits(
    plans: Sequence[VisitPlan], day: date, served: Callable[[str, date], bool]
) -> Iterator[PlannedVisit]:
    plan = plan_on(plans, day)
    if plan is None:
        return
    lines = [line for line in plan.lines if line.holds(day) and served(line.code, day)]
    lines.sort(key=_by_hours)
    for (begins, ends), visit in groupby(lines, key=_hours):
        yield PlannedVisit(day, begins, ends, tuple(sorted(line.code for line in visit)))


def _hours(line: PlanLine) -> tuple[time | None, time | None]:
    return line.begins, line.ends


def _by_hours(line: PlanLine) -> tuple[bool, time, time]:
    return line.begins is None, line.begins or time.max, line.ends or time.max


def for_paper(visits: Iterable[PlannedVisit], *, at_home: bool) -> tuple[Visit, ...]:
    """The same as the monthly schedule counts them (MSK-SCH-01)."""
    return tuple(Visit(visit.day, visit.codes, at_home) for visit in visits)


def days_by_code(visits: Iterable[PlannedVisit]) -> Mapping[str, tuple[date, ...]]:
    """On which days each service is planned: a unit each time."""
    found: dict[str, list[date]] = {}
    for visit in visits:
        for code in visit.codes:
            found.setdefault(code, []).append(visit.day)
    return {code: tuple(days) for code, days in found.items()}


def check_lines(lines: Sequence[PlanLine], offered: Iterable[str]) -> tuple[Violation, ...]:
    """What keeps a week from being a plan: nothing in it, strange services, hours that run back."""
    if not lines:
        text = "В графике нет ни одного дня. Отметьте дни недели хотя бы у одной услуги."
        return (Violation("value_invalid", text, "lines"),)
    known = frozenset(offered)
    found = [
        Violation(
            "not_in_programme",
            f"Услуги {code} в этот день в договоре нет. Уберите её из графика.",
            f"lines[{code}]",
        )
        for code in sorted({line.code for line in lines} - known)
    ]
    if len({(line.code, line.weekday, line.begins) for line in lines}) < len(lines):
        text = "Одна услуга отмечена в один день дважды. Оставьте одну отметку."
        found.append(Violation("value_invalid", text, "lines"))
    for weekday in sorted({line.weekday for line in lines if not _in_order(line)}):
        text = (
            "Назовите и начало, и конец посещения, конец — позже начала; или оставьте оба пустыми."
        )
        found.append(Violation("value_invalid", text, f"ends[{weekday}]"))
    for weekday in sorted({line.weekday for line in lines if not _is_plausible(line)}):
        text = (
            f"Посещение длится от {SHORTEST_VISIT} минут до {LONGEST_VISIT // 60} часов. Проверьте "
            "начало и конец; если час не известен, оставьте оба пустыми."
        )
        found.append(Violation("value_invalid", text, f"ends[{weekday}]"))
    return tuple(found)


def _is_plausible(line: PlanLine) -> bool:
    """Whether the hours could be those of a visit; hours that run back are told by themselves."""
    if line.begins is None or line.ends is None or not _in_order(line):
        return True
    minutes = (line.ends.hour - line.begins.hour) * 60 + line.ends.minute - line.begins.minute
    return SHORTEST_VISIT <= minutes <= LONGEST_VISIT


def _in_order(line: PlanLine) -> bool:
    if line.begins is None or line.ends is None:
        return line.begins is line.ends
    return line.begins < line.ends


def check_against_programme(
    rules: ScheduleRules,
    lines: Sequence[PlanLine],
    frequencies: Mapping[str, Frequency | None],
) -> tuple[Violation, ...]:
    """Whether a service stands on as many weekdays as its programme says (FED-SCH-01)."""
    found: list[Violation] = []
    for code in dict.fromkeys(line.code for line in lines):
        wanted = frequencies.get(code)
        times = wanted.times_a_week if wanted else None
        if times is not None:
            days = len({line.weekday for line in lines if line.code == code})
            found += _under(check_frequency(rules, days, times), f"lines[{code}]")
    return tuple(found)


def check_vague_lines(
    rules: ScheduleRules,
    form: Form,
    frequencies: Mapping[str, Frequency | None],
    plan: VisitPlan | None,
) -> tuple[Violation, ...]:
    """Whether every line «as needed» has its days and hours, or a reasoned plan (MSK-SCH-02)."""
    if form not in rules.exact_forms:
        return ()
    found: list[Violation] = []
    for code, frequency in frequencies.items():
        if frequency is not Frequency.AS_NEEDED:
            continue
        lines = [line for line in plan.lines if line.code == code] if plan else []
        refused = check_exactness(
            rules,
            days_and_hours=bool(lines) and all(line.begins is not None for line in lines),
            weekly_plan=bool(lines),
            reason=bool(plan and plan.reason),
        )
        found += _under(refused, "reason" if lines else f"lines[{code}]")
    return tuple(found)


def _under(violations: Iterable[Violation], field: str) -> Iterator[Violation]:
    for one in violations:
        yield Violation(one.code, one.text, field, one.citation)


def month_warnings(
    rules: ScheduleRules,
    visits: Sequence[PlannedVisit],
    allowed: Mapping[str, Decimal],
) -> Mapping[str, tuple[Violation, ...]]:
    """By service: more is planned in the month than the programme gives (FED-SCH-02)."""
    planned = days_by_code(visits)
    return {
        code: found
        for code, volume in allowed.items()
        if (found := over_volume(rules, len(planned.get(code, ())), volume))
    }


def overfull_visits(
    rules: ScheduleRules, visits: Iterable[PlannedVisit], minutes: Mapping[str, int]
) -> tuple[tuple[PlannedVisit, Violation], ...]:
    """Visits of named hours whose services take longer by the norms; each week once (MSK-SCH-04).

    A service without a norm takes no time here: what is not known is not guessed.
    """
    seen: dict[tuple[int, time, time, tuple[str, ...]], PlannedVisit] = {}
    for visit in visits:
        if visit.begins is not None and visit.ends is not None:
            seen.setdefault((visit.day.weekday(), visit.begins, visit.ends, visit.codes), visit)
    return tuple(
        (visit, violation)
        for (_weekday, begins, ends, codes), visit in seen.items()
        for violation in overfull_visit(
            rules, begins, ends, (minutes[code] for code in codes if code in minutes)
        )
    )

"""The plan of visits: which days it has, what it may not have, what it warns of."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from portal.domain.calendar import days_of
from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.visit_plan import (
    Frequency,
    PlanLine,
    PlannedVisit,
    VisitPlan,
    Weeks,
    check_against_programme,
    check_lines,
    check_vague_lines,
    days_by_code,
    month_warnings,
    overfull_visits,
    plan_on,
    visits_of,
)
from portal.regions.federal.schedule import FEDERAL_SCHEDULE

LAW = Citation("MSK-SCH-02", "1171", "п. 19")
MARCH = date(2026, 3, 1)
MON, TUE, THU = 0, 1, 3


def always(_code: str, _day: date) -> bool:
    return True


def plan(*lines: PlanLine, since: date = MARCH, reason: str = "") -> VisitPlan:
    return VisitPlan(since, lines, reason)


@pytest.mark.parametrize(
    ("weeks", "days"),
    [
        pytest.param(Weeks.EVERY, (2, 9, 16, 23, 30), id="every Monday"),
        pytest.param(Weeks.FIRST_THIRD, (2, 16), id="the first and the third"),
        pytest.param(Weeks.SECOND_FOURTH, (9, 23), id="the second and the fourth"),
        pytest.param(Weeks.FIRST, (2,), id="the first only"),
    ],
)
def test_a_line_falls_on_its_weeks_of_the_month(weeks: Weeks, days: tuple[int, ...]) -> None:
    found = visits_of([plan(PlanLine("S1", MON, weeks))], days_of(MARCH), always)

    assert tuple(visit.day.day for visit in found) == days


def test_a_later_plan_takes_over_from_its_day_and_the_old_one_stays() -> None:
    old, new = plan(PlanLine("S1", MON)), plan(PlanLine("S1", TUE), since=date(2026, 3, 17))

    days = days_by_code(visits_of([old, new], days_of(MARCH), always))["S1"]

    assert [day.day for day in days] == [2, 9, 16, 17, 24, 31]
    assert plan_on([old, new], date(2026, 3, 16)) is old
    assert plan_on([old, new], MARCH - timedelta(days=1)) is None


def test_a_visit_holds_the_services_of_its_hours_and_comes_in_their_order() -> None:
    lines = (
        PlanLine("S3", MON),
        PlanLine("S2", MON, begins=time(15), ends=time(16)),
        PlanLine("S1", MON, begins=time(10), ends=time(11)),
        PlanLine("S4", MON, begins=time(10), ends=time(11)),
    )

    found = visits_of([plan(*lines)], [date(2026, 3, 2)], always)

    assert [(visit.hours, visit.codes) for visit in found] == [
        ("10:00–11:00", ("S1", "S4")),
        ("15:00–16:00", ("S2",)),
        ("", ("S3",)),
    ]


@pytest.mark.parametrize(
    ("closed", "warned"),
    [
        pytest.param((), True, id="FED-SCH-02: ten planned, eight given"),
        pytest.param((31,), True, id="FED-SCH-02: nine on one suspended day"),
        pytest.param((30, 31), False, id="FED-SCH-02: eight on two suspended days"),
    ],
)
def test_more_than_the_programme_is_warned_of(closed: tuple[int, ...], *, warned: bool) -> None:
    week = plan(PlanLine("S1", MON), PlanLine("S1", TUE))

    def served(_code: str, day: date) -> bool:
        return day.day not in closed

    visits = visits_of([week], days_of(MARCH), served)
    found = month_warnings(FEDERAL_SCHEDULE, visits, {"S1": Decimal(8), "S2": Decimal(1)})

    assert bool(found) is warned
    assert not warned or found["S1"][0].text.startswith(f"Запланировано {10 - len(closed)}, по")


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        pytest.param((), "lines", id="nothing"),
        pytest.param((PlanLine("S9", MON),), "lines[S9]", id="a service the contract has not"),
        pytest.param((PlanLine("S1", MON), PlanLine("S1", MON)), "lines", id="a day twice"),
        pytest.param((PlanLine("S1", MON, begins=time(9)),), "ends[0]", id="no end"),
        pytest.param(
            (PlanLine("S1", MON, begins=time(9), ends=time(9)),), "ends[0]", id="ends as it begins"
        ),
    ],
)
def test_a_week_that_is_no_plan_is_refused(lines: tuple[PlanLine, ...], field: str) -> None:
    assert [one.field for one in check_lines(lines, ["S1"])] == [field]


def test_a_week_in_order_is_a_plan() -> None:
    line = PlanLine("S1", MON, begins=time(9), ends=time(10))

    assert check_lines([line], ["S1"]) == ()


@pytest.mark.parametrize(
    ("ends", "right"),
    [(time(8, 4), False), (time(8, 5), True), (time(20), True), (time(20, 1), False)],
)
def test_a_visit_lasts_as_long_as_a_visit_can(ends: time, *, right: bool) -> None:
    line = PlanLine("S1", MON, begins=time(8), ends=ends)

    found = check_lines([line], ["S1"])

    assert [one.field for one in found] == ([] if right else ["ends[0]"])


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        pytest.param((MON,), True, id="FED-SCH-01: one day of two"),
        pytest.param((MON, THU), False, id="FED-SCH-01: two days of two"),
        pytest.param((MON, TUE, THU), True, id="FED-SCH-01: three days of two"),
    ],
)
def test_a_service_stands_on_as_many_days_as_the_programme_says(
    days: tuple[int, ...], *, refused: bool
) -> None:
    lines = [PlanLine("S1", day) for day in days]
    told = {"S1": Frequency.TWICE_A_WEEK, "S2": Frequency.DAILY}

    found = check_against_programme(FEDERAL_SCHEDULE, lines, told)

    assert [one.field for one in found] == (["lines[S1]"] if refused else [])
    assert check_against_programme(FEDERAL_SCHEDULE, lines, {"S1": Frequency.AS_NEEDED}) == ()


HOURS = PlanLine("S1", MON, begins=time(10), ends=time(11))


@pytest.mark.parametrize(
    ("made", "field"),
    [
        pytest.param(None, "lines[S1]", id="MSK-SCH-02: no plan"),
        pytest.param(plan(PlanLine("S2", MON)), "lines[S1]", id="MSK-SCH-02: other services only"),
        pytest.param(plan(PlanLine("S1", MON)), "reason", id="MSK-SCH-02: no hours, no reason"),
        pytest.param(plan(PlanLine("S1", MON), reason="болеет"), None, id="MSK-SCH-02: a reason"),
        pytest.param(plan(HOURS), None, id="MSK-SCH-02: days and hours"),
        pytest.param(plan(HOURS, PlanLine("S1", TUE)), "reason", id="MSK-SCH-02: half of the days"),
    ],
)
def test_a_vague_line_needs_days_and_hours_or_a_reason(
    made: VisitPlan | None, field: str | None
) -> None:
    rules = replace(FEDERAL_SCHEDULE, exact_days=LAW, exact_forms=(Form.HOME,))
    vague = {"S1": Frequency.AS_NEEDED, "S2": None}

    found = check_vague_lines(rules, Form.HOME, vague, made)

    assert [one.field for one in found] == ([field] if field else [])
    assert check_vague_lines(rules, Form.STATIONARY, vague, made) == ()
    assert check_vague_lines(FEDERAL_SCHEDULE, Form.HOME, vague, made) == ()


@pytest.mark.parametrize(
    ("minutes", "warned"), [pytest.param(35, False, id="fits"), pytest.param(36, True, id="over")]
)
def test_a_visit_is_measured_by_the_norms_it_has(minutes: int, *, warned: bool) -> None:
    rules = replace(FEDERAL_SCHEDULE, norms=LAW)
    visits = [
        PlannedVisit(date(2026, 3, day), time(10), time(11), ("S1", "S2", "S3")) for day in (2, 9)
    ]
    unbound = PlannedVisit(date(2026, 3, 3), None, None, ("S1",))

    found = overfull_visits(rules, [*visits, unbound], {"S1": minutes, "S2": 25})

    assert [visit.day.day for visit, _ in found] == ([2] if warned else [])


def test_a_frequency_names_its_days_of_a_week() -> None:
    assert Frequency.DAILY.times_a_week == 7
    assert Frequency.BY_THE_MONTH.times_a_week is None
    assert all(one.label for one in (*Frequency, *Weeks))

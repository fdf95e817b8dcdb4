"""Schedules: grids of a month, plans within the programme, courses and their ends."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from portal.domain.choices import Choice, ChoiceList
from portal.domain.courses import (
    Attendance,
    Course,
    check_course_day,
    contract_outlives,
    course_end,
    course_steps,
    visit_in_lessons,
    weeks_end,
)
from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation
from portal.domain.records import RecordSpec, check_record
from portal.domain.schedule import (
    AgeEnd,
    Visit,
    check_exactness,
    check_temporary,
    closing_warned_from,
    month_schedule,
    must_close,
    over_volume,
    overfull_visit,
    planned_days,
)
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.schedule import FEDERAL_SCHEDULE

LAW = Citation("SMP-SCH-01", "442-FZ", "п. 1")
COURSE = Course("day_care", 15, 3, LAW)
LISTED = ChoiceList("modes", "режимы", (Choice("pupil", "школьник"), Choice("small", "малыш")), LAW)


@pytest.mark.parametrize(
    ("month", "grids"),
    [
        pytest.param(date(2027, 2, 1), 4, id="MSK-SCH-01: four weeks exactly"),
        pytest.param(date(2026, 6, 1), 5, id="MSK-SCH-01: from a Monday"),
        pytest.param(date(2026, 8, 1), 6, id="MSK-SCH-01: from a Saturday"),
    ],
)
def test_a_month_has_a_grid_for_each_of_its_weeks(month: date, grids: int) -> None:
    found = month_schedule(month, ())

    assert len(found.mondays) == grids
    assert all(monday.weekday() == 0 for monday in found.mondays)


def test_totals_count_units_everywhere_and_visits_at_home_only() -> None:
    visits = (
        Visit(date(2026, 6, 2), ("1.1", "1.4")),
        Visit(date(2026, 6, 4), ("1.1",), at_home=False),
    )

    found = month_schedule(date(2026, 6, 1), visits)

    assert (dict(found.units), found.home_visits) == ({"1.1": 2, "1.4": 1}, 1)


def test_a_plan_leaves_out_suspended_days() -> None:
    days = planned_days(date(2026, 3, 1), date(2026, 3, 31), (0,), (date(2026, 3, 9),))

    assert [day.day for day in days] == [2, 16, 23, 30]


@pytest.mark.parametrize(
    ("planned", "warned"),
    [
        pytest.param(8, False, id="FED-SCH-02: as prescribed"),
        pytest.param(9, True, id="FED-SCH-02: one more"),
    ],
)
def test_a_plan_over_the_programme_is_warned_of(planned: int, *, warned: bool) -> None:
    assert bool(over_volume(FEDERAL_SCHEDULE, planned, Decimal(8))) is warned


@pytest.mark.parametrize(
    ("until", "allowed"),
    [
        pytest.param(date(2026, 9, 1), True, id="MSK-SCH-03: the last day of six months"),
        pytest.param(date(2026, 9, 2), False, id="MSK-SCH-03: a day more"),
    ],
)
def test_temporary_care_is_bounded(until: date, *, allowed: bool) -> None:
    term = DeadlineRule("temporary", 6, Unit.MONTH, "service_start", LAW, counts_first_day=True)
    rules = replace(FEDERAL_SCHEDULE, temporary=term)

    assert (not check_temporary(rules, date(2026, 3, 2), until)) is allowed
    assert check_temporary(FEDERAL_SCHEDULE, date(2026, 3, 2), until) == ()


def test_a_reason_stands_behind_a_weekly_plan_where_days_are_asked_for() -> None:
    rules = replace(FEDERAL_SCHEDULE, exact_days=LAW)

    def allowed(*, days: bool = False, plan: bool = False, reason: bool = False) -> bool:
        return not check_exactness(rules, days_and_hours=days, weekly_plan=plan, reason=reason)

    assert allowed(days=True)
    assert allowed(plan=True, reason=True)
    assert not allowed(plan=True)
    assert not allowed(reason=True)
    assert not check_exactness(
        FEDERAL_SCHEDULE, days_and_hours=False, weekly_plan=False, reason=False
    )


def test_a_visit_is_measured_by_norms_where_there_are_some() -> None:
    rules = replace(FEDERAL_SCHEDULE, norms=LAW)

    assert not overfull_visit(rules, time(10), time(11), (30, 30))
    assert overfull_visit(rules, time(10), time(11), (30, 31))
    assert not overfull_visit(FEDERAL_SCHEDULE, time(10), time(11), (300,))


@pytest.mark.parametrize(
    ("first", "last", "by_weeks"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 3, 23), date(2026, 3, 20), id="a holiday inside"),
        pytest.param(date(2026, 4, 6), date(2026, 4, 24), date(2026, 4, 24), id="none inside"),
    ],
)
def test_a_course_counts_its_first_day(first: date, last: date, by_weeks: date) -> None:
    assert course_end(COURSE, first, FEDERAL_CALENDAR) == last
    assert weeks_end(COURSE, first) == by_weeks
    told = [step.text for step in course_steps(COURSE, first, last)]
    assert any(f"По неделям (3) курс кончился бы {by_weeks:%d.%m.%Y}" in one for one in told) is (
        by_weeks != last
    )
    assert check_course_day(COURSE, last, last) == ()
    assert check_course_day(COURSE, last, date(2026, 12, 1))
    assert contract_outlives(COURSE, last, last) == ()
    assert contract_outlives(COURSE, last, date(2026, 12, 1))


def test_a_course_begins_on_a_working_day() -> None:
    with pytest.raises(RulesBroken) as caught:
        course_end(COURSE, date(2026, 3, 9), FEDERAL_CALENDAR)

    assert "10.03.2026" in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "at", "warned"),
    [
        pytest.param("pupil", "08:29", False, id="VLA-SCH-02: before lessons"),
        pytest.param("pupil", "08:30", True, id="VLA-SCH-02: as lessons begin"),
        pytest.param("pupil", "12:59", True, id="VLA-SCH-02: the last minute"),
        pytest.param("pupil", "13:00", False, id="VLA-SCH-02: as lessons end"),
        pytest.param("small", "10:00", False, id="VLA-SCH-02: no pupil yet"),
    ],
)
def test_a_visit_of_a_pupil_is_free_of_lessons(mode: str, at: str, *, warned: bool) -> None:
    attendance = Attendance("unit", LISTED, ("pupil",))
    lessons = ((time(8, 30), time(13)),)
    visit = datetime.fromisoformat(f"2026-04-07T{at}")

    assert bool(visit_in_lessons(attendance, mode, lessons, visit)) is warned


def test_prevention_ends_with_the_birthday_and_is_warned_of_before() -> None:
    rule = AgeEnd("prevention", 18, 60, LISTED, "pupil")
    born = date(2008, 5, 12)

    assert not must_close(rule, born, date(2026, 5, 11))
    assert must_close(rule, born, date(2026, 5, 12))
    assert closing_warned_from(rule, born) == date(2026, 3, 13)


def test_a_record_names_what_it_lacks_and_knows_its_own_fields() -> None:
    spec = RecordSpec(LISTED, ("pupil",), "record_missing")

    assert check_record(spec, ("pupil",)) == ()
    assert check_record(spec, ("small",))[0].code == "record_missing"
    with pytest.raises(RulesBroken):
        check_record(spec, ("stranger",))

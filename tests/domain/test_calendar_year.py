"""A year added to the calendar: what is refused, and what it changes (FED-CAL-01)."""

from datetime import date

import pytest

from portal.domain.calendar_year import (
    CalendarYear,
    DayKind,
    check_calendar_year,
    with_years,
    working_days,
)
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR, WORKING_DAYS_BY_DECREE

DECREE = Citation("FED-CAL-01", "entered", "постановление от 20.09.2027 № 1400")
OFF = [date(2028, 1, day) for day in (3, 4, 5, 6, 7)] + [
    date(2028, 2, 23),
    date(2028, 3, 8),
    date(2028, 5, 1),
    date(2028, 5, 9),
    date(2028, 6, 12),
]


def year(**changes: DayKind | None) -> CalendarYear:
    """2028 with days changed: ``d0304=…`` is 4 March."""
    days: dict[date, DayKind] = dict.fromkeys(OFF, DayKind.DAY_OFF)
    for name, kind in changes.items():
        day = date(2028, int(name[1:3]), int(name[3:]))
        if kind is None:
            del days[day]
        else:
            days[day] = kind
    return CalendarYear(2028, days, DECREE)


def test_a_year_with_every_holiday_is_accepted() -> None:
    assert check_calendar_year(year()) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"d0304": DayKind.DAY_OFF}, "это и так выходной", id="a Saturday as day off"),
        pytest.param({"d0303": DayKind.WORKING_WEEKEND}, "и так рабочий", id="a Friday is worked"),
        pytest.param({"d0612": None}, "12.06.2028", id="a holiday is left out"),
        pytest.param({"d0103": DayKind.SHORTENED}, "03.01.2028", id="a holiday is only shortened"),
    ],
)
def test_a_day_that_does_not_fit_is_named(changes: dict[str, DayKind | None], words: str) -> None:
    (violation,) = check_calendar_year(year(**changes))

    assert words in violation.text
    assert (violation.field, violation.code) == ("file", "value_invalid")
    assert violation.citation is not None
    assert violation.citation.rule == "FED-CAL-01"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"d0304": DayKind.WORKING_WEEKEND}, id="a Saturday is worked"),
        pytest.param({"d0303": DayKind.DAY_OFF}, id="a Friday is off"),
        pytest.param({"d0303": DayKind.SHORTENED}, id="a Friday is shortened"),
    ],
)
def test_a_moved_day_is_accepted(changes: dict[str, DayKind | None]) -> None:
    assert check_calendar_year(year(**changes)) == ()


def test_a_day_of_another_year_is_named() -> None:
    strange = CalendarYear(2028, {**year().days, date(2029, 1, 1): DayKind.DAY_OFF}, DECREE)

    (violation,) = check_calendar_year(strange)

    assert "01.01.2029 — не 2028 год" in violation.text


def test_an_added_year_can_be_counted_in() -> None:
    with pytest.raises(RulesBroken) as unknown:
        FEDERAL_CALENDAR.is_working(date(2028, 3, 4))
    calendar = with_years(FEDERAL_CALENDAR, [year(d0304=DayKind.WORKING_WEEKEND)])

    assert unknown.value.violations[0].subject == "calendar:2028"
    assert calendar.is_working(date(2028, 3, 4))
    assert not calendar.is_working(date(2028, 5, 9))
    assert calendar.add_working_days(date(2027, 12, 30), 1) == date(2028, 1, 10)
    assert calendar.decree(2028) == DECREE
    assert calendar.decree(2026) == FEDERAL_CALENDAR.decree(2026)
    assert sum(working_days(calendar, 2028)) == 251
    assert sum(working_days(calendar, 2026)) == WORKING_DAYS_BY_DECREE[2026]


def test_a_shortened_saturday_is_worked_and_a_shortened_friday_is_no_moved_day() -> None:
    """FED-CAL-01."""
    table = year(d0304=DayKind.SHORTENED, d0310=DayKind.SHORTENED)
    calendar = with_years(FEDERAL_CALENDAR, [table])

    assert check_calendar_year(table) == ()
    assert {date(2028, 3, 4), date(2028, 3, 10)} <= calendar.shortened
    assert calendar.is_working(date(2028, 3, 4))
    assert not calendar.is_working(date(2028, 3, 5))
    assert [day for day in calendar.working_weekends if day.year == 2028] == [date(2028, 3, 4)]


def test_an_added_year_stands_instead_of_the_shipped_one() -> None:
    days = {date(2026, 1, 1): DayKind.DAY_OFF, date(2026, 4, 30): DayKind.SHORTENED}
    calendar = with_years(FEDERAL_CALENDAR, [CalendarYear(2026, days, DECREE)])

    assert calendar.is_working(date(2026, 1, 2))
    assert not calendar.is_working(date(2025, 1, 2))
    assert {day for day in calendar.shortened if day.year == 2026} == {date(2026, 4, 30)}
    assert calendar.decree(2026) == DECREE


def test_nothing_added_is_the_calendar_itself() -> None:
    assert with_years(FEDERAL_CALENDAR, ()) is FEDERAL_CALENDAR

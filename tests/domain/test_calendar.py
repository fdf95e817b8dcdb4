"""The working calendar against the decrees and an independent package (FED-CAL-01)."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import (
    add_months,
    day_title,
    days_of,
    last_day,
    month_of,
    month_title,
    next_month,
)
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR, WORKING_DAYS_BY_DECREE

YEARS = sorted(FEDERAL_CALENDAR.years)
DAYS = st.dates(date(2024, 3, 1), date(2027, 9, 30))
SHORT = st.integers(0, 20)


def days_in(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_working_days_add_up_to_the_decree(year: int) -> None:
    working = [day for day in days_in(year) if FEDERAL_CALENDAR.is_working(day)]

    assert len(working) == WORKING_DAYS_BY_DECREE[year]


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_the_holidays_package(year: int) -> None:
    russia = holidays.country_holidays("RU", years=year)

    differing = [
        day
        for day in days_in(year)
        if FEDERAL_CALENDAR.is_working(day) != russia.is_working_day(day)
    ]

    assert not differing


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2026, 1, 9), False, id="FED-CAL-01: 9 January 2026 is a day off"),
        pytest.param(date(2026, 1, 12), True, id="the first working day of 2026"),
        pytest.param(date(2026, 5, 8), True, id="a shortened day is a working day"),
        pytest.param(date(2026, 5, 9), False, id="a Saturday"),
        pytest.param(date(2026, 5, 11), False, id="a moved day off"),
        pytest.param(date(2024, 4, 27), True, id="a Saturday that is worked"),
        pytest.param(date(2024, 4, 28), False, id="the Sunday after it"),
    ],
)
def test_working_days(day: date, *, working: bool) -> None:
    assert FEDERAL_CALENDAR.is_working(day) is working


def test_one_working_day_after_30_december_is_12_january() -> None:
    assert FEDERAL_CALENDAR.add_working_days(date(2025, 12, 30), 1) == date(2026, 1, 12)


@pytest.mark.parametrize(
    ("day", "following", "previous"),
    [
        (date(2026, 6, 11), date(2026, 6, 11), date(2026, 6, 11)),
        (date(2026, 6, 12), date(2026, 6, 15), date(2026, 6, 11)),
        (date(2026, 5, 10), date(2026, 5, 12), date(2026, 5, 8)),
    ],
)
def test_a_day_off_gives_way_to_its_neighbours(day: date, following: date, previous: date) -> None:
    assert FEDERAL_CALENDAR.next_working(day) == following
    assert FEDERAL_CALENDAR.previous_working(day) == previous


def test_a_year_without_data_is_never_guessed() -> None:
    with pytest.raises(RulesBroken) as caught:
        FEDERAL_CALENDAR.is_working(date(2031, 6, 2))

    assert caught.value.code == "reference_missing"
    assert "2031" in caught.value.violations[0].text


@given(DAYS, SHORT, SHORT)
def test_adding_working_days_twice_is_adding_their_sum(day: date, some: int, more: int) -> None:
    add = FEDERAL_CALENDAR.add_working_days

    assert add(add(day, some), more) == add(day, some + more)


@given(DAYS, st.integers(1, 20))
def test_a_term_in_working_days_ends_on_a_working_day_after_its_event(
    day: date, count: int
) -> None:
    end = FEDERAL_CALENDAR.add_working_days(day, count)

    assert end > day
    assert FEDERAL_CALENDAR.is_working(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param(date(2026, 3, 31), 6, date(2026, 9, 30), id="FED-CAL-04: no 31 September"),
        pytest.param(date(2026, 3, 30), 6, date(2026, 9, 30), id="the same number"),
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="February"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="February of a leap year"),
        pytest.param(date(2024, 2, 29), 36, date(2027, 2, 28), id="three years from a leap day"),
        pytest.param(date(2026, 1, 15), -1, date(2025, 12, 15), id="backwards over a new year"),
    ],
)
def test_a_term_in_months_ends_on_the_same_number(start: date, count: int, end: date) -> None:
    assert add_months(start, count) == end


def test_months() -> None:
    month = month_of(date(2026, 2, 17))

    assert month == date(2026, 2, 1)
    assert next_month(month) == date(2026, 3, 1)
    assert next_month(month, -2) == date(2025, 12, 1)
    assert last_day(month) == date(2026, 2, 28)
    assert days_of(month)[0] == month
    assert len(days_of(month)) == 28
    assert month_title(month) == "февраль 2026"
    assert day_title(date(2026, 11, 20)) == "20 ноября 2026 года"


def test_shortened_days_are_working_days_before_a_day_off() -> None:
    shortened = sorted(FEDERAL_CALENDAR.shortened)

    assert [day for day in shortened if day.year == 2026] == [
        date(2026, 4, 30), date(2026, 5, 8), date(2026, 6, 11), date(2026, 11, 3),
    ]  # fmt: skip
    assert all(FEDERAL_CALENDAR.is_working(day) for day in shortened)
    assert not any(FEDERAL_CALENDAR.is_working(day + timedelta(days=1)) for day in shortened)


@pytest.mark.parametrize(
    ("year", "decree", "verify"),
    [
        pytest.param(2024, "от 10.08.2023 № 1314", True, id="FED-CAL-01: 2024"),
        pytest.param(2025, "от 04.10.2024 № 1335", True, id="FED-CAL-01: 2025"),
        pytest.param(2026, "от 24.09.2025 № 1466", False, id="FED-CAL-01: 2026, read"),
        pytest.param(2027, "в 2027 году", True, id="FED-CAL-01: 2027, its number is not known"),
    ],
)
def test_a_year_rests_on_its_own_decree(year: int, decree: str, *, verify: bool) -> None:
    found = FEDERAL_CALENDAR.decree(year)

    assert found.text.endswith(decree)
    assert found.verify is verify
    assert bool(found.note) is verify


def test_a_year_without_a_decree_rests_on_the_law_alone() -> None:
    assert FEDERAL_CALENDAR.decree(2031) == FEDERAL_CALENDAR.citation

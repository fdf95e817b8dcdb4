"""Every day of a month is charged, suspended or outside the contract, and only one of these."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.acts import ActRules, check_act_day
from portal.domain.break_days import (
    LikelyBounds,
    MonthDays,
    MonthlyVolume,
    ServedDays,
    days_of_month,
    freed_days,
    likely_charge,
    months_between,
    new_days,
)
from portal.domain.calendar import days_of
from portal.domain.suspension import Interval
from portal.regions.federal.acts import FEDERAL_ACT

YEARS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
MONTHS = YEARS.map(lambda day: day.replace(day=1))
LENGTHS = st.one_of(st.none(), st.integers(1, 70))
BREAKS = st.lists(st.tuples(YEARS, LENGTHS), max_size=6)
RULES: ActRules = FEDERAL_ACT


def laid(drawn: list[tuple[date, int | None]]) -> tuple[Interval, ...]:
    """The drawn breaks without those that overlap an earlier one, as a contract keeps them."""
    kept: list[Interval] = []
    for since, length in sorted(drawn, key=lambda one: one[0]):
        until = None if length is None else since + timedelta(days=length)
        wanted = Interval(since, until)
        if not any(wanted.overlaps(one) for one in kept):
            kept.append(wanted)
    return tuple(kept)


def around(month: date, offset: int, length: int) -> tuple[date, date]:
    first = month + timedelta(days=offset)
    return first, first + timedelta(days=length)


@given(MONTHS, st.integers(-40, 40), st.integers(0, 90), BREAKS)
def test_the_days_of_a_month_add_up(
    month: date, offset: int, length: int, drawn: list[tuple[date, int | None]]
) -> None:
    """FED-SUS-04."""
    first, last = around(month, offset, length)
    days = days_of_month(month, first, last, laid(drawn))

    everyone = (*days.served, *days.suspended, *days.outside)
    assert days.whole == len(days_of(month))
    assert sorted(everyone) == list(days_of(month))


@given(
    MONTHS,
    st.integers(-40, 40),
    st.integers(0, 90),
    st.lists(st.tuples(st.integers(-40, 40), LENGTHS), max_size=5),
)
def test_exactly_the_served_days_may_stand_in_an_act(
    month: date, offset: int, length: int, drawn: list[tuple[int, int | None]]
) -> None:
    """FED-ACT-03, FED-SUS-04: what an act accepts and what the calendar shows are the same days."""
    first, last = around(month, offset, length)
    breaks = laid([(month + timedelta(days=at), days) for at, days in drawn])
    pauses = tuple((one.since, one.until or date.max) for one in breaks)
    accepted = tuple(
        day for day in days_of(month) if not check_act_day(RULES, day, (first, last), pauses)
    )

    assert days_of_month(month, first, last, breaks).served == accepted


@given(YEARS, st.integers(1, 60), st.integers(-60, 60), st.integers(1, 60))
def test_a_move_keeps_adds_or_frees_each_day(since: date, long: int, by: int, then: int) -> None:
    moved = since + timedelta(days=by)
    old = Interval(since, since + timedelta(days=long))
    new = Interval(moved, moved + timedelta(days=then))
    last = date(2030, 1, 1)
    added, freed = new_days(old, new, last), freed_days(old, new, last)

    assert all(new.holds(day) and not old.holds(day) for day in added)
    assert all(old.holds(day) and not new.holds(day) for day in freed)
    assert len(added) - len(freed) == then - long


def march(served: int) -> MonthDays:
    days = days_of(date(2026, 3, 1))
    return MonthDays(days[:served], days[served:], ())


@pytest.mark.parametrize(
    ("served", "cap", "free", "charge"),
    [
        pytest.param(31, None, False, "1004.00", id="the whole month"),
        pytest.param(17, None, False, "502.00", id="whole units on seventeen days, FED-SUS-04"),
        pytest.param(15, None, False, "376.50", id="a unit less, FED-SUS-04"),
        pytest.param(17, "400.00", False, "400.00", id="the cap is whole, FED-FEE-18"),
        pytest.param(31, None, True, "0.00", id="free"),
        pytest.param(0, None, False, "0.00", id="no day left"),
    ],
)
def test_the_likely_charge_of_the_days_that_are_left(
    served: int, cap: str | None, free: bool, charge: str
) -> None:
    volumes = [MonthlyVolume(Decimal(8), Decimal("125.50"))]
    bound = None if cap is None else Decimal(cap)

    assert likely_charge(volumes, march(served), LikelyBounds(bound), free=free) == Decimal(charge)


@pytest.mark.parametrize(("recorded", "charge"), [("4", "502.00"), ("5", "627.50")])
def test_what_is_recorded_is_charged_however_few_days_are_left(recorded: str, charge: str) -> None:
    """FED-SUS-04: seventeen days hold four of eight units; the fifth was given all the same."""
    volumes = [MonthlyVolume(Decimal(8), Decimal("125.50"), Decimal(recorded))]

    found = likely_charge(volumes, march(17), LikelyBounds(), free=False)

    assert found == Decimal(charge)


@pytest.mark.parametrize(
    ("month", "charge"),
    [
        pytest.param(date(2026, 2, 1), "2800.00", id="once a day of twenty-eight"),
        pytest.param(date(2026, 4, 1), "3000.00", id="once a day of thirty"),
        pytest.param(date(2026, 3, 1), "3100.00", id="once a day of thirty-one"),
    ],
)
def test_the_likely_charge_of_a_service_of_every_day_has_a_unit_a_day(
    month: date, charge: str
) -> None:
    """FED-IPP-08: its volume is written for the longest month."""
    volumes = [MonthlyVolume(Decimal(31), Decimal("100.00"))]
    days = days_of_month(month, date(2026, 1, 1), date(2026, 12, 31), ())

    assert likely_charge(volumes, days, LikelyBounds(), free=False) == Decimal(charge)


@pytest.mark.parametrize(("agreed", "charge"), [("1003.99", "1003.99"), ("1004.01", "1004.00")])
def test_the_likely_charge_stays_within_the_written_fee_until_a_notice(
    agreed: str, charge: str
) -> None:
    """MSK-PAY-02: only where grown tariffs wait for a notice."""
    volumes = [MonthlyVolume(Decimal(8), Decimal("125.50"))]
    bounds = LikelyBounds(agreed=Decimal(agreed))

    assert likely_charge(volumes, march(31), bounds, free=False) == Decimal(charge)


def test_a_break_without_an_end_is_counted_to_the_last_day() -> None:
    """FED-SUS-04: the day of resumption is served again, so one without it is the last itself."""
    opened = Interval(date(2026, 3, 30))

    assert new_days(None, opened, date(2026, 3, 31)) == (date(2026, 3, 30), date(2026, 3, 31))
    assert months_between(date(2026, 12, 31), date(2027, 2, 1)) == [
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]


@pytest.mark.parametrize(
    ("quantity", "served", "whole", "held"),
    [
        pytest.param("31", 30, 30, 30, id="every day of a month of thirty"),
        pytest.param("31", 31, 31, 31, id="every day of a month of thirty-one"),
        pytest.param("30", 31, 31, 30, id="thirty in thirty-one days"),
        pytest.param("28", 28, 28, 28, id="the least volume of every day"),
        pytest.param("62", 30, 30, 60, id="twice a day"),
        pytest.param("31", 17, 30, 17, id="every day left beside a break"),
        pytest.param("8", 30, 30, 8, id="a whole month of visits"),
        pytest.param("8", 15, 30, 4, id="half a month of visits"),
        pytest.param("8", 3, 30, 0, id="too few days for one visit"),
        pytest.param("31", 0, 30, 0, id="a month of a break"),
    ],
)
def test_a_monthly_volume_is_held_by_the_days_of_service(
    quantity: str, served: int, whole: int, held: int
) -> None:
    """FED-IPP-08, FED-SUS-04: a service given on every day there was is given in full."""
    assert ServedDays(served, whole).volume(Decimal(quantity)) == held

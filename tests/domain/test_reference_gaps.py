"""Missing values: today, and in December for the year to come (MSK-FEE-04, FED-FEE-03)."""

from datetime import date
from decimal import Decimal

import pytest

from portal.domain.law import Citation
from portal.domain.people import PopulationGroup
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
    ReferenceValue,
    tariff_key,
)
from portal.domain.reference_gaps import missing_values, next_years_minimums_missing

ACT = Citation("SMP-01", "442-FZ", "ст. 1")


def value(
    key: str, amount: str, since: date, group: PopulationGroup | None = None
) -> ReferenceValue:
    return ReferenceValue(key, group, Decimal(amount), since, ACT, since)


def book(*more: ReferenceValue) -> ReferenceBook:
    year = date(2026, 1, 1)
    return ReferenceBook(
        (
            *(value(SUBSISTENCE_MINIMUM, "15000", year, group) for group in PopulationGroup),
            value(THRESHOLD_MULTIPLIER, "1.5", year),
            value(tariff_key("A"), "100", year),
            *more,
        )
    )


@pytest.mark.parametrize(
    ("today", "groups"),
    [
        pytest.param(date(2026, 11, 30), 0, id="the last day of November"),
        pytest.param(date(2026, 12, 1), 3, id="the first of December, MSK-FEE-04"),
        pytest.param(date(2026, 12, 31), 3, id="the last day of the year, MSK-FEE-04"),
        pytest.param(date(2025, 12, 31), 0, id="the values of the next year are there"),
    ],
)
def test_december_warns_of_minimums_that_are_a_year_old(today: date, groups: int) -> None:
    assert len(next_years_minimums_missing(book(), today)) == groups


def test_a_group_whose_minimum_is_there_is_not_named() -> None:
    pensioners = PopulationGroup.PENSIONERS
    entered = value(SUBSISTENCE_MINIMUM, "16000", date(2027, 1, 1), pensioners)

    found = next_years_minimums_missing(book(entered), date(2026, 12, 10))

    assert {one.group for one in found} == set(PopulationGroup) - {pensioners}
    assert all(one.year == 2027 and one.standing is not None for one in found)


def test_a_service_without_a_price_is_missing_until_it_has_one() -> None:
    later = book(value(tariff_key("B"), "5", date(2026, 4, 1)))

    assert missing_values(later, ["A", "B"], date(2026, 3, 31)) == ((tariff_key("B"), None),)
    assert missing_values(later, ["A", "B"], date(2026, 4, 1)) == ()


def test_an_empty_book_misses_every_limit() -> None:
    found = missing_values(ReferenceBook(()), (), date(2026, 4, 1))

    assert len(found) == len(PopulationGroup) + 1

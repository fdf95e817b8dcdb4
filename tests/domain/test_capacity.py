"""Places: how many are taken, when one is free, what a transfer asks for."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.capacity import (
    CapacityLimit,
    Season,
    Stay,
    admits_all_year,
    check_enrolment,
    demand_confirmed_place,
    free_from,
    taken,
)
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.capacity import FEDERAL_CAPACITY

LAW = Citation("VLA-CAP-01", "442-FZ", "п. 5")
TWO = CapacityLimit("day_care", 2, LAW)
APRIL = Stay(date(2026, 4, 6), date(2026, 4, 24))


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(date(2026, 4, 5), 0, id="the day before"),
        pytest.param(date(2026, 4, 6), 1, id="the first day"),
        pytest.param(date(2026, 4, 24), 1, id="the last day"),
        pytest.param(date(2026, 4, 25), 0, id="the day after"),
    ],
)
def test_a_place_is_taken_on_both_ends_of_a_stay(day: date, count: int) -> None:
    assert taken((APRIL,), day) == count


@pytest.mark.parametrize(
    ("others", "since", "until", "free"),
    [
        pytest.param(1, 24, 24, True, id="VLA-CAP-01: the last of the places"),
        pytest.param(2, 24, 24, False, id="VLA-CAP-01: one more than the limit"),
        pytest.param(2, 25, 30, True, id="VLA-CAP-01: no common day"),
        pytest.param(2, 1, 6, False, id="VLA-CAP-01: one common day at the end"),
    ],
)
def test_stays_that_share_a_day_share_the_places(
    others: int, since: int, until: int, *, free: bool
) -> None:
    wanted = Stay(date(2026, 4, since), date(2026, 4, until))

    found = check_enrolment(TWO, (APRIL,) * others, wanted, FEDERAL_CALENDAR)

    assert (not found) is free
    assert all((item.code, item.citation) == ("no_vacancy", LAW) for item in found)


def test_a_refusal_offers_the_first_working_day_with_a_place() -> None:
    wanted = Stay(date(2026, 4, 24), date(2026, 4, 24))

    (found,) = check_enrolment(TWO, (APRIL,) * 2, wanted, FEDERAL_CALENDAR)

    assert free_from(TWO, (APRIL,) * 2, wanted, FEDERAL_CALENDAR) == date(2026, 4, 27)
    assert "27.04.2026" in found.text


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (1, "не более 1 человека,"),
        (2, "не более 2 человек,"),
        (11, "не более 11 человек,"),
        (21, "не более 21 человека,"),
        (31, "не более 31 человека,"),
        (111, "не более 111 человек,"),
    ],
)
def test_a_number_of_people_is_told_in_grammar(most: int, said: str) -> None:
    limit = replace(TWO, most=most)

    (found,) = check_enrolment(limit, (APRIL,) * most, APRIL, FEDERAL_CALENDAR)

    assert said in found.text


def test_where_no_place_comes_free_within_a_year_a_queue_is_offered() -> None:
    for_years = Stay(date(2026, 1, 12), date(2027, 12, 30))
    wanted = Stay(date(2026, 1, 12), date(2026, 1, 12))

    (found,) = check_enrolment(TWO, (for_years,) * 2, wanted, FEDERAL_CALENDAR)

    assert "очередь" in found.text


@pytest.mark.parametrize(
    ("known", "first"),
    [
        pytest.param({2026}, None, id="the calendar ends before it"),
        pytest.param({2026, 2027}, date(2027, 1, 11), id="the calendar reaches it"),
    ],
)
def test_a_free_day_is_looked_for_only_where_the_calendar_is_known(
    known: set[int], first: date | None
) -> None:
    """FED-CAL-01."""
    year = Stay(date(2026, 3, 16), date(2027, 1, 8))
    wanted = Stay(date(2026, 3, 16), date(2026, 3, 16))
    calendar = replace(FEDERAL_CALENDAR, years=frozenset(known))

    assert free_from(TWO, (year,) * 2, wanted, calendar) == first


@pytest.mark.parametrize(
    ("own", "most", "rule"),
    [
        pytest.param(None, 2, "VLA-CAP-01", id="the region's number"),
        pytest.param(2, 2, "VLA-CAP-01", id="as many of the provider's own"),
        pytest.param(1, 1, "FED-CON-09", id="fewer of the provider's own"),
    ],
)
def test_the_stricter_of_two_numbers_counts(own: int | None, most: int, rule: str) -> None:
    found = replace(FEDERAL_CAPACITY, limits=(TWO,)).limit("day_care", own)

    assert found is not None
    assert (found.most, found.citation.rule) == (most, rule)


def test_without_any_number_there_is_always_a_place() -> None:
    assert FEDERAL_CAPACITY.limit("day_care", None) is None
    assert check_enrolment(None, (APRIL,) * 99, APRIL, FEDERAL_CALENDAR) == ()


def test_a_season_is_known_only_where_an_act_names_it() -> None:
    rules = replace(FEDERAL_CAPACITY, seasons=(Season("school", all_year=True, citation=LAW),))

    assert admits_all_year(rules, "school")
    assert admits_all_year(rules, "day_care") is None


def test_a_confirmed_place_is_asked_for_where_the_region_says_so() -> None:
    asking = replace(FEDERAL_CAPACITY, confirmation=LAW)

    demand_confirmed_place(FEDERAL_CAPACITY, confirmed=False)
    demand_confirmed_place(asking, confirmed=True)
    with pytest.raises(RulesBroken) as caught:
        demand_confirmed_place(asking, confirmed=False)
    assert caught.value.code == "vacancy_not_confirmed"

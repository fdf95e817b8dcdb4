"""How long an authority lasts: the paper's day, revocation, majority, the court, death."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.authorities import (
    Authority,
    Capacity,
    Ending,
    Principal,
    authority_end,
    capacity_on,
    holds,
)

GROWN = Principal(date(1948, 5, 2))
CHILD = Principal(date(2010, 7, 15))
SINCE = date(2026, 1, 12)
EVE, DAY = date(2026, 6, 30), date(2026, 7, 1)
LIMITED = replace(GROWN, capacity=Capacity.LIMITED, capacity_since=DAY)
INCAPABLE = replace(GROWN, capacity=Capacity.INCAPABLE, capacity_since=DAY)
MISSING = replace(GROWN, missing_since=DAY)
RETURNED = replace(MISSING, returned_on=date(2026, 9, 1))
RESTORED = replace(GROWN, capacity=Capacity.CAPABLE, capacity_since=DAY)


@pytest.mark.parametrize(
    ("authority", "principal", "why"),
    [
        pytest.param(
            Authority("attorney", SINCE, until=DAY), GROWN, Ending.PAPER, id="the paper's last day"
        ),
        pytest.param(
            Authority("attorney", SINCE, revoked_on=DAY), GROWN, Ending.REVOKED, id="revoked"
        ),
        pytest.param(
            Authority("attorney", SINCE), replace(GROWN, died_on=DAY), Ending.DEATH, id="death"
        ),
        pytest.param(Authority("attorney", SINCE), LIMITED, Ending.CAPACITY, id="limited"),
        pytest.param(Authority("attorney", SINCE), INCAPABLE, Ending.CAPACITY, id="incapable"),
        pytest.param(Authority("attorney", SINCE), MISSING, Ending.ABSENCE, id="missing"),
        pytest.param(
            Authority("attorney", SINCE), RETURNED, Ending.ABSENCE, id="a return revives nothing"
        ),
        pytest.param(Authority("guardian", SINCE), RESTORED, Ending.CAPACITY, id="restored"),
        pytest.param(Authority("trustee", SINCE), RESTORED, Ending.CAPACITY, id="trust ends"),
        pytest.param(Authority("trustee", SINCE), INCAPABLE, Ending.CAPACITY, id="guardian needed"),
        pytest.param(Authority("guardian", SINCE), LIMITED, Ending.CAPACITY, id="trustee needed"),
    ],
)
def test_an_authority_holds_on_the_eve_and_not_on_the_day(
    authority: Authority, principal: Principal, why: Ending
) -> None:
    end = authority_end(authority, principal)

    assert end is not None
    assert (end.day, end.why) == (DAY, why)
    assert holds(authority, principal, EVE)
    assert not holds(authority, principal, DAY)


@pytest.mark.parametrize(
    ("authority", "told"),
    [
        (Authority("attorney", SINCE, until=DAY), f"закончился {EVE:%d.%m.%Y}"),
        (Authority("attorney", SINCE, revoked_on=DAY), f"отозваны {DAY:%d.%m.%Y}"),
    ],
)
def test_a_term_is_told_by_its_last_day_and_what_happened_by_its_own(
    authority: Authority, told: str
) -> None:
    end = authority_end(authority, GROWN)

    assert end is not None
    assert end.told.endswith(told)


@pytest.mark.parametrize("kind", ["parent", "guardian", "trustee"])
def test_majority_ends_the_authority_over_a_child_on_the_birthday(kind: str) -> None:
    authority = Authority(kind, SINCE)

    assert holds(authority, CHILD, date(2028, 7, 14))
    assert not holds(authority, CHILD, date(2028, 7, 15))


def test_a_child_born_on_29_february_comes_of_age_on_1_march() -> None:
    born = Principal(date(2008, 2, 29))

    assert holds(Authority("parent", SINCE), born, date(2026, 2, 28))
    assert not holds(Authority("parent", SINCE), born, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("principal", "authority"),
    [
        pytest.param(GROWN, Authority("guardian", SINCE), id="guardian of a grown-up"),
        pytest.param(GROWN, Authority("trustee", SINCE), id="trustee of a grown-up"),
        pytest.param(INCAPABLE, Authority("guardian", SINCE), id="as the court says"),
        pytest.param(
            replace(CHILD, capacity=Capacity.INCAPABLE, capacity_since=date(2028, 1, 10)),
            Authority("guardian", SINCE),
            id="found incapable before eighteen",
        ),
        pytest.param(RESTORED, Authority("attorney", SINCE), id="attorney of a capable person"),
        pytest.param(
            RETURNED, Authority("attorney", date(2026, 9, 1)), id="given on the day of the return"
        ),
        pytest.param(MISSING, Authority("guardian", SINCE), id="guardian of somebody missing"),
    ],
)
def test_nothing_ends_what_has_no_end(principal: Principal, authority: Authority) -> None:
    assert authority_end(authority, principal) is None


def test_a_power_of_attorney_given_while_missing_never_holds() -> None:
    authority = Authority("attorney", date(2026, 8, 31))

    assert not any(holds(authority, RETURNED, day) for day in (date(2026, 8, 31), date(2026, 9, 1)))


def test_the_earliest_end_counts() -> None:
    authority = Authority("attorney", SINCE, until=date(2026, 8, 1), revoked_on=DAY)

    end = authority_end(authority, replace(GROWN, died_on=date(2026, 9, 1)))

    assert end is not None
    assert end.why is Ending.REVOKED


def test_an_authority_does_not_hold_before_its_first_day() -> None:
    assert not holds(Authority("attorney", SINCE), GROWN, date(2026, 1, 11))
    assert holds(Authority("attorney", SINCE), GROWN, SINCE)


@pytest.mark.parametrize(
    ("principal", "kind", "since", "capacity"),
    [
        pytest.param(GROWN, "guardian", SINCE, Capacity.INCAPABLE, id="guardian"),
        pytest.param(GROWN, "trustee", SINCE, Capacity.LIMITED, id="trustee"),
        pytest.param(GROWN, "attorney", SINCE, Capacity.CAPABLE, id="attorney"),
        pytest.param(
            Principal(date(2012, 3, 2)), "guardian", date(2026, 3, 1), Capacity.CAPABLE,
            id="a guardian becomes the trustee at fourteen",
        ),
        pytest.param(
            Principal(date(2012, 3, 2)), "guardian", date(2026, 3, 2), Capacity.INCAPABLE,
            id="appointed from fourteen on",
        ),
        pytest.param(
            Principal(date(2012, 7, 2)), "guardian", SINCE, Capacity.CAPABLE, id="a child"
        ),
    ],
)  # fmt: skip
def test_without_the_courts_word_the_kind_of_authority_tells(
    principal: Principal, kind: str, since: date, capacity: Capacity
) -> None:
    assert capacity_on(principal, (Authority(kind, since),), EVE) is capacity


@pytest.mark.parametrize("told", list(Capacity))
def test_the_courts_word_counts_from_its_day(told: Capacity) -> None:
    person = replace(GROWN, capacity=told, capacity_since=DAY)

    assert capacity_on(person, (), EVE) is Capacity.CAPABLE
    assert capacity_on(person, (), DAY) is told

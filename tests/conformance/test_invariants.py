"""The invariants hold for every region, and each way to break them is noticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.conformance import invariants
from portal.conformance.invariants import PEOPLE, check_people
from portal.conformance.people import people_of
from portal.domain.acts import ActDraft, ActFacts, ActRules, draft_act
from portal.domain.fees import FeeDecision, FeeFacts, FeeRules, decide_fee
from portal.domain.people import is_minor
from portal.domain.reference import ReferenceBook
from portal.regions.registry import Region, discover

DAY = date(2026, 11, 22)
Broken = Callable[[FeeFacts, FeeDecision], FeeDecision]


@pytest.fixture
def vladimir() -> Region:
    return discover()["vladimir"]


@pytest.mark.parametrize("code", sorted(discover()))
def test_two_thousand_people_keep_every_invariant(code: str) -> None:
    assert list(check_people(discover()[code], DAY)) == []
    assert PEOPLE >= 2_000


def test_people_are_always_the_same_and_of_every_sort(vladimir: Region) -> None:
    people = list(people_of(vladimir, DAY, 300))

    assert people == list(people_of(vladimir, DAY, 300))
    assert len({person.facts.form for person in people}) == 3
    assert {is_minor(one.facts.born, one.facts.rules_day) for one in people} == {True, False}
    assert any(one.facts.categories for one in people)
    assert any(not one.facts.services for one in people)
    assert all(one.longer.since <= one.shorter.since for one in people)


def test_a_region_without_a_price_cannot_be_asked(vladimir: Region) -> None:
    priceless = tuple(value for value in vladimir.reference_values if "-S-01" not in value.key)

    found = list(check_people(replace(vladimir, reference_values=priceless), DAY))

    assert len(found) == 1
    assert found[0].startswith("invariants: people cannot be asked: На 22.11.2026 нет тарифа")


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        pytest.param(
            lambda facts, fee: replace(fee, monthly_fee=fee.cost_at_tariffs + 1),
            "never over the cap",
            id="more than the tariffs",
        ),
        pytest.param(
            lambda facts, fee: replace(fee, monthly_fee=Decimal(1)) if not facts.services else fee,
            "nothing is paid for nothing",
            id="a fee for no services",
        ),
        pytest.param(
            lambda facts, fee: (
                replace(fee, monthly_fee=Decimal(1))
                if is_minor(facts.born, facts.rules_day)
                else fee
            ),
            "a minor never pays",
            id="a minor who pays",
        ),
        pytest.param(
            lambda facts, fee: replace(fee, free=False),
            "who is free by category never pays",
            id="a free category that does not free",
        ),
    ],
)
def test_a_broken_fee_is_noticed(
    vladimir: Region, monkeypatch: pytest.MonkeyPatch, breaks: Broken, told: str
) -> None:
    def broken(facts: FeeFacts, rules: FeeRules, book: ReferenceBook) -> FeeDecision:
        return breaks(facts, decide_fee(facts, rules, book))

    monkeypatch.setattr(invariants, "decide_fee", broken)

    found = list(check_people(vladimir, DAY, 300))

    assert [item for item in found if told in item], found
    assert len({item.split(": person")[0] for item in found}) == len(found)


def test_a_suspension_that_costs_is_noticed(
    vladimir: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dearer(facts: ActFacts, rules: ActRules) -> ActDraft:
        draft = draft_act(facts, rules)
        return replace(draft, payable=Decimal(1000 - len(facts.deliveries)))

    monkeypatch.setattr(invariants, "draft_act", dearer)

    found = list(check_people(vladimir, DAY, 100))

    assert [item for item in found if "a longer suspension never costs more" in item]
    assert [item for item in found if "nothing is paid for nothing" in item]

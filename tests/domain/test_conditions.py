"""Conditions: what holds, and how it reads to a lawyer."""

import pytest

from portal.domain.conditions import AllOf, Always, AnyOf, Condition, Has, Not, Trait, Traits

REPRESENTED = Has(Trait.REPRESENTED)
MINOR = Has(Trait.MINOR)
NOBODY: Traits = frozenset()
CHILD: Traits = frozenset({Trait.REPRESENTED, Trait.MINOR})
ADULT: Traits = frozenset({Trait.REPRESENTED})


@pytest.mark.parametrize(
    ("condition", "holding", "not_holding"),
    [
        (Always(), [NOBODY, CHILD], []),
        (REPRESENTED, [ADULT, CHILD], [NOBODY]),
        (Not(MINOR), [NOBODY, ADULT], [CHILD]),
        (AllOf((REPRESENTED, MINOR)), [CHILD], [ADULT, NOBODY]),
        (AnyOf((REPRESENTED, MINOR)), [CHILD, ADULT], [NOBODY]),
        (AllOf((REPRESENTED, Not(MINOR))), [ADULT], [CHILD, NOBODY]),
    ],
)
def test_a_condition_holds(
    condition: Condition, holding: list[Traits], not_holding: list[Traits]
) -> None:
    assert all(condition.holds(traits) for traits in holding)
    assert not any(condition.holds(traits) for traits in not_holding)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Always(), "всегда"),
        (REPRESENTED, "если действует представитель"),
        (Not(MINOR), "кроме случая «если получателю нет 18 лет»"),
        (AllOf((REPRESENTED, MINOR)), "если действует представитель и если получателю нет 18 лет"),
        (
            AnyOf((REPRESENTED, MINOR)),
            "если действует представитель или если получателю нет 18 лет",
        ),
    ],
)
def test_a_condition_can_be_read(condition: Condition, words: str) -> None:
    assert condition.text() == words


def test_every_trait_has_words() -> None:
    assert all(trait.label for trait in Trait)

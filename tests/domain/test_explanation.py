"""Explanations: read as text, stored as data, and back."""

import pytest

from portal.domain.explanation import Step, as_text, from_data, to_data
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation

CITED = Citation("FED-FEE-17", "portal", "правило об округлении", verify=True)
STEPS = (
    Step("Предел: 10,00.", "10.00", CITED, (Step("Сложили."), Step("Разделили.", "10.00"))),
    Step("Готово."),
)


def test_a_derivation_reads_with_its_clauses() -> None:
    assert as_text(STEPS) == (
        "1. Предел: 10,00. (правило об округлении)\n   1. Сложили.\n   2. Разделили.\n2. Готово."
    )


def test_what_is_stored_comes_back_the_same() -> None:
    assert from_data(to_data(STEPS)) == STEPS


def test_a_refusal_carries_its_violations_in_order() -> None:
    first, second = Violation("value_invalid", "Первое."), Violation("duplicate", "Второе.")

    broken = RulesBroken(first, second)

    assert broken.code == "value_invalid"
    assert str(broken) == "Первое.; Второе."


def test_a_refusal_without_a_reason_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs a violation"):
        RulesBroken()

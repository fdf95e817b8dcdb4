"""Explanations: read as text with rule, clause and edition, stored as data, and back."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.explanation import (
    Step,
    as_text,
    editions,
    from_data,
    in_editions,
    rule_caption,
    to_data,
)
from portal.domain.law import Citation, LegalAct
from portal.domain.violations import RulesBroken, Violation

ORDER = LegalAct(
    key="order",
    kind="Приказ",
    number="5",
    dated=date(2024, 2, 1),
    title="О расчётах",
    url="docs/law.md",
    edition="с изменениями от 01.03.2025",
    checked_on=date(2026, 11, 22),
)
IN_EDITION = "Приказ от 01.02.2024 № 5; редакция: с изменениями от 01.03.2025; сверено 22.11.2026"
CITED = Citation("FED-FEE-17", "order", "п. 3 приказа", note="округление", verify=True)
AGAIN = Citation("FED-FEE-06", "order", "п. 4 приказа")
TYPED = Citation("FED-FEE-15", "entered", "Приказ от 01.12.2025 № 77")
STEPS = (
    Step("Предел: 10,00.", "10.00", CITED, (Step("Сложили."), Step("Разделили.", "10.00", AGAIN))),
    Step("Тариф.", None, TYPED),
    Step("Готово."),
)


def test_a_derivation_reads_with_clause_and_rule_of_each_step_and_the_edition_of_each_act() -> None:
    assert as_text(STEPS, (ORDER,)) == (
        "1. Предел: 10,00. (п. 3 приказа; FED-FEE-17, сверить с действующим текстом)\n"
        "   1. Сложили.\n"
        "   2. Разделили. (п. 4 приказа; FED-FEE-06)\n"
        "2. Тариф. (Приказ от 01.12.2025 № 77; FED-FEE-15)\n"
        "3. Готово.\n"
        "\n"
        "Акты и редакции:\n"
        f"- {IN_EDITION}"
    )


def test_a_derivation_whose_acts_nobody_declares_lists_none() -> None:
    assert as_text(STEPS[2:]) == "1. Готово."


@pytest.mark.parametrize(
    ("citation", "caption"),
    [
        pytest.param(AGAIN, "FED-FEE-06", id="read in the act"),
        pytest.param(CITED, "FED-FEE-17, сверить с действующим текстом", id="to be verified"),
    ],
)
def test_small_print_names_the_rule_and_an_unverified_reading(
    citation: Citation, caption: str
) -> None:
    assert rule_caption(citation) == caption


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(STEPS, id="as declared"),
        pytest.param(in_editions(STEPS, (ORDER,)), id="in its editions"),
    ],
)
def test_what_is_stored_comes_back_the_same(steps: tuple[Step, ...]) -> None:
    assert from_data(to_data(steps)) == steps


def test_an_edition_is_stored_once_for_the_whole_tree() -> None:
    assert str(to_data(in_editions(STEPS, (ORDER,)))).count(IN_EDITION) == 1


def test_a_stored_derivation_keeps_the_edition_of_its_day() -> None:
    stored = from_data(to_data(in_editions(STEPS, (ORDER,))))
    newer = replace(ORDER, edition="с изменениями от 01.01.2027")

    assert editions(stored, (newer,)) == (IN_EDITION,)
    assert editions(STEPS, (newer,)) != (IN_EDITION,)


def test_a_refusal_carries_its_violations_in_order() -> None:
    first, second = Violation("value_invalid", "Первое."), Violation("duplicate", "Второе.")

    broken = RulesBroken(first, second)

    assert broken.code == "value_invalid"
    assert str(broken) == "Первое.; Второе."


def test_a_refusal_without_a_reason_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs a violation"):
        RulesBroken()

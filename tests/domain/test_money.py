"""Rubles, their notations and their roundings (FED-FEE-17)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.money import LARGEST, down, figures, half_up, quantity_text, rubles, rubles_text
from portal.domain.violations import RulesBroken

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        ("1250.00", "1250.00"),
        ("1250", "1250.00"),
        ("0.5", "0.50"),
        ("-3.25", "-3.25"),
        (7, "7.00"),
        (Decimal("12.30"), "12.30"),
        (str(LARGEST), str(LARGEST)),
    ],
)
def test_machine_notation_becomes_rubles_with_two_places(
    given_value: str | int | Decimal, expected: str
) -> None:
    assert str(rubles(given_value)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "12,50", "1 250.00", "1.255", "1e3", "", " 5", "５", "NaN", "Infinity", "+5", ".5", "5.",
        "10000000000.00", "-10000000000.00",
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        rubles(text, field="amount")

    assert caught.value.code == "value_invalid"
    assert caught.value.violations[0].field == "amount"


@pytest.mark.parametrize(
    ("amount", "nearest", "below"),
    [
        pytest.param("17592.585", "17592.59", "17592.58", id="FED-FEE-17: half a kopeck"),
        pytest.param("17592.5849", "17592.58", "17592.58", id="under half a kopeck"),
        pytest.param("17592.589", "17592.59", "17592.58", id="nearly a kopeck"),
        pytest.param("17592.58", "17592.58", "17592.58", id="whole kopecks stay"),
    ],
)
def test_lines_are_rounded_half_up_and_caps_down(amount: str, nearest: str, below: str) -> None:
    assert half_up(Decimal(amount)) == Decimal(nearest)
    assert down(Decimal(amount)) == Decimal(below)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00", "0,00"),
        ("999.90", "999,90"),
        ("1000.00", f"1{SPACE}000,00"),
        ("1234567.05", f"1{SPACE}234{SPACE}567,05"),
        ("-2140.00", f"−2{SPACE}140,00"),
    ],
)
def test_paper_writes_sums_in_groups_with_a_comma(amount: str, text: str) -> None:
    assert figures(Decimal(amount)) == text
    assert rubles_text(Decimal(amount)) == f"{text}{SPACE}₽"


@given(st.decimals(min_value=0, max_value=10**7, allow_nan=False, places=6))
def test_a_cap_never_exceeds_what_it_is_rounded_from(amount: Decimal) -> None:
    assert down(amount) <= amount
    assert abs(half_up(amount) - amount) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("amount", "text"),
    [("8", "8"), ("8.00", "8"), ("2.50", "2,5"), ("100", "100"), ("1E+1", "10"), ("0.00", "0")],
)
def test_a_quantity_is_written_without_zeros_that_say_nothing(amount: str, text: str) -> None:
    assert quantity_text(Decimal(amount)) == text

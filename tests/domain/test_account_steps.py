"""Why an account stands as it does: the steps add up to what the account says."""

from datetime import date
from decimal import Decimal

import pytest

from portal.domain.account_steps import allocation_steps, balance_steps
from portal.domain.payments import DEBT, Allocation, Charge

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
CHARGE = Charge(MARCH, Decimal("640.00"), date(2026, 4, 10), Decimal("40.00"))


@pytest.mark.parametrize(
    ("day", "overdue"),
    [
        pytest.param(date(2026, 4, 10), "0,00", id="FED-PAY-02: the last day is no debt"),
        pytest.param(date(2026, 4, 11), "600,00", id="FED-PAY-02: the day after is"),
    ],
)
def test_what_is_left_and_what_is_debt_are_told_with_their_figures(day: date, overdue: str) -> None:
    steps = balance_steps([CHARGE], Decimal("40.00"), day, DEBT)

    texts = [one.text.replace("\xa0", " ") for one in steps]
    assert "640,00 ₽ − 40,00 ₽: осталось заплатить 600,00 ₽" in texts[2]
    assert f"{overdue} ₽" in texts[3]
    assert steps[3].citation == DEBT


def test_an_account_without_acts_and_money_needs_no_words() -> None:
    assert balance_steps([], Decimal(0), MARCH, DEBT) == ()


def test_money_beyond_the_debt_is_called_an_advance() -> None:
    parts = [Allocation(MARCH, Decimal("40.00")), Allocation(None, Decimal("5.00"))]

    (step,) = allocation_steps(parts, DEBT)

    assert step.citation == DEBT
    assert [one.value for one in step.children] == ["40.00", "5.00"]
    assert "аванс" in step.children[1].text

"""Correcting an act: only downwards, by the same cap, the recipient's ruble where several bound."""

from decimal import Decimal

import pytest

from portal.domain.corrections import LineChange, StandingAct, StandingLine, correct_act
from portal.domain.violations import RulesBroken

# 8 × 150.00 and 4 × 300.00 = 2400.00, the cap is 1900.00 (FED-ACT-04).
LINES = (
    StandingLine(1, "уборка", Decimal(8), Decimal("150.00"), Decimal("1200.00")),
    StandingLine(2, "стирка", Decimal(4), Decimal("300.00"), Decimal("1200.00")),
    StandingLine(3, "такси", Decimal(1), Decimal("100.00"), Decimal("100.00"), additional=True),
)
ACT = StandingAct(LINES, Decimal("2000.00"), free=False, one_bound=True)


def off(position: int, amount: str) -> LineChange:
    return LineChange(position, reduction=Decimal(amount))


def left(position: int, quantity: str) -> LineChange:
    return LineChange(position, quantity=Decimal(quantity))


@pytest.mark.parametrize(
    ("change", "cost", "payable"),
    [
        pytest.param(off(1, "300.00"), "2200.00", "2000.00", id="the cap still binds"),
        pytest.param(off(1, "500.00"), "2000.00", "2000.00", id="down to the cap"),
        pytest.param(off(1, "500.01"), "1999.99", "1999.99", id="a kopeck below the cap"),
        pytest.param(left(2, "1"), "1600.00", "1600.00", id="three units less"),
        pytest.param(left(2, "0"), "1300.00", "1300.00", id="none of them given"),
        pytest.param(off(3, "100.00"), "2400.00", "1900.00", id="additional ones know no cap"),
    ],
)
def test_smaller_of_cost_and_old_fee_is_paid(change: LineChange, cost: str, payable: str) -> None:
    done = correct_act(ACT, [change])

    assert (done.cost, done.payable) == (Decimal(cost), Decimal(payable))
    assert done.difference == done.payable - Decimal("2000.00")


@pytest.mark.parametrize(("reduction", "payable"), [("300.00", "1700.00"), ("1200.00", "800.00")])
def test_where_several_caps_bound_the_recipient_gets_every_ruble(
    reduction: str, payable: str
) -> None:
    several = StandingAct(LINES, Decimal("2000.00"), free=False, one_bound=False)

    assert correct_act(several, [off(1, reduction)]).payable == Decimal(payable)


def test_free_act_owes_additional_services_only() -> None:
    free = StandingAct(LINES, Decimal("100.00"), free=True, one_bound=True)

    assert correct_act(free, [off(1, "50.00")]).payable == Decimal("100.00")
    assert correct_act(free, [off(3, "50.00")]).payable == Decimal("50.00")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param(left(1, "8.001"), "lines[1].quantity", id="more than recorded"),
        pytest.param(off(1, "1200.01"), "lines[1].reduction", id="more than it costs"),
        pytest.param(left(1, "-1"), "lines[1].quantity", id="below zero"),
        pytest.param(left(4, "1"), "lines", id="no such line"),
        pytest.param(left(1, "8"), "lines", id="nothing changes"),
        pytest.param(off(1, "0.00"), "lines", id="nothing taken off"),
    ],
)
def test_correction_never_adds(change: LineChange, field: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        correct_act(ACT, [change])

    assert (caught.value.code, caught.value.violations[0].field) == ("value_invalid", field)


def after_a_break(amount: str, payable: str) -> StandingAct:
    """Three of four units of the second line went for a break, and 400.00 of the fee with them."""
    lost = StandingLine(
        2,
        "стирка",
        Decimal(1),
        Decimal("300.00"),
        Decimal(amount),
        restorable=Decimal(3),
        restorable_amount=Decimal("900.00"),
    )
    lines = (LINES[0], lost, LINES[2])
    fee = Decimal(payable)
    return StandingAct(lines, fee, free=False, one_bound=True, restorable=Decimal("400.00"))


@pytest.mark.parametrize(
    ("quantity", "cost", "payable"),
    [
        pytest.param("2", "1900.00", "1900.00", id="below the cap by cost"),
        pytest.param("3", "2200.00", "2000.00", id="the cap binds again"),
        pytest.param("4", "2500.00", "2000.00", id="all that the break took, no ruble more"),
    ],
)
def test_days_given_back_bring_no_more_than_the_break_took(
    quantity: str, cost: str, payable: str
) -> None:
    """FED-SUS-04, FED-RGT-06."""
    done = correct_act(after_a_break("300.00", "1600.00"), [left(2, quantity)])

    assert (done.cost, done.payable) == (Decimal(cost), Decimal(payable))


@pytest.mark.parametrize(
    ("quantity", "amount", "payable"),
    [
        pytest.param("3", "700.00", "1800.00", id="two units"),
        pytest.param("4", "1000.00", "1800.00", id="all three"),
    ],
)
def test_what_a_claim_took_stays_off_when_days_come_back(
    quantity: str, amount: str, payable: str
) -> None:
    """A claim took 200.00 of the same line after the break: they are still off."""
    done = correct_act(after_a_break("100.00", "1400.00"), [left(2, quantity)])

    assert (done.lines[0].amount, done.payable) == (Decimal(amount), Decimal(payable))


def test_no_unit_comes_back_that_the_break_did_not_take() -> None:
    with pytest.raises(RulesBroken) as caught:
        correct_act(after_a_break("300.00", "1600.00"), [left(2, "4.001")])

    assert caught.value.violations[0].field == "lines[2].quantity"

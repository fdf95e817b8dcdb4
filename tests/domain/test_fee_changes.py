"""Changing a fee and holding it to what was agreed (FED-FEE-04, FED-FEE-14, MSK-FEE-01)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.domain.fee_changes import check_fee_within, check_mode, demand_change_ground
from portal.domain.fees import FeeMode
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE, HALF

DECIDED = Citation("MSK-FEE-01", "829-PP", "п. 6.1")
BY_DECISION = replace(FEDERAL_FEE, mode_in_decision=DECIDED)


def test_a_ground_of_the_list_lets_the_provider_change_the_fee_alone() -> None:
    assert demand_change_ground(FEDERAL_FEE, "threshold_changed").code == "threshold_changed"


def test_another_ground_needs_an_amendment_of_both() -> None:
    with pytest.raises(RulesBroken, match="подписывают обе стороны") as caught:
        demand_change_ground(FEDERAL_FEE, "tariff_changed")

    assert caught.value.code == "ground_unknown"
    assert caught.value.violations[0].citation == FEDERAL_FEE.change_grounds.citation


@pytest.mark.parametrize("bound", [None, "3150.00"])
def test_a_fee_up_to_its_bound_stands(bound: str | None) -> None:
    check_fee_within(Decimal("3150.00"), Decimal(bound) if bound else None, HALF)


def test_a_fee_over_its_bound_is_refused() -> None:
    with pytest.raises(RulesBroken) as caught:
        check_fee_within(Decimal("3150.01"), Decimal("3150.00"), HALF)

    assert caught.value.violations[0].field == "monthly_fee"


@pytest.mark.parametrize(
    ("decided", "calculated", "reason", "broken"),
    [
        pytest.param(FeeMode.FREE, FeeMode.PARTIAL, None, True, id="MSK-FEE-01: they differ"),
        pytest.param(FeeMode.FREE, FeeMode.PARTIAL, "  ", True, id="a reason of spaces"),
        pytest.param(FeeMode.FREE, FeeMode.PARTIAL, "новая справка", False, id="with a reason"),
        pytest.param(FeeMode.FULL, FeeMode.FULL, None, False, id="they agree"),
    ],
)
def test_a_decision_that_differs_waits_for_a_reason(
    decided: FeeMode, calculated: FeeMode, reason: str | None, *, broken: bool
) -> None:
    found = check_mode(BY_DECISION, decided, calculated, reason)

    assert bool(found) is broken
    assert all(item.citation == DECIDED for item in found)


def test_where_the_provider_decides_there_is_nothing_to_differ_from() -> None:
    assert not check_mode(FEDERAL_FEE, FeeMode.FREE, FeeMode.FULL)

"""What the authority's decision says of the fee: MSK-FEE-01, MSK-FEE-07."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.domain.catalogue import Form
from portal.domain.fee_decision import (
    BY_DECISION,
    FeeByDecision,
    ModeConfirmed,
    check_decision,
    decided_income_differs,
    settle_mode,
    still_free,
)
from portal.domain.fee_rules import FeeMode, FeeRules
from portal.domain.fees import FeeDecision
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE

CLAUSE = Citation("MSK-FEE-07", "1171", "п. 2 приложения 4")
DECIDED = replace(
    FEDERAL_FEE,
    mode_in_decision=CLAUSE,
    caps=tuple(
        replace(cap, decision=CLAUSE) if cap.form is Form.HOME else cap for cap in FEDERAL_FEE.caps
    ),
)
PARTIAL = FeeDecision(
    cost_at_tariffs=Decimal("5200.00"),
    monthly_fee=Decimal("3500.00"),
    free=False,
    free_ground=None,
    free_ground_title=None,
    average_income=Decimal("36000.00"),
    window=None,
    household_size=1,
    months_counted=12,
    threshold=Decimal("28456.50"),
    fee_cap=Decimal("3500.00"),
    steps=(),
)


@pytest.mark.parametrize(
    ("told", "warned"),
    [
        pytest.param("36000.00", False, id="the same income as calculated, MSK-FEE-07"),
        pytest.param("36000.01", True, id="a kopeck more than calculated, MSK-FEE-07"),
        pytest.param("35999.99", True, id="a kopeck less than calculated, MSK-FEE-07"),
    ],
)
def test_another_income_in_the_decision_is_a_warning_with_the_difference(
    told: str, warned: bool
) -> None:
    found = decided_income_differs(DECIDED, Form.HOME, FeeByDecision(Decimal(told)), PARTIAL)

    assert bool(found) is warned
    assert all("разница 0,01 ₽" in text.replace("\xa0", " ") for text in found)


@pytest.mark.parametrize(
    ("form", "refused"),
    [
        pytest.param(Form.HOME, [], id="the form names the sum at home, MSK-FEE-07"),
        pytest.param(Form.STATIONARY, ["decision_cap"], id="not in residential care, MSK-FEE-07"),
    ],
)
def test_a_decision_says_only_what_its_form_names(form: Form, refused: list[str]) -> None:
    found = check_decision(DECIDED, form, FeeByDecision(fee_cap=Decimal("3500.00")))

    assert [one.field for one in found] == refused


@pytest.mark.parametrize(
    ("cap", "refused"),
    [
        pytest.param("0.00", [], id="nothing may be charged"),
        pytest.param("-0.01", ["decision_cap"], id="a kopeck below nothing"),
    ],
)
def test_the_highest_fee_is_a_sum_of_rubles(cap: str, refused: list[str]) -> None:
    found = check_decision(DECIDED, Form.HOME, FeeByDecision(fee_cap=Decimal(cap)))

    assert [one.field for one in found] == refused


def test_a_region_whose_decision_names_nothing_refuses_what_is_filled_in() -> None:
    told = FeeByDecision(Decimal("1.00"), Decimal("1.00"), FeeMode.FREE)

    found = check_decision(FEDERAL_FEE, Form.HOME, told)

    assert [one.field for one in found] == ["decision_income", "decision_cap", "decision_mode"]


@pytest.mark.parametrize(
    ("decided", "confirmed"),
    [
        pytest.param(FeeMode.PARTIAL, None, id="both say the same, MSK-FEE-01"),
        pytest.param(None, None, id="the decision names no mode, MSK-FEE-01"),
        pytest.param(FeeMode.FREE, ModeConfirmed("пенсия выросла"), id="confirmed, MSK-FEE-01"),
    ],
)
def test_the_calculation_stands(decided: FeeMode | None, confirmed: ModeConfirmed | None) -> None:
    assert settle_mode(DECIDED, FeeByDecision(mode=decided), PARTIAL, confirmed) == PARTIAL


@pytest.mark.parametrize("confirmed", [None, ModeConfirmed(" ", by_decision=True)])
def test_nothing_is_printed_until_one_of_two_modes_is_confirmed_with_a_reason(
    confirmed: ModeConfirmed | None,
) -> None:
    with pytest.raises(RulesBroken) as refusal:
        settle_mode(DECIDED, FeeByDecision(mode=FeeMode.FREE), PARTIAL, confirmed)

    assert refusal.value.violations[0].field == "mode_reason"


def test_a_decision_that_frees_may_be_followed() -> None:
    confirmed = ModeConfirmed("решение в силе", by_decision=True)

    settled = settle_mode(DECIDED, FeeByDecision(mode=FeeMode.FREE), PARTIAL, confirmed)

    assert (settled.free, settled.monthly_fee, settled.free_ground) == (
        True,
        Decimal("0.00"),
        BY_DECISION,
    )
    assert settled.mode is FeeMode.FREE
    assert CLAUSE.rule in settled.rules


def test_a_decision_that_asks_for_more_than_the_law_allows_is_not_followed() -> None:
    confirmed = ModeConfirmed("так в решении", by_decision=True)

    with pytest.raises(RulesBroken) as refusal:
        settle_mode(DECIDED, FeeByDecision(mode=FeeMode.FULL), PARTIAL, confirmed)

    assert refusal.value.violations[0].field == "mode"


@pytest.mark.parametrize(
    ("rules", "ground", "free"),
    [
        pytest.param(DECIDED, BY_DECISION, True, id="the decision stands, MSK-FEE-01"),
        pytest.param(DECIDED, None, False, id="a paid contract is calculated anew"),
        pytest.param(DECIDED, "income", False, id="another ground does not outlast its reason"),
        pytest.param(FEDERAL_FEE, BY_DECISION, False, id="decisions name no mode any more"),
    ],
)
def test_only_the_decision_keeps_a_contract_free(
    rules: FeeRules, ground: str | None, *, free: bool
) -> None:
    found = still_free(rules, ground, PARTIAL)

    assert found.free is free
    assert found.monthly_fee == (Decimal("0.00") if free else PARTIAL.monthly_fee)

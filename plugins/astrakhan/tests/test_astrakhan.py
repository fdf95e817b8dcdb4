"""Astrakhan region: residential care under federal rules, with the region's clock and prices."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.domain.catalogue import Form
from portal.domain.contract_due import contract_due
from portal.domain.fees import FeeDecision, FeeFacts, PlannedService, decide_fee
from portal.domain.income import HouseholdMember, IncomeItem
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import ReferenceBook
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE
from portal.regions.federal.suspension import FEDERAL_SUSPENSION
from portal.regions.registry import build
from portal_astrakhan import plugin

DAY = date(2026, 10, 12)
BORN = date(1944, 2, 3)
ASTRAKHAN = build("astrakhan", plugin)
BOOK = ReferenceBook(ASTRAKHAN.reference_values)


def decide(income: str, cost: str) -> FeeDecision:
    months = [date(2025, month, 1) for month in range(9, 13)]
    months += [date(2026, month, 1) for month in range(1, 9)]
    incomes = tuple(IncomeItem(month, Decimal(income)) for month in months)
    facts = FeeFacts(
        form=Form.STATIONARY,
        applied_on=DAY,
        rules_day=DAY,
        born=BORN,
        household=(HouseholdMember(Relation.RECIPIENT, BORN, incomes),),
        services=(PlannedService("S1", Decimal(1), Decimal(cost)),),
    )
    return decide_fee(facts, ASTRAKHAN.rules.fee_rules.on(DAY), BOOK)


def test_the_receiving_provider_contracts_within_a_day() -> None:
    presented = datetime.fromisoformat("2026-10-12T09:00")

    found = contract_due(ASTRAKHAN.rules.contract_rules.on(DAY), presented, ASTRAKHAN.calendar)

    assert found.due.at == datetime.fromisoformat("2026-10-13T09:00")
    assert found.due.rule.citation.rule == "AST-CON-01"
    assert found.shorter_federal is None


@pytest.mark.parametrize(
    ("income", "cost", "cap", "fee"),
    [
        pytest.param("18000.00", "15000.00", "13500.00", "13500.00", id="AST-FEE-01: the ceiling"),
        pytest.param("18000.00", "13500.00", "13500.00", "13500.00", id="at the ceiling"),
        pytest.param("18000.00", "13499.99", "13500.00", "13499.99", id="a kopeck below it"),
        pytest.param("5000.00", "15000.00", "3750.00", "3750.00", id="no threshold frees"),
    ],
)
def test_three_quarters_of_the_income_bound_the_fee(
    income: str, cost: str, cap: str, fee: str
) -> None:
    decision = decide(income, cost)

    assert decision.fee_cap == Decimal(cap)
    assert decision.monthly_fee == Decimal(fee)
    assert decision.threshold is None
    assert "FED-FEE-05" in decision.rules


def test_what_the_region_does_not_say_is_federal() -> None:
    rules = ASTRAKHAN.rules.fee_rules.on(DAY)
    assert replace(rules, caps=FEDERAL_FEE.caps) == FEDERAL_FEE
    assert [(cap.form, cap.percent) for cap in rules.caps] == [
        (cap.form, cap.percent) for cap in FEDERAL_FEE.caps
    ]
    assert ASTRAKHAN.rules.suspension_rules.on(DAY).grounds == FEDERAL_SUSPENSION.grounds


def test_a_pending_transfer_suspends_nothing() -> None:
    with pytest.raises(RulesBroken) as caught:
        ASTRAKHAN.rules.suspension_rules.on(DAY).ground("transfer_pending", Form.STATIONARY)

    assert caught.value.code == "ground_unknown"


def test_the_region_lives_an_hour_ahead_of_moscow() -> None:
    late_evening_in_moscow = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)

    assert ASTRAKHAN.today(late_evening_in_moscow) == date(2026, 4, 1)


def test_residential_services_are_counted_by_days_and_by_months() -> None:
    items = ASTRAKHAN.rules.service_catalogue.on(DAY).for_form(Form.STATIONARY)
    units = {item.code: item.unit_title for item in items}

    assert list(units)[:3] == ["AST-S-01", "AST-S-02", "AST-S-03"]
    assert units["AST-S-01"] == units["AST-S-02"] == "сутки"
    assert units["AST-S-03"] == "месяц"


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_group_has_a_minimum_each_year(year: int) -> None:
    for group in PopulationGroup:
        found = BOOK.subsistence_minimum(group, date(year, 1, 1))
        assert found.since == date(year, 1, 1)
        assert found.citation.verify


def test_a_month_of_residential_care_costs_more_than_most_incomes() -> None:
    """Three services by the day make a bill that the ceiling has to bound."""
    days = sum(BOOK.tariff(code, DAY).amount * 30 for code in ("AST-S-01", "AST-S-02", "AST-S-08"))

    assert days > Decimal("20000.00")

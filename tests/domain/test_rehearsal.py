"""«А что если…» decides as the law does, from kinds and sums alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.catalogue import Form
from portal.domain.fees import PlannedService
from portal.domain.income import HouseholdMember, IncomeItem, assess_income
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import ReferenceBook, ReferenceValue
from portal.domain.rehearsal import (
    FamilyKind,
    RehearsedCase,
    RehearsedMember,
    family_of,
    rehearse_fee,
)
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE, THRESHOLD

MARCH = date(2026, 3, 1)
DAY = date(2026, 3, 16)


def value(key: str, amount: str, group: PopulationGroup | None = None) -> ReferenceValue:
    return ReferenceValue(key, group, Decimal(amount), date(2026, 1, 1), THRESHOLD, DAY)


BOOK = ReferenceBook(
    (
        *(value("subsistence_minimum", "14000.00", group) for group in PopulationGroup),
        value("threshold_multiplier", "1.5"),
        value("tariff.S1", "150.00"),
    )
)
CASE = RehearsedCase(
    form=Form.HOME,
    group=PopulationGroup.PENSIONERS,
    applied_on=DAY,
    rules_day=DAY,
    month=MARCH,
    members=(RehearsedMember(FamilyKind.RECIPIENT, Decimal("288000.00")),),
    services=(PlannedService("S1", Decimal(20)),),
)


NEW_LIMIT = ReferenceValue(
    "subsistence_minimum",
    PopulationGroup.PENSIONERS,
    Decimal("15000.00"),
    date(2026, 4, 1),
    THRESHOLD,
    DAY,
)
WITH_NEW_LIMIT = ReferenceBook(
    (
        *(value("subsistence_minimum", "14000.00", group) for group in PopulationGroup),
        value("threshold_multiplier", "1.5"),
        value("tariff.S1", "150.00"),
        NEW_LIMIT,
    )
)


@pytest.mark.parametrize(
    ("threshold_day", "threshold", "rule"),
    [
        pytest.param(None, "21000.00", "FED-FEE-02", id="the application's day"),
        pytest.param(date(2026, 3, 31), "21000.00", "FED-FEE-14", id="the eve of the new minimum"),
        pytest.param(date(2026, 4, 1), "22500.00", "FED-FEE-14", id="its first day"),
    ],
)
def test_the_threshold_is_of_the_application_or_of_the_day_named(
    threshold_day: date | None, threshold: str, rule: str
) -> None:
    case = replace(CASE, threshold_day=threshold_day, rules_day=date(2026, 4, 2))

    found = rehearse_fee(case, FEDERAL_FEE, WITH_NEW_LIMIT)

    assert found.decision.threshold == Decimal(threshold)
    assert found.steps[0].citation is not None
    assert found.steps[0].citation.rule == rule


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param(date(2026, 3, 15), True, id="the eve of the application"),
        pytest.param(DAY, False, id="its day"),
    ],
)
def test_no_threshold_is_older_than_the_application(day: date, refused: bool) -> None:
    case = replace(CASE, threshold_day=day)

    if not refused:
        assert rehearse_fee(case, FEDERAL_FEE, BOOK).decision.threshold == Decimal("21000.00")
        return
    with pytest.raises(RulesBroken) as caught:
        rehearse_fee(case, FEDERAL_FEE, BOOK)
    assert caught.value.violations[0].field == "threshold_day"


@pytest.mark.parametrize(
    ("income", "fee"),
    [("252000.00", "0.00"), ("252000.12", "0.00"), ("252000.24", "0.01"), ("288000.00", "1500.00")],
)
def test_the_fee_is_what_the_law_says_of_the_years_income(income: str, fee: str) -> None:
    case = replace(CASE, members=(RehearsedMember(FamilyKind.RECIPIENT, Decimal(income)),))

    assert rehearse_fee(case, FEDERAL_FEE, BOOK).decision.monthly_fee == Decimal(fee)


@pytest.mark.parametrize(
    ("days", "given", "charge"), [(0, "20", "1500.00"), (15, "10", "1500.00"), (16, "9", "1350.00")]
)
def test_days_away_leave_whole_services_and_the_cap_as_it_is(
    days: int, given: str, charge: str
) -> None:
    found = rehearse_fee(replace(CASE, days_away=days), FEDERAL_FEE, BOOK)

    assert found.given[0].quantity == Decimal(given)
    assert found.charge == Decimal(charge)
    assert found.decision.fee_cap == Decimal("1500.00")


@pytest.mark.parametrize("days", [-1, 32])
def test_a_month_has_no_more_days_than_it_has(days: int) -> None:
    with pytest.raises(RulesBroken) as refused:
        rehearse_fee(replace(CASE, days_away=days), FEDERAL_FEE, BOOK)

    assert refused.value.violations[0].field == "days_away"


@pytest.mark.parametrize("applied_on", [date(2024, 12, 31), date(2025, 1, 1), DAY])
def test_a_recorded_family_comes_to_the_same_average_without_its_people(applied_on: date) -> None:
    income = (IncomeItem(date(2024, 8, 1), Decimal("77777.77")),)
    if applied_on == DAY:
        income = (IncomeItem(date(2025, 8, 1), Decimal("77777.77")),)
    family = (
        HouseholdMember(Relation.RECIPIENT, date(1950, 1, 1), income),
        HouseholdMember(Relation.SPOUSE, date(1952, 1, 1), income),
        HouseholdMember(Relation.CHILD, date(2005, 6, 1), income, student=True),
        HouseholdMember(Relation.CHILD, date(2015, 6, 1)),
        HouseholdMember(Relation.CHILD, date(1980, 6, 1), income),
        HouseholdMember(Relation.PARENT, date(1930, 6, 1), income),
    )
    rules = FEDERAL_FEE.income.on(applied_on)
    case = replace(
        CASE, applied_on=applied_on, members=family_of(family, applied_on, rules),
        rules_day=DAY,
    )  # fmt: skip
    book = ReferenceBook(
        (
            value("tariff.S1", "150.00"),
            *(
                replace(one, since=date(applied_on.year, 1, 1))
                for one in (
                    value("threshold_multiplier", "1.5"),
                    *(value("subsistence_minimum", "14000.00", one) for one in PopulationGroup),
                )
            ),
        )
    )

    found = rehearse_fee(case, FEDERAL_FEE, book).decision

    assert found.average_income == assess_income(family, applied_on, rules).average
    assert not found.warnings


def test_a_child_is_served_free_whatever_the_family_has() -> None:
    found = rehearse_fee(replace(CASE, group=PopulationGroup.CHILDREN), FEDERAL_FEE, BOOK)

    assert found.decision.free
    assert found.charge == 0

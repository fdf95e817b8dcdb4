"""A tariff day over one fee: causes, what may be set alone, what both must sign (FED-FEE-14)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.explanation import citations
from portal.domain.fee_notice import fee_notice_answers, fee_notice_due
from portal.domain.fee_rules import FeeRules
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.income import HouseholdMember, IncomeItem
from portal.domain.law import Citation
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
    ReferenceValue,
    tariff_key,
)
from portal.domain.tariff_day import (
    Cause,
    FeeChange,
    FeeInForce,
    allowed_causes,
    billed_fee,
    rehearse_fee_change,
    scaled,
)
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.fees import FEDERAL_FEE
from portal.regions.federal.notices import FEDERAL_NOTICES

ACT = Citation("SMP-01", "442-FZ", "ст. 1")
BORN = date(1948, 5, 2)
DAY = date(2026, 4, 1)
EARLIER = date(2026, 1, 1)
MONTHS = tuple(
    IncomeItem(date(2025 + (month > 12), (month - 1) % 12 + 1, 1), Decimal("26000.00"))
    for month in range(2, 14)
)
FACTS = FeeFacts(
    form=Form.HOME,
    applied_on=date(2026, 3, 2),
    rules_day=date(2026, 3, 2),
    born=BORN,
    household=(HouseholdMember(Relation.RECIPIENT, BORN, MONTHS),),
    services=(PlannedService("A", Decimal(8), Decimal("150.00")),),
)
WRITTEN = FeeInForce(
    free=False,
    monthly_fee=Decimal("1200.00"),
    cost_at_tariffs=Decimal("1200.00"),
    fee_cap=Decimal("2500.00"),
    threshold=Decimal("21000.00"),
)
ALL = ("tariff_changed", "subsistence_minimum_changed")
LIMITS = ("average_income_changed", "threshold_changed")


def rules(*codes: str) -> FeeRules:
    grounds = ChoiceList("g", "Основания", tuple(Choice(code, code) for code in codes), ACT)
    return replace(FEDERAL_FEE, change_grounds=grounds)


def book(tariff: str | None = None, minimum: str | None = None) -> ReferenceBook:
    pensioners = PopulationGroup.PENSIONERS
    values = [
        ReferenceValue(THRESHOLD_MULTIPLIER, None, Decimal("1.5"), EARLIER, ACT, EARLIER),
        ReferenceValue(SUBSISTENCE_MINIMUM, pensioners, Decimal(14000), EARLIER, ACT, EARLIER),
        ReferenceValue(tariff_key("A"), None, Decimal(150), EARLIER, ACT, EARLIER),
    ]
    if tariff:
        values.append(ReferenceValue(tariff_key("A"), None, Decimal(tariff), DAY, ACT, DAY))
    if minimum:
        values.append(
            ReferenceValue(SUBSISTENCE_MINIMUM, pensioners, Decimal(minimum), DAY, ACT, DAY)
        )
    return ReferenceBook(values)


def change(
    *codes: str,
    tariff: str | None = None,
    minimum: str | None = None,
    written: FeeInForce = WRITTEN,
    facts: FeeFacts = FACTS,
) -> FeeChange:
    found = book(tariff, minimum)
    return rehearse_fee_change(facts, written, DAY, rules=rules(*(codes or ALL)), book=found)


def test_nothing_new_changes_nothing() -> None:
    found = change()

    assert found.causes == frozenset()
    assert (found.new_terms, found.fee_changes_alone, found.needs_agreement) == (False,) * 3
    assert found.difference == 0


def test_a_tariff_changes_the_fee_and_is_its_cause() -> None:
    found = change(tariff="165.00")

    assert found.causes == {Cause.TARIFFS}
    assert (found.after.monthly_fee, found.difference) == (Decimal("1320.00"), Decimal("120.00"))
    assert found.alone_facts.services[0].tariff == Decimal("165.00")
    assert found.new_terms
    assert found.fee_changes_alone


@pytest.mark.parametrize(
    ("tariff", "told"),
    [
        pytest.param("165.00", {Cause.THRESHOLD, Cause.TARIFFS}, id="the cost it prints differs"),
        pytest.param(None, {Cause.THRESHOLD}, id="the same cost"),
    ],
)
def test_the_notice_names_tariffs_that_change_only_the_cost(
    tariff: str | None, told: set[Cause]
) -> None:
    """MSK-NOT-01: the bound alone decides the fee, yet the paper shows both sums."""
    facts = replace(FACTS, services=(PlannedService("A", Decimal(20), Decimal("150.00")),))
    written = replace(WRITTEN, monthly_fee=Decimal("2500.00"), cost_at_tariffs=Decimal("3000.00"))

    found = change(tariff=tariff, minimum="15000", facts=facts, written=written)

    assert found.causes == {Cause.THRESHOLD}
    assert found.told_causes == told


@pytest.mark.parametrize(
    ("since", "notice", "causes"),
    [
        pytest.param(EARLIER, False, {Cause.TARIFFS}, id="the minimum grew before: FED-FEE-14"),
        pytest.param(DAY, True, set(Cause), id="the minimum grows on the day itself"),
    ],
)
def test_an_older_threshold_is_no_ground_of_the_days_tariffs(
    since: date, notice: bool, causes: set[Cause]
) -> None:
    """The application of March 2025 was decided by 14 000.00; 15 600.00 bounds with 1300.00."""
    facts = replace(FACTS, threshold_day=date(2025, 3, 2))
    old, pensioners = date(2025, 1, 1), PopulationGroup.PENSIONERS
    eve = () if since == EARLIER else ((SUBSISTENCE_MINIMUM, pensioners, "14000", EARLIER),)
    values = (
        (THRESHOLD_MULTIPLIER, None, "1.5", old),
        (SUBSISTENCE_MINIMUM, pensioners, "14000", old),
        *eve,
        (SUBSISTENCE_MINIMUM, pensioners, "15600", since),
        (tariff_key("A"), None, "150", old),
        (tariff_key("A"), None, "165", DAY),
    )
    known = ReferenceBook(
        ReferenceValue(key, group, Decimal(amount), day, ACT, day)
        for key, group, amount, day in values
    )

    found = rehearse_fee_change(facts, WRITTEN, DAY, rules=rules(*LIMITS), book=known)

    assert found.fee_changes_alone is notice
    assert found.causes == causes
    assert found.needs_agreement
    assert found.words(found.told_causes) == (
        ("тарифы", "прожиточный минимум") if notice else ("тарифы",)
    )


@pytest.mark.parametrize(
    ("minimum", "causes"),
    [
        # 26 000.00 less 1.5 minimums, a half: the bound meets the new cost of 1320.00 at 15 573.33.
        pytest.param("15573.33", {Cause.TARIFFS}, id="the bound is the cost, a kopeck over"),
        pytest.param("15573.35", {Cause.TARIFFS, Cause.THRESHOLD}, id="the bound is below it"),
    ],
)
def test_a_bound_that_binds_neither_before_nor_after_is_no_cause(
    minimum: str, causes: set[Cause]
) -> None:
    assert change(tariff="165.00", minimum=minimum).causes == causes


@pytest.mark.parametrize(
    ("minimum", "free"),
    [
        pytest.param("17333.32", False, id="a threshold of 25 999.98"),
        pytest.param("17333.33", True, id="a threshold of 26 000.00, the income"),
    ],
)
def test_the_threshold_frees_at_its_border(minimum: str, free: bool) -> None:
    found = change(minimum=minimum)

    assert found.after.free is free
    assert not found.before.free
    assert Cause.THRESHOLD in found.causes


def test_a_lower_threshold_makes_pay() -> None:
    free = replace(WRITTEN, free=True, monthly_fee=Decimal("0.00"), threshold=Decimal("27000.00"))
    old = replace(FACTS, threshold_day=EARLIER)
    values = [
        ReferenceValue(THRESHOLD_MULTIPLIER, None, Decimal("1.5"), EARLIER, ACT, EARLIER),
        *(
            ReferenceValue(
                SUBSISTENCE_MINIMUM,
                PopulationGroup.PENSIONERS,
                Decimal(amount),
                since,
                ACT,
                since,
            )
            for amount, since in ((18000, EARLIER), (14000, DAY))
        ),
        ReferenceValue(tariff_key("A"), None, Decimal(150), EARLIER, ACT, EARLIER),
    ]

    found = rehearse_fee_change(old, free, DAY, rules=rules(*ALL), book=ReferenceBook(values))

    assert found.before.free
    assert not found.after.free
    assert found.difference == Decimal("1200.00")


def test_without_the_ground_the_price_applies_and_the_contract_text_waits() -> None:
    """FED-FEE-15 bills the new tariff; FED-FEE-14 leaves the written fee to both parties."""
    found = change(*LIMITS, tariff="165.00", minimum="14100.00")

    assert (found.before.monthly_fee, found.after.monthly_fee) == (
        Decimal("1200.00"),
        Decimal("1320.00"),
    )
    assert found.alone.monthly_fee == Decimal("1200.00")
    assert found.alone.threshold == Decimal("21150.00")
    assert found.alone_facts.services[0].tariff == Decimal("150.00")
    assert found.agreed.monthly_fee == Decimal("1320.00")
    assert found.agreed_facts.services[0].tariff == Decimal("165.00")
    assert found.needs_agreement
    assert found.new_terms
    assert not found.fee_changes_alone


@pytest.mark.parametrize(
    ("minimum", "notice", "after"),
    [
        # 26 000.00 less 21 000.00, a half: 2500.00 bounds nothing of 1320.00.
        pytest.param("14000.00", False, "1320.00", id="only tariffs, no ground"),
        # A threshold of 23 400.00 bounds the fee with 1300.00: that is the provider's to tell.
        pytest.param("15600.00", True, "1300.00", id="the threshold lowers the cap below the cost"),
    ],
)
def test_a_notice_is_due_when_a_ground_changes_what_is_billed(
    minimum: str, notice: bool, after: str
) -> None:
    found = change(*LIMITS, tariff="165.00", minimum=minimum)

    assert found.fee_changes_alone is notice
    assert found.after.monthly_fee == Decimal(after)


def test_the_new_price_is_told_with_its_act_and_a_written_one_with_its_rule() -> None:
    """What the book prices cites the book; what the contract still writes does not."""
    act = replace(ACT, unit="приказ от 20.03.2026 № 17")
    values = (
        ReferenceValue(THRESHOLD_MULTIPLIER, None, Decimal("1.5"), EARLIER, ACT, EARLIER),
        ReferenceValue(
            SUBSISTENCE_MINIMUM, PopulationGroup.PENSIONERS, Decimal(14000), EARLIER, ACT, EARLIER
        ),
        ReferenceValue(tariff_key("A"), None, Decimal(150), EARLIER, ACT, EARLIER),
        ReferenceValue(tariff_key("A"), None, Decimal(165), DAY, act, DAY),
    )

    found = rehearse_fee_change(
        FACTS, WRITTEN, DAY, rules=rules(*LIMITS), book=ReferenceBook(values)
    )

    assert act in set(citations(found.after.steps))
    assert act not in set(citations(found.alone.steps))


def test_where_no_ground_is_named_the_threshold_waits_too() -> None:
    found = change("average_income_changed", tariff="165.00", minimum="15600.00")

    assert found.after.monthly_fee == Decimal("1320.00")
    assert found.agreed.monthly_fee == Decimal("1300.00")
    assert not found.new_terms
    assert found.needs_agreement


@pytest.mark.parametrize(
    ("agreed", "differs"),
    [
        pytest.param("150.00", False, id="written and billed alike"),
        pytest.param("140.00", True, id="an agreement was never signed"),
    ],
)
def test_before_is_what_is_billed_on_the_eve(agreed: str, differs: bool) -> None:
    cost = Decimal(8) * Decimal(agreed)
    facts = replace(FACTS, services=(PlannedService("A", Decimal(8), Decimal(agreed)),))
    written = replace(WRITTEN, monthly_fee=cost, cost_at_tariffs=cost)

    found = change(*LIMITS, tariff="165.00", written=written, facts=facts)

    assert found.before.monthly_fee == Decimal("1200.00")
    assert found.alone.monthly_fee == cost
    assert found.written_differs is differs
    assert not found.otherwise


def test_a_day_that_changes_nothing_asks_for_no_second_agreement() -> None:
    facts = replace(FACTS, services=(PlannedService("A", Decimal(8), Decimal("140.00")),))
    written = replace(WRITTEN, monthly_fee=Decimal("1120.00"), cost_at_tariffs=Decimal("1120.00"))

    found = change(*LIMITS, written=written, facts=facts)

    assert found.written_differs
    assert not found.needs_agreement
    assert not found.new_terms


@pytest.mark.parametrize(
    ("cap", "fee"),
    [
        pytest.param("1319.99", "1319.99", id="a kopeck under the cost"),
        pytest.param("1320.00", "1320.00", id="the cost itself"),
    ],
)
def test_billed_is_the_smaller_of_the_days_cost_and_the_cap(cap: str, fee: str) -> None:
    """FED-ACT-04."""
    found = billed_fee(
        replace(WRITTEN, fee_cap=Decimal(cap)), FACTS.services, DAY, book(tariff="165.00")
    )

    assert (found.monthly_fee, found.cost_at_tariffs) == (Decimal(fee), Decimal("1320.00"))


@pytest.mark.parametrize(
    ("by_notice", "fee"),
    [
        pytest.param(False, "1320.00", id="tariffs apply by themselves, FED-FEE-15"),
        pytest.param(True, "1200.00", id="until a notice the written fee, MSK-PAY-02"),
    ],
)
def test_a_grown_tariff_is_billed_by_itself_or_waits_for_a_notice(
    fee: str, *, by_notice: bool
) -> None:
    grown = book(tariff="165.00")

    assert billed_fee(WRITTEN, FACTS.services, DAY, grown, by_notice=by_notice).monthly_fee == (
        Decimal(fee)
    )


def test_a_tariff_that_fell_is_billed_whatever_waits() -> None:
    found = billed_fee(WRITTEN, FACTS.services, DAY, book(tariff="140.00"), by_notice=True)

    assert found.monthly_fee == Decimal("1120.00")


@pytest.mark.parametrize(
    ("codes", "before", "notice"),
    [
        pytest.param(ALL, "1120.00", True, id="by a notice: billed as written, MSK-FEE-08"),
        pytest.param(LIMITS, "1200.00", False, id="by itself: billed as grown, FED-FEE-15"),
    ],
)
def test_a_day_set_after_the_tariffs_grew_tells_what_was_charged(
    codes: tuple[str, ...], before: str, *, notice: bool
) -> None:
    """The tariff of 150.00 is there since long; the contract still writes 140.00."""
    facts = replace(FACTS, services=(PlannedService("A", Decimal(8), Decimal("140.00")),))
    written = replace(WRITTEN, monthly_fee=Decimal("1120.00"), cost_at_tariffs=Decimal("1120.00"))

    found = change(*codes, written=written, facts=facts)

    assert found.before.monthly_fee == Decimal(before)
    assert found.after.monthly_fee == Decimal("1200.00")
    assert found.fee_changes_alone is notice
    assert (Cause.TARIFFS in found.told_causes) is notice
    assert not found.otherwise


def test_a_free_contract_gets_no_terms_for_a_tariff_alone() -> None:
    free = replace(WRITTEN, free=True, monthly_fee=Decimal("0.00"), threshold=Decimal("27000.00"))
    minimum = ReferenceValue(
        SUBSISTENCE_MINIMUM, PopulationGroup.PENSIONERS, Decimal(18000), EARLIER, ACT, EARLIER
    )
    values = (
        minimum,
        ReferenceValue(THRESHOLD_MULTIPLIER, None, Decimal("1.5"), EARLIER, ACT, EARLIER),
        ReferenceValue(tariff_key("A"), None, Decimal(150), EARLIER, ACT, EARLIER),
        ReferenceValue(tariff_key("A"), None, Decimal(165), DAY, ACT, DAY),
    )

    found = rehearse_fee_change(FACTS, free, DAY, rules=rules(*ALL), book=ReferenceBook(values))

    assert found.after.free
    assert not found.new_terms


def test_a_fee_that_would_change_anyway_is_told_apart() -> None:
    found = change(tariff="165.00", written=replace(WRITTEN, fee_cap=Decimal("900.00")))

    assert found.otherwise
    assert not found.needs_agreement


def test_a_missing_tariff_is_refused() -> None:
    strange = replace(FACTS, services=(PlannedService("B", Decimal(1), Decimal(10)),))

    with pytest.raises(RulesBroken) as refused:
        change(facts=strange)
    assert refused.value.code == "reference_missing"


@pytest.mark.parametrize(
    ("codes", "causes"),
    [
        pytest.param(ALL, {Cause.TARIFFS, Cause.THRESHOLD}, id="MSK-FEE-08"),
        pytest.param(LIMITS, {Cause.THRESHOLD}, id="FED-FEE-14"),
        pytest.param(("average_income_changed",), set(), id="neither"),
    ],
)
def test_grounds_allow_their_causes(codes: tuple[str, ...], causes: set[Cause]) -> None:
    assert allowed_causes(rules(*codes).change_grounds) == causes


@pytest.mark.parametrize(
    ("key", "amount", "factor", "result"),
    [
        pytest.param("tariff.A", "150.05", "1.1", "165.06", id="half a kopeck goes up"),
        pytest.param("tariff.A", "0.01", "0.1", "0.01", id="never nothing"),
        pytest.param(THRESHOLD_MULTIPLIER, "1.5", "1.1", "1.5", id="no price"),
    ],
)
def test_an_index_moves_prices_only(key: str, amount: str, factor: str, result: str) -> None:
    value = ReferenceValue(key, None, Decimal(amount), EARLIER, ACT, EARLIER)

    assert scaled(value, Decimal(factor)) == Decimal(result)


@pytest.mark.parametrize(
    ("since", "due"),
    [
        pytest.param(date(2026, 4, 1), date(2026, 4, 3), id="two days, FED-NOT-02"),
        pytest.param(date(2026, 4, 2), date(2026, 4, 6), id="Saturday moves on, FED-CAL-03"),
    ],
)
def test_the_notice_is_due_two_days_after(since: date, due: date) -> None:
    assert fee_notice_due(FEDERAL_NOTICES, since, FEDERAL_CALENDAR).at.date() == due


def test_without_a_term_no_day_can_be_set() -> None:
    endless = replace(
        FEDERAL_NOTICES,
        notices=tuple(replace(notice, within=None) for notice in FEDERAL_NOTICES.notices),
    )

    with pytest.raises(RulesBroken) as refused:
        fee_notice_due(endless, DAY, FEDERAL_CALENDAR)
    assert refused.value.code == "reference_missing"


def test_federal_law_offers_no_answer() -> None:
    assert fee_notice_answers(FEDERAL_NOTICES) == ()


def test_causes_have_words() -> None:
    assert all(cause.label for cause in Cause)

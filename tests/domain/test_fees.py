"""The monthly fee: worked examples of the rulebook, before each border and at it."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import month_of, next_month
from portal.domain.catalogue import Form
from portal.domain.fees import (
    ClaimedCategory,
    FeeDecision,
    FeeFacts,
    FeeMode,
    FreeCategory,
    PlannedService,
    decide_fee,
)
from portal.domain.income import HouseholdMember, IncomeItem
from portal.domain.law import Citation
from portal.domain.people import PopulationGroup, Relation, is_minor
from portal.domain.reference import ReferenceBook, ReferenceValue, tariff_key
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE
from portal.regions.federal.legal_acts import EVERY_FORM
from tests.support.fee_facts import make_fee_facts, make_member

CITED = Citation("FED-FEE-15", "442-FZ", "ст. 30 442-ФЗ")
IN_2026 = date(2026, 1, 1)
BOOK = ReferenceBook(
    (
        ReferenceValue(tariff_key("S1"), None, Decimal("150.00"), IN_2026, CITED, IN_2026),
        ReferenceValue(
            "subsistence_minimum", PopulationGroup.PENSIONERS, Decimal("14000.00"), IN_2026, CITED,
            IN_2026,
        ),
        ReferenceValue("threshold_multiplier", None, Decimal("1.5"), IN_2026, CITED, IN_2026),
    )
)  # fmt: skip
MONEY = st.decimals(min_value=0, max_value=500000, places=2)
CODES = [category.code for category in FEDERAL_FEE.free_categories]
T = TypeVar("T")


def decide(facts: FeeFacts) -> FeeDecision:
    return decide_fee(facts, FEDERAL_FEE, BOOK)


@pytest.mark.parametrize(
    ("form", "income", "cost", "cap", "fee"),
    [
        pytest.param(
            Form.HOME, "27300.00", "4200.00", "3150.00", "3150.00", id="FED-FEE-04: the cap"
        ),
        pytest.param(
            Form.SEMI_STATIONARY, "27300.00", "4200.00", "3150.00", "3150.00",
            id="FED-FEE-04: the same by day",
        ),
        pytest.param(
            Form.HOME, "27300.00", "2900.00", "3150.00", "2900.00", id="FED-FEE-06: full fee"
        ),
        pytest.param(
            Form.HOME, "27300.00", "3150.00", "3150.00", "3150.00", id="FED-FEE-06: cost at the cap"
        ),
        pytest.param(
            Form.HOME, "27300.00", "3150.01", "3150.00", "3150.00", id="FED-FEE-06: a kopeck above"
        ),
        pytest.param(
            Form.HOME, "21000.01", "4200.00", "0.00", "0.00", id="a kopeck over the threshold"
        ),
        pytest.param(
            Form.HOME, "21000.02", "4200.00", "0.01", "0.01", id="two kopecks over the threshold"
        ),
        pytest.param(
            Form.STATIONARY, "23456.78", "48000.00", "17592.58", "17592.58",
            id="FED-FEE-05, FED-FEE-17: 75 per cent, rounded down",
        ),
        pytest.param(
            Form.STATIONARY, "23456.78", "17592.57", "17592.58", "17592.57",
            id="FED-FEE-05: a kopeck below the cap",
        ),
        pytest.param(
            Form.STATIONARY, "10000.00", "48000.00", "7500.00", "7500.00",
            id="FED-FEE-05: no threshold, a small income pays too",
        ),
        pytest.param(Form.HOME, "27300.00", "0.00", "3150.00", "0.00", id="nothing costs nothing"),
    ],
)  # fmt: skip
def test_the_fee_is_the_smaller_of_tariffs_and_cap(
    form: Form, income: str, cost: str, cap: str, fee: str
) -> None:
    decision = decide(make_fee_facts(form=form, income=income, cost=cost))

    assert not decision.free
    assert decision.fee_cap == Decimal(cap)
    assert decision.monthly_fee == Decimal(fee)
    assert decision.cost_at_tariffs == Decimal(cost)


@pytest.mark.parametrize(
    ("clause", "fee", "warned"),
    [
        pytest.param(None, "3150.00", "не учтён", id="no clause lets the decision name a bound"),
        pytest.param(
            Citation("MSK-FEE-07", "442-FZ", "п. 2"), "1000.00", "от меньшего", id="MSK-FEE-07"
        ),
    ],
)
def test_a_bound_of_the_decision_counts_by_a_clause_or_is_told_not_to(
    clause: Citation | None, fee: str, warned: str
) -> None:
    rules = replace(
        FEDERAL_FEE, caps=tuple(replace(cap, decision=clause) for cap in FEDERAL_FEE.caps)
    )

    decision = decide_fee(make_fee_facts(decision_cap=Decimal("1000.00")), rules, BOOK)

    assert decision.monthly_fee == Decimal(fee)
    assert any(warned in text for text in decision.warnings)


def test_the_threshold_does_not_apply_in_residential_care() -> None:
    assert decide(make_fee_facts(form=Form.STATIONARY)).threshold is None


@pytest.mark.parametrize(
    ("income", "free"),
    [
        pytest.param("20999.99", True, id="a kopeck below the threshold"),
        pytest.param("21000.00", True, id="FED-FEE-02: at the threshold"),
        pytest.param("21000.01", False, id="FED-FEE-02: a kopeck over it"),
    ],
)
def test_income_up_to_the_threshold_frees(income: str, *, free: bool) -> None:
    decision = decide(make_fee_facts(income=income))

    assert decision.free is free
    assert decision.free_ground == ("income_not_above_threshold" if free else None)
    assert decision.threshold == Decimal("21000.00")
    assert decision.monthly_fee == Decimal("0.00")


def test_partial_and_full_fee_are_called_by_their_names() -> None:
    partial, full = decide(make_fee_facts()), decide(make_fee_facts(cost="2900.00"))

    assert "частичная плата" in partial.steps[-1].text
    assert "полная оплата по тарифам" in full.steps[-1].text


def test_a_decision_names_its_rules_once_each() -> None:
    assert decide(make_fee_facts()).rules == (
        "FED-FEE-09",
        "FED-FEE-10",
        "FED-FEE-03",
        "FED-FEE-04",
        "FED-FEE-06",
    )


@pytest.mark.parametrize(
    ("code", "rules_day", "proved", "free"),
    [
        pytest.param(
            "combat_disabled_veteran", date(2026, 3, 2), True, True, id="FED-FEE-01: proved"
        ),
        pytest.param(
            "combat_disabled_veteran", date(2026, 3, 2), False, False, id="FED-FEE-01: not proved"
        ),
        pytest.param(
            "wwii_participant", date(2023, 1, 1), True, True, id="the day the list was widened"
        ),
        pytest.param("wwii_participant", date(2022, 12, 31), True, False, id="the day before it"),
        pytest.param("emergency_victim", date(2022, 12, 31), True, True, id="since 2015"),
    ],
)
def test_a_proved_category_frees_whatever_the_income(
    code: str, rules_day: date, *, proved: bool, free: bool
) -> None:
    facts = make_fee_facts(
        form=Form.STATIONARY,
        income="60000.00",
        rules_day=rules_day,
        categories=(ClaimedCategory(code, proved),),
    )

    decision = decide(facts)

    assert decision.free is free
    if free:
        assert decision.free_ground == code
        assert decision.average_income is None
        assert decision.fee_cap is None
        assert decision.monthly_fee == Decimal("0.00")


def test_an_unproved_category_leaves_a_warning() -> None:
    facts = make_fee_facts(categories=(ClaimedCategory("wwii_participant", proved=False),))

    assert "не подтверждена документом" in decide(facts).warnings[0]


def test_a_category_the_region_does_not_know_is_refused() -> None:
    claims = (
        ClaimedCategory("emergency_victim", proved=False),
        ClaimedCategory("large_family", proved=True),
    )

    with pytest.raises(RulesBroken, match="large_family") as caught:
        decide(make_fee_facts(categories=claims))

    assert caught.value.violations[0].field == "categories[1].code"


@pytest.mark.parametrize(
    ("rules_day", "free"),
    [
        pytest.param(date(2026, 7, 14), True, id="FED-MIN-02: the day before eighteen"),
        pytest.param(date(2026, 7, 15), False, id="FED-MIN-02: the eighteenth birthday"),
    ],
)
def test_a_minor_is_free_until_the_birthday(rules_day: date, *, free: bool) -> None:
    born = date(2008, 7, 15)
    facts = make_fee_facts(
        form=Form.STATIONARY,
        born=born,
        rules_day=rules_day,
        household=(make_member(amount="50000.00", born=born),),
        categories=(ClaimedCategory("minor", proved=True),),
    )

    decision = decide(facts)

    assert decision.free is free
    assert decision.free_ground == ("minor" if free else None)
    assert decision.fee_cap == (None if free else Decimal("37500.00"))


def test_a_region_frees_further_categories_in_its_own_forms() -> None:
    large = FreeCategory(
        "large_family", "многодетная семья", IN_2026, frozenset({Form.HOME}), CITED
    )
    rules = replace(FEDERAL_FEE, free_categories=(*FEDERAL_FEE.free_categories, large))
    claim = (ClaimedCategory("large_family", proved=True),)

    at_home = decide_fee(make_fee_facts(categories=claim), rules, BOOK)
    residential = decide_fee(make_fee_facts(categories=claim, form=Form.STATIONARY), rules, BOOK)

    assert at_home.free
    assert not residential.free


def test_a_category_ends_the_day_before_its_until() -> None:
    category = FreeCategory("guest", "гость", IN_2026, EVERY_FORM, CITED, until=date(2026, 4, 1))

    assert category.holds(Form.HOME, date(2026, 3, 31))
    assert not category.holds(Form.HOME, date(2026, 4, 1))


def test_categories_open_to_a_claim_are_listed_once_each() -> None:
    twice = (*FEDERAL_FEE.free_categories, *FEDERAL_FEE.free_categories)
    rules = replace(FEDERAL_FEE, free_categories=twice)

    before = [category.code for category in rules.categories_on(date(2022, 12, 31))]
    after = [category.code for category in rules.categories_on(date(2023, 1, 1))]

    assert before == ["minor", "emergency_victim"]
    assert len(after) == len(set(after)) == 8


def test_a_region_may_not_set_a_threshold_under_one_and_a_half_minimums() -> None:
    with pytest.raises(RulesBroken, match="меньше 1,5"):
        decide(make_fee_facts(threshold_multiplier=Decimal("1.4")))


def test_figures_that_are_not_given_come_from_the_book_of_the_day() -> None:
    facts = make_fee_facts(
        subsistence_minimum=None,
        threshold_multiplier=None,
        services=(PlannedService("S1", Decimal(8)),),
    )

    decision = decide(facts)

    assert decision.threshold == Decimal("21000.00")
    assert decision.cost_at_tariffs == Decimal("1200.00")


@pytest.mark.parametrize(
    "changes",
    [
        {"services": (PlannedService("S9", Decimal(1)),)},
        {"subsistence_minimum": None, "group": PopulationGroup.CHILDREN},
        {"subsistence_minimum": None, "threshold_day": date(2025, 12, 31)},
        {"threshold_multiplier": None, "threshold_day": date(2025, 12, 31)},
    ],
)
def test_a_missing_figure_stops_the_calculation(changes: dict[str, object]) -> None:
    with pytest.raises(RulesBroken) as caught:
        decide(replace(make_fee_facts(), **changes))  # type: ignore[arg-type]

    assert caught.value.code == "reference_missing"


def test_a_negative_quantity_is_refused() -> None:
    services = (PlannedService("S1", Decimal(1)), PlannedService("S1", Decimal(-1)))

    with pytest.raises(RulesBroken) as caught:
        decide(make_fee_facts(services=services))

    assert caught.value.violations[0].field == "services[1].quantity"


def test_urgent_services_are_free_without_a_tariff_or_an_income() -> None:
    services = (PlannedService("U1", Decimal(1)), PlannedService("U2", Decimal(1)))

    decision = decide(make_fee_facts(form=Form.URGENT, household=(), services=services))

    assert decision.free
    assert decision.free_ground == "urgent"
    assert decision.monthly_fee == decision.cost_at_tariffs == Decimal("0.00")
    assert decision.average_income is decision.fee_cap is None
    assert decision.rules == ("FED-URG-05",)


@pytest.mark.parametrize(
    ("legacy", "fee"),
    [
        pytest.param("640.00", "640.00", id="FED-FEE-13: the old fee bounds the new one"),
        pytest.param("0.00", "0.00", id="MSK-FEE-10: free then, free now"),
        pytest.param("3150.00", "3150.00", id="the same as the calculation"),
        pytest.param("5000.00", "3150.00", id="a higher old fee changes nothing"),
    ],
)
def test_a_right_of_before_2015_is_kept(legacy: str, fee: str) -> None:
    decision = decide(make_fee_facts(legacy_fee=Decimal(legacy)))

    assert decision.monthly_fee == Decimal(fee)
    assert ("FED-FEE-13" in decision.rules) is (Decimal(legacy) < Decimal("3150.00"))


@pytest.mark.parametrize(
    ("legacy", "interrupted", "bound"),
    [
        pytest.param("640.00", False, "640.00", id="FED-FEE-13: below the cap"),
        pytest.param("5000.00", False, "3150.00", id="above the cap"),
        pytest.param("640.00", True, "3150.00", id="FED-FEE-13: lost by an interruption"),
    ],
)
def test_an_old_fee_bounds_a_month_of_more_services_too(
    legacy: str, bound: str, *, interrupted: bool
) -> None:
    """The cap itself stays what the law of the cap makes of it."""
    decision = decide(make_fee_facts(legacy_fee=Decimal(legacy), legacy_interrupted=interrupted))

    assert (decision.fee_cap, decision.bound) == (Decimal("3150.00"), Decimal(bound))


def test_a_decision_of_the_authority_bounds_only_where_the_region_says_so() -> None:
    assert decide(make_fee_facts(decision_cap=Decimal("100.00"))).fee_cap == Decimal("3150.00")


@pytest.mark.parametrize(
    ("told", "cap", "warned"),
    [
        pytest.param("3500.00", "3150.00", True, id="a higher one only warns"),
        pytest.param("3150.00", "3150.00", False, id="the same one is no difference"),
        pytest.param("3149.99", "3149.99", True, id="MSK-FEE-07: a lower one bounds"),
    ],
)
def test_the_lower_of_calculation_and_decision_bounds(told: str, cap: str, *, warned: bool) -> None:
    decided = Citation("MSK-FEE-07", "1171", "п. 2 приложения 4")
    caps = tuple(replace(item, decision=decided) for item in FEDERAL_FEE.caps)
    facts = make_fee_facts(decision_cap=Decimal(told))

    decision = decide_fee(facts, replace(FEDERAL_FEE, caps=caps), BOOK)

    assert decision.fee_cap == decision.monthly_fee == Decimal(cap)
    assert any("В решении органа соцзащиты" in text for text in decision.warnings) is warned
    assert "MSK-FEE-07" in decision.rules


@given(st.sampled_from(sorted(EVERY_FORM)), MONEY, MONEY)
def test_the_fee_never_exceeds_its_bounds(form: Form, income: Decimal, cost: Decimal) -> None:
    decision = decide(make_fee_facts(form=form, income=str(income), cost=str(cost)))

    assert decision.fee_cap is not None
    assert decision.average_income == income
    assert 0 <= decision.monthly_fee <= min(decision.fee_cap, cost)
    share = (income - (decision.threshold or 0)) * (75 if form is Form.STATIONARY else 50) / 100
    assert decision.fee_cap <= max(share, Decimal(0))


@given(MONEY, st.lists(st.decimals(0, 5000, places=2), max_size=5))
def test_zero_services_cost_zero(income: Decimal, tariffs: list[Decimal]) -> None:
    services = tuple(
        PlannedService(f"S{index}", Decimal(0), tariff) for index, tariff in enumerate(tariffs)
    )

    decision = decide(make_fee_facts(income=str(income), services=services))

    assert decision.cost_at_tariffs == decision.monthly_fee == Decimal("0.00")


@pytest.mark.parametrize(
    ("income", "cost", "mode"),
    [
        pytest.param("21000.00", "4200.00", FeeMode.FREE, id="FED-FEE-06: free"),
        pytest.param("27300.00", "3150.00", FeeMode.FULL, id="FED-FEE-06: the whole cost"),
        pytest.param("27300.00", "3150.01", FeeMode.PARTIAL, id="FED-FEE-06: the bound"),
    ],
)
def test_a_fee_is_free_partial_or_full(income: str, cost: str, mode: FeeMode) -> None:
    assert decide(make_fee_facts(income=income, cost=cost)).mode is mode


@pytest.mark.parametrize(
    ("since", "interrupted", "fee", "warned"),
    [
        pytest.param(None, False, "640.00", False, id="the day is not told"),
        pytest.param(date(2014, 12, 31), False, "640.00", False, id="FED-FEE-13: the last day"),
        pytest.param(date(2015, 1, 1), False, "3150.00", True, id="FED-FEE-13: the day after"),
        pytest.param(date(2012, 5, 1), True, "3150.00", True, id="FED-FEE-13: an interruption"),
    ],
)
def test_an_old_right_is_kept_only_without_a_break(
    since: date | None, fee: str, *, interrupted: bool, warned: bool
) -> None:
    facts = make_fee_facts(
        legacy_fee=Decimal("640.00"), legacy_since=since, legacy_interrupted=interrupted
    )

    decision = decide(facts)

    assert decision.monthly_fee == Decimal(fee)
    assert any("прежняя плата не сохраняется" in text for text in decision.warnings) is warned


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param(date(2026, 12, 31), False, id="the last day of the minimum, VLA-FEE-05"),
        pytest.param(date(2027, 1, 1), True, id="a year without a minimum, VLA-FEE-05"),
    ],
)
def test_no_fee_is_decided_by_a_minimum_of_last_year(day: date, *, refused: bool) -> None:
    facts = make_fee_facts(subsistence_minimum=None, threshold_day=day)

    if not refused:
        assert decide(facts).threshold == Decimal("21000.00")
        return
    with pytest.raises(RulesBroken, match="на 2027 год") as caught:
        decide(facts)
    assert caught.value.code == "reference_missing"


# ---- Properties ----

FORMS = st.sampled_from(sorted(EVERY_FORM))
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


def walk_values(value: object) -> Iterator[object]:
    """A value and every value inside it."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from walk_values(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from walk_values(part)


@st.composite
def fee_facts(draw: st.DrawFn) -> FeeFacts:
    """A household of up to six with incomes of any months and kinds, and services."""
    applied_on = draw(DAYS)
    born = draw(st.dates(date(1920, 1, 1), applied_on))
    kinds = st.sampled_from(["pension", "wage", "social_contract"])
    months = st.integers(-16, 0).map(lambda back: next_month(month_of(applied_on), back))

    def incomes() -> tuple[IncomeItem, ...]:
        found = draw(st.dictionaries(st.tuples(months, kinds), MONEY, max_size=6))
        return tuple(IncomeItem(month, amount, kind) for (month, kind), amount in found.items())

    relations = [
        one for one in Relation if one not in (Relation.RECIPIENT, Relation.SPOUSE, Relation.PARENT)
    ]
    others = [
        *draw(st.lists(st.sampled_from(relations), max_size=2)),
        *draw(st.lists(st.just(Relation.PARENT), max_size=2)),
        *draw(st.lists(st.just(Relation.SPOUSE), max_size=1)),
    ]
    household = (
        HouseholdMember(Relation.RECIPIENT, born, incomes()),
        *(
            HouseholdMember(
                relation, draw(st.dates(date(1930, 1, 1), applied_on)), incomes(),
                student=draw(st.booleans()), married=draw(st.booleans()),
            )
            for relation in others
        ),
    )  # fmt: skip
    tariffs = draw(st.lists(st.decimals(0, 5000, places=2), max_size=4))
    return FeeFacts(
        form=draw(FORMS),
        applied_on=applied_on,
        rules_day=applied_on,
        born=born,
        household=household,
        categories=tuple(
            ClaimedCategory(code, draw(st.booleans()))
            for code in draw(st.lists(st.sampled_from(CODES), max_size=2))
        ),
        services=tuple(
            PlannedService(f"S{place}", Decimal(draw(st.integers(0, 40))), tariff)
            for place, tariff in enumerate(tariffs)
        ),
        subsistence_minimum=draw(st.decimals(5000, 40000, places=2)),
        threshold_multiplier=draw(st.sampled_from([Decimal("1.5"), Decimal(2)])),
        legacy_fee=draw(st.none() | st.decimals(0, 5000, places=2)),
    )


@given(fee_facts())
def test_money_is_decimal_with_kopecks_and_never_binary(facts: FeeFacts) -> None:
    decision = decide(facts)

    assert not any(isinstance(value, float) for value in walk_values(decision))
    sums = (decision.monthly_fee, decision.cost_at_tariffs, decision.average_income,
            decision.threshold, decision.fee_cap)  # fmt: skip
    assert all(one.as_tuple().exponent == -2 for one in sums if one is not None)


@given(fee_facts())
def test_a_fee_is_never_over_its_cap_or_cost(facts: FeeFacts) -> None:
    decision = decide(facts)

    assert 0 <= decision.monthly_fee <= decision.cost_at_tariffs
    if decision.fee_cap is not None:
        assert decision.monthly_fee <= decision.fee_cap
    if facts.legacy_fee is not None:
        assert decision.monthly_fee <= facts.legacy_fee


@given(fee_facts())
def test_a_minor_never_pays(facts: FeeFacts) -> None:
    decision = decide(facts)

    if is_minor(facts.born, facts.rules_day):
        assert decision.free
        assert decision.free_ground == "minor"
        assert decision.monthly_fee == 0


@given(fee_facts(), st.sampled_from(CODES))
def test_a_proved_category_never_pays_while_it_holds(facts: FeeFacts, code: str) -> None:
    claimed = replace(facts, categories=(ClaimedCategory(code, proved=True),))

    decision = decide(claimed)

    known = {item.code for item in FEDERAL_FEE.categories_on(facts.rules_day)} - {"minor"}
    if code in known:
        assert decision.free
        assert decision.monthly_fee == 0


@given(fee_facts())
def test_nothing_costs_nothing(facts: FeeFacts) -> None:
    assert decide(replace(facts, services=())).monthly_fee == 0


@given(fee_facts(), st.randoms(use_true_random=False))
def test_the_order_of_family_and_incomes_changes_nothing(facts: FeeFacts, chance: Random) -> None:
    def shuffled(items: Sequence[T]) -> tuple[T, ...]:
        return tuple(chance.sample(items, len(items)))

    members = [replace(one, incomes=shuffled(one.incomes)) for one in facts.household]

    before = decide(facts)
    after = decide(replace(facts, household=shuffled(members)))

    assert after.average_income == before.average_income
    assert after.monthly_fee == before.monthly_fee
    assert after.household_size == before.household_size

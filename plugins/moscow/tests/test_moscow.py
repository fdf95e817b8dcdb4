"""Moscow: the worked examples of its rules, before each border and at it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.domain.catalogue import Form
from portal.domain.conditions import Trait, Traits
from portal.domain.contract import (
    Party,
    SignerFacts,
    check_end,
    check_signer,
)
from portal.domain.contract_due import approach_until, contract_due
from portal.domain.documents import document_list, required_documents
from portal.domain.fees import ClaimedCategory, FeeDecision, FeeFacts, PlannedService, decide_fee
from portal.domain.income import HouseholdMember, IncomeItem
from portal.domain.payments import Channel, check_channel, payment_due
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import ReferenceBook
from portal.regions.registry import build
from portal_moscow import plugin

DAY = date(2026, 3, 16)
BORN = date(1948, 5, 2)
MOSCOW = build("moscow", plugin)
BOOK = ReferenceBook(MOSCOW.reference_values)
CONTRACT = MOSCOW.rules.contract_rules.on(DAY)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def make_facts(income: str, cost: str = "5200.00", **changes: object) -> FeeFacts:
    """A pensioner at home; the threshold comes from the shipped values."""
    months = [date(2025, month, 1) for month in range(2, 13)] + [date(2026, 1, 1)]
    incomes = tuple(IncomeItem(month, Decimal(income)) for month in months)
    facts = FeeFacts(
        form=Form.HOME,
        applied_on=DAY,
        rules_day=DAY,
        born=BORN,
        household=(HouseholdMember(Relation.RECIPIENT, BORN, incomes),),
        services=(PlannedService("S1", Decimal(1), Decimal(cost)),),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def decide(facts: FeeFacts) -> FeeDecision:
    return decide_fee(facts, MOSCOW.rules.fee_rules.on(DAY), BOOK)


@pytest.mark.parametrize(
    ("presented", "due", "federal"),
    [
        pytest.param(
            "2026-06-11T16:30", "2026-06-15T23:59:59", "2026-06-12T16:30",
            id="MSK-CON-01: before a holiday and a weekend",
        ),
        pytest.param(
            "2026-04-30T16:10", "2026-05-04T23:59:59", "2026-05-01T16:10", id="before 1 May"
        ),
        pytest.param(
            "2026-03-02T10:30", "2026-03-03T23:59:59", "2026-03-03T10:30", id="an ordinary Monday"
        ),
    ],
)  # fmt: skip
def test_one_working_day_with_the_federal_moment_as_a_warning(
    presented: str, due: str, federal: str
) -> None:
    found = contract_due(CONTRACT, moment(presented), MOSCOW.calendar)

    assert found.due.at == moment(due)
    assert found.due.rule.citation.rule == "MSK-CON-01"
    assert found.shorter_federal is not None
    assert found.shorter_federal.at == moment(federal)
    assert found.shorter_federal.rule.citation.rule == "FED-CON-01"


def test_the_term_starts_with_the_decision_and_the_programme() -> None:
    assert CONTRACT.starting_papers == ("decision_copy", "programme")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        pytest.param(date(2026, 9, 3), date(2026, 6, 3), id="MSK-CON-03 (a): half of the term"),
        pytest.param(date(2027, 3, 3), date(2026, 8, 31), id="MSK-CON-03 (b): 180 days"),
    ],
)
def test_the_window_for_coming_to_a_provider(until: date, last: date) -> None:
    window, decided = CONTRACT.approach_window, date(2026, 3, 4)
    assert window is not None

    assert approach_until(window, decided, decided, until) == last


def test_an_attorney_may_sign() -> None:
    neighbour = SignerFacts(BORN, True, DAY, Party.REPRESENTATIVE, "attorney")

    assert check_signer(neighbour, CONTRACT) == ()
    assert CONTRACT.signatories.rule == "MSK-CON-06"


@pytest.mark.parametrize(
    ("end", "allowed"),
    [
        pytest.param(date(2026, 12, 31), False, id="MSK-CON-09: shorter than the programme"),
        pytest.param(date(2027, 2, 28), True, id="MSK-CON-09: as long as the programme"),
        pytest.param(date(2027, 3, 1), False, id="longer"),
    ],
)
def test_the_contract_lasts_as_long_as_the_programme(end: date, *, allowed: bool) -> None:
    assert (not check_end(CONTRACT, end, date(2027, 2, 28))) is allowed


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2023, 5, 23), date(2025, 1, 1), DAY])
def test_the_contract_has_the_three_groups_of_conditions(day: date) -> None:
    clauses = MOSCOW.rules.contract_rules.on(day).clauses
    text = {clause.code: clause.text for clause in clauses}
    order = [clause.number for clause in clauses]

    assert "в течение 10 дней по истечении отчётного месяца" in text["payment"]
    assert "до погашения задолженности" in text["suspension_terms"]
    assert "расторгнут" in text["termination"]
    assert "Ежемесячно" in text["acceptance_act"]
    assert "тарифы" in text["right_change_fee"]
    assert "первый остаётся у Заказчика" in text["copies"]
    assert order[order.index("6з") + 1] == "6.1"
    assert order[order.index("15") + 1 : order.index("16")] == ["15.1", "15.2", "15.3"]


def test_added_clauses_cite_the_city_s_acts() -> None:
    rules = {
        clause.code: clause.citation.rule
        for clause in CONTRACT.clauses
        if not clause.citation.rule.startswith("FED-")
    }

    assert rules == {
        "information_entry": "MSK-RGT-02",
        "suspension_terms": "MSK-CON-10",
        "suspension_absence": "MSK-CON-10",
        "suspension_effect": "MSK-CON-10",
    }
    assert CONTRACT.copies == 2
    assert CONTRACT.copies_citation.rule == "MSK-CON-05"


@pytest.mark.parametrize(
    ("traits", "codes"),
    [
        (frozenset(), ["decision_copy", "programme", "identity_document"]),
        (
            frozenset({Trait.REPRESENTED, Trait.INCOME_TESTED}),
            ["decision_copy", "programme", "identity_document", "representative_authority"],
        ),
    ],
)
@pytest.mark.parametrize("form", [Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY])
def test_what_the_citizen_brings(form: Form, traits: Traits, codes: list[str]) -> None:
    papers = document_list(MOSCOW.rules.required_documents.on(DAY), form, None)
    assert papers is not None

    assert [paper.code for paper in required_documents(papers, traits)] == codes


@pytest.mark.parametrize(
    ("month", "due"),
    [
        pytest.param(date(2026, 8, 1), date(2026, 9, 10), id="MSK-PAY-01: August"),
        pytest.param(date(2026, 4, 1), date(2026, 5, 12), id="MSK-PAY-01: April"),
    ],
)
def test_ten_days_to_pay_whatever_the_contract_s_day(month: date, due: date) -> None:
    rules = MOSCOW.rules.payment_rules.on(DAY)

    assert payment_due(rules, month, 25, MOSCOW.calendar).at.date() == due
    assert not any(check_channel(rules, channel, None) for channel in Channel)


@pytest.mark.parametrize(
    ("group", "minimum", "threshold"),
    [
        (PopulationGroup.WORKING_AGE, "28940.00", "43410.00"),
        (PopulationGroup.PENSIONERS, "18971.00", "28456.50"),
        (PopulationGroup.CHILDREN, "21903.00", "32854.50"),
    ],
)
def test_the_subsistence_minimum_of_2026(
    group: PopulationGroup, minimum: str, threshold: str
) -> None:
    found = BOOK.subsistence_minimum(group, date(2026, 1, 1))

    assert found.amount == Decimal(minimum)
    assert found.amount * BOOK.threshold_multiplier(DAY).amount == Decimal(threshold)
    assert BOOK.subsistence_minimum(group, date(2025, 12, 31)).amount < found.amount


@pytest.mark.parametrize(
    ("income", "free", "cap", "fee"),
    [
        pytest.param("27000.00", True, "0.00", "0.00", id="MSK-FEE-03: over one minimum, free"),
        pytest.param("28456.50", True, "0.00", "0.00", id="at the threshold"),
        pytest.param("28456.51", False, "0.00", "0.00", id="a kopeck over it"),
        pytest.param("36000.00", False, "3771.75", "3771.75", id="MSK-FEE-04: the cap"),
    ],
)
def test_the_threshold_is_one_and_a_half_minimums(
    income: str, cap: str, fee: str, *, free: bool
) -> None:
    decision = decide(make_facts(income))

    assert decision.free is free
    assert decision.threshold == Decimal("28456.50")
    assert decision.fee_cap == Decimal(cap)
    assert decision.monthly_fee == Decimal(fee)
    assert "MSK-FEE-03" in decision.rules


@pytest.mark.parametrize(
    ("form", "told", "cap", "warned"),
    [
        pytest.param(Form.HOME, "3500.00", "3500.00", True, id="MSK-FEE-07: the decision is lower"),
        pytest.param(Form.HOME, "3771.75", "3771.75", False, id="they agree"),
        pytest.param(Form.HOME, "4000.00", "3771.75", True, id="the calculation is lower"),
        pytest.param(
            Form.STATIONARY, "3500.00", "27000.00", False, id="MSK-FEE-07: not in residential care"
        ),
    ],
)
def test_the_decision_names_the_highest_fee(
    form: Form, told: str, cap: str, *, warned: bool
) -> None:
    decision = decide(make_facts("36000.00", form=form, decision_cap=Decimal(told)))

    assert decision.fee_cap == Decimal(cap)
    assert any("сверьте доход с решением" in text for text in decision.warnings) is warned


def test_the_guide_s_shorter_list_of_categories_is_not_followed() -> None:
    claim = (ClaimedCategory("combat_disabled_veteran", proved=True),)

    assert decide(make_facts("90000.00", categories=claim)).free_ground == "combat_disabled_veteran"


def test_living_with_a_working_daughter_changes_nothing() -> None:
    facts = make_facts("20000.00")
    daughter = HouseholdMember(
        Relation.CHILD, date(1986, 9, 1), (IncomeItem(date(2025, 5, 1), Decimal("90000.00")),)
    )

    assert decide(replace(facts, household=(*facts.household, daughter))).free


def test_debt_and_breach_join_the_common_grounds() -> None:
    rules = MOSCOW.rules.suspension_rules.on(DAY)
    by_code = {ground.code: ground.citation.rule for ground in rules.grounds}

    assert by_code == {
        "documents_missing": "FED-SUS-01",
        "medical_contraindication": "FED-SUS-02",
        "hospital_stay": "MSK-SUS-02",
        "sanatorium": "MSK-SUS-02",
        "temporary_absence": "MSK-SUS-02",
        "quarantine": "MSK-SUS-02",
        "debt": "MSK-SUS-01",
        "breach_by_recipient": "MSK-SUS-01",
    }


def test_acts_are_monthly_for_free_and_paid_services() -> None:
    rules = MOSCOW.rules.act_rules.on(DAY)

    assert rules.cadence.rule == "MSK-ACT-01"
    assert rules.form.rule == "MSK-ACT-02"
    assert rules.additional.rule == "MSK-FEE-06"


def test_forms_are_approved_by_the_city() -> None:
    rules = {form.code: form.citation.rule for form in MOSCOW.rules.printed_forms.on(DAY)}

    own = {code: rule for code, rule in rules.items() if rule.startswith("MSK-")}
    assert own == {
        "contract": "MSK-FRM-09", "act": "MSK-ACT-02", "application": "MSK-FRM-01",
        "inspection_act": "MSK-FRM-03", "decision": "MSK-FRM-04", "programme": "MSK-FRM-05",
        "schedule": "MSK-FRM-06", "urgent_act": "MSK-FRM-10", "waiver": "MSK-FRM-11",
    }  # fmt: skip
    assert rules["receipt"] == "FED-FRM-04"


@pytest.mark.parametrize(
    ("form", "first"),
    [
        (Form.HOME, "MSK-H-01"),
        (Form.SEMI_STATIONARY, "MSK-D-01"),
        (Form.STATIONARY, "MSK-S-01"),
    ],
)
def test_the_starter_catalogue(form: Form, first: str) -> None:
    items = MOSCOW.rules.service_catalogue.on(DAY).for_form(form)

    assert items[0].code == first
    assert all(item.citation.verify for item in items)

"""Vladimir region: the worked examples of its rules, before each border and at it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.domain.acts import ActFacts, DeliveredService, draft_act
from portal.domain.catalogue import Form, Kind
from portal.domain.conditions import Trait, Traits
from portal.domain.contract_due import contract_due
from portal.domain.documents import SubmittedPaper, document_list, missing_documents
from portal.domain.explanation import as_text
from portal.domain.fees import ClaimedCategory, FeeDecision, FeeFacts, PlannedService, decide_fee
from portal.domain.income import HouseholdMember, IncomeItem, income_window
from portal.domain.payments import (
    Channel,
    Charge,
    arrears,
    check_channel,
    payment_due,
    with_channels,
)
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import ReferenceBook
from portal.domain.violations import RulesBroken
from portal.domain.workflow import advance
from portal.regions.registry import build
from portal_vladimir import plugin

DAY = date(2026, 3, 16)
BORN = date(1948, 5, 2)
VLADIMIR = build("vladimir", plugin)
BOOK = ReferenceBook(VLADIMIR.reference_values)
FEES = VLADIMIR.rules.fee_rules.on(DAY)


def make_facts(income: str, cost: str = "2100.00", **changes: object) -> FeeFacts:
    """A threshold of 20000.00, as in the rulebook's examples."""
    months = [date(2025, month, 1) for month in range(2, 13)] + [date(2026, 1, 1)]
    incomes = tuple(IncomeItem(month, Decimal(income)) for month in months)
    facts = FeeFacts(
        form=Form.HOME,
        applied_on=DAY,
        rules_day=DAY,
        born=BORN,
        household=(HouseholdMember(Relation.RECIPIENT, BORN, incomes),),
        services=(PlannedService("S1", Decimal(1), Decimal(cost)),),
        subsistence_minimum=Decimal("10000.00"),
        threshold_multiplier=Decimal(2),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def decide(facts: FeeFacts) -> FeeDecision:
    return decide_fee(facts, FEES, BOOK)


@pytest.mark.parametrize("form", [Form.HOME, Form.SEMI_STATIONARY])
@pytest.mark.parametrize(
    ("income", "cost", "cap", "fee"),
    [
        pytest.param("23500.00", "2100.00", "1750.00", "1750.00", id="VLA-FEE-02: partial"),
        pytest.param("23500.00", "1200.00", "1750.00", "1200.00", id="VLA-FEE-01: full"),
        pytest.param("20000.01", "2100.00", "0.00", "0.00", id="a kopeck over the threshold"),
    ],
)
def test_half_of_what_exceeds_the_threshold(
    form: Form, income: str, cost: str, cap: str, fee: str
) -> None:
    decision = decide(make_facts(income, cost, form=form))

    assert decision.fee_cap == Decimal(cap)
    assert decision.monthly_fee == Decimal(fee)
    assert not decision.free
    assert {"VLA-FEE-02", "FED-FEE-04"} <= set(decision.rules)
    assert "То же по федеральному закону" in as_text(decision.steps)


def test_income_at_the_threshold_is_free_service() -> None:
    decision = decide(make_facts("20000.00"))

    assert decision.free
    assert decision.free_ground == "income_not_above_threshold"
    assert {"VLA-FEE-04", "FED-FEE-02"} <= set(decision.rules)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param("wwii_participant", "VLA-FEE-03", id="VLA-FEE-03: the region's own word"),
        pytest.param("wwii_disabled_veteran", "VLA-FEE-03", id="also the region's"),
        pytest.param("combat_disabled_veteran", "FED-FEE-01", id="the federal list stays beside"),
    ],
)
def test_categories_of_the_region_and_of_the_federation(code: str, rule: str) -> None:
    decision = decide(make_facts("41000.00", categories=(ClaimedCategory(code, proved=True),)))

    assert decision.free
    assert decision.free_ground == code
    assert rule in decision.rules


@pytest.mark.parametrize(
    ("form", "day", "free"),
    [
        pytest.param(Form.HOME, date(2022, 12, 31), True, id="at home before the federal list"),
        pytest.param(Form.STATIONARY, date(2022, 12, 31), False, id="the region names two forms"),
        pytest.param(Form.STATIONARY, date(2023, 1, 1), True, id="since 2023 by federal law"),
    ],
)
def test_war_veterans_were_free_here_before_the_federal_list(
    form: Form, day: date, *, free: bool
) -> None:
    facts = make_facts(
        "41000.00",
        form=form,
        rules_day=day,
        categories=(ClaimedCategory("wwii_participant", proved=True),),
        services=(),
    )

    assert decide(facts).free is free


@pytest.mark.parametrize(
    ("born", "ground"),
    [
        pytest.param(date(2008, 3, 17), "minor", id="VLA-FEE-10: seventeen, by federal law"),
        pytest.param(date(2008, 3, 16), None, id="eighteen today: the paper frees no more"),
    ],
)
def test_a_disabled_child_is_free_as_every_minor(born: date, ground: str | None) -> None:
    claim = (ClaimedCategory("disabled_minor", proved=True),)

    assert decide(make_facts("50000.00", born=born, categories=claim)).free_ground == ground


@pytest.mark.parametrize(
    ("applied", "first", "last"),
    [
        pytest.param(
            date(2024, 11, 20), date(2023, 11, 1), date(2024, 10, 1), id="VLA-FEE-06: until 2024"
        ),
        pytest.param(
            date(2025, 1, 1), date(2023, 12, 1), date(2024, 11, 1), id="FED-FEE-09: from 2025"
        ),
    ],
)
def test_the_window_follows_the_decree_in_force(applied: date, first: date, last: date) -> None:
    assert income_window(applied, FEES.income.on(applied)) == (first, last)


def test_the_shipped_minimum_and_multiplier_make_the_threshold() -> None:
    minimum = BOOK.subsistence_minimum(PopulationGroup.PENSIONERS, DAY)

    assert minimum.amount * BOOK.threshold_multiplier(DAY).amount == Decimal("21000.00")
    assert minimum.citation.rule == "VLA-FEE-05"
    assert minimum.citation.verify


def test_cost_is_quantity_times_tariff() -> None:
    services = (PlannedService("VLA-H-01", Decimal(8)), PlannedService("VLA-H-07", Decimal(4)))

    assert decide(make_facts("23500.00", services=services)).cost_at_tariffs == Decimal("1364.00")


def test_additional_services_stand_beside_the_cap() -> None:
    item = VLADIMIR.rules.service_catalogue.on(DAY).item("VLA-H-01")
    deliveries = (
        DeliveredService(DAY, item.code, Decimal(1), Decimal("2100.00")),
        DeliveredService(DAY, item.code, Decimal(1), Decimal("300.00"), additional=True),
    )
    facts = ActFacts(
        date(2026, 3, 1), deliveries, {item.code: item}, {}, False, None, Decimal("1750.00")
    )

    found = draft_act(facts, VLADIMIR.rules.act_rules.on(DAY))

    assert found.additional_cost == Decimal("300.00")
    assert found.payable == Decimal("2050.00")
    assert "п. 9 порядка обслуживания на дому" in as_text(found.steps)


def missing(unit: str, form: Form, traits: Traits, *submitted: str) -> list[str]:
    papers = document_list(VLADIMIR.rules.required_documents.on(DAY), form, unit)
    assert papers is not None
    handed_in = [SubmittedPaper(code, date(2026, 2, 20)) for code in submitted]
    return [paper.code for paper in missing_documents(papers, traits, handed_in, DAY)]


REPRESENTED_FAMILY = frozenset({Trait.REPRESENTED, Trait.HAS_FAMILY})
HOME_PAPERS = (
    "application", "identity_document", "residence_proof", "programme", "family_composition",
    "income_certificates", "medical_conclusion",
)  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "form", "traits", "submitted", "expected"),
    [
        pytest.param(
            "home_care", Form.HOME, REPRESENTED_FAMILY, (*HOME_PAPERS, "representative_identity"),
            ["representative_authority"], id="VLA-DOC-01: a representative without authority",
        ),
        pytest.param(
            "home_care", Form.HOME, frozenset({Trait.HAS_FAMILY}), HOME_PAPERS, [],
            id="VLA-DOC-01: СНИЛС is not on the list",
        ),
        pytest.param(
            "home_care", Form.HOME, frozenset({Trait.FREE_BY_CATEGORY}), HOME_PAPERS,
            ["free_category_proof"], id="VLA-DOC-01: the federal proof is kept",
        ),
        pytest.param(
            "day_care", Form.SEMI_STATIONARY, frozenset(),
            ("application", "identity_document", "residence_proof", "programme",
             "income_certificates"),
            ["medical_conclusion"], id="VLA-DOC-02: no conclusion",
        ),
        pytest.param(
            "day_care", Form.SEMI_STATIONARY, frozenset({Trait.REPRESENTED}), HOME_PAPERS,
            ["representative_authority", "representative_identity"],
            id="VLA-DOC-02: authority outside the letters",
        ),
        pytest.param(
            "child_rehabilitation", Form.SEMI_STATIONARY, frozenset({Trait.MINOR, Trait.DISABLED}),
            ("programme", "identity_document", "snils", "parent_application",
             "parent_identity_copy", "child_identity_copy", "data_consent"),
            ["disability_certificate_copy"],
            id="VLA-DOC-05: a disabled child",
        ),
        pytest.param(
            "minors_stationary", Form.STATIONARY, frozenset({Trait.MINOR}),
            ("programme", "identity_document", "snils", "orphan_status_documents"),
            ["ground_document"], id="VLA-DOC-06: status papers are no ground",
        ),
    ],
)  # fmt: skip
def test_papers_of_each_department(
    unit: str, form: Form, traits: Traits, submitted: tuple[str, ...], expected: list[str]
) -> None:
    assert missing(unit, form, traits, *submitted) == expected


def test_only_income_papers_may_be_left_to_the_provider() -> None:
    for unit, form in (("home_care", Form.HOME), ("day_care", Form.SEMI_STATIONARY)):
        papers = document_list(VLADIMIR.rules.required_documents.on(DAY), form, unit)
        assert papers is not None
        left = [paper for paper in papers.requirements if not paper.blocking]
        assert [paper.code for paper in left] == ["income_certificates"]
        assert left[0].obtainable_by_provider


def test_the_papers_carry_their_letters_in_order() -> None:
    lists = VLADIMIR.rules.required_documents.on(DAY)

    for unit, form, letters in (
        ("home_care", Form.HOME, "абвгдежз"),
        ("day_care", Form.SEMI_STATIONARY, "абвгдеж"),
    ):
        papers = document_list(lists, form, unit)
        assert papers is not None
        assert "".join(paper.letter for paper in papers.requirements) == letters


def test_the_contract_is_due_within_a_day_by_the_region_s_own_clause() -> None:
    rules = VLADIMIR.rules.contract_rules.on(DAY)
    presented = datetime.fromisoformat("2026-03-02T10:30")

    found = contract_due(rules, presented, VLADIMIR.calendar)

    assert found.due.at == datetime.fromisoformat("2026-03-03T10:30")
    assert found.due.rule.citation.rule == "VLA-CON-01"
    assert found.shorter_federal is None
    assert rules.signatories.rule == "VLA-CON-02"
    assert not rules.attorney_may_sign


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        pytest.param("home_care", "VLA-CON-01", id="VLA-CON-01: clause 12"),
        pytest.param("day_care", "VLA-CON-01", id="VLA-CON-01: clause 13"),
        pytest.param("child_rehabilitation", "FED-CON-01", id="VLA-CON-03: silent"),
        pytest.param("minors_prevention", "FED-CON-01", id="VLA-CON-03: silent too"),
    ],
)
def test_the_term_stands_with_the_clause_of_its_department(unit: str, rule: str) -> None:
    rules = VLADIMIR.rules.contract_rules.on(DAY)

    assert rules.for_unit(unit).conclusion.citation.rule == rule


def test_the_printed_contract_names_the_bank_s_till_and_what_else_is_open() -> None:
    """VLA-PAY-01."""
    payment = VLADIMIR.rules.payment_rules.on(DAY)
    (clause,) = (
        clause
        for clause in VLADIMIR.rules.contract_rules.on(DAY).clauses
        if clause.code == "payment"
    )

    assert "{payment_ways}" in clause.text
    assert payment.ways_in_contract == "наличными в кассе банка"
    assert with_channels(payment, [Channel.CASH_DESK]).ways_in_contract == (
        "наличными в кассе банка или наличными в кассе Исполнителя"
    )
    assert clause.number == "12"


@pytest.mark.parametrize(
    ("channel", "receipt", "fields"),
    [
        pytest.param(Channel.BANK_TILL, "000123", [], id="at the till with a receipt"),
        pytest.param(Channel.CASH_DESK, "000123", ["channel"], id="VLA-PAY-01: staff take no cash"),
        pytest.param(Channel.BANK_TRANSFER, "000123", ["channel"], id="VLA-PAY-01: no transfer"),
        pytest.param(Channel.BANK_TILL, None, ["receipt_number"], id="VLA-PAY-02: no receipt"),
    ],
)
def test_payment_at_the_till_of_a_bank(
    channel: Channel, receipt: str | None, fields: list[str]
) -> None:
    found = check_channel(VLADIMIR.rules.payment_rules.on(DAY), channel, receipt)

    assert [item.field for item in found] == fields


def test_the_due_day_is_the_contract_s_and_a_debt_bears_no_penalty() -> None:
    rules = VLADIMIR.rules.payment_rules.on(DAY)

    due = payment_due(rules, date(2026, 3, 1), 10, VLADIMIR.calendar).at.date()
    charge = Charge(date(2026, 3, 1), Decimal("1750.00"), due, Decimal("1000.00"))

    assert due == date(2026, 4, 10)
    assert arrears((charge,), date(2026, 4, 10)) == Decimal("0.00")
    assert arrears((charge,), date(2026, 4, 13)) == Decimal("750.00")


def test_the_social_worker_hands_the_copy_to_the_head() -> None:
    workflow = VLADIMIR.rules.payment_rules.on(DAY).receipt_workflow
    assert workflow is not None

    taken = advance(workflow, workflow.start, "take_copy", "social_worker")
    handed_over = advance(workflow, taken, "hand_over", "social_worker")

    assert [workflow.start, taken, handed_over] == [
        "receipt_recorded",
        "copy_with_social_worker",
        "copy_handed_over",
    ]
    for role in ("accountant", "director", "head_of_department", "recipient"):
        with pytest.raises(RulesBroken, match="выполняет другой"):
            advance(workflow, taken, "hand_over", role)


@pytest.mark.parametrize(
    ("unit", "form", "prefix", "count"),
    [
        pytest.param("home_care", Form.HOME, "VLA-H", 13, id="VLA-IPP-05: starter codes"),
        pytest.param("day_care", Form.SEMI_STATIONARY, "VLA-D", 7, id="VLA-IPP-03"),
        pytest.param("minors_prevention", Form.HOME, "VLA-P", 10, id="VLA-IPP-04"),
    ],
)
def test_each_department_has_a_catalogue_of_its_own(
    unit: str, form: Form, prefix: str, count: int
) -> None:
    items = VLADIMIR.rules.service_catalogue.on(DAY).for_form(form, unit)

    assert [item.code for item in items] == [
        f"{prefix}-{number:02d}" for number in range(1, count + 1)
    ]


def test_what_the_rulebook_says_of_kinds() -> None:
    catalogue = VLADIMIR.rules.service_catalogue.on(DAY)
    day_care = catalogue.for_form(Form.SEMI_STATIONARY, "day_care")
    prevention = catalogue.for_form(Form.HOME, "minors_prevention")

    def codes_of(items: tuple[object, ...], kind: Kind) -> list[str]:
        return [item.code for item in items if item.kind is kind]  # type: ignore[attr-defined]

    assert codes_of(day_care, Kind.SOCIAL_MEDICAL) == ["VLA-D-03", "VLA-D-04"]
    assert codes_of(day_care, Kind.SOCIAL_PEDAGOGICAL) == []
    assert codes_of(prevention, Kind.SOCIAL_LEGAL) == ["VLA-P-08", "VLA-P-09", "VLA-P-10"]


def test_suspension_is_the_federal_list() -> None:
    rules = VLADIMIR.rules.suspension_rules.on(DAY)

    assert rules.ground("hospital_stay", Form.HOME).citation.rule == "FED-SUS-03"
    with pytest.raises(RulesBroken):
        rules.ground("holiday_of_social_worker", Form.HOME)

"""What a contract must say, how it is changed, on which grounds it is declined."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.amendments import ProposedAmendment, check_amendment, takes_effect
from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.contract_terms import (
    ConditionGroup,
    TermsFacts,
    UnitContract,
    check_essential,
    check_groups,
    check_payment,
    contract_need,
)
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.contract import FEDERAL_CONTRACT

LAW = Citation("SMP-CON-10", "442-FZ", "п. 1")
TERMS = FEDERAL_CONTRACT.terms
PAID = TermsFacts(services=1, free=False, fee=Decimal("2140.00"), due_day=10, period="monthly")
FREE = TermsFacts(services=1, free=True, free_ground="minor")


@pytest.mark.parametrize(
    ("facts", "complete"),
    [
        pytest.param(PAID, True, id="FED-CON-03: paid, with its fee"),
        pytest.param(replace(PAID, fee=None), False, id="FED-CON-03: paid, without a fee"),
        pytest.param(FREE, True, id="FED-CON-03: free, with its ground"),
        pytest.param(replace(FREE, free_ground=None), False, id="FED-CON-03: free, no ground"),
        pytest.param(replace(FREE, services=0), False, id="FED-CON-03: no service"),
    ],
)
def test_essential_terms(facts: TermsFacts, *, complete: bool) -> None:
    assert (not check_essential(TERMS, facts)) is complete


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        pytest.param(PAID, True, id="FED-CON-04: paid, with terms"),
        pytest.param(FREE, True, id="FED-CON-04: free, without"),
        pytest.param(replace(FREE, due_day=10), False, id="FED-CON-04: both"),
        pytest.param(replace(PAID, due_day=None, period=None), False, id="FED-CON-04: neither"),
    ],
)
def test_a_contract_is_paid_or_free(facts: TermsFacts, *, allowed: bool) -> None:
    assert (not check_payment(TERMS, facts)) is allowed


def test_a_strange_period_of_payment_is_refused() -> None:
    with pytest.raises(RulesBroken):
        check_payment(TERMS, replace(PAID, period="weekly"))


def test_every_group_of_terms_has_a_clause() -> None:
    terms = replace(TERMS, groups=(ConditionGroup("pay", "об оплате", ("payment", "free"), LAW),))

    assert check_groups(terms, ("free",)) == ()
    assert check_groups(terms, ("other",))[0].citation == LAW
    assert check_groups(TERMS, ()) == ()


def test_a_silent_procedure_still_needs_a_contract_unless_switched_off() -> None:
    units = (UnitContract(("prevention",), required=True, free=True, citation=LAW),)

    assert contract_need(units, Form.HOME, "prevention").required
    assert contract_need(units, Form.HOME, "prevention").silent
    assert not contract_need(units, Form.HOME, "prevention", ("prevention",)).required
    assert contract_need(units, Form.HOME, "home_care", ("home_care",)).required
    assert not contract_need(units, Form.URGENT, None).required


CITY = replace(
    FEDERAL_CONTRACT.amendments,
    provider_grounds=ChoiceList("grounds", "основания", (Choice("law_changed", "закон"),), LAW),
    by_consent=LAW,
)


@pytest.mark.parametrize(
    ("proposed", "counts_as"),
    [
        pytest.param(ProposedAmendment("provider", "law_changed"), "provider", id="MSK-CON-11"),
        pytest.param(ProposedAmendment("recipient", "wish"), "recipient", id="MSK-CON-11: any"),
        pytest.param(
            ProposedAmendment("provider", "wish", written_consent=True),
            "recipient",
            id="MSK-CON-12: by consent",
        ),
        pytest.param(
            ProposedAmendment("provider", "tariffs", subject="fee"), "provider", id="FED-FEE-14"
        ),
    ],
)
def test_whose_change_of_a_contract_it_is(proposed: ProposedAmendment, counts_as: str) -> None:
    assert check_amendment(CITY, proposed).counts_as == counts_as


@pytest.mark.parametrize("rules", [CITY, FEDERAL_CONTRACT.amendments])
def test_a_provider_changes_nothing_by_its_own_wish(rules: object) -> None:
    with pytest.raises(RulesBroken) as caught:
        check_amendment(rules, ProposedAmendment("provider", "wish"))  # type: ignore[arg-type]

    assert caught.value.code == "ground_unknown"


@pytest.mark.parametrize(
    ("agreed", "since"),
    [
        pytest.param(date(2026, 3, 17), date(2026, 3, 18), id="signed after the agreed day"),
        pytest.param(date(2026, 3, 19), date(2026, 3, 19), id="signed before it"),
    ],
)
def test_a_change_holds_from_the_agreed_day_or_its_last_signature(
    agreed: date, since: date
) -> None:
    assert takes_effect(agreed, [date(2026, 3, 16), date(2026, 3, 18)]) == since

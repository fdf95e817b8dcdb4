"""A contract that is silent on what its region demands is not printed (MSK-CON-10, FED-PAY-01)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal.domain.contract import ContractRules
from portal.domain.contract_terms import ConditionGroup
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from tests.support.sample_region import SAMPLE
from tests.usecases.procedures import (
    House,
    conclude,
    earn,
    hand_in_everything,
    make_house,
    present,
    register,
)

CLAUSE = Citation("MSK-CON-10", "829-PP", "п. 5.3")


@pytest.mark.parametrize(
    ("clauses", "printed"),
    [
        pytest.param(("payment", "free_mark"), True, id="one clause of the group is enough"),
        pytest.param(("suspension_terms",), False, id="no clause of the group"),
    ],
)
def test_a_text_without_a_demanded_group_is_not_printed(
    session: Session, clauses: tuple[str, ...], *, printed: bool
) -> None:
    group = ConditionGroup("named", "об оплате услуг", clauses, CLAUSE)

    def demanding(rules: ContractRules) -> ContractRules:
        return replace(rules, terms=replace(rules.terms, groups=(group,)))

    house, found = _ready(session, demanding)
    if printed:
        assert conclude(house, found).number
        return

    with pytest.raises(RulesBroken) as refused:
        conclude(house, found)

    assert refused.value.code == "essential_missing"


@pytest.mark.parametrize(
    ("silent", "paid", "missing"),
    [
        pytest.param("", True, None, id="the model form says it all"),
        pytest.param("payment", True, "payment_period", id="FED-PAY-01: by which day is not said"),
        pytest.param("payment", False, None, id="a free contract may be silent"),
    ],
)
def test_a_paid_text_that_is_silent_on_paying_is_not_printed(
    session: Session, silent: str, missing: str | None, *, paid: bool
) -> None:
    def cut(rules: ContractRules) -> ContractRules:
        return replace(rules, clauses=tuple(one for one in rules.clauses if one.code != silent))

    house, found = _ready(session, cut, "26000.00" if paid else "1000.00")
    if missing is None:
        assert conclude(house, found).decision.free is not paid
        return

    with pytest.raises(RulesBroken) as refused:
        conclude(house, found)

    told = refused.value.violations[0]
    assert (told.field, told.citation and told.citation.rule) == (missing, "FED-PAY-01")


def _ready(
    session: Session, changed: Callable[[ContractRules], ContractRules], income: str = "26000.00"
) -> tuple[House, int]:
    """A programme in whose region the rules of the contract are others."""
    rules = replace(SAMPLE.rules, contract_rules=SAMPLE.rules.contract_rules.changed(changed))
    house = make_house(session, replace(SAMPLE, rules=rules))
    person = register(house)
    found = present(house, person).id
    earn(house, person, income)
    hand_in_everything(house, person)
    return house, found

"""A contract without a group of terms that its region demands is not printed (MSK-CON-10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from portal.domain.contract import ContractRules
from portal.domain.contract_terms import ConditionGroup
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from tests.support.sample_region import SAMPLE
from tests.usecases.procedures import (
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

    rules = replace(SAMPLE.rules, contract_rules=SAMPLE.rules.contract_rules.changed(demanding))
    house = make_house(session, replace(SAMPLE, rules=rules))
    person = register(house)
    found = present(house, person).id
    earn(house, person)
    hand_in_everything(house, person)
    if printed:
        assert conclude(house, found).number
        return

    with pytest.raises(RulesBroken) as refused:
        conclude(house, found)

    assert refused.value.code == "essential_missing"

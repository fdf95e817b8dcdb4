"""The grounds of suspension that the parties left in a contract stand in its text."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.catalogue import Form
from portal.models import Contract
from portal.regions.registry import discover
from portal.usecases.contract_paper import ContractDraft, worded

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        pytest.param(["debt", "quarantine"], ("карантин",), id="MSK-SUS-02: one is left"),
        pytest.param(["debt"], (), id="MSK-SUS-02: the law's own are named elsewhere"),
    ],
)
def test_the_text_names_the_grounds_that_the_portal_asks(
    listed: list[str], named: tuple[str, ...]
) -> None:
    contract = Contract(form=Form.HOME, rules_day=DAY, suspension_grounds=listed)
    nothing: Any = SimpleNamespace(programme=None)
    draft = ContractDraft(nothing, contract, nothing, None, nothing, frozenset())

    region = discover()["moscow"]

    assert worded(draft, region).pauses == named
    (clause,) = (
        one
        for one in region.rules.contract_rules.on(DAY).clauses
        if one.code == "suspension_absence"
    )
    assert "{pause_grounds}" in clause.text

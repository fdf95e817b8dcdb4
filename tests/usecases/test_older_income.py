"""Income of an earlier application is pointed out on the draft of another contract (FED-FEE-02)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.models import Contract
from portal.usecases.queries.contract_drafts import get_draft
from portal.usecases.queries.threshold_left import threshold_left_on_draft
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    contract_in_force,
    earn,
    expect_refusal,
    present,
)
from tests.usecases.test_fee_changes_alone import minimum


def test_the_income_that_a_contract_rests_on_is_pointed_out_for_the_next_programme(
    house: House,
) -> None:
    contract = house.session.get_one(Contract, contract_in_force(house))
    day = TODAY + timedelta(days=1)
    later = present(house, contract.recipient_id, MORNING + timedelta(days=1), number="2")

    first = get_draft(house.director, contract.programme_id, house.region, day)
    second = get_draft(house.director, later.id, house.region, day)

    assert first.older_income is None
    assert second.older_income is not None
    assert second.older_income.applied_on == TODAY
    assert second.older_income.citation.rule.endswith("-FEE-02")


def test_income_recorded_for_the_new_application_is_not(house: House) -> None:
    contract = house.session.get_one(Contract, contract_in_force(house))
    tomorrow = MORNING + timedelta(days=1)
    later = present(house, contract.recipient_id, tomorrow, number="2")
    earn(house, contract.recipient_id, now=tomorrow)

    draft = get_draft(house.director, later.id, house.region, TODAY + timedelta(days=1))

    assert draft.older_income is None


@pytest.mark.parametrize(("same", "refused"), [(False, True), (True, False), (None, False)])
def test_no_contract_rests_on_the_income_of_an_earlier_application_unnoticed(
    house: House, same: bool | None, refused: bool
) -> None:
    contract = house.session.get_one(Contract, contract_in_force(house))
    tomorrow = MORNING + timedelta(days=1)
    later = present(house, contract.recipient_id, tomorrow, number="2")

    if refused:
        with expect_refusal(house.session, "documents_missing", "same_application"):
            conclude(house, later.id, tomorrow, same_application=same)
    else:
        assert conclude(house, later.id, tomorrow, same_application=same).number


@pytest.mark.parametrize(
    ("day", "amount", "fee"),
    [
        pytest.param(date(2026, 3, 31), "15800.00", None, id="the eve of the new minimum"),
        pytest.param(date(2026, 4, 1), "15800.00", "1150.00", id="FED-FEE-04: its bound is less"),
        pytest.param(date(2026, 4, 1), "15600.00", None, id="FED-FEE-04: the tariffs are less"),
    ],
)
def test_the_draft_knows_what_the_fee_is_by_the_minimum_of_the_day(
    house: House, day: date, amount: str, fee: str | None
) -> None:
    """FED-FEE-02, FED-FEE-14: the fee of 1 200 rests on the day of the application, 2 March."""
    contract = house.session.get_one(Contract, contract_in_force(house))
    later = present(house, contract.recipient_id, MORNING + timedelta(days=1), number="2")
    minimum(house, amount)

    found = threshold_left_on_draft(house.director, later.id, house.region, day)

    if fee is None:
        assert found is None
        return
    assert found is not None
    assert (found.held_on, found.changed_on) == (TODAY, date(2026, 4, 1))
    assert found.now.monthly_fee == Decimal(fee)
    assert found.citation.rule == "FED-FEE-14"

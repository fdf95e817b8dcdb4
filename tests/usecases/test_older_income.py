"""Income of an earlier application is pointed out on the draft of another contract (FED-FEE-02)."""

from datetime import timedelta

import pytest

from portal.models import Contract
from portal.usecases.queries.contract_drafts import get_draft
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

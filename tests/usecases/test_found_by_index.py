"""Lists of a big provider: what stands beside a row is found by an index, not among everything."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Contract
from portal.usecases.deaths import unended_contracts
from portal.usecases.queries.contract_tasks import contract_tasks
from portal.usecases.queries.half_signed import half_signed
from portal.usecases.queries.month_cases import awaits_records
from portal.usecases.queries.programme_endings import list_endings
from portal.usecases.queries.signing_queue import signing_queue
from portal.usecases.queries.visit_plans import todays_round
from tests.support.plans import tables_scanned
from tests.usecases.procedures import TODAY, House, contract_in_force, make_house

MARCH = date(2026, 3, 1)


@pytest.fixture
def house(session: Session) -> House:
    found = make_house(session)
    contract_in_force(found)
    session.rollback()
    return found


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(lambda one: contract_tasks(one.director, TODAY), id="contracts to draw up"),
        pytest.param(lambda one: list_endings(one.director, one.region, TODAY), id="last days"),
        pytest.param(lambda one: todays_round(one.director, TODAY, one.region), id="a round"),
        pytest.param(lambda one: half_signed(one.director, TODAY), id="half signed"),
        pytest.param(lambda one: signing_queue(one.director, one.region), id="to sign"),
        pytest.param(
            lambda one: unended_contracts(one.session, one.director, TODAY), id="the dead"
        ),
        pytest.param(
            lambda one: one.session.execute(
                select(Contract.id).where(awaits_records(one.provider_id, MARCH))
            ),
            id="months without records",
        ),
    ],
)
def test_what_stands_beside_a_row_is_found_by_an_index(
    house: House, listed: Callable[[House], object]
) -> None:
    with tables_scanned(house.session) as scanned:
        listed(house)

    grows = {"contract", "signature", "suspension", "termination", "transfer", "move"}
    assert grows.isdisjoint(scanned)

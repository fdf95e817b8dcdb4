"""A death under a contract in force: its day is served, no later one."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.domain.contract import ContractState
from portal.domain.endings import COURT_FINDING, DEATH
from portal.models import Contract, ContractService, Recipient
from portal.usecases import amendment_checks
from portal.usecases.actor import Actor
from portal.usecases.deaths import unended_contracts
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.tariff_cases import count_touched
from tests.support.factories import make_termination
from tests.usecases.procedures import (
    BlankPress,
    House,
    contract_in_force,
    expect_refusal,
)
from tests.usecases.test_suspensions import APRIL

LAST = date(2026, 3, 20)
NEXT = LAST + timedelta(days=1)


@pytest.fixture
def contract(house: House) -> Contract:
    """A contract in force whose recipient died on ``LAST``."""
    row = house.session.get_one(Contract, contract_in_force(house))
    house.session.get_one(Recipient, row.recipient_id).died_on = LAST
    house.session.commit()
    return row


def served(house: House, contract: Contract, day: date) -> None:
    code = house.session.scalars(select(ContractService.code)).first()
    command = RecordDelivery(contract.id, day, str(code), Decimal(1))
    record_delivery(command, region=house.region, actor=house.worker, now=APRIL)


def suspended(house: House, contract: Contract, day: date) -> None:
    command = SuspendContract(
        contract.id, "hospital_stay", day, None, "справка № 3", paper_later=True
    )
    suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )


def changed(house: House, contract: Contract, day: date) -> None:
    clause = house.region.rules.contract_rules.on(day).amendments.grounds.citation
    amendment_checks.demand_standing(house.session, contract, day, clause)


@pytest.mark.parametrize(
    ("step", "field"), [(served, "day"), (suspended, "since"), (changed, "since")]
)
@pytest.mark.parametrize("day", [LAST, NEXT], ids=["the day of death", "the day after"])
def test_nothing_of_a_day_after_the_death_is_recorded(
    house: House,
    contract: Contract,
    step: Callable[[House, Contract, date], None],
    field: str,
    day: date,
) -> None:
    refused: AbstractContextManager[object] = (
        expect_refusal(house.session, "contract_not_active", field) if day > LAST else nullcontext()
    )
    with refused:
        step(house, contract, day)


@pytest.mark.parametrize(("day", "count"), [(LAST, 1), (NEXT, 0)])
def test_new_tariffs_touch_nobody_who_died_before_their_day(
    house: House, contract: Contract, day: date, count: int
) -> None:
    assert count_touched(house.session, contract.provider_id, day) == count


def reminded(house: House, actor: Actor, day: date) -> list[int]:
    return [one.contract_id for one in unended_contracts(house.session, actor, day)]


def test_the_first_page_reminds_until_an_end_is_prepared(house: House, contract: Contract) -> None:
    assert reminded(house, house.director, LAST) == [contract.id]
    assert not reminded(house, house.director, LAST - timedelta(days=1))

    make_termination(house.session, contract, house.director)

    assert not reminded(house, house.director, LAST)


@pytest.mark.parametrize(
    ("back", "died", "told"),
    [
        (None, None, [(LAST, COURT_FINDING)]),
        (NEXT + timedelta(days=1), None, [(LAST, COURT_FINDING)]),
        (NEXT, None, []),
        (None, NEXT, [(NEXT, DEATH)]),
    ],
    ids=["missing", "back tomorrow", "back today", "dead meanwhile"],
)
def test_a_courts_finding_is_reminded_of_until_the_return(
    house: House,
    contract: Contract,
    back: date | None,
    died: date | None,
    told: list[tuple[date, str]],
) -> None:
    """FED-TER-07: what ends by the finding ends on its own ground."""
    person = house.session.get_one(Recipient, contract.recipient_id)
    person.died_on, person.missing_since, person.returned_on = died, LAST, back
    house.session.commit()

    found = unended_contracts(house.session, house.director, NEXT)

    assert [(one.since, one.ground) for one in found] == told
    assert not unended_contracts(house.session, house.director, LAST - timedelta(days=1))


def test_an_ended_contract_is_not_reminded_of(house: House, contract: Contract) -> None:
    contract.state, contract.ended_on = ContractState.TERMINATED, LAST
    house.session.commit()

    assert not reminded(house, house.director, NEXT)

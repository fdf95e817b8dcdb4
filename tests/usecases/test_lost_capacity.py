"""A court's decision on a contract in force: told until a guardian acts, from the day it holds."""

from datetime import date, timedelta

import pytest

from portal.domain.authorities import Capacity
from portal.models import Contract, Recipient, RepresentativeKind
from portal.usecases.queries.lost_capacity import capacity_task, without_guardian
from tests.support.factories import make_representative
from tests.usecases.procedures import House, contract_in_force
from tests.usecases.test_representatives import DAY, EVE, decide


@pytest.fixture
def contract(house: House) -> Contract:
    return house.session.get_one(Contract, contract_in_force(house))


def told(house: House, day: date) -> list[int]:
    return [one.contract_id for one in without_guardian(house.session, house.director, day)]


@pytest.mark.parametrize(
    ("capacity", "needed"),
    [(Capacity.INCAPABLE, "опекун"), (Capacity.LIMITED, "попечителя"), (Capacity.CAPABLE, "")],
)
def test_a_decision_is_told_from_its_day_on(
    house: House, contract: Contract, capacity: Capacity, needed: str
) -> None:
    decide(house, contract.recipient_id, capacity, EVE)

    found = capacity_task(house.director, contract.id, EVE)

    assert (needed in found.needed) if found else not needed
    assert told(house, EVE) == ([contract.id] if needed else [])
    assert not told(house, EVE - timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "since", "silent"),
    [
        (RepresentativeKind.GUARDIAN, EVE, True),
        (RepresentativeKind.GUARDIAN, DAY, False),
        (RepresentativeKind.ATTORNEY, EVE, False),
    ],
)
def test_only_a_guardian_who_acts_already_ends_it(
    house: House, contract: Contract, kind: RepresentativeKind, since: date, silent: bool
) -> None:
    decide(house, contract.recipient_id, Capacity.INCAPABLE, EVE)
    recipient = house.session.get_one(Recipient, contract.recipient_id)
    make_representative(house.session, recipient, kind=kind, since=since)

    assert bool(told(house, EVE)) is not silent

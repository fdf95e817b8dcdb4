"""A court's decision recorded later: what the person has signed alone meanwhile is listed."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.catalogue import Form
from portal.domain.contract import Party
from portal.models import Contract, Recipient
from portal.usecases.applications import RegisterApplication, register_application
from portal.usecases.capacity import RecordCapacity, record_capacity
from portal.usecases.queries.people_around import PeopleAround, people_around
from portal.usecases.signables import SignedKind
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    contract_in_force,
    expect_refusal,
    register,
)
from tests.usecases.signing_kinds import BOTH_SIGN, Desk
from tests.usecases.test_own_signatures import put
from tests.usecases.test_representatives import EVE, LATER, MOTHER, drafted, sign


def court(house: House, recipient_id: int, capacity: Capacity, since: date) -> PeopleAround:
    record_capacity(
        RecordCapacity(recipient_id, capacity, since, "решение суда № 2-15"),
        region=house.region,
        actor=house.worker,
        now=LATER,
    )
    return people_around(house.worker, recipient_id, house.region, EVE)


@pytest.mark.parametrize("kind", BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
def test_every_kind_of_paper_signed_since_the_courts_day_is_listed(
    session: Session, kind: SignedKind
) -> None:
    desk = Desk(session, kind)
    desk.director_signs()
    put(desk, Party.RECIPIENT)
    day = desk.house.region.today(desk.later)

    listed = court(desk.house, desk.recipient_id, Capacity.INCAPABLE, day).signed_alone

    assert desk.key in [one.key for one in listed]
    assert listed[0].signed_on == day


@pytest.mark.parametrize(
    ("shift", "count"), [(0, 1), (1, 0)], ids=["on the day", "a day before the decision"]
)
def test_what_was_signed_before_the_day_is_not(house: House, shift: int, count: int) -> None:
    contract_id = contract_in_force(house)
    contract = house.session.get_one(Contract, contract_id)
    since = (contract.in_force_from or TODAY) + timedelta(days=shift)

    listed = court(house, contract.recipient_id, Capacity.INCAPABLE, since).signed_alone

    assert len(listed) == count


@pytest.mark.parametrize(
    ("capacity", "count"), [(Capacity.LIMITED, 0), (Capacity.INCAPABLE, 1), (Capacity.CAPABLE, 0)]
)
def test_a_signature_beside_a_representatives_is_fine_for_limited_capacity(
    house: House, capacity: Capacity, count: int
) -> None:
    contract_id, recipient_id, _ = drafted(house, date(2008, 7, 1), MOTHER)
    sign(house, contract_id, Party.REPRESENTATIVE, EVE)
    sign(house, contract_id, Party.RECIPIENT, EVE)

    assert len(court(house, recipient_id, capacity, EVE).signed_alone) == count


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        (None, "действует лично"),
        (Capacity.LIMITED, "запишите попечителя"),
        (Capacity.INCAPABLE, "Запишите опекуна"),
    ],
)
def test_an_empty_list_never_says_that_somebody_acts_who_may_not(
    house: House, capacity: Capacity | None, words: str
) -> None:
    recipient_id = register(house)
    if capacity is not None:
        court(house, recipient_id, capacity, EVE)

    around = people_around(house.worker, recipient_id, house.region, EVE)

    assert not around.acting
    assert words in around.nobody
    assert ("лично" in around.nobody) is (capacity is None)


def test_of_the_dead_nobody_is_said_to_act(house: House) -> None:
    recipient_id = register(house)
    house.session.get_one(Recipient, recipient_id).died_on = TODAY
    house.session.commit()

    assert "умер" in people_around(house.worker, recipient_id, house.region, EVE).nobody


@pytest.mark.parametrize("applicant", ["citizen", "legal_representative"])
def test_whom_a_court_took_capacity_from_applies_through_somebody(
    house: House, applicant: str
) -> None:
    recipient_id = register(house)
    row = house.session.get_one(Recipient, recipient_id)
    row.capacity, row.capacity_since, row.capacity_basis = Capacity.INCAPABLE, TODAY, "решение"
    house.session.commit()
    command = RegisterApplication(
        applicant, "written", TODAY, Form.HOME, recipient_id, submitted_by="Опекунова А. П."
    )

    if applicant == "citizen":
        with expect_refusal(house.session, "not_authorised", "applicant"):
            register_application(command, region=house.region, actor=house.worker, now=MORNING)
        return
    assert register_application(
        command, region=house.region, actor=house.worker, now=MORNING
    ).number

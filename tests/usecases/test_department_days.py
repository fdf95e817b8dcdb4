"""The department somebody is served in changes on the first day there, whoever marks it when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.moves import MoveKind
from portal.models import Contract, Department, Move, Provider, Recipient, Role
from portal.usecases.department_days import department_of_contract, department_on
from portal.usecases.facts import load_case
from portal.usecases.move_steps import StepTold
from portal.usecases.move_withdrawals import WithdrawMove, withdraw_move
from portal.usecases.moves import OpenMove, TakeStep, open_move, take_step
from portal.usecases.places import open_room
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.home import served_by_department
from portal.usecases.queries.recipients import get_recipient
from tests.support.factories import (
    make_contract,
    make_department,
    make_move,
    make_programme,
    make_recipient,
    make_staff,
)
from tests.support.plans import tables_scanned
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
)

TOMORROW = TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=3)
FIRST, SECOND = "Отделение № 1", "Отделение № 2"


@pytest.fixture
def contract(session: Session, house: House) -> Contract:
    """Somebody of the first of two departments with a place each."""
    here = session.get_one(Department, house.department_id)
    here.name, here.places = FIRST, 1
    provider = session.get_one(Provider, house.provider_id)
    person = make_recipient(session, provider, department_id=here.id)
    programme = make_programme(session, person, unit_code="home_care")
    found = make_contract(session, programme, department_id=here.id)
    session.commit()
    return found


@pytest.fixture
def second(session: Session, house: House) -> Department:
    provider = session.get_one(Provider, house.provider_id)
    found = make_department(session, provider, unit_code="home_care", name=SECOND, places=1)
    session.commit()
    return found


def order(house: House, contract: Contract, department_id: int, first_day: date) -> int:
    now = MORNING
    wanted = OpenMove(contract.id, MoveKind.DEPARTMENT, "ближе к дому", department_id=department_id)
    opened = open_move(wanted, region=house.region, actor=house.director, now=now)
    step = TakeStep(opened.id, "department_order", told=StepTold(moves_on=first_day))
    take_step(step, region=house.region, actor=house.director, now=now, press=BlankPress())
    return opened.id


def mark(house: House, move_id: int, day: date) -> tuple[str, ...]:
    now = MORNING + (day - TODAY)
    step = TakeStep(move_id, "department_changed", on=day)
    done = take_step(step, region=house.region, actor=house.director, now=now, press=BlankPress())
    return tuple(one.code for one in done.warnings)


def shown(house: House, contract: Contract, day: date) -> tuple[str | None, ...]:
    """The department by the card, the contract, the case of a draft and the day's counts."""
    house.session.rollback()
    case = load_case(house.session, house.provider_id, contract.recipient_id, day=day)
    counts = [one.name for one in served_by_department(house.director, day) if one.recipients]
    return (
        get_recipient(house.director, contract.recipient_id, day).department,
        get_contract(house.director, contract.id, day).department,
        case.department.name if case.department else None,
        *counts,
    )


def free(house: House, department_id: int, day: date) -> int | None:
    house.session.rollback()
    department = house.session.get_one(Department, department_id)
    return open_room(house.session, department, house.region, day).free


@pytest.mark.parametrize(("same", "people"), [(True, 1), (False, 2)])
def test_whoever_has_two_contracts_of_a_department_is_one_of_its_people(
    house: House, contract: Contract, session: Session, *, same: bool, people: int
) -> None:
    """FED-IPP-06: one follows the other; on the day neither is ended yet."""
    person = session.get_one(Recipient, contract.recipient_id)
    if not same:
        person = make_recipient(session, session.get_one(Provider, house.provider_id))
    programme = make_programme(session, person, unit_code="home_care")
    make_contract(session, programme, department_id=house.department_id)
    session.commit()

    (counted,) = served_by_department(house.director, TODAY)

    assert counted.recipients == people


@pytest.mark.parametrize("marked", [None, TOMORROW, LATER])
def test_everything_names_the_old_department_until_the_eve_and_the_new_one_from_the_day(
    house: House, contract: Contract, second: Department, marked: date | None
) -> None:
    move_id = order(house, contract, second.id, TOMORROW)
    before = shown(house, contract, TODAY)
    ahead = get_contract(house.director, contract.id, TODAY).next_department
    if marked is not None:
        mark(house, move_id, marked)

    assert (before, ahead) == ((FIRST,) * 4, (TOMORROW, SECOND))
    assert shown(house, contract, TOMORROW) == shown(house, contract, LATER) == (SECOND,) * 4
    assert get_contract(house.director, contract.id, TOMORROW).next_department is None
    eve = get_contract(house.director, contract.id, TODAY)
    assert (eve.department, eve.next_department) == (FIRST, (TOMORROW, SECOND))


@pytest.mark.parametrize("marked", [None, LATER])
def test_the_place_left_is_free_from_the_first_day_in_the_other_department(
    house: House, contract: Contract, second: Department, marked: date | None
) -> None:
    here, there = house.department_id, second.id
    move_id = order(house, contract, there, TOMORROW)
    if marked is not None:
        mark(house, move_id, marked)

    assert (free(house, here, TODAY), free(house, here, TOMORROW)) == (0, 1)
    assert (free(house, there, TODAY), free(house, there, TOMORROW)) == (1, 0)
    assert free(house, there, LATER) == 0


def test_a_withdrawn_order_moves_nobody(
    house: House, contract: Contract, second: Department
) -> None:
    move_id = order(house, contract, second.id, TOMORROW)
    given_up = WithdrawMove(move_id, "передумала")
    withdraw_move(given_up, region=house.region, actor=house.director, now=MORNING)

    assert shown(house, contract, LATER) == (FIRST,) * 4
    assert (free(house, house.department_id, LATER), free(house, second.id, LATER)) == (0, 1)


def test_two_orders_of_a_month_are_told_apart_by_their_days(
    session: Session, house: House, contract: Contract, second: Department
) -> None:
    third = make_department(
        session, session.get_one(Provider, house.provider_id), unit_code="home_care", name="№ 3"
    )
    for row in (
        {"from_department_id": house.department_id, "to_department_id": second.id, "days": 1},
        {"from_department_id": second.id, "to_department_id": third.id, "days": 3},
    ):
        day = TODAY + timedelta(days=row.pop("days"))
        make_move(
            session,
            contract,
            house.director,
            kind=MoveKind.DEPARTMENT,
            moves_on=day,
            closed_on=day,
            **row,
        )
    session.get_one(Contract, contract.id).department_id = third.id
    session.commit()

    days = [TODAY + timedelta(days=ahead) for ahead in range(4)]
    found = [department_of_contract(session, contract, day) for day in days]
    assert [one.name for one in found if one] == [FIRST, SECOND, SECOND, "№ 3"]


@pytest.mark.parametrize(("own_department", "told"), [(False, True), (True, False), (None, False)])
def test_a_worker_of_another_department_is_told_of_when_somebody_has_moved(
    session: Session,
    house: House,
    contract: Contract,
    second: Department,
    own_department: bool | None,
    told: bool,
) -> None:
    at = {None: None, True: second.id, False: house.department_id}[own_department]
    provider = session.get_one(Provider, house.provider_id)
    worker = make_staff(session, provider, Role.SOCIAL_WORKER, department_id=at)
    session.get_one(Recipient, contract.recipient_id).social_worker_id = worker.membership_id
    session.commit()

    warned = mark(house, order(house, contract, second.id, TODAY), TODAY)

    assert ("worker_to_choose" in warned) is told


def test_the_card_comes_into_residential_care_on_the_first_day_of_the_contract_there(
    session: Session, house: House, contract: Contract
) -> None:
    """FED-TRN-01: the place is kept before, the person is where they were."""
    provider = session.get_one(Provider, house.provider_id)
    home = make_department(session, provider, form=Form.STATIONARY, unit_code="", name="Дом")
    person = session.get_one(Recipient, contract.recipient_id)
    programme = make_programme(session, person, form=Form.STATIONARY)
    ways = {"kind": MoveKind.RESIDENTIAL, "new_programme_id": programme.id}
    row = make_move(session, contract, house.director, state="stationary_programme", **ways)
    session.commit()
    kept = TakeStep(
        row.id, "place_confirmed", told=StepTold(moves_on=TOMORROW, department_id=home.id)
    )
    take_step(kept, region=house.region, actor=house.director, now=MORNING, press=BlankPress())

    def card(day: date) -> str | None:
        session.rollback()
        return get_recipient(house.director, contract.recipient_id, day).department

    waiting = (card(TODAY), card(TOMORROW))
    drafted = load_case(
        session, house.provider_id, person.id, day=TODAY, programme_id=programme.id
    ).department
    session.rollback()
    left = session.get_one(Contract, contract.id)
    left.state, left.ended_on = ContractState.TERMINATED, TODAY
    session.get_one(Move, row.id).state = "old_end_set"
    new_programme = session.merge(programme)
    make_contract(session, new_programme, in_force_from=TOMORROW, department_id=home.id)
    session.commit()

    assert waiting == (FIRST, FIRST)
    assert drafted is not None
    assert drafted.name == "Дом"
    assert (card(TODAY), card(TOMORROW)) == (FIRST, "Дом")
    concluded = TakeStep(row.id, "conclude_new", on=LATER)
    late = MORNING + timedelta(days=3)
    take_step(concluded, region=house.region, actor=house.director, now=late, press=BlankPress())
    session.rollback()
    assert session.get_one(Recipient, person.id).department_id == home.id


def test_nobody_looks_through_every_way_for_the_department_of_a_contract(session: Session) -> None:
    with tables_scanned(session) as scanned:
        session.execute(select(Contract.id, department_on(TODAY)))

    assert scanned == ["contract"]

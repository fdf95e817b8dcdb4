"""Two people in office at once: a text names whoever drew it up, and nobody else signs it."""

from datetime import date
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.models import Contract, Paper, Provider, Role, SignatureMethod, SuspensionOrder
from portal.usecases.actor import Actor
from portal.usecases.contract_signing import SignContract, sign_contract
from portal.usecases.contracts import ConcludeContract, conclude_contract
from portal.usecases.queries.signing_queue import contract_gaps, signing_queue
from portal.usecases.suspensions import SuspendContract, suspend_contract
from tests.support.factories import make_staff, make_user
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    contract_in_force,
    earn,
    everything,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
)


@pytest.fixture
def house(database: Flask, session: Session) -> House:
    return make_house(session)


@pytest.fixture
def second(house: House) -> Actor:
    """Somebody who came into office later and acts beside the first."""
    user = make_user(house.session, surname="Вторых", name="Пётр", patronymic="Львович")
    provider = house.session.get_one(Provider, house.provider_id)
    return make_staff(
        house.session, provider, Role.DIRECTOR, user=user, basis="Приказ", since=date(2026, 2, 1)
    )


def drawn_by(house: House, who: Actor) -> Contract:
    person = register(house)
    earn(house, person)
    programme = present(house, person)
    hand_in_everything(house, person)
    done = conclude_contract(
        ConcludeContract(programme.id, told=everything(house, programme.id)),
        region=house.region,
        actor=who,
        now=MORNING,
        press=BlankPress(),
    )
    return house.session.get_one(Contract, done.id)


def named_in(house: House, contract: Contract) -> object:
    signatory = house.session.get_one(Paper, contract.paper_id).inputs["signatory"]
    assert isinstance(signatory, dict)
    return signatory["short_name"]


def sign(house: House, contract: Contract, who: Actor) -> None:
    command = SignContract(contract.id, Party.PROVIDER, SignatureMethod.PASSWORD, MORNING.date())
    sign_contract(command, region=house.region, actor=who, now=MORNING)


def test_a_director_signs_the_text_drawn_up_in_the_own_name(house: House, second: Actor) -> None:
    """FED-CON-02."""
    contract = drawn_by(house, house.director)

    assert named_in(house, contract) == house.director.name
    with expect_refusal(house.session, "not_authorised") as caught:
        sign(house, contract, second)
    (told,) = caught.value.violations
    assert f"за учреждение действует {house.director.name}, а подписываете вы, {second.name}" in (
        told.text
    )
    sign(house, contract, house.director)


def test_a_text_of_the_office_names_who_came_into_office_last(house: House, second: Actor) -> None:
    contract = drawn_by(house, house.worker)

    assert named_in(house, contract) == second.name


def test_the_queue_and_the_page_say_so_before_anybody_types_a_password(
    house: House, second: Actor
) -> None:
    contract = drawn_by(house, house.director)

    def gaps(who: Actor) -> list[int]:
        ((group,), found) = (
            signing_queue(who, house.region),
            contract_gaps(who, contract.id, house.region),
        )
        return [len(group.papers[0].gaps), len(found)]

    assert gaps(house.director) == [0, 0]
    assert gaps(second) == [1, 1]
    assert contract_gaps(house.worker, contract.id, house.region) == ()


def test_an_order_about_a_break_names_whoever_gave_it(house: House, second: Actor) -> None:
    contract_id = contract_in_force(house)

    for who, since in ((house.director, 3), (second, 20)):
        command = SuspendContract(
            contract_id,
            "hospital_stay",
            date(2026, 3, since),
            date(2026, 3, since + 2),
            paper_later=True,
        )
        suspend_contract(command, region=house.region, actor=who, now=MORNING, press=BlankPress())

    orders = house.session.scalars(
        select(Paper.inputs)
        .join(SuspensionOrder, SuspensionOrder.paper_id == Paper.id)
        .order_by(SuspensionOrder.id)
    )
    named = [cast("dict[str, str]", one["values"])["signatory"] for one in orders]
    assert named == [house.director.name, second.name]

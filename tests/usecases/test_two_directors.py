"""Two people in office at once: a text names whoever drew it up, and nobody else signs it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.moves import MoveKind
from portal.domain.violations import NotAllowed
from portal.models import (
    Amendment,
    Contract,
    Notice,
    Paper,
    Provider,
    Role,
    SignatureMethod,
    Termination,
)
from portal.regions.registry import discover
from portal.usecases.actor import Actor
from portal.usecases.amendment_drafts import DraftAmendment, draft_amendment
from portal.usecases.amendments import SignAmendment, amendment_paper, sign_amendment
from portal.usecases.condition_notices import NotifyConditions, notify_conditions
from portal.usecases.contract_signing import SignContract, sign_contract
from portal.usecases.contracts import ConcludeContract, conclude_contract
from portal.usecases.ending_text import BasisPaper
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.move_steps import StepTold
from portal.usecases.moves import OpenMove, TakeStep, open_move, take_step
from portal.usecases.own_names import (
    TakeText,
    agreement_of_another,
    take_agreement,
    take_contract,
)
from portal.usecases.queries.paper_states import PaperState, paper_state
from portal.usecases.queries.signing_queue import contract_gaps, signing_queue
from portal.usecases.signing_agreements import DraftAgreement, draft_agreement
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from portal.usecases.terminations import prepare_termination
from portal.usecases.transfer_letter_words import WITHDRAWN
from portal.usecases.transfer_letters import PrintLetter, print_letter
from portal.usecases.warning_papers import DrawWarning, draw_warning
from tests.support.factories import make_department, make_staff, make_transfer, make_user
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
    told = contract_gaps(second, contract.id, house.region)[0].text
    ((group,),) = (signing_queue(second, house.region),)
    assert told.endswith(f"а подписываете вы, {second.name}")
    assert group.papers[0].gaps == (
        f"{told} Составьте текст от своего имени: кнопка «Составить от моего имени» есть на "
        "странице подписания.",
    )
    assert contract_gaps(house.worker, contract.id, house.region) == ()


def drafted_by(house: House, who: Actor) -> Amendment:
    contract_id = contract_in_force(house)
    clauses = ("Социальный работник приходит по вторникам.",)
    command = DraftAmendment(contract_id, MORNING.date(), "provider", "agreement", clauses=clauses)
    done = draft_amendment(command, region=house.region, actor=who, now=MORNING)
    amendment_paper(done.id, region=house.region, actor=who, now=MORNING, press=BlankPress())
    return house.session.get_one(Amendment, done.id)


def _take_contract(house: House, second: Actor) -> tuple[int | None, int | None]:
    contract = drawn_by(house, second)
    old = contract.paper_id
    by: dict[str, Any] = {"region": house.region, "now": MORNING, "press": BlankPress()}
    with expect_refusal(house.session, "not_authorised"):
        sign(house, contract, house.director)

    take_contract(TakeText(contract.id, contract.version), actor=house.director, **by)

    sign(house, contract, house.director)
    with expect_refusal(house.session, "transition_not_allowed"):
        take_contract(TakeText(contract.id), actor=second, **by)
    return old, house.session.get_one(Contract, contract.id).paper_id


def _take_agreement(house: House, second: Actor) -> tuple[int | None, int | None]:
    amendment = drafted_by(house, second)
    old = amendment.paper_id
    by: dict[str, Any] = {"region": house.region, "now": MORNING}
    today = MORNING.date()
    put = SignAmendment(amendment.id, Party.PROVIDER, SignatureMethod.PASSWORD, today)
    assert agreement_of_another(second, amendment.id, house.region) == ()
    assert agreement_of_another(house.director, amendment.id, house.region)
    with expect_refusal(house.session, "not_authorised"):
        sign_amendment(put, actor=house.director, press=BlankPress(), **by)

    taken = TakeText(amendment.id, amendment.version)
    fresh = take_agreement(taken, actor=house.director, **by)

    put = replace(put, amendment_id=fresh)
    sign_amendment(put, actor=house.director, press=BlankPress(), **by)
    with expect_refusal(house.session, "transition_not_allowed"):
        take_agreement(TakeText(fresh), actor=second, **by)
    return old, house.session.get_one(Amendment, fresh).paper_id


@pytest.mark.parametrize("taken", [_take_contract, _take_agreement])
def test_an_unsigned_text_is_drawn_anew_in_the_name_of_who_wants_to_sign_it(
    house: House, second: Actor, taken: Callable[[House, Actor], tuple[int | None, int | None]]
) -> None:
    """FED-CON-02: nothing else changes, and the text before reads as replaced."""
    papers = [house.session.get_one(Paper, one) for one in taken(house, second)]

    states = [paper_state(house.session, one) for one in papers]
    assert states[0] in (PaperState.REPLACED, PaperState.WITHDRAWN)
    assert states[1] is PaperState.UNSIGNED
    told = [{**one.inputs, "signatory": None, "number": None} for one in papers]
    assert told[0] == told[1]
    with pytest.raises(NotAllowed):
        take_contract(
            TakeText(1), region=house.region, actor=house.worker, now=MORNING, press=BlankPress()
        )


def _break(house: House, contract_id: int, who: Actor) -> None:
    days = (date(2026, 3, 3), date(2026, 3, 5))
    command = SuspendContract(contract_id, "hospital_stay", *days, paper_later=True)
    suspend_contract(command, region=house.region, actor=who, now=MORNING, press=BlankPress())


def _warning(house: House, contract_id: int, who: Actor) -> None:
    rules = replace(
        house.region.rules, suspension_rules=discover()["moscow"].rules.suspension_rules
    )
    warned = DrawWarning(contract_id, "breach_by_recipient", "не открывает дверь")
    region = replace(house.region, rules=rules)
    draw_warning(warned, region=region, actor=who, now=MORNING, press=BlankPress())


def _conditions(house: House, contract_id: int, who: Actor) -> None:
    told = NotifyConditions(contract_id, "conditions", "приходим после обеда", date(2026, 4, 1))
    notify_conditions(told, region=house.region, actor=who, now=MORNING)


def _department(house: House, contract_id: int, who: Actor) -> None:
    provider = house.session.get_one(Provider, house.provider_id)
    other = make_department(house.session, provider, unit_code="home_care", places=5).id
    wanted = OpenMove(contract_id, MoveKind.DEPARTMENT, "ближе к дому", department_id=other)
    by: dict[str, Any] = {"region": house.region, "now": MORNING}
    move = open_move(wanted, actor=house.worker, **by)
    step = TakeStep(move.id, "department_order", told=StepTold(moves_on=date(2026, 3, 9)))
    take_step(step, actor=who, press=BlankPress(), **by)


def _end(house: House, contract_id: int, who: Actor) -> None:
    command = TerminateContract(
        contract_id,
        "refusal",
        day=date(2026, 4, 30),
        papers=(BasisPaper("refusal_application", MORNING.date(), "7"),),
    )
    by: dict[str, Any] = {"region": house.region, "now": MORNING}
    row = prepare_termination(command, actor=house.director, **by)
    confirm_termination(ConfirmTermination(row.id), actor=who, press=BlankPress(), **by)


def _codes(house: House, contract_id: int, who: Actor) -> None:
    person = house.session.get_one(Contract, contract_id).recipient_id
    agreed = DraftAgreement(person, "")
    draft_agreement(agreed, region=house.region, actor=who, now=MORNING, press=BlankPress())


def _letter(house: House, contract_id: int, who: Actor) -> None:
    contract = house.session.get_one(Contract, contract_id)
    row = make_transfer(
        house.session, contract, house.worker, state="withdrawn", received_on=MORNING.date()
    )
    command = PrintLetter(row.id, WITHDRAWN)
    print_letter(command, region=house.region, actor=who, now=MORNING, press=BlankPress())


KINDS = (_break, _warning, _conditions, _department, _end, _codes, _letter)


@pytest.mark.parametrize("drawn", KINDS)
@pytest.mark.parametrize("by_first", [True, False])
def test_a_paper_names_whoever_of_the_directors_gives_it(
    house: House, second: Actor, drawn: Callable[[House, int, Actor], None], by_first: bool
) -> None:
    """FED-CON-02: not the one who came into office last."""
    contract_id = contract_in_force(house)
    before = set(house.session.scalars(select(Paper.id)))
    who, other = (house.director, second) if by_first else (second, house.director)
    house.session.rollback()

    drawn(house, contract_id, who)

    # What is still to be drawn keeps whom it names beside it.
    kept = (select(Paper.inputs).where(Paper.id.not_in(before)), select(Notice.inputs))
    told = [row for of in (*kept, select(Termination.inputs)) for row in house.session.scalars(of)]
    text = json.dumps(told, ensure_ascii=False)
    assert (who.name in text, other.name in text) == (True, False)

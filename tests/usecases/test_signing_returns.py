"""Papers sent back unsigned: the reason, who reads it, and the text drawn up anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, Party
from portal.domain.endings import EndingState
from portal.domain.violations import Conflict, NotAllowed, NotFound
from portal.models import (
    Amendment,
    AuditEvent,
    Contract,
    Paper,
    Provider,
    Recipient,
    Role,
    SentBack,
    SignatureMethod,
    Termination,
)
from portal.usecases.actor import Actor
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.queries.contract_tasks import contract_tasks
from portal.usecases.queries.paper_states import PaperState, paper_state
from portal.usecases.queries.returned_papers import open_returns, returns_of
from portal.usecases.queries.signing_queue import queue_total
from portal.usecases.signing_queue import QueueKind
from portal.usecases.signing_returns import (
    SendBackAmendment,
    SendBackContract,
    SendBackTermination,
    send_back_amendment,
    send_back_contract,
    send_back_termination,
    settle_return,
)
from tests.support.factories import (
    make_amendment,
    make_contract,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
    make_termination,
)
from tests.support.sample_region import CODE
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    expect_refusal,
    ready,
)

REASON = "Не тот адрес: исправьте карточку."
LATER = MORNING + timedelta(days=1)


def send_back(house: House, contract_id: int, **changes: object) -> int:
    command = replace(SendBackContract(contract_id, REASON), **changes)  # type: ignore[arg-type]
    return send_back_contract(command, actor=house.director, now=MORNING)


def sign(house: House, contract_id: int, party: Party = Party.PROVIDER) -> None:
    method = SignatureMethod.PASSWORD if party is Party.PROVIDER else SignatureMethod.PAPER
    sign_contract(
        SignContract(contract_id, party, method, TODAY),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )


def stored(session: Session, contract_id: int) -> Contract:
    session.rollback()
    return session.scalars(
        select(Contract).where(Contract.id == contract_id).options(selectinload(Contract.terms))
    ).one()


def running(house: House) -> Contract:
    provider = house.session.get_one(Provider, house.provider_id)
    contract = make_contract(
        house.session, make_programme(house.session, make_recipient(house.session, provider))
    )
    house.session.refresh(contract, ["terms"])
    return contract


def test_a_contract_sent_back_leaves_the_queue_and_keeps_its_number(
    session: Session, house: House
) -> None:
    done = conclude(house, ready(house))

    send_back(house, done.id)

    contract = stored(session, done.id)
    assert (contract.number, contract.state) == (done.number, ContractState.AWAITING_SIGNATURE)
    assert queue_total(house.director) == 0
    assert contract_tasks(house.director, TODAY).sign_total == 0
    (row,) = open_returns(house.director)
    assert (row.reason, row.kind, row.mine) == (REASON, QueueKind.CONTRACT, True)
    event = session.scalars(select(AuditEvent).where(AuditEvent.what == "contract_sent_back")).one()
    assert event.reason == REASON


def test_nobody_signs_what_was_sent_back(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    send_back(house, done.id)

    with expect_refusal(session, "transition_not_allowed") as caught:
        sign(house, done.id)

    assert REASON.rstrip(".") in caught.value.violations[0].text


def test_drawn_up_anew_it_has_another_text_and_the_old_one_stays_unsigned(
    session: Session, house: House
) -> None:
    programme_id = ready(house, address="")
    done = conclude(house, programme_id)
    old = stored(session, done.id).paper_id
    send_back(house, done.id)
    session.scalars(select(Recipient)).one().address = "г. Суздаль, ул. Новая, д. 2"
    session.commit()

    again = conclude(house, programme_id, LATER, told=None)

    contract = stored(session, done.id)
    assert (again.id, again.number) == (done.id, done.number)
    assert contract.concluded_on == TODAY + timedelta(days=1)
    assert len(contract.terms) == 1
    papers = session.scalars(select(Paper).order_by(Paper.id)).all()
    assert [paper.id for paper in papers] == [old, contract.paper_id]
    assert paper_state(session, papers[0]) is PaperState.REPLACED
    assert open_returns(house.director) == ()
    (row,) = returns_of(house.director, done.id)
    assert (row.paper_id, row.settled_at) == (old, LATER)
    assert queue_total(house.director) == 1


def test_a_programme_with_a_contract_that_stands_gets_no_second(
    session: Session, house: House
) -> None:
    programme_id = ready(house)
    conclude(house, programme_id)

    with expect_refusal(session, "overlap", "programme_id"):
        conclude(house, programme_id, LATER)


@pytest.mark.parametrize("address", ["", "г. Владимир, ул. Мира, д. 5"])
def test_a_text_with_gaps_is_drawn_up_but_not_signed(
    session: Session, house: House, address: str
) -> None:
    done = conclude(house, ready(house, address=address))

    if address:
        sign(house, done.id)
        return
    with expect_refusal(session, "value_invalid") as caught:
        sign(house, done.id)

    (violation,) = caught.value.violations
    assert violation.text.startswith("Не указан адрес получателя.")
    assert violation.citation is not None
    assert violation.citation.rule == "FED-FRM-02"


def test_without_an_identity_paper_nobody_signs(session: Session, house: House) -> None:
    done = conclude(house, ready(house, identity=None))

    with expect_refusal(session, "value_invalid"):
        sign(house, done.id)


def test_a_signed_contract_goes_back_to_nobody(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    sign(house, done.id)

    with expect_refusal(session, "transition_not_allowed"):
        send_back(house, done.id)


def test_a_contract_goes_back_once(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    send_back(house, done.id)

    with expect_refusal(session, "transition_not_allowed"):
        send_back(house, done.id)


@pytest.mark.parametrize("words", ["  ", "..."])
def test_a_reason_is_asked_for(session: Session, house: House, words: str) -> None:
    done = conclude(house, ready(house))

    with expect_refusal(session, "value_invalid", "reason"):
        send_back(house, done.id, reason=words)


def test_what_changed_since_it_was_read_does_not_go_back(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    version = stored(session, done.id).version

    with pytest.raises(Conflict):
        send_back(house, done.id, version=version - 1)
    assert send_back(house, done.id, version=version)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.ACCOUNTANT, True), (Role.HEAD_OF_DEPARTMENT, True), (Role.SOCIAL_WORKER, False)],
)
def test_whoever_draws_contracts_up_may_take_one_back(
    session: Session, house: House, role: Role, may: bool
) -> None:
    done = conclude(house, ready(house))
    clerk = make_staff(session, session.get_one(Provider, house.provider_id), role)
    command = SendBackContract(done.id, REASON)

    if may:
        assert send_back_contract(command, actor=clerk, now=MORNING)
        return
    with pytest.raises(NotAllowed):
        send_back_contract(command, actor=clerk, now=MORNING)


def test_an_amendment_sent_back_is_withdrawn_with_the_reason(
    session: Session, house: House
) -> None:
    contract = running(house)
    amendment = make_amendment(session, contract, house.worker, state=AmendmentState.DRAFT)

    send_back_amendment(SendBackAmendment(amendment.id, REASON), actor=house.director, now=MORNING)

    session.rollback()
    row = session.get_one(Amendment, amendment.id)
    assert (row.state, row.withdrawal_reason) == (AmendmentState.WITHDRAWN, REASON)
    (back,) = open_returns(house.worker)
    assert (back.kind, back.mine) == (QueueKind.AMENDMENT, True)
    settle_return(back.id, actor=house.director, now=MORNING)
    assert open_returns(house.worker) == ()
    with expect_refusal(session, "transition_not_allowed"):
        settle_return(back.id, actor=house.director, now=MORNING)


def test_an_end_sent_back_is_given_up_with_the_reason(session: Session, house: House) -> None:
    ending = make_termination(session, running(house), house.worker)

    send_back_termination(SendBackTermination(ending.id, REASON), actor=house.director, now=MORNING)

    session.rollback()
    row = session.get_one(Termination, ending.id)
    assert (row.state, row.withdrawal_reason) == (EndingState.WITHDRAWN, REASON)
    assert [one.kind for one in open_returns(house.director)] == [QueueKind.ENDING]


def test_only_a_new_text_settles_a_contract(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    return_id = send_back(house, done.id)

    with expect_refusal(session, "transition_not_allowed"):
        settle_return(return_id, actor=house.director, now=MORNING)


def test_another_provider_sends_nothing_back(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    stranger: Actor = make_staff(session, make_provider(session, CODE), Role.DIRECTOR)

    with pytest.raises(NotFound):
        send_back_contract(SendBackContract(done.id, REASON), actor=stranger, now=MORNING)
    assert open_returns(stranger) == ()


def test_what_was_sent_back_is_never_rewritten(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    send_back(house, done.id)
    row = session.scalars(select(SentBack)).one()
    row.reason = "Другая"

    with pytest.raises(Exception, match="sent_back_is_immutable"):
        session.commit()
    session.rollback()

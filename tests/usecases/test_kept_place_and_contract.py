"""The day of a place kept for a move and the contract on it: one day, whoever draws what again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, DropReason, Party
from portal.models import (
    Contract,
    Department,
    HoldState,
    Programme,
    Provider,
    SignatureMethod,
    Transfer,
    VacancyHold,
)
from portal.usecases.contract_drops import DropContract, drop_contract
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.queries.contract_drafts import get_draft
from portal.usecases.queries.earlier_answers import earlier_answers
from portal.usecases.queries.gone_elsewhere import gone_by
from portal.usecases.signing_returns import SendBackContract, send_back_contract
from portal.usecases.transfer_places import ChangeVacancy, change_vacancy
from tests.support.factories import (
    make_contract,
    make_department,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
    make_terms,
    make_transfer,
    save,
)
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    earn,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
)

KEPT = TODAY + timedelta(days=3)


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session)


@pytest.fixture
def programme_id(house: House) -> int:
    recipient_id = register(house)
    earn(house, recipient_id)
    presented = present(house, recipient_id)
    hand_in_everything(house, recipient_id)
    return presented.id


@pytest.fixture
def hold(house: House, programme_id: int) -> VacancyHold:
    """A place for the programme's person, who still lives at another provider."""
    session = house.session
    there = make_provider(session, house.region.code)
    begun = {"state": ContractState.ACTIVE, "in_force_from": date(2026, 1, 1)}
    former = make_contract(
        session,
        make_programme(session, make_recipient(session, there)),
        terms=make_terms(),
        **begun,
    )
    move = make_transfer(
        session,
        former,
        make_staff(session, there),
        state="provider_chosen",
        chosen_provider_id=house.provider_id,
        chosen_on=TODAY,
        notified_on=TODAY,
    )
    wanted = session.get_one(Programme, programme_id)
    home = make_department(session, session.get_one(Provider, house.provider_id))
    return save(
        session,
        VacancyHold(
            provider_id=house.provider_id,
            transfer_id=move.id,
            department_id=home.id,
            recipient_id=wanted.recipient_id,
            since=KEPT,
            state=HoldState.HELD,
            confirmed_at=MORNING,
            confirmed_by_id=house.director.membership_id,
        ),
    )


def starts(house: House, programme_id: int) -> date | None:
    """The first day that the programme's newest contract names."""
    newest = select(Contract.starts_on).where(Contract.programme_id == programme_id)
    return house.session.scalars(newest.order_by(Contract.id.desc())).first()


def kept(house: House, hold: VacancyHold) -> HoldState:
    house.session.refresh(hold)
    return hold.state


def sent_back(house: House, contract_id: int) -> None:
    command = SendBackContract(contract_id, "Не тот доход.")
    send_back_contract(command, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("state", "moved_on", "first"),
    [
        pytest.param("provider_chosen", None, KEPT, id="AST-CAP-01: the move is to come"),
        pytest.param("withdrawn", None, None, id="nobody moves any more"),
        pytest.param("completed", TODAY, None, id="the person has come"),
    ],
)
def test_a_contract_drawn_anew_begins_on_the_day_of_the_kept_place(
    house: House,
    programme_id: int,
    hold: VacancyHold,
    state: str,
    moved_on: date | None,
    first: date | None,
) -> None:
    """AST-TRN-11: the first text has taken the place, and was sent back."""
    done = conclude(house, programme_id)
    assert starts(house, programme_id) == KEPT
    send_back_contract(
        SendBackContract(done.id, "Не тот доход."), actor=house.director, now=MORNING
    )
    move = house.session.get_one(Transfer, hold.transfer_id)
    move.state, move.moved_on, move.closed_on = state, moved_on, moved_on
    house.session.commit()

    proposed = get_draft(house.director, programme_id, house.region, TODAY).terms.starts_on
    conclude(house, programme_id)

    assert proposed == first
    assert starts(house, programme_id) == first


def test_a_contract_drawn_anew_does_not_begin_before_the_kept_place(
    house: House, programme_id: int, hold: VacancyHold
) -> None:
    done = conclude(house, programme_id)
    send_back_contract(
        SendBackContract(done.id, "Не тот доход."), actor=house.director, now=MORNING
    )

    with expect_refusal(house.session, "value_invalid", "starts_on"):
        conclude(house, programme_id, starts_on=hold.since - timedelta(days=1))
    conclude(house, programme_id, starts_on=hold.since)


def test_a_text_that_nobody_will_sign_gives_its_place_back(
    house: House, programme_id: int, hold: VacancyHold
) -> None:
    """AST-CAP-01."""
    done = conclude(house, programme_id)
    assert kept(house, hold) is HoldState.USED

    command = DropContract(done.id, DropReason.TAKEN_BACK, "Ошибка в программе.")
    drop_contract(command, region=house.region, actor=house.director, now=MORNING)

    assert kept(house, hold) is HoldState.HELD


@pytest.mark.parametrize("stands", ["drawn up", "signed", "sent back"])
def test_the_day_of_a_place_does_not_leave_its_contract_behind(
    house: House, programme_id: int, hold: VacancyHold, stands: str
) -> None:
    """AST-TRN-11: a move is completed on the first day of the new contract."""
    programme = house.session.get_one(Programme, programme_id)
    done = conclude(house, programme_id)
    contract = house.session.get_one(Contract, done.id)
    contract.form = programme.form = Form.STATIONARY
    if stands == "signed":
        contract.state, contract.in_force_from = ContractState.ACTIVE, KEPT
    house.session.commit()
    if stands == "sent back":
        send_back_contract(
            SendBackContract(done.id, "Не тот день."), actor=house.director, now=MORNING
        )
    later = ChangeVacancy(hold.transfer_id, KEPT + timedelta(days=1))

    if stands == "sent back":
        change_vacancy(later, region=house.region, actor=house.director, now=MORNING)
    else:
        with expect_refusal(house.session, "transition_not_allowed", "since") as refused:
            change_vacancy(later, region=house.region, actor=house.director, now=MORNING)
        (told,) = refused.value.violations
        assert told.subject == f"contract:{contract.id}"
        assert ("подписан" in told.text) is (stands == "signed")


@pytest.mark.parametrize("moves", [True, False], ids=["the move's own day", "a day agreed upon"])
def test_the_form_of_a_contract_drawn_anew_leaves_its_first_day_to_the_move(
    house: House, programme_id: int, hold: VacancyHold, moves: bool
) -> None:
    """AST-TRN-11: the day of the place may have changed since the text was sent back."""
    if not moves:
        hold.state = HoldState.RELEASED
        house.session.commit()
    sent_back(house, conclude(house, programme_id, starts_on=KEPT).id)

    found = earlier_answers(house.director, programme_id, house.region, TODAY)
    over = earlier_answers(house.director, programme_id, house.region, KEPT + timedelta(days=1))

    assert found is not None
    assert over is not None
    assert (found.starts_on, over.starts_on) == (None if moves else KEPT, None)


@pytest.mark.parametrize("step", ["draw", "provider", "recipient"])
@pytest.mark.parametrize(
    ("changes", "theirs", "free"),
    [
        pytest.param({"state": "withdrawn"}, "same", False, id="AST-TRN-13: taken back"),
        pytest.param({"state": "refused"}, "same", False, id="refused"),
        pytest.param({"chosen_provider_id": None}, "same", False, id="the choice is another"),
        pytest.param({"state": "withdrawn"}, "other", True, id="a programme of its own"),
        pytest.param({"state": "withdrawn"}, "ended", True, id="nobody serves the person"),
        pytest.param({}, "same", True, id="the move is to come"),
    ],
)
def test_nobody_contracts_with_a_person_whom_the_former_provider_serves_on(
    house: House,
    programme_id: int,
    hold: VacancyHold,
    step: str,
    changes: dict[str, object],
    theirs: str,
    *,
    free: bool,
) -> None:
    """AST-TRN-11: no day is billed twice."""
    session = house.session
    move = session.get_one(Transfer, hold.transfer_id)
    mine = session.get_one(Programme, programme_id)
    former = session.get_one(Contract, move.contract_id)
    programme = session.get_one(Programme, move.programme_id)
    programme.issued_on = mine.issued_on
    programme.number = mine.number if theirs != "other" else "1/2020"
    if theirs == "ended":
        former.state, former.ended_on = ContractState.TERMINATED, former.concluded_on
    session.commit()
    done = conclude(house, programme_id) if step != "draw" else None
    if done is not None and step == "recipient":
        sign(house, done.id, Party.PROVIDER)
    for name, value in changes.items():
        setattr(move, name, value)
    session.commit()

    def act() -> object:
        if done is None:
            return conclude(house, programme_id)
        return sign(house, done.id, Party.PROVIDER if step == "provider" else Party.RECIPIENT)

    if free:
        act()
        assert session.scalars(select(Programme.id).where(gone_by(TODAY))).all() == []
        return
    field = "programme_id" if done is None else "party"
    with expect_refusal(session, "transition_not_allowed", field) as refused:
        act()
    assert "Перевод сюда не состоялся" in str(refused.value)
    gone = select(Programme.id).where(gone_by(TODAY))
    assert session.scalars(gone).all() == [programme_id], "its end is no duty here"


def sign(house: House, contract_id: int, party: Party) -> object:
    by_hand = party is Party.RECIPIENT
    method = SignatureMethod.PAPER if by_hand else SignatureMethod.PASSWORD
    actor = house.worker if by_hand else house.director
    command = SignContract(contract_id, party, method, TODAY)
    return sign_contract(command, region=house.region, actor=actor, now=MORNING)


@pytest.mark.parametrize("party", [Party.PROVIDER, Party.RECIPIENT])
@pytest.mark.parametrize(
    ("days", "changes", "form", "signs"),
    [
        pytest.param(1, {}, Form.STATIONARY, False, id="AST-CAP-01: the place is later"),
        pytest.param(0, {}, Form.STATIONARY, True, id="the day of the text"),
        pytest.param(-1, {}, Form.STATIONARY, True, id="the place is free before"),
        pytest.param(1, {}, Form.HOME, True, id="another form"),
        pytest.param(
            1,
            {"state": "completed", "moved_on": KEPT, "closed_on": KEPT},
            Form.STATIONARY,
            True,
            id="the person has moved",
        ),
        pytest.param(1, {"state": "withdrawn"}, Form.STATIONARY, True, id="a programme of its own"),
    ],
)
def test_a_text_that_begins_before_the_kept_place_is_not_signed(
    house: House,
    programme_id: int,
    hold: VacancyHold,
    *,
    party: Party,
    days: int,
    changes: dict[str, object],
    form: Form,
    signs: bool,
) -> None:
    """AST-TRN-11: one left from an earlier transfer would begin beside the former contract."""
    session = house.session
    done = conclude(house, programme_id)
    contract = session.get_one(Contract, done.id)
    if party is Party.RECIPIENT:
        sign(house, done.id, Party.PROVIDER)
    contract.form = form
    hold.since, hold.state = KEPT + timedelta(days=days), HoldState.HELD
    move = session.get_one(Transfer, hold.transfer_id)
    for name, value in changes.items():
        setattr(move, name, value)
    session.commit()

    if signs:
        sign(house, done.id, party)
        return
    with expect_refusal(session, "transition_not_allowed", "party") as refused:
        sign(house, done.id, party)
    (told,) = refused.value.violations
    assert told.subject == f"contract:{done.id}"
    then = "Верните его без подписи" if party is Party.PROVIDER else "Закройте его без подписи"
    assert then in told.text


@pytest.mark.parametrize(("named", "signs"), [(None, False), (KEPT, True)])
def test_a_text_without_a_first_day_begins_before_a_place_that_is_kept_later(
    house: House, programme_id: int, hold: VacancyHold, named: date | None, *, signs: bool
) -> None:
    done = conclude(house, programme_id)
    contract = house.session.get_one(Contract, done.id)
    contract.form, contract.starts_on = Form.STATIONARY, named
    house.session.commit()

    if signs:
        sign(house, done.id, Party.PROVIDER)
    else:
        with expect_refusal(house.session, "transition_not_allowed", "party"):
            sign(house, done.id, Party.PROVIDER)


@pytest.mark.parametrize(("days", "fits"), [(0, True), (1, False)])
def test_a_place_is_not_kept_from_a_day_after_a_contract_that_is_signed(
    house: House, programme_id: int, hold: VacancyHold, days: int, *, fits: bool
) -> None:
    """A text left from an earlier transfer may be signed for the place of the next one."""
    session = house.session
    contract = session.get_one(Contract, conclude(house, programme_id).id)
    home = session.get_one(Department, hold.department_id)
    contract.form = home.form = Form.STATIONARY
    contract.state, contract.in_force_from = ContractState.ACTIVE, KEPT
    hold.state = HoldState.HELD
    session.commit()
    wanted = ChangeVacancy(hold.transfer_id, KEPT + timedelta(days=days))

    if fits:
        change_vacancy(wanted, region=house.region, actor=house.director, now=MORNING)
        return
    with expect_refusal(session, "transition_not_allowed", "since"):
        change_vacancy(wanted, region=house.region, actor=house.director, now=MORNING)

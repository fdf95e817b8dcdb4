"""Of two directors with one paper before them one is first; the other reads what became of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.corrections import LineChange
from portal.domain.violations import Conflict
from portal.extensions import db
from portal.models import (
    Act,
    Contract,
    Move,
    Notice,
    Provider,
    Role,
    Suspension,
    Termination,
)
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from portal.usecases.actor import Actor
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.ending_cancellations import CancelTermination, cancel_termination
from portal.usecases.ending_text import BasisPaper
from portal.usecases.fee_changes import ChangeFee
from portal.usecases.fee_notices import RecordHandover, notice_paper, record_handover
from portal.usecases.fee_proposals import DecideProposal, confirm_fee, propose_fee
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.move_papers import DrawList, draw_list
from portal.usecases.resumptions import ResumeContract, resume_contract
from portal.usecases.suspension_moves import MoveSuspension, move_suspension
from portal.usecases.suspension_orders import count_orders
from portal.usecases.suspension_withdrawals import WithdrawSuspension, withdraw_suspension
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from portal.usecases.terminations import prepare_termination
from tests.support.contents import contents
from tests.support.factories import (
    make_mark,
    make_move,
    make_staff,
    make_termination,
    make_user,
)
from tests.support.faults import at_every_statement
from tests.support.sample_region import FIRST
from tests.usecases.procedures import BlankPress, House, contract_in_force, make_house
from tests.usecases.test_fee_changes_alone import tariff
from tests.usecases.test_promises import racing
from tests.usecases.test_tariff_days import EVERYTHING

NOW = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
TODAY = date(2026, 4, 1)
Doing = Callable[[Actor], object]


@pytest.fixture
def house(database: Flask, session: Session) -> House:
    return make_house(session, EVERYTHING)


@pytest.fixture
def second(house: House) -> Actor:
    provider = house.session.get_one(Provider, house.provider_id)
    user = make_user(house.session, surname="Вторых", name="Пётр", patronymic="Львович")
    return make_staff(house.session, provider, Role.DIRECTOR, user=user, basis="Устав")


def by(house: House) -> dict[str, Any]:
    return {"region": house.region, "now": NOW}


def _fee(house: House, contract_id: int) -> Doing:
    tariff(house, "165.00")
    accountant = make_staff(
        house.session, house.session.get_one(Provider, house.provider_id), Role.ACCOUNTANT
    )
    proposed = propose_fee(
        ChangeFee(contract_id, "tariff_changed", TODAY), actor=accountant, **by(house)
    )
    return lambda who: confirm_fee(DecideProposal(proposed, 1), actor=who, **by(house))


def _notice(house: House, contract_id: int) -> Doing:
    _fee(house, contract_id)(house.director)
    notice = house.session.scalars(select(Notice)).one()
    # Whoever records the handover has printed the paper with the page already open.
    printed = {"actor": house.worker, "press": BlankPress(), **by(house)}
    command = RecordHandover(notice.id, TODAY, version=notice.version)
    notice_paper(notice.id, **printed)
    return lambda who: record_handover(command, actor=who, **by(house))


def _list(house: House, contract_id: int) -> Doing:
    contract = house.session.get_one(Contract, contract_id)
    make_termination(house.session, contract, house.director)
    move = make_move(house.session, contract, house.worker, applied_on=date(2026, 3, 20))
    make_mark(house.session, contract.programme_id, house.worker, FIRST)
    command = DrawList(move.id, house.session.get_one(Move, move.id).version)
    return lambda who: draw_list(command, actor=who, press=BlankPress(), **by(house))


def _correction(house: House, contract_id: int) -> Doing:
    served = RecordDelivery(contract_id, date(2026, 3, 10), FIRST, Decimal(4))
    record_delivery(served, actor=house.worker, **by(house))
    close_month(CloseMonth(date(2026, 3, 1)), actor=house.director, **by(house))
    act = house.session.scalars(select(Act)).one()
    less = (LineChange(1, Decimal(2)),)
    command = CorrectAct(act.id, less, "в один из дней был в больнице", version=act.version)
    return lambda who: correct_issued_act(command, actor=who, press=BlankPress(), **by(house))


def _pause(house: House, contract_id: int, since: date, until: date | None) -> int:
    command = SuspendContract(contract_id, "hospital_stay", since, until, paper_later=True)
    suspend_contract(command, actor=house.director, press=BlankPress(), **by(house))
    return house.session.scalars(select(Suspension.id)).one()


def _moved_break(house: House, contract_id: int) -> Doing:
    pause = _pause(house, contract_id, date(2026, 4, 6), date(2026, 4, 9))
    command = MoveSuspension(pause, date(2026, 4, 7), date(2026, 4, 10), "выписали позже", seen=1)
    return lambda who: move_suspension(command, actor=who, press=BlankPress(), **by(house))


def _cancelled_break(house: House, contract_id: int) -> Doing:
    pause = _pause(house, contract_id, date(2026, 4, 6), date(2026, 4, 9))
    command = WithdrawSuspension(pause, "госпитализацию отменили", seen=1)
    return lambda who: withdraw_suspension(command, actor=who, press=BlankPress(), **by(house))


def _ended_break(house: House, contract_id: int) -> Doing:
    _pause(house, contract_id, date(2026, 3, 25), None)
    seen = count_orders(house.director, contract_id)
    command = ResumeContract(contract_id, TODAY, seen)
    return lambda who: resume_contract(command, actor=who, press=BlankPress(), **by(house))


def _end(house: House, contract_id: int) -> Doing:
    papers = (BasisPaper("refusal_application", TODAY, "7"),)
    wanted = TerminateContract(contract_id, "refusal", day=date(2026, 4, 30), papers=papers)
    row = prepare_termination(wanted, actor=house.director, **by(house))
    command = ConfirmTermination(row.id, house.session.get_one(Termination, row.id).version)
    return lambda who: confirm_termination(command, actor=who, press=BlankPress(), **by(house))


def _cancelled_end(house: House, contract_id: int) -> Doing:
    _end(house, contract_id)(house.director)
    row = house.session.scalars(select(Termination)).one()
    command = CancelTermination(row.id, "получатель передумал", row.version, consent_on=TODAY)
    return lambda who: cancel_termination(command, actor=who, press=BlankPress(), **by(house))


KINDS = {
    "fee": (_fee, "новая плата"),
    "notice": (_notice, "вручено 01.04.2026"),
    "list": (_list, "опись составлена заново"),
    "correction": (_correction, "исправлен"),
    "break moved": (_moved_break, "перерыв с 07.04.2026, услуги снова с 10.04.2026"),
    "break cancelled": (_cancelled_break, "перерыв с 06.04.2026 отменён"),
    "break ended": (_ended_break, "услуги снова с 01.04.2026"),
    "end": (_end, "директор подтвердил"),
    "end cancelled": (_cancelled_end, "прекращение договора № 1/2026: отменено"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_of_two_directors_changes_nothing_and_reads_who_was_first(
    house: House, second: Actor, kind: str
) -> None:
    prepared, became = KINDS[kind]
    act = prepared(house, contract_in_force(house))
    house.session.rollback()
    act(house.director)
    before = contents(house.session)

    with pytest.raises(Conflict) as caught:
        act(second)

    (told,) = caught.value.violations
    assert became in told.text
    assert house.director.name in told.text
    assert contents(house.session) == before


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_directors_at_once_one_gets_through(
    database: Flask, house: House, second: Actor, kind: str
) -> None:
    act = KINDS[kind][0](house, contract_in_force(house))
    house.session.rollback()

    def done(number: int) -> str:
        act((house.director, second)[number])
        return "done"

    assert racing(database, 2, done) == {"done": 1, "conflict": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_director_does_fails_before_every_statement_and_leaves_no_half(
    house: House, kind: str
) -> None:
    act = KINDS[kind][0](house, contract_in_force(house))
    house.session.rollback()
    before = contents(db.session())

    def unchanged() -> None:
        assert contents(db.session()) == before

    assert at_every_statement(db.engine, lambda: act(house.director), unchanged) > 5
    assert contents(db.session()) != before

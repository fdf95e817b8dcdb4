"""Breaks moved, corrected and ended: what each day asks for, and what the portal proposes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.law import Citation, Timeline, Version
from portal.domain.suspension import Ground, SuspensionRules
from portal.domain.violations import Conflict, NotFound, RulesBroken
from portal.models import (
    AuditEvent,
    Contract,
    Paper,
    SubmittedDocument,
    Suspension,
    SuspensionOrder,
)
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.queries.break_readiness import Readiness
from portal.usecases.queries.suspension_calendar import break_calendar
from portal.usecases.queries.suspensions import breaks_to_look_at
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.suspension_moves import MoveSuspension, SuspensionMoved, move_suspension
from portal.usecases.suspension_withdrawals import WithdrawSuspension, withdraw_suspension
from portal.usecases.suspensions import ContractSuspended, SuspendContract, suspend_contract
from tests.support.factories import make_provider, make_staff
from tests.support.sample_region import FIRST, IN_FORCE, LAW, SAMPLE
from tests.usecases.procedures import (
    BlankPress,
    House,
    expect_refusal,
    make_house,
)

APRIL = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
CITED = Citation("FED-SUS-01", "442-FZ", "подп. «в» п. 7")
AT_HOME = frozenset({Form.HOME})
RULES = SuspensionRules(
    (
        Ground("hospital_stay", "больница", CITED, AT_HOME, ends_when="returned"),
        Ground("documents_missing", "документы", CITED, AT_HOME, ends_when="documents_received"),
    )
)


@pytest.fixture
def house(session: Session) -> House:
    rules = replace(SAMPLE.rules, suspension_rules=Timeline(Version(IN_FORCE, RULES, LAW)))
    return make_house(session, replace(SAMPLE, rules=rules))


def day(number: int) -> date:
    """A day of March 2026."""
    return date(2026, 3, number)


def suspend(
    house: House, contract_id: int, since: date, until: date | None, ground: str = "hospital_stay"
) -> ContractSuspended:
    command = SuspendContract(contract_id, ground, since, until)
    return suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )


def move(house: House, pause_id: int, since: date, until: date | None) -> SuspensionMoved:
    command = MoveSuspension(pause_id, since, until, "уточнили", seen=1)
    return move_suspension(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )


def test_a_move_leaves_the_first_order_as_it_was(
    session: Session, house: House, contract_id: int
) -> None:
    pause = suspend(house, contract_id, day(5), day(9))

    done = move(house, pause.id, day(6), None)

    orders = session.scalars(select(SuspensionOrder).order_by(SuspensionOrder.sequence)).all()
    assert [(one.number, one.since, one.until) for one in orders] == [
        ("1/2026", day(5), day(9)),
        ("2/2026", day(6), None),
    ]
    assert len({one.paper_id for one in orders}) == 2
    assert (done.state, session.get_one(Contract, contract_id).state) == (
        ContractState.SUSPENDED,
        ContractState.SUSPENDED,
    )
    assert session.scalars(select(AuditEvent.what)).all()[-1] == "suspension_moved"


@pytest.mark.parametrize(
    ("until", "state"),
    [
        pytest.param(date(2026, 4, 1), ContractState.ACTIVE, id="served again today, FED-SUS-04"),
        pytest.param(date(2026, 4, 2), ContractState.SUSPENDED, id="a day later, FED-SUS-04"),
    ],
)
def test_a_moved_break_that_is_over_suspends_no_more(
    house: House, contract_id: int, until: date, state: ContractState
) -> None:
    pause = suspend(house, contract_id, day(5), None)

    assert move(house, pause.id, day(5), until).state == state


def test_somebody_elses_order_is_seen_first(house: House, contract_id: int) -> None:
    pause = suspend(house, contract_id, day(5), day(9))
    move(house, pause.id, day(5), day(10))

    with pytest.raises(Conflict):
        move(house, pause.id, day(5), day(11))


def test_another_providers_break_does_not_exist(
    session: Session, house: House, contract_id: int
) -> None:
    pause = suspend(house, contract_id, day(5), day(9))
    stranger = make_staff(session, make_provider(session, inn="7701234566"))

    with pytest.raises(NotFound):
        move(replace(house, director=stranger), pause.id, day(5), day(10))


@pytest.mark.parametrize(
    ("since", "until", "code", "field"),
    [
        pytest.param(day(5), day(12), "overlap", "since", id="into the next break"),
        pytest.param(day(5), day(9), "value_invalid", "since", id="no change"),
        pytest.param(day(5), day(5), "value_invalid", "until", id="no day"),
        pytest.param(day(1), day(9), "contract_not_active", "since", id="before the contract"),
    ],
)
def test_days_that_are_taken_are_refused(
    session: Session,
    house: House,
    contract_id: int,
    since: date,
    until: date,
    *,
    code: str,
    field: str,
) -> None:
    """FED-SUS-04."""
    pause = suspend(house, contract_id, day(5), day(9))
    suspend(house, contract_id, day(11), day(14))

    with expect_refusal(session, code, field):
        move(house, pause.id, since, until)
    assert session.get_one(Suspension, pause.id).until == day(9)


@pytest.mark.parametrize("until", [None, date(2026, 4, 20)], ids=["open", "with an end"])
@pytest.mark.parametrize("came", [True, False], ids=["the paper came, FED-SUS-01", "it did not"])
def test_service_is_proposed_again_when_the_papers_have_come(
    session: Session, house: House, contract_id: int, until: date | None, *, came: bool
) -> None:
    recipient_id = session.get_one(Contract, contract_id).recipient_id
    code = session.scalars(select(SubmittedDocument.code).order_by(SubmittedDocument.id)).first()
    assert code is not None
    session.execute(delete(SubmittedDocument).where(SubmittedDocument.code == code))
    session.commit()
    pause = suspend(house, contract_id, day(5), until, "documents_missing")
    waits = session.get_one(Suspension, pause.id).waits_for
    if came:
        submit_document(
            SubmitDocument(recipient_id, code, day(16)),
            region=house.region,
            actor=house.worker,
            now=datetime(2026, 3, 17, 7, 0, tzinfo=UTC),
        )

    found = breaks_to_look_at(house.director, house.region, day(20))

    assert waits is not None
    assert [one.split("|")[0] for one in waits] == [code]
    expected = [(Readiness.PAPERS, day(17))] if came else []
    assert [(task.why, task.resume_from) for task in found] == expected


@pytest.mark.parametrize(
    ("today", "tasks"),
    [
        pytest.param(date(2026, 4, 9), 0, id="the last day without services, FED-SUS-04"),
        pytest.param(date(2026, 4, 10), 1, id="the day of service, FED-SUS-04"),
    ],
)
def test_service_is_proposed_again_when_the_day_has_come(
    house: House, contract_id: int, today: date, tasks: int
) -> None:
    suspend(house, contract_id, day(5), day(9))
    suspend(house, contract_id, day(20), date(2026, 4, 10))

    found = breaks_to_look_at(house.director, house.region, today)

    expected = [(Readiness.OVER, date(2026, 4, 10))] * tasks
    assert [(task.why, task.resume_from) for task in found] == expected


def withdraw(house: House, pause_id: int, reason: str = "госпитализацию отменили") -> str:
    done = withdraw_suspension(
        WithdrawSuspension(pause_id, reason, seen=1),
        region=house.region,
        actor=house.director,
        now=APRIL,
        press=BlankPress(),
    )
    return done.order_number


@pytest.mark.parametrize(
    ("since", "fine"),
    [
        pytest.param(date(2026, 4, 2), True, id="tomorrow, FED-SUS-04"),
        pytest.param(date(2026, 4, 1), False, id="today it has begun, FED-SUS-04"),
    ],
)
def test_a_break_is_called_off_until_it_begins(
    session: Session, house: House, contract_id: int, since: date, *, fine: bool
) -> None:
    pause = suspend(house, contract_id, since, None)

    if not fine:
        with expect_refusal(session, "transition_not_allowed", None):
            withdraw(house, pause.id)
        return
    assert withdraw(house, pause.id) == "2/2026"
    session.expire_all()
    row = session.get_one(Suspension, pause.id)
    assert row.until == row.since
    assert session.get_one(Contract, contract_id).state is ContractState.ACTIVE
    orders = session.scalars(select(SuspensionOrder).order_by(SuspensionOrder.sequence)).all()
    assert [(one.since, one.until) for one in orders] == [(since, None)] * 2
    assert suspend(house, contract_id, since, None).id != pause.id, "its days are free again"
    for moved in (withdraw, lambda *_: move(house, pause.id, since, None)):
        with pytest.raises((Conflict, RulesBroken)):
            moved(house, pause.id)


def test_a_running_break_stays_when_the_one_ahead_is_called_off(
    session: Session, house: House, contract_id: int
) -> None:
    suspend(house, contract_id, day(20), date(2026, 4, 5))
    ahead = suspend(house, contract_id, date(2026, 4, 10), None)

    withdraw(house, ahead.id)

    session.expire_all()
    assert session.get_one(Contract, contract_id).state is ContractState.SUSPENDED


@pytest.mark.parametrize(("length", "fine"), [(300, True), (301, False)])
def test_a_reason_is_printed_whole_or_refused(
    session: Session, house: House, contract_id: int, length: int, *, fine: bool
) -> None:
    pause = suspend(house, contract_id, date(2026, 4, 2), None)

    if fine:
        withdraw(house, pause.id, "п" * length)
        kept = session.scalars(select(SuspensionOrder.reason)).all()
        assert kept[-1] == "п" * length
        return
    with expect_refusal(session, "value_invalid", "reason"):
        withdraw(house, pause.id, "п" * length)


@pytest.mark.parametrize(
    ("named", "fine"),
    [
        pytest.param((), False, id="nothing is named, FED-SUS-01"),
        pytest.param((".",), False, id="a sign names nothing, FED-SUS-01"),
        pytest.param(("справка о составе семьи",), True, id="words, FED-SUS-01"),
    ],
)
def test_an_order_for_want_of_papers_lists_them(
    session: Session, house: House, contract_id: int, named: tuple[str, ...], *, fine: bool
) -> None:
    command = SuspendContract(contract_id, "documents_missing", day(5), missing=named)

    def ordered() -> ContractSuspended:
        return suspend_contract(
            command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
        )

    if not fine:
        with expect_refusal(session, "documents_missing", "missing"):
            ordered()
        return
    done = ordered()
    assert session.get_one(Suspension, done.id).waits_for == list(named)
    paper = session.scalars(select(Paper).order_by(Paper.id.desc())).first()
    assert paper is not None
    assert named[0] in str(paper.inputs)


@pytest.mark.parametrize("came", [True, False], ids=["brought anew, FED-SUS-01", "the old one"])
def test_a_paper_that_is_to_be_brought_anew_is_awaited(
    session: Session, house: House, contract_id: int, *, came: bool
) -> None:
    recipient_id = session.get_one(Contract, contract_id).recipient_id
    code = session.scalars(select(SubmittedDocument.code).order_by(SubmittedDocument.id)).first()
    assert code is not None
    command = SuspendContract(contract_id, "documents_missing", day(5), missing=(code,))
    suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )
    if came:
        submit_document(
            SubmitDocument(recipient_id, code, day(16)),
            region=house.region,
            actor=house.worker,
            now=datetime(2026, 3, 17, 7, 0, tzinfo=UTC),
        )

    found = breaks_to_look_at(house.director, house.region, day(20))

    assert [task.resume_from for task in found] == ([day(17)] if came else [])


@pytest.mark.parametrize("until", [None, day(19)], ids=["open", "with an end"])
def test_only_the_papers_that_have_not_come_are_still_awaited(
    session: Session, house: House, contract_id: int, until: date | None
) -> None:
    """FED-SUS-01: of two things awaited the one that came is not asked for again."""
    recipient_id = session.get_one(Contract, contract_id).recipient_id
    code = session.scalars(select(SubmittedDocument.code).order_by(SubmittedDocument.id)).first()
    assert code is not None
    wanted = (code, "адрес по месту пребывания")
    command = SuspendContract(contract_id, "documents_missing", day(5), until, missing=wanted)
    suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )

    def awaited(today: date) -> int:
        months = (day(1),)
        found = break_calendar(house.director, contract_id, house.region, months, today=today)
        return len(found.breaks[0].missing)

    assert awaited(day(17)) == 2
    submit_document(
        SubmitDocument(recipient_id, code, day(16)),
        region=house.region,
        actor=house.worker,
        now=datetime(2026, 3, 17, 7, 0, tzinfo=UTC),
    )
    assert (awaited(day(16)), awaited(day(17))) == (2, 1)
    assert (awaited(day(18)), awaited(day(19))) == (1, 1 if until is None else 0)


def test_the_calendar_prices_the_days_left_at_their_own_tariffs(
    house: House, contract_id: int
) -> None:
    """FED-FEE-15: the eight visits of the contract cost what they cost in the month shown."""
    since = date(2026, 4, 1)
    command = SetReferenceValue(f"tariff.{FIRST}", None, Decimal("160.00"), since, "приказ № 17")
    set_reference_value(command, region=house.region, actor=house.director, now=APRIL)

    march, april = break_calendar(
        house.director, contract_id, house.region, (date(2026, 3, 1), since), today=since
    ).months

    assert march.days.outside == (day(1),)
    assert march.likely == 7 * Decimal("150.00"), "thirty days of thirty-one"
    assert april.likely == 8 * Decimal("160.00")
    assert "которые действуют 30.04.2026" in april.steps[0].text

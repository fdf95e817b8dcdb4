"""Suspension: grounds, days, orders; the day of resumption is served again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.demands import Demand
from portal.domain.law import Timeline, Version
from portal.domain.suspension import Ground, SuspensionRules
from portal.domain.violations import Conflict, NotFound
from portal.models import (
    AuditEvent,
    Contract,
    ContractTerms,
    MonthClosing,
    MonthState,
    Paper,
    SubmittedDocument,
    Suspension,
    SuspensionOrder,
)
from portal.regions.registry import Region
from portal.usecases import suspension_days
from portal.usecases.resumptions import ContractResumed, ResumeContract, resume_contract
from portal.usecases.suspensions import ContractSuspended, SuspendContract, suspend_contract
from tests.support.factories import make_act, make_charge, make_delivery
from tests.support.sample_region import IN_FORCE, LAW, SAMPLE
from tests.usecases.procedures import (
    BlankPress,
    House,
    break_journal,
    contract_in_force,
    expect_refusal,
    make_house,
    rows,
)

APRIL = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)


def day(number: int) -> date:
    """A day of March 2026."""
    return date(2026, 3, number)


def suspend(
    house: House,
    contract_id: int,
    since: date,
    until: date | None = None,
    ground: str = "hospital_stay",
    now: datetime = APRIL,
) -> ContractSuspended:
    command = SuspendContract(contract_id, ground, since, until, "справка № 3", paper_later=True)
    return suspend_contract(
        command, region=house.region, actor=house.director, now=now, press=BlankPress()
    )


def resume(house: House, contract_id: int, on: date, now: datetime = APRIL) -> ContractResumed:
    return resume_contract(
        ResumeContract(contract_id, on),
        region=house.region,
        actor=house.director,
        now=now,
        press=BlankPress(),
    )


def close_march(session: Session, house: House) -> None:
    session.add(
        MonthClosing(
            provider_id=house.provider_id,
            month=day(1),
            state=MonthState.CLOSED,
            closed_at=APRIL,
            closed_by_id=house.director.membership_id,
        )
    )
    session.commit()


def test_a_suspension_has_its_order_and_no_end_yet(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-SUS-03."""
    done = suspend(house, contract_id, day(5))

    assert (done.state, done.until, done.order_number) == (
        ContractState.SUSPENDED,
        None,
        "1/2026",
    )
    row = session.get_one(Suspension, done.id)
    assert (row.ground, row.since, row.reason) == ("hospital_stay", day(5), "справка № 3")
    assert session.get_one(Contract, contract_id).state is ContractState.SUSPENDED
    assert session.scalars(select(AuditEvent.what)).all()[-1] == "contract_suspended"


def test_resumption_ends_it_and_orders_are_numbered_on(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-SUS-04: suspended on the 5th, served again on the 19th."""
    first = suspend(house, contract_id, day(5))

    done = resume(house, contract_id, day(19))
    second = suspend(house, contract_id, day(19))

    assert done == ContractResumed(ContractState.ACTIVE, day(19), "2/2026")
    assert session.get_one(Suspension, first.id).until == day(19)
    assert second.order_number == "3/2026"


def test_a_break_that_is_already_over_leaves_the_contract_active(
    house: House, contract_id: int
) -> None:
    assert suspend(house, contract_id, day(5), day(10)).state is ContractState.ACTIVE


def test_a_break_may_end_sooner_than_planned(
    session: Session, house: House, contract_id: int
) -> None:
    done = suspend(house, contract_id, day(20), date(2026, 4, 10))

    assert resume(house, contract_id, date(2026, 4, 5)).resumed_from == date(2026, 4, 5)
    assert session.get_one(Suspension, done.id).until == date(2026, 4, 5)


def only(ground: Ground) -> Region:
    rules = Timeline(Version(IN_FORCE, SuspensionRules((ground,)), LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, suspension_rules=rules))


@pytest.mark.parametrize(
    ("region", "ground", "code"),
    [
        pytest.param(SAMPLE, "holiday_of_social_worker", "ground_unknown", id="VLA-SUS-01"),
        pytest.param(
            only(Ground("repairs", "ремонт", LAW, frozenset({Form.STATIONARY}))),
            "repairs",
            "ground_not_for_form",
            id="a ground of residential care at home",
        ),
        pytest.param(
            only(Ground("leave", "отпуск", LAW, frozenset({Form.HOME}), document="ticket")),
            "leave",
            "documents_missing",
            id="a ground without its paper",
        ),
    ],
)
def test_a_ground_must_be_known_fit_the_form_and_have_its_paper(
    session: Session, house: House, contract_id: int, region: Region, ground: str, code: str
) -> None:
    session.execute(delete(SubmittedDocument))
    session.commit()
    variant = replace(house, region=region)

    with expect_refusal(session, code, "ground"):
        suspend(variant, contract_id, day(5), ground=ground)


UNPAID = Ground(
    "debt",
    "неоплата услуг",
    LAW,
    frozenset({Form.HOME}),
    demands=(Demand("debt", "debt_absent", "Просроченного долга нет.", LAW),),
)


@pytest.mark.parametrize(
    ("due_on", "refused"),
    [
        pytest.param(day(4), False, id="MSK-SUS-01: due the day before"),
        pytest.param(day(5), True, id="MSK-SUS-01: due on the day itself"),
        pytest.param(None, True, id="MSK-SUS-01: nothing was charged"),
    ],
)
def test_unpaid_services_suspend_once_they_are_a_debt(
    session: Session, house: House, contract_id: int, due_on: date | None, *, refused: bool
) -> None:
    if due_on is not None:
        _charge(session, house, contract_id, due_on)
    variant = replace(house, region=only(UNPAID))

    if refused:
        with expect_refusal(session, "debt_absent", "ground"):
            suspend(variant, contract_id, day(5), ground="debt")
    else:
        done = suspend(variant, contract_id, day(5), ground="debt")
        assert done.state is ContractState.SUSPENDED


def _charge(session: Session, house: House, contract_id: int, due_on: date) -> None:
    contract = session.get_one(Contract, contract_id)
    terms = session.scalars(select(ContractTerms)).one()
    february = date(2026, 2, 1)
    act = make_act(session, contract, terms, month=february, due_on=due_on)
    make_charge(session, act, house.director)
    session.commit()


@pytest.mark.parametrize(
    ("since", "until", "code", "field"),
    [
        pytest.param(day(1), None, "contract_not_active", "since", id="before it was in force"),
        pytest.param(
            date(2029, 2, 28), None, "contract_not_active", "since", id="after the contract"
        ),
        pytest.param(day(5), day(5), "value_invalid", "until", id="no day at all"),
        pytest.param(day(5), day(4), "value_invalid", "until", id="an end before its start"),
        pytest.param(day(12), day(15), "overlap", "since", id="inside another"),
        pytest.param(day(19), None, "overlap", "since", id="from the last day of another"),
        pytest.param(day(5), day(11), "overlap", "since", id="into the first day of another"),
        pytest.param(day(5), None, "overlap", "since", id="open, over a later one"),
    ],
)
def test_days_that_cannot_be_suspended(  # noqa: PLR0917
    session: Session,
    house: House,
    contract_id: int,
    since: date,
    until: date | None,
    code: str,
    field: str,
) -> None:
    suspend(house, contract_id, day(10), day(20))

    with expect_refusal(session, code, field):
        suspend(house, contract_id, since, until)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param(day(5), day(10), id="up to the first day of another"),
        pytest.param(day(20), None, id="from the day of resumption of another"),
    ],
)
def test_breaks_may_touch(house: House, contract_id: int, since: date, until: date | None) -> None:
    suspend(house, contract_id, day(10), day(20))

    assert suspend(house, contract_id, since, until).id


def test_the_database_itself_keeps_breaks_apart(
    session: Session, house: House, contract_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspend(house, contract_id, day(10), day(20))
    monkeypatch.setattr(suspension_days, "demand_no_overlap", lambda *_arguments, **_named: None)

    with expect_refusal(session, "overlap", "since") as caught:
        suspend(house, contract_id, day(12))

    assert caught.type is Conflict


def test_a_closed_month_is_not_suspended_afterwards(
    session: Session, house: House, contract_id: int
) -> None:
    close_march(session, house)

    with expect_refusal(session, "month_closed", "since"):
        suspend(house, contract_id, day(31))
    assert suspend(house, contract_id, date(2026, 4, 1)).id


def test_an_issued_act_closes_its_month(session: Session, house: House, contract_id: int) -> None:
    contract = session.get_one(Contract, contract_id)
    terms = session.scalars(select(ContractTerms)).one()
    make_act(session, contract, terms)

    with expect_refusal(session, "month_closed", "since"):
        suspend(house, contract_id, day(20))


def test_days_with_recorded_services_are_not_suspended(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-SUS-04."""
    contract = session.get_one(Contract, contract_id)
    make_delivery(session, contract, house.worker, day=day(9), code="SMP-H-01")

    with expect_refusal(session, "overlap", "since"):
        suspend(house, contract_id, day(9))
    assert suspend(house, contract_id, day(10)).id


def test_an_unsigned_contract_is_not_suspended(
    session: Session, house: House, contract_id: int
) -> None:
    contract = session.get_one(Contract, contract_id)
    contract.state = ContractState.AWAITING_SIGNATURE
    session.commit()

    with expect_refusal(session, "contract_not_active"):
        suspend(house, contract_id, day(5))


def test_a_contract_that_runs_has_nothing_to_resume(
    session: Session, house: House, contract_id: int
) -> None:
    with expect_refusal(session, "transition_not_allowed"):
        resume(house, contract_id, day(5))


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(day(5), id="the first day of the break"),
        pytest.param(date(2029, 2, 28), id="after the contract"),
    ],
)
def test_a_day_of_resumption_that_cannot_be(
    session: Session, house: House, contract_id: int, on: date
) -> None:
    suspend(house, contract_id, day(5))

    with expect_refusal(session, "value_invalid", "day"):
        resume(house, contract_id, on)


def test_a_closed_month_is_not_resumed_afterwards(
    session: Session, house: House, contract_id: int
) -> None:
    suspend(house, contract_id, day(5))
    close_march(session, house)

    with expect_refusal(session, "month_closed", "day"):
        resume(house, contract_id, day(31))
    assert resume(house, contract_id, date(2026, 4, 1)).state is ContractState.ACTIVE


def test_a_break_is_not_stretched_over_recorded_services(
    session: Session, house: House, contract_id: int
) -> None:
    suspend(house, contract_id, day(20))
    suspended = session.scalars(select(Suspension)).one()
    suspended.until = day(25)
    contract = session.get_one(Contract, contract_id)
    make_delivery(session, contract, house.worker, day=day(28), code="SMP-H-01")

    with expect_refusal(session, "overlap", "day"):
        resume(house, contract_id, day(31))


@pytest.mark.parametrize(
    ("until", "last"),
    [
        pytest.param(date(2026, 4, 10), date(2026, 4, 10), id="the day of the order"),
        pytest.param(date(2026, 4, 1), date(2026, 4, 2), id="ordered up to today: tomorrow"),
    ],
)
def test_a_resumption_makes_no_break_longer_than_ordered(
    session: Session, house: House, contract_id: int, until: date, last: date
) -> None:
    """FED-SUS-04: other days need an order about them, with their ground and papers."""
    suspend(house, contract_id, day(20))
    session.scalars(select(Suspension)).one().until = until
    session.commit()

    with expect_refusal(session, "value_invalid", "day"):
        resume(house, contract_id, last + timedelta(days=1))
    assert resume(house, contract_id, last).resumed_from == last


@pytest.mark.parametrize("verb", ["suspend", "resume"])
def test_another_providers_contract_is_not_found(session: Session, house: House, verb: str) -> None:
    other = make_house(session)
    foreign = contract_in_force(other)
    suspend(other, foreign, day(5), day(30), now=datetime(2026, 3, 6, 7, 0, tzinfo=UTC))
    before = rows(session)

    with pytest.raises(NotFound):
        suspend(house, foreign, day(5)) if verb == "suspend" else resume(house, foreign, day(6))

    assert rows(session) == before


@pytest.mark.parametrize("verb", ["suspend", "resume"])
def test_nothing_is_kept_when_the_journal_fails(
    session: Session,
    house: House,
    contract_id: int,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
) -> None:
    if verb == "resume":
        suspend(house, contract_id, day(5))
    before = rows(session)
    state = session.get_one(Contract, contract_id).state
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        suspend(house, contract_id, day(5)) if verb == "suspend" else resume(
            house, contract_id, day(6)
        )

    assert rows(session) == before
    assert session.get_one(Contract, contract_id).state is state


def test_the_end_of_a_break_has_an_order_of_its_own_that_names_the_first(
    session: Session, house: House, contract_id: int
) -> None:
    first = suspend(house, contract_id, day(10))
    done = resume(house, contract_id, day(20))

    begun, ended = session.scalars(select(SuspensionOrder).order_by(SuspensionOrder.sequence)).all()
    assert (begun.number, ended.number) == (first.order_number, done.order_number)
    assert (ended.since, ended.until) == (day(10), day(20))
    paper = session.get_one(Paper, ended.paper_id)
    values = paper.inputs["values"]
    assert isinstance(values, dict)
    assert "Приказ о возобновлении обслуживания" in str(paper.inputs["title"])
    assert first.order_number in str(values["ends"])
    assert values["resumed"] == "20.03.2026"


def test_a_break_that_runs_is_ended_though_another_is_ordered_ahead(
    session: Session, house: House, contract_id: int
) -> None:
    ahead = suspend(house, contract_id, date(2026, 4, 20))
    running = suspend(house, contract_id, day(25), date(2026, 4, 12))

    done = resume(house, contract_id, date(2026, 4, 3))

    assert session.get_one(Suspension, running.id).until == date(2026, 4, 3)
    assert session.get_one(Suspension, ahead.id).until is None
    assert done.state is ContractState.SUSPENDED, "the one ahead is still to come"


@pytest.mark.parametrize("late", [0, 1])
def test_services_do_not_begin_again_after_the_contract(
    session: Session, house: House, contract_id: int, late: int
) -> None:
    last = session.get_one(Contract, contract_id).valid_until
    until = last + timedelta(days=1 + late)

    if not late:
        assert suspend(house, contract_id, date(2026, 4, 2), until).until == until
        return
    with expect_refusal(session, "value_invalid", "until"):
        suspend(house, contract_id, date(2026, 4, 2), until)


@pytest.mark.parametrize(
    ("told", "fine"),
    [
        pytest.param(date(2026, 3, 1), False, id="before the contract"),
        pytest.param(date(2026, 3, 2), True, id="the day it was concluded"),
        pytest.param(date(2026, 4, 1), True, id="today"),
        pytest.param(date(2026, 4, 2), False, id="tomorrow"),
    ],
)
def test_the_day_of_a_notice_has_come_and_the_contract_was_there(
    session: Session, house: House, contract_id: int, told: date, *, fine: bool
) -> None:
    command = SuspendContract(
        contract_id, "hospital_stay", date(2026, 4, 5), notified_on=told, paper_later=True
    )
    by: dict[str, Any] = {
        "region": house.region,
        "actor": house.director,
        "now": APRIL,
        "press": BlankPress(),
    }

    if fine:
        assert suspend_contract(command, **by).order_number
        return
    with expect_refusal(session, "value_invalid", "notified_on"):
        suspend_contract(command, **by)


@pytest.mark.parametrize(
    ("since", "fine"),
    [
        pytest.param(date(2026, 4, 1), True, id="begun today"),
        pytest.param(date(2026, 4, 2), False, id="begins tomorrow"),
    ],
)
def test_what_has_not_begun_is_not_resumed(
    session: Session, house: House, contract_id: int, since: date, *, fine: bool
) -> None:
    suspend(house, contract_id, since)

    if fine:
        assert resume(house, contract_id, date(2026, 4, 5)).state is ContractState.ACTIVE
        return
    with expect_refusal(session, "transition_not_allowed", "day"):
        resume(house, contract_id, date(2026, 4, 5))

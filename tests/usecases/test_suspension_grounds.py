"""What a break rests on: the contract's own list, a written warning, the debt and its end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.demands import Demand
from portal.domain.law import Citation, Timeline, Version
from portal.domain.payments import Channel
from portal.domain.suspension import ContractGrounds, Ground, SuspensionRules
from portal.models import (
    Contract,
    ContractTerms,
    Suspension,
    SuspensionWarning,
)
from portal.regions.registry import Region
from portal.usecases.payments import PaymentRecorded, RecordPayment, record_payment
from portal.usecases.queries.suspension_desk import SuspensionDesk, suspension_desk
from portal.usecases.queries.suspensions import breaks_to_look_at, proposed_resumption
from portal.usecases.resumptions import ResumeContract, resume_contract
from portal.usecases.suspension_warnings import RecordWarning, record_warning
from portal.usecases.suspensions import ContractSuspended, SuspendContract, suspend_contract
from portal.usecases.transaction import reading
from tests.support.factories import make_act, make_charge
from tests.support.sample_region import IN_FORCE, LAW, SAMPLE
from tests.usecases.procedures import (
    BlankPress,
    House,
    contract_in_force,
    expect_refusal,
    make_house,
)

APRIL = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
LISTED = Citation("MSK-SUS-02", "442-FZ", "п. 5.3")
BREACH = Citation("MSK-SUS-01", "442-FZ", "раздел 6")
AT_HOME = frozenset({Form.HOME})
UNPAID = Demand("debt", "debt_absent", "Просроченного долга нет.", BREACH)
WARNED = Demand("written_warning", "warning_required", "Сначала предупредите письменно.", BREACH)
RULES = SuspensionRules(
    (
        Ground("hospital_stay", "больница", LISTED, AT_HOME),
        Ground("sanatorium", "санаторий", LISTED, AT_HOME),
        Ground("debt", "долг", BREACH, AT_HOME, (UNPAID, WARNED), ends_when="debt_paid"),
        Ground("breach_by_recipient", "нарушение", BREACH, AT_HOME, (WARNED,)),
    ),
    source=LISTED,
    by_contract=ContractGrounds(("debt", "breach_by_recipient"), LISTED),
    open_ended=SAMPLE.rules.suspension_rules.on(date(2026, 3, 1)).open_ended,
)


def strict() -> Region:
    rules = Timeline(Version(IN_FORCE, RULES, LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, suspension_rules=rules))


def day(number: int) -> date:
    """A day of March 2026."""
    return date(2026, 3, number)


@pytest.fixture
def house(session: Session) -> House:
    return replace(make_house(session), region=strict())


@pytest.fixture
def contract_id(house: House) -> int:
    return contract_in_force(replace(house, region=SAMPLE))


def suspend(
    house: House,
    contract_id: int,
    ground: str = "debt",
    since: date | None = None,
    *,
    warned_on: date | None = None,
    until: date | None = None,
    now: datetime = APRIL,
) -> ContractSuspended:
    command = SuspendContract(contract_id, ground, since or day(10), until, warned_on=warned_on)
    return suspend_contract(
        command, region=house.region, actor=house.director, now=now, press=BlankPress()
    )


def warn(house: House, contract_id: int, on: date, ground: str = "debt") -> int:
    return record_warning(
        RecordWarning(contract_id, ground, on),
        region=house.region,
        actor=house.director,
        now=APRIL,
    )


def owe(session: Session, house: House, contract_id: int, due_on: date) -> Decimal:
    contract = session.get_one(Contract, contract_id)
    terms = session.scalars(select(ContractTerms)).one()
    act = make_act(session, contract, terms, month=date(2026, 2, 1), due_on=due_on)
    make_charge(session, act, house.director)
    amount = act.payable
    session.commit()
    return amount


def pay(house: House, contract_id: int, amount: Decimal, on: date) -> PaymentRecorded:
    return record_payment(
        RecordPayment(
            contract_id, amount, on, Channel.BANK_TILL, "17", "Плательщик", f"form {amount}"
        ),
        region=house.region,
        actor=house.director,
        now=APRIL,
    )


@pytest.mark.parametrize(
    ("listed", "refused"),
    [
        pytest.param(["hospital_stay", "debt"], True, id="not in the list, MSK-SUS-02"),
        pytest.param(["sanatorium"], False, id="in the list, MSK-SUS-02"),
        pytest.param(None, False, id="a contract from before the lists, MSK-SUS-02"),
    ],
)
def test_a_ground_that_the_contract_does_not_name_is_refused(
    session: Session, house: House, contract_id: int, listed: list[str] | None, *, refused: bool
) -> None:
    session.get_one(Contract, contract_id).suspension_grounds = listed
    session.commit()

    if not refused:
        assert suspend(house, contract_id, "sanatorium").until is None
        return
    with expect_refusal(session, "ground_not_in_contract", "ground") as told:
        suspend(house, contract_id, "sanatorium")
    assert told.value.violations[0].citation == LISTED


def test_a_ground_of_the_law_needs_no_line_of_the_contract(
    session: Session, house: House, contract_id: int
) -> None:
    """MSK-SUS-02."""
    session.get_one(Contract, contract_id).suspension_grounds = []
    session.commit()

    assert suspend(house, contract_id, "breach_by_recipient", warned_on=day(9)).order_number


@pytest.mark.parametrize(
    ("warned_on", "code", "field"),
    [
        pytest.param(None, "warning_required", "warned_on", id="nobody was warned, MSK-SUS-01"),
        pytest.param(day(9), None, None, id="the day before, MSK-SUS-01"),
        pytest.param(day(10), None, None, id="on the first day, MSK-SUS-01"),
        pytest.param(day(11), "value_invalid", "warned_on", id="the day after, MSK-SUS-01"),
    ],
)
def test_a_warning_comes_before_the_break(
    session: Session,
    house: House,
    contract_id: int,
    warned_on: date | None,
    code: str | None,
    field: str | None,
) -> None:
    owe(session, house, contract_id, day(4))

    if code is not None:
        with expect_refusal(session, code, field):
            suspend(house, contract_id, warned_on=warned_on)
        return
    done = suspend(house, contract_id, warned_on=warned_on)
    kept = session.scalars(select(SuspensionWarning)).one()
    assert (kept.handed_on, kept.suspension_id) == (warned_on, done.id)


def test_a_warning_of_tomorrow_is_none(session: Session, house: House, contract_id: int) -> None:
    with expect_refusal(session, "value_invalid", "warned_on"):
        suspend(
            house, contract_id, "breach_by_recipient", date(2026, 4, 5), warned_on=date(2026, 4, 2)
        )


def test_a_recorded_warning_serves_one_break(
    session: Session, house: House, contract_id: int
) -> None:
    """MSK-SUS-01: a warning of the ground, in time, and not used yet."""
    owe(session, house, contract_id, day(4))
    warn(house, contract_id, day(8))

    desk = suspension_desk(house.director, contract_id, house.region, day(10))
    done = suspend(house, contract_id, since=day(10))
    again = suspension_desk(house.director, contract_id, house.region, day(20))

    def told(shown: SuspensionDesk) -> list[date | None]:
        return [one.warned_on for one in shown.grounds if one.ground.code == "debt"]

    assert (told(desk), told(again)) == ([day(8)], [None])
    assert session.get_one(Suspension, done.id).since == day(10)
    with expect_refusal(session, "warning_required", "warned_on"):
        suspend(house, contract_id, "breach_by_recipient", day(1))


@pytest.mark.parametrize(
    ("ground", "on", "code", "field"),
    [
        pytest.param("debt", day(4), "debt_absent", "handed_on", id="on the due day, MSK-SUS-01"),
        pytest.param("debt", day(5), None, None, id="the day after it, MSK-SUS-01"),
        pytest.param("hospital_stay", day(5), "value_invalid", "ground", id="not asked for"),
        pytest.param("debt", date(2026, 4, 2), "value_invalid", "handed_on", id="tomorrow"),
    ],
)
def test_one_is_warned_of_what_there_is(
    session: Session,
    house: House,
    contract_id: int,
    ground: str,
    on: date,
    *,
    code: str | None,
    field: str | None,
) -> None:
    amount = owe(session, house, contract_id, day(4))

    if code is not None:
        with expect_refusal(session, code, field):
            warn(house, contract_id, on, ground)
        return
    kept = session.get_one(SuspensionWarning, warn(house, contract_id, on, ground))
    assert (kept.debt, kept.suspension_id) == (amount, None)


@pytest.mark.parametrize(
    ("left", "paid_on", "proposed"),
    [
        pytest.param("0.00", day(18), day(18), id="paid in full, MSK-SUS-01"),
        pytest.param("0.01", day(18), None, id="a kopeck is left, MSK-SUS-01"),
        pytest.param("0.00", day(10), day(11), id="paid on the first day, MSK-SUS-01"),
    ],
)
def test_service_is_proposed_again_when_the_debt_is_paid(
    session: Session,
    house: House,
    contract_id: int,
    left: str,
    paid_on: date,
    proposed: date | None,
) -> None:
    amount = owe(session, house, contract_id, day(4))
    suspend(house, contract_id, warned_on=day(9))
    pay(house, contract_id, amount - Decimal(left), paid_on)

    with reading() as opened:
        found = proposed_resumption(opened, contract_id, house.region, day(20))
    tasks = breaks_to_look_at(house.director, house.region, day(20))

    assert found == proposed
    assert [task.resume_from for task in tasks] == ([proposed] if proposed else [])


@pytest.mark.parametrize(
    ("today", "until", "proposed", "ahead"),
    [
        pytest.param(day(20), day(21), day(18), False, id="its last day, MSK-SUS-01"),
        pytest.param(day(20), day(20), day(20), False, id="it is over by itself, MSK-SUS-01"),
        pytest.param(day(10), day(12), day(11), False, id="a day is won, MSK-SUS-01"),
        pytest.param(day(10), day(11), None, False, id="no day is won, MSK-SUS-01"),
        pytest.param(day(9), day(11), day(10), True, id="before its only day, MSK-SUS-01"),
    ],
)
def test_an_end_that_was_named_gives_way_to_the_paid_debt(
    session: Session,
    house: House,
    contract_id: int,
    today: date,
    until: date,
    proposed: date | None,
    *,
    ahead: bool,
) -> None:
    amount = owe(session, house, contract_id, day(4))
    early = datetime(2026, 3, 8, 9, tzinfo=UTC)
    suspend(house, contract_id, warned_on=day(8), until=until, now=early)
    assert not breaks_to_look_at(house.director, house.region, min(today, until - timedelta(1)))
    pay(house, contract_id, amount, min(today, day(18)))

    tasks = breaks_to_look_at(house.director, house.region, today)

    found = [(task.resume_from, task.ahead) for task in tasks]
    assert found == ([(proposed, ahead)] if proposed else [])


def test_the_payment_of_a_debt_proposes_services_before_the_named_end(
    session: Session, house: House, contract_id: int
) -> None:
    """MSK-SUS-01: the order that ends the break sooner follows what was proposed."""
    amount = owe(session, house, contract_id, day(4))
    suspend(house, contract_id, warned_on=day(9), until=date(2026, 4, 20))
    paid = pay(house, contract_id, amount, day(31))

    assert paid.resume_from == day(31)
    resume_contract(
        ResumeContract(contract_id, paid.resume_from),
        region=house.region,
        actor=house.director,
        now=APRIL,
        press=BlankPress(),
    )
    assert session.scalars(select(Suspension.until)).one() == day(31)
    assert breaks_to_look_at(house.director, house.region, APRIL.date()) == ()


def test_a_payment_is_silent_about_a_break_that_waits_for_no_debt(
    session: Session, house: House, contract_id: int
) -> None:
    amount = owe(session, house, contract_id, day(4))
    early = datetime(2026, 3, 8, 9, tzinfo=UTC)
    suspend(house, contract_id, "hospital_stay", until=day(20), now=early)

    assert breaks_to_look_at(house.director, house.region, APRIL.date()), "it is over"
    assert pay(house, contract_id, amount, day(31)).resume_from is None


@pytest.mark.parametrize(
    ("today", "tasks"),
    [
        pytest.param(date(2026, 4, 9), 0, id="thirty days, FED-SUS-03"),
        pytest.param(date(2026, 4, 10), 1, id="a day more, FED-SUS-03"),
    ],
)
def test_a_break_without_an_end_is_reminded_of(
    house: House, contract_id: int, today: date, tasks: int
) -> None:
    suspend(house, contract_id, "hospital_stay")

    found = breaks_to_look_at(house.director, house.region, today)

    assert [(task.contract_id, task.resume_from) for task in found] == [(contract_id, None)] * tasks


def test_the_form_offers_what_the_contract_names(
    session: Session, house: House, contract_id: int
) -> None:
    """MSK-SUS-02."""
    session.get_one(Contract, contract_id).suspension_grounds = ["hospital_stay", "debt"]
    session.commit()

    desk = suspension_desk(house.director, contract_id, house.region, day(10))

    offered = [one.ground.code for one in desk.grounds]
    assert offered == ["hospital_stay", "debt", "breach_by_recipient"]
    assert [ground.code for ground in desk.not_in_contract] == ["sanatorium"]


@pytest.mark.parametrize(
    ("handed_on", "field", "told"),
    [
        pytest.param(APRIL.date(), "ground", "Просроченного долга нет.", id="today"),
        pytest.param(day(9), "handed_on", "На 09.03.2026 просроченного долга не было", id="past"),
    ],
)
def test_a_warning_of_no_debt_names_the_day_it_is_asked_about(
    session: Session, house: House, contract_id: int, handed_on: date, field: str, told: str
) -> None:
    """MSK-SUS-01: a debt may have grown since the day on the sheet."""
    with expect_refusal(session, "debt_absent", field) as refused:
        warn(house, contract_id, handed_on)

    assert refused.value.violations[0].text.startswith(told)


@pytest.mark.parametrize(("warned", "fine"), [(10, False), (11, True)])
def test_a_warning_named_with_the_break_was_handed_over_when_there_was_a_debt(
    session: Session, house: House, contract_id: int, warned: int, *, fine: bool
) -> None:
    """MSK-SUS-01: the debt is overdue from the day after it was due."""
    owe(session, house, contract_id, day(10))

    if fine:
        assert suspend(house, contract_id, since=day(12), warned_on=day(warned)).id
        return
    with expect_refusal(session, "debt_absent", "warned_on"):
        suspend(house, contract_id, since=day(12), warned_on=day(warned))


@pytest.mark.parametrize(
    ("today", "proposed", "ahead"),
    [
        pytest.param(day(9), day(10), True, id="paid the day before the break, MSK-SUS-01"),
        pytest.param(day(10), day(11), False, id="on its first day, MSK-SUS-01"),
    ],
)
def test_a_debt_paid_before_the_break_begins_leaves_no_day_without_services(
    session: Session, house: House, contract_id: int, today: date, proposed: date, *, ahead: bool
) -> None:
    amount = owe(session, house, contract_id, day(4))
    suspend(house, contract_id, warned_on=day(8), now=datetime(2026, 3, 8, 9, tzinfo=UTC))
    pay(house, contract_id, amount, min(today, day(9)))

    (task,) = breaks_to_look_at(house.director, house.region, today)

    assert (task.resume_from, task.ahead) == (proposed, ahead)

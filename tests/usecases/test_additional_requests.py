"""A service outside the programme waits for the recipient's written request (FED-FEE-16)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.domain.violations import NotFound
from portal.models import (
    AdditionalRequest,
    AuditEvent,
    Contract,
    Delivery,
    Programme,
    ProgrammeService,
    Recipient,
)
from portal.regions.registry import discover
from portal.usecases.additional_requests import RecordRequest, record_additional_request
from portal.usecases.deliveries import (
    EnterDelivery,
    RecordDelivery,
    enter_delivery,
    record_delivery,
)
from portal.usecases.queries.additional_requests import request_desk
from portal.usecases.transaction import reading, transaction
from tests.usecases.billing import (
    Desk,
    deliver,
    expect_refusal,
    make_contract,
    make_desk,
    moment,
)

TODAY = date(2026, 4, 30)
TENTH = date(2026, 4, 10)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def april(number: int) -> date:
    return date(2026, 4, number)


def ask(desk: Desk, contract_id: int, on: date = TENTH, code: str = "X1") -> int:
    return record_additional_request(
        RecordRequest(contract_id, code, on),
        region=desk.region,
        actor=desk.worker,
        now=moment(2026, 4, 30),
    )


def record(desk: Desk, contract_id: int, on: date, code: str = "X1") -> Decimal:
    command = RecordDelivery(contract_id, on, code, Decimal(1), additional=True)
    done = record_delivery(command, region=desk.region, actor=desk.worker, now=moment(2026, 4, 30))
    return done.day_quantity


@pytest.mark.parametrize(
    ("on", "recorded"),
    [
        pytest.param(april(9), False, id="FED-FEE-16 the day before the request"),
        pytest.param(april(10), True, id="FED-FEE-16 the day of the request"),
        pytest.param(april(11), True, id="FED-FEE-16 the day after"),
        pytest.param(april(30), True, id="FED-FEE-16 one request for every later time"),
    ],
)
def test_the_service_is_recorded_from_the_day_of_the_request(
    desk: Desk, on: date, recorded: bool
) -> None:
    contract_id = make_contract(desk)
    ask(desk, contract_id)

    if recorded:
        assert record(desk, contract_id, on) == 1
        return
    with expect_refusal("documents_missing") as told:
        record(desk, contract_id, on)
    assert told.rule == "FED-FEE-16"


@pytest.mark.parametrize(
    ("born", "refused"),
    [(date(2008, 4, 11), True), (date(2008, 4, 10), False)],
    ids=["VLA-MIN-04: 17 years", "VLA-MIN-04: 18 years"],
)
def test_a_child_on_full_state_maintenance_is_sold_nothing(
    desk: Desk, born: date, *, refused: bool
) -> None:
    contract_id = make_contract(desk)
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        session.get_one(Programme, contract.programme_id).unit_code = "minors_stationary"
        session.get_one(Recipient, contract.recipient_id).born = born
    vladimir = discover()["vladimir"].rules.representation_rules
    region = replace(desk.region, rules=replace(desk.region.rules, representation_rules=vladimir))
    variant = replace(desk, region=region)

    if refused:
        with expect_refusal("value_invalid"):
            ask(variant, contract_id)
        return
    assert ask(variant, contract_id)


@pytest.mark.parametrize(
    ("on", "refused"),
    [(april(9), False), (april(10), True)],
    ids=["FED-TER-07: before the finding", "FED-TER-07: its day"],
)
def test_nobody_asks_for_somebody_missing(desk: Desk, on: date, *, refused: bool) -> None:
    contract_id = make_contract(desk)
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        session.get_one(Recipient, contract.recipient_id).missing_since = april(10)

    if not refused:
        assert ask(desk, contract_id, on)
        return
    with expect_refusal("not_authorised") as told:
        ask(desk, contract_id, on)
    assert told.rule == "FED-TER-07"


def test_a_request_is_for_its_contract_and_its_service(desk: Desk) -> None:
    contract_id, other = make_contract(desk), make_contract(desk)
    ask(desk, contract_id)
    deliver(desk, contract_id, april(9), "S1", "8")

    with expect_refusal("documents_missing"):
        record(desk, contract_id, april(10), code="S1")
    with expect_refusal("documents_missing"):
        record(desk, other, april(10))
    assert record(desk, contract_id, april(10)) == 1


@pytest.mark.parametrize(("quantity", "refused"), [("0", False), ("2", True)])
def test_what_stands_without_a_request_can_only_be_taken_back(
    desk: Desk, quantity: str, refused: bool
) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, april(10), "X1", "1", additional=True)
    command = EnterDelivery(
        contract_id, april(10), "X1", Decimal(quantity), additional=True, expected=Decimal(1)
    )
    given = {"region": desk.region, "actor": desk.worker, "now": moment(2026, 4, 30)}

    if refused:
        with expect_refusal("documents_missing"):
            enter_delivery(command, **given)  # type: ignore[arg-type]
    else:
        enter_delivery(command, **given)  # type: ignore[arg-type]

    with reading() as session:
        kept = session.scalars(select(Delivery.quantity)).all()
    assert kept == ([Decimal(1)] if refused else [])


@pytest.mark.parametrize(
    ("on", "accepted"), [(april(30), True), (date(2026, 5, 1), False)], ids=["today", "tomorrow"]
)
def test_a_request_is_signed_by_today(desk: Desk, on: date, accepted: bool) -> None:
    contract_id = make_contract(desk)

    if accepted:
        assert ask(desk, contract_id, on)
        return
    with expect_refusal("value_invalid") as told:
        ask(desk, contract_id, on)
    assert "ещё не наступил" in told.first.text


@pytest.mark.parametrize(
    ("on", "accepted"),
    [(april(9), True), (april(12), True), (april(13), False)],
    ids=["earlier", "the day of the service", "the day after the service"],
)
def test_recording_again_corrects_the_day_but_leaves_no_service_behind(
    desk: Desk, on: date, accepted: bool
) -> None:
    contract_id = make_contract(desk)
    first = ask(desk, contract_id)
    record(desk, contract_id, april(12))

    if accepted:
        assert ask(desk, contract_id, on) == first
    else:
        with expect_refusal("value_invalid") as told:
            ask(desk, contract_id, on)
        assert "подписано позже" in told.first.text

    with reading() as session:
        kept = session.scalars(select(AdditionalRequest.requested_on)).all()
    assert kept == [on if accepted else april(10)]


@pytest.mark.parametrize(("form", "code"), [(Form.STATIONARY, "X1"), (Form.HOME, "Q9")])
def test_only_a_service_of_the_contracts_form_is_asked_for(
    desk: Desk, form: Form, code: str
) -> None:
    contract_id = make_contract(desk, form=form)

    with expect_refusal("value_invalid"):
        ask(desk, contract_id, code=code)


def test_the_desk_lists_requests_with_the_days_of_their_service(desk: Desk) -> None:
    contract_id, other = make_contract(desk), make_contract(desk)
    ask(desk, contract_id, april(3), "S1")
    ask(desk, contract_id)
    ask(desk, other, april(1))
    record(desk, contract_id, april(10))
    record(desk, contract_id, april(12))

    shown = request_desk(desk.worker, contract_id, desk.region, TODAY)

    assert [(one.code, one.requested_on, one.given_on) for one in shown.requests] == [
        ("S1", april(3), None),
        ("X1", april(10), (april(10), april(12))),
    ]
    assert [item.code for item in shown.offered] == ["S1", "S2", "X1"]
    assert shown.clause.rule == "FED-FEE-16"


def test_a_request_leaves_a_trace_and_belongs_to_its_provider(desk: Desk) -> None:
    contract_id = make_contract(desk)
    ask(desk, contract_id)

    with reading() as session:
        events = session.scalars(select(AuditEvent.what)).all()
    assert list(events) == ["additional_requested"]
    with pytest.raises(NotFound):
        ask(desk, contract_id + 1)


@pytest.mark.parametrize(
    ("prescribed", "refused"),
    [("8", False), ("9", True)],
    ids=["FED-IPP-09: all of the programme", "FED-IPP-09: one unit less than the programme"],
)
def test_nobody_asks_at_the_full_price_for_what_the_programme_gives(
    desk: Desk, prescribed: str, *, refused: bool
) -> None:
    contract_id = make_contract(desk)
    prescribe(contract_id, prescribed)

    offered = [
        one.code for one in request_desk(desk.worker, contract_id, desk.region, TODAY).offered
    ]

    assert ("S1" not in offered) is refused
    if not refused:
        assert ask(desk, contract_id, code="S1")
        return
    with expect_refusal("value_invalid") as told:
        ask(desk, contract_id, code="S1")
    assert told.rule == "FED-IPP-09"
    assert "по программе — 9 в месяц, по договору — 8" in told.first.text


@pytest.mark.parametrize(
    ("given", "refused"),
    [("8", True), ("9", False)],
    ids=["FED-IPP-09: a unit of the month is due", "FED-IPP-09: the month's volume is given"],
)
def test_beyond_the_volume_of_the_month_may_be_asked_for(
    desk: Desk, given: str, *, refused: bool
) -> None:
    contract_id = make_contract(desk)
    prescribe(contract_id, "9")
    deliver(desk, contract_id, april(9), "S1", given)

    shown = request_desk(desk.worker, contract_id, desk.region, TODAY)

    assert ("S1" in shown.withheld) is refused
    assert ("S1" not in [one.code for one in shown.offered]) is refused
    if refused:
        with expect_refusal("value_invalid"):
            ask(desk, contract_id, code="S1")
    else:
        assert ask(desk, contract_id, code="S1")


def test_what_was_asked_for_before_can_still_get_its_scan(desk: Desk) -> None:
    contract_id = make_contract(desk)
    first = ask(desk, contract_id, code="S1")
    prescribe(contract_id, "9")

    shown = request_desk(desk.worker, contract_id, desk.region, TODAY)

    assert "S1" in [one.code for one in shown.offered]
    assert ask(desk, contract_id, code="S1") == first


def prescribe(contract_id: int, quantity: str) -> None:
    """Let the programme hold so much of S1."""
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        line = session.scalars(
            select(ProgrammeService).where(
                ProgrammeService.programme_id == contract.programme_id,
                ProgrammeService.code == "S1",
            )
        ).one()
        line.quantity_per_month = Decimal(quantity)

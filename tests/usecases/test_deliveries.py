"""Recording services: the grid's cell, and what may not be written into it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.amendments import AmendmentState
from portal.domain.catalogue import Form, ServiceCatalogue
from portal.domain.violations import Conflict, NotFound, RulesBroken
from portal.models import AuditEvent, Contract, Delivery, Programme, ProgrammeService
from portal.usecases import audit
from portal.usecases.additional_requests import RecordRequest, record_additional_request
from portal.usecases.deliveries import (
    DeliveryRecorded,
    EnterDelivery,
    RecordDelivery,
    enter_delivery,
    record_delivery,
)
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.transaction import reading, transaction
from tests.support.factories import make_amendment
from tests.usecases.billing import (
    Desk,
    add_terms,
    deliver,
    expect_refusal,
    make_contract,
    make_desk,
    make_reader,
    make_worker,
    moment,
    suspend,
)

EVENING = moment(2026, 4, 30)
TENTH = date(2026, 4, 10)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def day(number: int, month: int = 4) -> date:
    return date(2026, month, number)


def record(
    desk: Desk,
    contract_id: int,
    on: date = TENTH,
    quantity: str = "1",
    *,
    code: str = "S1",
    additional: bool = False,
    now: datetime = EVENING,
    worker_id: int | None = None,
) -> DeliveryRecorded:
    command = RecordDelivery(
        contract_id, on, code, Decimal(quantity), additional=additional, worker_id=worker_id
    )
    return record_delivery(command, region=desk.region, actor=desk.worker, now=now)


def ask(desk: Desk, contract_id: int, code: str) -> None:
    """The recipient's written request for the service, signed on the tenth."""
    command = RecordRequest(contract_id, code, TENTH)
    record_additional_request(command, region=desk.region, actor=desk.worker, now=EVENING)


def enter(
    desk: Desk,
    contract_id: int,
    quantity: str,
    *,
    on: date = TENTH,
    expected: str | None = None,
) -> DeliveryRecorded:
    command = EnterDelivery(
        contract_id,
        on,
        "S1",
        Decimal(quantity),
        expected=None if expected is None else Decimal(expected),
    )
    return enter_delivery(command, region=desk.region, actor=desk.worker, now=EVENING)


def test_recording_adds_to_the_day_and_to_the_month(desk: Desk) -> None:
    contract_id = make_contract(desk)

    record(desk, contract_id, day(3), "2")
    record(desk, contract_id, day(10), "1")
    done = record(desk, contract_id, day(10), "2")

    assert done == DeliveryRecorded(Decimal(5), Decimal(3), Decimal(8))


def test_what_is_counted_in_times_is_recorded_whole(desk: Desk) -> None:
    contract_id = make_contract(desk)

    with pytest.raises(RulesBroken, match="её считают целыми числами") as recorded:
        record(desk, contract_id, day(10), "1.5")
    with pytest.raises(RulesBroken, match="раз, её считают целыми числами") as entered:
        enter(desk, contract_id, "0.5")

    for caught in (recorded, entered):
        assert [one.field for one in caught.value.violations] == ["quantity"]


def test_an_hour_is_recorded_in_parts(desk: Desk) -> None:
    contract_id = make_contract(desk)
    catalogue = desk.region.rules.service_catalogue.changed(
        lambda known: ServiceCatalogue(
            tuple(replace(item, unit_title="час", fractional=True) for item in known.items)
        )
    )
    rules = replace(desk.region.rules, service_catalogue=catalogue)
    by_hours = replace(desk, region=replace(desk.region, rules=rules))

    done = record(by_hours, contract_id, day(10), "1.5")

    assert done.day_quantity == Decimal("1.5")


def test_a_record_names_day_service_quantity_and_worker(desk: Desk) -> None:
    contract_id = make_contract(desk)

    record(desk, contract_id)

    with reading() as session:
        row = session.scalars(select(Delivery)).one()
    assert (row.contract_id, row.day, row.code, row.quantity, row.worker_id) == (
        contract_id,
        day(10),
        "S1",
        Decimal(1),
        desk.worker.membership_id,
    )


def test_a_record_is_audited(desk: Desk) -> None:
    contract_id = make_contract(desk)

    record(desk, contract_id)

    with reading() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert audit.verify_chain(session) is None
    assert (event.what, event.subject_id) == ("delivery_recorded", contract_id)


def test_entering_sets_the_cell_and_nothing_clears_it(desk: Desk) -> None:
    contract_id = make_contract(desk)

    enter(desk, contract_id, "3")
    lowered = enter(desk, contract_id, "2", expected="3")
    cleared = enter(desk, contract_id, "0", expected="2")

    assert lowered.day_quantity == Decimal(2)
    assert cleared.delivered_total == Decimal(0)
    with reading() as session:
        assert session.scalars(select(Delivery)).all() == []


def test_two_people_in_one_cell_meet_a_conflict(desk: Desk) -> None:
    contract_id = make_contract(desk)
    enter(desk, contract_id, "2", expected="0")

    with expect_refusal("conflict") as told:
        enter(desk, contract_id, "1", expected="0")

    assert isinstance(told.error, Conflict)
    assert "сейчас в ней 2" in str(told.error)


def test_clearing_an_empty_cell_changes_nothing_but_the_log(desk: Desk) -> None:
    contract_id = make_contract(desk)

    done = enter(desk, contract_id, "0")

    assert done == DeliveryRecorded(Decimal(0), Decimal(0), Decimal(8))


@pytest.mark.parametrize(
    ("in_force_from", "ended_on", "on", "code"),
    [
        pytest.param(day(10), None, day(10), None, id="first day of the contract"),
        pytest.param(day(10), None, day(9), "contract_not_active", id="the day before it"),
        pytest.param(day(1), day(20), day(20), None, id="last day of the contract"),
        pytest.param(
            day(1), day(20), day(21), "contract_not_active", id="the day after, FED-ACT-03"
        ),
        pytest.param(None, None, day(10), "contract_not_active", id="not signed yet"),
    ],
)
def test_the_contract_bounds_the_days(
    desk: Desk, in_force_from: date | None, ended_on: date | None, on: date, code: str | None
) -> None:
    contract_id = make_contract(desk, in_force_from=in_force_from, ended_on=ended_on)

    if code is None:
        assert record(desk, contract_id, on).day_quantity == 1
    else:
        with expect_refusal(code) as told:
            record(desk, contract_id, on)
        assert ("прекращено 20.04.2026" in str(told.error)) is (ended_on is not None)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(day(31, 7), None, id="last day of the service, FED-IPP-10"),
        pytest.param(day(1, 8), "contract_not_active", id="the day after it, FED-IPP-10"),
        pytest.param(day(1, 2), None, id="first day of the service, FED-IPP-10"),
        pytest.param(day(31, 1), "contract_not_active", id="the day before it, FED-IPP-10"),
    ],
)
def test_a_service_has_a_period_of_its_own(desk: Desk, on: date, code: str | None) -> None:
    contract_id = make_contract(desk)
    with transaction() as session:
        for line in session.scalars(select(ProgrammeService)):
            line.since, line.until = day(1, 2), day(31, 7)
    now = moment(2026, 8, 5)

    if code is None:
        assert record(desk, contract_id, on, now=now).day_quantity == 1
    else:
        with expect_refusal(code) as told:
            record(desk, contract_id, on, now=now)
        assert told.rule == "FED-IPP-10"


def test_the_programme_bounds_the_days_as_well(desk: Desk) -> None:
    contract_id = make_contract(desk)
    with transaction() as session:
        session.scalars(select(Programme)).one().valid_until = day(9)

    with expect_refusal("contract_not_active"):
        record(desk, contract_id, day(10))


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(day(4, 3), None, id="the day before, FED-SUS-04"),
        pytest.param(day(5, 3), "period_suspended", id="first suspended day, FED-SUS-04"),
        pytest.param(day(18, 3), "period_suspended", id="last suspended day, FED-SUS-04"),
        pytest.param(day(19, 3), None, id="the day of resumption, FED-SUS-04"),
    ],
)
def test_suspended_days_take_no_records(desk: Desk, on: date, code: str | None) -> None:
    contract_id = make_contract(desk)
    suspend(desk, contract_id, day(5, 3), day(19, 3))

    if code is None:
        assert record(desk, contract_id, on).day_quantity == 1
    else:
        with expect_refusal(code) as told:
            record(desk, contract_id, on)
        assert told.rule == "FED-ACT-03"


def test_an_open_suspension_takes_no_records_either(desk: Desk) -> None:
    contract_id = make_contract(desk)
    suspend(desk, contract_id, day(5))

    with expect_refusal("period_suspended"):
        record(desk, contract_id, day(30))


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        pytest.param("1", None, id="unit 8 of 8, FED-IPP-09"),
        pytest.param("2", "over_programme_limit", id="unit 9 of 8, FED-IPP-09"),
    ],
)
def test_the_programme_limits_the_month(desk: Desk, quantity: str, code: str | None) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(1), "S1", "7")

    if code is None:
        assert record(desk, contract_id, quantity=quantity).delivered_total == 8
    else:
        with expect_refusal(code) as told:
            record(desk, contract_id, quantity=quantity)
        assert told.rule == "FED-IPP-09"
        assert "дополнительную" in str(told.error)


def test_the_limit_starts_anew_with_the_month(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(31, 3), "S1", "8")

    assert record(desk, contract_id, day(1), "8").delivered_total == 8


def test_what_is_over_the_limit_already_may_still_be_lowered(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(10), "S1", "8")
    deliver(desk, contract_id, day(11), "S1", "8")

    assert enter(desk, contract_id, "5", expected="8").delivered_total == 13


def test_new_terms_bring_their_own_limit(desk: Desk) -> None:
    contract_id = make_contract(desk)
    add_terms(desk, contract_id, since=day(15), services={"S1": Decimal(12)})

    assert record(desk, contract_id, day(15), "12").allowed == 12
    with expect_refusal("over_programme_limit"):
        record(desk, contract_id, day(14), "1")


def test_unit_nine_may_be_recorded_as_additional(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(10), "S1", "8")
    ask(desk, contract_id, "S1")

    done = record(desk, contract_id, quantity="1", additional=True)

    assert done == DeliveryRecorded(Decimal(1), Decimal(1), None)


@pytest.mark.parametrize(
    ("done", "code"),
    [
        pytest.param("7", "value_invalid", id="unit 8 of 8 is the programme's, FED-IPP-09"),
        pytest.param("8", None, id="unit 9 of 8 is additional, FED-IPP-09"),
    ],
)
def test_what_the_programme_still_gives_is_not_additional(
    desk: Desk, done: str, code: str | None
) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(11), "S1", done)
    ask(desk, contract_id, "S1")

    if code is None:
        assert record(desk, contract_id, additional=True).day_quantity == 1
    else:
        with expect_refusal(code) as told:
            record(desk, contract_id, additional=True)
        assert told.rule == "FED-IPP-09"
        assert "По программе на этот месяц ещё 1: запишите" in str(told.error)


def lower(desk: Desk, contract_id: int, initiator: str, services: object) -> None:
    """A change in force since the eighth that somebody proposed."""
    with transaction() as session:
        terms = selectinload(Contract.terms)
        contract = session.get_one(Contract, contract_id, options=[terms])
        make_amendment(
            session,
            contract,
            desk.director,
            initiator=initiator,
            state=AmendmentState.IN_FORCE,
            provider_signed_on=day(8),
            customer_signed_on=day(8),
            since=day(8),
            in_force_from=day(8),
            changes={"services": services, "clauses": [], "fee": True},
        )


TO_TWO = [{"code": "S1", "before": "8", "after": "2"}]


@pytest.mark.parametrize(
    ("initiator", "services", "refused"),
    [
        pytest.param("provider", TO_TWO, True, id="FED-IPP-09 the provider proposed less"),
        pytest.param("recipient", TO_TWO, False, id="FED-TER-01 she proposed less"),
        pytest.param("recipient", ["S1"], False, id="FED-TER-01 she refused it"),
        pytest.param(
            "recipient",
            [{"code": "S1", "before": "1", "after": "2"}, {**TO_TWO[0], "code": "S2"}],
            True,
            id="FED-IPP-09 she proposed more of it and less of another",
        ),
    ],
)
def test_the_programme_s_own_volume_is_sold_only_where_she_gave_it_up(
    desk: Desk, initiator: str, services: object, refused: bool
) -> None:
    contract_id = make_contract(desk)
    ask(desk, contract_id, "S1")
    lower(desk, contract_id, initiator, services)
    add_terms(desk, contract_id, since=day(8), services={"S1": Decimal(2), "S2": Decimal(4)})
    deliver(desk, contract_id, day(9), "S1", "2")

    with expect_refusal("over_programme_limit") as over:
        record(desk, contract_id)
    assert "Программа назначает 8" in str(over.error)
    assert "дополнительным соглашением" in str(over.error)
    assert ("Как дополнительную услугу" in str(over.error)) is not refused
    if not refused:
        assert record(desk, contract_id, additional=True).day_quantity == 1
        return
    with expect_refusal("value_invalid") as told:
        record(desk, contract_id, additional=True)
    assert told.rule == "FED-IPP-09"
    assert "по программе — 8 в месяц, по договору — 2" in str(told.error)


@pytest.mark.parametrize(("done", "refused"), [("3", True), ("4", False)])
def test_a_service_that_the_contract_dropped_is_the_programme_s_until_its_volume_is_given(
    desk: Desk, done: str, refused: bool
) -> None:
    contract_id = make_contract(desk)
    add_terms(desk, contract_id, since=day(8), services={"S1": Decimal(8)})
    deliver(desk, contract_id, day(7), "S2", done)

    if not refused:
        ask(desk, contract_id, "S2")
        assert record(desk, contract_id, code="S2", additional=True).day_quantity == 1
        return
    with expect_refusal("value_invalid") as asked:
        ask(desk, contract_id, "S2")
    assert "в договоре её нет" in str(asked.error)
    with expect_refusal("value_invalid") as told:
        record(desk, contract_id, code="S2", additional=True)
    assert "в договоре её нет" in str(told.error)
    with expect_refusal("not_in_programme") as within:
        record(desk, contract_id, code="S2")
    assert "назначена программой" in str(within.error)


def test_what_was_wrongly_additional_can_be_taken_back(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(10), "S1", "1", additional=True)
    command = EnterDelivery(contract_id, day(10), "S1", Decimal(0), additional=True)

    done = enter_delivery(command, region=desk.region, actor=desk.worker, now=EVENING)

    assert done.day_quantity == 0


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(day(9), "value_invalid", id="last day of the service, FED-IPP-10"),
        pytest.param(day(10), None, id="the day after it, FED-IPP-10"),
    ],
)
def test_after_its_own_period_a_service_has_no_volume(
    desk: Desk, on: date, code: str | None
) -> None:
    contract_id = make_contract(desk)
    command = RecordRequest(contract_id, "S1", day(1))
    record_additional_request(command, region=desk.region, actor=desk.worker, now=EVENING)
    with transaction() as session:
        for line in session.scalars(select(ProgrammeService)):
            line.until = day(9)

    if code is None:
        assert record(desk, contract_id, on, additional=True).day_quantity == 1
    else:
        with expect_refusal(code):
            record(desk, contract_id, on, additional=True)


def test_a_service_outside_the_programme_is_only_additional(desk: Desk) -> None:
    contract_id = make_contract(desk)
    ask(desk, contract_id, "X1")

    with expect_refusal("not_in_programme") as told:
        record(desk, contract_id, code="X1")
    done = record(desk, contract_id, code="X1", additional=True)

    assert told.rule == "FED-IPP-09"
    assert done.day_quantity == 1


def test_an_additional_service_is_one_of_the_region(desk: Desk) -> None:
    contract_id = make_contract(desk)

    with expect_refusal("value_invalid"):
        record(desk, contract_id, code="Q9", additional=True)


def test_an_additional_service_belongs_to_the_form_of_the_contract(desk: Desk) -> None:
    contract_id = make_contract(desk, form=Form.STATIONARY)

    with expect_refusal("value_invalid"):
        record(desk, contract_id, code="X1", additional=True)


def test_an_additional_service_needs_a_tariff(desk: Desk) -> None:
    contract_id = make_contract(desk, in_force_from=date(2026, 1, 1))
    values = tuple(value for value in desk.region.reference_values if value.key != "tariff.X1")

    with expect_refusal("reference_missing"):
        record(
            desk.under(replace(desk.region, reference_values=values)),
            contract_id,
            code="X1",
            additional=True,
        )


@pytest.mark.parametrize(
    "quantity",
    ["0", "-1", "0.0001", "1001", "NaN", "Infinity"],
)
def test_a_quantity_is_a_sensible_number(desk: Desk, quantity: str) -> None:
    contract_id = make_contract(desk)

    with expect_refusal("value_invalid") as told:
        record(desk, contract_id, quantity=quantity)

    assert told.first.field == "quantity"


@pytest.mark.parametrize("quantity", ["-1", "NaN"])
def test_a_cell_takes_no_nonsense_either(desk: Desk, quantity: str) -> None:
    contract_id = make_contract(desk)

    with expect_refusal("value_invalid"):
        enter(desk, contract_id, quantity)


def test_a_quantity_in_words_is_refused(desk: Desk) -> None:
    contract_id = make_contract(desk)
    command = RecordDelivery(contract_id, day(10), "S1", "два")  # type: ignore[arg-type]

    with expect_refusal("value_invalid"):
        record_delivery(command, region=desk.region, actor=desk.worker, now=EVENING)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(day(30), None, id="today"),
        pytest.param(day(1, 5), "value_invalid", id="tomorrow"),
    ],
)
def test_tomorrow_is_not_recorded_today(desk: Desk, on: date, code: str | None) -> None:
    contract_id = make_contract(desk)

    if code is None:
        assert record(desk, contract_id, on).day_quantity == 1
    else:
        with expect_refusal(code):
            record(desk, contract_id, on)


def test_the_provider_s_own_midnight_decides_what_today_is(desk: Desk) -> None:
    contract_id = make_contract(desk)

    late = moment(2026, 4, 30, 21)

    assert record(desk, contract_id, day(1, 5), now=late).day_quantity == 1


def test_a_closed_month_takes_no_records(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, day(10), "S1", "1")
    close_month(
        CloseMonth(day(1)), region=desk.region, actor=desk.accountant, now=moment(2026, 4, 30)
    )

    with expect_refusal("month_closed"):
        record(desk, contract_id, day(11))
    with expect_refusal("month_closed"):
        enter(desk, contract_id, "0")


def test_a_contract_whose_act_is_issued_takes_no_records(desk: Desk) -> None:
    contract_id, other = make_contract(desk, ended_on=day(20)), make_contract(desk)
    deliver(desk, contract_id, day(10), "S1", "1")
    command = CloseMonth(day(1), contract_id)
    close_month(command, region=desk.region, actor=desk.accountant, now=moment(2026, 4, 20))

    with expect_refusal("month_closed"):
        record(desk, contract_id, day(11), now=moment(2026, 4, 21))
    assert record(desk, other, day(11)).day_quantity == 1


def test_a_worker_of_another_provider_is_refused(desk: Desk) -> None:
    contract_id = make_contract(desk)
    stranger = make_desk(desk.app, code="other").worker

    with expect_refusal("value_invalid") as told:
        record(desk, contract_id, worker_id=stranger.membership_id)

    assert told.rule == "FED-CON-08"


@pytest.mark.parametrize(
    ("since", "code"),
    [
        pytest.param(day(10), None, id="employed that day, FED-CON-08"),
        pytest.param(day(11), "value_invalid", id="employed a day later, FED-CON-08"),
    ],
)
def test_the_worker_was_employed_on_the_day(desk: Desk, since: date, code: str | None) -> None:
    contract_id = make_contract(desk)
    worker = make_worker(desk, "Волкова", since=since)

    if code is None:
        assert record(desk, contract_id, worker_id=worker.membership_id).day_quantity == 1
    else:
        with expect_refusal(code):
            record(desk, contract_id, worker_id=worker.membership_id)


def test_a_recipient_is_no_worker(desk: Desk) -> None:
    contract_id = make_contract(desk)
    reader = make_reader(desk, contract_id)

    with expect_refusal("value_invalid"):
        record(desk, contract_id, worker_id=reader.membership_id)


def test_another_provider_s_contract_is_not_found(desk: Desk) -> None:
    other = make_desk(desk.app, code="other")
    contract_id = make_contract(other)

    with pytest.raises(NotFound):
        record(desk, contract_id)


def test_a_failure_on_the_way_writes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    contract_id = make_contract(desk)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("portal.usecases.deliveries.audit.record", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        record(desk, contract_id)

    with reading() as session:
        assert session.scalars(select(Delivery)).all() == []

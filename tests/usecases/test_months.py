"""Rehearsing and closing a month: one path, one closing, numbers without a gap."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from portal.domain.acts import ActLine as DraftLine
from portal.domain.corrections import LineChange
from portal.domain.deadlines import DeadlineRule, Roll
from portal.domain.explanation import from_data
from portal.domain.payments import PaymentRules
from portal.domain.violations import NotFound, RulesBroken
from portal.extensions import db
from portal.models import (
    Act,
    ActLine,
    Contract,
    LedgerEntry,
    Membership,
    MonthClosing,
    MonthState,
    Programme,
    Provider,
    Role,
    SeriesCounter,
)
from portal.regions.api import TermUnit
from portal.regions.federal.legal_acts import LAW_442
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from portal.usecases.act_issuing import ACTS
from portal.usecases.month_case import SkipReason
from portal.usecases.months import (
    CloseMonth,
    MonthClosed,
    RehearsedAct,
    close_month,
    rehearse_month,
)
from portal.usecases.transaction import reading, transaction
from tests.usecases.billing import (
    CITED,
    Desk,
    act_of,
    add_terms,
    deliver,
    everything,
    expect_refusal,
    make_contract,
    make_desk,
    make_region,
    moment,
    suspend,
)
from tests.usecases.procedures import BlankPress

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
LAST_EVENING = moment(2026, 4, 30, 14)
TENTH = date(2026, 4, 10)


def day(number: int, month: int = 4) -> date:
    return date(2026, month, number)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def close(
    desk: Desk,
    month: date = APRIL,
    contract_id: int | None = None,
    *,
    now: datetime = LAST_EVENING,
) -> MonthClosed:
    command = CloseMonth(month, contract_id)
    return close_month(command, region=desk.region, actor=desk.accountant, now=now)


def served(desk: Desk, *records: tuple[str, str], on: date = TENTH, **options: object) -> int:
    """A contract with services recorded on one day."""
    contract_id = make_contract(desk, **options)  # type: ignore[arg-type]
    for code, quantity in records:
        deliver(desk, contract_id, on, code, quantity)
    return contract_id


def test_closing_issues_every_act_at_once(desk: Desk) -> None:
    over = served(desk, ("S1", "8"), ("S2", "4"))
    under = served(desk, ("S1", "4"))

    closed = close(desk)

    assert (closed.acts, closed.total_due, closed.skipped) == (2, Decimal("2500.00"), ())
    assert act_of(over, APRIL).payable == Decimal("1900.00")
    assert act_of(under, APRIL).payable == Decimal("600.00")


def test_an_act_shows_the_five_figures(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "8"), ("S2", "4"))

    close(desk)

    act = act_of(contract_id, APRIL)
    figures = (act.cost_at_tariffs, act.average_income, act.threshold, act.fee_cap, act.payable)
    assert figures == tuple(
        Decimal(amount) for amount in ("2400.00", "24800.00", "21000.00", "1900.00", "1900.00")
    )


def test_an_act_keeps_what_it_was_made_from(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "3"))

    close(desk)

    act = act_of(contract_id, APRIL)
    assert act.inputs["parts"] == [
        {
            "deliveries": [
                {
                    "day": "2026-04-01",
                    "code": "S1",
                    "quantity": "3",
                    "tariff": "150.00",
                    "additional": False,
                }
            ],
            "allowed": {"S1": "8", "S2": "4"},
            "free": False,
            "free_ground_title": None,
            "fee_cap": "1900.00",
        }
    ]
    assert act.rules_day == day(30)
    assert from_data(act.explanation)[-1].value == "450.00"
    assert LAW_442.in_edition in str(act.explanation)


def test_moscow_s_example_of_a_free_a_paid_and_a_suspended_contract(desk: Desk) -> None:
    free = served(desk, ("S1", "8"), free=True, fee_cap=None)
    served(desk, ("S1", "8"))
    suspended = make_contract(desk)
    suspend(desk, suspended, day(1, 3))

    closed = close(desk)

    assert closed.acts == 2
    assert [row.contract_id for row in closed.skipped] == [suspended]
    assert closed.skipped[0].code is SkipReason.SUSPENDED
    assert act_of(free, APRIL).payable == Decimal("0.00")


def test_a_free_act_charges_nothing_and_an_additional_service_is_charged(desk: Desk) -> None:
    free = served(desk, ("S1", "8"), free=True, fee_cap=None)
    extra = served(desk, ("S1", "8"), free=True, fee_cap=None)
    deliver(desk, extra, day(11), "X1", "1", additional=True)

    close(desk)

    with reading() as session:
        charges = dict(session.execute(select(LedgerEntry.contract_id, LedgerEntry.amount)).all())
    assert charges == {extra: Decimal("700.00")}
    assert act_of(free, APRIL).due_on == day(15, 5)


def test_vladimir_s_example_of_additional_services_over_a_capped_fee(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "8"), ("S2", "3"), fee_cap="1750.00")
    deliver(desk, contract_id, day(11), "S2", "1", additional=True)

    close(desk)

    act = act_of(contract_id, APRIL)
    assert (act.cost_at_tariffs, act.additional_cost, act.payable) == (
        Decimal("2100.00"),
        Decimal("300.00"),
        Decimal("2050.00"),
    )


@pytest.mark.parametrize(
    ("since", "lines"),
    [
        pytest.param(day(10), [("8", "160.00", "1280.00")], id="the day of the change, FED-FEE-15"),
        pytest.param(
            day(11),
            [("3", "150.00", "450.00"), ("5", "160.00", "800.00")],
            id="between two services, FED-FEE-15",
        ),
        pytest.param(day(13), [("8", "150.00", "1200.00")], id="after the last one, FED-FEE-15"),
    ],
)
def test_the_tariff_is_that_of_the_day(
    desk: Desk, since: date, lines: list[tuple[str, str, str]]
) -> None:
    desk = desk.under(make_region(("S1", "160.00", since)))
    contract_id = served(desk, ("S1", "3"))
    deliver(desk, contract_id, day(12), "S1", "5")

    close(desk)

    with reading() as session:
        rows = session.scalars(select(ActLine).order_by(ActLine.position)).all()
    assert [(row.quantity, row.tariff, row.amount) for row in rows] == [
        tuple(Decimal(value) for value in line) for line in lines
    ]


def test_march_and_april_have_each_their_tariff(desk: Desk) -> None:
    desk = desk.under(make_region(("S1", "160.00", APRIL)))
    contract_id = served(desk, ("S1", "3"), on=day(31, 3))
    deliver(desk, contract_id, day(1), "S1", "5")

    close(desk, MARCH)
    close(desk)

    assert act_of(contract_id, MARCH).payable == Decimal("450.00")
    assert act_of(contract_id, APRIL).payable == Decimal("800.00")


def test_a_part_of_a_month_has_the_whole_cap(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "8"), ("S2", "4"), in_force_from=day(10))

    close(desk)

    assert act_of(contract_id, APRIL).payable == Decimal("1900.00")


def test_new_terms_inside_the_month_are_charged_by_their_days(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "8"))
    terms_id = add_terms(desk, contract_id, since=day(20), free=True, fee_cap=None)
    deliver(desk, contract_id, day(20), "S2", "4")

    close(desk)

    act = act_of(contract_id, APRIL)
    assert (act.payable, act.free, act.terms_id) == (Decimal("1200.00"), True, terms_id)


def test_numbers_run_without_a_gap_through_the_months_of_a_year(desk: Desk) -> None:
    for name in ("Волкова Анна Петровна", "Агеева Анна Петровна", "Ёжикова Анна Петровна"):
        contract_id = served(desk, ("S1", "1"), on=day(31, 3), name=name)
        deliver(desk, contract_id, day(10), "S1", "1")

    close(desk, MARCH)
    close(desk)

    with reading() as session:
        sequences = session.scalars(select(Act.sequence).order_by(Act.id)).all()
        numbers = session.scalars(select(Act.number).order_by(Act.id)).all()
    assert list(sequences) == [1, 2, 3, 4, 5, 6]
    assert numbers[0] == "1/2026"


def test_numbers_start_anew_with_the_year_of_the_month(desk: Desk) -> None:
    served(desk, ("S1", "1"), on=date(2026, 12, 10))
    contract_id = served(desk, ("S1", "1"), on=date(2027, 1, 10))

    close(desk, date(2026, 12, 1), now=moment(2027, 1, 11))
    close(desk, date(2027, 1, 1), now=moment(2027, 1, 31))

    assert act_of(contract_id, date(2027, 1, 1)).number == "1/2027"


def test_a_refused_closing_gives_its_numbers_back(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "1"))
    with transaction() as session:
        session.get_one(Provider, desk.provider_id).bic = "1"

    with expect_refusal("value_invalid"):
        close(desk)
    with transaction() as session:
        session.get_one(Provider, desk.provider_id).bic = "044525225"
    close(desk)

    assert act_of(contract_id, APRIL).sequence == 1


@pytest.mark.parametrize(
    ("now", "warned"),
    [
        pytest.param(moment(2026, 4, 29, 21), True, id="FED-ACT-01 the last day has begun"),
        pytest.param(moment(2026, 4, 30, 20), True, id="FED-ACT-01 the last hour of the last day"),
        pytest.param(moment(2026, 4, 30, 21), False, id="FED-ACT-01 the first day after"),
        pytest.param(moment(2026, 5, 20), False, id="FED-ACT-01 the next month"),
    ],
)
def test_a_month_is_closed_from_its_last_day_on_and_warned_of_that_day(
    desk: Desk, now: datetime, *, warned: bool
) -> None:
    served(desk, ("S1", "1"))

    closed = close(desk, now=now)

    assert closed.acts == 1
    assert bool(closed.warnings) is warned
    if warned:
        assert "Закрыто в последний день, 30.04.2026" in closed.warnings[0]


def test_a_month_is_not_closed_before_its_last_day(desk: Desk) -> None:
    served(desk, ("S1", "1"))

    with expect_refusal("value_invalid") as told:
        close(desk, now=moment(2026, 4, 29, 20))

    assert "с 30.04.2026" in told.first.text


def test_a_month_without_a_service_closes_without_acts(desk: Desk) -> None:
    contract_id = make_contract(desk)

    closed = close(desk)

    assert (closed.acts, closed.total_due) == (0, Decimal("0.00"))
    assert [(row.contract_id, row.code) for row in closed.skipped] == [
        (contract_id, SkipReason.NOTHING_RECORDED)
    ]


def test_a_second_closing_is_refused(desk: Desk) -> None:
    served(desk, ("S1", "1"))
    close(desk)

    with expect_refusal("month_closed"):
        close(desk)


def test_the_database_itself_keeps_a_month_from_being_closed_twice(desk: Desk) -> None:
    close(desk)

    def insert_again() -> None:
        with transaction() as session:
            session.add(
                MonthClosing(
                    provider_id=desk.provider_id,
                    month=APRIL,
                    state=MonthState.CLOSED,
                    closed_at=LAST_EVENING,
                    closed_by_id=desk.accountant.membership_id,
                )
            )

    with expect_refusal("month_closed"):
        insert_again()


def test_another_provider_closes_its_own_month(desk: Desk) -> None:
    other = make_desk(desk.app, code="other")
    served(desk, ("S1", "1"))
    theirs = served(other, ("S1", "2"))

    close(desk)
    closed = close(other)

    assert closed.acts == 1
    assert act_of(theirs, APRIL).number == "1/2026"


@pytest.mark.parametrize("single", [False, True], ids=["the provider's month", "one contract's"])
def test_of_two_closings_at_once_one_wins(desk: Desk, single: bool) -> None:
    contracts = [served(desk, ("S1", "1")) for _ in range(5)]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def race() -> None:
        with desk.app.app_context():
            start.wait()
            try:
                close(desk, contract_id=contracts[0] if single else None, now=moment(2026, 5, 2))
                outcomes.append("won")
            except RulesBroken as refusal:
                outcomes.append(refusal.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["month_closed", "won"]
    with reading() as session:
        assert session.scalar(select(func.count(Act.id))) == (1 if single else 5)


def test_one_contract_s_month_may_be_closed_before_the_others(desk: Desk) -> None:
    leaving = served(desk, ("S1", "2"), ended_on=day(12))
    staying = served(desk, ("S1", "3"))

    first = close(desk, contract_id=leaving, now=moment(2026, 4, 12))
    second = close(desk)

    assert (first.acts, first.total_due) == (1, Decimal("300.00"))
    assert [(row.contract_id, row.code) for row in second.skipped] == [
        (leaving, SkipReason.ACT_ISSUED)
    ]
    assert act_of(staying, APRIL).sequence == 2


def test_one_contract_s_month_ends_with_the_contract(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "2"), ended_on=day(12))

    with expect_refusal("value_invalid") as told:
        close(desk, contract_id=contract_id, now=moment(2026, 4, 11))

    assert "с 12.04.2026" in told.first.text


def test_one_contract_s_month_is_closed_once(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "2"))
    close(desk, contract_id=contract_id)

    with expect_refusal("month_closed"):
        close(desk, contract_id=contract_id)


def test_a_contract_that_was_not_in_force_has_no_month_to_close(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "1"), in_force_from=day(1, 5), on=day(2, 5))

    with expect_refusal("contract_not_active"):
        close(desk, contract_id=contract_id)


def test_another_provider_s_contract_is_not_found(desk: Desk) -> None:
    theirs = served(make_desk(desk.app, code="other"), ("S1", "1"))

    with pytest.raises(NotFound):
        close(desk, contract_id=theirs)


def test_a_missing_tariff_holds_the_whole_month_and_names_the_contract(desk: Desk) -> None:
    served(desk, ("S1", "1"))
    contract_id = served(desk, ("S2", "1"))

    with expect_refusal("reference_missing") as told:
        close(without_tariff(desk, "S2"))

    assert told.first.subject == f"contract:{contract_id}"


def without_tariff(desk: Desk, code: str) -> Desk:
    values = tuple(row for row in desk.region.reference_values if row.key != f"tariff.{code}")
    return desk.under(replace(desk.region, reference_values=values))


def test_without_a_director_no_act_can_be_drawn_up(desk: Desk) -> None:
    served(desk, ("S1", "1"))
    with transaction() as session:
        director = session.scalars(select(Membership).where(Membership.role == Role.DIRECTOR)).one()
        director.until = day(30)

    with expect_refusal("not_authorised"):
        close(desk)


def ten_days(rules: PaymentRules) -> PaymentRules:
    """As MSK-PAY-01 changes the baseline."""
    term = DeadlineRule(
        "payment_due", 10, TermUnit.CALENDAR_DAY, "month_closed", CITED, Roll.NEXT_WORKING_DAY
    )
    return replace(rules, term=term)


@pytest.mark.parametrize(
    ("payment", "due"),
    [
        pytest.param(None, day(15, 5), id="the contract's day of the next month, FED-PAY-01"),
        pytest.param(ten_days, day(12, 5), id="ten days and the holiday after, MSK-PAY-01"),
    ],
)
def test_the_due_day_comes_from_the_region_s_rule(
    desk: Desk, payment: Callable[[PaymentRules], PaymentRules] | None, due: date
) -> None:
    desk = desk.under(make_region(payment=payment))
    contract_id = served(desk, ("S1", "1"))

    close(desk)

    assert act_of(contract_id, APRIL).due_on == due


def test_the_preview_equals_the_result(desk: Desk) -> None:
    desk = desk.under(make_region(("S1", "160.00", day(11))))
    served(desk, ("S1", "3"), ("S2", "4"))
    changing = served(desk, ("S1", "2"))
    add_terms(desk, changing, since=day(15), fee_cap="300.00")
    deliver(desk, changing, day(15), "S2", "2")
    served(desk, ("S1", "8"), free=True, fee_cap=None)
    extra = served(desk, ("S1", "1"))
    deliver(desk, extra, day(12), "X1", "2", additional=True)
    make_contract(desk)

    preview = rehearse_month(desk.provider_id, APRIL, desk.region, day(30))
    closed = close(desk)

    assert closed.total_due == preview.total_payable
    assert [row.contract_id for row in closed.skipped] == [
        row.contract_id for row in preview.skipped
    ]
    assert {row.contract_id: _printed(row.draft.lines) for row in preview.rows} == {
        row.contract_id: _issued(act_of(row.contract_id, APRIL).id) for row in preview.rows
    }
    assert {row.contract_id: row.draft.steps for row in preview.rows} == {
        row.contract_id: from_data(act_of(row.contract_id, APRIL).explanation)
        for row in preview.rows
    }


def _printed(lines: Iterable[ActLine | DraftLine]) -> list[tuple[object, ...]]:
    return [(line.code, line.quantity, line.tariff, line.amount, line.additional) for line in lines]


def _issued(act_id: int) -> list[tuple[object, ...]]:
    with reading() as session:
        rows = session.scalars(
            select(ActLine).where(ActLine.act_id == act_id).order_by(ActLine.position)
        )
        return _printed(rows)


def test_a_rehearsal_writes_nothing(desk: Desk) -> None:
    served(desk, ("S1", "3"))
    before = everything()

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, day(30))

    assert rehearsal.state is MonthState.OPEN
    assert everything() == before


def test_changed_sums_come_first_the_largest_change_on_top(desk: Desk) -> None:
    quantities = {"Агеева Анна Ильинична": ("2", "2"), "Быкова Анна Ильинична": ("2", "3")}
    quantities |= {"Волкова Анна Ильинична": ("8", "1"), "Ёлкина Анна Ильинична": ("1", "1")}
    for name, (march, april) in quantities.items():
        contract_id = served(desk, ("S1", march), on=day(10, 3), name=name)
        deliver(desk, contract_id, day(10), "S1", april)
    close(desk, MARCH)

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, day(30))

    surnames = [row.recipient.split()[0] for row in rehearsal.rows]
    assert surnames == ["Волкова", "Быкова", "Агеева", "Ёлкина"]
    assert [row.difference for row in rehearsal.rows] == [
        Decimal(amount) for amount in ("-1050.00", "150.00", "0.00", "0.00")
    ]
    assert told(rehearsal.rows[0]) == ["услуг меньше: 8 → 1, −1 050,00 ₽"]
    assert rehearsal.rows[0].reasons[0].services == ("«Услуга S1»: 8 → 1",)
    assert (rehearsal.rows[2].reasons, rehearsal.changed) == ((), 2)


def test_a_rehearsal_knows_days_in_hospital_and_the_new_tariff(desk: Desk) -> None:
    desk = desk.under(make_region(("S1", "160.00", APRIL)))
    contract_id = served(desk, ("S1", "8"), on=day(10, 3))
    deliver(desk, contract_id, day(10), "S1", "4")
    suspend(desk, contract_id, day(15), day(18))
    close(desk, MARCH)

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, day(30))

    assert told(rehearsal.rows[0]) == [
        "приостановление, дней: 3 (15–17.04.2026)",
        "тариф с 01.04.2026: 150,00 → 160,00 ₽",
        "услуг меньше: 8 → 4, −640,00 ₽",
    ]


def told(row: RehearsedAct) -> list[str]:
    return [reason.text.replace("\u00a0", " ") for reason in row.reasons]


@pytest.mark.parametrize(
    ("today", "finished"),
    [
        pytest.param(day(29), False, id="FED-ACT-01 the last day but one"),
        pytest.param(day(30), True, id="FED-ACT-01 the last day"),
    ],
)
def test_a_month_that_goes_on_is_not_compared_with_a_whole_one(
    desk: Desk, today: date, *, finished: bool
) -> None:
    for name, march in (("Агеева Анна Ильинична", "2"), ("Быкова Анна Ильинична", "8")):
        contract_id = served(desk, ("S1", march), on=day(10, 3), name=name)
        deliver(desk, contract_id, day(10), "S1", "1")
    close(desk, MARCH)

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, today)

    assert rehearsal.finished is finished
    assert rehearsal.changed == (2 if finished else 0)
    assert [bool(row.reasons) for row in rehearsal.rows] == [finished, finished]
    surnames = [row.recipient.split()[0] for row in rehearsal.rows]
    assert surnames == (["Быкова", "Агеева"] if finished else ["Агеева", "Быкова"])


def test_who_has_nothing_recorded_is_named(desk: Desk) -> None:
    served(desk, ("S1", "3"))
    silent = make_contract(desk)

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, day(30))

    assert rehearsal.unrecorded == 1
    assert [row.contract_id for row in rehearsal.skipped] == [silent]
    assert (rehearsal.total_cost, rehearsal.total_payable) == (Decimal("450.00"), Decimal("450.00"))


def test_a_rehearsal_shows_what_is_to_be_put_right(desk: Desk) -> None:
    contract_id = served(desk, ("S2", "1"))

    rehearsal = rehearse_month(desk.provider_id, APRIL, without_tariff(desk, "S2").region, day(30))

    assert [row.contract_id for row in rehearsal.blocked] == [contract_id]


def test_a_closed_month_is_rehearsed_as_closed(desk: Desk) -> None:
    served(desk, ("S1", "1"))
    close(desk)

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, day(30))

    assert rehearsal.state is MonthState.CLOSED
    assert [row.code for row in rehearsal.skipped] == [SkipReason.ACT_ISSUED]


@pytest.mark.parametrize(
    "step", ["act_issuing.take_number", "act_issuing.use_advances", "months.audit.record"]
)
def test_a_failure_on_the_way_leaves_the_month_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    served(desk, ("S1", "1"))
    before = everything()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(f"portal.usecases.{step}", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        close(desk)

    assert everything() == before


def test_the_number_of_statements_does_not_grow_with_the_contracts(desk: Desk) -> None:
    for _ in range(3):
        served(desk, ("S1", "1"))
    other = make_desk(desk.app, code="other")
    for _ in range(12):
        served(other, ("S1", "1"))

    few, many = _statements(lambda: close(desk)), _statements(lambda: close(other))

    assert many == few


def follow(desk: Desk, former_id: int, since: date, *records: tuple[str, str]) -> int:
    """One more contract of the person, from a day on, with services on that day."""
    contract_id = make_contract(desk, in_force_from=since)
    with transaction() as session:
        former, later = (session.get_one(Contract, one) for one in (former_id, contract_id))
        programme = session.get_one(Programme, later.programme_id)
        later.recipient_id = programme.recipient_id = former.recipient_id
    for code, quantity in records:
        deliver(desk, contract_id, since, code, quantity)
    return contract_id


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("issued", [False, True])
def test_the_statements_of_a_month_do_not_grow_with_contracts_that_follow(
    desk: Desk, *, issued: bool, single: bool
) -> None:
    def months(of: Desk, people: int, followers: int) -> Callable[[], object]:
        for _ in range(people):
            former = last = served(of, ("S1", "1"), on=day(1))
            for number in range(followers):
                last = follow(of, former, day(10 + number), ("S1", "1"))
            if issued:
                close(of, contract_id=former)
        return lambda: close(of, contract_id=last if single else None)

    other = make_desk(desk.app, code="other")

    few, many = _statements(months(desk, 1, 1)), _statements(months(other, 4, 3))

    assert many == few


@pytest.mark.parametrize("single", [False, True])
def test_a_month_of_the_later_contract_has_what_the_former_left(
    desk: Desk, *, single: bool
) -> None:
    """FED-FEE-18: whether the provider's month is closed or this contract's alone."""
    former = served(desk, ("S1", "8"), on=day(2))
    later = follow(desk, former, day(16), ("S1", "8"))
    stranger = served(desk, ("S1", "8"))

    closed = close(desk, contract_id=later if single else None)

    assert (closed.acts, act_of(later, APRIL).payable) == (1 if single else 3, Decimal("700.00"))
    if single:
        closed = close(desk)
        assert [row.contract_id for row in closed.skipped] == [later]
    for whole in (former, stranger):
        assert act_of(whole, APRIL).payable == Decimal("1200.00")


def test_a_former_contract_that_is_blocked_does_not_hold_the_later_one(desk: Desk) -> None:
    former = served(desk, ("S1", "8"), on=day(2))
    suspend(desk, former, day(1), day(5))
    later = follow(desk, former, day(16), ("S1", "8"))

    with expect_refusal("period_suspended") as told:
        close(desk)
    assert told.first.subject == f"contract:{former}"
    closed = close(desk, contract_id=later)

    assert (closed.skipped, closed.total_due) == ((), Decimal("1200.00"))


@pytest.mark.parametrize(
    ("change", "left"),
    [
        pytest.param(None, "700.00", id="as it was issued"),
        pytest.param(("S1", "6"), "1000.00", id="corrected"),
        pytest.param(("X1", "0"), "700.00", id="in a service beyond the programme"),
    ],
)
def test_a_correction_of_the_former_act_moves_what_the_later_one_has(
    desk: Desk, change: tuple[str, str] | None, left: str
) -> None:
    """FED-FEE-18, FED-RGT-06: what was taken off the former act is charged by nobody."""
    former = served(desk, ("S1", "8"), on=day(2))
    deliver(desk, former, day(3), "X1", "2", additional=True)
    later = follow(desk, former, day(16), ("S1", "8"))
    close(desk, contract_id=former)
    if change is not None:
        correct(desk, act_of(former, APRIL).id, *change)

    close(desk)

    assert act_of(later, APRIL).payable == Decimal(left)


def correct(desk: Desk, act_id: int, code: str, quantity: str) -> None:
    with reading() as session:
        position = session.scalars(
            select(ActLine.position).where(ActLine.act_id == act_id, ActLine.code == code)
        ).one()
    correct_issued_act(
        CorrectAct(act_id, (LineChange(position, Decimal(quantity)),), "получатель был в больнице"),
        region=desk.region,
        actor=desk.director,
        now=LAST_EVENING,
        press=BlankPress(),
    )


def _statements(act: Callable[[], object]) -> int:
    seen: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


def test_an_issued_line_cannot_be_changed(desk: Desk) -> None:
    served(desk, ("S1", "1"))
    close(desk)

    with expect_refusal("conflict"), transaction() as session:
        session.scalars(select(ActLine)).one().amount = Decimal("1.00")


def test_one_contract_has_one_act_a_month_by_the_database(desk: Desk) -> None:
    contract_id = served(desk, ("S1", "1"))
    close(desk)
    issued = act_of(contract_id, APRIL)

    def issue_again() -> None:
        with transaction() as session:
            columns = {
                column.key: getattr(issued, column.key)
                for column in Act.__table__.columns
                if column.key not in ("id", "sequence")
            }
            session.add(Act(**columns, sequence=99))

    with expect_refusal("duplicate"):
        issue_again()


def test_the_counter_stands_at_the_last_number(desk: Desk) -> None:
    for _ in range(4):
        served(desk, ("S1", "1"))

    close(desk)

    with reading() as session:
        counter = session.scalars(select(SeriesCounter)).one()
    assert (counter.series, counter.year, counter.last) == (ACTS, 2026, 4)

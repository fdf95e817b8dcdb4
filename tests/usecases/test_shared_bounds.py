"""One bound for several bills: a course over two months, the former provider, the agreed fee."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.domain.choices import Choice
from portal.domain.corrections import LineChange
from portal.domain.courses import Course
from portal.domain.fee_rules import CapPeriod, CourseCap, FeeCap
from portal.domain.law import Citation, Timeline, Version
from portal.domain.payments import PaymentRules
from portal.domain.violations import RulesBroken
from portal.models import ActLine, Contract, ContractTerms, Programme
from portal.regions.registry import Region
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from portal.usecases.fee_settings import ChooseCapPeriod, choose_cap_period, get_course_reading
from portal.usecases.former_bills import RecordFormerBill, record_former_bill
from portal.usecases.month_case import SkipReason
from portal.usecases.months import CloseMonth, MonthClosed, close_month, rehearse_month
from portal.usecases.queries.former_bills import get_former_bill
from portal.usecases.transaction import reading, transaction
from tests.usecases.billing import (
    CITED,
    START,
    Desk,
    act_of,
    deliver,
    expect_refusal,
    make_contract,
    make_desk,
    make_region,
    moment,
    suspend,
)
from tests.usecases.procedures import BlankPress

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
COURSE = Citation("VLA-FEE-09", "442-FZ", "п. 5, 11")
SHARED = Citation("AST-FEE-01", "442-FZ", "ч. 4 ст. 32")
AGREED = Citation("MSK-PAY-02", "442-FZ", "п. 6.6")


def with_caps(region: Region, **changes: Any) -> Region:
    """The region with something more said of the bound at home."""
    fees = region.rules.fee_rules.on(APRIL)
    caps = tuple(with_more(cap, changes) for cap in fees.caps)
    schedules = region.rules.schedule_rules.on(APRIL)
    lengths = (Course("day_care", working_days=15, weeks=3, citation=COURSE),)
    return replace(
        region,
        rules=replace(
            region.rules,
            fee_rules=Timeline(Version(START, replace(fees, caps=caps), CITED)),
            schedule_rules=Timeline(Version(START, replace(schedules, courses=lengths), CITED)),
        ),
    )


def with_more(cap: FeeCap, changes: dict[str, Any]) -> FeeCap:
    return replace(cap, **changes) if cap.form is Form.HOME else cap


@pytest.fixture
def course_desk(database: Flask) -> Desk:
    region = with_caps(make_region(), course=CourseCap(("day_care",), COURSE))
    return make_desk(database, region)


@pytest.fixture
def transfer_desk(database: Flask) -> Desk:
    return make_desk(database, with_caps(make_region(), shared=SHARED))


def course_contract(desk: Desk, fee_cap: str = "1750.00") -> int:
    contract_id = make_contract(desk, fee_cap=fee_cap)
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        session.get_one(Programme, contract.programme_id).unit_code = "day_care"
    return contract_id


def close(desk: Desk, month: date, now: date) -> MonthClosed:
    at = moment(now.year, now.month, now.day)
    return close_month(CloseMonth(month), region=desk.region, actor=desk.accountant, now=at)


def due(contract_id: int, month: date) -> Decimal:
    return act_of(contract_id, month).payable


@pytest.mark.parametrize(
    ("last", "of_may"),
    [
        pytest.param(date(2026, 5, 12), "550.00", id="last day of the course, VLA-SCH-01"),
        pytest.param(date(2026, 5, 13), "1200.00", id="the day after begins another, VLA-SCH-01"),
    ],
)
def test_a_course_has_one_bound_over_two_months(course_desk: Desk, last: date, of_may: str) -> None:
    contract_id = course_contract(course_desk)
    deliver(course_desk, contract_id, date(2026, 4, 20), "S2", "4")
    deliver(course_desk, contract_id, last, "S1", "8")

    close(course_desk, APRIL, MAY)
    close(course_desk, MAY, date(2026, 6, 1))

    assert due(contract_id, APRIL) == Decimal("1200.00")
    assert due(contract_id, MAY) == Decimal(of_may)


def test_the_month_closed_second_gets_what_is_left_whatever_its_date(course_desk: Desk) -> None:
    """VLA-FEE-09."""
    contract_id = course_contract(course_desk)
    deliver(course_desk, contract_id, date(2026, 4, 20), "S2", "4")
    deliver(course_desk, contract_id, date(2026, 5, 12), "S1", "8")

    close(course_desk, MAY, date(2026, 6, 1))
    close(course_desk, APRIL, date(2026, 6, 1))

    assert due(contract_id, MAY) == Decimal("1200.00")
    assert due(contract_id, APRIL) == Decimal("550.00")


@pytest.mark.parametrize(
    ("additional", "of_may"),
    [
        pytest.param(False, "850.00", id="the bound has 300 rubles more"),
        pytest.param(True, "550.00", id="beyond the programme nothing is spent of the bound"),
    ],
)
def test_what_a_correction_takes_off_is_left_for_the_next_month_of_the_course(
    course_desk: Desk, additional: bool, of_may: str
) -> None:
    """VLA-FEE-09: 1200 of April are 900 after the correction, and of 1750 that leaves 850."""
    contract_id = course_contract(course_desk)
    deliver(course_desk, contract_id, date(2026, 4, 20), "S2", "4")
    deliver(course_desk, contract_id, date(2026, 4, 21), "S2", "1", additional=True)
    deliver(course_desk, contract_id, date(2026, 5, 12), "S1", "8")
    close(course_desk, APRIL, MAY)
    act = act_of(contract_id, APRIL)
    place = _place(act.id, additional=additional)

    correct_issued_act(
        CorrectAct(act.id, (LineChange(place, reduction=Decimal("300.00")),), "не оказали"),
        region=course_desk.region,
        actor=course_desk.director,
        now=moment(2026, 5, 5),
        press=BlankPress(),
    )
    ahead = rehearse_month(course_desk.provider_id, MAY, course_desk.region, date(2026, 6, 1)).rows[
        0
    ]
    close(course_desk, MAY, date(2026, 6, 1))

    assert due(contract_id, MAY) == Decimal(of_may)
    # What the accountant compares with is the act as it stands (FED-ACT-04).
    assert ahead.previous_payable == Decimal("1200.00")
    assert ("дополнительные услуги" in str(ahead.reasons)) is not additional


def _place(act_id: int, *, additional: bool) -> int:
    with reading() as session:
        return session.scalars(
            select(ActLine.position).where(
                ActLine.act_id == act_id, ActLine.additional.is_(additional)
            )
        ).one()


def test_two_courses_of_a_month_have_a_bound_each(course_desk: Desk) -> None:
    """VLA-FEE-09: the course from 1 April ends on the 21st, the next begins on the 22nd."""
    contract_id = course_contract(course_desk, fee_cap="500.00")
    deliver(course_desk, contract_id, date(2026, 4, 1), "S1", "4")
    deliver(course_desk, contract_id, date(2026, 4, 22), "S1", "3")

    close(course_desk, APRIL, MAY)

    assert due(contract_id, APRIL) == Decimal("950.00")


def test_by_the_month_each_month_has_its_own_bound(course_desk: Desk) -> None:
    """VLA-FEE-09: the other reading, chosen by the provider."""
    contract_id = course_contract(course_desk)
    deliver(course_desk, contract_id, date(2026, 4, 20), "S2", "4")
    deliver(course_desk, contract_id, date(2026, 5, 12), "S1", "8")
    choose_cap_period(
        ChooseCapPeriod(CapPeriod.MONTH),
        region=course_desk.region,
        actor=course_desk.director,
        now=moment(2026, 4, 2),
    )

    close(course_desk, APRIL, MAY)
    close(course_desk, MAY, date(2026, 6, 1))

    assert (due(contract_id, APRIL), due(contract_id, MAY)) == (
        Decimal("1200.00"),
        Decimal("1200.00"),
    )


def test_the_reading_may_be_chosen_again(course_desk: Desk) -> None:
    ask: dict[str, Any] = {
        "region": course_desk.region,
        "actor": course_desk.director,
        "now": moment(2026, 4, 2),
    }
    before = get_course_reading(**ask)
    for period in (CapPeriod.MONTH, CapPeriod.COURSE, CapPeriod.MONTH):
        choose_cap_period(ChooseCapPeriod(period), **ask)
    after = get_course_reading(**ask)

    assert before is not None
    assert after is not None
    assert (before.period, after.period) == (CapPeriod.COURSE, CapPeriod.MONTH)
    assert after.regional is CapPeriod.COURSE


def test_where_the_bound_is_monthly_there_is_nothing_to_choose(transfer_desk: Desk) -> None:
    with expect_refusal("value_invalid"):
        choose_cap_period(
            ChooseCapPeriod(CapPeriod.MONTH),
            region=transfer_desk.region,
            actor=transfer_desk.director,
            now=moment(2026, 4, 2),
        )


def test_the_rehearsal_tells_of_the_course(course_desk: Desk) -> None:
    contract_id = course_contract(course_desk)
    deliver(course_desk, contract_id, date(2026, 4, 20), "S2", "4")
    deliver(course_desk, contract_id, date(2026, 5, 12), "S1", "8")
    close(course_desk, APRIL, MAY)

    row = rehearse_month(course_desk.provider_id, MAY, course_desk.region, date(2026, 5, 31)).rows[
        0
    ]

    texts = [step.text for step in row.draft.steps]
    assert (
        "Предел 1 750,00 ₽ — один на весь курс с 20.04.2026 по 12.05.2026: из него уже начислено "
        "1 200,00 ₽, осталось 550,00 ₽."
    ) in [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]
    assert row.payable == Decimal("550.00")


def bill(contract_id: int, amount: str = "1500.00", **changes: Any) -> RecordFormerBill:
    command = RecordFormerBill(
        contract_id=contract_id,
        month=date(2026, 4, 15),
        amount=Decimal(amount),
        provider_name="ГБУ «Дом-интернат № 2»",
        certificate_number="15",
        certificate_on=date(2026, 4, 14),
    )
    return replace(command, **changes)


def record(desk: Desk, command: RecordFormerBill) -> int:
    return record_former_bill(
        command, region=desk.region, actor=desk.accountant, now=moment(2026, 4, 20)
    )


@pytest.mark.parametrize(
    ("former", "receiving"),
    [
        pytest.param("1500.00", "400.00", id="what is left of 1900.00, AST-FEE-01"),
        pytest.param("700.00", "1200.00", id="exactly enough is left, AST-FEE-01"),
        pytest.param("700.01", "1199.99", id="a kopeck less, AST-FEE-01"),
        pytest.param("1900.00", "0.00", id="nothing is left, AST-FEE-01"),
        pytest.param("1900.01", "0.00", id="a kopeck above the bound, AST-FEE-01"),
    ],
)
def test_both_bills_of_the_month_stay_within_one_bound(
    transfer_desk: Desk, former: str, receiving: str
) -> None:
    contract_id = make_contract(transfer_desk, in_force_from=date(2026, 4, 12))
    deliver(transfer_desk, contract_id, date(2026, 4, 20), "S1", "8")
    record(transfer_desk, bill(contract_id, "3.00"))
    record(transfer_desk, bill(contract_id, former, above_bound=True))

    close(transfer_desk, APRIL, MAY)

    assert due(contract_id, APRIL) == Decimal(receiving)
    assert get_former_bill(
        transfer_desk.accountant, contract_id, transfer_desk.region
    ).amount == Decimal(former)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"amount": Decimal("0.00")}, "amount", id="no sum"),
        pytest.param({"certificate_number": " "}, "certificate_number", id="no certificate"),
        pytest.param({"provider_name": ""}, "provider_name", id="no provider"),
        pytest.param({"certificate_on": date(2026, 4, 21)}, "certificate_on", id="of tomorrow"),
        pytest.param({"certificate_on": date(2026, 3, 31)}, "certificate_on", id="of last month"),
        pytest.param({"amount": Decimal("1900.01")}, "above_bound", id="above the bound, unseen"),
        pytest.param({"month": MAY}, "month", id="not the month of the transfer"),
    ],
)
def test_a_certificate_must_be_whole_and_of_the_month_of_the_transfer(
    transfer_desk: Desk, changes: dict[str, Any], field: str
) -> None:
    """AST-FEE-01."""
    contract_id = make_contract(transfer_desk, in_force_from=date(2026, 4, 12))

    with expect_refusal("value_invalid") as told:
        record(transfer_desk, bill(contract_id, **changes))

    assert (told.first.field, told.rule) == (field, "AST-FEE-01")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"certificate_on": APRIL}, id="of the month's first day, AST-FEE-01"),
        pytest.param({"amount": Decimal("1900.00")}, id="the whole bound, AST-FEE-01"),
    ],
)
def test_a_certificate_inside_its_borders_is_recorded(
    transfer_desk: Desk, changes: dict[str, Any]
) -> None:
    contract_id = make_contract(transfer_desk, in_force_from=date(2026, 4, 12))

    record(transfer_desk, bill(contract_id, **changes))

    shown = get_former_bill(transfer_desk.accountant, contract_id, transfer_desk.region)
    assert (shown.cap, shown.left) == (Decimal("1900.00"), Decimal("1900.00") - (shown.amount or 0))


def test_a_contract_that_waits_for_signatures_takes_no_certificate(transfer_desk: Desk) -> None:
    contract_id = make_contract(transfer_desk, in_force_from=date(2026, 4, 12))
    with transaction() as session:
        session.get_one(Contract, contract_id).in_force_from = None

    with expect_refusal("contract_not_active"):
        record(transfer_desk, bill(contract_id))


def test_a_certificate_after_the_act_comes_too_late(transfer_desk: Desk) -> None:
    contract_id = make_contract(transfer_desk, in_force_from=date(2026, 4, 12))
    deliver(transfer_desk, contract_id, date(2026, 4, 20), "S1", "8")
    close(transfer_desk, APRIL, MAY)

    with expect_refusal("month_closed"):
        record(transfer_desk, bill(contract_id))


def test_elsewhere_no_certificate_is_asked_for(course_desk: Desk) -> None:
    contract_id = make_contract(course_desk, in_force_from=date(2026, 4, 12))

    with expect_refusal("value_invalid"):
        record(course_desk, bill(contract_id))


TARIFFS = (Choice("tariff_changed", "утверждённые тарифы"),)


def with_grounds(region: Region, more: tuple[Choice, ...]) -> Region:
    """The region with more grounds on which the provider changes the fee alone."""
    fees = region.rules.fee_rules.on(APRIL)
    grounds = replace(
        fees.change_grounds, choices=(*fees.change_grounds.choices, *more), citation=CITED
    )
    changed = Timeline(Version(START, replace(fees, change_grounds=grounds), CITED))
    return replace(region, rules=replace(region.rules, fee_rules=changed))


def never_above(rules: PaymentRules) -> PaymentRules:
    return replace(rules, never_above_contract=AGREED)


@pytest.mark.parametrize(
    ("grounds", "written", "price", "payable"),
    [
        pytest.param((), "1200.00", "150.00", "1200.00", id="as agreed, MSK-PAY-02"),
        pytest.param((), "1199.99", "150.00", None, id="a kopeck above it, MSK-PAY-02"),
        pytest.param((), "1200.00", "160.00", "1280.00", id="a tariff by itself, FED-FEE-15"),
        pytest.param((), "1199.99", "160.00", None, id="above it by more, MSK-PAY-02"),
        pytest.param(TARIFFS, "1280.00", "160.00", "1280.00", id="as the notice says, MSK-NOT-01"),
        pytest.param(TARIFFS, "1279.99", "160.00", None, id="a kopeck untold, MSK-FEE-08"),
    ],
)
def test_no_more_is_charged_than_the_contract_says(
    database: Flask,
    grounds: tuple[Choice, ...],
    written: str,
    price: str,
    payable: str | None,
) -> None:
    region = with_grounds(
        make_region(("S1", price, date(2026, 2, 1)), payment=never_above), grounds
    )
    desk = make_desk(database, region)
    contract_id = make_contract(desk, fee_cap=None)
    deliver(desk, contract_id, date(2026, 4, 20), "S1", "8")
    with transaction() as session:
        session.scalars(select(ContractTerms)).one().monthly_fee = Decimal(written)

    if payable is not None:
        close(desk, APRIL, MAY)
        assert due(contract_id, APRIL) == Decimal(payable)
        return
    with pytest.raises(RulesBroken) as refusal:
        close(desk, APRIL, MAY)
    assert [found.citation for found in refusal.value.violations] == [AGREED]
    skipped = rehearse_month(desk.provider_id, APRIL, desk.region, MAY).skipped
    assert [row.code for row in skipped] == [SkipReason.BLOCKED]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2026, 4, 9), None, id="the day before the break, FED-ACT-03"),
        pytest.param(date(2026, 4, 10), "period_suspended", id="its first day, FED-ACT-03"),
        pytest.param(date(2026, 4, 19), "period_suspended", id="its last day, FED-ACT-03"),
        pytest.param(date(2026, 4, 20), None, id="the day of resumption, FED-ACT-03"),
        pytest.param(date(2026, 4, 25), None, id="the last day of the contract, FED-ACT-03"),
        pytest.param(date(2026, 4, 26), "contract_not_active", id="after its end, FED-ACT-03"),
        pytest.param(date(2026, 4, 2), None, id="the day it came into force, FED-ACT-03"),
        pytest.param(date(2026, 4, 1), "contract_not_active", id="the day before, FED-ACT-03"),
    ],
)
def test_a_record_outside_the_bounds_blocks_the_act(
    database: Flask, day: date, code: str | None
) -> None:
    desk = make_desk(database)
    contract_id = make_contract(desk, in_force_from=date(2026, 4, 2), ended_on=date(2026, 4, 25))
    suspend(desk, contract_id, date(2026, 4, 10), date(2026, 4, 20))
    deliver(desk, contract_id, day, "S1", "1")

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, MAY)

    blocked = [violation.code for row in rehearsal.blocked for violation in row.violations]
    assert blocked == ([] if code is None else [code])
    assert len(rehearsal.rows) == (0 if code else 1)


def test_one_stray_record_does_not_hide_another_contracts_act(database: Flask) -> None:
    desk = make_desk(database)
    good, bad = make_contract(desk), make_contract(desk)
    deliver(desk, good, date(2026, 4, 12), "S1", "1")
    deliver(desk, bad, date(2026, 4, 12), "S1", "1")
    suspend(desk, bad, date(2026, 4, 10))

    rehearsal = rehearse_month(desk.provider_id, APRIL, desk.region, MAY)

    assert [row.contract_id for row in rehearsal.rows] == [good]
    assert [row.contract_id for row in rehearsal.blocked] == [bad]

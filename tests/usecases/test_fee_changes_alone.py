"""A fee changed by the provider alone: the region's grounds, new terms, a notice in two days."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.catalogue import Form
from portal.domain.people import PopulationGroup, Relation
from portal.models import (
    Amendment,
    Contract,
    ContractTerms,
    Notice,
)
from portal.regions.registry import Region
from portal.usecases.fee_changes import ChangeFee, FeeChanged, change_fee, work_out_change
from portal.usecases.income import MemberIncome, RecordIncome, record_income
from portal.usecases.legacy_fees import RecordLegacyFee, record_legacy_fee
from portal.usecases.reference import SetReferenceValue, set_reference_value
from tests.support.factories import make_act, make_charge
from tests.support.sample_region import FIRST
from tests.usecases.procedures import (
    House,
    contract_in_force,
    expect_refusal,
    make_house,
    months,
)
from tests.usecases.test_tariff_days import EVERYTHING, LIMITS_ONLY, put, rehearse
from tests.usecases.test_tariff_days import draft as draft_day

APRIL = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
ORDER = "приказ от 20.03.2026 № 17"


def tariff(house: House, amount: str) -> None:
    command = SetReferenceValue(f"tariff.{FIRST}", None, Decimal(amount), APRIL, ORDER)
    set_reference_value(command, region=house.region, actor=house.director, now=NOW)


def minimum(house: House, amount: str) -> None:
    command = SetReferenceValue(
        "subsistence_minimum", PopulationGroup.PENSIONERS, Decimal(amount), APRIL, ORDER
    )
    set_reference_value(command, region=house.region, actor=house.director, now=NOW)


def change(house: House, contract_id: int, ground: str, since: date = APRIL) -> FeeChanged:
    command = ChangeFee(contract_id, ground, since)
    return change_fee(command, region=house.region, actor=house.director, now=NOW)


def earned_anew(house: House, recipient_id: int, first: date, applied_on: date) -> int:
    """22 000.00 in each of twelve months; the number of the record."""
    alone = MemberIncome(Relation.RECIPIENT, incomes=months(first, ["22000.00"] * 12))
    command = RecordIncome(recipient_id, applied_on, None, (alone,))
    return record_income(command, region=house.region, actor=house.director, now=NOW).id


def terms(session: Session) -> list[ContractTerms]:
    session.rollback()
    return list(session.scalars(select(ContractTerms).order_by(ContractTerms.since)))


def test_a_tariff_is_a_ground_where_the_region_names_it(session: Session) -> None:
    """MSK-FEE-08, FED-NOT-02: from 1 April, to be told by 3 April."""
    house = make_house(session, EVERYTHING)
    contract_id = contract_in_force(house)
    tariff(house, "165.00")

    done = change(house, contract_id, "tariff_changed")

    old, new = terms(session)
    amendment = session.scalars(select(Amendment)).one()
    notice = session.scalars(select(Notice)).one()
    assert (done.number, done.state, done.notice_due) == (
        1,
        AmendmentState.IN_FORCE,
        date(2026, 4, 3),
    )
    assert done.monthly_fee == Decimal("1320.00")
    assert (old.until, new.since, new.monthly_fee) == (APRIL, APRIL, Decimal("1320.00"))
    assert (amendment.one_sided, amendment.notice_id, amendment.terms_id) == (
        True,
        notice.id,
        new.id,
    )


@pytest.mark.parametrize(
    ("region", "ground", "refused"),
    [
        pytest.param(LIMITS_ONLY, "tariff_changed", True, id="FED-FEE-14: no tariff"),
        pytest.param(EVERYTHING, "tariff_changed", False, id="MSK-FEE-08: a tariff"),
        pytest.param(LIMITS_ONLY, "threshold_changed", False, id="FED-FEE-14: the threshold"),
        pytest.param(EVERYTHING, "staff_reorganisation", True, id="MSK-FEE-08: nothing else"),
    ],
)
def test_the_grounds_are_those_of_the_region(
    session: Session,
    region: Region,
    ground: str,
    refused: bool,
) -> None:
    house = make_house(session, region)
    contract_id = contract_in_force(house)
    tariff(house, "165.00")
    minimum(house, "15600.00")

    if refused:
        with expect_refusal(session, "ground_unknown", "ground") as caught:
            change(house, contract_id, ground)
        assert "дополнительное соглашение" in str(caught.value)
        return
    assert change(house, contract_id, ground).number == 1


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        pytest.param("15600.00", "1300.00", id="the bound falls under the cost"),
        pytest.param("17333.33", "0.00", id="the income is under the new threshold"),
    ],
)
def test_a_threshold_moves_its_bound_and_leaves_the_tariffs(
    session: Session, amount: str, fee: str
) -> None:
    """FED-FEE-14: new tariffs bill by themselves, the contract writes those both sides hold."""
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    tariff(house, "165.00")
    minimum(house, amount)

    done = change(house, contract_id, "threshold_changed")

    new = terms(session)[-1]
    assert done.monthly_fee == Decimal(fee)
    assert new.threshold is not None
    session.refresh(new, ["services"])
    assert [row.tariff for row in new.services] == [Decimal("150.00")]


def test_a_new_income_decides_the_fee_anew(session: Session) -> None:
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    with expect_refusal(session, "documents_missing", "ground"):
        change(house, contract_id, "average_income_changed")

    recipient_id = session.get_one(Contract, contract_id).recipient_id
    earned_anew(house, recipient_id, date(2025, 2, 1), date(2026, 3, 31))
    with expect_refusal(session, "documents_missing", "ground") as caught:
        change(house, contract_id, "average_income_changed")
    assert "исправление" in str(caught.value)
    recorded = earned_anew(house, recipient_id, date(2025, 3, 1), APRIL)

    done = change(house, contract_id, "average_income_changed")
    new = terms(session)[-1]
    # 22 000.00 less 21 000.00 is 1 000.00, half of it 500.00.
    assert (done.monthly_fee, new.monthly_fee) == (Decimal("500.00"), Decimal("500.00"))
    assert (new.average_income, new.assessment_id) == (Decimal("22000.00"), recorded)


def test_a_ground_that_changes_nothing_is_refused(session: Session) -> None:
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    with expect_refusal(session, "value_invalid", "ground"):
        change(house, contract_id, "threshold_changed")


@pytest.mark.parametrize("ground", ["tariff_changed", "subsistence_minimum_changed"])
@pytest.mark.parametrize("moved", [pytest.param(True, id="moved"), pytest.param(False, id="not")])
def test_an_older_fee_bounds_a_change_and_is_no_ground_for_one(
    session: Session, ground: str, *, moved: bool
) -> None:
    """MSK-FEE-08, FED-FEE-14: the named ground must have come true; FED-FEE-13 bounds what follows.

    1 200.00 at the tariffs; the older fee 140.00 was recorded after the contract.
    """
    house = make_house(session, EVERYTHING)
    contract_id = contract_in_force(house)
    recipient_id = session.get_one(Contract, contract_id).recipient_id
    older = RecordLegacyFee(
        recipient_id, Form.HOME, date(2012, 3, 12), Decimal("140.00"), "договор № 41"
    )
    record_legacy_fee(older, region=house.region, actor=house.director, now=NOW)
    if moved:
        tariff(house, "165.00")
        minimum(house, "15600.00")
        assert change(house, contract_id, ground).monthly_fee == Decimal("140.00")
        return
    with expect_refusal(session, "value_invalid", "ground") as caught:
        change(house, contract_id, ground)
    assert "выходит такой же" in str(caught.value)
    assert "дополнительное соглашение" in str(caught.value)


@pytest.mark.parametrize(
    ("since", "refused"),
    [
        pytest.param(APRIL, False, id="the day of the reference data"),
        pytest.param(date(2026, 4, 2), True, id="a later day of a month that is open"),
    ],
)
def test_a_new_threshold_is_followed_from_its_own_day(
    session: Session, since: date, refused: bool
) -> None:
    """FED-FEE-14: who is free to choose a later day charges above the bound until then."""
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    minimum(house, "15600.00")
    command = ChangeFee(contract_id, "threshold_changed", since)

    if refused:
        with expect_refusal(session, "value_invalid", "since") as caught:
            work_out_change(command, region=house.region, actor=house.director)
        assert "Введите 01.04.2026" in str(caught.value)
        return
    move = work_out_change(command, region=house.region, actor=house.director).move
    assert move is not None
    assert (move.days_late, move.overcharged) == (0, Decimal(0))


@pytest.mark.parametrize(
    ("charged", "over"),
    [
        pytest.param("1300.00", "0.00", id="an act at the new bound"),
        pytest.param("1300.01", "0.01", id="a kopeck above it"),
    ],
)
def test_a_delay_tells_the_notices_term_and_what_was_charged_above(
    session: Session, charged: str, over: str
) -> None:
    """FED-NOT-02, FED-FEE-04: half of 26 000 above 23 400 is 1 300; told by 3 April."""
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    minimum(house, "15600.00")
    contract, base = session.get_one(Contract, contract_id), terms(session)[0]
    act = make_act(session, contract, base, month=APRIL, payable=Decimal(charged))
    make_charge(session, act, house.director)

    command = ChangeFee(contract_id, "threshold_changed", date(2026, 5, 1))
    move = work_out_change(command, region=house.region, actor=house.director).move

    assert move is not None
    assert (move.changed_on, move.told_by, move.days_late) == (APRIL, date(2026, 4, 3), 30)
    assert move.overcharged == Decimal(over)


@pytest.mark.parametrize(
    ("since", "fine"),
    [
        pytest.param(date(2026, 4, 30), False, id="in the month of an act"),
        pytest.param(date(2026, 5, 1), True, id="on the first day after it"),
    ],
)
def test_a_month_already_charged_stays(session: Session, since: date, fine: bool) -> None:
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    minimum(house, "15600.00")
    contract = session.get_one(Contract, contract_id)
    make_act(session, contract, terms(session)[0], month=APRIL)

    if fine:
        assert change(house, contract_id, "threshold_changed", since).since == since
        return
    with expect_refusal(session, "month_closed", "since"):
        change(house, contract_id, "threshold_changed", since)


def test_looking_at_a_change_writes_nothing(session: Session) -> None:
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    minimum(house, "15600.00")
    command = ChangeFee(contract_id, "threshold_changed", APRIL)

    found = work_out_change(command, region=house.region, actor=house.director)

    assert (found.before.monthly_fee, found.after.monthly_fee) == (
        Decimal("1200.00"),
        Decimal("1200.00"),
    )
    assert len(terms(session)) == 1
    assert session.scalars(select(Notice)).all() == []


def test_another_figure_than_was_seen_is_not_set(session: Session) -> None:
    house = make_house(session, EVERYTHING)
    contract_id = contract_in_force(house)
    tariff(house, "165.00")
    command = ChangeFee(contract_id, "tariff_changed", APRIL, seen=Decimal("1300.00"))
    with expect_refusal(session, "value_invalid"):
        change_fee(command, region=house.region, actor=house.director, now=NOW)
    seen = replace(command, seen=Decimal("1320.00"))
    assert change_fee(seen, region=house.region, actor=house.director, now=NOW).number == 1


@pytest.mark.parametrize(
    ("since", "fine"),
    [
        pytest.param(date(2026, 4, 30), True, id="the day before the tariff day"),
        pytest.param(date(2026, 5, 1), False, id="the tariff day itself"),
        pytest.param(date(2026, 5, 2), True, id="the day after"),
    ],
)
def test_a_tariff_day_set_ahead_stops_no_other_day(
    session: Session, since: date, fine: bool
) -> None:
    house = make_house(session, LIMITS_ONLY)
    contract_id = contract_in_force(house)
    table = "subsistence_minimum;pensioners;14100\n"
    day_id = draft_day(house, "1", since=date(2026, 5, 1), table=table)
    rehearse(house, day_id)
    put(house, day_id)
    session.rollback()
    recipient_id = session.get_one(Contract, contract_id).recipient_id
    recorded = earned_anew(house, recipient_id, date(2025, 3, 1), APRIL)

    if not fine:
        with expect_refusal(session, "overlap", "since") as caught:
            change(house, contract_id, "average_income_changed", since)
        assert "уже меняются" in str(caught.value)
        return
    change(house, contract_id, "average_income_changed", since)

    found = terms(session)
    told = session.scalars(select(Notice.since).order_by(Notice.since)).all()
    assert [row.since for row in found] == sorted([date(2026, 3, 2), since, date(2026, 5, 1)])
    assert (found[-1].until, found[-1].assessment_id) == (None, recorded)
    assert since in told

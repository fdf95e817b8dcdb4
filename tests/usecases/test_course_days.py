"""A contract holds one course: what is given after it is refused (VLA-SCH-01)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.courses import Course
from portal.domain.law import Citation, Timeline, Version
from portal.domain.violations import RulesBroken
from portal.models import Contract, Delivery, Programme
from portal.usecases.deliveries import EnterDelivery, enter_delivery
from portal.usecases.transaction import transaction
from tests.usecases.billing import (
    CITED,
    START,
    Desk,
    deliver,
    make_contract,
    make_desk,
    make_region,
    moment,
)

COURSE = Citation("VLA-SCH-01", "442-FZ", "п. 5")
FIRST, LAST = date(2026, 4, 20), date(2026, 5, 12)
JUNE = moment(2026, 6, 1)


@pytest.fixture
def desk(database: Flask) -> Desk:
    region = make_region()
    rules = region.rules.schedule_rules.on(FIRST)
    rules = replace(rules, courses=(Course("day_care", 15, 3, COURSE),))
    timeline = Timeline(Version(START, rules, CITED))
    return make_desk(
        database, replace(region, rules=replace(region.rules, schedule_rules=timeline))
    )


def in_day_care(desk: Desk, start: date | None = None) -> int:
    contract_id = make_contract(desk)
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        contract.course_start = start
        session.get_one(Programme, contract.programme_id).unit_code = "day_care"
    return contract_id


def enter(desk: Desk, contract_id: int, day: date, quantity: int = 1) -> None:
    enter_delivery(
        EnterDelivery(contract_id, day, "S1", Decimal(quantity)),
        region=desk.region,
        actor=desk.worker,
        now=JUNE,
    )


def days_of(contract_id: int) -> list[date]:
    with transaction() as session:
        found = select(Delivery.day).where(Delivery.contract_id == contract_id)
        return list(session.scalars(found.order_by(Delivery.day)))


@pytest.mark.parametrize("start", [None, FIRST])
def test_the_last_day_of_the_course_is_served_and_the_next_is_not(
    desk: Desk, start: date | None
) -> None:
    contract_id = in_day_care(desk, start)
    deliver(desk, contract_id, FIRST, "S1", "1")

    enter(desk, contract_id, LAST)
    with pytest.raises(RulesBroken) as caught:
        enter(desk, contract_id, date(2026, 5, 13))

    assert caught.value.code == "course_ended"
    assert "12.05.2026" in str(caught.value)


def test_an_earlier_first_day_leaves_nothing_after_the_course(desk: Desk) -> None:
    contract_id = in_day_care(desk)
    deliver(desk, contract_id, FIRST, "S1", "1")
    deliver(desk, contract_id, LAST, "S1", "1")

    with pytest.raises(RulesBroken) as caught:
        enter(desk, contract_id, date(2026, 4, 17))

    assert caught.value.code == "course_ended"


def test_what_stands_after_the_course_can_be_taken_back(desk: Desk) -> None:
    contract_id = in_day_care(desk, FIRST)
    deliver(desk, contract_id, date(2026, 5, 13), "S1", "1")

    enter(desk, contract_id, date(2026, 5, 13), 0)

    assert days_of(contract_id) == []


def test_elsewhere_nothing_ends(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, FIRST, "S1", "1")

    enter(desk, contract_id, date(2026, 5, 13))

    assert days_of(contract_id) == [FIRST, date(2026, 5, 13)]

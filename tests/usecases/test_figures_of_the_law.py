"""Worked figures that only use cases show: a receipt after an advance, notices of a tariff."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import ReceiptFacts
from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Timeline, Version
from portal.domain.payments import Channel
from portal.models import Notice, TariffDay
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.payments import RecordPayment, record_payment
from portal.usecases.tariff_days import SetTariffDay, rehearse_tariff_day, set_tariff_day
from portal.usecases.tariff_values import CreateTariffDay, create_tariff_day
from tests.support.sample_region import LAW, SAMPLE
from tests.usecases.billing import Desk, act_of, deliver, make_contract, make_desk, moment
from tests.usecases.many import more_contracts
from tests.usecases.procedures import MORNING, contract_in_force, make_house

APRIL = date(2026, 4, 1)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def test_an_overpayment_of_400_leaves_1500_of_1900_to_pay(desk: Desk) -> None:
    """FED-FRM-04: the overpayment stands as a debt below zero, the code asks for the rest."""
    contract_id = make_contract(desk, fee_cap="1900.00")
    deliver(desk, contract_id, date(2026, 4, 10), "S1", "8")
    deliver(desk, contract_id, date(2026, 4, 10), "S2", "4")
    record_payment(
        RecordPayment(
            contract_id,
            Decimal("400.00"),
            date(2026, 4, 20),
            Channel.BANK_TILL,
            "000123",
            "Ильина М. П.",
            "advance",
        ),
        region=desk.region,
        actor=desk.accountant,
        now=moment(2026, 4, 20),
    )

    close_month(
        CloseMonth(APRIL), region=desk.region, actor=desk.accountant, now=moment(2026, 4, 30)
    )

    receipt = read_facts(ReceiptFacts, act_of(contract_id, APRIL).inputs["receipt"])
    assert receipt.debt_before == Decimal("-400.00")
    assert receipt.accrued == Decimal("1900.00")
    assert receipt.total_due == Decimal("1500.00")
    assert receipt.payload is not None
    assert "|Sum=150000|" in receipt.payload


def test_a_new_tariff_from_april_drafts_12_notices(session: Session) -> None:
    """FED-NOT-01: 12 paid contracts hold the service, each notice waits for its handover."""
    house = make_house(session, _with_ground("tariff_changed"))
    region, director = house.region, house.director
    contract_in_force(house)
    more_contracts(session, house.provider_id, 11)
    order = CreateTariffDay(APRIL, "приказ от 20.03.2026 № 17", Decimal("1.1"))
    day_id = create_tariff_day(order, region=region, actor=director, now=MORNING)
    assert rehearse_tariff_day(day_id, region=region, actor=director, now=MORNING) == 12
    session.rollback()
    seen = session.get_one(TariffDay, day_id).version

    done = set_tariff_day(SetTariffDay(day_id, seen), region=region, actor=director, now=MORNING)

    session.rollback()
    notices = session.scalars(select(Notice)).all()
    assert (done.notices, len(notices)) == (12, 12)
    assert {(one.since, one.handed_on, one.answer) for one in notices} == {(APRIL, None, None)}
    assert len({one.contract_id for one in notices}) == 12


def _with_ground(code: str) -> Region:
    """The sample region, whose provider may change a fee alone on one ground."""
    rules = SAMPLE.rules.fee_rules.on(APRIL)
    grounds = ChoiceList("fee_change_grounds", "Основания", (Choice(code, code),), LAW)
    timeline = Timeline(Version(date(2015, 1, 1), replace(rules, change_grounds=grounds), LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, fee_rules=timeline))

"""What was told before a contract is recorded point by point; where demanded, nothing goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.contract import Party
from portal.domain.violations import Conflict, RulesBroken, Violation
from portal.extensions import db
from portal.models import AuditEvent, BriefingItem, Programme, Recipient, SignatureMethod
from portal.regions.registry import discover
from portal.usecases.briefings import RecordBriefing, record_briefing
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.queries.briefings import briefing_sheet, get_briefing
from tests.support.sample_region import SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House

TEN = (
    "conditions", "house_rules", "rights", "duties", "services", "terms", "procedure", "tariffs",
    "own_cost_or_free", "providers",
)  # fmt: skip

ISSUED = date(2026, 2, 27)
"""The day of the programme of these tests."""


@pytest.fixture
def house(database: Flask) -> House:
    told = discover()["vladimir"].rules.information_rules
    strict = replace(SAMPLE, rules=replace(SAMPLE.rules, information_rules=told))
    return procedures.make_house(db.session(), strict)


@pytest.fixture
def programme_id(house: House) -> int:
    return procedures.ready(house)


def tell(
    house: House, programme_id: int, told: tuple[str, ...] = TEN, **changes: Any
) -> tuple[Violation, ...]:
    command = RecordBriefing(programme_id, told, TODAY, signed_on=None)
    return record_briefing(
        replace(command, **changes), region=house.region, actor=house.worker, now=MORNING
    )


def refused(act: Any) -> Violation:
    with pytest.raises(RulesBroken) as refusal:
        act()
    db.session().rollback()
    return refusal.value.violations[0]


@pytest.mark.parametrize(
    ("told", "signed_on", "code"),
    [
        pytest.param((), None, "information_not_confirmed", id="nothing was told, VLA-REC-04"),
        pytest.param(TEN[:9], None, "information_not_confirmed", id="nine of ten, VLA-RGT-01"),
        pytest.param(TEN, None, "information_not_confirmed", id="ten, not signed, VLA-RGT-01"),
        pytest.param(TEN, TODAY, None, id="ten and signed, VLA-RGT-01"),
    ],
)
def test_no_contract_is_drawn_up_before_everything_was_told(
    house: House,
    programme_id: int,
    told: tuple[str, ...],
    signed_on: date | None,
    code: str | None,
) -> None:
    if told:
        tell(house, programme_id, told, signed_on=signed_on)

    if code is None:
        assert procedures.conclude(house, programme_id, told=None).number == "1/2026"
    else:
        found = refused(lambda: procedures.conclude(house, programme_id, told=None))
        assert (found.code, found.field) == (code, "information")
        assert found.citation is not None
        assert found.citation.rule == "VLA-RGT-01"


def test_a_contract_drawn_up_earlier_is_not_signed_without_it(
    house: House, programme_id: int, session: Session
) -> None:
    contract = procedures.conclude(house, programme_id)
    for item in session.scalars(select(BriefingItem)).all()[:1]:
        session.delete(item)
    session.commit()

    sign = SignContract(contract.id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY)
    found = refused(
        lambda: sign_contract(sign, region=house.region, actor=house.director, now=MORNING)
    )

    assert found.code == "information_not_confirmed"


def test_each_point_keeps_its_day_its_listener_and_who_recorded_it(
    house: House, programme_id: int
) -> None:
    tell(house, programme_id, TEN[:4], told_on=TODAY - timedelta(days=1))
    left = tell(house, programme_id, TEN)

    shown = get_briefing(house.worker, programme_id, house.region, TODAY)
    days = [point.told_on for point in shown.points]
    assert days == [TODAY - timedelta(days=1)] * 4 + [TODAY] * 6
    assert {point.told_to for point in shown.points} == {shown.recipient}
    assert {point.by for point in shown.points} == {house.worker.name}
    assert [one.code for one in left] == ["information_not_confirmed"]


def test_the_record_is_in_the_journal(house: House, programme_id: int, session: Session) -> None:
    tell(house, programme_id, TEN[:1])

    entry = session.scalars(select(AuditEvent).where(AuditEvent.what == "briefing_recorded")).one()
    assert entry.after == {"told": {"conditions": TODAY.isoformat()}, "signed_on": None}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"told_on": TODAY + timedelta(days=1)}, "told_on", id="told tomorrow"),
        pytest.param({"signed_on": TODAY + timedelta(days=1)}, "signed_on", id="signed tomorrow"),
        pytest.param({"told": ()}, "told", id="a day without one point"),
        pytest.param({"told_on": ISSUED - timedelta(days=1)}, "told_on", id="before the programme"),
        pytest.param(
            {"signed_on": TODAY - timedelta(days=1)}, "signed_on", id="signed before told"
        ),
        pytest.param({"told": TEN[:9], "signed_on": TODAY}, "signed_on", id="a part signed for"),
        pytest.param({"told": ("no_such_point",)}, "told", id="a point that is not listed"),
        pytest.param({"representative_id": 99}, "told_to", id="somebody unknown"),
    ],
)
def test_what_cannot_be_true_is_refused(
    house: House, programme_id: int, session: Session, changes: dict[str, Any], field: str
) -> None:
    before = procedures.rows(session)

    found = refused(lambda: tell(house, programme_id, **changes))

    assert found.field == field
    assert procedures.rows(session) == before


def test_a_wrong_mark_is_taken_back_until_a_contract_stands(
    house: House, programme_id: int, session: Session
) -> None:
    tell(house, programme_id, TEN, signed_on=TODAY)
    tell(house, programme_id, TEN[:2])
    assert len(session.scalars(select(BriefingItem)).all()) == 2

    procedures.conclude(house, programme_id)
    found = refused(lambda: tell(house, programme_id, TEN[:2]))

    assert found.code == "transition_not_allowed"


def test_the_sheet_is_signed_on_the_day_of_its_last_point_or_later(
    house: House, programme_id: int, session: Session
) -> None:
    yesterday = TODAY - timedelta(days=1)
    tell(house, programme_id, TEN[:9], told_on=ISSUED)
    refused(lambda: tell(house, programme_id, TEN, told_on=TODAY, signed_on=yesterday))

    tell(house, programme_id, TEN, told_on=yesterday, signed_on=yesterday)

    assert session.get_one(Programme, programme_id).informed_signed_on == yesterday


def test_points_told_earlier_are_signed_for_whatever_day_the_page_offers(
    house: House, programme_id: int, session: Session
) -> None:
    yesterday = TODAY - timedelta(days=1)
    tell(house, programme_id, TEN, told_on=yesterday)

    tell(house, programme_id, TEN, told_on=TODAY, signed_on=yesterday)

    assert session.get_one(Programme, programme_id).informed_signed_on == yesterday


def test_the_day_of_the_signature_is_corrected_until_a_contract_stands(
    house: House, programme_id: int
) -> None:
    yesterday = TODAY - timedelta(days=1)
    tell(house, programme_id, TEN, told_on=yesterday, signed_on=yesterday)
    tell(house, programme_id, TEN, signed_on=TODAY)

    procedures.conclude(house, programme_id)
    tell(house, programme_id, TEN, signed_on=TODAY)
    found = refused(lambda: tell(house, programme_id, TEN, signed_on=yesterday))

    assert (found.code, found.field) == ("transition_not_allowed", "signed_on")


def test_somebody_elses_marks_are_not_written_over(
    house: House, programme_id: int, session: Session
) -> None:
    version = session.get_one(Programme, programme_id).version
    session.rollback()
    tell(house, programme_id, TEN, signed_on=TODAY, version=version)

    with pytest.raises(Conflict):
        tell(house, programme_id, TEN[:1], version=version)


def test_where_it_is_only_recommended_the_contract_goes_on(database: Flask) -> None:
    house = procedures.make_house(db.session())
    programme_id = procedures.ready(house)

    contract = procedures.conclude(house, programme_id, told=None)

    shown = get_briefing(house.worker, programme_id, house.region, TODAY)
    assert contract.number == "1/2026"
    assert [one.code for one in shown.open] == ["information_not_confirmed"]


def test_the_sheet_lists_every_point_and_leaves_room_to_sign(
    house: House, programme_id: int
) -> None:
    tell(house, programme_id, TEN[:1])

    form, facts = briefing_sheet(house.worker, programme_id, house.region, TODAY)

    rows = facts.tables["points"]
    assert [row[2] for row in rows] == ["02.03.2026"] + [""] * 9
    assert {field.code for field in form.fields} >= {"signature", "worker"}


@pytest.mark.parametrize(
    ("born", "ruled", "told"),
    [
        pytest.param(date(2012, 3, 17), None, "not_authorised", id="thirteen, FED-MIN-01"),
        pytest.param(TODAY.replace(year=2012), None, None, id="fourteen, FED-MIN-01"),
        pytest.param(
            date(1950, 3, 1), Capacity.INCAPABLE, "not_authorised", id="incapable, FED-MIN-01"
        ),
        pytest.param(date(1950, 3, 1), Capacity.LIMITED, None, id="limited, FED-MIN-01"),
    ],
)
def test_who_does_not_sign_is_not_the_one_who_is_told(
    house: House, programme_id: int, born: date, ruled: Capacity | None, told: str | None
) -> None:
    """VLA-RGT-01, MSK-RGT-02: the recipient or the legal representative."""
    session = db.session()
    person = session.get_one(Recipient, session.get_one(Programme, programme_id).recipient_id)
    person.born = born
    if ruled is not None:
        person.capacity, person.capacity_since = ruled, ISSUED
    session.commit()

    shown = get_briefing(house.worker, programme_id, house.region, TODAY)

    assert shown.own_hand is (told is None)
    if told is None:
        tell(house, programme_id)
        return
    violation = refused(lambda: tell(house, programme_id))
    assert (violation.code, violation.field) == (told, "told_to")

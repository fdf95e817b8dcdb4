"""What confirms an absence: asked for with the order, or awaited and reminded of (FED-SUS-03)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Contract, Paper, SubmittedDocument, Suspension
from portal.usecases.queries.suspensions import breaks_to_look_at
from portal.usecases.suspension_proofs import BringProof, ProofPaper, bring_proof
from portal.usecases.suspensions import SuspendContract, suspend_contract
from tests.usecases.procedures import (
    BlankPress,
    House,
    contract_in_force,
    expect_refusal,
    make_house,
)

APRIL = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
TODAY = date(2026, 4, 1)
SINCE = date(2026, 3, 5)


@pytest.fixture
def house(session: Session) -> House:
    house = make_house(session)
    contract_in_force(house)
    return house


def suspend(
    house: House, ground: str, paper: ProofPaper | None = None, *, later: bool = False
) -> int:
    contract_id = house.session.scalars(select(Contract.id)).one()
    command = SuspendContract(contract_id, ground, SINCE, paper=paper, paper_later=later)
    done = suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )
    return done.id


def reminded(house: House) -> list[str]:
    found = breaks_to_look_at(house.director, house.region, TODAY)
    return [one.awaits for one in found if one.awaits]


def bring(house: House, pause: int, issued_on: date) -> None:
    command = BringProof(pause, ProofPaper(issued_on, "17"))
    bring_proof(command, region=house.region, actor=house.director, now=APRIL)


@pytest.mark.parametrize("ground", ["hospital_stay", "sanatorium", "temporary_absence"])
def test_an_absence_without_a_paper_says_that_it_comes_later(house: House, ground: str) -> None:
    """FED-SUS-03."""
    with expect_refusal(house.session, "documents_missing", "paper_on"):
        suspend(house, ground)


def test_a_quarantine_asks_for_no_paper(house: House) -> None:
    suspend(house, "quarantine")

    assert reminded(house) == []


def test_a_paper_that_is_there_stands_in_the_order(session: Session, house: House) -> None:
    suspend(house, "hospital_stay", ProofPaper(SINCE, "3"))

    row = session.scalars(select(SubmittedDocument).order_by(SubmittedDocument.id.desc())).first()
    assert row is not None
    assert (row.code, row.number, row.issued_on) == ("notice_or_certificate", "3", SINCE)
    said = "извещение или справка медицинской организации № 3 от 05.03.2026"
    assert said in str(session.scalars(select(Paper.inputs)).all())
    assert reminded(house) == []


def test_a_paper_to_come_is_named_and_reminded_of_until_it_is_there(
    session: Session, house: House
) -> None:
    pause = suspend(house, "temporary_absence", later=True)

    said = "заявление получателя о перерыве (донесут позже)"
    assert said in str(session.scalars(select(Paper.inputs)).all())
    assert reminded(house) == ["заявление получателя о перерыве"]
    bring(house, pause, TODAY)
    assert reminded(house) == []
    assert not session.get_one(Suspension, pause, populate_existing=True).waits_for
    with expect_refusal(house.session, "transition_not_allowed"):
        bring(house, pause, TODAY)


@pytest.mark.parametrize(
    ("days", "taken"), [("first", True), ("before", False), ("today", True), ("to come", False)]
)
def test_a_paper_is_of_a_day_between_the_contract_and_today(
    house: House, days: str, *, taken: bool
) -> None:
    first = house.session.scalars(select(Contract.concluded_on)).one()
    day = {
        "first": first,
        "before": first - timedelta(days=1),
        "today": TODAY,
        "to come": TODAY + timedelta(days=1),
    }[days]
    if taken:
        assert suspend(house, "sanatorium", ProofPaper(day))
        return
    with expect_refusal(house.session, "value_invalid", "paper_on"):
        suspend(house, "sanatorium", ProofPaper(day))

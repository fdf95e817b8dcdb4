"""What a break waited for has come: the staff tell the day, services are proposed from it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import (
    Contract,
    MonthClosing,
    MonthState,
    SubmittedDocument,
    SuspensionPaper,
)
from portal.usecases.queries.break_readiness import Readiness
from portal.usecases.queries.suspensions import breaks_to_look_at
from portal.usecases.resumptions import ResumeContract, resume_contract
from portal.usecases.suspension_events import RecordBreakEvent, record_break_event
from portal.usecases.suspension_moves import MoveSuspension, weigh_move
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
DAY = timedelta(days=1)


@pytest.fixture
def house(session: Session) -> House:
    house = make_house(session)
    contract_in_force(house)
    return house


def suspend(house: House, ground: str, until: date | None = None) -> int:
    contract_id = house.session.scalars(select(Contract.id)).one()
    paper = None if ground == "quarantine" else ProofPaper(SINCE, "3")
    command = SuspendContract(contract_id, ground, SINCE, until, paper=paper)
    done = suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )
    return done.id


def tell(house: House, pause: int, day: date) -> None:
    command = RecordBreakEvent(pause, day, "позвонила дочь")
    record_break_event(command, region=house.region, actor=house.worker, now=APRIL)


def proposed(house: House) -> list[tuple[Readiness | None, date | None]]:
    return [
        (one.why, one.resume_from)
        for one in breaks_to_look_at(house.director, house.region, TODAY)
        if one.resume_from
    ]


@pytest.mark.parametrize(
    ("ground", "why"),
    [
        ("hospital_stay", Readiness.RETURNED),
        ("temporary_absence", Readiness.RETURNED),
        ("quarantine", Readiness.LIFTED),
    ],
)
def test_services_are_proposed_from_the_day_that_the_staff_tell(
    house: House, ground: str, why: Readiness
) -> None:
    """FED-SUS-03."""
    pause = suspend(house, ground)

    assert proposed(house) == []
    tell(house, pause, date(2026, 3, 19))
    assert proposed(house) == [(why, date(2026, 3, 19))]
    tell(house, pause, date(2026, 3, 20))
    assert proposed(house) == [(why, date(2026, 3, 20))]


def test_an_end_that_was_named_gives_way_to_an_earlier_return(house: House) -> None:
    pause = suspend(house, "hospital_stay", TODAY + 9 * DAY)
    tell(house, pause, TODAY)

    assert proposed(house) == [(Readiness.RETURNED, TODAY)]
    contract_id = house.session.scalars(select(Contract.id)).one()
    resume_contract(
        ResumeContract(contract_id, TODAY),
        region=house.region,
        actor=house.director,
        now=APRIL,
        press=BlankPress(),
    )
    assert proposed(house) == []
    with expect_refusal(house.session, "transition_not_allowed"):
        tell(house, pause, TODAY)


@pytest.mark.parametrize(
    ("day", "taken"),
    [(SINCE - DAY, False), (SINCE, True), (TODAY, True), (TODAY + DAY, False)],
)
def test_the_event_lies_between_the_first_day_of_the_break_and_today(
    house: House, day: date, *, taken: bool
) -> None:
    pause = suspend(house, "hospital_stay")
    if not taken:
        with expect_refusal(house.session, "value_invalid", "happened_on"):
            tell(house, pause, day)
        return
    tell(house, pause, day)
    assert proposed(house) == [(Readiness.RETURNED, max(day, SINCE + DAY))]


@pytest.mark.parametrize("later", [False, True])
def test_a_break_keeps_the_paper_that_confirms_it(
    session: Session, house: House, *, later: bool
) -> None:
    contract_id = house.session.scalars(select(Contract.id)).one()
    paper = None if later else ProofPaper(SINCE, "3")
    command = SuspendContract(contract_id, "sanatorium", SINCE, paper=paper, paper_later=later)
    region, actor = house.region, house.director
    done = suspend_contract(command, press=BlankPress(), region=region, actor=actor, now=APRIL)
    pause = done.id
    tied = (
        select(SubmittedDocument.number)
        .join(SuspensionPaper, SuspensionPaper.document_id == SubmittedDocument.id)
        .where(SuspensionPaper.suspension_id == pause)
    )

    assert session.scalars(tied).all() == ([] if later else ["3"])
    if later:
        brought = BringProof(pause, ProofPaper(TODAY, "4"))
        bring_proof(brought, region=region, actor=actor, now=APRIL)
        assert session.scalars(tied).all() == ["4"]


@pytest.mark.parametrize(("early", "refused"), [(1, True), (0, False)])
def test_services_do_not_go_on_before_the_recorded_return(
    house: House, early: int, *, refused: bool
) -> None:
    """FED-SUS-03: neither by an order to resume nor by other days of the break."""
    back = date(2026, 3, 20)
    pause = suspend(house, "hospital_stay")
    tell(house, pause, back)
    contract_id = house.session.scalars(select(Contract.id)).one()
    served_from = back - early * DAY

    def weigh() -> None:
        move = MoveSuspension(pause, SINCE, served_from, "выписали")
        weigh_move(move, region=house.region, actor=house.director, now=APRIL)

    def resume() -> None:
        resume_contract(
            ResumeContract(contract_id, served_from),
            region=house.region,
            actor=house.director,
            now=APRIL,
            press=BlankPress(),
        )

    if refused:
        with expect_refusal(house.session, "value_invalid", "until"):
            weigh()
        with expect_refusal(house.session, "value_invalid", "day"):
            resume()
    else:
        weigh()
        resume()


def test_after_a_closed_month_the_first_open_day_is_proposed_and_taken(house: House) -> None:
    """FED-SUS-04."""
    pause = suspend(house, "hospital_stay")
    tell(house, pause, date(2026, 3, 31))
    house.session.add(
        MonthClosing(
            provider_id=house.provider_id,
            month=date(2026, 3, 1),
            state=MonthState.CLOSED,
            closed_at=APRIL,
            closed_by_id=house.director.membership_id,
        )
    )
    house.session.commit()

    assert proposed(house) == [(Readiness.RETURNED, date(2026, 4, 1))]
    contract_id = house.session.scalars(select(Contract.id)).one()
    done = resume_contract(
        ResumeContract(contract_id, date(2026, 4, 1)),
        region=house.region,
        actor=house.director,
        now=APRIL,
        press=BlankPress(),
    )
    assert done.resumed_from == date(2026, 4, 1)

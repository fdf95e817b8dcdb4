"""Treatment away from home: who asks, the application, the order, the return, in each region."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import Contract, Paper, Provider, Role, Suspension
from portal.regions.registry import Region, discover
from portal.usecases.queries.break_readiness import Readiness
from portal.usecases.queries.suspensions import breaks_to_look_at
from portal.usecases.resumptions import ResumeContract, resume_contract
from portal.usecases.suspension_events import RecordBreakEvent, record_break_event
from portal.usecases.suspension_proofs import BringProof, ProofPaper, bring_proof
from portal.usecases.suspensions import SuspendContract, suspend_contract
from tests.support.factories import (
    make_contract,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
)
from tests.usecases.procedures import BlankPress, House, expect_refusal

APRIL = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
SINCE, BACK = date(2026, 3, 10), date(2026, 3, 24)
EVE, TODAY = BACK - timedelta(days=1), date(2026, 4, 1)
PLACES = [
    ("vladimir", Form.HOME, "FED-SUS-03"),
    ("vladimir", Form.SEMI_STATIONARY, "FED-SUS-03"),
    ("moscow", Form.HOME, "MSK-SUS-02"),
    ("moscow", Form.STATIONARY, "MSK-SUS-02"),
    ("astrakhan", Form.STATIONARY, "FED-SUS-03"),
]


@pytest.fixture(params=PLACES, ids=lambda one: f"{one[0]} {one[1].value}")
def place(request: pytest.FixtureRequest) -> tuple[str, Form, str]:
    found: tuple[str, Form, str] = request.param
    return found


@pytest.fixture
def region(place: tuple[str, Form, str]) -> Region:
    return discover()[place[0]]


@pytest.fixture
def house(session: Session, region: Region) -> House:
    provider = make_provider(session, region_code=region.identity.code)
    return House(
        session=session,
        director=make_staff(session, provider, Role.DIRECTOR, basis="Устав"),
        worker=make_staff(session, provider, Role.SOCIAL_WORKER),
        region=region,
        department_id=0,
    )


@pytest.fixture
def contract(session: Session, house: House, place: tuple[str, Form, str]) -> int:
    provider = session.get_one(Provider, house.provider_id)
    programme = make_programme(session, make_recipient(session, provider), form=place[1])
    found = make_contract(session, programme, suspension_grounds=["sanatorium"])
    session.commit()
    return found.id


def suspend(
    house: House, contract_id: int, paper: ProofPaper | None = None, *, later: bool = False
) -> int:
    command = SuspendContract(contract_id, "sanatorium", SINCE, paper=paper, paper_later=later)
    done = suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )
    return done.id


def test_the_order_rests_on_the_application(
    house: House, contract: int, place: tuple[str, Form, str]
) -> None:
    """FED-SUS-03, MSK-SUS-02: without one the order says that it comes later."""
    with expect_refusal(house.session, "documents_missing", "paper_on") as refused:
        suspend(house, contract)
    citation = refused.value.violations[0].citation
    assert citation is not None
    assert citation.rule == place[2]

    suspend(house, contract, ProofPaper(SINCE, "4"))

    said = str([paper.inputs for paper in house.session.scalars(select(Paper))])
    assert "заявление получателя о перерыве № 4 от 10.03.2026" in said


def test_a_late_application_is_reminded_of_until_it_is_brought(house: House, contract: int) -> None:
    pause = suspend(house, contract, later=True)

    def awaited() -> list[str]:
        found = breaks_to_look_at(house.director, house.region, TODAY)
        return [one.awaits for one in found if one.awaits]

    before = awaited()
    brought = BringProof(pause, ProofPaper(SINCE))
    bring_proof(brought, region=house.region, actor=house.worker, now=APRIL)

    assert (before, awaited()) == (["заявление получателя о перерыве"], [])


def test_services_are_proposed_from_the_day_of_the_return_and_not_before(
    session: Session, house: House, contract: int
) -> None:
    pause = suspend(house, contract, ProofPaper(SINCE))
    told = RecordBreakEvent(pause, BACK, "вернулась, позвонила сама")
    record_break_event(told, region=house.region, actor=house.worker, now=APRIL)
    (task,) = breaks_to_look_at(house.director, house.region, TODAY)

    def resume(day: date) -> date:
        done = resume_contract(
            ResumeContract(contract, day),
            region=house.region,
            actor=house.director,
            now=APRIL,
            press=BlankPress(),
        )
        return done.resumed_from

    assert (task.why, task.resume_from) == (Readiness.RETURNED, BACK)
    with expect_refusal(session, "value_invalid", "day"):
        resume(EVE)
    assert resume(BACK) == BACK
    session.rollback()
    assert session.get_one(Suspension, pause).until == BACK
    assert session.get_one(Contract, contract).state is ContractState.ACTIVE


def test_a_contract_that_does_not_name_the_ground_has_it_only_where_it_need_not(
    session: Session, house: House, contract: int
) -> None:
    """MSK-SUS-02: in Moscow the contract itself lists its grounds."""
    session.get_one(Contract, contract).suspension_grounds = ["hospital_stay"]
    session.commit()

    if house.region.identity.code == "moscow":
        with expect_refusal(session, "ground_not_in_contract", "ground"):
            suspend(house, contract, ProofPaper(SINCE))
    else:
        assert suspend(house, contract, ProofPaper(SINCE))

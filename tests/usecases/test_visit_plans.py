"""A plan made before the contract: taken over, printed, asked for; temporary service is short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import ContractFacts
from portal.domain.catalogue import Form
from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation, Timeline, Version
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import NotAllowed, NotFound
from portal.domain.visit_plan import Frequency, PlanLine, Weeks
from portal.models import Contract, Role, VisitPlan
from portal.usecases.contracts import ConcludeContract, conclude_contract
from portal.usecases.signing_returns import SendBackContract, send_back_contract
from portal.usecases.visit_plans import DraftPlan, MakePlan, draft_plan, make_plan
from tests.support.factories import make_provider, make_staff
from tests.support.sample_region import FIRST, SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal

LAW = Citation("MSK-SCH-02", "442-FZ", "п. 19")
HALF_A_YEAR = DeadlineRule("temporary", 6, Unit.MONTH, "service_start", LAW, counts_first_day=True)
MON, THU = 0, 3
HOURS = (time(10), time(11))


def with_schedule(**changes: Any) -> Any:
    """The sample region with something more said of schedules."""
    rules = replace(SAMPLE.rules.schedule_rules.on(TODAY), **changes)
    timeline = Timeline(Version(date(2015, 1, 1), rules, LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, schedule_rules=timeline))


@pytest.fixture
def house(session: Session) -> House:
    region = with_schedule(
        exact_days=LAW, exact_forms=(Form.HOME,), temporary=HALF_A_YEAR, norms=LAW
    )
    return procedures.make_house(session, region)


def programme(house: House, frequency: Frequency | None = None, **changes: Any) -> int:
    """A programme ready for its contract."""
    recipient_id = procedures.register(house)
    procedures.earn(house, recipient_id)
    line = ProgrammeLine(FIRST, procedures.programme(0).services[0].quantity_per_month)
    services = (replace(line, frequency=frequency),)
    presented = procedures.present(house, recipient_id, services=services, **changes)
    procedures.hand_in_everything(house, recipient_id)
    return presented.id


def plan(house: House, programme_id: int, *lines: PlanLine, reason: str = "") -> int:
    command = DraftPlan(programme_id, lines, reason)
    return draft_plan(command, region=house.region, actor=house.worker, now=MORNING)


def test_the_contract_takes_the_plan_over_and_prints_its_days(house: House) -> None:
    """FED-SCH-01."""
    programme_id = programme(house, Frequency.TWICE_A_WEEK)
    plan(house, programme_id, PlanLine(FIRST, MON, Weeks.EVERY, *HOURS), PlanLine(FIRST, THU))
    press = procedures.BlankPress()

    told = procedures.everything(house, programme_id)
    done = conclude_contract(
        ConcludeContract(programme_id, told=told),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=press,
    )

    (facts,) = press.drawn
    assert isinstance(facts, ContractFacts)
    assert facts.services[0].periodicity == "2 раза в неделю"
    assert facts.schedule[0].days == "пн 10:00–11:00; чт"
    rows = house.session.scalars(select(VisitPlan)).all()
    assert [(row.contract_id, row.since) for row in rows] == [(done.id, TODAY)]


def test_a_contract_without_a_plan_says_how_often_by_the_programme(house: House) -> None:
    """FED-SCH-01, FED-FRM-02."""
    programme_id = programme(house, Frequency.TWICE_A_WEEK)
    press = procedures.BlankPress()

    conclude_contract(
        ConcludeContract(programme_id, told=procedures.everything(house, programme_id)),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=press,
    )

    (facts,) = press.drawn
    assert isinstance(facts, ContractFacts)
    assert facts.bound is not None
    assert [one.title for one in facts.schedule] == [one.title for one in facts.services]
    assert [one.title for one in facts.bound.services] == [one.title for one in facts.services]
    assert (facts.schedule[0].frequency, facts.schedule[0].days) == ("2 раза в неделю", "")
    assert facts.bound.services[0].frequency == "2 раза в неделю"


def test_a_contract_sent_back_is_drawn_up_anew_with_its_plan(house: House) -> None:
    programme_id = programme(house, Frequency.AS_NEEDED)
    plan(house, programme_id, PlanLine(FIRST, MON, Weeks.EVERY, *HOURS))
    first = procedures.conclude(house, programme_id)
    send_back_contract(
        SendBackContract(first.id, "не тот адрес"), actor=house.director, now=MORNING
    )

    again = procedures.conclude(house, programme_id)

    rows = house.session.scalars(select(VisitPlan)).all()
    assert [row.contract_id for row in rows] == [first.id] == [again.id]


@pytest.mark.parametrize(
    ("lines", "reason", "field"),
    [
        pytest.param((), "", f"lines[{FIRST}]", id="MSK-SCH-02: no plan"),
        pytest.param((PlanLine(FIRST, MON),), "", "reason", id="MSK-SCH-02: no hours, no reason"),
    ],
)
def test_a_vague_line_holds_the_contract_up(
    house: House, lines: tuple[PlanLine, ...], reason: str, field: str
) -> None:
    programme_id = programme(house, Frequency.AS_NEEDED)
    if lines:
        plan(house, programme_id, *lines, reason=reason)

    with expect_refusal(house.session, "value_invalid", field):
        procedures.conclude(house, programme_id)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param((PlanLine(FIRST, MON, Weeks.EVERY, *HOURS),), "", id="MSK-SCH-02: hours"),
        pytest.param((PlanLine(FIRST, MON),), "по самочувствию", id="MSK-SCH-02: a reason"),
    ],
)
def test_a_plan_answers_a_vague_line(
    house: House, lines: tuple[PlanLine, ...], reason: str
) -> None:
    programme_id = programme(house, Frequency.AS_NEEDED)
    plan(house, programme_id, *lines, reason=reason)

    assert procedures.conclude(house, programme_id).id


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        pytest.param(date(2026, 9, 1), False, id="MSK-SCH-03: the last possible day"),
        pytest.param(date(2026, 9, 2), True, id="MSK-SCH-03: a day more"),
    ],
)
def test_temporary_service_lasts_half_a_year_at_most(
    house: House, until: date, *, refused: bool
) -> None:
    programme_id = programme(house, valid_until=until)

    if refused:
        with expect_refusal(house.session, "value_invalid", "temporary"):
            procedures.conclude(house, programme_id, temporary=True)
        return
    done = procedures.conclude(house, programme_id, temporary=True)
    assert house.session.get_one(Contract, done.id).temporary


def test_where_the_region_knows_no_temporary_service_none_is_concluded(session: Session) -> None:
    house = procedures.make_house(session)
    programme_id = programme(house)

    with expect_refusal(session, "value_invalid", "temporary"):
        procedures.conclude(house, programme_id, temporary=True)


def test_the_draft_is_replaced_and_needs_its_own_services(house: House) -> None:
    programme_id = programme(house)
    first = plan(house, programme_id, PlanLine(FIRST, MON))

    assert plan(house, programme_id, PlanLine(FIRST, MON), PlanLine(FIRST, THU)) == first
    with expect_refusal(house.session, "not_in_programme", "lines[S9]"):
        plan(house, programme_id, PlanLine("S9", MON))


def test_others_plan_nothing(house: House) -> None:
    provider = make_provider(house.session)
    stranger = make_staff(house.session, provider, Role.DIRECTOR)
    programme_id, command = programme(house), (PlanLine(FIRST, MON),)
    accountant = replace(house.director, role=Role.ACCOUNTANT)

    with pytest.raises(NotFound):
        draft_plan(
            DraftPlan(programme_id, command), region=house.region, actor=stranger, now=MORNING
        )
    with pytest.raises(NotAllowed):
        draft_plan(
            DraftPlan(programme_id, command), region=house.region, actor=accountant, now=MORNING
        )


@pytest.mark.parametrize(
    ("since", "refused"),
    [
        pytest.param(date(2026, 3, 1), True, id="the day before the contract"),
        pytest.param(date(2026, 3, 2), False, id="its first day"),
        pytest.param(date(2029, 2, 27), False, id="its last day"),
        pytest.param(date(2029, 2, 28), True, id="the day after"),
    ],
)
def test_a_plan_begins_within_the_contract(house: House, since: date, *, refused: bool) -> None:
    contract_id = procedures.contract_in_force(house)
    command = MakePlan(contract_id, since, (PlanLine(FIRST, MON),))

    if refused:
        with expect_refusal(house.session, "value_invalid", "since"):
            make_plan(command, region=house.region, actor=house.worker, now=MORNING)
        return
    assert make_plan(command, region=house.region, actor=house.worker, now=MORNING)

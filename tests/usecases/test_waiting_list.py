"""Places and the queue for them: the last place and none, whose turn it is, an offer's last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.courses import Course
from portal.domain.law import Citation, Timeline, Version
from portal.domain.programme import ProgrammeLine
from portal.extensions import db
from portal.models import (
    Contract,
    Department,
    Programme,
    Provider,
    ReviewOutcome,
    WaitingEntry,
    WaitingState,
)
from portal.regions.registry import Region, discover
from portal.usecases.contract_refusals import RefuseContract, refuse_contract
from portal.usecases.places import open_room
from portal.usecases.queries.waiting_list import place_of_draft
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.waiting_list import (
    AnswerOffer,
    JoinWaitingList,
    LeaveWaitingList,
    OfferPlace,
    SetPlaces,
    Turn,
    decline_offer,
    join_waiting_list,
    leave_waiting_list,
    offer_place,
    set_places,
)
from tests.support.factories import (
    make_contract,
    make_department,
    make_programme,
    make_recipient,
    make_review,
    make_snils,
)
from tests.support.sample_region import DAY_CARE, SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, BlankPress, House, expect_refusal

DAY = timedelta(days=1)


@pytest.fixture
def house(database: Flask) -> House:
    """Whose turn it is, is Moscow's rule: people without obliged relatives first."""
    order = discover()["moscow"].rules.admission_rules
    ordered = replace(SAMPLE, rules=replace(SAMPLE.rules, admission_rules=order))
    return procedures.make_house(db.session(), ordered)


def places(house: House, number: int | None) -> None:
    command = SetPlaces(house.department_id, number)
    set_places(command, region=house.region, actor=house.director, now=MORNING)


def person(house: House, number: int) -> tuple[int, int]:
    """A recipient of the department with everything a contract needs, and the programme."""
    recipient_id = procedures.register(
        house, surname=f"Ильина{'а' * number}", snils=make_snils(number)
    )
    procedures.earn(house, recipient_id)
    presented = procedures.present(house, recipient_id, number=f"{number}/2026")
    procedures.hand_in_everything(house, recipient_id)
    return recipient_id, presented.id


def join(house: House, recipient_id: int, **changes: Any) -> Turn:
    command = JoinWaitingList(recipient_id, house.department_id, TODAY, obliged_relatives=False)
    return join_waiting_list(
        replace(command, **changes), region=house.region, actor=house.worker, now=MORNING
    )


def offer(house: House, entry_id: int, now: Any = MORNING, **changes: Any) -> Turn:
    today = house.region.today(now)
    command = replace(OfferPlace(entry_id, today, today + 3 * DAY), **changes)
    return offer_place(command, region=house.region, actor=house.director, now=now)


def test_the_last_place_is_given_and_the_next_one_is_refused(
    house: House, session: Session
) -> None:
    places(house, 2)
    first, second, third = (person(house, number)[1] for number in (1, 2, 3))
    procedures.conclude(house, first)
    procedures.conclude(house, second)

    with expect_refusal(session, "no_vacancy", "since") as refusal:
        procedures.conclude(house, third)

    assert "не более 2 человек" in refusal.value.violations[0].text


def test_without_a_number_of_places_nobody_is_refused(house: House) -> None:
    first, second = person(house, 1)[1], person(house, 2)[1]

    assert procedures.conclude(house, first).number == "1/2026"
    assert procedures.conclude(house, second).number == "2/2026"


def test_who_is_served_by_the_department_waits_for_no_place_in_it(
    house: House, session: Session
) -> None:
    """FED-CON-09."""
    places(house, 1)
    served, programme = person(house, 1)
    procedures.conclude(house, programme)

    with expect_refusal(session, "duplicate", "recipient_id") as refusal:
        join(house, served)

    assert "по договору № 1/2026" in refusal.value.violations[0].text


def test_nobody_waits_without_a_programme_for_the_form(house: House, session: Session) -> None:
    """FED-CON-09: a programme of another form opens no place here."""
    places(house, 1)
    procedures.conclude(house, person(house, 1)[1])
    stranger = procedures.register(house, snils=make_snils(2))

    with expect_refusal(session, "documents_missing", "department_id"):
        join(house, stranger)

    day_care = ProgrammeLine(DAY_CARE, Decimal(8))
    procedures.present(house, stranger, form=Form.SEMI_STATIONARY, services=(day_care,))
    with expect_refusal(session, "documents_missing", "department_id"):
        join(house, stranger)


def test_who_came_on_one_day_stand_in_the_order_of_their_entry(house: House) -> None:
    """MSK-REC-11: a place once told is not lost to a name."""
    places(house, 1)
    procedures.conclude(house, person(house, 1)[1])
    later_in_the_alphabet, earlier = person(house, 3)[0], person(house, 2)[0]

    assert join(house, later_in_the_alphabet).place == 1
    assert join(house, earlier).place == 2


def test_no_place_is_offered_to_who_was_refused_the_contract(
    house: House, session: Session
) -> None:
    """FED-TER-02."""
    places(house, 1)
    procedures.conclude(house, person(house, 1)[1])
    waits, programme = person(house, 2)
    entry = join(house, waits)
    refuse_contract(
        RefuseContract(programme, "no_vacancy"),
        region=house.region, actor=house.director, now=MORNING, press=procedures.BlankPress(),
    )  # fmt: skip
    places(house, 2)

    with expect_refusal(session, "transition_not_allowed", "programme_id"):
        offer(house, entry.id)


def test_nobody_came_before_there_was_the_law(house: House, session: Session) -> None:
    """FED-CON-09."""
    places(house, 1)
    procedures.conclude(house, person(house, 1)[1])
    waits, _ = person(house, 2)

    with expect_refusal(session, "value_invalid", "came_on"):
        join(house, waits, came_on=date(2014, 12, 31))

    assert join(house, waits, came_on=date(2015, 1, 1)).place == 1


def test_nobody_waits_while_a_place_is_free(house: House, session: Session) -> None:
    places(house, 1)
    recipient_id, programme_id = person(house, 1)

    with expect_refusal(session, "vacancy_free", "department_id"):
        join(house, recipient_id)
    procedures.conclude(house, programme_id)
    later = person(house, 2)[0]

    assert join(house, later).place == 1
    with expect_refusal(session, "duplicate", "recipient_id"):
        join(house, later)


def test_places_are_counted_before_anybody_waits_for_one(house: House, session: Session) -> None:
    recipient_id = person(house, 1)[0]

    with expect_refusal(session, "value_invalid", "department_id"):
        join(house, recipient_id)


def test_fewer_places_than_people_served_are_refused(house: House, session: Session) -> None:
    places(house, 2)
    procedures.conclude(house, person(house, 1)[1])

    with expect_refusal(session, "capacity_exceeded", "places"):
        places(house, 0)
    places(house, 1)


@pytest.fixture
def queue(house: House) -> tuple[House, list[tuple[int, int]], list[int]]:
    """One place, taken; B with an obliged relative came a day before A without (MSK-REC-11)."""
    places(house, 1)
    people = [person(house, number) for number in (1, 2, 3)]
    procedures.conclude(house, people[0][1])
    with_son = join(house, people[1][0], came_on=TODAY - DAY, obliged_relatives=True)
    alone = join(house, people[2][0])
    return house, people, [with_son.id, alone.id]


def test_who_has_no_obliged_relatives_is_proposed_first(
    queue: tuple[House, list[tuple[int, int]], list[int]], session: Session
) -> None:
    house, _people, (with_son, alone) = queue
    places(house, 2)

    with expect_refusal(session, "transition_not_allowed", "entry"):
        offer(house, with_son)

    assert offer(house, alone).state is WaitingState.OFFERED


def test_no_place_is_offered_while_none_is_free(
    queue: tuple[House, list[tuple[int, int]], list[int]], session: Session
) -> None:
    house, _people, (_with_son, alone) = queue

    with expect_refusal(session, "no_vacancy", "free_from"):
        offer(house, alone)


def test_an_offered_place_is_kept_for_who_was_first(
    queue: tuple[House, list[tuple[int, int]], list[int]], session: Session
) -> None:
    house, people, (with_son, alone) = queue
    places(house, 2)
    offer(house, alone)

    with expect_refusal(session, "no_vacancy", "since"):
        procedures.conclude(house, people[1][1])
    procedures.conclude(house, people[2][1])

    session.expire_all()
    placed = session.get_one(WaitingEntry, alone)
    assert (placed.state, placed.closed_on) == (WaitingState.PLACED, TODAY)
    assert placed.contract_id is not None
    assert session.get_one(WaitingEntry, with_son).state is WaitingState.WAITING


def test_the_contracts_term_starts_anew_with_the_offer(
    queue: tuple[House, list[tuple[int, int]], list[int]], session: Session
) -> None:
    house, people, (_with_son, alone) = queue
    places(house, 2)
    before = session.get_one(Programme, people[2][1]).contract_due_at
    session.rollback()

    turn = offer(house, alone, now=MORNING + 7 * DAY)

    programme = session.get_one(Programme, people[2][1])
    assert programme.contract_due_at == before + 7 * DAY
    assert turn.contract_due == house.region.local(programme.contract_due_at)
    assert "Место предложено 09.03.2026" in str(programme.due_steps[0])


@pytest.mark.parametrize("waits", [True, False], ids=["somebody waits", "nobody waits"])
@pytest.mark.parametrize("whose", ["the programme of a review", "another one", "somebody else"])
def test_in_a_full_department_the_contract_that_follows_takes_the_former_ones_place(
    house: House, session: Session, whose: str, *, waits: bool
) -> None:
    """FED-CON-09, FED-IPP-06: the place is counted once, and nobody else is let in by it."""
    places(house, 1)
    recipient_id, first = person(house, 1)
    stranger, foreign = person(house, 2)
    former = procedures.conclude(house, first)
    begins = TODAY + 7 * DAY
    session.get_one(Contract, former.id).state = ContractState.ACTIVE
    session.get_one(Contract, former.id).in_force_from = TODAY
    session.commit()
    if waits:
        join(house, stranger)
    new = procedures.present(house, recipient_id, number="13/2026").id
    if whose == "the programme of a review":
        make_review(
            session,
            house.provider_id,
            first,
            house.director,
            outcome=ReviewOutcome.NEW_PROGRAMME,
            outcome_on=TODAY,
            new_programme_id=new,
        )
    asked = foreign if whose == "somebody else" else new
    place = place_of_draft(house.director, asked, house.region, TODAY)
    assert place is not None
    assert place.full is (whose != "the programme of a review")

    if whose != "the programme of a review":
        with expect_refusal(session, "no_vacancy", "since"):
            procedures.conclude(house, asked, starts_on=begins)
        return
    with expect_refusal(session, "vacancy_exists", "no_free_place"):
        ground = RefuseContract(new, "no_vacancy")
        refuse_contract(
            ground, region=house.region, actor=house.director, now=MORNING, press=BlankPress()
        )
    procedures.conclude(house, new, starts_on=begins)

    for day in (TODAY, begins - DAY, begins, begins + DAY):
        session.rollback()
        department = session.get_one(Department, house.department_id)
        assert open_room(session, department, house.region, day).taken == 1
    with expect_refusal(session, "no_vacancy", "since"):
        procedures.conclude(house, foreign, starts_on=begins)


@pytest.mark.parametrize("follows", [True, False])
def test_a_course_that_follows_takes_the_place_of_the_former_contracts_course(
    house: House, session: Session, *, follows: bool
) -> None:
    """VLA-SCH-01, VLA-CAP-01: the former course has days left when the next begins."""
    house = replace(house, region=by_courses(house.region, "home_care"))
    places(house, 1)
    recipient_id, first = person(house, 1)
    former = procedures.conclude(house, first, course_start=TODAY)
    session.get_one(Contract, former.id).state = ContractState.ACTIVE
    session.get_one(Contract, former.id).in_force_from = TODAY
    session.commit()
    new = procedures.present(house, recipient_id, number="13/2026").id
    begins = TODAY + 8 * DAY
    if not follows:
        with expect_refusal(session, "no_vacancy", "since"):
            procedures.conclude(house, new, starts_on=begins, course_start=begins)
        return
    make_review(
        session,
        house.provider_id,
        first,
        house.director,
        outcome=ReviewOutcome.NEW_PROGRAMME,
        outcome_on=TODAY,
        new_programme_id=new,
    )

    procedures.conclude(house, new, starts_on=begins, course_start=begins)

    for day in (begins - DAY, begins):
        session.rollback()
        department = session.get_one(Department, house.department_id)
        assert open_room(session, department, house.region, day).taken == 1


def by_courses(region: Region, unit_code: str) -> Region:
    """The same region, where the department works by courses of fifteen working days."""
    law = Citation("SMP-SCH-01", "442-FZ", "п. 1")
    course = Course(unit_code, working_days=15, weeks=3, citation=law)
    rules = replace(region.rules.schedule_rules.on(TODAY), courses=(course,))
    timeline = Timeline(Version(date(2015, 1, 1), rules, law))
    return replace(region, rules=replace(region.rules, schedule_rules=timeline))


@pytest.mark.parametrize(
    ("days", "accepted"),
    [
        pytest.param(3, False, id="the last day to answer"),
        pytest.param(4, True, id="the day after"),
    ],
)
def test_an_unanswered_offer_lets_the_next_come(
    queue: tuple[House, list[tuple[int, int]], list[int]],
    session: Session,
    days: int,
    *,
    accepted: bool,
) -> None:
    house, _people, (with_son, alone) = queue
    places(house, 2)
    offer(house, alone)
    now = MORNING + days * DAY

    if accepted:
        assert offer(house, with_son, now=now).state is WaitingState.OFFERED
    else:
        with expect_refusal(session, "no_vacancy", "free_from"):
            offer(house, with_son, now=now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"answer_by": TODAY - DAY}, "answer_by", id="an answer yesterday"),
        pytest.param({"answer_by": TODAY + 32 * DAY}, "answer_by", id="a place kept too long"),
        pytest.param({"free_from": TODAY - DAY}, "free_from", id="a place of yesterday"),
    ],
)
def test_an_offer_has_days_that_can_be(
    queue: tuple[House, list[tuple[int, int]], list[int]],
    session: Session,
    changes: dict[str, Any],
    field: str,
) -> None:
    house, _people, (_with_son, alone) = queue
    places(house, 2)

    with expect_refusal(session, "value_invalid", field):
        offer(house, alone, **changes)


@pytest.mark.parametrize(
    ("keeps_waiting", "state"), [(True, WaitingState.WAITING), (False, WaitingState.LEFT)]
)
def test_a_no_frees_the_place(
    queue: tuple[House, list[tuple[int, int]], list[int]],
    session: Session,
    state: WaitingState,
    *,
    keeps_waiting: bool,
) -> None:
    house, _people, (_with_son, alone) = queue
    places(house, 2)
    offer(house, alone)

    command = AnswerOffer(alone, keeps_waiting, "пока в больнице")
    decline_offer(command, region=house.region, actor=house.worker, now=MORNING)

    session.expire_all()
    entry = session.get_one(WaitingEntry, alone)
    assert (entry.state, entry.answer_by, entry.reason) == (state, None, "пока в больнице")


def test_who_leaves_the_queue_stays_in_its_record(
    queue: tuple[House, list[tuple[int, int]], list[int]], session: Session
) -> None:
    house, _people, (_with_son, alone) = queue

    with expect_refusal(session, "value_invalid", "reason"):
        leave_waiting_list(
            LeaveWaitingList(alone, " "), region=house.region, actor=house.worker, now=MORNING
        )
    command = LeaveWaitingList(alone, "переехал")
    leave_waiting_list(command, region=house.region, actor=house.worker, now=MORNING)

    session.expire_all()
    entry = session.get_one(WaitingEntry, alone)
    assert (entry.state, entry.closed_on, entry.reason) == (WaitingState.LEFT, TODAY, "переехал")


@pytest.fixture
def group(database: Flask) -> House:
    """Day care of Vladimir: thirteen at once, courses of fifteen working days."""
    vladimir = discover()["vladimir"].rules
    rules = replace(
        SAMPLE.rules,
        capacity_rules=vladimir.capacity_rules,
        schedule_rules=vladimir.schedule_rules,
    )
    house = procedures.make_house(db.session(), replace(SAMPLE, rules=rules))
    provider = db.session().get_one(Provider, house.provider_id)
    db.session().rollback()
    department = make_department(
        db.session(), provider, unit_code="day_care", form=Form.SEMI_STATIONARY
    )
    house = replace(house, department_id=department.id)
    tariff = SetReferenceValue(
        f"tariff.{DAY_CARE}", None, Decimal("100.00"), date(2026, 1, 1), "приказ"
    )
    set_reference_value(tariff, region=house.region, actor=house.director, now=MORNING)
    return house


# A Friday of April, the last day of a course that began on the sixth; 10:30 in Moscow.
FRIDAY = datetime(2026, 4, 24, 7, 30, tzinfo=UTC)


def attend(house: House, count: int, **changes: Any) -> None:
    """So many people on the course from 6 to 24 April."""
    session = db.session()
    provider = session.get_one(Provider, house.provider_id)
    for _number in range(count):
        programme = make_programme(
            session,
            make_recipient(session, provider),
            unit_code="day_care",
            form=Form.SEMI_STATIONARY,
        )
        make_contract(session, programme, **({"course_start": date(2026, 4, 6)} | changes))


def day_care(house: House) -> int:
    """The programme of somebody who comes for a course on that Friday."""
    recipient_id = procedures.register(house, now=FRIDAY, surname="Юдина")
    procedures.earn(house, recipient_id, now=FRIDAY)
    presented = procedures.present(
        house,
        recipient_id,
        now=FRIDAY,
        form=Form.SEMI_STATIONARY,
        unit_code="day_care",
        services=(ProgrammeLine(DAY_CARE, Decimal(8)),),
    )
    procedures.hand_in_everything(house, recipient_id, now=FRIDAY)
    return presented.id


@pytest.mark.parametrize(
    ("served", "course_start", "refused"),
    [
        pytest.param(12, date(2026, 4, 24), False, id="the thirteenth, VLA-CAP-01"),
        pytest.param(13, date(2026, 4, 24), True, id="the fourteenth on the last day, VLA-CAP-01"),
        pytest.param(13, date(2026, 4, 27), False, id="the working day after, VLA-SCH-01"),
    ],
)
def test_a_course_keeps_its_place_for_fifteen_working_days(
    group: House, session: Session, served: int, course_start: date, *, refused: bool
) -> None:
    attend(group, served)
    programme_id = day_care(group)

    if refused:
        with expect_refusal(session, "no_vacancy", "since") as refusal:
            procedures.conclude(group, programme_id, FRIDAY, course_start=course_start)
        found = refusal.value.violations[0]
        assert "27.04.2026" in found.text
        assert found.citation is not None
        assert found.citation.rule == "VLA-CAP-01"
    else:
        done = procedures.conclude(group, programme_id, FRIDAY, course_start=course_start)
        assert session.get_one(Contract, done.id).course_start == course_start


@pytest.mark.parametrize(
    ("course_start", "refused"),
    [
        pytest.param(date(2026, 4, 27), True, id="the last day of who leaves early, VLA-CAP-01"),
        pytest.param(date(2026, 4, 28), False, id="the day after, FED-TER-02"),
    ],
)
def test_who_leaves_a_course_early_keeps_no_place_to_its_end(
    group: House, session: Session, course_start: date, *, refused: bool
) -> None:
    """The course itself would last until 7 May."""
    attend(group, 12, course_start=date(2026, 4, 20))
    attend(group, 1, course_start=date(2026, 4, 17), ended_on=date(2026, 4, 27))
    programme_id = day_care(group)

    if refused:
        with expect_refusal(session, "no_vacancy", "since") as refusal:
            procedures.conclude(group, programme_id, FRIDAY, course_start=course_start)
        assert "Предложите 28.04.2026" in refusal.value.violations[0].text
    else:
        done = procedures.conclude(group, programme_id, FRIDAY, course_start=course_start)
        assert session.get_one(Contract, done.id).course_start == course_start


@pytest.mark.parametrize(
    ("on_monday", "waits"),
    [
        pytest.param(13, True, id="full from Monday on, VLA-CAP-01"),
        pytest.param(12, False, id="a place on every day, FED-CON-09"),
    ],
)
def test_the_queue_asks_what_the_contract_asks(
    group: House, session: Session, on_monday: int, *, waits: bool
) -> None:
    """A place that is free for one day is none for a course."""
    attend(group, 12)
    attend(group, on_monday, course_start=date(2026, 4, 27))
    programme_id = day_care(group)
    recipient_id = session.get_one(Programme, programme_id).recipient_id
    session.commit()
    command = JoinWaitingList(
        recipient_id, group.department_id, date(2026, 4, 24), obliged_relatives=False
    )

    def join_now() -> Turn:
        return join_waiting_list(command, region=group.region, actor=group.worker, now=FRIDAY)

    place = place_of_draft(group.director, programme_id, group.region, date(2026, 4, 24))
    assert place is not None
    assert place.full is waits
    if waits:
        with expect_refusal(session, "no_vacancy", "since"):
            procedures.conclude(group, programme_id, FRIDAY, course_start=date(2026, 4, 24))
        assert join_now().place == 1
    else:
        with expect_refusal(session, "vacancy_free", "department_id"):
            join_now()
        procedures.conclude(group, programme_id, FRIDAY, course_start=date(2026, 4, 24))


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        pytest.param(ContractState.ACTIVE, True, id="VLA-SCH-01: beside the present course"),
        pytest.param(ContractState.AWAITING_SIGNATURE, False, id="its contract is not signed yet"),
    ],
)
def test_the_next_course_is_waited_for_beside_the_present_one(
    group: House, session: Session, state: ContractState, *, waits: bool
) -> None:
    programme_id = day_care(group)
    programme = session.get_one(Programme, programme_id)
    signed = state is ContractState.ACTIVE
    make_contract(
        session,
        programme,
        state=state,
        in_force_from=date(2026, 4, 6) if signed else None,
        course_start=date(2026, 4, 6),
    )
    due, recipient_id = programme.contract_due_at, programme.recipient_id
    attend(group, 12)
    session.commit()
    command = JoinWaitingList(
        recipient_id, group.department_id, date(2026, 4, 24), obliged_relatives=False
    )
    if not waits:
        with expect_refusal(session, "documents_missing", "department_id"):
            join_waiting_list(command, region=group.region, actor=group.worker, now=FRIDAY)
        return
    turn = join_waiting_list(command, region=group.region, actor=group.worker, now=FRIDAY)
    monday, last = date(2026, 4, 27), date(2026, 4, 30)
    offered = OfferPlace(turn.id, monday, last)
    done = offer_place(offered, region=group.region, actor=group.director, now=FRIDAY)

    assert (done.state, done.contract_due) == (WaitingState.OFFERED, None)
    session.expire_all()
    assert session.get_one(Programme, programme_id).contract_due_at == due


@pytest.mark.parametrize(
    "course_start",
    [
        pytest.param(date(2026, 4, 25), id="a Saturday, VLA-SCH-01"),
        pytest.param(date(2026, 4, 23), id="before the contract"),
    ],
)
def test_a_course_begins_on_a_working_day_of_the_contract(
    group: House, session: Session, course_start: date
) -> None:
    programme_id = day_care(group)

    with expect_refusal(session, "value_invalid", "course_start"):
        procedures.conclude(group, programme_id, FRIDAY, course_start=course_start)


def test_a_department_without_courses_has_no_first_day(house: House, session: Session) -> None:
    programme_id = person(house, 1)[1]

    with expect_refusal(session, "value_invalid", "course_start"):
        procedures.conclude(house, programme_id, course_start=TODAY)

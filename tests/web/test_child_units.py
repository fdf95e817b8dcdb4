"""Departments for children in pages: the council, lessons, the stay, things, norms, the work."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.models import (
    ChildFile,
    ChildPlacement,
    Contract,
    CouncilDecision,
    Department,
    IssuedItem,
    LessonTime,
    PlannedService,
    Programme,
    Provider,
    Recipient,
    Role,
    Termination,
    UnitActivity,
    VisitPlan,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

COURSE = {
    "minutes_number": "3",
    "held_on": "16.03.2026",
    "course_from": "16.03.2026",
    "course_to": "29.05.2026",
}


@pytest.fixture
def department(rows: Session, provider: Provider) -> Department:
    return factories.make_department(
        rows, provider, unit_code="child_rehabilitation", form=Form.SEMI_STATIONARY
    )


@pytest.fixture
def programme(rows: Session, provider: Provider, department: Department) -> Programme:
    """Of a schoolchild of the rehabilitation unit."""
    child = factories.make_recipient(rows, provider, born=date(2016, 5, 5))
    return factories.make_programme(
        rows, child, form=Form.SEMI_STATIONARY, unit_code=department.unit_code
    )


@pytest.fixture
def resident(rows: Session, provider: Provider) -> Contract:
    """A child of the stationary unit whose programme ended on the eve of the tests' day."""
    factories.make_department(rows, provider, unit_code="minors_stationary", form=Form.STATIONARY)
    child = factories.make_recipient(rows, provider, born=date(2014, 5, 5))
    programme = factories.make_programme(
        rows,
        child,
        form=Form.STATIONARY,
        unit_code="minors_stationary",
        valid_from=date(2026, 2, 2),
        valid_until=date(2026, 3, 15),
    )
    return factories.make_contract(
        rows, programme, in_force_from=date(2026, 2, 2), valid_until=date(2026, 3, 15)
    )


def page_of(reader: Browser, recipient_id: int) -> str:
    return words(reader.get(f"/child-units/children/{recipient_id}"))


def test_a_draft_asks_for_the_councils_decision_until_it_is_recorded(
    rows: Session, head: Browser, director: Browser, programme: Programme
) -> None:
    draft = f"/contracts/draft/{programme.id}"

    before = words(director.get(draft))
    empty = head.post(f"/child-units/programmes/{programme.id}/council", COURSE | {"course_to": ""})
    done = head.post(f"/child-units/programmes/{programme.id}/council", COURSE)

    assert "Срок курса определяет консилиум, а его решения нет" in before
    assert empty.status_code == 422
    assert done.status_code == 303
    assert rows.scalars(select(CouncilDecision.course_to)).all() == [date(2026, 5, 29)]
    assert "Курс по протоколу № 3: с 16 марта 2026" in words(director.get(draft))
    assert "Срок курса определяет консилиум, а его" not in words(director.get(draft))


def test_a_contract_is_drawn_up_to_the_last_day_of_its_course(
    rows: Session, head: Browser, director: Browser, programme: Programme
) -> None:
    draft = f"/contracts/draft/{programme.id}"
    before = words(director.get(draft))
    head.post(f"/child-units/programmes/{programme.id}/council", COURSE)

    page = words(director.get(draft)).replace("\xa0", " ")

    assert "Договор кончается вместе с курсом" not in before
    assert "Договор кончается вместе с курсом" in page
    assert "Курс кончается 29 мая 2026" in page


@pytest.mark.parametrize("tied", [True, False], ids=["with its course", "with its programme"])
def test_a_contract_drawn_up_anew_keeps_what_it_said_of_its_last_day(
    rows: Session, staff: Staff, head: Browser, programme: Programme, *, tied: bool
) -> None:
    """VLA-SCH-03: nobody lengthens a contract by forgetting a tick."""
    head.post(f"/child-units/programmes/{programme.id}/council", COURSE)
    until = date(2026, 5, 29) if tied else programme.valid_until
    contract = factories.make_contract(
        rows,
        programme,
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
        valid_until=until,
    )
    factories.make_return(rows, contract, staff.actor(Role.DIRECTOR))

    page = staff.browser(Role.DIRECTOR).get(f"/contracts/draft/{programme.id}").text

    tick = page.split('name="until_course"', 1)[0].rsplit("<input", 1)[1]
    tick += page.split('name="until_course"', 1)[1].split(">", 1)[0]
    assert ("checked" in tick) is tied


def test_a_social_worker_does_not_record_what_the_council_decides(
    social_worker: Browser, programme: Programme
) -> None:
    answer = social_worker.post(f"/child-units/programmes/{programme.id}/council", COURSE)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param({"held_on": "28.02.2026"}, "она выдана 01.03.2026", id="before the programme"),
        pytest.param({"held_on": "01.03.2026"}, None, id="on the day of the programme"),
        pytest.param({"held_on": "31.12.1899"}, "она выдана", id="another century"),
        pytest.param({"minutes_number": "1"}, "уже записано", id="the same minutes twice"),
        pytest.param({"minutes_number": "---"}, "номер протокола", id="no number in the number"),
        pytest.param(
            {"minutes_number": "1", "course_to": "28.05.2026"}, None, id="the minutes corrected"
        ),
        pytest.param({"course_to": "28.05.2026"}, "уже есть курс", id="other days, other minutes"),
        pytest.param(
            {"course_to": "28.05.2026", "replaces": "y"}, None, id="the council decided anew"
        ),
        pytest.param(
            {"course_from": "30.05.2026", "course_to": "01.06.2026"}, None, id="the next course"
        ),
    ],
)
def test_minutes_follow_the_programme_and_are_recorded_once(
    rows: Session, head: Browser, programme: Programme, told: dict[str, str], said: str | None
) -> None:
    """VLA-SCH-03."""
    programme.issued_on = date(2026, 3, 1)
    rows.merge(programme)
    page = f"/child-units/programmes/{programme.id}/council"
    head.post(page, COURSE | {"minutes_number": "1"})

    answer = head.post(page, COURSE | told)

    assert answer.status_code == (422 if said else 303)
    assert (said or "") in words(answer)


def test_the_course_of_today_counts_not_the_one_to_come_nor_the_corrected(
    rows: Session, head: Browser, director: Browser, programme: Programme
) -> None:
    """VLA-SCH-03."""
    page = f"/child-units/programmes/{programme.id}/council"
    wrong, right = COURSE | {"course_to": "30.05.2026"}, COURSE
    to_come = COURSE | {"minutes_number": "4", "course_from": "01.06.2026"}
    for one in (wrong, right, to_come | {"course_to": "30.06.2026"}):
        assert head.post(page, one).status_code == 303

    shown = page_of(head, programme.recipient_id).replace("\xa0", " ")

    assert "30 июня 2026 Протокол № 4 от 16.03.2026 Предстоит" in shown
    assert "29 мая 2026 Протокол № 3 от 16.03.2026 Действует" in shown
    assert "30 мая 2026 Протокол № 3 от 16.03.2026 Исправлено" in shown
    draft = words(director.get(f"/contracts/draft/{programme.id}")).replace("\xa0", " ")
    assert "Курс по протоколу № 3: с 16 марта 2026 по 29 мая" in draft


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param({"since": "04.05.2016"}, "Ребёнок родился 05.05.2016", id="before the birth"),
        pytest.param({"since": "31.12.1899"}, "Ребёнок родился", id="another century"),
        pytest.param({"weekdays": []}, "Отметьте дни недели", id="a schoolchild without days"),
        pytest.param({"begins": "", "ends": ""}, None, id="a schoolchild's holidays"),
        pytest.param({"begins": "7:00", "ends": "21:00"}, None, id="the longest day"),
        pytest.param({"begins": "6:59"}, "ночные", id="lessons at night"),
        pytest.param({"since": "01.01.2100"}, "больше чем через год", id="years ahead"),
        pytest.param({"mode": "preschool"}, "У дошкольника уроков нет", id="preschool with hours"),
        pytest.param(
            {"mode": "preschool", "begins": "", "ends": "", "since": "05.05.2025"},
            "Ребёнку 9 лет",
            id="preschool at nine",
        ),
        pytest.param(
            {"mode": "preschool", "begins": "", "ends": "", "since": "04.05.2025"},
            None,
            id="preschool the day before",
        ),
    ],
)
def test_lessons_suit_the_child(
    head: Browser, programme: Programme, told: dict[str, object], said: str | None
) -> None:
    """VLA-SCH-02: the child is born on 05.05.2016."""
    form = {"mode": "school_age", "since": "01.09.2025", "weekdays": ["0"]}
    hours = {"begins": "8:30", "ends": "13:00"}

    answer = head.post(
        f"/child-units/children/{programme.recipient_id}/lessons", {**form, **hours, **told}
    )

    assert answer.status_code == (422 if said else 303)
    assert (said or "") in words(answer)


@pytest.mark.parametrize(
    ("day", "status"), [("31.12.2014", 422), ("01.01.2015", 303), ("31.12.1899", 422)]
)
def test_no_work_is_recorded_before_the_rules(
    social_worker: Browser, department: Department, day: str, status: int
) -> None:
    """VLA-MIN-07."""
    page = f"/child-units/{department.id}"
    form = {"task": "parent_training", "about": "Массаж дома", "people": "2", "day": day}

    assert social_worker.post(f"{page}/activities", form).status_code == status

    report = words(social_worker.get(f"{page}?month=1899-12"))
    assert "Отчёт: январь 2015" in report
    assert "Декабрь 2014" not in report


def test_a_worker_is_told_of_children_she_is_not_shown(
    rows: Session, staff: Staff, provider: Provider, resident: Contract
) -> None:
    """FED-PDP-01."""
    colleague = factories.make_staff(rows, provider, Role.SOCIAL_WORKER).membership_id
    unit = rows.scalars(select(Department).where(Department.unit_code == "minors_stationary")).one()
    worker, page = staff.browser(Role.SOCIAL_WORKER), f"/child-units/{unit.id}"
    resident.social_worker_id = None
    rows.merge(resident)
    child = rows.get_one(Recipient, resident.recipient_id)

    nobodys = words(worker.get(page))
    child.social_worker_id = colleague
    rows.flush()
    hidden = words(worker.get(page)).replace("\xa0", " ")

    director = staff.browser(Role.DIRECTOR).get(f"/admissions/places/{unit.id}")
    assert f'href="{page}"' in director.get_data(as_text=True)
    assert f'href="{page}"' in worker.get("/").get_data(as_text=True)
    assert "не показывает" not in nobodys
    assert "Дети в отделении: 1" in hidden
    assert "1 ребёнка портал вам не показывает" in hidden
    assert "никого не обслуживает" not in hidden


@pytest.mark.parametrize(
    ("weekday", "ends", "warned"),
    [
        pytest.param(1, "13:00", True, id="VLA-SCH-02: Tuesday within the lessons"),
        pytest.param(1, "10:00", False, id="VLA-SCH-02: at the minute the lessons end"),
        pytest.param(5, "13:00", False, id="VLA-SCH-02: Saturday has no lessons"),
    ],
)
def test_the_plan_of_visits_warns_of_lesson_time(  # noqa: PLR0917 - a pair at two borders
    rows: Session,
    head: Browser,
    staff: Staff,
    programme: Programme,
    weekday: int,
    ends: str,
    warned: bool,
) -> None:
    plan = VisitPlan(
        provider_id=programme.provider_id,
        programme_id=programme.id,
        since=date(2026, 3, 16),
        recorded_at=MORNING,
        recorded_by_id=staff.actor(Role.HEAD_OF_DEPARTMENT).membership_id,
    )
    plan.lines = [
        PlannedService(
            provider_id=programme.provider_id,
            code=factories.SERVICE,
            weekday=weekday,
            weeks="every",
            begins_at=time(10),
            ends_at=time(11),
        )
    ]
    factories.save(rows, plan)

    form = {"mode": "school_age", "since": "01.09.2025", "weekdays": ["0", "1", "2", "3", "4"]}
    path = f"/child-units/children/{programme.recipient_id}/lessons"
    answer = head.post(path, form | {"begins": "8:30", "ends": ends})
    page = words(head.get(f"/contracts/draft/{programme.id}/schedule"))

    assert answer.status_code == 303
    assert rows.scalars(select(LessonTime.weekdays)).all() == [[0, 1, 2, 3, 4]]
    assert ("Вторник, 10:00–11:00. В это время у ребёнка уроки" in page) is warned


def test_hours_that_run_back_are_no_lessons(head: Browser, programme: Programme) -> None:
    form = {"mode": "school_age", "since": "01.09.2025", "weekdays": ["0"]}

    answer = head.post(
        f"/child-units/children/{programme.recipient_id}/lessons",
        form | {"begins": "13:00", "ends": "8:30"},
    )

    assert answer.status_code == 422
    assert "конец позже начала" in words(answer)


def test_the_first_page_reminds_until_the_placement_is_settled(
    rows: Session, director: Browser, resident: Contract
) -> None:
    """VLA-SCH-05: the programme ended yesterday, 43 days of stay are counted."""
    child = resident.recipient_id

    before, first_page = page_of(director, child), words(director.get("/"))
    form = {"end": "placement_settled", "settled_on": "16.03.2026", "note": "Опека, акт № 12"}
    director.post(f"/child-units/children/{child}/placement", form)
    after = page_of(director, child)
    placement = rows.scalars(select(ChildPlacement)).one()
    director.post(f"/child-units/children/{child}/placement/strike", {"row": str(placement.id)})

    assert "43 дня, с 2 февраля 2026" in before
    assert "Программа действовала до 15.03.2026, а дальнейшее устройство не решено" in before
    assert "решить, где ребёнок будет жить" in first_page
    assert "решено 16 марта 2026: Опека, акт № 12" in after
    assert "а дальнейшее устройство не решено" not in after
    assert ("прекратите договор" in after, "прекратите договор" in before) == (True, False)
    assert "решить, где ребёнок будет жить" in words(director.get("/"))


@pytest.mark.parametrize(("end", "ends"), [("placement_settled", True), ("help_completed", False)])
def test_the_card_asks_to_end_the_contract_of_a_child_whose_placement_is_settled(
    rows: Session, director: Browser, resident: Contract, end: str, *, ends: bool
) -> None:
    """VLA-SCH-05: with the way to the end on that ground."""
    child = resident.recipient_id
    rows.get_one(Programme, resident.programme_id).valid_until = date(2027, 2, 1)
    rows.get_one(Contract, resident.id).valid_until = date(2027, 2, 1)
    rows.commit()
    way = f"/contracts/{resident.id}/end?ground=placement_settled"
    form = {"end": end, "settled_on": "16.03.2026", "note": "Опека, акт № 12"}

    before = director.get(f"/recipients/{child}").text
    director.post(f"/child-units/children/{child}/placement", form)
    after = director.get(f"/recipients/{child}").text

    assert (way in before, way in after) == (False, ends)
    assert director.get(way).status_code == 200


SETTLED = {"end": "placement_settled", "settled_on": "16.03.2026", "note": "Опека, акт № 12"}
CONFIRMED = {"confirmed_at": factories.MOMENT, "confirmed_on": date(2026, 3, 2)}


@pytest.mark.parametrize(
    ("ground", "settled_on", "warned"),
    [
        ("placement_settled", "", True),
        ("placement_settled", "15.03.2026", False),
        ("placement_settled", "16.03.2026", True),
        ("term_expired", "", False),
    ],
)
def test_an_end_on_a_settled_placement_is_told_that_none_is_on_record(
    rows: Session,
    staff: Staff,
    director: Browser,
    resident: Contract,
    ground: str,
    settled_on: str,
    *,
    warned: bool,
) -> None:
    """VLA-SCH-05, VLA-TER-11: the order asks for no paper about it, so nothing is refused."""
    child = f"/child-units/children/{resident.recipient_id}"
    if settled_on:
        director.post(f"{child}/placement", SETTLED | {"settled_on": settled_on})
    way = f"/contracts/{resident.id}/end?ground={ground}"

    before = words(director.get(way))
    answer = director.post(way, {"day": "15.03.2026"})
    ending = rows.scalars(select(Termination)).one()
    shown = director.get(f"/terminations/{ending.id}")
    confirmed = director.get(f"/terminations/{ending.id}/confirm")

    assert answer.status_code == 303, words(answer)
    open_yet = ground == "placement_settled" and not settled_on
    assert ("записи об этом нет" in before) is open_yet
    for page in (shown, confirmed):
        assert ("записи об этом нет" in words(page)) is open_yet
        later = "позже последнего дня услуг. Проверьте день" in words(page)
        assert later is (warned and not open_yet)
        assert (f"{child}?programme={resident.programme_id}" in page.text) is warned
    assert (
        "Запись делает" in words(staff.browser(Role.ACCOUNTANT).get(f"/terminations/{ending.id}"))
        or not warned
    )


@pytest.mark.parametrize(
    ("ground", "state", "asked"),
    [
        ("placement_settled", EndingState.TERMINATED, True),
        ("placement_settled", EndingState.PENDING, False),
        ("age_18", EndingState.TERMINATED, False),
    ],
)
@pytest.mark.parametrize("ended_on", [date(2026, 3, 10), date(2026, 3, 16)])
def test_where_a_child_went_is_asked_for_after_the_stay(
    rows: Session,
    staff: Staff,
    director: Browser,
    resident: Contract,
    ground: str,
    state: EndingState,
    *,
    ended_on: date,
    asked: bool,
) -> None:
    """VLA-SCH-05: until the placement is recorded, which can be done when the stay is over."""
    rows.get_one(Programme, resident.programme_id).valid_until = date(2027, 2, 1)
    contract = rows.get_one(Contract, resident.id)
    contract.valid_until, contract.state = date(2027, 2, 1), ContractState.TERMINATED
    contract.ended_on = ended_on
    ended = {"ground": ground, "state": state, "last_day": ended_on, **CONFIRMED}
    factories.make_termination(rows, contract, staff.actor(Role.DIRECTOR), **ended)
    page = f"/child-units/children/{resident.recipient_id}"
    where = f"{page}?programme={resident.programme_id}"
    told = "записать, где ребёнок будет жить"

    before = director.get("/")
    form = SETTLED | {"settled_on": "10.03.2026"}
    done = director.post(f"{page}/placement?programme={resident.programme_id}", form)
    after = words(director.get("/"))
    placement = rows.scalars(select(ChildPlacement)).one()
    director.post(f"{page}/placement/strike", {"row": str(placement.id)})

    assert (told in words(before), where in before.text) == (asked, asked)
    assert done.status_code == 303
    assert director.get(where).status_code == 200
    assert told not in after
    assert (told in words(director.get("/"))) is asked


@pytest.mark.parametrize("gap", [0, 1], ids=["one stay", "another stay"])
def test_a_placement_of_an_earlier_contract_settles_the_same_stay_only(
    rows: Session, staff: Staff, director: Browser, resident: Contract, gap: int
) -> None:
    """VLA-SCH-05: contracts that follow each other are one stay."""
    child = f"/child-units/children/{resident.recipient_id}/placement"
    director.post(child, SETTLED | {"settled_on": "05.03.2026"})
    first = rows.get_one(Contract, resident.id)
    first.ended_on, first.state = date(2026, 3, 8 - gap), ContractState.TERMINATED
    programme = rows.get_one(Programme, resident.programme_id)
    later = factories.make_contract(
        rows,
        programme,
        in_force_from=date(2026, 3, 9),
        ended_on=date(2026, 3, 12),
        state=ContractState.TERMINATED,
    )
    ended = {"ground": "placement_settled", "state": EndingState.TERMINATED, **CONFIRMED}
    actor = staff.actor(Role.DIRECTOR)
    factories.make_termination(rows, later, actor, **ended, last_day=date(2026, 3, 12))

    assert ("записать, где ребёнок будет жить" in words(director.get("/"))) is bool(gap)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SOCIAL_WORKER])
def test_every_record_of_the_placement_is_on_the_childs_page(
    staff: Staff, director: Browser, resident: Contract, role: Role
) -> None:
    """VLA-SCH-05: also one that does not settle it; whoever may records and strikes out."""
    child = f"/child-units/children/{resident.recipient_id}"
    director.post(f"{child}/placement", SETTLED | {"end": "help_completed", "note": "Курс пройден"})
    director.post(f"{child}/placement", SETTLED | {"settled_on": "10.03.2026"})

    page = staff.browser(role).get(child)

    shown = words(page)
    assert "16 марта 2026: оказана помощь, проведена реабилитация Курс пройден" in shown
    assert "10 марта 2026: решено дальнейшее устройство Опека, акт № 12" in shown
    assert page.text.count(f"{child}/placement/strike") == (2 if role is Role.DIRECTOR else 0)


def test_a_stay_is_settled_by_one_record_which_is_struck_out_before_another(
    rows: Session, director: Browser, resident: Contract
) -> None:
    """VLA-SCH-05: else the correction stands beside the mistake and changes nothing."""
    child = f"/child-units/children/{resident.recipient_id}"
    earlier = SETTLED | {"settled_on": "10.03.2026", "note": "Опека, акт № 11"}
    director.post(f"{child}/placement", SETTLED)

    refused = director.post(f"{child}/placement", earlier)
    on = director.post(f"{child}/placement", earlier | {"end": "help_completed"})
    first, other = rows.scalars(select(ChildPlacement).order_by(ChildPlacement.id)).all()
    director.post(f"{child}/placement/strike", {"row": str(other.id)})
    kept = words(director.get(child))
    director.post(f"{child}/placement/strike", {"row": str(first.id)})
    open_again = words(director.get(child))
    done = director.post(f"{child}/placement", earlier)

    assert (refused.status_code, on.status_code, done.status_code) == (422, 303, 303)
    assert "уже решено 16.03.2026: Опека, акт № 12" in words(refused)
    assert "вычеркните её на странице ребёнка" in words(refused)
    assert ("устройство снова не решено" in kept, "Запись вычеркнута." in kept) == (False, True)
    assert "устройство снова не решено" in open_again
    assert "решено 10 марта 2026: Опека, акт № 11" in words(director.get(child))


@pytest.mark.parametrize(
    ("settled_on", "of_earlier"), [("08.03.2026", True), ("09.03.2026", False)]
)
def test_a_placement_belongs_to_its_stay_until_the_next_one_begins(
    rows: Session,
    staff: Staff,
    director: Browser,
    resident: Contract,
    settled_on: str,
    *,
    of_earlier: bool,
) -> None:
    """VLA-SCH-05: the next one began on 9 March, after days at home."""
    first = rows.get_one(Contract, resident.id)
    first.ended_on, first.state = date(2026, 3, 5), ContractState.TERMINATED
    programme = rows.get_one(Programme, resident.programme_id)
    factories.make_contract(rows, programme, in_force_from=date(2026, 3, 9))
    ended = {"ground": "placement_settled", "state": EndingState.TERMINATED, **CONFIRMED}
    actor = staff.actor(Role.DIRECTOR)
    ending = factories.make_termination(rows, first, actor, **ended, last_day=date(2026, 3, 5))
    child = f"/child-units/children/{resident.recipient_id}"

    director.post(f"{child}/placement", SETTLED | {"settled_on": settled_on})
    of_first = words(director.get(f"/terminations/{ending.id}"))
    again = director.post(f"{child}/placement", SETTLED)

    assert ("записи об этом нет" in of_first) is not of_earlier
    assert ("позже последнего дня услуг. Проверьте день" in of_first) is of_earlier
    assert again.status_code == (303 if of_earlier else 422)


def test_things_are_listed_by_size_and_season_and_a_mistake_is_crossed_out(
    rows: Session, social_worker: Browser, resident: Contract
) -> None:
    """VLA-MIN-04, VLA-MIN-05: no fee, no norms yet."""
    child = resident.recipient_id
    thing = {"item": "clothes", "title": "Куртка", "season": "зима", "quantity": "1"}
    path = f"/child-units/children/{child}/items"

    unsized = social_worker.post(path, thing | {"size": "", "issued_on": "16.03.2026"})
    social_worker.post(path, thing | {"size": "146", "issued_on": "16.03.2026"})
    listed = page_of(social_worker, child)
    row = rows.scalars(select(IssuedItem)).one()
    social_worker.post(f"{path}/strike", {"row": str(row.id)})

    assert unsized.status_code == 422
    assert "Куртка 146 зима 1 16.03.2026" in listed
    assert "плату не берут" in listed
    assert "Нормы не загружены" in listed
    assert "Куртка" not in page_of(social_worker, child)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({}, 303),
        ({"issued_on": "01.02.2026"}, 422),
        ({"issued_on": "02.02.2026"}, 303),
        ({"size": "-5"}, 422),
        ({"season": "вечность"}, 422),
        ({"season": "Демисезонная"}, 303),
    ],
)
def test_a_thing_is_given_during_the_stay_with_a_real_size_and_season(
    social_worker: Browser, resident: Contract, wrong: dict[str, str], status: int
) -> None:
    """The stay began on 2 February 2026."""
    thing = {"item": "clothes", "title": "Куртка", "season": "зима", "quantity": "1"}
    form = thing | {"size": "146", "issued_on": "16.03.2026"} | wrong

    answer = social_worker.post(f"/child-units/children/{resident.recipient_id}/items", form)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"settled_on": "01.02.2026"}, 422),
        ({"settled_on": "02.02.2026"}, 303),
        ({"note": "."}, 422),
    ],
)
def test_a_placement_is_settled_during_the_stay_in_words(
    director: Browser, resident: Contract, wrong: dict[str, str], status: int
) -> None:
    form = {"end": "placement_settled", "settled_on": "16.03.2026", "note": "Опека, акт № 12"}

    answer = director.post(f"/child-units/children/{resident.recipient_id}/placement", form | wrong)

    assert answer.status_code == status


def test_norms_are_loaded_beside_the_doubtful_act(
    rows: Session, head: Browser, resident: Contract
) -> None:
    unit = rows.scalars(select(Department).where(Department.unit_code == "minors_stationary")).one()
    page = f"/child-units/{unit.id}"

    before = words(head.get(page))
    form = {"since": "01.03.2026", "act": "Постановление № 349", "lines": "Хлеб — 100 г\nМолоко"}
    head.post(f"{page}/norms/food", form)
    after = words(head.get(page))

    assert "№ 803, вероятно, заменено: нормы сверить" in before.replace("\xa0", " ")
    assert "Нормы не загружены: приложение № 2" in before
    assert "Загружены: Постановление № 349" in after.replace("\xa0", " ")
    assert "Нормы не загружены: приложение № 2" not in after


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"since": "01.01.1900"}, "since"),
        ({"since": "01.01.2100"}, "since"),
        ({"act": "."}, "act"),
        ({"lines": "Хлеб — 100 г\n."}, "lines"),
    ],
)
def test_norms_name_an_act_and_are_said_in_words(
    rows: Session, head: Browser, resident: Contract, wrong: dict[str, str], field: str
) -> None:
    """VLA-MIN-05."""
    unit = rows.scalars(select(Department).where(Department.unit_code == "minors_stationary")).one()
    form = {"since": "01.03.2026", "act": "Постановление № 349", "lines": "Хлеб — 100 г"}

    refused = head.post(f"/child-units/{unit.id}/norms/food", form | wrong)

    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.get_data(as_text=True)


def test_the_report_counts_every_task_of_the_order(
    rows: Session, social_worker: Browser, department: Department, programme: Programme
) -> None:
    """VLA-MIN-07: six tasks are tags, four aims stand beside them; VLA-CAP-02: open all year."""
    page = f"/child-units/{department.id}"
    form = {"task": "parent_training", "about": "Массаж дома", "people": "2"}

    social_worker.post(f"{page}/activities", form | {"day": "16.03.2026"})
    unknown = social_worker.post(f"{page}/activities", form | {"task": "x", "day": "16.03.2026"})
    report = words(social_worker.get(page))
    row = rows.scalars(select(UnitActivity)).one()
    social_worker.post(f"{page}/activities/strike", {"row": str(row.id)})

    assert unknown.status_code == 422
    assert "закаливанию, гимнастике, релаксации 1 1 2" in report
    assert "Социальный патронаж для выявления нуждающихся 0 0 0" in report
    assert "Раскрытие возможностей, реабилитация и интеграция ребёнка" in report
    assert "Принимает круглый год" in report
    assert "релаксации 0 0 0" in words(social_worker.get(page))


def test_a_childs_page_lists_the_papers_of_the_file(
    rows: Session, head: Browser, programme: Programme
) -> None:
    """VLA-REG-01, VLA-DOC-05."""
    child = programme.recipient_id
    before = page_of(head, child)
    factories.save(
        rows,
        ChildFile(
            provider_id=programme.provider_id,
            recipient_id=child,
            unit_code="child_rehabilitation",
            year=2026,
            sequence=4,
            opened_on=date(2026, 3, 16),
        ),
    )

    after = page_of(head, child)

    assert "Портал заведёт его сам" in before
    assert "Личное дело № 4/2026" in after.replace("\xa0", " ")
    assert "Копия документа, удостоверяющего личность ребёнка" in after


@pytest.mark.parametrize(
    ("born", "told", "asked"),
    [
        pytest.param(date(2016, 3, 16), None, True, id="ten today"),
        pytest.param(date(2016, 3, 17), None, False, id="ten tomorrow"),
        pytest.param(date(2014, 5, 5), {"applicant": "legal_representative"}, True, id="parents"),
        pytest.param(
            date(2014, 5, 5),
            {"applicant": "legal_representative", "opinion": "согласна"},
            False,
            id="parents, heard",
        ),
        pytest.param(date(2014, 5, 5), {"applicant": "citizen"}, False, id="own appeal"),
        pytest.param(date(2014, 5, 5), {"form": Form.HOME}, True, id="for another form"),
    ],
)
def test_the_opinion_of_a_child_that_has_not_come_yet_is_asked_for(
    rows: Session, staff: Staff, born: date, told: dict[str, object] | None, *, asked: bool
) -> None:
    """VLA-MIN-03: on the card and on the child's page, with the way to the application."""
    factories.make_department(
        rows, staff.provider, unit_code="minors_stationary", form=Form.STATIONARY
    )
    child = factories.make_recipient(rows, staff.provider, born=born)
    factories.make_programme(rows, child, form=Form.STATIONARY, unit_code="minors_stationary")
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    if told is not None:
        person = staff.actor(Role.HEAD_OF_DEPARTMENT)
        factories.make_application(rows, child, person, **{"form": Form.STATIONARY, **told})

    for page in (f"/recipients/{child.id}", f"/child-units/children/{child.id}"):
        shown = head.get(page).text
        assert ("запишите их заявление с мнением ребёнка" in " ".join(shown.split())) is asked
        assert shown.count(f"/admissions/applications/new/{child.id}") >= asked


PARENTS, BODY = "parent_application", "prevention_body_petition"
TEN_IN_MARCH = date(2016, 3, 10)


@pytest.mark.parametrize(
    ("papers", "told", "held"),
    [
        pytest.param({PARENTS: date(2026, 3, 10)}, None, True, id="parents, ten on that day"),
        pytest.param({PARENTS: date(2026, 3, 9)}, None, False, id="parents, the day before"),
        pytest.param({BODY: date(2026, 3, 10)}, None, False, id="a body's petition"),
        pytest.param(
            dict.fromkeys((PARENTS, BODY), date(2026, 3, 10)), None, False, id="both grounds"
        ),
        pytest.param(
            {PARENTS: date(2026, 3, 10)}, {"opinion": "согласна"}, False, id="parents, heard"
        ),
        pytest.param({PARENTS: date(2026, 3, 10)}, {"opinion": ""}, True, id="parents, not heard"),
    ],
)
def test_no_contract_on_the_parents_application_without_the_childs_opinion(
    rows: Session,
    staff: Staff,
    papers: dict[str, date],
    told: dict[str, object] | None,
    *,
    held: bool,
) -> None:
    """VLA-MIN-03, VLA-DOC-06: the paper that is named as the ground tells whose application it is.

    What an application said before the tenth birthday counts as it was.
    """
    factories.make_department(
        rows, staff.provider, unit_code="minors_stationary", form=Form.STATIONARY
    )
    child = factories.make_recipient(rows, staff.provider, born=TEN_IN_MARCH)
    programme = factories.make_programme(
        rows, child, form=Form.STATIONARY, unit_code="minors_stationary"
    )
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    for kind, issued_on in papers.items():
        form = {"kind": kind, "issued_on": f"{issued_on:%d.%m.%Y}"}
        done = head.post(f"/recipients/{child.id}/documents/ground_document", form)
        assert done.status_code == 303, words(done)
    if told is not None:
        applied = {"applicant": "legal_representative", "applied_on": date(2026, 3, 10)}
        clerk = staff.actor(Role.HEAD_OF_DEPARTMENT)
        factories.make_application(rows, child, clerk, form=Form.STATIONARY, **applied, **told)

    director, draft = staff.browser(Role.DIRECTOR), f"/contracts/draft/{programme.id}"
    text, page = words(director.get(f"{draft}/text")), words(director.get(draft))

    assert ("принимают по заявлению родителей" in text) is held
    assert ("Без этого нельзя Ребёнку исполнилось 10 лет. Основание — заявление" in page) is held


def test_the_ground_of_a_child_in_the_file_is_named(rows: Session, staff: Staff) -> None:
    """VLA-DOC-06: any of five papers will do, so the file says which one it was."""
    child = factories.make_recipient(rows, staff.provider, born=TEN_IN_MARCH)
    factories.make_programme(rows, child, form=Form.STATIONARY, unit_code="minors_stationary")
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    address = f"/recipients/{child.id}/documents"

    unnamed = head.post(f"{address}/ground_document", {"issued_on": "10.03.2026", "kind": ""})
    strange = head.post(f"{address}/ground_document", {"issued_on": "10.03.2026", "kind": "snils"})
    head.post(f"{address}/ground_document", {"issued_on": "10.03.2026", "kind": BODY})

    assert (unnamed.status_code, strange.status_code) == (422, 422)
    assert "Выберите, какой документ принесли" in words(unnamed)
    assert "Ходатайство органа системы профилактики: выдан 10.03.2026" in words(head.get(address))


def test_a_child_that_has_come_is_not_asked_for_its_opinion_anew(
    head: Browser, resident: Contract
) -> None:
    assert "с мнением ребёнка" not in page_of(head, resident.recipient_id)


def test_a_grown_recipient_has_no_such_page(
    rows: Session, director: Browser, provider: Provider
) -> None:
    person: Recipient = factories.make_recipient(rows, provider)

    assert director.get(f"/child-units/children/{person.id}").status_code == 404
    assert "в отделении" not in words(director.get(f"/recipients/{person.id}"))


def test_a_wrong_decision_is_struck_out_with_a_reason_and_stays_in_the_history(
    rows: Session, head: Browser, director: Browser, staff: Staff, programme: Programme
) -> None:
    """VLA-SCH-03: nothing counts on it any more, so the same minutes may be recorded anew."""
    council = f"/child-units/programmes/{programme.id}/council"
    draft = f"/contracts/draft/{programme.id}"
    head.post(council, COURSE)
    row = rows.scalars(select(CouncilDecision)).one()
    strike = f"/child-units/decisions/{row.id}/strike"

    before = words(director.get(draft))
    refused = staff.browser(Role.SOCIAL_WORKER).post(strike, {"reason": "не то"})
    empty = head.post(strike, {"reason": " "})
    done = head.post(strike, {"reason": "протокол о другом ребёнке"})
    twice = head.post(strike, {"reason": "ещё раз"})

    assert "а его решения нет" not in before
    assert (refused.status_code, empty.status_code) == (403, 422)
    assert (done.status_code, twice.status_code) == (303, 409)
    assert "а его решения нет" in words(director.get(draft))
    shown = page_of(head, programme.recipient_id)
    assert "протокол о другом ребёнке" in shown
    assert "Вычеркнуто" in shown
    assert head.post(council, COURSE).status_code == 303
    assert rows.scalars(select(CouncilDecision.id)).all() == [row.id, row.id + 1]

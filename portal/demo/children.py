"""One child in a department whose courses a council fixes: the house that has such a region.

A brother or sister of somebody whom the house serves at home: papers, the council's decision, the
contract with its personal file, lessons, a week of visits, the department's work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portal.demo.admission import Admitted, come_in, conclude, sign
from portal.demo.cases import Case, Stage
from portal.demo.drawing import DrawingOffice
from portal.demo.names import invented_phone, invented_snils
from portal.demo.staffing import REGISTERED, Office
from portal.domain.catalogue import Form
from portal.domain.people import Sex, is_minor
from portal.domain.programme import ProgrammeLine
from portal.domain.visit_plan import PlanLine
from portal.models import Department, Role
from portal.regions.identity import Unit
from portal.usecases.council_decisions import RecordCouncil, council_course, record_council_decision
from portal.usecases.lesson_times import RecordLessons, record_lessons
from portal.usecases.provider_register import RecordRegisterEntry, record_register_entry
from portal.usecases.struck_decisions import StrikeDecision, strike_decision
from portal.usecases.transaction import transaction
from portal.usecases.unit_work import RecordActivity, record_activity
from portal.usecases.visit_plans import DraftPlan, draft_plan, frequencies_of

CAME_AT, STAYED = time(9, 30), timedelta(hours=5)
COURSE_DAYS = 60
YOUNGER, FIRST_PAPER = timedelta(days=500), timedelta(days=20)
_SERVICES, _VOLUME, _EVERY_DAY = 2, Decimal(8), Decimal(31)
_NAMES = {Sex.FEMALE: "Дарья", Sex.MALE: "Тимофей"}
_WORK = (
    ("work_with_parents", "Занятие для родителей: игры, которые развивают речь", 6),
    ("parent_training", "Показали родителям массаж и дыхательную гимнастику", 4),
)


def take_in_child(
    office: Office, cases: Iterable[Case], drawing: DrawingOffice, today: date
) -> None:
    """Tell the child's first day, yesterday; nothing in a house without such a department."""
    came = datetime.combine(today - timedelta(days=1), CAME_AT)
    unit = _unit(office, came.date())
    sibling = next((one for one in cases if is_minor(one.born, came.date())), None)
    if unit is None or sibling is None:
        return
    at = office.region.utc(came)
    here = open_unit(office, unit, at, (office.house.form, unit.form))
    case = child_case(here, sibling, came, _NAMES[sibling.name.sex])
    admitted = come_in(case, here)
    _decide(here, admitted, at + timedelta(minutes=20))
    contract_id = conclude(case, here, admitted, drawing.press)
    sign(case, here, contract_id)
    for task, about, people in _WORK:
        record_activity(
            RecordActivity(here.department_id, task, came.date(), about, people),
            region=here.region,
            actor=here.actor(Role.SOCIAL_WORKER),
            now=at + timedelta(hours=6),
        )


def _unit(office: Office, day: date) -> Unit | None:
    units = office.region.units
    return next((one for one in units if council_course(office.region, one.code, day)), None)


def open_unit(office: Office, unit: Unit, at: datetime, forms: tuple[Form, ...]) -> Office:
    """The department, and the register's entry with the forms of the house by now."""
    with transaction() as session:
        department = Department(
            provider_id=office.provider_id, unit_code=unit.code, name=unit.title, form=unit.form
        )
        session.add(department)
        session.flush()
        department_id = department.id
    record_register_entry(
        RecordRegisterEntry(f"{office.house.inn[-4:]}/2015", REGISTERED, forms),
        region=office.region,
        actor=office.actor(Role.DIRECTOR),
        now=at,
    )
    house = replace(
        office.house, unit_code=unit.code, department=unit.title, places=None, form=unit.form
    )
    return replace(office, house=house, department_id=department_id)


def child_case(office: Office, sibling: Case, came: datetime, name: str, *, after: int = 0) -> Case:
    """A younger brother or sister; ``after`` counts those whom the house has taken in before."""
    house, region, day = office.house, office.region, came.date()
    offered = region.rules.service_catalogue.on(day).for_form(house.form, house.unit_code)
    number = house.people + after
    invented = 100 * sum(map(ord, house.code)) + number
    born = sibling.born + YOUNGER
    paper = sibling.identity
    identity = replace(
        paper,
        number=str(int(paper.number) + 1 + after),
        issued_on=max(paper.issued_on, born + FIRST_PAPER),
    )
    return replace(
        sibling,
        house=house,
        number=number,
        name=replace(sibling.name, name=name),
        born=born,
        snils=invented_snils(invented),
        phone=invented_phone(invented % 10_000),
        identity=identity,
        programme=f"{house.passport_series}-{number + 401}/{day.year}",
        issued_on=day - timedelta(days=4),
        valid_until=date(day.year + 1, day.month, 1),
        services=tuple(
            ProgrammeLine(one.code, _EVERY_DAY if house.form is Form.STATIONARY else _VOLUME)
            for one in offered[:_SERVICES]
        ),
        presented_at=came,
        concluded_at=came + STAYED,
        stage=Stage.SERVED,
        pauses=(),
    )


def _decide(office: Office, admitted: Admitted, at: datetime) -> None:
    """The council, the lessons, and a week with one visit that falls into them."""
    day, head = office.region.today(at), office.actor(Role.HEAD_OF_DEPARTMENT)
    last = day + timedelta(days=COURSE_DAYS)
    wrong = RecordCouncil(admitted.programme_id, "10", day, day, last)
    struck = record_council_decision(wrong, region=office.region, actor=head, now=at)
    mistake = StrikeDecision(struck, "протокол № 10 относится к другому ребёнку")
    strike_decision(mistake, region=office.region, actor=head, now=at)
    course = RecordCouncil(admitted.programme_id, "11", day, day, last)
    record_council_decision(course, region=office.region, actor=head, now=at)
    lessons = RecordLessons(
        admitted.recipient_id,
        date(day.year, 9, 1),
        "school_age",
        tuple(range(5)),
        time(8, 30),
        time(13, 0),
    )
    record_lessons(lessons, region=office.region, actor=head, now=at)
    with transaction() as session:
        codes = frequencies_of(session, admitted.programme_id)
    lines = tuple(
        PlanLine(code, weekday, begins=begins, ends=begins.replace(hour=begins.hour + 1))
        for code, weekday, begins in zip(codes, (1, 3), (time(14), time(12)), strict=False)
    )
    draft_plan(DraftPlan(admitted.programme_id, lines), region=office.region, actor=head, now=at)

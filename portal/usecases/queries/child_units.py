"""A child in a department for children: lessons, the council's course, the stay, things, the file.

Rules: VLA-SCH-02, VLA-SCH-03, VLA-SCH-05, VLA-MIN-04, VLA-MIN-05, VLA-REG-01. Regions without such
departments cost no query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.courses import Attendance, CouncilCourse
from portal.domain.law import Citation
from portal.domain.minors import ChildOpinion, Maintenance, norms_missing
from portal.domain.people import full_name
from portal.domain.violations import Violation
from portal.models import (
    ChildFile,
    Contract,
    CouncilDecision,
    Department,
    IssuedItem,
    LessonTime,
    Programme,
    Recipient,
    UnitNorms,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.child_files import file_of, files_register
from portal.usecases.child_opinions import unheard, unheard_at_contract
from portal.usecases.child_stays import maintenance_of, stay_rule
from portal.usecases.council_decisions import (
    check_council,
    corrected,
    council_course,
    decisions_of,
    standing_decision,
)
from portal.usecases.facts import load_case, own
from portal.usecases.lesson_times import attendance_of, lessons_of
from portal.usecases.queries.checklist import Checklist, document_checklist
from portal.usecases.queries.child_programmes import ChildProgramme, programmes_of_child
from portal.usecases.queries.courses_astray import CourseAstray, courses_astray
from portal.usecases.queries.open_stays import StayView, stay_of
from portal.usecases.struck_decisions import Strike, all_decisions, strikes_of
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class NormsView:
    """What a department gives, the norms loaded for it (None = none), the warning without them."""

    rule: Maintenance
    loaded: UnitNorms | None
    warnings: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class CourseView:
    """The council's decisions on the course of a programme, the newest first.

    ``standing`` is the one that counts today, ``corrected`` are ids of records that the same
    minutes recorded later correct, ``struck`` those that were struck out as mistakes; ``astray``
    are contracts whose text names another course than that.
    """

    rule: CouncilCourse
    day: date
    decisions: tuple[CouncilDecision, ...]
    standing: CouncilDecision | None
    corrected: frozenset[int]
    struck: Mapping[int, Strike]
    missing: tuple[Violation, ...]
    astray: tuple[CourseAstray, ...] = ()

    def state_of(self, row: CouncilDecision) -> str:
        """How a decision stands today, in a word."""
        if row.id in self.struck:
            return "Вычеркнуто"
        if row.id in self.corrected:
            return "Исправлено"
        if row.course_from > self.day:
            return "Предстоит"
        if row.course_to < self.day:
            return "Закончился"
        return "Действует" if row is self.standing else "Прежнее"


@dataclass(frozen=True, slots=True)
class FileView:
    """The child's personal file and what lies in it; ``file`` None before the admission."""

    clause: Citation
    file: ChildFile | None
    contents: Checklist


@dataclass(frozen=True, slots=True)
class OtherProgramme:
    """Another programme of the child that goes on, in the same department or in another."""

    programme_id: int
    number: str
    unit_title: str
    until: date


@dataclass(frozen=True, slots=True)
class ChildDesk:
    """What a department records of a child by one programme; None where no act of the region asks.

    ``others`` are the child's other programmes of such departments that go on.
    ``unheard``: the child has not come yet, and its opinion stands in no application;
    ``opinion_holds``: no contract is drawn up until then.
    """

    recipient_id: int
    recipient: str
    born: date
    programme_id: int
    programme_number: str
    programme_until: date
    unit_code: str
    unit_title: str
    department_id: int | None
    attendance: Attendance | None
    lessons: Sequence[LessonTime]
    course: CourseView | None
    stay: StayView | None
    norms: tuple[NormsView, ...]
    items: tuple[IssuedItem, ...]
    file: FileView | None
    unheard: ChildOpinion | None = None
    opinion_holds: bool = False
    others: tuple[OtherProgramme, ...] = ()

    def mode_of(self, row: LessonTime) -> str:
        """How the child attends, in the words of the act."""
        modes = self.attendance.modes.choices if self.attendance else ()
        return next((one.title for one in modes if one.code == row.mode), row.mode)

    @property
    def free(self) -> Maintenance | None:
        """The maintenance for which nothing is paid."""
        return next((one.rule for one in self.norms if not one.rule.fee_charged), None)

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """What must be seen first."""
        course = self.course.missing if self.course else ()
        return (*course, *(self.stay.warnings if self.stay else ()))


def child_units(region: Region, day: date) -> tuple[str, ...]:
    """The departments of a region that record something of a child."""
    return tuple(
        unit.code
        for unit in region.units
        if attendance_of(region, unit.code, day)
        or council_course(region, unit.code, day)
        or stay_rule(region, unit.code, day)
        or maintenance_of(region, unit.code, day)
        or files_register(region, unit.code, day)
    )


def child_desk(
    actor: Actor, recipient_id: int, region: Region, day: date, programme_id: int | None = None
) -> ChildDesk | None:
    """What such a department records by a programme of the child.

    Without ``programme_id`` the one meant on the day. None for somebody without one, and for a
    programme of another person or department or a withdrawn one. Raises NotFound for another
    provider's person.
    """
    units = child_units(region, day)
    if not units:
        return None
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        found = programmes_of_child(session, person.id, units, day)
        meant = next((one for one in found if programme_id in {None, one.programme.id}), None)
        if meant is None:
            return None
        others = (one for one in found if one is not meant and one.goes_on(day))
        desk = _desk(session, person, meant.programme, region, day)
        return replace(desk, others=tuple(_other(one, region) for one in others))


def _other(one: ChildProgramme, region: Region) -> OtherProgramme:
    row = one.programme
    title = _title(row.unit_code or "", region)
    return OtherProgramme(row.id, row.number, title, row.valid_until)


def _title(unit_code: str, region: Region) -> str:
    return next(one.title for one in region.units if one.code == unit_code)


def _desk(
    session: Session, person: Recipient, programme: Programme, region: Region, day: date
) -> ChildDesk:
    unit = programme.unit_code or ""
    attendance = attendance_of(region, unit, day)
    department = session.scalars(
        select(Department)
        .where(Department.provider_id == person.provider_id, Department.unit_code == unit)
        .order_by(Department.id)
        .limit(1)
    ).one_or_none()
    norms = norms_of_unit(session, person.provider_id, unit, region, day)
    stay = stay_of(session, person.id, programme, region, day)
    awaited = unheard(session, person, programme.form, day, region) if stay is None else None
    return ChildDesk(
        recipient_id=person.id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        born=person.born,
        programme_id=programme.id,
        programme_number=programme.number,
        programme_until=programme.valid_until,
        unit_code=unit,
        unit_title=_title(unit, region),
        department_id=department.id if department else None,
        attendance=attendance,
        lessons=lessons_of(session, [person.id]).get(person.id, ()) if attendance else (),
        course=_course(session, programme, region, day),
        stay=stay,
        norms=norms,
        items=_items(session, person.id) if norms else (),
        file=_file(session, person, programme, region, day),
        unheard=awaited,
        opinion_holds=awaited is not None and _opinion_holds(session, programme, region, day),
    )


def _opinion_holds(session: Session, programme: Programme, region: Region, day: date) -> bool:
    whose = programme.provider_id, programme.recipient_id
    case = load_case(session, *whose, day=day, programme_id=programme.id)
    return unheard_at_contract(session, case, region) is not None


def norms_of_unit(
    session: Session, provider_id: int, unit: str, region: Region, day: date
) -> tuple[NormsView, ...]:
    """The norms by which a department keeps its children on a day (VLA-MIN-04, VLA-MIN-05)."""
    rules = maintenance_of(region, unit, day)
    if not rules:
        return ()
    rows = session.scalars(
        select(UnitNorms)
        .where(UnitNorms.provider_id == provider_id, UnitNorms.since <= day)
        .order_by(UnitNorms.since)
    )
    newest = {row.code: row for row in rows}
    return tuple(
        NormsView(rule, newest.get(rule.code), norms_missing(rule, loaded=rule.code in newest))
        for rule in rules
    )


def _course(session: Session, programme: Programme, region: Region, day: date) -> CourseView | None:
    rule = council_course(region, programme.unit_code, day)
    if rule is None:
        return None
    decisions = decisions_of(session, programme.id)
    return CourseView(
        rule=rule,
        day=day,
        decisions=all_decisions(session, programme.id),
        standing=standing_decision(decisions, day),
        corrected=corrected(decisions),
        struck=strikes_of(session, programme.id),
        missing=check_council(session, programme, region, day),
        astray=courses_astray(
            session, programme.provider_id, region, day, Contract.programme_id == programme.id
        ),
    )


def _items(session: Session, recipient_id: int) -> tuple[IssuedItem, ...]:
    rows = session.scalars(
        select(IssuedItem)
        .where(IssuedItem.recipient_id == recipient_id, IssuedItem.struck_at.is_(None))
        .order_by(IssuedItem.issued_on.desc(), IssuedItem.id.desc())
    )
    return tuple(rows)


def _file(
    session: Session, person: Recipient, programme: Programme, region: Region, day: date
) -> FileView | None:
    register = files_register(region, programme.unit_code, day)
    if register is None:
        return None
    return FileView(
        clause=register.citation,
        file=file_of(session, person.id, programme.unit_code or ""),
        contents=document_checklist(person.provider_id, person.id, region, day, programme.id),
    )

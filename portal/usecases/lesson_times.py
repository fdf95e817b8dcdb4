"""When a child has lessons: a fact of the child, and which visits fall into it (VLA-SCH-02)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.courses import Attendance, visit_in_lessons
from portal.domain.people import age_on, age_words
from portal.domain.schedule import DAYS_OF_WEEK
from portal.domain.violations import Violation, refuse
from portal.domain.visit_plan import PlannedVisit
from portal.models import Contract, Department, LessonTime, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.department_days import department_on
from portal.usecases.facts import own
from portal.usecases.transaction import transaction

OLDEST_PRESCHOOLER = 8
"""Beyond this age the portal takes «preschool» for a slip: the act names no age of its own."""
EARLIEST, LATEST = time(7), time(21)
"""Between which hours lessons are believed: no act of the region names any."""
AHEAD = timedelta(days=366)
InLessons = tuple[tuple[PlannedVisit, Violation], ...]
Lessons = tuple[Attendance, Sequence[LessonTime]]


@dataclass(frozen=True, slots=True)
class RecordLessons:
    """How a child learns from ``since`` on; without hours there are no lessons (Monday is 0)."""

    recipient_id: int
    since: date
    mode: str
    weekdays: tuple[int, ...] = ()
    begins: time | None = None
    ends: time | None = None


def attendance_of(region: Region, unit_code: str | None, day: date) -> Attendance | None:
    """When children of a department attend; None where no act says."""
    rules = region.rules.schedule_rules.on(day).attendance
    return next((one for one in rules if one.unit_code == unit_code), None)


def record_lessons(command: RecordLessons, *, region: Region, actor: Actor, now: datetime) -> int:
    """Keep when a child learns; a record of the same day is replaced, earlier ones stay.

    Raises value_invalid for a mode the region does not know, for a schoolchild without weekdays,
    for hours that run back or are nobody's, for a preschool child with hours or of school age, and
    for a day before the child's birth or over a year ahead.
    """
    today = region.today(now)
    rules = region.rules.schedule_rules.on(today).attendance
    if not rules:
        refuse("value_invalid", "Отделений, где посещение связано с уроками, здесь нет.")
    _demand_hours(command, rules[0])
    if command.since > today + AHEAD:
        text = f"{command.since:%d.%m.%Y} — больше чем через год. Проверьте год."
        refuse("value_invalid", text, field="since")
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        _demand_age(command, rules[0], person.born)
        row = session.scalars(
            select(LessonTime).where(
                LessonTime.recipient_id == person.id, LessonTime.since == command.since
            )
        ).one_or_none()
        before = _summary(row) if row else None
        if row is None:
            row = LessonTime(
                provider_id=actor.provider_id, recipient_id=person.id, since=command.since
            )
            session.add(row)
        learns = command.mode in rules[0].free_of_lessons
        row.mode = command.mode
        row.weekdays = sorted(set(command.weekdays)) if learns else []
        row.begins_at, row.ends_at = command.begins, command.ends
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.flush()
        subject = ("lessons_recorded", "recipient", person.id)
        audit.record(session, actor, now, *subject, before, _summary(row))
        return row.id


def _demand_hours(command: RecordLessons, rule: Attendance) -> None:
    rule.modes.choice(command.mode, field="mode")
    clause = rule.modes.citation
    begins, ends = command.begins, command.ends
    if (begins is None) != (ends is None) or (begins and ends and begins >= ends):
        text = "Введите оба часа: когда уроки начинаются и когда кончаются, конец позже начала."
        refuse("value_invalid", text, field="ends", citation=clause)
    if begins and ends and not EARLIEST <= begins < ends <= LATEST:
        text = (
            f"Уроки с {begins:%H:%M} до {ends:%H:%M} — ночные. Введите часы между "
            f"{EARLIEST:%H:%M} и {LATEST:%H:%M}."
        )
        refuse("value_invalid", text, field="begins")
    learns = command.mode in rule.free_of_lessons
    if begins and not learns:
        text = "У дошкольника уроков нет. Сотрите часы или отметьте, что ребёнок — школьник."
        refuse("value_invalid", text, field="begins", citation=clause)
    if learns and not command.weekdays:
        text = (
            "Отметьте дни недели, в которые у школьника уроки. На каникулы оставьте дни, а часы "
            "сотрите."
        )
        refuse("value_invalid", text, field="weekdays", citation=clause)
    if set(command.weekdays) - set(range(DAYS_OF_WEEK)):
        refuse("value_invalid", "Отметьте дни недели из списка.", field="weekdays")


def _demand_age(command: RecordLessons, rule: Attendance, born: date) -> None:
    clause = rule.modes.citation
    if command.since < born:
        text = f"Ребёнок родился {born:%d.%m.%Y}, а введено {command.since:%d.%m.%Y}. "
        refuse("value_invalid", f"{text}Проверьте год.", field="since", citation=clause)
    age = age_on(born, command.since)
    if command.mode not in rule.free_of_lessons and age > OLDEST_PRESCHOOLER:
        text = (
            f"Ребёнку {age_words(age)}, дошкольником он уже быть не может. Отметьте, что он — "
            "школьник, и дни с уроками."
        )
        refuse("value_invalid", text, field="mode", citation=clause)


def _summary(row: LessonTime) -> dict[str, object]:
    return {
        "since": row.since,
        "mode": row.mode,
        "weekdays": row.weekdays,
        "hours": f"{row.begins_at}–{row.ends_at}" if row.begins_at else "",
    }


def lessons_of(
    session: Session, recipient_ids: Collection[int]
) -> Mapping[int, Sequence[LessonTime]]:
    """What is known of the lessons of these people, by person, the oldest first."""
    found: dict[int, list[LessonTime]] = {}
    if not recipient_ids:
        return found
    for row in session.scalars(
        select(LessonTime)
        .where(LessonTime.recipient_id.in_(tuple(recipient_ids)))
        .order_by(LessonTime.since)
    ):
        found.setdefault(row.recipient_id, []).append(row)
    return found


def lessons_by_contract(
    session: Session, which: ColumnElement[bool], region: Region, day: date
) -> Mapping[int, Lessons]:
    """The lessons that contracts must leave free, by contract; no query where no act asks.

    ``which`` is a condition on ``Contract``; the rules are those of ``day``.
    """
    rules = {one.unit_code: one for one in region.rules.schedule_rules.on(day).attendance}
    if not rules:
        return {}
    unit = func.coalesce(Programme.unit_code, Department.unit_code)
    rows = session.execute(
        select(Contract.id, Contract.recipient_id, unit)
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(Department, Department.id == department_on(day))
        .where(which, unit.in_(rules))
    ).all()
    known = lessons_of(session, {recipient for _contract, recipient, _unit in rows})
    return {
        contract: (rules[code], known[recipient])
        for contract, recipient, code in rows
        if recipient in known
    }


def visits_in_lessons(
    rule: Attendance, lessons: Sequence[LessonTime], visits: Iterable[PlannedVisit]
) -> InLessons:
    """Planned visits that fall into lessons, once for each weekday and hour (VLA-SCH-02)."""
    found: dict[tuple[int, time, time | None], tuple[PlannedVisit, Violation]] = {}
    for visit in visits:
        standing = [row for row in lessons if row.since <= visit.day]
        if visit.begins is None or not standing:
            continue
        row = standing[-1]
        key = visit.day.weekday(), visit.begins, visit.ends
        if key in found or visit.day.weekday() not in row.weekdays:
            continue
        if row.begins_at is None or row.ends_at is None:
            continue
        hours = ((row.begins_at, row.ends_at),)
        begins = datetime.combine(visit.day, visit.begins)
        for warning in visit_in_lessons(rule, row.mode, hours, begins, visit.ends):
            found[key] = (visit, warning)
    return tuple(found.values())

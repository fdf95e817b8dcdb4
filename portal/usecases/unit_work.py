"""What a department for children does beside the services, and by which norms it keeps them.

Rules: VLA-MIN-07 (tasks are the tags of activities), VLA-MIN-04 and VLA-MIN-05 (norms of an act).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.domain.choices import ChoiceList
from portal.domain.documents import names_document
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import Department, UnitActivity, UnitNorms
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.council_decisions import DECIDES
from portal.usecases.entered import LONGEST_ACT
from portal.usecases.facts import own
from portal.usecases.family_rules import first_day
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction

AIMS, TASKS = "rehabilitation_aims", "rehabilitation_tasks"
MOST_PEOPLE = 10_000
MOST_LINES = 200
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class RecordActivity:
    """What a department did on a day under a task of its order, with how many people."""

    department_id: int
    task: str
    day: date
    about: str
    people: int = 0


@dataclass(frozen=True, slots=True)
class SetNorms:
    """The norms of a kind of maintenance from a day on: the act, and what it gives in lines."""

    code: str
    since: date
    act: str
    lines: tuple[str, ...]


def work_list(region: Region, unit_code: str | None, code: str, day: date) -> ChoiceList | None:
    """The aims or the tasks of a department by its order (VLA-MIN-07); None without an order.

    The lists belong to the department whose admission the same order bounds by age.
    """
    minors = region.rules.representation_rules.on(day).minors
    if all(one.unit_code != unit_code for one in minors.ages):
        return None
    return next((one for one in minors.activities if one.code == code), None)


def record_activity(command: RecordActivity, *, region: Region, actor: Actor, now: datetime) -> int:
    """Record what a department did.

    Raises value_invalid for a task its order does not name and a day its rules do not reach.
    """
    today = region.today(now)
    about = " ".join(command.about.split())
    if not about or len(about) > LONGEST_TEXT:
        refuse("value_invalid", "Напишите, что сделано и с кем.", field="about")
    _demand_day(command.day, first_day(region), today)
    if not 0 <= command.people <= MOST_PEOPLE:
        refuse("value_invalid", "Введите, сколько человек участвовало.", field="people")
    with transaction() as session:
        department = own(session, Department, command.department_id, actor.provider_id)
        tasks = work_list(region, department.unit_code, TASKS, today)
        if tasks is None:
            refuse("value_invalid", "У этого отделения нет списка задач.", field="task")
        tasks.choice(command.task, field="task")
        row = UnitActivity(
            provider_id=actor.provider_id,
            department_id=department.id,
            task=command.task,
            day=command.day,
            about=about,
            people=command.people,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"task": row.task, "day": row.day, "about": row.about, "people": row.people}
        subject = ("activity_recorded", "department", department.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _demand_day(day: date, first: date, today: date) -> None:
    if day > today:
        refuse("value_invalid", "Этот день ещё не наступил. Проверьте дату.", field="day")
    if day < first:
        text = (
            f"Отделения для детей работают по правилам с {first:%d.%m.%Y}, а введено "
            f"{day:%d.%m.%Y}. Проверьте год."
        )
        refuse("value_invalid", text, field="day")


def _demand_near(since: date, first: date, today: date) -> None:
    """Norms hold from a day of the department's rules, at most a year ahead."""
    if first <= since <= today + AHEAD:
        return
    text = (
        f"Нормы вводят с {first:%d.%m.%Y} и не дальше чем на год вперёд, а введено "
        f"{since:%d.%m.%Y}. Проверьте год."
    )
    refuse("value_invalid", text, field="since")


def strike_activity(activity_id: int, department_id: int, *, actor: Actor, now: datetime) -> None:
    """Cross out an activity entered by mistake; Conflict for one that is crossed out already."""
    with transaction() as session:
        row = own(session, UnitActivity, activity_id, actor.provider_id, lock=True)
        if row.struck_at is not None or row.department_id != department_id:
            text = "Эту запись уже вычеркнули. Обновите страницу."
            raise Conflict(Violation("conflict", text))
        row.struck_at = now
        session.flush()
        subject = ("activity_struck", "department", row.department_id)
        audit.record(session, actor, now, *subject, before={"row": row.id, "about": row.about})


def set_norms(command: SetNorms, *, region: Region, actor: Actor, now: datetime) -> int:
    """Load the norms of an act; those of the same day are replaced, earlier ones stay.

    Raises NotAllowed for who does not lead a department, value_invalid for a kind of maintenance
    the region does not know, without an act or without a line in words, and for a day that the
    department's rules do not reach or over a year ahead.
    """
    if actor.role not in DECIDES:
        raise NotAllowed
    today = region.today(now)
    rules = region.rules.representation_rules.on(today).minors.maintenance
    if command.code not in {one.code for one in rules}:
        refuse("value_invalid", "Выберите, чему эти нормы.", field="code")
    act = " ".join(command.act.split())
    if not names_document(act) or len(act) > LONGEST_ACT:
        text = "Назовите акт, которым установлены нормы: вид, дату и номер."
        refuse("value_invalid", text, field="act")
    lines = [clean for line in command.lines if (clean := " ".join(line.split()))]
    if not lines or len(lines) > MOST_LINES or not all(map(names_document, lines)):
        text = f"Введите нормы словами, по одной в строке, не больше {MOST_LINES} строк."
        refuse("value_invalid", text, field="lines")
    _demand_near(command.since, first_day(region), today)
    with transaction() as session:
        row = session.scalars(
            select(UnitNorms)
            .where(
                UnitNorms.provider_id == actor.provider_id,
                UnitNorms.code == command.code,
                UnitNorms.since == command.since,
            )
            .with_for_update()
        ).one_or_none()
        before = {"act": row.act, "lines": row.lines} if row else None
        row = row or UnitNorms(
            provider_id=actor.provider_id, code=command.code, since=command.since
        )
        row.act, row.lines = act, lines
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.add(row)
        session.flush()
        after = {"code": row.code, "since": row.since, "act": act, "lines": lines}
        audit.record(session, actor, now, "norms_set", "unit_norms", row.id, before, after)
        return row.id

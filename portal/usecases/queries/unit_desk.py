"""A department for children as its head sees it: the children, the norms, the work of a month.

Rules: VLA-CAP-02 (open all year), VLA-REG-01 (files), VLA-MIN-05 (norms), VLA-MIN-07 (tasks as tags
of activities, and the report by them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day
from portal.domain.capacity import Season, admits_all_year
from portal.domain.choices import Choice, ChoiceList
from portal.domain.people import full_name
from portal.domain.violations import NotFound
from portal.models import ChildFile, Contract, Department, Programme, Recipient, UnitActivity
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.child_units import NormsView, child_units, norms_of_unit
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import own_people
from portal.usecases.transaction import reading
from portal.usecases.unit_work import AIMS, TASKS, work_list

MOST_ACTIVITIES = 100
_NOT_DONE = (0, 0)


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child whom the department serves; ``file`` is the number of the personal file."""

    recipient_id: int
    programme_id: int
    recipient: str
    born: date
    since: date
    programme_until: date
    file: str | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of the department's order: what was done under it in the month and in the year."""

    task: Choice
    month: int
    year: int
    people: int


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of the month."""

    id: int
    day: date
    task: str
    about: str
    people: int


@dataclass(frozen=True, slots=True)
class UnitWork:
    """The report of a month: every task of the list, done or not, and the aims behind them."""

    aims: ChoiceList | None
    tasks: ChoiceList
    lines: tuple[TaskLine, ...]
    activities: tuple[Activity, ...]

    def title_of(self, task: str) -> str:
        """A task in the words of the order."""
        return next((one.title for one in self.tasks.choices if one.code == task), task)


@dataclass(frozen=True, slots=True)
class UnitDesk:
    """The page of a department for children; a part is None where no act asks for it.

    ``children`` are those the reader may open, ``others`` how many more the department serves.
    """

    department_id: int
    name: str
    unit_code: str
    places: int | None
    season: Season | None
    keeps_files: bool
    children: Page[ChildRow]
    others: int
    norms: tuple[NormsView, ...]
    work: UnitWork | None


def season_of(region: Region, unit_code: str, day: date) -> Season | None:
    """The clause by which a department admits in every month; None where no act says so."""
    rules = region.rules.capacity_rules.on(day)
    if not admits_all_year(rules, unit_code):
        return None
    return next(one for one in rules.seasons if one.unit_code == unit_code)


def units_for_children(actor: Actor, region: Region, day: date) -> Mapping[int, str]:
    """The provider's departments that have such a page, by their id; no query without one."""
    codes = child_units(region, day)
    if not codes:
        return {}
    with reading() as session:
        rows = session.execute(
            select(Department.id, Department.name)
            .where(Department.provider_id == actor.provider_id, Department.unit_code.in_(codes))
            .order_by(Department.id)
        ).all()
    return dict(rows)


def unit_desk(
    actor: Actor, department_id: int, region: Region, month: date, day: date, *, page: int = 1
) -> UnitDesk:
    """The department on a day with its work of a month; NotFound for one without children."""
    with reading() as session:
        department = own(session, Department, department_id, actor.provider_id)
        unit = department.unit_code
        if unit not in child_units(region, day):
            raise NotFound
        registers = region.rules.registers.on(day).registers
        children, others = _children(session, actor, department, day, page)
        return UnitDesk(
            department_id=department.id,
            name=department.name,
            unit_code=unit,
            places=department.places,
            season=season_of(region, unit, day),
            keeps_files=any(unit in one.unit_codes for one in registers),
            children=children,
            others=others,
            norms=norms_of_unit(session, actor.provider_id, unit, region, day),
            work=_work(session, department, region, month, day),
        )


def _children(
    session: Session, actor: Actor, department: Department, day: date, page: int
) -> tuple[Page[ChildRow], int]:
    """Whoever has a contract of the department on the day, by name; how many are not shown."""
    wanted = (
        select(Recipient, Contract.in_force_from, Programme, ChildFile)
        .join(Contract, Contract.recipient_id == Recipient.id)
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(
            ChildFile,
            and_(
                ChildFile.recipient_id == Recipient.id, ChildFile.unit_code == department.unit_code
            ),
        )
        .where(
            Recipient.provider_id == department.provider_id,
            Programme.unit_code == department.unit_code,
            Contract.in_force_from <= day,
            or_(Contract.ended_on.is_(None), Contract.ended_on >= day),
        )
    )
    everybody = session.scalar(wanted.with_only_columns(func.count())) or 0
    wanted = wanted.where(*own_people(actor))
    total = session.scalar(wanted.with_only_columns(func.count())) or 0
    rows = session.execute(paged(wanted.order_by(Recipient.name_key, Contract.id), page)).all()
    shown = Page(
        rows=tuple(
            ChildRow(
                recipient_id=person.id,
                programme_id=programme.id,
                recipient=full_name(person.surname, person.name, person.patronymic),
                born=person.born,
                since=since or day,
                programme_until=programme.valid_until,
                file=None if file is None else file.number,
            )
            for person, since, programme, file in rows
        ),
        total=total,
        number=page,
    )
    return shown, everybody - total


def _work(
    session: Session, department: Department, region: Region, month: date, day: date
) -> UnitWork | None:
    tasks = work_list(region, department.unit_code, TASKS, day)
    if tasks is None:
        return None
    done = (
        UnitActivity.provider_id == department.provider_id,
        UnitActivity.department_id == department.id,
        UnitActivity.struck_at.is_(None),
    )
    last = last_day(month)
    in_month = UnitActivity.day.between(month, last)
    new_year = month.replace(month=1, day=1)
    of_year = _by_task(session, *done, UnitActivity.day.between(new_year, last))
    of_month = _by_task(session, *done, in_month)
    rows = session.scalars(
        select(UnitActivity)
        .where(*done, in_month)
        .order_by(UnitActivity.day.desc(), UnitActivity.id.desc())
        .limit(MOST_ACTIVITIES)
    )
    return UnitWork(
        aims=work_list(region, department.unit_code, AIMS, day),
        tasks=tasks,
        lines=tuple(
            TaskLine(one, of_month.get(one.code, _NOT_DONE)[0], *of_year.get(one.code, _NOT_DONE))
            for one in tasks.choices
        ),
        activities=tuple(
            Activity(row.id, row.day, row.task, row.about, row.people) for row in rows
        ),
    )


def _by_task(session: Session, *which: ColumnElement[bool]) -> Mapping[str, tuple[int, int]]:
    """How often each task was worked at, and for how many people."""
    return {
        task: (times, people)
        for task, times, people in session.execute(
            select(UnitActivity.task, func.count(), func.sum(UnitActivity.people))
            .where(*which)
            .group_by(UnitActivity.task)
        )
    }

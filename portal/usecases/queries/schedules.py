"""What the page «График» reads: the weeks agreed, and what they come to in a month.

There are no sums here: the schedule is for those who give the services (FED-PDP-01).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import days_of, month_of, next_month
from portal.domain.catalogue import Form
from portal.domain.courses import contract_outlives
from portal.domain.people import full_name
from portal.domain.violations import NotFound, Violation
from portal.domain.visit_plan import (
    Frequency,
    PlannedVisit,
    VisitPlan,
    days_by_code,
    month_warnings,
    overfull_visits,
    plan_on,
    visits_of,
)
from portal.models import (
    Contract,
    ContractService,
    ContractTerms,
    Programme,
    Recipient,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.course_days import CourseSpan, course_spans
from portal.usecases.escort import is_escorted
from portal.usecases.lesson_times import (
    InLessons,
    attendance_of,
    lessons_of,
    visits_in_lessons,
)
from portal.usecases.queries.month_astray import served_days
from portal.usecases.queries.month_sheets import MonthSheet, get_sheet
from portal.usecases.queries.scope import served_by
from portal.usecases.queries.visit_plans import draft_plan_of, plans_of
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading
from portal.usecases.visit_plans import frequencies_of

MONTHS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A service that may be planned: its volume a month and how often by the programme."""

    code: str
    title: str
    unit_title: str
    quantity: Decimal
    frequency: Frequency | None


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """What the plan comes to in a month, by service, and the warnings of it (FED-SCH-02).

    ``in_lessons`` are visits of a schoolchild within lessons (VLA-SCH-02).
    """

    month: date
    planned: Mapping[str, int]
    warnings: Mapping[str, tuple[Violation, ...]]
    overfull: tuple[tuple[PlannedVisit, Violation], ...] = ()
    in_lessons: InLessons = ()


@dataclass(frozen=True, slots=True)
class ScheduleDesk:
    """The services to plan and the plans made; ``first`` and ``last`` bound a new plan's day.

    ``contract_id`` is None before the contract. ``asks_reason``: the region wants a reason where no
    hours are named (MSK-SCH-02). ``loads`` are the months a reader should look at. ``outlives``
    warns of a contract longer than its course (VLA-SCH-01). ``unmeasured`` are the services of the
    plan without a time norm, where the region measures visits by norms (MSK-SCH-04). ``escorted``:
    each visit is with an escort (FED-RGT-05).
    """

    contract_id: int | None
    programme_id: int
    number: str
    recipient: str
    form: Form
    in_force: bool
    lines: tuple[PlannedLine, ...]
    plans: tuple[VisitPlan, ...]
    current: VisitPlan | None
    first: date
    last: date
    asks_reason: bool
    loads: tuple[MonthLoad, ...]
    outlives: tuple[Violation, ...] = ()
    course: CourseSpan | None = None
    unmeasured: tuple[str, ...] = ()
    escorted: bool = False

    @property
    def titles(self) -> Mapping[str, str]:
        """The services by code."""
        return {line.code: line.title for line in self.lines}


def schedule_desk(actor: Actor, contract_id: int, region: Region, day: date) -> ScheduleDesk:
    """The plans of a contract; NotFound for another's."""
    with reading() as session:
        found = session.execute(
            select(Contract, Recipient, Programme)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .join(Programme, Programme.id == Contract.programme_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                *served_by(actor),
            )
        ).one_or_none()
        if found is None:
            raise NotFound
        contract, person, programme = found
        first, last = served_days(contract, programme)
        first = max(first, month_of(day))
        told = frequencies_of(session, programme.id)
        lines = _contract_lines(session, contract.id, max(first, day), told)
        plans = plans_of(session, [contract.id]).get(contract.id, ())
        course = course_spans(session, Contract.id == contract.id, region, day).get(contract.id)
    desk = ScheduleDesk(
        contract_id=contract.id,
        programme_id=programme.id,
        number=contract.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        form=contract.form,
        in_force=contract.in_force_from is not None,
        lines=lines,
        plans=plans,
        current=plan_on(plans, max(first, day)) or (plans[-1] if plans else None),
        first=first,
        last=last,
        asks_reason=_asks_reason(region, contract.form, day),
        loads=(),
        outlives=contract_outlives(course.course, course.last, last) if course else (),
        course=course,
        escorted=is_escorted(person, contract.form, region, day),
    )
    if desk.current is None or not desk.in_force or last < first:
        return desk
    return _with_loads(desk, actor, contract.id, region, day)


def draft_desk(actor: Actor, programme_id: int, region: Region, day: date) -> ScheduleDesk:
    """The plan of a programme that has no contract yet; NotFound for another's."""
    with reading() as session:
        found = session.execute(
            select(Programme, Recipient)
            .join(Recipient, Recipient.id == Programme.recipient_id)
            .where(Programme.provider_id == actor.provider_id, Programme.id == programme_id)
            .options(selectinload(Programme.services))
        ).one_or_none()
        if found is None:
            raise NotFound
        programme, person = found
        plan = draft_plan_of(session, programme_id)
        attendance = attendance_of(region, programme.unit_code, day)
        lessons = lessons_of(session, [person.id]).get(person.id, ()) if attendance else ()
    load = _draft_load(plan, programme, region, day) if plan else None
    if load is not None and plan is not None and attendance is not None:
        visits = visits_of([plan], days_of(load.month), lambda _code, _on: True)
        load = replace(load, in_lessons=visits_in_lessons(attendance, lessons, visits))
    lines = _programme_lines(programme, region, day)
    return ScheduleDesk(
        contract_id=None,
        programme_id=programme_id,
        number=programme.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        form=programme.form,
        in_force=False,
        lines=lines,
        plans=(plan,) if plan else (),
        current=plan,
        first=day,
        last=programme.valid_until,
        asks_reason=_asks_reason(region, programme.form, day),
        loads=(load,) if load else (),
        unmeasured=_unmeasured(
            plan, region, norms_of(region, [line.code for line in lines], day), day
        ),
        escorted=is_escorted(person, programme.form, region, day),
    )


def _programme_lines(programme: Programme, region: Region, day: date) -> tuple[PlannedLine, ...]:
    """What the programme prescribes, in the words of the day's catalogue."""
    items = {item.code: item for item in region.rules.service_catalogue.on(day).items}
    return tuple(
        PlannedLine(
            line.code,
            items[line.code].title if line.code in items else line.code,
            items[line.code].unit_title if line.code in items else "",
            line.quantity_per_month,
            line.frequency,
        )
        for line in programme.services
    )


def _asks_reason(region: Region, form: Form, day: date) -> bool:
    return form in region.rules.schedule_rules.on(day).exact_forms


def _contract_lines(
    session: Session, contract_id: int, day: date, told: Mapping[str, Frequency | None]
) -> tuple[PlannedLine, ...]:
    rows = session.scalars(
        select(ContractService)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .where(
            ContractTerms.contract_id == contract_id,
            ContractTerms.since <= day,
            ContractTerms.until.is_(None) | (ContractTerms.until > day),
        )
        .order_by(ContractService.code)
    )
    return tuple(
        PlannedLine(row.code, row.title, row.unit_title, row.quantity_per_month, told.get(row.code))
        for row in rows
    )


def _with_loads(
    desk: ScheduleDesk, actor: Actor, contract_id: int, region: Region, day: date
) -> ScheduleDesk:
    """The desk with its first two months to come: the plan's own first one is seldom whole."""
    month = month_of(max(day, desk.current.since if desk.current else day))
    months = (next_month(month, count) for count in range(MONTHS_AHEAD))
    sheets = [get_sheet(actor, contract_id, one, region) for one in months if one <= desk.last]
    minutes = norms_of(region, [line.code for line in desk.lines], day)
    return replace(
        desk,
        loads=tuple(load_of(sheet, region, minutes) for sheet in sheets),
        unmeasured=_unmeasured(desk.current, region, minutes, day),
    )


def _unmeasured(
    plan: VisitPlan | None, region: Region, minutes: Mapping[str, int], day: date
) -> tuple[str, ...]:
    if plan is None or region.rules.schedule_rules.on(day).norms is None:
        return ()
    return tuple(sorted({line.code for line in plan.lines} - set(minutes)))


def load_of(sheet: MonthSheet, region: Region, minutes: Mapping[str, int]) -> MonthLoad:
    """What the plan comes to in the month of a sheet."""
    allowed = {row.code: row.allowed for row in sheet.services if row.allowed is not None}
    load = _load(sheet.month, sheet.visits, allowed, region, minutes)
    return replace(load, in_lessons=sheet.in_lessons)


def _load(
    month: date,
    visits: Sequence[PlannedVisit],
    allowed: Mapping[str, Decimal],
    region: Region,
    minutes: Mapping[str, int],
) -> MonthLoad:
    rules = region.rules.schedule_rules.on(month)
    days = days_by_code(visits)
    return MonthLoad(
        month=month,
        planned={code: len(days.get(code, ())) for code in allowed},
        warnings=month_warnings(rules, visits, allowed),
        overfull=overfull_visits(rules, visits, minutes),
    )


def _draft_load(plan: VisitPlan, programme: Programme, region: Region, day: date) -> MonthLoad:
    """The first whole month of a contract that would begin today."""
    month = next_month(month_of(day))
    own_days = {line.code: (line.since, line.until) for line in programme.services}

    def served(code: str, on: date) -> bool:
        since, until = own_days.get(code, (None, None))
        first, last = since or programme.valid_from, until or programme.valid_until
        return first <= on <= min(last, programme.valid_until)

    allowed = {line.code: line.quantity_per_month for line in programme.services}
    visits = visits_of([plan], days_of(month), served)
    return _load(month, visits, allowed, region, norms_of(region, list(allowed), day))


def norms_of(region: Region, codes: Sequence[str], day: date) -> Mapping[str, int]:
    """Minutes that a service takes by the norms of the region, where it has norms (MSK-SCH-04)."""
    if region.rules.schedule_rules.on(day).norms is None:
        return {}
    with reading() as session:
        book = reference_book(session, region)
    return {code: minutes for code in codes if (minutes := book.minutes(code, day)) is not None}

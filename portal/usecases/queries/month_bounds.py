"""Bounds of a fee that a month's act shares with other bills (VLA-FEE-09, AST-FEE-01).

A course begins on the first day of attendance and lasts its working days (VLA-SCH-01); the next
service after its end begins another one. Regions without such bounds cost no query.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar, last_day, month_of, next_month
from portal.domain.courses import Course, course_end
from portal.domain.fee_bounds import SharedBound
from portal.domain.fee_rules import CapPeriod, CourseCap, FeeCap
from portal.domain.money import ZERO
from portal.models import (
    Act,
    Contract,
    Delivery,
    Department,
    FeeSetting,
    FormerBill,
    Programme,
)
from portal.regions.registry import Region
from portal.usecases.department_days import department_on
from portal.usecases.queries.corrected_acts import fee_freed
from portal.usecases.work_calendar import work_calendar

TWO_PROVIDERS = "месяц у двух поставщиков"


@dataclass(frozen=True, slots=True)
class CourseReading:
    """How a provider spends the bound of a course, and what the region says of it."""

    period: CapPeriod
    regional: CapPeriod
    cap: CourseCap


@dataclass(frozen=True, slots=True)
class _Spent:
    """What an act took of a course."""

    since: date
    until: date
    charged: Decimal


def shared_bounds(
    session: Session,
    provider_id: int,
    which: ColumnElement[bool],
    month: date,
    region: Region,
) -> Mapping[int, tuple[SharedBound, ...]]:
    """The stretches of each contract's month whose bound other bills spend too."""
    caps = region.rules.fee_rules.on(last_day(month)).caps
    found: dict[int, tuple[SharedBound, ...]] = {}
    shared = [cap for cap in caps if cap.shared is not None]
    if shared:
        found.update(_former_bills(session, which, month, shared))
    if (reading := course_reading(session, provider_id, last_day(month), region)) is not None and (
        reading.period is CapPeriod.COURSE
    ):
        found.update(_courses(session, which, month, region=region, cap=reading.cap))
    return found


def course_reading(
    session: Session, provider_id: int, day: date, region: Region
) -> CourseReading | None:
    """The provider's setting, else the region's reading; None where there are no courses."""
    caps = region.rules.fee_rules.on(day).caps
    course = next((cap.course for cap in caps if cap.course is not None), None)
    if course is None:
        return None
    chosen = session.scalar(
        select(FeeSetting.cap_period).where(FeeSetting.provider_id == provider_id)
    )
    return CourseReading(chosen or course.period, course.period, course)


def _former_bills(
    session: Session, which: ColumnElement[bool], month: date, caps: Iterable[FeeCap]
) -> Mapping[int, tuple[SharedBound, ...]]:
    clauses = {cap.form: cap.shared for cap in caps if cap.shared is not None}
    rows = session.execute(
        select(FormerBill.contract_id, Contract.form, FormerBill.amount)
        .join(Contract, Contract.id == FormerBill.contract_id)
        .where(which, FormerBill.month == month, Contract.form.in_(clauses))
    )
    return {
        contract_id: (SharedBound(month, next_month(month), amount, TWO_PROVIDERS, clauses[form]),)
        for contract_id, form, amount in rows
    }


def _courses(
    session: Session,
    which: ColumnElement[bool],
    month: date,
    *,
    region: Region,
    cap: CourseCap,
) -> Mapping[int, tuple[SharedBound, ...]]:
    lengths = {
        course.unit_code: course
        for course in region.rules.schedule_rules.on(last_day(month)).courses
        if course.unit_code in cap.unit_codes
    }
    units = _units(session, which, lengths, last_day(month))
    if not units:
        return {}
    calendar = work_calendar(session, region)
    attended = _attended(session, units, month)
    courses = {
        contract_id: _stretches(attended.get(contract_id, ()), lengths[unit], calendar, month)
        for contract_id, unit in units.items()
    }
    spent = _spent_elsewhere(session, courses, month)
    return {
        contract_id: tuple(
            SharedBound(
                since,
                until,
                _used(spent[contract_id], since, until),
                f"весь курс с {since:%d.%m.%Y} по {until - timedelta(days=1):%d.%m.%Y}",
                cap.citation,
            )
            for since, until in stretches
        )
        for contract_id, stretches in courses.items()
    }


def _units(
    session: Session, which: ColumnElement[bool], units: Iterable[str], day: date
) -> Mapping[int, str]:
    """The contracts of departments with courses on a day; the programme names its own first."""
    unit = func.coalesce(Programme.unit_code, Department.unit_code)
    rows = session.execute(
        select(Contract.id, unit)
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(Department, Department.id == department_on(day))
        .where(which, unit.in_(tuple(units)))
    )
    return dict(rows.all())


def _attended(
    session: Session, contracts: Iterable[int], month: date
) -> Mapping[int, Sequence[date]]:
    """The days with a service, up to the end of the month."""
    found: dict[int, list[date]] = defaultdict(list)
    for contract_id, day in session.execute(
        select(Delivery.contract_id, Delivery.day)
        .where(Delivery.contract_id.in_(tuple(contracts)), Delivery.day <= last_day(month))
        .distinct()
        .order_by(Delivery.contract_id, Delivery.day)
    ):
        found[contract_id].append(day)
    return found


def _stretches(
    attended: Sequence[date], course: Course, calendar: WorkCalendar, month: date
) -> tuple[tuple[date, date], ...]:
    """The courses that have a day in the month, each with the day after its end."""
    found: list[tuple[date, date]] = []
    after = date.min
    for day in attended:
        if day >= after:
            end = course_end(course, calendar.next_working(day), calendar)
            after = end + timedelta(days=1)
            found.append((day, after))
    return tuple((since, until) for since, until in found if until > month)


def _spent_elsewhere(
    session: Session, courses: Mapping[int, Sequence[tuple[date, date]]], month: date
) -> Mapping[int, Sequence[_Spent]]:
    """What acts of other months took of these courses, as corrections have left them."""
    found: dict[int, list[_Spent]] = defaultdict(list)
    wanted = [
        and_(
            Act.contract_id == contract_id,
            Act.month.between(
                month_of(stretches[0][0]), month_of(stretches[-1][1] - timedelta(days=1))
            ),
        )
        for contract_id, stretches in courses.items()
        if stretches
    ]
    if not wanted:
        return found
    acts = session.execute(
        select(Act.id, Act.contract_id, Act.inputs).where(Act.month != month, or_(*wanted))
    ).all()
    freed = fee_freed(session, [act_id for act_id, _contract, _inputs in acts])
    for act_id, contract_id, inputs in acts:
        bounds = cast("list[dict[str, str]]", inputs.get("bounds", []))
        for bound in bounds:
            since, until = date.fromisoformat(bound["since"]), date.fromisoformat(bound["until"])
            # Of several courses nobody can say which one the corrected lines belong to.
            back = freed[act_id] if len(bounds) == 1 else ZERO
            charged = max(Decimal(bound["charged"]) - back, ZERO)
            found[contract_id].append(_Spent(since, until, charged))
    return found


def _used(spent: Iterable[_Spent], since: date, until: date) -> Decimal:
    return sum((one.charged for one in spent if one.since < until and since < one.until), ZERO)

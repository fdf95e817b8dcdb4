"""Who takes a place of a department on a day, and how long: the stays of its contracts.

Rules: FED-CON-09 (a free place obliges), FED-IPP-06: a person whose contract is followed by the one
on the programme of a review takes one place, from the first day of the later one by that.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.capacity import Stay
from portal.domain.contract import RUNNING, ContractState
from portal.domain.courses import Course
from portal.models import Contract, Department, Programme
from portal.regions.registry import Region
from portal.usecases.course_days import course_stay
from portal.usecases.department_days import department_on, leaves_after
from portal.usecases.reviewed_programmes import is_followed_on, issued_instead
from portal.usecases.work_calendar import work_calendar

_DAY = timedelta(days=1)


def stays_in(
    session: Session,
    department: Department,
    course: Course | None,
    region: Region,
    day: date,
    besides: Collection[int],
) -> tuple[Stay, ...]:
    """Everybody whose contract with the department holds on the day or later.

    ``besides`` leaves contracts out, by their ids.
    """
    last = func.coalesce(Contract.ended_on, Contract.valid_until)
    rows = session.execute(
        select(
            _first_day(Contract),
            last,
            Contract.course_start,
            leaves_after(day),
            _followed_from(),
        )
        .join(Programme, Programme.id == Contract.programme_id)
        .where(admitted_by(department, day), last >= day, Contract.id.not_in(besides))
    ).all()
    calendar = work_calendar(session, region) if course is not None else None
    found = []
    for since, until, start, *leaves in rows:
        stay = Stay(since, until)
        if course is not None and calendar is not None:
            stay = course_stay(course, Stay(start or since, until), calendar)
        # The first day in another department, or by the later contract, is its day already.
        eves = [one - _DAY for one in leaves if one is not None]
        found.append(replace(stay, until=min([stay.until, *eves])))
    return tuple(found)


def keeps_place(session: Session, department: Department, programme: Programme, day: date) -> bool:
    """Whether a contract on the programme takes over the place of the one that it follows."""
    last = func.coalesce(Contract.ended_on, Contract.valid_until)
    found = (
        select(Contract.id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(admitted_by(department, day), last >= day, is_followed_on(programme))
    )
    return session.scalar(found.limit(1)) is not None


def stays_by_mode(session: Session, department: Department, day: date) -> dict[str | None, int]:
    """How many live in on the day by the mode of their programme (FED-IPP-12); None = not asked."""
    followed = _followed_from()
    rows = session.execute(
        select(Programme.stay_mode, func.count())
        .select_from(Contract)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            admitted_by(department, day),
            _first_day(Contract) <= day,
            or_(followed.is_(None), followed > day),
            func.coalesce(Contract.ended_on, Contract.valid_until) >= day,
        )
        .group_by(Programme.stay_mode)
    )
    return {row[0]: row[1] for row in rows}


def admitted_by(department: Department, day: date) -> ColumnElement[bool]:
    """Its contracts on a day: its own, and those of its kind that name no fitting one."""
    named, earlier = aliased(Department), aliased(Department)
    fits = (
        select(named.id)
        .where(named.id == department_on(day), named.unit_code == Programme.unit_code)
        .exists()
    )
    is_first = ~(
        select(earlier.id)
        .where(
            earlier.provider_id == department.provider_id,
            earlier.unit_code == department.unit_code,
            earlier.id < department.id,
        )
        .exists()
    )
    of_its_own = and_(
        department_on(day) == department.id,
        or_(Programme.unit_code.is_(None), Programme.unit_code == department.unit_code),
    )
    return and_(
        Contract.provider_id == department.provider_id,
        or_(Contract.state != ContractState.TERMINATED, Contract.ended_on.is_not(None)),
        or_(of_its_own, and_(Programme.unit_code == department.unit_code, ~fits, is_first)),
    )


def _first_day(contract: type[Contract]) -> SQLColumnExpression[date]:
    return func.coalesce(contract.in_force_from, contract.starts_on, contract.concluded_on)


def _followed_from() -> SQLColumnExpression[date | None]:
    """The first day of the contract that follows a ``Contract``; None while none is drawn up."""
    later = aliased(Contract)
    return (
        select(func.min(_first_day(later)))
        .where(
            later.provider_id == Contract.provider_id,
            later.recipient_id == Contract.recipient_id,
            later.state != ContractState.TERMINATED,
            Contract.state.in_(RUNNING),
            Contract.form == later.form,
            issued_instead(Contract.provider_id, Contract.programme_id, later.programme_id),
        )
        .correlate(Contract)
        .scalar_subquery()
    )

"""The monthly schedule of a contract in force: week grids as planned or as given, and totals.

There are no sums here: the schedule is for those who give the services (FED-PDP-01).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of
from portal.domain.catalogue import Form
from portal.domain.people import short_name
from portal.domain.schedule import DAYS_OF_WEEK, month_schedule
from portal.domain.visit_plan import Frequency, PlannedVisit, for_paper
from portal.models import Contract, Membership, Programme, Recipient, User
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.month_sheets import MonthSheet, get_sheet
from portal.usecases.queries.schedules import MonthLoad, load_of, norms_of
from portal.usecases.transaction import reading
from portal.usecases.visit_plans import frequencies_of


@dataclass(frozen=True, slots=True)
class GridDay:
    """A day of a grid; None for a day of another month."""

    day: date | None
    visits: tuple[PlannedVisit, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A grid from Monday to Sunday; ``number`` counts the weeks of the month."""

    number: int
    days: tuple[GridDay, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """The monthly schedule as planned, or as given when ``done`` (MSK-SCH-01).

    ``units`` are what each service comes to, ``visits`` counts visits at home only.
    """

    sheet: MonthSheet
    done: bool
    weeks: tuple[Week, ...]
    units: Mapping[str, Decimal]
    visits: int
    load: MonthLoad
    programme_number: str
    frequencies: Mapping[str, Frequency | None]
    worker: str


def month_page(
    actor: Actor, contract_id: int, month: date, region: Region, *, done: bool = False
) -> MonthPage:
    """The grids of a month of a contract in force; NotFound for another's."""
    sheet = get_sheet(actor, contract_id, month, region)
    visits = _given(sheet) if done else sheet.visits
    counted = month_schedule(month, for_paper(visits, at_home=sheet.form is Form.HOME))
    planned = {code: Decimal(units) for code, units in counted.units.items()}
    given = {row.code: row.done for row in sheet.services if not row.additional and row.done}
    with reading() as session:
        number, told, worker = _heading(session, contract_id)
    minutes = norms_of(region, [row.code for row in sheet.services], month)
    return MonthPage(
        sheet=sheet,
        done=done,
        weeks=tuple(
            _week(place, monday, month, visits)
            for place, monday in enumerate(counted.mondays, start=1)
        ),
        units=given if done else planned,
        visits=counted.home_visits,
        load=load_of(sheet, region, minutes),
        programme_number=number,
        frequencies=told,
        worker=worker,
    )


def _given(sheet: MonthSheet) -> tuple[PlannedVisit, ...]:
    """What was given, as visits: everything of one day is one visit."""
    by_day: dict[date, list[str]] = {}
    for row in sheet.services:
        if not row.additional:
            for day in row.entries:
                by_day.setdefault(day, []).append(row.code)
    return tuple(
        PlannedVisit(day, None, None, tuple(sorted(codes))) for day, codes in sorted(by_day.items())
    )


def _week(number: int, monday: date, month: date, visits: Sequence[PlannedVisit]) -> Week:
    days = (monday + timedelta(days=ahead) for ahead in range(DAYS_OF_WEEK))
    return Week(
        number,
        tuple(
            GridDay(day, tuple(visit for visit in visits if visit.day == day))
            if month_of(day) == month
            else GridDay(None)
            for day in days
        ),
    )


def _heading(session: Session, contract_id: int) -> tuple[str, Mapping[str, Frequency | None], str]:
    """The programme's number, how often it gives each service, and whose round it is."""
    contract, number, own_worker = session.execute(
        select(Contract, Programme.number, Recipient.social_worker_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(Contract.id == contract_id)
    ).one()
    user = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == (own_worker or contract.social_worker_id))
    ).one_or_none()
    worker = short_name(user.surname, user.name, user.patronymic) if user else ""
    return number, frequencies_of(session, contract.programme_id), worker

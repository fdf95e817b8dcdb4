"""Plans of visits as they are read for many contracts at once, and today's planned round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractState
from portal.domain.people import full_name
from portal.domain.visit_plan import PlanLine, PlannedVisit, Weeks
from portal.domain.visit_plan import VisitPlan as Plan
from portal.models import (
    Contract,
    ContractService,
    ContractTerms,
    PlannedService,
    Programme,
    ProgrammeService,
    Recipient,
    Suspension,
    VisitPlan,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.course_days import course_spans
from portal.usecases.escort import is_escorted
from portal.usecases.queries.scope import served_by
from portal.usecases.stopped_services import stopped_before
from portal.usecases.transaction import reading


def plans_of(session: Session, contract_ids: Iterable[int]) -> Mapping[int, tuple[Plan, ...]]:
    """Every plan of these contracts, by contract, the oldest first."""
    rows = session.scalars(
        select(VisitPlan)
        .where(VisitPlan.contract_id.in_(tuple(contract_ids)))
        .options(selectinload(VisitPlan.lines))
        .order_by(VisitPlan.since)
    )
    found: dict[int, tuple[Plan, ...]] = {}
    for row in rows:
        if row.contract_id is not None:
            found[row.contract_id] = (*found.get(row.contract_id, ()), as_plan(row))
    return found


def draft_plan_of(session: Session, programme_id: int) -> Plan | None:
    """The plan made before the contract on a programme; None when nobody made one."""
    row = session.scalars(
        select(VisitPlan)
        .where(VisitPlan.programme_id == programme_id, VisitPlan.contract_id.is_(None))
        .options(selectinload(VisitPlan.lines))
    ).one_or_none()
    return None if row is None else as_plan(row)


def plan_for_draft(session: Session, programme_id: int) -> Plan | None:
    """The plan that a contract drawn up now would print.

    A contract that was sent back unsigned has taken the plan over; drawn up anew, it keeps it.
    """
    if plan := draft_plan_of(session, programme_id):
        return plan
    unsigned = session.scalar(
        select(Contract.id).where(
            Contract.programme_id == programme_id,
            Contract.state == ContractState.AWAITING_SIGNATURE,
        )
    )
    if unsigned is None:
        return None
    return next(reversed(plans_of(session, [unsigned]).get(unsigned, ())), None)


def as_plan(row: VisitPlan) -> Plan:
    """A row with its lines as the law reads it."""
    lines = tuple(
        PlanLine(line.code, line.weekday, line.weeks, line.begins_at, line.ends_at)
        for line in row.lines
    )
    return Plan(row.since, lines, row.reason)


def planned_on(day: date) -> Select[int | None]:
    """The contracts with a service planned on the day: their ids."""
    return lines_on(day).with_only_columns(VisitPlan.contract_id).distinct()


def lines_on(day: date) -> Select[VisitPlan, PlannedService]:
    """The lines of a day: of each contract's plan of that day, on its weekday and week."""
    later = VisitPlan.__table__.alias("later_plan")
    overtaken = (
        select(1)
        .where(
            later.c.contract_id == VisitPlan.contract_id,
            later.c.since > VisitPlan.since,
            later.c.since <= day,
        )
        .exists()
    )
    return (
        select(VisitPlan, PlannedService)
        .join(PlannedService, PlannedService.plan_id == VisitPlan.id)
        .where(
            VisitPlan.contract_id.is_not(None),
            VisitPlan.since <= day,
            ~overtaken,
            PlannedService.weekday == day.weekday(),
            PlannedService.weeks.in_([one for one in Weeks if one.holds(day)]),
        )
    )


@dataclass(frozen=True, slots=True)
class RoundVisit:
    """A visit of the reader's round: to whom, when, what for, with an escort or not."""

    contract_id: int
    recipient: str
    address: str
    phone: str
    hours: str
    titles: tuple[str, ...]
    escorted: bool = False


def todays_round(actor: Actor, day: date, region: Region) -> tuple[RoundVisit, ...]:
    """The visits planned for the reader's recipients on a day, by the clock, then by address.

    Nothing stands here on a suspended day, after the contract or its course, or outside a service's
    own dates (FED-SCH-02, VLA-SCH-01).
    """
    with reading() as session:
        rows = session.execute(_round_of(actor, day)).all()
        found = {contract.id for contract, *_ in rows}
        courses = course_spans(session, Contract.id.in_(found), region, day) if found else {}
    visits: dict[tuple[int, time | None], RoundVisit] = {}
    for contract, person, line, title in rows:
        if contract.id in courses and courses[contract.id].last < day:
            continue
        key = contract.id, line.begins_at
        before = visits[key].titles if key in visits else ()
        visits[key] = RoundVisit(
            contract_id=contract.id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            address=person.address,
            phone=person.phone,
            hours=PlannedVisit(day, line.begins_at, line.ends_at, ()).hours,
            titles=(*before, title),
            escorted=is_escorted(person, contract.form, region, day),
        )
    return tuple(visits.values())


def _round_of(actor: Actor, day: date) -> Select[Contract, Recipient, PlannedService, str]:
    """A row for each service planned on the day for the reader's recipients, in reading order."""
    return (
        lines_on(day)
        .with_only_columns(Contract, Recipient, PlannedService, ContractService.title)
        .join(Contract, Contract.id == VisitPlan.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(ContractTerms, and_(ContractTerms.contract_id == Contract.id, _holds(day)))
        .join(
            ContractService,
            and_(
                ContractService.terms_id == ContractTerms.id,
                ContractService.code == PlannedService.code,
            ),
        )
        .outerjoin(
            ProgrammeService,
            and_(
                ProgrammeService.programme_id == Programme.id,
                ProgrammeService.code == PlannedService.code,
            ),
        )
        .where(
            Contract.provider_id == actor.provider_id,
            *served_by(actor),
            *_in_service(day),
        )
        .order_by(
            PlannedService.begins_at.is_(None),
            PlannedService.begins_at,
            Recipient.address,
            Recipient.name_key,
            Contract.id,
            PlannedService.code,
        )
    )


def _holds(day: date) -> ColumnElement[bool]:
    return and_(
        ContractTerms.since <= day,
        or_(ContractTerms.until.is_(None), ContractTerms.until > day),
    )


def _in_service(day: date) -> tuple[ColumnElement[bool], ...]:
    """A day on which contract, programme and the service's own dates all stand, without a break."""
    paused = (
        select(1)
        .where(
            Suspension.provider_id == Contract.provider_id,
            Suspension.contract_id == Contract.id,
            Suspension.since <= day,
            or_(Suspension.until.is_(None), Suspension.until > day),
        )
        .exists()
    )
    return (
        Contract.in_force_from <= day,
        Contract.valid_until >= day,
        or_(Contract.ended_on.is_(None), Contract.ended_on >= day),
        Programme.valid_from <= day,
        Programme.valid_until >= day,
        or_(ProgrammeService.since.is_(None), ProgrammeService.since <= day),
        or_(ProgrammeService.until.is_(None), ProgrammeService.until >= day),
        ~paused,
        ~stopped_before(day),
    )

"""What waits for an answer on the first page.

Demands, urgent acts, data to destroy, decisions, copies that the recipient has not signed, plans
of visits that an agreement has left behind, reviews whose outcome nobody has recorded.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.people import full_name
from portal.models import (
    Act,
    ActClaim,
    ClaimState,
    Contract,
    DataConsent,
    Recipient,
    Role,
    UrgentCase,
)
from portal.regions.registry import Region
from portal.usecases.act_claims import DISPUTES
from portal.usecases.actor import Actor
from portal.usecases.deaths import UnendedContract, unended_contracts
from portal.usecases.queries.application_days import LateApplications, late_applications
from portal.usecases.queries.courses_astray import CourseAstray, courses_astray
from portal.usecases.queries.ended_courses import EndedCourse, ended_courses
from portal.usecases.queries.inventories import KeptThings, kept_after_end
from portal.usecases.queries.lost_capacity import CapacityTask, without_guardian
from portal.usecases.queries.outgrown_plans import OutgrownPlan, outgrown_plans
from portal.usecases.queries.person_reports import ReportTasks, reports_today
from portal.usecases.queries.scope import about_own_people
from portal.usecases.queries.unrecorded_outcomes import OutcomeTask, unrecorded_outcomes
from portal.usecases.queries.unsigned_copies import UnsignedCopy, unsigned_copies
from portal.usecases.transaction import reading
from portal.usecases.urgent import CARE

MOST = 5
DESTROYS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
ENDS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)


@dataclass(frozen=True, slots=True)
class ClaimTask:
    """A demand that nobody has answered."""

    act_id: int
    number: str
    recipient: str
    title: str
    claimed_on: date


@dataclass(frozen=True, slots=True)
class DestructionTask:
    """Data that rested on a consent withdrawn, and the last day to destroy them (FED-PDP-05)."""

    recipient_id: int
    recipient: str
    destroy_by: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Affairs:
    """The tasks of the reader's role; the oldest first."""

    claims: tuple[ClaimTask, ...]
    unsigned: int
    destructions: tuple[DestructionTask, ...]
    late: LateApplications
    reports: ReportTasks
    unended: tuple[UnendedContract, ...] = ()
    guardians: tuple[CapacityTask, ...] = ()
    belongings: tuple[KeptThings, ...] = ()
    copies: tuple[UnsignedCopy, ...] = ()
    schedules: tuple[OutgrownPlan, ...] = ()
    courses: tuple[EndedCourse, ...] = ()
    astray: tuple[CourseAstray, ...] = ()
    outcomes: tuple[OutcomeTask, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is something to show."""
        return bool(
            self.claims
            or self.unsigned
            or self.destructions
            or self.late.rows
            or self.reports.rows
            or self.unended
            or self.guardians
            or self.belongings
            or self.copies
            or self.schedules
            or self.courses
            or self.astray
            or self.outcomes
        )


def affairs_today(actor: Actor, region: Region, today: date) -> Affairs:
    """What waits for the reader's answer."""
    late = late_applications(actor, region, today)
    reports = reports_today(actor)
    with reading() as session:
        return Affairs(
            claims=_claims(session, actor) if actor.role in DISPUTES else (),
            unsigned=_unsigned(session, actor) if actor.role in CARE else 0,
            destructions=_destructions(session, actor, today) if actor.role in DESTROYS else (),
            late=late,
            reports=reports,
            unended=unended_contracts(session, actor, today) if actor.role in ENDS else (),
            guardians=without_guardian(session, actor, today)[:MOST],
            belongings=kept_after_end(session, actor, today) if actor.role in CARE else (),
            copies=unsigned_copies(session, actor),
            schedules=outgrown_plans(session, actor, today),
            courses=ended_courses(session, actor, region, today) if actor.role in ENDS else (),
            astray=_astray(session, actor, region, today),
            outcomes=unrecorded_outcomes(session, actor, region, MOST),
        )


def _astray(
    session: Session, actor: Actor, region: Region, today: date
) -> tuple[CourseAstray, ...]:
    if actor.role not in ENDS:
        return ()
    return courses_astray(session, actor.provider_id, region, today)[:MOST]


def _claims(session: Session, actor: Actor) -> tuple[ClaimTask, ...]:
    rows = session.execute(
        select(ActClaim, Act.number, Recipient)
        .join(Act, Act.id == ActClaim.act_id)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(ActClaim.provider_id == actor.provider_id, ActClaim.state == ClaimState.OPEN)
        .order_by(ActClaim.claimed_on, ActClaim.id)
        .limit(MOST)
    )
    return tuple(
        ClaimTask(claim.act_id, number, _name(person), claim.title, claim.claimed_on)
        for claim, number, person in rows
    )


def _unsigned(session: Session, actor: Actor) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                UrgentCase.provider_id == actor.provider_id,
                UrgentCase.signed_on.is_(None),
                *about_own_people(actor, UrgentCase.recipient_id),
            )
        )
        or 0
    )


def _destructions(session: Session, actor: Actor, today: date) -> tuple[DestructionTask, ...]:
    rows = session.execute(
        select(Recipient, func.min(DataConsent.destroy_by))
        .join(DataConsent, DataConsent.recipient_id == Recipient.id)
        .where(
            DataConsent.provider_id == actor.provider_id,
            DataConsent.destroy_by.is_not(None),
            DataConsent.destroyed_on.is_(None),
        )
        .group_by(Recipient.id)
        .order_by(func.min(DataConsent.destroy_by), Recipient.id)
        .limit(MOST)
    )
    return tuple(
        DestructionTask(person.id, _name(person), last, last < today)
        for person, last in rows
        if last is not None
    )


def _name(person: Recipient) -> str:
    return full_name(person.surname, person.name, person.patronymic)

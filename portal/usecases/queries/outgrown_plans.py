"""Services whose planned days do not fit an agreed volume: before the agreement and after it.

Rules: FED-SCH-01 (the annex follows what is agreed), FED-SCH-02 (never more than the volume). The
paper of the agreement names no such days; the plan of visits is to be made again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from portal.domain.amendments import new_volumes
from portal.domain.contract import RUNNING
from portal.domain.planned_volume import FOUR_WEEKS, is_cut_short, least_planned, outgrown
from portal.domain.visit_plan import plan_on
from portal.models import (
    Contract,
    ContractService,
    ContractTerms,
    PlannedService,
    ProgrammeService,
    Recipient,
    VisitPlan,
)
from portal.models.types import Quantity
from portal.usecases.actor import Actor
from portal.usecases.amendment_terms import terms_of_day
from portal.usecases.facts import own
from portal.usecases.queries.scope import latest_terms, served_by
from portal.usecases.queries.visit_plans import plans_of
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.transaction import reading

MOST = 10


@dataclass(frozen=True, slots=True)
class OutgrownService:
    """A service with at least ``planned`` units a month by the plan and ``volume`` by the change.

    ``plannable``: its new days may be planned before the change; elsewhere the programme's own
    number of days a week still holds.
    """

    code: str
    planned: int
    volume: Decimal
    plannable: bool


@dataclass(frozen=True, slots=True)
class OutgrownPlan:
    """A contract whose plan of visits is older than its smaller volumes; ``since`` begins those."""

    contract_id: int
    number: str
    recipient: str
    since: date


def outgrown_by(
    actor: Actor, contract_id: int, since: date, volumes: Mapping[str, Decimal]
) -> tuple[OutgrownService, ...]:
    """What the plan of that day has too much of, were these the contract's volumes from it on."""
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        if contract.in_force_from is None or since < contract.in_force_from:
            return ()
        base = terms_of_day(session, contract, since)
        before = {row.code: row.quantity_per_month for row in base.services}
        changed = new_volumes(before, volumes)
        plan = plan_on(plans_of(session, [contract.id]).get(contract.id, ()), since)
        lines = {
            one.code: one
            for one in session.scalars(
                select(ProgrammeService).where(
                    ProgrammeService.programme_id == contract.programme_id
                )
            )
        }
    if plan is None:
        return ()
    return tuple(
        OutgrownService(
            code=code,
            planned=least_planned(plan.lines, code),
            volume=changed[code],
            plannable=code not in lines
            or not is_cut_short(
                lines[code].frequency, changed[code], lines[code].quantity_per_month
            ),
        )
        for code in outgrown(plan, changed)
    )


def outgrown_plans(session: Session, actor: Actor, day: date) -> tuple[OutgrownPlan, ...]:
    """The contracts of the reader's people whose plan is to be made again, the oldest change first.

    Nothing for a role that does not plan.
    """
    if actor.role not in who_sees(Subject.SCHEDULE):
        return ()
    return _plans(session, actor, day)


def outgrown_plan(actor: Actor, contract_id: int, day: date) -> OutgrownPlan | None:
    """The same for one contract."""
    with reading() as session:
        return next(iter(_plans(session, actor, day, Contract.id == contract_id)), None)


def _plans(
    session: Session, actor: Actor, day: date, *which: ColumnElement[bool]
) -> tuple[OutgrownPlan, ...]:
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, ContractTerms.since)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(VisitPlan, VisitPlan.contract_id == Contract.id)
        .join(PlannedService, PlannedService.plan_id == VisitPlan.id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .join(
            ContractService,
            (ContractService.terms_id == ContractTerms.id)
            & (ContractService.code == PlannedService.code),
        )
        .where(
            Contract.provider_id == actor.provider_id,
            *served_by(actor),
            *which,
            Contract.state.in_(RUNNING),
            Contract.valid_until >= day,
            Recipient.died_on.is_(None),
            VisitPlan.since <= day,
            ~_replanned(day),
            latest_terms(day),
            _lessened(),
        )
        .group_by(
            Contract.id,
            Recipient.id,
            ContractTerms.since,
            PlannedService.code,
            ContractService.quantity_per_month,
        )
        .having(_least() > ContractService.quantity_per_month)
        .order_by(ContractTerms.since, Contract.id)
    )
    found = {
        contract_id: OutgrownPlan(contract_id, number, person.full_name, since)
        for contract_id, number, person, since in rows
    }
    return tuple(found.values())[:MOST]


def _least() -> ColumnElement[Decimal]:
    """How much a plan brings in four weeks: a month has no less."""
    return func.sum(
        case(
            *(
                (PlannedService.weeks == weeks, literal(Decimal(days), Quantity()))
                for weeks, days in FOUR_WEEKS.items()
            )
        )
    )


def _replanned(day: date) -> ColumnElement[bool]:
    later = VisitPlan.__table__.alias("later_plan")
    return (
        select(1)
        .where(
            later.c.contract_id == VisitPlan.contract_id,
            later.c.since > VisitPlan.since,
            later.c.since <= day,
        )
        .exists()
    )


def _lessened() -> ColumnElement[bool]:
    """Whether the plan began under a bigger volume; over the present one somebody was warned."""
    earlier = ContractTerms.__table__.alias("earlier_terms")
    bigger = ContractService.__table__.alias("bigger_volume")
    return (
        select(1)
        .select_from(earlier)
        .join(bigger, bigger.c.terms_id == earlier.c.id)
        .where(
            earlier.c.contract_id == Contract.id,
            earlier.c.since < ContractTerms.since,
            earlier.c.until > VisitPlan.since,
            bigger.c.code == ContractService.code,
            bigger.c.quantity_per_month > ContractService.quantity_per_month,
        )
        .exists()
    )

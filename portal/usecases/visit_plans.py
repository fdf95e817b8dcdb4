"""The plan of visits: made for a contract from a day on, or beforehand for its programme.

Before the contract the plan belongs to the programme; the contract drawn up on it takes it over and
prints it in its annex (FED-SCH-01). A contract's plan is dated: a new one leaves the old as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import month_of
from portal.domain.planned_volume import is_cut_short
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, refuse
from portal.domain.visit_plan import (
    Frequency,
    PlanLine,
    check_against_programme,
    check_lines,
    check_vague_lines,
)
from portal.domain.visit_plan import VisitPlan as Plan
from portal.models import (
    Contract,
    PlannedService,
    Programme,
    ProgrammeService,
    Recipient,
    VisitPlan,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_volume import services_on
from portal.usecases.queries.month_astray import served_days
from portal.usecases.queries.scope import is_served_by
from portal.usecases.queries.visit_plans import plan_for_draft
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import transaction

PLANS_VISITS = who_sees(Subject.SCHEDULE)
"""Whose work the schedule is (FED-PDP-01)."""
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class MakePlan:
    """A week of a contract from ``since`` on; the plan of the same day is replaced."""

    contract_id: int
    since: date
    lines: tuple[PlanLine, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A week agreed before there is a contract on the programme."""

    programme_id: int
    lines: tuple[PlanLine, ...]
    reason: str = ""


def make_plan(command: MakePlan, *, region: Region, actor: Actor, now: datetime) -> int:
    """Keep the plan of a contract; earlier plans stay as they were.

    Raises NotAllowed for a role that does not plan, NotFound for a contract that is not the
    reader's, value_invalid for a day outside the contract or of a month that is over, for an empty
    week, hours that run back or days other than the programme's (FED-SCH-01); not_in_programme for
    a service that the contract does not hold on that day.
    """
    _demand_planner(actor)
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        person = session.get_one(Recipient, contract.recipient_id)
        if not is_served_by(actor, person.social_worker_id, contract.social_worker_id):
            raise NotFound
        _demand_day(session, contract, command.since, today)
        offered = services_on(session, contract, command.since)
        told = _agreed_frequencies(session, contract.programme_id, offered)
        _demand_lines(command.lines, command.reason, offered, told, region, command.since)
        row = session.scalars(
            select(VisitPlan)
            .where(VisitPlan.contract_id == contract.id, VisitPlan.since == command.since)
            .options(selectinload(VisitPlan.lines))
        ).one_or_none()
        if row is None:
            row = _new_row(contract.programme_id, contract.id, command.since, actor)
        subject = ("visits_planned", "contract", contract.id)
        return _keep(session, row, command, subject, actor=actor, now=now)


def draft_plan(command: DraftPlan, *, region: Region, actor: Actor, now: datetime) -> int:
    """Keep the plan that the contract on the programme will take over.

    Raises as ``make_plan`` does, and overlap once the programme has its contract.
    """
    _demand_planner(actor)
    today = region.today(now)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        person = session.get_one(Recipient, programme.recipient_id)
        if not is_served_by(actor, person.social_worker_id, None):
            raise NotFound
        _demand_no_contract(session, programme)
        told = frequencies_of(session, programme.id)
        _demand_lines(command.lines, command.reason, told, told, region, today)
        row = session.scalars(
            select(VisitPlan)
            .where(VisitPlan.programme_id == programme.id, VisitPlan.contract_id.is_(None))
            .options(selectinload(VisitPlan.lines))
        ).one_or_none()
        if row is None:
            row = _new_row(programme.id, None, today, actor)
        row.since = today
        subject = ("visits_planned", "programme", programme.id)
        return _keep(session, row, command, subject, actor=actor, now=now)


def demand_exact_days(
    session: Session, programme: Programme, region: Region, day: date
) -> Plan | None:
    """The plan made for a contract; raises value_invalid for a vague line without (MSK-SCH-02)."""
    plan = plan_for_draft(session, programme.id)
    rules = region.rules.schedule_rules.on(day)
    told = frequencies_of(session, programme.id)
    if found := check_vague_lines(rules, programme.form, told, plan):
        raise RulesBroken(*found)
    return plan


def _demand_no_contract(session: Session, programme: Programme) -> None:
    contract = standing_contract(session, programme)
    if contract is not None:
        refuse(
            "overlap",
            f"По этой программе уже есть договор № {contract.number}. Составьте график на его "
            "странице.",
            subject=f"contract:{contract.id}",
        )


def take_over(session: Session, contract: Contract) -> None:
    """The plan made before the contract becomes its first, from the contract's day on."""
    row = session.scalars(
        select(VisitPlan).where(
            VisitPlan.programme_id == contract.programme_id, VisitPlan.contract_id.is_(None)
        )
    ).one_or_none()
    if row is not None:
        row.contract_id, row.since = contract.id, contract.concluded_on
        session.flush()


def frequencies_of(session: Session, programme_id: int) -> Mapping[str, Frequency | None]:
    """How often the programme gives each of its services; None where it does not say."""
    rows = session.execute(
        select(ProgrammeService.code, ProgrammeService.frequency)
        .where(ProgrammeService.programme_id == programme_id)
        .order_by(ProgrammeService.code)
    )
    return dict(rows.all())


def _demand_planner(actor: Actor) -> None:
    if actor.role not in PLANS_VISITS:
        raise NotAllowed


def _demand_day(session: Session, contract: Contract, since: date, today: date) -> None:
    """A day of the contract, not of a month that is over: its paper is signed by now."""
    first, last = served_days(contract, session.get_one(Programme, contract.programme_id))
    first = max(first, month_of(today))
    if last < first:
        refuse("contract_not_active", "Договор уже закончился: график составлять не на что.")
    if not first <= since <= last:
        refuse(
            "value_invalid",
            f"График начинается не раньше {first:%d.%m.%Y} и не позже {last:%d.%m.%Y}: прошлые "
            "месяцы уже подписаны, а дальше договора нет. Введите другой день.",
            field="since",
        )


def _agreed_frequencies(
    session: Session, programme_id: int, volumes: Mapping[str, Decimal]
) -> Mapping[str, Frequency | None]:
    """How often by the programme, without what a smaller agreed volume leaves no room for."""
    rows = session.execute(
        select(
            ProgrammeService.code, ProgrammeService.frequency, ProgrammeService.quantity_per_month
        ).where(ProgrammeService.programme_id == programme_id)
    )
    return {
        code: None if is_cut_short(told, volumes.get(code), prescribed) else told
        for code, told, prescribed in rows
    }


def _demand_lines(
    lines: Sequence[PlanLine],
    reason: str,
    offered: Mapping[str, object],
    told: Mapping[str, Frequency | None],
    region: Region,
    day: date,
) -> None:
    if len(reason) > LONGEST_REASON:
        text = f"Причина длиннее {LONGEST_REASON} знаков. Сократите её."
        refuse("value_invalid", text, field="reason")
    rules = region.rules.schedule_rules.on(day)
    found = (*check_lines(lines, offered), *check_against_programme(rules, lines, told))
    if found:
        raise RulesBroken(*found)


def _new_row(programme_id: int, contract_id: int | None, since: date, actor: Actor) -> VisitPlan:
    return VisitPlan(
        provider_id=actor.provider_id,
        programme_id=programme_id,
        contract_id=contract_id,
        since=since,
        lines=[],
    )


def _keep(
    session: Session,
    row: VisitPlan,
    command: MakePlan | DraftPlan,
    subject: tuple[str, str, int],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    before = _summary(row) if row.id is not None else None
    row.lines = []
    session.add(row)
    row.reason = command.reason.strip()
    row.recorded_at, row.recorded_by_id = now, actor.membership_id
    # The old lines go first: a service may stand on the same weekday again.
    session.flush()
    row.lines = [
        PlannedService(
            provider_id=actor.provider_id,
            code=line.code,
            weekday=line.weekday,
            weeks=line.weeks,
            begins_at=line.begins,
            ends_at=line.ends,
        )
        for line in command.lines
    ]
    session.flush()
    audit.record(session, actor, now, *subject, before, _summary(row))
    return row.id


def _summary(row: VisitPlan) -> dict[str, object]:
    return {
        "since": row.since.isoformat(),
        "lines": sorted(f"{line.code} {line.weekday} {line.weeks}" for line in row.lines),
        "reason": row.reason,
    }

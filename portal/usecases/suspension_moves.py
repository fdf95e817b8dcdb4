"""A break moved to other days: the earlier orders stay as they are, a changing one is printed.

What a move comes to is weighed by the same checks before anything is written.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.break_days import freed_days
from portal.domain.contract import ContractState
from portal.domain.corrections import correct_act
from portal.domain.suspension import Ground, Interval
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Suspension, SuspensionWarning
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_corrections import ActCorrected
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_break_seen
from portal.usecases.suspension_bounds import (
    breaks_ahead,
    day_violations,
    demand_reason,
    term_of,
)
from portal.usecases.suspension_conclusions import outlasting
from portal.usecases.suspension_corrections import (
    acts_touched,
    changes_for,
    correct_acts,
    standing_with,
)
from portal.usecases.suspension_days import (
    demand_days,
    demand_nothing_given_back,
)
from portal.usecases.suspension_events import demand_after_event
from portal.usecases.suspension_grounds import demand_ground, warning_violations
from portal.usecases.suspension_orders import Office, issue_order, order_number, orders_of
from portal.usecases.suspension_papers import tied_papers, what_order_says
from portal.usecases.suspensions import demand_running
from portal.usecases.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class MoveSuspension:
    """The days a break is to have; ``until`` is the first served day again, None while unknown.

    ``corrects``: days of months with an act come off that act. ``seen`` is how many orders about
    the break its reader has seen.
    """

    suspension_id: int
    since: date
    until: date | None
    reason: str
    corrects: bool = False
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SuspensionMoved:
    """The break with the order that changed it, and the acts that were corrected for it."""

    order_id: int
    order_number: str
    state: ContractState
    until: date | None
    corrected: tuple[ActCorrected, ...]


@dataclass(frozen=True, slots=True)
class CorrectionAhead:
    """An act that a move is going to correct, with what is payable before and after, in rubles."""

    act_id: int
    number: str
    month: date
    before: Decimal
    after: Decimal


def move_suspension(
    command: MoveSuspension, *, region: Region, actor: Actor, now: datetime, press: Press
) -> SuspensionMoved:
    """Give a break other days by an order of its own.

    Raises what ``suspend_contract`` does for the new days; month_closed where days would be given
    back to a month with an act (FED-SUS-04); value_invalid without a reason or a change.
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, Suspension, command.suspension_id, actor.provider_id)
        contract = own(session, Contract, row.contract_id, actor.provider_id, lock=True)
        demand_break_seen(session, row, contract, len(orders_of(session, row.id)), command.seen)
        reason = demand_reason(command.reason, "Напишите, почему дни меняют: это будет в приказе.")
        ground = _demand_movable(session, contract, row, command, region, today)
        old = Interval(row.since, row.until)
        before = {"since": row.since, "until": row.until, "state": contract.state.value}
        row.since, row.until = command.since, command.until
        session.flush()
        contract.state = _state(session, contract, today)
        session.flush()
        by = Office(region, actor, now, press)
        number = order_number(session, actor, today)
        said = what_order_says(session, contract, row, ground, reason, region=region)
        order = issue_order(session, contract, row, number, said, by)
        corrected = correct_acts(session, contract, row, old, by, order=number)
        after = {
            "since": row.since,
            "until": row.until,
            "state": contract.state.value,
            "order": number,
        }
        subject = ("suspension_moved", "contract", contract.id)
        audit.record(session, actor, now, *subject, before, after, reason)
        return SuspensionMoved(order.id, number, contract.state, row.until, corrected)


def weigh_move(
    command: MoveSuspension, *, region: Region, actor: Actor, now: datetime
) -> tuple[CorrectionAhead, ...]:
    """The acts that a move would correct; raises what the move would, but asks for no reason."""
    today = region.today(now)
    with reading() as session:
        row = own(session, Suspension, command.suspension_id, actor.provider_id)
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        _demand_movable(session, contract, row, command, region, today)
        old, new = Interval(row.since, row.until), Interval(command.since, command.until)
        found: list[CorrectionAhead] = []
        for act in acts_touched(session, contract, old, new):
            standing = standing_with(session, act, row)
            changes = changes_for(session, act, standing, old, new)
            if changes:
                payable = correct_act(standing, changes).payable
                found.append(
                    CorrectionAhead(act.id, act.number, act.month, standing.payable, payable)
                )
        return tuple(found)


def _demand_movable(
    session: Session,
    contract: Contract,
    row: Suspension,
    command: MoveSuspension,
    region: Region,
    today: date,
) -> Ground:
    demand_running(contract)
    _demand_days_left(row)
    old, new = Interval(row.since, row.until), Interval(command.since, command.until)
    if old == new:
        text = "Дни остались прежними. Измените начало или конец перерыва."
        refuse("value_invalid", text, field="since")
    first = contract.in_force_from or contract.concluded_on
    last = min(contract.ended_on or date.max, contract.valid_until)
    found = day_violations(new.since, new.until, first, last, term_of(contract, region))
    if found:
        raise RulesBroken(*found)
    ground = _demand_ground(session, contract, row, new.since, region, today)
    if new.until != old.until:
        demand_after_event(session, contract, row, new.until, region, field="until")
        _demand_within_paper(session, row, ground, new)
    demand_days_of_move(session, contract, row, new, corrects=command.corrects)
    return ground


def _demand_within_paper(
    session: Session, row: Suspension, ground: Ground, wanted: Interval
) -> None:
    """The new end of a break is within the term of the papers kept at it (FED-SUS-02)."""
    papers = tied_papers(session, row, ground, wanted.since) or ()
    ends = [paper.expires_on for paper in papers if paper.expires_on is not None]
    if ends and len(ends) == len(papers):
        found = outlasting(ground, max(ends), wanted.until)
        if found:
            raise RulesBroken(*found)


def demand_days_of_move(
    session: Session, contract: Contract, row: Suspension, new: Interval, *, corrects: bool
) -> None:
    """What the new days of a break ask for; only those that change are looked at."""
    old = Interval(row.since, row.until)
    last = min(contract.ended_on or date.max, contract.valid_until)
    freed = freed_days(old, new, last)
    field = "since" if new.since > old.since else "until"
    if not corrects:
        demand_nothing_given_back(session, contract, freed, field=field)
    for stretch in _added(old, new):
        demand_days(session, contract, stretch, corrects=corrects, apart_from=row.id)


def _added(old: Interval, new: Interval) -> tuple[Interval, ...]:
    """The stretches of days that the new interval holds and the old one does not."""
    if not old.overlaps(new):
        return (new,)
    found: list[Interval] = []
    if new.since < old.since:
        found.append(Interval(new.since, old.since))
    if old.until is not None and (new.until is None or new.until > old.until):
        found.append(Interval(old.until, new.until))
    return tuple(found)


def _demand_ground(
    session: Session,
    contract: Contract,
    row: Suspension,
    since: date,
    region: Region,
    today: date,
) -> Ground:
    """The ground of the break, which must hold on its new first day as well."""
    rules = region.rules.suspension_rules.on(since)
    if since == row.since:
        return rules.ground(row.ground, contract.form)
    warned_on = session.scalar(
        select(SuspensionWarning.handed_on).where(SuspensionWarning.suspension_id == row.id)
    )
    found: tuple[Violation, ...] = warning_violations(warned_on, since, today)
    if found:
        raise RulesBroken(*(Violation(one.code, one.text, "since") for one in found))
    ground = rules.ground(row.ground, contract.form)
    brought = tied_papers(session, row, ground, since)
    if brought == ():
        text = (
            f"Перерыв держится на документе, который {since:%d.%m.%Y} не действует. Выберите день "
            "в его сроке или оформите новый перерыв с новым документом."
        )
        refuse("documents_missing", text, field="since", citation=ground.citation)
    return demand_ground(
        session,
        contract,
        rules,
        row.ground,
        since=since,
        today=today,
        warned_on=warned_on,
        brought=brought,
    ).ground


def _demand_days_left(row: Suspension) -> None:
    """A break that was called off is not moved; raises transition_not_allowed."""
    if row.until == row.since:
        text = "Перерыв отменён приказом, дней у него нет. Оформите новый перерыв."
        refuse("transition_not_allowed", text, field="since")


def _state(session: Session, contract: Contract, today: date) -> ContractState:
    """Suspended while a break is not over, as when one is ordered."""
    running = breaks_ahead(session, contract, today)
    return ContractState.SUSPENDED if running else ContractState.ACTIVE

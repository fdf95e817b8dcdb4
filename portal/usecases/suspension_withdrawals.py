"""A break called off before it begins: the order that began it stays, another one takes it back."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.contract import ContractState
from portal.domain.suspension import Interval
from portal.domain.violations import refuse
from portal.models import Contract, Suspension
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_break_seen
from portal.usecases.suspension_bounds import breaks_ahead, demand_reason
from portal.usecases.suspension_orders import Office, issue_order, order_number, orders_of
from portal.usecases.suspension_papers import what_order_says
from portal.usecases.suspensions import demand_running
from portal.usecases.transaction import transaction

_WHY = "Напишите, почему перерыв отменяют: это будет в приказе."


@dataclass(frozen=True, slots=True)
class WithdrawSuspension:
    """The break and the reason; ``seen`` is how many orders about it its reader has seen."""

    suspension_id: int
    reason: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SuspensionWithdrawn:
    """The order by which the break does not take place, and the contract after it."""

    order_number: str
    state: ContractState


def withdraw_suspension(
    command: WithdrawSuspension, *, region: Region, actor: Actor, now: datetime, press: Press
) -> SuspensionWithdrawn:
    """Call off a break whose first day has not come: no day stays without services (FED-SUS-04).

    Raises transition_not_allowed for one that has begun or is called off already, value_invalid
    without a reason.
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, Suspension, command.suspension_id, actor.provider_id)
        contract = own(session, Contract, row.contract_id, actor.provider_id, lock=True)
        demand_break_seen(session, row, contract, len(orders_of(session, row.id)), command.seen)
        demand_running(contract)
        _demand_ahead(row, region, now)
        reason = demand_reason(command.reason, _WHY)
        before = {"since": row.since, "until": row.until, "state": contract.state.value}
        number = _order(session, contract, row, reason, Office(region, actor, now, press))
        row.until = row.since
        session.flush()
        if not breaks_ahead(session, contract, today):
            contract.state = ContractState.ACTIVE
        session.flush()
        after = {"since": row.since, "order": number, "state": contract.state.value}
        subject = ("suspension_withdrawn", "contract", contract.id)
        audit.record(session, actor, now, *subject, before, after, reason)
        return SuspensionWithdrawn(number, contract.state)


def _demand_ahead(row: Suspension, region: Region, now: datetime) -> None:
    if Interval(row.since, row.until).empty:
        refuse("transition_not_allowed", "Этот перерыв уже отменён. Обновите страницу.")
    if row.since <= region.today(now):
        refuse(
            "transition_not_allowed",
            f"Перерыв начался {row.since:%d.%m.%Y}, отменить его нельзя. Возобновите обслуживание "
            "или измените дни приказом.",
        )


def _order(session: Session, contract: Contract, row: Suspension, reason: str, by: Office) -> str:
    """Print and freeze the order over the days that it takes back; returns its number."""
    rules = by.region.rules.suspension_rules.on(max(row.since, contract.rules_day))
    ground = rules.ground(row.ground, contract.form)
    said = what_order_says(session, contract, row, ground, reason, region=by.region)
    number = order_number(session, by.actor, by.region.today(by.now))
    issue_order(session, contract, row, number, replace(said, withdraws=True), by)
    return number

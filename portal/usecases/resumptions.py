"""Resumption: services go on after a break, by an order with its number."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import case, false, func, select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.contract import ContractState
from portal.domain.contract_life import LifeStep, state_after
from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import Contract, Suspension
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_break_seen
from portal.usecases.suspension_bounds import breaks_ahead, term_of
from portal.usecases.suspension_days import demand_no_services, demand_open_months
from portal.usecases.suspension_events import demand_after_event
from portal.usecases.suspension_orders import Office, issue_order, order_number, orders_about
from portal.usecases.suspension_papers import what_order_says
from portal.usecases.transaction import transaction

_OTHER_DAYS = (
    ". Пропущенное задним числом не навёрстывают. Если дни перерыва записаны неверно, измените их "
    "приказом на странице перерывов и отметьте там, что акт надо исправить"
)
"""What to do about a closed month where the form of resumption only has a day."""


@dataclass(frozen=True, slots=True)
class ResumeContract:
    """Services go on from ``day``; that day is served again (FED-SUS-04).

    ``seen`` is how many orders about the contract's breaks its reader has seen.
    """

    contract_id: int
    day: date
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ContractResumed:
    """The contract after the break, and the number of the order that ended it."""

    state: ContractState
    resumed_from: date
    order_number: str


def resume_contract(
    command: ResumeContract, *, region: Region, actor: Actor, now: datetime, press: Press
) -> ContractResumed:
    """End the break by a numbered order: the day named is the first served day again."""
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        _demand_seen(session, contract, command.seen)
        row = _running(session, contract, command.day, region.today(now))
        if contract.state is not ContractState.SUSPENDED or row is None:
            refuse(
                "transition_not_allowed",
                f"Обслуживание по договору № {contract.number} не приостановлено: возобновлять "
                "нечего.",
            )
        _demand_begun(row, region.today(now))
        term = term_of(contract, region)
        _demand_no_longer(row, command.day, region.today(now), term)
        _check_resumption(session, contract, row, command, term)
        demand_after_event(session, contract, row, command.day, region, field="day")
        before = {"state": contract.state.value, "until": row.until}
        row.until = command.day
        session.flush()
        today = region.today(now)
        if not breaks_ahead(session, contract, today, apart_from=row.id):
            contract.state = state_after(contract.state, LifeStep.RESUME)
        session.flush()
        number = _order_resumption(session, contract, row, Office(region, actor, now, press))
        audit.record(
            session,
            actor,
            now,
            "contract_resumed",
            "contract",
            contract.id,
            before,
            {
                "state": contract.state.value,
                "resumed_from": command.day,
                "order": number,
            },
        )
        return ContractResumed(contract.state, command.day, number)


def _order_resumption(session: Session, contract: Contract, row: Suspension, by: Office) -> str:
    """Print and freeze the order that ends the break; returns its number."""
    rules = by.region.rules.suspension_rules.on(max(row.since, contract.rules_day))
    ground = rules.ground(row.ground, contract.form)
    said = what_order_says(session, contract, row, ground, row.reason, region=by.region)
    number = order_number(session, by.actor, by.region.today(by.now))
    issue_order(session, contract, row, number, replace(said, resumes=True), by)
    return number


def _running(session: Session, contract: Contract, day: date, today: date) -> Suspension | None:
    """The break that a first day of services ends: of those not over, the last begun before it."""
    return session.scalars(
        select(Suspension)
        .where(
            Suspension.provider_id == contract.provider_id,
            Suspension.contract_id == contract.id,
            Suspension.until.is_(None) | (Suspension.until > Suspension.since),
        )
        .order_by(
            func.coalesce(Suspension.until <= today, false()),
            Suspension.since >= day,
            case((Suspension.since >= day, Suspension.since)),
            Suspension.since.desc(),
        )
        .limit(1)
    ).one_or_none()


def _demand_seen(session: Session, contract: Contract, seen: int | None) -> None:
    """Raise Conflict with what the newest order says where the reader has not seen it."""
    orders = orders_about(session, contract.id)
    if orders:
        newest = own(session, Suspension, orders[-1].suspension_id, contract.provider_id)
        demand_break_seen(session, newest, contract, len(orders), seen)


def _demand_begun(row: Suspension, today: date) -> None:
    """What has not begun is called off, not ended; raises transition_not_allowed."""
    if row.since > today:
        refuse(
            "transition_not_allowed",
            f"Перерыв начнётся {row.since:%d.%m.%Y}, возобновлять ещё нечего. Отмените его "
            "приказом или измените дни на странице перерывов.",
            field="day",
        )


def _demand_no_longer(row: Suspension, day: date, today: date, term: Citation) -> None:
    """A resumption makes no break longer than it was ordered; raises value_invalid.

    Where the ordered end has passed and nobody was served, services may go on from tomorrow.
    """
    last = max(row.until or date.max, today + timedelta(days=1))
    if day > last:
        refuse(
            "value_invalid",
            f"Перерыв назначен до {row.until:%d.%m.%Y}, в этот день услуги уже есть. Возобновите "
            f"их не позже {last:%d.%m.%Y}; если перерыв должен быть длиннее, измените его дни на "
            "странице перерывов.",
            field="day",
            citation=term,
        )


def _check_resumption(
    session: Session, contract: Contract, row: Suspension, command: ResumeContract, term: Citation
) -> None:
    """The days that change from free to served, or the other way, lie in open months."""
    last = min(contract.ended_on or date.max, contract.valid_until)
    if not row.since < command.day <= last:
        refuse(
            "value_invalid",
            f"Перерыв начался {row.since:%d.%m.%Y}, договор действует по {last:%d.%m.%Y}. Укажите "
            "первый день услуг между этими датами.",
            field="day",
            citation=term,
        )
    if row.until is None:
        demand_open_months(session, contract, command.day, None, field="day", remedy=_OTHER_DAYS)
    elif row.until != command.day:
        first, end = sorted((row.until, command.day))
        demand_open_months(session, contract, first, end, field="day", remedy=_OTHER_DAYS)
        demand_no_services(session, contract, first, end, field="day")

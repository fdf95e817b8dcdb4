"""The written warning before a suspension: who was told, when, how much was owed (MSK-SUS-01)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from sqlalchemy.orm import Session

from portal.domain.demands import Demand
from portal.domain.suspension import DEBT, Ground
from portal.domain.violations import RulesBroken, refuse
from portal.models import Contract, SuspensionWarning
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.suspension_grounds import (
    asks_warning,
    prepared_warning,
    warning_violations,
)
from portal.usecases.suspension_warned import demand_after_drawn
from portal.usecases.suspensions import demand_running
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_signed_scan


@dataclass(frozen=True, slots=True)
class RecordWarning:
    """A warning handed over on a day; ``scan`` is the sheet with the recipient's signature."""

    contract_id: int
    ground: str
    handed_on: date
    scan: Upload | None = None


def _refuse_without_debt(demand: Demand, handed_on: date, today: date) -> NoReturn:
    """Raise the demand's own refusal; a day in the past is named, for a debt may stand since."""
    if handed_on >= today:
        refuse(demand.refusal, demand.text, field="ground", citation=demand.citation)
    text = (
        f"На {handed_on:%d.%m.%Y} просроченного долга не было, предупреждать было не о чем. "
        "Проверьте день вручения."
    )
    refuse(demand.refusal, text, field="handed_on", citation=demand.citation)


def record_warning(command: RecordWarning, *, region: Region, actor: Actor, now: datetime) -> int:
    """Keep that the recipient was warned; a break on this ground may begin from that day on.

    One that the portal has drawn is this very warning. Raises ground_unknown, debt_absent or
    value_invalid.
    """
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        demand_running(contract)
        rules = region.rules.suspension_rules.on(max(command.handed_on, contract.rules_day))
        ground = rules.ground(command.ground, contract.form)
        demand_asks_warning(ground)
        found = warning_violations(command.handed_on, today, today)
        if found:
            raise RulesBroken(*(replace(one, field="handed_on") for one in found))
        debt = _demanded_debt(session, contract, ground, command.handed_on, today)
        row = prepared_warning(session, contract.id, ground.code)
        if row is None:
            row = SuspensionWarning(
                provider_id=actor.provider_id,
                contract_id=contract.id,
                ground=ground.code,
                debt=debt,
                recorded_at=now,
                recorded_by_id=actor.membership_id,
            )
            session.add(row)
        demand_after_drawn(row, command.handed_on, region, field="handed_on")
        row.handed_on = command.handed_on
        row.file_id = store_signed_scan(
            session, command.scan, provider_id=actor.provider_id, now=now
        )
        session.flush()
        after = {"ground": row.ground, "handed_on": row.handed_on, "debt": row.debt}
        subject = ("suspension_warned", "contract", contract.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def demand_asks_warning(ground: Ground) -> None:
    """Refuse to warn where a break may begin at once."""
    if not asks_warning(ground):
        text = f"Для основания «{ground.title}» предупреждения не нужно: приостановить можно сразу."
        refuse("value_invalid", text, field="ground", citation=ground.citation)


def _demanded_debt(
    session: Session, contract: Contract, ground: Ground, handed_on: date, today: date
) -> Decimal:
    """The debt of the day of the handover, in rubles; a ground of debt asks for some."""
    debt = balance_of(session, contract.id, min(handed_on, today)).debt
    for demand in ground.demands:
        if demand.code == DEBT and debt <= 0:
            _refuse_without_debt(demand, handed_on, today)
    return debt

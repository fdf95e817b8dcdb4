"""Whether departments of a kind conclude contracts where their procedure says nothing of it.

Rule: VLA-CON-03. The text is silent, federal law knows one exception only, so a contract is made
unless the provider switches it off for the kind, with a reason; what is signed already stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.contract_terms import ContractNeed, UnitContract, contract_need
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import Programme, UnitContractChoice
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.departments import OPENS
from portal.usecases.transaction import reading, transaction

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ChooseUnitContract:
    """Switch contracts of a kind of department on or off, with the ground of the choice."""

    unit_code: str
    concluded: bool
    reason: str


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A kind of department whose text is silent: what holds today, since when and why."""

    unit_code: str
    title: str
    rule: UnitContract
    concluded: bool
    since: date | None
    reason: str


def choose_unit_contract(
    command: ChooseUnitContract, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record the choice; it holds from today on, contracts that are there already stay.

    Raises NotAllowed for who keeps no settings, value_invalid for a kind whose procedure is not
    silent or without a reason, Conflict when it is so already.
    """
    if actor.role not in OPENS:
        raise NotAllowed
    today = region.today(now)
    reason = " ".join(command.reason.split())
    if _silent(region, command.unit_code, today) is None:
        text = "Для этого отделения договор обязателен, выключить его нельзя."
        refuse("value_invalid", text, field="unit_code")
    if not reason or len(reason) > LONGEST_REASON:
        text = f"Напишите, на чём основан выбор, не длиннее {LONGEST_REASON} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        off = units_without_contracts(session, actor.provider_id)
        if (command.unit_code not in off) is command.concluded:
            raise Conflict(Violation("conflict", "Так уже записано. Обновите страницу."))
        row = UnitContractChoice(
            provider_id=actor.provider_id,
            unit_code=command.unit_code,
            concluded=command.concluded,
            reason=reason,
            since=today,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"unit": row.unit_code, "concluded": row.concluded, "reason": reason}
        subject = ("settings_changed", "provider", actor.provider_id)
        audit.record(session, actor, now, *subject, after=after)


def _silent(region: Region, unit_code: str | None, day: date) -> UnitContract | None:
    units = region.rules.contract_rules.on(day).units
    return next((one for one in units if unit_code in one.unit_codes), None)


def units_without_contracts(session: Session, provider_id: int) -> frozenset[str]:
    """The kinds for which the provider's last word is that no contract is made."""
    newest = (
        select(func.max(UnitContractChoice.id))
        .where(UnitContractChoice.provider_id == provider_id)
        .group_by(UnitContractChoice.unit_code)
    )
    rows = session.scalars(
        select(UnitContractChoice.unit_code).where(
            UnitContractChoice.id.in_(newest), UnitContractChoice.concluded.is_(False)
        )
    )
    return frozenset(rows)


def need_of(session: Session, programme: Programme, region: Region, day: date) -> ContractNeed:
    """Whether a contract is made on a programme, and whether the region's text is silent on it."""
    units = region.rules.contract_rules.on(day).units
    off = units_without_contracts(session, programme.provider_id) if units else ()
    return contract_need(units, programme.form, programme.unit_code, off)


def demand_contracts_made(
    session: Session, programme: Programme, region: Region, day: date
) -> None:
    """Refuse a contract in a department where the provider makes none (VLA-CON-03)."""
    need = need_of(session, programme, region, day)
    if not need.required:
        refuse(
            "value_invalid",
            "В этом отделении учреждение договоров не заключает: так записано в настройках "
            "отделений. Если договор нужен, включите его там.",
            field="programme_id",
            citation=need.citation,
        )


def contract_need_of(actor: Actor, programme_id: int, region: Region, day: date) -> ContractNeed:
    """The same for a page; the caller has seen to it that the programme is the reader's."""
    with reading() as session:
        return need_of(session, session.get_one(Programme, programme_id), region, day)


def unit_choices(actor: Actor, region: Region, day: date) -> tuple[UnitChoice, ...]:
    """The kinds of departments that leave a choice, in the region's order."""
    rules = region.rules.contract_rules.on(day).units
    if not rules:
        return ()
    rows = select(UnitContractChoice).where(UnitContractChoice.provider_id == actor.provider_id)
    with reading() as session:
        last = {one.unit_code: one for one in session.scalars(rows.order_by(UnitContractChoice.id))}
    return tuple(
        _choice(unit.code, unit.title, rule, last.get(unit.code))
        for unit in region.units
        if (rule := _silent(region, unit.code, day)) is not None
    )


def _choice(
    code: str, title: str, rule: UnitContract, row: UnitContractChoice | None
) -> UnitChoice:
    if row is None:
        return UnitChoice(code, title, rule, rule.required, None, "")
    return UnitChoice(code, title, rule, row.concluded, row.since, row.reason)

"""Taking back a programme that was entered by mistake; its record stays."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import names_document
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import Contract, Programme
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import demand_version, transaction


@dataclass(frozen=True, slots=True)
class WithdrawProgramme:
    """A programme entered by mistake; ``reason`` stays in sight, ``version`` is what was seen."""

    programme_id: int
    reason: str
    version: int | None = None


def withdraw_programme(
    command: WithdrawProgramme, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Take back a programme that no contract was ever drawn up on; returns the recipient's id.

    The record stays with its reason, and nothing waits for a contract on it any more.
    """
    reason = command.reason.strip()
    if not names_document(reason) or len(reason) > LONGEST_TEXT:
        text = f"Напишите, почему запись ошибочна, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        if command.version is not None:
            demand_version(programme.version, command.version)
        if programme.withdrawn_at is not None:
            raise Conflict(Violation("conflict", "Эту программу уже отозвали. Обновите страницу."))
        _demand_no_contract(session, programme)
        programme.withdrawn_at, programme.withdrawn_reason = now, reason
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "programme_withdrawn",
            "programme",
            programme.id,
            {"number": programme.number, "withdrawn_on": None},
            {"number": programme.number, "withdrawn_on": region.today(now)},
            reason,
        )
        return programme.recipient_id


def _demand_no_contract(session: Session, programme: Programme) -> None:
    contract = session.execute(
        select(Contract.id, Contract.number)
        .where(Contract.provider_id == programme.provider_id, Contract.programme_id == programme.id)
        .limit(1)
    ).one_or_none()
    if contract is not None:
        refuse(
            "overlap",
            f"По этой программе составлен договор № {contract.number}: отозвать её нельзя. "
            "Исправляйте договор.",
            subject=f"contract:{contract.id}",
        )

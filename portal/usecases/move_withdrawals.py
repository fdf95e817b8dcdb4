"""A way given up: by the office on a written application, or by a signature in the cabinet.

Rules: FED-TRN-01, FED-TRN-03, MSK-TRN-01.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.moves import MoveWish
from portal.domain.violations import Violation, refuse
from portal.models import Contract, Move
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.move_case import (
    LONGEST,
    MoveDone,
    case_of,
    demand_day,
    demand_keeper,
    done,
    ending_of,
)
from portal.usecases.move_request_closing import settle_requests
from portal.usecases.transaction import transaction
from portal.usecases.way_over import recorded_by


@dataclass(frozen=True, slots=True)
class WithdrawMove:
    """A way that is not wanted any more: why, and the day of the application (today by itself)."""

    move_id: int
    reason: str
    on: date | None = None
    version: int | None = None


def withdraw_move(
    command: WithdrawMove, *, region: Region, actor: Actor, now: datetime
) -> MoveDone:
    """Give a way up; the contract goes on as it was, a place that was kept is free again.

    Raises transition_not_allowed once the contract has ended: a new one is needed then.
    """
    demand_keeper(actor)
    if not any(sign.isalpha() for sign in command.reason):
        text = "Напишите словами, почему переход отменяют: эти слова останутся в истории."
        refuse("value_invalid", text, field="withdrawal")
    with transaction() as session:
        row = case_of(session, command.move_id, actor, command.version)
        return give_up(session, row, command, region=region, actor=actor, now=now)


def give_up(
    session: Session,
    row: Move,
    command: WithdrawMove,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> MoveDone:
    """Close an open way within a transaction; raises as ``withdraw_move``."""
    contract = own(session, Contract, row.contract_id, row.provider_id)
    if contract.state is ContractState.TERMINATED:
        text = "Договор уже прекращён, вернуть его нельзя. Доведите переход до конца."
        refuse("transition_not_allowed", text, field="withdrawal")
    row.closed_on = command.on or region.today(now)
    demand_day(session, row, row.closed_on, region.today(now))
    row.withdrawal = command.reason.strip()[:LONGEST]
    session.flush()
    subject = ("move_withdrawn", "move", row.id)
    audit.record(session, actor, now, *subject, {"state": row.state}, reason=row.withdrawal)
    told = f"Переход отменён {row.closed_on:%d.%m.%Y}{recorded_by(actor.name)}"
    answer = f"{told} Договор действует как прежде."
    settle_requests(
        session, contract.id, (MoveWish.GO, MoveWish.STAY), answer, actor=actor, now=now
    )
    return done(row, _standing_end(session, row))


def _standing_end(session: Session, row: Move) -> tuple[Violation, ...]:
    if ending_of(session, row) is None:
        return ()
    text = "Прекращение договора подготовлено и осталось. Отмените и его, если оно не нужно."
    return (Violation("termination_pending", text),)

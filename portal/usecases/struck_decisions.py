"""A decision of the council that was recorded by mistake is struck out, never deleted (VLA-SCH-03).

From then on nothing counts on it: a contract asks for the right one, and the same minutes may be
recorded anew. Its line stays in the history with the reason, the day and who struck it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import full_name
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import CouncilDecision, Membership, StruckDecision, User
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.council_decisions import DECIDES
from portal.usecases.facts import own
from portal.usecases.transaction import reading, transaction

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class StrikeDecision:
    """A wrong record of the council, and why it is wrong."""

    decision_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Strike:
    """When, by whom and why a record was struck out."""

    on: date
    by: str
    reason: str


def strike_decision(
    command: StrikeDecision, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Strike a record out.

    Raises NotAllowed for who does not lead a department, value_invalid without a reason, Conflict
    for a record that is struck out already.
    """
    if actor.role not in DECIDES:
        raise NotAllowed
    reason = " ".join(command.reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        text = f"Напишите, в чём ошибка записи, не длиннее {LONGEST_REASON} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        row = own(session, CouncilDecision, command.decision_id, actor.provider_id, lock=True)
        if strikes_of(session, row.programme_id).get(row.id):
            text = "Это решение уже вычеркнули. Обновите страницу."
            raise Conflict(Violation("conflict", text))
        session.add(
            StruckDecision(
                provider_id=actor.provider_id,
                decision_id=row.id,
                struck_on=region.today(now),
                reason=reason,
                struck_at=now,
                struck_by_id=actor.membership_id,
            )
        )
        session.flush()
        before = {"minutes": row.minutes_number, "course": f"{row.course_from} – {row.course_to}"}
        subject = ("council_decision_struck", "programme", row.programme_id)
        audit.record(session, actor, now, *subject, before, {"reason": reason})


def decision_to_strike(actor: Actor, decision_id: int) -> CouncilDecision:
    """The record as its page shows it; raises NotFound for another provider's."""
    with reading() as session:
        return own(session, CouncilDecision, decision_id, actor.provider_id)


def all_decisions(session: Session, programme_id: int) -> tuple[CouncilDecision, ...]:
    """The whole history of a programme, struck records too, the newest first."""
    rows = session.scalars(
        select(CouncilDecision)
        .where(CouncilDecision.programme_id == programme_id)
        .order_by(CouncilDecision.id.desc())
    )
    return tuple(rows)


def strikes_of(session: Session, programme_id: int) -> Mapping[int, Strike]:
    """The struck records of a programme by their ids."""
    rows = session.execute(
        select(StruckDecision, User)
        .join(CouncilDecision, CouncilDecision.id == StruckDecision.decision_id)
        .join(Membership, Membership.id == StruckDecision.struck_by_id)
        .join(User, User.id == Membership.user_id)
        .where(CouncilDecision.programme_id == programme_id)
    )
    return {one.decision_id: _strike(one, user) for one, user in rows}


def _strike(row: StruckDecision, user: User) -> Strike:
    by = full_name(user.surname, user.name, user.patronymic)
    return Strike(row.struck_on, by, row.reason)

"""What pages read of a new fee that waits for the director, and of the last one declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import full_name
from portal.domain.violations import Conflict, NotFound, Violation
from portal.models import Contract, FeeProposal, Recipient
from portal.usecases.actor import Actor
from portal.usecases.queries.issued_papers import member_name
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A prepared fee: what is billed before and after, by whom, and why it was declined."""

    id: int
    version: int
    contract_id: int
    ground: str
    ground_title: str
    since: date
    before_free: bool
    before_fee: Decimal
    free: bool
    monthly_fee: Decimal
    prepared_at: datetime
    prepared_by: str
    decline_reason: str
    decided_at: datetime | None


def get_waiting_fee(actor: Actor, contract_id: int) -> ProposalView:
    """The fee that waits for the director; NotFound where none does."""
    found = standing_fee(actor, contract_id)
    if found is None or found.decided_at is not None:
        raise NotFound
    return found


def get_fee_to_decide(actor: Actor, contract_id: int) -> ProposalView:
    """The same for a form that was sent: Conflict where somebody has decided it meanwhile."""
    try:
        return get_waiting_fee(actor, contract_id)
    except NotFound:
        with reading() as session:
            row = session.scalar(
                select(FeeProposal)
                .where(
                    FeeProposal.provider_id == actor.provider_id,
                    FeeProposal.contract_id == contract_id,
                )
                .order_by(FeeProposal.id.desc())
                .limit(1)
            )
            if row is None:
                raise
            raise decided_meanwhile(session, row) from None


def decided_meanwhile(session: Session, row: FeeProposal) -> Conflict:
    """Who was quicker, and what the proposal has come to."""
    assert row.decided_by_id is not None  # noqa: S101 - the row says when, so it says who
    made = row.amendment_id is not None
    done = "новая плата назначена" if made else f"плата остаётся прежней ({row.decline_reason})"
    text = (
        f"Пока вы читали, о плате с {row.since:%d.%m.%Y} решили: {done}. Решение: "
        f"{member_name(session, row.decided_by_id)}"
    )
    error = Conflict(Violation("conflict", text if text.endswith(".") else f"{text}."))
    error.changed_at = row.decided_at
    return error


def standing_fee(actor: Actor, contract_id: int) -> ProposalView | None:
    """The newest proposal while it waits, or after it was declined; None after a change."""
    with reading() as session:
        row = session.scalar(
            select(FeeProposal)
            .join(Contract, Contract.id == FeeProposal.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(
                FeeProposal.provider_id == actor.provider_id,
                FeeProposal.contract_id == contract_id,
                *served_by(actor),
            )
            .order_by(FeeProposal.id.desc())
            .limit(1)
        )
        if row is None or row.amendment_id is not None:
            return None
        return _view(session, row)


SHOWN_FOR = timedelta(days=14)
MOST_DECLINED = 8


@dataclass(frozen=True, slots=True)
class DeclinedFee:
    """A prepared fee that the director has declined, and the contract it was for."""

    contract_id: int
    contract_number: str
    recipient: str
    since: date
    reason: str
    mine: bool


def declined_fees(actor: Actor, now: datetime) -> tuple[DeclinedFee, ...]:
    """What was declined of late and not prepared anew, the newest first.

    Whoever takes an own proposal back needs no telling.
    """
    later = FeeProposal.__table__.alias("later_proposal")
    overtaken = (
        select(1)
        .where(later.c.contract_id == FeeProposal.contract_id, later.c.id > FeeProposal.id)
        .exists()
    )
    with reading() as session:
        rows = session.execute(
            select(FeeProposal, Contract.number, Recipient)
            .join(Contract, Contract.id == FeeProposal.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(
                FeeProposal.provider_id == actor.provider_id,
                FeeProposal.decline_reason != "",
                FeeProposal.decided_at > now - SHOWN_FOR,
                FeeProposal.decided_by_id != FeeProposal.prepared_by_id,
                ~overtaken,
                *served_by(actor),
            )
            .order_by(FeeProposal.decided_at.desc(), FeeProposal.id.desc())
            .limit(MOST_DECLINED)
        ).all()
    return tuple(
        DeclinedFee(
            contract_id=row.contract_id,
            contract_number=number,
            recipient=full_name(person.surname, person.name, person.patronymic),
            since=row.since,
            reason=row.decline_reason,
            mine=row.prepared_by_id == actor.membership_id,
        )
        for row, number, person in rows
    )


def _view(session: Session, row: FeeProposal) -> ProposalView:
    return ProposalView(
        id=row.id,
        version=row.version,
        contract_id=row.contract_id,
        ground=row.ground,
        ground_title=row.ground_title,
        since=row.since,
        before_free=row.before_free,
        before_fee=row.before_fee,
        free=row.free,
        monthly_fee=row.monthly_fee,
        prepared_at=row.prepared_at,
        prepared_by=member_name(session, row.prepared_by_id),
        decline_reason=row.decline_reason,
        decided_at=row.decided_at,
    )

"""What the director sent back unsigned: which paper, why, to whom, and whether it was put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from portal.domain.contract import ContractState
from portal.domain.people import full_name, short_name
from portal.domain.violations import NotFound
from portal.models import Amendment, Contract, Membership, Programme, Recipient, SentBack, User
from portal.usecases.actor import Actor
from portal.usecases.queries.gone_elsewhere import never_comes
from portal.usecases.signing_queue import QueueKind
from portal.usecases.transaction import reading

MOST = 100


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A paper sent back: which, why, by whom, and to whom."""

    id: int
    kind: QueueKind
    contract_id: int
    contract_number: str
    programme_id: int
    recipient: str
    amendment_id: int | None
    amendment_number: int | None
    termination_id: int | None
    paper_id: int | None
    reason: str
    sent_at: datetime
    sent_by: str
    mine: bool
    settled_at: datetime | None


def open_returns(actor: Actor, *, mine_first: bool = True) -> tuple[ReturnRow, ...]:
    """What was sent back and nobody has settled: the reader's own first, then the oldest.

    A contract with a person who never comes is drawn up no more (AST-TRN-11).
    """
    order = (
        (SentBack.prepared_by_id == actor.membership_id).desc() if mine_first else SentBack.id,
        SentBack.sent_at,
        SentBack.id,
    )
    stands = or_(Contract.state != ContractState.AWAITING_SIGNATURE, ~never_comes())
    statement = (
        _returns(actor)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(SentBack.settled_at.is_(None), stands)
        .order_by(*order)
    )
    with reading() as session:
        rows = session.execute(statement.limit(MOST)).all()
    return tuple(_return(actor, *row) for row in rows)


def returns_of(actor: Actor, contract_id: int) -> tuple[ReturnRow, ...]:
    """Every time a contract's own text was sent back, the newest first."""
    statement = _returns(actor).where(
        SentBack.contract_id == contract_id,
        SentBack.amendment_id.is_(None),
        SentBack.termination_id.is_(None),
    )
    with reading() as session:
        rows = session.execute(statement.order_by(SentBack.id.desc())).all()
    return tuple(_return(actor, *row) for row in rows)


def get_return(actor: Actor, return_id: int) -> ReturnRow:
    """One paper sent back; NotFound for another provider's, as for none."""
    with reading() as session:
        found = session.execute(_returns(actor).where(SentBack.id == return_id)).one_or_none()
    if found is None:
        raise NotFound
    return _return(actor, *found)


def _returns(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(SentBack, Contract, Recipient, User, Amendment.number)
        .join(Contract, Contract.id == SentBack.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Membership, Membership.id == SentBack.sent_by_id)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Amendment, Amendment.id == SentBack.amendment_id)
        .where(SentBack.provider_id == actor.provider_id)
    )


def _return(
    actor: Actor,
    row: SentBack,
    contract: Contract,
    person: Recipient,
    user: User,
    number: int | None,
) -> ReturnRow:
    kind = QueueKind.CONTRACT
    if row.amendment_id is not None:
        kind = QueueKind.AMENDMENT
    elif row.termination_id is not None:
        kind = QueueKind.ENDING
    return ReturnRow(
        id=row.id,
        kind=kind,
        contract_id=contract.id,
        contract_number=contract.number,
        programme_id=contract.programme_id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        amendment_id=row.amendment_id,
        amendment_number=number,
        termination_id=row.termination_id,
        paper_id=row.paper_id,
        reason=row.reason,
        sent_at=row.sent_at,
        sent_by=short_name(user.surname, user.name, user.patronymic),
        mine=row.prepared_by_id == actor.membership_id,
        settled_at=row.settled_at,
    )

"""What the pages of signing read of whatever is signed, and the papers of an own contract's end.

No sum is among it: who hands a code over need not know what is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.endings import EndingState, stops_by_itself
from portal.domain.violations import NotFound
from portal.models import (
    Contract,
    Membership,
    Paper,
    Recipient,
    Role,
    Termination,
)
from portal.usecases.actor import Actor
from portal.usecases.queries.issued_papers import (
    PaperView,
    paper_columns,
    paper_view,
    representative_name,
)
from portal.usecases.queries.scope import served_by
from portal.usecases.signables import Signable, SignedKey, SignedKind, find_signable
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One thing that is signed, with its people and its paper, None while it is not drawn."""

    key: SignedKey
    title: str
    contract_id: int
    contract_number: str
    recipient_id: int
    recipient: str
    representative: str | None
    paper: PaperView | None
    provider_signed: bool
    customer_signed: bool
    waits: bool
    state: str
    signed: frozenset[Party] = frozenset()


def get_signed_paper(actor: Actor, key: SignedKey) -> SignedPaper:
    """One thing that the reader may see; NotFound for any other.

    A recipient sees what is the recipient's own: a contract, and what the director has signed.
    """
    with reading() as session:
        thing = find_signable(session, key, actor.provider_id)
        person = session.scalars(
            select(Recipient)
            .join(Contract, Contract.recipient_id == Recipient.id)
            .where(*readable(actor), Contract.id == thing.contract.id)
        ).one_or_none()
        hidden = actor.role is Role.RECIPIENT and not thing.provider_signed
        if person is None or (hidden and key.kind is not SignedKind.CONTRACT):
            raise NotFound
        return _view(session, thing, person)


def readable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What the reader reaches: conditions on ``Contract`` joined with ``Recipient``."""
    mine: tuple[ColumnElement[bool], ...] = (Contract.provider_id == actor.provider_id,)
    if actor.role is Role.RECIPIENT:
        person = select(Membership.recipient_id).where(Membership.id == actor.membership_id)
        return (*mine, Contract.recipient_id == person.scalar_subquery())
    return (*mine, *served_by(actor))


def _view(session: Session, thing: Signable, person: Recipient) -> SignedPaper:
    found = session.execute(paper_columns().where(Paper.id == thing.paper_id)).one_or_none()
    return SignedPaper(
        key=thing.key,
        title=thing.title,
        contract_id=thing.contract.id,
        contract_number=thing.contract.number,
        recipient_id=person.id,
        recipient=person.full_name,
        representative=representative_name(session, thing.representative_id),
        paper=paper_view(*found) if found else None,
        provider_signed=thing.provider_signed,
        customer_signed=thing.customer_signed,
        waits=thing.waits,
        state=thing.state,
        signed=thing.signed,
    )


def own_ending(actor: Actor, contract_id: int) -> SignedPaper | None:
    """The document about the end of an own contract, once the director has signed it."""
    with reading() as session:
        found = session.scalar(
            select(Termination.id)
            .join(Contract, Contract.id == Termination.contract_id)
            .where(
                *readable(actor),
                Contract.id == contract_id,
                Termination.agreement_paper_id.is_not(None),
                Termination.state != EndingState.WITHDRAWN,
            )
        )
    return get_signed_paper(actor, SignedKey(SignedKind.ENDING, found)) if found else None


def own_ending_day(actor: Actor, termination_id: int) -> tuple[date | None, bool]:
    """The last day with services of an own contract that ends, None while it is not known.

    And whether the end waits for the signature of the person who reads.
    """
    with reading() as session:
        found = session.execute(
            select(Termination.last_day, Termination.needs_customer, Termination.ground)
            .join(Contract, Contract.id == Termination.contract_id)
            .where(*readable(actor), Termination.id == termination_id)
        ).one_or_none()
    if found is None:
        return None, True
    return found.last_day, found.needs_customer and not stops_by_itself(found.ground)


@dataclass(frozen=True, slots=True)
class OwnEndingPaper:
    """A paper about the end of an own contract; ``last_day`` is None until the notice is given."""

    key: SignedKey
    last_day: date | None


def own_ending_papers(actor: Actor, contract_id: int) -> tuple[OwnEndingPaper, ...]:
    """Every paper of the end that the director has signed, the order first."""
    with reading() as session:
        row = session.scalar(
            select(Termination)
            .join(Contract, Contract.id == Termination.contract_id)
            .where(
                *readable(actor),
                Contract.id == contract_id,
                Termination.confirmed_at.is_not(None),
                Termination.state != EndingState.WITHDRAWN,
            )
        )
        if row is None:
            return ()
        drawn = (
            (SignedKind.ORDER, row.order_paper_id),
            (SignedKind.ENDING, row.agreement_paper_id),
            (SignedKind.NOTICE, row.notice_paper_id),
        )
        return tuple(
            OwnEndingPaper(SignedKey(kind, row.id), row.last_day)
            for kind, paper_id in drawn
            if paper_id is not None
        )

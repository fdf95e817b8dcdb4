"""What the pages of signing read of whatever is signed: one thing, and what waits for a recipient.

No sum is among it: who hands a code over need not know what is paid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, Party
from portal.domain.endings import EndingState
from portal.domain.violations import NotFound
from portal.models import (
    Act,
    ActState,
    Amendment,
    AmendmentSignature,
    Contract,
    Membership,
    Paper,
    Recipient,
    Representative,
    Role,
    Signature,
    Termination,
    TerminationSignature,
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
from portal.usecases.signatories import LEGAL_KINDS
from portal.usecases.transaction import reading

MOST_WAITING = 20


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
            .where(*_readable(actor), Contract.id == thing.contract.id)
        ).one_or_none()
        hidden = actor.role is Role.RECIPIENT and not thing.provider_signed
        if person is None or (hidden and key.kind is not SignedKind.CONTRACT):
            raise NotFound
        return _view(session, thing, person)


def _readable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``Contract`` joined with ``Recipient``."""
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


@dataclass(frozen=True, slots=True)
class ToSign:
    """A paper that the director has signed and the reader has not."""

    key: SignedKey
    title: str


def waiting_for_signer(actor: Actor) -> tuple[ToSign, ...]:
    """What waits for the hand of the person who reads a cabinet, what matters most first.

    The recipient's own, beside a representative's consent where the law asks for both, or that of
    the representative in whose name the paper is (FED-MIN-01).
    """
    if actor.role is not Role.RECIPIENT:
        return ()
    with reading() as session:
        return tuple(
            ToSign(SignedKey(kind, row[0]), title(*row[1:]))
            for kind, wanted, title in (
                (SignedKind.ENDING, _endings(actor), "Расторжение договора № {}".format),
                (SignedKind.CONTRACT, _contracts(actor), "Договор № {}".format),
                (
                    SignedKind.AMENDMENT,
                    _amendments(actor),
                    "Соглашение № {} к договору № {}".format,
                ),
                (SignedKind.ACT, _acts(actor), "Акт № {}".format),
            )
            for row in session.execute(wanted.limit(MOST_WAITING)).all()
        )


SignaturesOf = Callable[[Party], ColumnElement[bool]]
"""Whether a party has signed the paper."""


def _turn_of(actor: Actor, named: Any, signed: SignaturesOf) -> tuple[ColumnElement[bool], ...]:
    """Whether it is the reader's turn; ``named`` is the representative in the paper's text."""
    if actor.relative is not None:
        return (named == actor.relative, ~signed(Party.REPRESENTATIVE))
    return (or_(named.is_(None), signed(Party.REPRESENTATIVE)), ~signed(Party.RECIPIENT))


def _contracts(actor: Actor) -> Select[int, str]:
    def signed(party: Party) -> ColumnElement[bool]:
        rows = select(Signature.id).where(Signature.contract_id == Contract.id)
        return rows.where(Signature.party == party).correlate(Contract).exists()

    return (
        select(Contract.id, Contract.number)
        .where(
            *_readable(actor),
            *_turn_of(actor, Contract.representative_id, signed),
            Contract.state == ContractState.AWAITING_SIGNATURE,
            signed(Party.PROVIDER),
        )
        .order_by(Contract.id)
    )


def _amendments(actor: Actor) -> Select[int, int, str]:
    def signed(party: Party) -> ColumnElement[bool]:
        rows = select(AmendmentSignature.id)
        rows = rows.where(AmendmentSignature.amendment_id == Amendment.id)
        return rows.where(AmendmentSignature.party == party).correlate(Amendment).exists()

    return (
        select(Amendment.id, Amendment.number, Contract.number)
        .join(Contract, Contract.id == Amendment.contract_id)
        .where(
            *_readable(actor),
            *_turn_of(actor, Amendment.representative_id, signed),
            Amendment.state == AmendmentState.SIGNED,
        )
        .order_by(Amendment.id)
    )


def _acts(actor: Actor) -> Select[int, str]:
    signed = select(Signature.id).where(
        Signature.act_id == Act.id, Signature.party == Party.PROVIDER
    )
    return (
        select(Act.id, Act.number)
        .join(Contract, Contract.id == Act.contract_id)
        .where(
            *_readable(actor),
            _act_is_of(actor),
            Act.state == ActState.ISSUED,
            signed.exists(),
        )
        .order_by(Act.month, Act.id)
    )


def _act_is_of(actor: Actor) -> ColumnElement[bool]:
    """One hand signs an act: of who signed the contract, or of the guardian who came later."""
    named = Contract.representative_id
    if actor.relative is not None:
        legal = select(Representative.id).where(
            Representative.id == actor.relative, Representative.kind.in_(LEGAL_KINDS)
        )
        return or_(named == actor.relative, and_(named.is_(None), legal.exists()))
    beside = select(Signature.id).where(
        Signature.contract_id == Contract.id, Signature.party == Party.RECIPIENT
    )
    return or_(named.is_(None), beside.correlate(Contract).exists())


def _endings(actor: Actor) -> Select[int, str]:
    def signed(party: Party) -> ColumnElement[bool]:
        rows = select(TerminationSignature.id)
        rows = rows.where(TerminationSignature.termination_id == Termination.id)
        return rows.where(TerminationSignature.party == party).correlate(Termination).exists()

    awaited = unsigned_document()
    if actor.relative is None:
        second = and_(Termination.state == EndingState.PENDING, signed(Party.REPRESENTATIVE))
        awaited = or_(awaited, second)
    return (
        select(Termination.id, Contract.number)
        .join(Contract, Contract.id == Termination.contract_id)
        .where(*_readable(actor), *_turn_of(actor, Termination.representative_id, signed), awaited)
        .order_by(Termination.id)
    )


def unsigned_document() -> ColumnElement[bool]:
    """Whether the document of an end stands with the director's signature alone.

    A copy handed over unsigned is not asked for again.
    """
    signed = select(TerminationSignature.id).where(
        TerminationSignature.termination_id == Termination.id,
        TerminationSignature.party != Party.PROVIDER,
    )
    return (
        (Termination.state != EndingState.WITHDRAWN)
        & Termination.needs_both.is_(True)
        & Termination.confirmed_at.is_not(None)
        & Termination.document_handed_on.is_(None)
        & ~signed.exists()
    )


def own_ending(actor: Actor, contract_id: int) -> SignedPaper | None:
    """The document about the end of an own contract, once the director has signed it."""
    with reading() as session:
        found = session.scalar(
            select(Termination.id)
            .join(Contract, Contract.id == Termination.contract_id)
            .where(
                *_readable(actor),
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
            select(Termination.last_day, Termination.needs_customer)
            .join(Contract, Contract.id == Termination.contract_id)
            .where(*_readable(actor), Termination.id == termination_id)
        ).one_or_none()
    return (found.last_day, found.needs_customer) if found else (None, True)


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
                *_readable(actor),
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

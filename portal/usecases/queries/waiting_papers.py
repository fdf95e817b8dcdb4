"""What waits for the hand of the person who reads a cabinet: the recipient or a representative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.domain.amendments import AmendmentState
from portal.domain.contract import Party
from portal.domain.endings import EndingState
from portal.models import (
    Act,
    ActState,
    Amendment,
    AmendmentSignature,
    Contract,
    Programme,
    Representative,
    Role,
    Signature,
    Termination,
    TerminationSignature,
)
from portal.usecases.actor import Actor
from portal.usecases.queries.signed_papers import readable
from portal.usecases.queries.unsigned_contracts import may_be_signed
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.signatories import LEGAL_KINDS
from portal.usecases.transaction import reading

MOST_WAITING = 20


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
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            *readable(actor),
            *_turn_of(actor, Contract.representative_id, signed),
            may_be_signed(),
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
            *readable(actor),
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
            *readable(actor),
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
        .where(*readable(actor), *_turn_of(actor, Termination.representative_id, signed), awaited)
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

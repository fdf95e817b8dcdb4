"""What a recipient has signed alone since the day a court took or limited the capacity.

A decision is often recorded weeks after its day: whatever was signed in between is listed for the
guardian and the lawyer (FED-MIN-01, MSK-IPP-08).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.contract import Party
from portal.domain.law import Citation
from portal.models import (
    Act,
    Amendment,
    AmendmentSignature,
    Application,
    Contract,
    DataConsent,
    Recipient,
    Signature,
    SigningAgreement,
    Termination,
    TerminationSignature,
    UrgentCase,
)
from portal.usecases.applications import CITIZEN
from portal.usecases.paper_signatures import SignatureRow
from portal.usecases.signables import SignedKey, SignedKind

VOID = Citation("FED-MIN-01", "GK", "п. 1 ст. 171, п. 1 ст. 176 ГК РФ", verify=True)
"""A bargain of somebody incapable is void, of somebody of limited capacity may be contested."""
MOST = 100


@dataclass(frozen=True, slots=True)
class SignedAlone:
    """A paper with the recipient's hand under it; ``key`` leads to its page where it has one."""

    title: str
    signed_on: date
    key: SignedKey | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of paper: its signatures, when somebody stands beside the recipient, its words."""

    kind: SignedKind
    paper: Any
    signature: type[SignatureRow]
    signed_id: Any
    beside: ColumnElement[bool]
    numbers: tuple[Any, ...]
    words: str


_OTHERS = Signature.__table__.alias("signed_beside")
_KINDS = (
    _Kind(
        SignedKind.CONTRACT,
        Contract,
        Signature,
        Signature.contract_id,
        select(_OTHERS.c.id)
        .where(_OTHERS.c.contract_id == Contract.id, _OTHERS.c.party == Party.REPRESENTATIVE)
        .correlate(Contract)
        .exists(),
        (Contract.number,),
        "Договор № {}",
    ),
    _Kind(
        SignedKind.ACT,
        Act,
        Signature,
        Signature.act_id,
        # Who represents somebody has agreed to the contract, and with it to its acts.
        Contract.representative_id.is_not(None),
        (Act.number,),
        "Акт № {}",
    ),
    _Kind(
        SignedKind.AMENDMENT,
        Amendment,
        AmendmentSignature,
        AmendmentSignature.amendment_id,
        Amendment.representative_id.is_not(None),
        (Amendment.number, Contract.number),
        "Соглашение № {} к договору № {}",
    ),
    _Kind(
        SignedKind.ENDING,
        Termination,
        TerminationSignature,
        TerminationSignature.termination_id,
        Termination.representative_id.is_not(None),
        (Contract.number,),
        "Документ о расторжении договора № {}",
    ),
)


def signed_alone(session: Session, person: Recipient, day: date) -> tuple[SignedAlone, ...]:
    """Papers signed from the court's day on, newest first; none while the capacity is whole."""
    since = person.capacity_since
    if since is None or since > day or person.capacity in (None, Capacity.CAPABLE):
        return ()
    helped = person.capacity is Capacity.LIMITED
    found = (
        *(one for kind in _KINDS for one in _signed(session, person, since, kind, helped=helped)),
        *_sheets(session, person, since, helped=helped),
        *_requests(session, person, since),
    )
    return tuple(sorted(found, key=lambda one: one.signed_on, reverse=True)[:MOST])


def _alone(
    table: type[SignatureRow], since: date, beside: ColumnElement[bool], *, helped: bool
) -> tuple[ColumnElement[bool], ...]:
    """The recipient's signatures; ``helped``: those beside a trustee's are fine."""
    mine = (table.party == Party.RECIPIENT, table.signed_on >= since)
    return (*mine, ~beside) if helped else mine


def _signed(
    session: Session, person: Recipient, since: date, kind: _Kind, *, helped: bool
) -> Iterator[SignedAlone]:
    """Papers of a kind, each with the day of the recipient's own signature."""
    asked = (
        select(kind.paper.id, kind.signature.signed_on, *kind.numbers)
        .select_from(kind.signature)
        .join(kind.paper, kind.signed_id == kind.paper.id)
        .where(
            Contract.recipient_id == person.id,
            *_alone(kind.signature, since, kind.beside, helped=helped),
        )
        .limit(MOST)
    )
    if kind.paper is not Contract:
        asked = asked.join(Contract, Contract.id == kind.paper.contract_id)
    for paper_id, day, *numbers in session.execute(asked):
        yield SignedAlone(kind.words.format(*numbers), day, SignedKey(kind.kind, paper_id))


def _sheets(
    session: Session, person: Recipient, since: date, *, helped: bool
) -> tuple[SignedAlone, ...]:
    """Agreements on codes and consents to the processing of data."""
    alone = (SigningAgreement.consenter_id.is_(None),) if helped else ()
    agreements = session.scalars(
        select(SigningAgreement.signed_on)
        .where(
            SigningAgreement.recipient_id == person.id,
            SigningAgreement.representative_id.is_(None),
            SigningAgreement.signed_on >= since,
            *alone,
        )
        .limit(MOST)
    )
    consents = session.scalars(
        select(DataConsent.given_on)
        .where(
            DataConsent.recipient_id == person.id,
            DataConsent.representative_id.is_(None),
            DataConsent.given_on >= since,
        )
        .limit(MOST)
    )
    agreed = "Соглашение об использовании простой электронной подписи"
    return (
        *(SignedAlone(agreed, on) for on in agreements if on),
        *(SignedAlone("Согласие на обработку персональных данных", on) for on in consents if on),
    )


def _requests(session: Session, person: Recipient, since: date) -> tuple[SignedAlone, ...]:
    """Applications in the person's own name, and acts of urgent help."""
    asked = session.execute(
        select(Application.sequence, Application.year, Application.applied_on)
        .where(
            Application.recipient_id == person.id,
            Application.applicant == CITIZEN,
            Application.applied_on >= since,
        )
        .limit(MOST)
    )
    helped = session.execute(
        select(UrgentCase.sequence, UrgentCase.year, UrgentCase.signed_on)
        .where(
            UrgentCase.recipient_id == person.id,
            UrgentCase.party == Party.RECIPIENT,
            UrgentCase.signed_on >= since,
        )
        .limit(MOST)
    )
    return (
        *(SignedAlone(f"Заявление № {number}/{year}", on) for number, year, on in asked),
        *(
            SignedAlone(f"Акт о срочных услугах № {number}/{year}", on)
            for number, year, on in helped
            if on
        ),
    )

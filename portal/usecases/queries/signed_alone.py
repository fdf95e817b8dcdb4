"""What a recipient has signed alone since the day a court took or limited the capacity.

A decision is often recorded weeks after its day: whatever was signed in between is listed for the
guardian and the lawyer (FED-MIN-01, MSK-IPP-08).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


def signed_alone(session: Session, person: Recipient, day: date) -> tuple[SignedAlone, ...]:
    """Papers signed from the court's day on, newest first; none while the capacity is whole."""
    since = person.capacity_since
    if since is None or since > day or person.capacity in (None, Capacity.CAPABLE):
        return ()
    helped = person.capacity is Capacity.LIMITED
    found = (
        *_contracts(session, person, since, helped=helped),
        *_acts(session, person, since, helped=helped),
        *_changes(session, person, since, helped=helped),
        *_ends(session, person, since, helped=helped),
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


def _contracts(
    session: Session, person: Recipient, since: date, *, helped: bool
) -> tuple[SignedAlone, ...]:
    other = (
        select(Signature.id)
        .where(Signature.contract_id == Contract.id, Signature.party == Party.REPRESENTATIVE)
        .correlate(Contract)
        .exists()
    )
    rows = session.execute(
        select(Contract.id, Contract.number, Signature.signed_on)
        .join(Signature, Signature.contract_id == Contract.id)
        .where(Contract.recipient_id == person.id, *_alone(Signature, since, other, helped=helped))
        .limit(MOST)
    )
    return tuple(
        SignedAlone(f"Договор № {number}", on, SignedKey(SignedKind.CONTRACT, row_id))
        for row_id, number, on in rows
    )


def _acts(
    session: Session, person: Recipient, since: date, *, helped: bool
) -> tuple[SignedAlone, ...]:
    # Who represents somebody has agreed to the contract, and with it to its acts.
    agreed = Contract.representative_id.is_not(None)
    rows = session.execute(
        select(Act.id, Act.number, Signature.signed_on)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Signature, Signature.act_id == Act.id)
        .where(Contract.recipient_id == person.id, *_alone(Signature, since, agreed, helped=helped))
        .limit(MOST)
    )
    return tuple(
        SignedAlone(f"Акт № {number}", on, SignedKey(SignedKind.ACT, row_id))
        for row_id, number, on in rows
    )


def _changes(
    session: Session, person: Recipient, since: date, *, helped: bool
) -> tuple[SignedAlone, ...]:
    other = Amendment.representative_id.is_not(None)
    rows = session.execute(
        select(Amendment.id, Amendment.number, Contract.number, AmendmentSignature.signed_on)
        .join(Contract, Contract.id == Amendment.contract_id)
        .join(AmendmentSignature, AmendmentSignature.amendment_id == Amendment.id)
        .where(
            Contract.recipient_id == person.id,
            *_alone(AmendmentSignature, since, other, helped=helped),
        )
        .limit(MOST)
    )
    return tuple(
        SignedAlone(
            f"Соглашение № {number} к договору № {contract}",
            on,
            SignedKey(SignedKind.AMENDMENT, row_id),
        )
        for row_id, number, contract, on in rows
    )


def _ends(
    session: Session, person: Recipient, since: date, *, helped: bool
) -> tuple[SignedAlone, ...]:
    other = Termination.representative_id.is_not(None)
    rows = session.execute(
        select(Termination.id, Contract.number, TerminationSignature.signed_on)
        .join(Contract, Contract.id == Termination.contract_id)
        .join(TerminationSignature, TerminationSignature.termination_id == Termination.id)
        .where(
            Contract.recipient_id == person.id,
            *_alone(TerminationSignature, since, other, helped=helped),
        )
        .limit(MOST)
    )
    return tuple(
        SignedAlone(
            f"Документ о расторжении договора № {number}",
            on,
            SignedKey(SignedKind.ENDING, row_id),
        )
        for row_id, number, on in rows
    )


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

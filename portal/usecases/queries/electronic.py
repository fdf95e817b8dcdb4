"""What the pages of electronic signing read: certificates, seals, outside signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.contract import Party
from portal.domain.e_signatures import PRINTED_CODE_LIFE, SignatureFinding
from portal.domain.people import short_name
from portal.domain.violations import NotFound
from portal.models import (
    CodeChannel,
    Membership,
    OutsideKind,
    OutsideSignature,
    PaperContent,
    PaperSeal,
    ProviderCertificate,
    Recipient,
    SigningAgreement,
    SigningCode,
    StoredFile,
    User,
)
from portal.usecases.actor import Actor
from portal.usecases.outside_signatures import finding_of
from portal.usecases.queries.issued_papers import member_name
from portal.usecases.separate_hands import gave_login
from portal.usecases.signables import SignedKind
from portal.usecases.signing_agreements import covers_all, printed_code_life, standing_agreement
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate of the provider; ``retired_at`` is None for the one in use."""

    id: int
    subject: str
    organisation: str
    inn: str
    issuer: str
    serial: str
    fingerprint: str
    self_made: bool
    not_before: datetime
    not_after: datetime
    added_at: datetime
    retired_at: datetime | None
    token_label: str | None = None


def list_certificates(actor: Actor) -> tuple[CertificateView, ...]:
    """The provider's certificates, the one in use first."""
    with reading() as session:
        rows = session.scalars(
            select(ProviderCertificate)
            .where(ProviderCertificate.provider_id == actor.provider_id)
            .order_by(ProviderCertificate.retired_at.is_not(None), ProviderCertificate.id.desc())
            .limit(50)
        )
        return tuple(_certificate(row) for row in rows)


def _certificate(row: ProviderCertificate) -> CertificateView:
    return CertificateView(
        id=row.id,
        subject=row.subject,
        organisation=row.organisation,
        inn=row.inn,
        issuer=row.issuer,
        serial=row.serial,
        fingerprint=row.fingerprint,
        self_made=row.self_made,
        not_before=row.not_before,
        not_after=row.not_after,
        added_at=row.added_at,
        retired_at=row.retired_at,
        token_label=row.token_label,
    )


@dataclass(frozen=True, slots=True)
class SealView:
    """The sealed copy of a paper: whose certificate, when, the hash of the copy."""

    sha256: str
    size: int
    sealed_at: datetime
    certificate: CertificateView


def seal_of(session: Session, provider_id: int, paper_id: int) -> SealView | None:
    """The seal on a paper, if there is one."""
    found = session.execute(
        select(PaperSeal, ProviderCertificate, func.length(PaperContent.content))
        .join(ProviderCertificate, ProviderCertificate.id == PaperSeal.certificate_id)
        .join(PaperContent, PaperContent.sha256 == PaperSeal.sha256)
        .where(PaperSeal.provider_id == provider_id, PaperSeal.paper_id == paper_id)
    ).one_or_none()
    if found is None:
        return None
    seal, certificate, size = found
    return SealView(seal.sha256, size, seal.sealed_at, _certificate(certificate))


def get_seal(actor: Actor, paper_id: int) -> SealView | None:
    """The seal on a paper of the reader's provider."""
    with reading() as session:
        return seal_of(session, actor.provider_id, paper_id)


@dataclass(frozen=True, slots=True)
class AgreementView:
    """The standing agreement of a recipient; ``signed_on`` is None while it is only printed.

    ``covers_all`` is False for an older text, which names contracts only;
    ``printed_for_a_day`` is False where a code on paper holds for ten minutes. ``proved``: a scan
    or a second person stands behind the signature; ``may_confirm``: the reader could be that one.
    ``suspended_since``: a court took or limited the capacity on that day, so no code signs.
    """

    id: int
    recipient_id: int
    email: str
    paper_id: int
    drafted_at: datetime
    signed_on: date | None
    covers_all: bool
    printed_for_a_day: bool
    proved: bool
    recorded_by: str
    confirmed_by: str
    scan: bool
    may_confirm: bool
    suspended_since: date | None = None

    def signs(self, kind: SignedKind) -> bool:
        """Whether a code signs papers of this kind by it."""
        return (
            self.proved
            and self.suspended_since is None
            and (self.covers_all or kind is SignedKind.CONTRACT)
        )


def get_agreement(actor: Actor, recipient_id: int) -> AgreementView | None:
    """The recipient's standing agreement with the reader's provider."""
    with reading() as session:
        row = standing_agreement(session, actor.provider_id, recipient_id)
        if row is None:
            return None
        return AgreementView(
            id=row.id,
            recipient_id=row.recipient_id,
            email=row.email,
            paper_id=row.paper_id,
            drafted_at=row.drafted_at,
            signed_on=row.signed_on,
            covers_all=covers_all(session, row),
            printed_for_a_day=printed_code_life(session, row) == PRINTED_CODE_LIFE,
            proved=row.proved,
            recorded_by=_name_of(session, row.recorded_by_id),
            confirmed_by=_name_of(session, row.confirmed_by_id),
            scan=row.file_id is not None,
            may_confirm=_user_of(session, row.recorded_by_id) not in (None, actor.user_id),
            suspended_since=_capacity_lost(session, recipient_id),
        )


def _capacity_lost(session: Session, recipient_id: int) -> date | None:
    """Since when the recipient signs nothing alone by a court's decision (FED-MIN-01)."""
    return session.scalar(
        select(Recipient.capacity_since).where(
            Recipient.id == recipient_id,
            Recipient.capacity.in_((Capacity.INCAPABLE, Capacity.LIMITED)),
        )
    )


def _name_of(session: Session, membership_id: int | None) -> str:
    return member_name(session, membership_id) if membership_id is not None else ""


def _user_of(session: Session, membership_id: int | None) -> int | None:
    return session.scalar(select(Membership.user_id).where(Membership.id == membership_id))


@dataclass(frozen=True, slots=True)
class CodeProof:
    """What stands behind a signature by a code: how it came, and the agreement it rests on.

    ``login_by_another``: whoever printed the code had not given out the login; ``confirmed_by`` is
    the second person who has seen the signed agreement, "" without one.
    """

    channel: CodeChannel
    issued_by: str
    login_by_another: bool
    agreement_scan: bool
    confirmed_by: str


def code_proof(actor: Actor, paper_id: int) -> CodeProof | None:
    """The proof of the code that signed a paper; None where none has."""
    with reading() as session:
        found = session.execute(
            select(SigningCode, SigningAgreement)
            .join(SigningAgreement, SigningAgreement.id == SigningCode.agreement_id)
            .where(
                SigningCode.provider_id == actor.provider_id,
                SigningCode.paper_id == paper_id,
                SigningCode.used_at.is_not(None),
            )
            .limit(1)
        ).one_or_none()
        if found is None:
            return None
        code, agreement = found
        printer = _user_of(session, code.issued_by_id) or 0
        person, until = code.recipient_id, code.used_at or code.issued_at
        return CodeProof(
            channel=code.channel,
            issued_by=_name_of(session, code.issued_by_id),
            login_by_another=not gave_login(session, actor.provider_id, person, printer, until),
            agreement_scan=agreement.file_id is not None,
            confirmed_by=_name_of(session, agreement.confirmed_by_id),
        )


def has_live_code(actor: Actor, recipient_id: int, sha256: str, now: datetime) -> bool:
    """Whether a code waits to be typed for this person and these bytes."""
    with reading() as session:
        found = session.scalar(
            select(SigningCode.id)
            .where(
                SigningCode.provider_id == actor.provider_id,
                SigningCode.recipient_id == recipient_id,
                SigningCode.sha256 == sha256,
                SigningCode.used_at.is_(None),
                SigningCode.replaced_at.is_(None),
                SigningCode.expires_at > now,
            )
            .limit(1)
        )
    return found is not None


@dataclass(frozen=True, slots=True)
class OutsideView:
    """A signature made elsewhere, as it was checked when it was brought."""

    party: Party
    kind: OutsideKind
    file_id: int
    file_name: str
    recorded_at: datetime
    recorded_by: str
    findings: tuple[SignatureFinding, ...]


def list_outside(actor: Actor, paper_id: int) -> tuple[OutsideView, ...]:
    """The outside signatures under a paper of the reader's provider, oldest first."""
    with reading() as session:
        rows = session.execute(
            select(OutsideSignature, StoredFile.original_name, User)
            .join(StoredFile, StoredFile.id == OutsideSignature.file_id)
            .join(Membership, Membership.id == OutsideSignature.recorded_by_id)
            .join(User, User.id == Membership.user_id)
            .where(
                OutsideSignature.provider_id == actor.provider_id,
                OutsideSignature.paper_id == paper_id,
            )
            .order_by(OutsideSignature.id)
            .limit(50)
        )
        return tuple(
            OutsideView(
                party=row.party,
                kind=row.kind,
                file_id=row.file_id,
                file_name=name,
                recorded_at=row.recorded_at,
                recorded_by=short_name(user.surname, user.name, user.patronymic),
                findings=tuple(finding_of(one) for one in row.findings),
            )
            for row, name, user in rows
        )


def get_outside_file(actor: Actor, paper_id: int, file_id: int) -> tuple[bytes, str, str]:
    """The bytes, type and name of a file brought with an outside signature; or NotFound."""
    with reading() as session:
        found = session.execute(
            select(StoredFile.content, StoredFile.media_type, StoredFile.original_name)
            .join(OutsideSignature, OutsideSignature.file_id == StoredFile.id)
            .where(
                OutsideSignature.provider_id == actor.provider_id,
                OutsideSignature.paper_id == paper_id,
                StoredFile.id == file_id,
            )
        ).one_or_none()
    if found is None:
        raise NotFound
    content, media_type, name = found
    return content, media_type, name

"""What the pages of electronic signing read: certificates, seals, outside signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.e_signatures import SignatureFinding
from portal.domain.people import short_name
from portal.models import (
    Membership,
    OutsideKind,
    OutsideSignature,
    PaperContent,
    PaperSeal,
    ProviderCertificate,
    StoredFile,
    User,
)
from portal.usecases.actor import Actor
from portal.usecases.outside_signatures import finding_of
from portal.usecases.queries.scans import ScanView, scan_where
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


def get_outside_file(actor: Actor, paper_id: int, file_id: int) -> ScanView:
    """A file brought with an outside signature of the paper; or NotFound."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == file_id,
            StoredFile.id == OutsideSignature.file_id,
            OutsideSignature.provider_id == actor.provider_id,
            OutsideSignature.paper_id == paper_id,
        )

"""What the pages of electronic signing read: certificates, seals, outside signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import PaperContent, PaperSeal, ProviderCertificate
from portal.usecases.actor import Actor
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

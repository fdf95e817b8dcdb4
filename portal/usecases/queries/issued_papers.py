"""Papers, signatures and scans as the pages of contracts and acts show them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.people import short_name
from portal.domain.violations import NotFound
from portal.models import (
    Membership,
    Paper,
    PaperContent,
    Signature,
    SignatureMethod,
    StoredFile,
    User,
)
from portal.usecases.actor import Actor


@dataclass(frozen=True, slots=True)
class PaperView:
    """A frozen paper: what it is, how big, and the fingerprint of its bytes."""

    id: int
    form_code: str
    sha256: str
    pages: int
    size: int
    issued_at: datetime
    rules_day: date


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A signature that was put; ``file_id`` is the scan of the signed paper, if there is one."""

    party: Party
    signer: str
    method: SignatureMethod
    signed_on: date
    recorded_at: datetime
    recorded_by: str
    file_id: int | None
    file_name: str | None


def paper_columns() -> Select[Paper, int]:
    """A paper together with the size of its bytes, without loading them."""
    return select(Paper, func.length(PaperContent.content)).join(
        PaperContent, PaperContent.sha256 == Paper.sha256
    )


def paper_view(paper: Paper, size: int) -> PaperView:
    """The row of a paper as pages show it."""
    return PaperView(
        id=paper.id,
        form_code=paper.form_code,
        sha256=paper.sha256,
        pages=paper.pages,
        size=size,
        issued_at=paper.issued_at,
        rules_day=paper.rules_day,
    )


def signatures_of(session: Session, whose: ColumnElement[bool]) -> tuple[SignatureView, ...]:
    """The signatures under a contract or an act, oldest first."""
    rows = session.execute(
        select(Signature, User, StoredFile.original_name)
        .join(Membership, Membership.id == Signature.recorded_by_id)
        .join(User, User.id == Membership.user_id)
        .outerjoin(StoredFile, StoredFile.id == Signature.file_id)
        .where(whose)
        .order_by(Signature.recorded_at, Signature.id)
    )
    return tuple(
        SignatureView(
            party=signature.party,
            signer=signature.signer,
            method=signature.method,
            signed_on=signature.signed_on,
            recorded_at=signature.recorded_at,
            recorded_by=short_name(user.surname, user.name, user.patronymic),
            file_id=signature.file_id,
            file_name=name,
        )
        for signature, user, name in rows
    )


@dataclass(frozen=True, slots=True)
class ScanView:
    """A stored scan with its bytes."""

    content: bytes
    media_type: str
    name: str


def stored_scan(
    session: Session, actor: Actor, whose: ColumnElement[bool], file_id: int
) -> ScanView:
    """A scan out of those behind the signatures of one thing."""
    found = session.execute(
        select(StoredFile.content, StoredFile.media_type, StoredFile.original_name)
        .join(Signature, Signature.file_id == StoredFile.id)
        .where(Signature.provider_id == actor.provider_id, whose, StoredFile.id == file_id)
    ).first()
    if found is None:
        raise NotFound
    return ScanView(*found)

"""Papers, signatures and scans as the pages of whatever is signed show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.people import full_name, short_name
from portal.models import (
    AmendmentSignature,
    Membership,
    Paper,
    PaperContent,
    Representative,
    Signature,
    SignatureMethod,
    StoredFile,
    TerminationSignature,
    User,
)
from portal.usecases.actor import Actor
from portal.usecases.paper_signatures import SignatureRow
from portal.usecases.queries.scans import ScanView, scan_where

RowT = TypeVar("RowT", Signature, AmendmentSignature, TerminationSignature)


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
    code: str | None = None


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
        code=paper.code,
    )


def signatures_of(
    session: Session, table: type[RowT], whose: ColumnElement[bool]
) -> tuple[SignatureView, ...]:
    """The signatures of one thing out of their table, oldest first."""
    rows = session.execute(
        select(table, User, StoredFile.original_name)
        .join(Membership, Membership.id == table.recorded_by_id)
        .join(User, User.id == Membership.user_id)
        .outerjoin(StoredFile, StoredFile.id == table.file_id)
        .where(whose)
        .order_by(table.recorded_at, table.id)
    )
    return tuple(_signature(row, user, name) for row, user, name in rows)


def _signature(row: SignatureRow, user: User, file_name: str | None) -> SignatureView:
    return SignatureView(
        party=row.party,
        signer=row.signer,
        method=row.method,
        signed_on=row.signed_on,
        recorded_at=row.recorded_at,
        recorded_by=short_name(user.surname, user.name, user.patronymic),
        file_id=row.file_id,
        file_name=file_name,
    )


def representative_name(session: Session, representative_id: int | None) -> str | None:
    """The representative whom a paper names, None where it names nobody."""
    if representative_id is None:
        return None
    person = session.get_one(Representative, representative_id)
    return full_name(person.surname, person.name, person.patronymic)


def member_name(session: Session, membership_id: int) -> str:
    """Who of the provider did something, in short."""
    user = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == membership_id)
    ).one()
    return short_name(user.surname, user.name, user.patronymic)


def stored_scan(
    session: Session,
    actor: Actor,
    table: type[RowT],
    whose: ColumnElement[bool],
    file_id: int,
) -> ScanView:
    """A scan out of those behind the signatures of one thing; NotFound for any other file."""
    return scan_where(
        session,
        StoredFile.id == file_id,
        StoredFile.id == table.file_id,
        table.provider_id == actor.provider_id,
        whose,
    )

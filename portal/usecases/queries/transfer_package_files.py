"""The papers of a package as files: for who prepared it, and for the authority that decides.

A scan that was put in, else the paper that the portal has printed under the same code. Rules:
AST-TRN-05, AST-FRM-04, AST-FRM-05.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import NotFound
from portal.models import (
    Paper,
    PaperContent,
    Role,
    StoredFile,
    Transfer,
    TransferLetter,
    TransferPaper,
)
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One paper's bytes; ``scanned`` ones were uploaded by somebody."""

    content: bytes
    media_type: str
    name: str
    scanned: bool


def package_file(actor: Actor, transfer_id: int, code: str) -> PackageFile:
    """A paper of a move from the reader's provider, or one sent to the reader's authority.

    Raises NotFound for any other move, and for a paper without a file.
    """
    with reading() as session:
        row = _readable(session, actor, transfer_id)
        found = _scan(session, row, code) or _printed(session, row, code)
    if found is None:
        raise NotFound
    return found


def files_in(session: Session, row: Transfer) -> frozenset[str]:
    """The codes of the papers that have a file."""
    scans = select(TransferPaper.code).where(
        TransferPaper.provider_id == row.provider_id,
        TransferPaper.transfer_id == row.id,
        TransferPaper.file_id.is_not(None),
    )
    printed = select(TransferLetter.code).where(
        TransferLetter.provider_id == row.provider_id, TransferLetter.transfer_id == row.id
    )
    return frozenset(session.scalars(scans.union(printed)))


def _readable(session: Session, actor: Actor, transfer_id: int) -> Transfer:
    if actor.role is not Role.OFFICER:
        return own(session, Transfer, transfer_id, actor.provider_id)
    row = session.scalars(
        select(Transfer).where(
            Transfer.id == transfer_id, Transfer.authority_id == actor.provider_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _scan(session: Session, row: Transfer, code: str) -> PackageFile | None:
    found = session.execute(
        select(StoredFile.content, StoredFile.media_type, StoredFile.original_name)
        .join(TransferPaper, TransferPaper.file_id == StoredFile.id)
        .where(
            TransferPaper.provider_id == row.provider_id,
            TransferPaper.transfer_id == row.id,
            TransferPaper.code == code,
        )
    ).first()
    return PackageFile(*found, scanned=True) if found else None


def _printed(session: Session, row: Transfer, code: str) -> PackageFile | None:
    found = session.execute(
        select(PaperContent.content, TransferLetter.title)
        .join(Paper, Paper.sha256 == PaperContent.sha256)
        .join(TransferLetter, TransferLetter.paper_id == Paper.id)
        .where(
            TransferLetter.provider_id == row.provider_id,
            TransferLetter.transfer_id == row.id,
            TransferLetter.code == code,
        )
        .order_by(TransferLetter.id.desc())
        .limit(1)
    ).first()
    return PackageFile(found[0], PDF, found[1], scanned=False) if found else None

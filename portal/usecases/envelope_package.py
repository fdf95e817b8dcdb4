"""What an envelope takes from the transfer itself: its package, the words of its application.

A move that nobody agrees to has neither. Rules: AST-FRM-01, AST-FRM-04, AST-TRN-06 (the papers have
come back and go on to the receiver).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from portal.domain.envelope import FilePaper
from portal.models import StoredFile, Transfer, TransferPaper
from portal.usecases.envelope_facts import ENDINGS


@dataclass(frozen=True, slots=True)
class FromTransfer:
    """The citizenship of the application, the papers of the package, their scans by file name."""

    citizenship: str = ""
    papers: tuple[FilePaper, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


NOTHING = FromTransfer()


def from_transfer(session: Session, row: Transfer) -> FromTransfer:
    """The package as it was filed; a paper without a scan is named without a file."""
    rows = session.execute(
        select(TransferPaper, StoredFile)
        .outerjoin(StoredFile, StoredFile.id == TransferPaper.file_id)
        .where(TransferPaper.provider_id == row.provider_id, TransferPaper.transfer_id == row.id)
        .order_by(TransferPaper.id)
        .options(undefer(StoredFile.content))
    )
    files: dict[str, bytes] = {}
    papers = []
    for paper, scan in rows:
        name = None
        if scan is not None:
            name = f"package/package-{paper.code}.{ENDINGS[scan.media_type]}"
            files[name] = scan.content
        code = paper.title or paper.code
        papers.append(FilePaper(code, paper.number, paper.issued_on, None, name))
    return FromTransfer(row.citizenship, tuple(papers), files)

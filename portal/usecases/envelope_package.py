"""What an envelope takes from the transfer itself: its package, its route, its application's words.

A move that nobody agrees to has none of them. Rules: AST-FRM-01, AST-FRM-04, AST-TRN-06 (the papers
have come back and go on to the receiver), AST-TRN-09, AST-TRN-10, AST-MIN-01 (special routes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from portal.domain.envelope import FilePaper, RouteFacts
from portal.models import StoredFile, Transfer, TransferPaper
from portal.regions.registry import Region
from portal.usecases.envelope_facts import ENDINGS
from portal.usecases.transfer_case import rules_of
from portal.usecases.transfer_papers import state_of
from portal.usecases.transfer_reception import first_day_there


@dataclass(frozen=True, slots=True)
class FromTransfer:
    """The citizenship of the application, the package with its scans by file name, the routes.

    ``first_day`` is the first one at the receiver, as far as a place or a contract there says.
    """

    citizenship: str = ""
    papers: tuple[FilePaper, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    routes: tuple[RouteFacts, ...] = ()
    first_day: date | None = None


NOTHING = FromTransfer()


def from_transfer(session: Session, row: Transfer, region: Region, today: date) -> FromTransfer:
    """The package as it was filed, with the last day of each paper that runs out (AST-DOC-03).

    A paper without a scan is named without a file.
    """
    state = state_of(session, row, region, today)
    lasts = state.lasts if state else {}
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
        code, last = paper.title or paper.code, lasts.get(paper.code)
        papers.append(FilePaper(code, paper.number, paper.issued_on, last, name, paper.issuer))
    first, routes = first_day_there(session, row), _routes(row, region)
    return FromTransfer(row.citizenship, tuple(papers), files, routes, first)


def _routes(row: Transfer, region: Region) -> tuple[RouteFacts, ...]:
    """The marks of the move that lead off the general path, a child's status among them."""
    marks = frozenset(row.marks)
    placement = region.rules.representation_rules.on(row.applied_on).placement
    listed = [(one.code, one.title) for one in rules_of(row, region).marks_of(marks)]
    if placement is not None:
        listed.extend((one.code, one.title) for one in placement.statuses.choices)
    return tuple(RouteFacts(code, title) for code, title in listed if code in marks)

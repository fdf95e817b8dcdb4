"""What stands at a break besides its orders: the papers that confirm it, and its event."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import SubmittedDocument, SuspensionEvent, SuspensionPaper


@dataclass(frozen=True, slots=True)
class BreakPaper:
    """A paper of the recipient's file, by the code of its kind; ``has_scan``: it can be opened."""

    document_id: int
    code: str
    number: str
    issued_on: date
    has_scan: bool
    issuer: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class BreakEvent:
    """The day on which what the break waited for came, and how that is known."""

    happened_on: date
    note: str


def papers_of_breaks(
    session: Session, provider_id: int, breaks: Collection[int]
) -> Mapping[int, tuple[BreakPaper, ...]]:
    """The papers of each of these breaks, in the order in which they came."""
    found: defaultdict[int, tuple[BreakPaper, ...]] = defaultdict(tuple)
    for tied, row in session.execute(
        select(SuspensionPaper.suspension_id, SubmittedDocument)
        .join(SubmittedDocument, SubmittedDocument.id == SuspensionPaper.document_id)
        .where(
            SuspensionPaper.provider_id == provider_id, SuspensionPaper.suspension_id.in_(breaks)
        )
        .order_by(SuspensionPaper.id)
    ):
        scan = row.file_id is not None
        paper = BreakPaper(
            row.id,
            row.code,
            row.number or "",
            row.issued_on,
            scan,
            row.issuer or "",
            row.expires_on,
        )
        found[tied] += (paper,)
    return found


def events_of_breaks(
    session: Session, provider_id: int, breaks: Collection[int]
) -> Mapping[int, BreakEvent]:
    """The recorded events of these breaks."""
    rows = session.scalars(
        select(SuspensionEvent).where(
            SuspensionEvent.provider_id == provider_id, SuspensionEvent.suspension_id.in_(breaks)
        )
    )
    return {row.suspension_id: BreakEvent(row.happened_on, row.note) for row in rows}

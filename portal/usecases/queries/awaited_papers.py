"""What a break for want of papers still waits for, and what has come since (FED-SUS-01)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import SubmittedPaper
from portal.domain.suspension import Ground
from portal.models import Contract, SubmittedDocument, Suspension
from portal.regions.registry import Region
from portal.usecases.suspension_papers import PAPERS_CAME, awaited_titles, not_come

_Brought = tuple[SubmittedPaper, date]


def handed_in(
    session: Session, recipients: Collection[int], region: Region
) -> Mapping[int, Sequence[_Brought]]:
    """The papers of these recipients, each with the day on which it was received."""
    found: defaultdict[int, list[_Brought]] = defaultdict(list)
    if not recipients:
        return found
    for row in session.scalars(
        select(SubmittedDocument).where(SubmittedDocument.recipient_id.in_(recipients))
    ):
        paper = SubmittedPaper(row.code, row.issued_on, row.expires_on)
        found[row.recipient_id].append((paper, region.today(row.received_at)))
    return found


def brought_since(
    row: Suspension, papers: Iterable[_Brought], region: Region
) -> tuple[_Brought, ...]:
    """Those of the papers that came after the break was ordered."""
    ordered = min(row.since, region.today(row.recorded_at))
    return tuple((paper, came) for paper, came in papers if came >= ordered)


def still_awaited(
    session: Session,
    contract: Contract,
    row: Suspension,
    ground: Ground | None,
    region: Region,
    day: date,
) -> tuple[str, ...]:
    """What the recipient has yet to bring by the day; empty for a break that waits for no paper."""
    if ground is None or ground.ends_when != PAPERS_CAME:
        return ()
    papers = handed_in(session, {contract.recipient_id}, region)[contract.recipient_id]
    left = not_come(row.waits_for or (), brought_since(row, papers, region), day)
    return awaited_titles(contract, row, ground, region, left)

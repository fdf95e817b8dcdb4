"""What has happened to a move since its envelope was made: papers, a break, a review asked for.

The receiver reads the envelope, so whoever is left makes it anew. Rules: AST-TRN-09, AST-TRN-10,
AST-TRN-08, AST-TRN-11, FED-SUS-04.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.envelope import BreakDays, EnvelopeFacts, FilePaper
from portal.models import Transfer, TransferPaper
from portal.usecases.awaited_review import awaited_review
from portal.usecases.envelopes import facts_of_envelope
from portal.usecases.suspension_days import breaks_until
from portal.usecases.transfer_case import NOTHING_CAME, contract_of
from portal.usecases.transfer_reception import envelope_for, first_day_there


@dataclass(frozen=True, slots=True)
class EnvelopeNews:
    """What differs from the newest envelope: ``papers`` of the package that it does not hold so.

    ``breaks`` run or begin up to the first day at the receiver, ``breaks_told``: whether the
    envelope says the same of them; ``review_told``: whether it does of a review of the programme.
    """

    papers: tuple[FilePaper, ...] = ()
    breaks: tuple[BreakDays, ...] = ()
    breaks_told: bool = True
    review_told: bool = True

    @property
    def asks_anew(self) -> bool:
        """Whether the envelope has to be made again for the receiver to know."""
        return bool(self.papers) or not (self.breaks_told and self.review_told)


def news_since(
    session: Session, row: Transfer, day: date, first_day: date | None = None
) -> EnvelopeNews:
    """What the newest envelope does not say as of a day; of a move without one no papers.

    ``first_day`` is the first one at the receiver, else as a place or a contract there says.
    """
    kept = envelope_for(session, row)
    first = first_day or first_day_there(session, row)
    breaks = breaks_until(session, contract_of(session, row), day, first)
    review = awaited_review(session, row.provider_id, row.programme_id)
    asked_on = review.asked_on if review else None
    if kept is None:
        return EnvelopeNews(breaks=breaks, breaks_told=not breaks, review_told=review is None)
    facts = facts_of_envelope(kept)
    return EnvelopeNews(
        _papers(session, row, facts),
        breaks,
        breaks_told=breaks == tuple(one for one in facts.told_breaks if one.concerns(day, first)),
        review_told=facts.programme.review_asked_on == asked_on,
    )


def later_papers(session: Session, row: Transfer) -> tuple[FilePaper, ...]:
    """The papers that came after the newest envelope; none of a move that came to nothing."""
    kept = envelope_for(session, row)
    if kept is None or row.state in NOTHING_CAME:
        return ()
    return _papers(session, row, facts_of_envelope(kept))


def _papers(session: Session, row: Transfer, facts: EnvelopeFacts) -> tuple[FilePaper, ...]:
    there = {
        (one.code, one.number, one.issued_on, one.issuer, one.file is not None)
        for one in facts.package
    }
    rows = session.scalars(
        select(TransferPaper)
        .where(TransferPaper.provider_id == row.provider_id, TransferPaper.transfer_id == row.id)
        .order_by(TransferPaper.id)
    )
    return tuple(
        FilePaper(code, one.number, one.issued_on, None, None, one.issuer)
        for one in rows
        if (
            code := one.title or one.code,
            one.number,
            one.issued_on,
            one.issuer,
            one.file_id is not None,
        )
        not in there
    )

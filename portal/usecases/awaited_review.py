"""The review of a programme whose outcome is still awaited: one at a time (FED-IPP-06)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ProgrammeReview, ReviewOutcome


def awaited_review(session: Session, provider_id: int, programme_id: int) -> ProgrammeReview | None:
    """The review that was asked for and has no outcome yet; None where nobody waits."""
    return session.scalar(
        select(ProgrammeReview).where(
            ProgrammeReview.provider_id == provider_id,
            ProgrammeReview.programme_id == programme_id,
            ProgrammeReview.outcome == ReviewOutcome.OPEN,
        )
    )

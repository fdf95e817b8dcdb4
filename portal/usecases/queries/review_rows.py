"""The reviews of one programme as its page shows them, and what a review may have ended with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Programme, ProgrammeReview, ReviewOutcome
from portal.regions.registry import Region
from portal.usecases.awaited_review import awaited_review
from portal.usecases.brought_programme import brought_programme
from portal.usecases.reviewed_programmes import is_replaced


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review that was asked for; ``printed``: by the region's own application, with its days.

    ``new_number`` and ``new_issued_on`` name the programme that was issued instead, ``new_id`` its
    page where it was presented here.
    """

    id: int
    initiator: str
    reason: str
    asked_on: date
    expected_on: date | None
    outcome: ReviewOutcome
    outcome_on: date | None
    printed: bool
    organisation_received_on: date | None
    ministry_received_on: date | None
    conditions_act_on: date | None
    conditions_act_received_on: date | None
    new_number: str = ""
    new_issued_on: date | None = None
    new_id: int | None = None


def review_before_us(session: Session, programme: Programme) -> date | None:
    """Since when the former provider awaits the outcome of a review, as the envelope says."""
    brought = brought_programme(session, programme.provider_id, programme.recipient_id)
    if brought is None:
        return None
    same = (brought.number, brought.issued_on) == (programme.number, programme.issued_on)
    return brought.review_asked_on if same else None


def reviews_of(
    session: Session, programme: Programme, region: Region, day: date
) -> tuple[ReviewRow, ...]:
    """Every review of a programme, the newest first."""
    initiators = region.rules.programme_rules.on(day).review.initiators
    titles = {one.code: one.title for one in initiators.choices}
    rows: Iterable[tuple[ProgrammeReview, Programme | None]] = session.execute(
        select(ProgrammeReview, Programme)
        .outerjoin(Programme, Programme.id == ProgrammeReview.new_programme_id)
        .where(
            ProgrammeReview.provider_id == programme.provider_id,
            ProgrammeReview.programme_id == programme.id,
        )
        .order_by(ProgrammeReview.id.desc())
    )
    return tuple(
        ReviewRow(
            one.id,
            titles.get(one.initiator, one.initiator),
            one.reason,
            one.asked_on,
            one.expected_on,
            one.outcome,
            one.outcome_on,
            bool(one.inputs),
            one.organisation_received_on,
            one.ministry_received_on,
            one.conditions_act_on,
            one.conditions_act_received_on,
            new.number if new else one.new_number,
            new.issued_on if new else one.new_issued_on,
            new.id if new else None,
        )
        for one, new in rows
    )


def outcomes_of(session: Session, programme: Programme) -> tuple[tuple[int, str], ...]:
    """Other programmes of the recipient, of which one may have come from the open review.

    Issued since it was asked for, and not replaced themselves.
    """
    review = awaited_review(session, programme.provider_id, programme.id)
    if review is None:
        return ()
    rows = session.execute(
        select(Programme.id, Programme.number, Programme.issued_on)
        .where(
            Programme.provider_id == programme.provider_id,
            Programme.recipient_id == programme.recipient_id,
            Programme.id != programme.id,
            Programme.withdrawn_at.is_(None),
            Programme.issued_on >= review.asked_on,
            ~is_replaced(),
        )
        .order_by(Programme.id.desc())
    ).all()
    return tuple((one[0], f"№ {one[1]} от {one[2]:%d.%m.%Y}") for one in rows)

"""A review without an outcome beside a newer programme that may be what came of it (FED-IPP-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from portal.models import Programme, ProgrammeReview, ReviewOutcome
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class UnrecordedOutcome:
    """The review of ``former`` waits for its outcome, and ``new`` is here; each «№ … от …»."""

    former_id: int
    former: str
    new: str
    asked_on: date


def unrecorded_outcome(actor: Actor, programme_id: int) -> UnrecordedOutcome | None:
    """The open review that a programme stands on either side of; None where nothing is to record.

    The new one is of the same person and form, was issued on the day of the request or later, and
    is the outcome of no other review.
    """
    new, other = aliased(Programme), aliased(ProgrammeReview)
    settled = select(other.id).where(
        other.provider_id == new.provider_id, other.new_programme_id == new.id
    )
    found = (
        select(Programme, new, ProgrammeReview.asked_on)
        .join(ProgrammeReview, ProgrammeReview.programme_id == Programme.id)
        .join(new, new.recipient_id == Programme.recipient_id)
        .where(
            Programme.provider_id == actor.provider_id,
            or_(Programme.id == programme_id, new.id == programme_id),
            Programme.withdrawn_at.is_(None),
            ProgrammeReview.provider_id == actor.provider_id,
            ProgrammeReview.outcome == ReviewOutcome.OPEN,
            new.provider_id == actor.provider_id,
            new.id != Programme.id,
            new.form == Programme.form,
            new.issued_on >= ProgrammeReview.asked_on,
            new.withdrawn_at.is_(None),
            ~settled.exists(),
        )
        .order_by(new.issued_on.desc(), new.id.desc())
        .limit(1)
    )
    with reading() as session:
        row = session.execute(found).one_or_none()
        if row is None:
            return None
        former, later, asked_on = row
        return UnrecordedOutcome(former.id, _named(former), _named(later), asked_on)


def _named(programme: Programme) -> str:
    return f"№ {programme.number} от {programme.issued_on:%d.%m.%Y}"

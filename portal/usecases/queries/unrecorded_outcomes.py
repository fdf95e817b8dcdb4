"""A review without an outcome beside a newer programme that may be what came of it (FED-IPP-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.people import full_name
from portal.models import Contract, Programme, ProgrammeReview, Recipient, ReviewOutcome, Role
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading

TOLD = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
"""Who finds such reviews on the first page: those who draw up the contract that follows."""


@dataclass(frozen=True, slots=True)
class UnrecordedOutcome:
    """The review of ``former`` waits for its outcome, and ``new`` is here; each «№ … от …»."""

    former_id: int
    former: str
    new: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class OutcomeTask:
    """The same on the first page, with the term of the contract on the new programme.

    ``due_at`` is its end by the local clock, None where a contract is drawn up on it already.
    """

    former_id: int
    former: str
    new: str
    asked_on: date
    recipient: str
    due_at: datetime | None


def unrecorded_outcomes(
    session: Session, actor: Actor, region: Region, most: int
) -> tuple[OutcomeTask, ...]:
    """The open reviews beside a newer programme, the nearest term first; ``most`` of them.

    Nothing of whoever has died: no contract follows.
    """
    if actor.role not in TOLD:
        return ()
    new = aliased(Programme)
    drawn_up = (
        select(Contract.id)
        .where(Contract.provider_id == new.provider_id, Contract.programme_id == new.id)
        .exists()
    )
    rows = session.execute(
        _awaited(actor, new)
        .add_columns(Recipient, drawn_up)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .where(Recipient.died_on.is_(None))
        .order_by(new.contract_due_at, new.id)
        .limit(most)
    )
    return tuple(
        OutcomeTask(
            former.id,
            _named(former),
            _named(later),
            asked_on,
            full_name(person.surname, person.name, person.patronymic),
            None if drawn else region.local(later.contract_due_at),
        )
        for former, later, asked_on, person, drawn in rows
    )


def unrecorded_outcome(actor: Actor, programme_id: int) -> UnrecordedOutcome | None:
    """The open review that a programme stands on either side of; None where there is none."""
    new = aliased(Programme)
    found = (
        _awaited(actor, new)
        .where(or_(Programme.id == programme_id, new.id == programme_id))
        .order_by(new.issued_on.desc(), new.id.desc())
        .limit(1)
    )
    with reading() as session:
        row = session.execute(found).one_or_none()
        if row is None:
            return None
        former, later, asked_on = row
        return UnrecordedOutcome(former.id, _named(former), _named(later), asked_on)


def _awaited(actor: Actor, new: type[Programme]) -> Select[Programme, Programme, date]:
    """The former programme, the newer one, and the day of the open review between them.

    The new one is of the same person and form, was issued on the day of the request or later, and
    is the outcome of no other review.
    """
    other = aliased(ProgrammeReview)
    settled = select(other.id).where(
        other.provider_id == new.provider_id, other.new_programme_id == new.id
    )
    return (
        select(Programme, new, ProgrammeReview.asked_on)
        .join(ProgrammeReview, ProgrammeReview.programme_id == Programme.id)
        .join(new, new.recipient_id == Programme.recipient_id)
        .where(
            Programme.provider_id == actor.provider_id,
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
    )


def _named(programme: Programme) -> str:
    return f"№ {programme.number} от {programme.issued_on:%d.%m.%Y}"

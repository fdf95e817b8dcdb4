"""The number of a recipient's record in the region's register of recipients (FED-REG-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import Recipient, RegisterRecord
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import transaction

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class RecordNumber:
    """The number as the authority has given it."""

    recipient_id: int
    number: str


def record_register_number(command: RecordNumber, *, actor: Actor, now: datetime) -> None:
    """Keep the number, or put a right one in the place of a wrong one.

    Raises value_invalid for none and for a long one, duplicate for another recipient's.
    """
    number = " ".join(command.number.split())
    if not number or len(number) > LONGEST_NUMBER:
        text = f"Введите номер записи, не больше {LONGEST_NUMBER} знаков."
        refuse("value_invalid", text, field="number")
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        row = number_of(session, person)
        before = {"number": row.number} if row else None
        if row is None:
            row = RegisterRecord(provider_id=actor.provider_id, recipient_id=person.id)
            session.add(row)
        row.number, row.recorded_at = number, now
        row.recorded_by_id = actor.membership_id
        session.flush()
        subject = ("register_number_recorded", "recipient", person.id)
        audit.record(session, actor, now, *subject, before, {"number": number})


def number_of(session: Session, person: Recipient) -> RegisterRecord | None:
    """The row with the number; None while nobody has recorded it."""
    return session.scalars(
        select(RegisterRecord).where(
            RegisterRecord.provider_id == person.provider_id,
            RegisterRecord.recipient_id == person.id,
        )
    ).one_or_none()

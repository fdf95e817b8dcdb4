"""The programme of somebody who came with an envelope, and what was marked on it elsewhere.

Rules: AST-TRN-08 (the programme is kept), FED-TRN-01 (the leaving provider marks it).
"""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.envelope import ProgrammeFacts
from portal.models import Programme, Transfer, TransferEnvelope, VacancyHold
from portal.models.types import JsonList
from portal.usecases.envelopes import facts_of_envelope
from portal.usecases.facts import as_data
from portal.usecases.transfer_reception import envelope_for


def brought_programme(
    session: Session, provider_id: int, recipient_id: int
) -> ProgrammeFacts | None:
    """What the newest envelope of a person says of the programme; None without an envelope."""
    found = _carried(session, provider_id, recipient_id) or _seen(
        session, provider_id, recipient_id
    )
    return facts_of_envelope(found).programme if found else None


def keep_earlier_marks(session: Session, programme: Programme) -> None:
    """Take the marks of the former provider over with its own programme (FED-TRN-01).

    They stay beside the provider's own marks, which are its own to put.
    """
    facts = brought_programme(session, programme.provider_id, programme.recipient_id)
    if facts is not None and facts.marks and facts.number == programme.number:
        programme.marks_before = cast("JsonList", as_data(facts.marks))


def _carried(session: Session, provider_id: int, recipient_id: int) -> TransferEnvelope | None:
    """The newest envelope that came as a file."""
    return session.scalars(
        select(TransferEnvelope)
        .where(
            TransferEnvelope.provider_id == provider_id,
            TransferEnvelope.recipient_id == recipient_id,
            TransferEnvelope.came_in.is_(True),
        )
        .order_by(TransferEnvelope.id.desc())
        .limit(1)
    ).one_or_none()


def _seen(session: Session, provider_id: int, recipient_id: int) -> TransferEnvelope | None:
    """The envelope of the transfer by which the person was taken over in this portal."""
    row = session.scalars(
        select(Transfer)
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .where(
            VacancyHold.provider_id == provider_id,
            VacancyHold.recipient_id == recipient_id,
            Transfer.chosen_provider_id == provider_id,
        )
        .order_by(VacancyHold.id.desc())
        .limit(1)
    ).one_or_none()
    return envelope_for(session, row) if row else None

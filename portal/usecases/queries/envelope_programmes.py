"""The programme that came in an envelope with somebody who moved here (AST-TRN-08, FED-TRN-01)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.envelope import ProgrammeFacts
from portal.models import Programme, Transfer, TransferEnvelope, VacancyHold
from portal.usecases.actor import Actor
from portal.usecases.envelopes import facts_of_envelope
from portal.usecases.transaction import reading
from portal.usecases.transfer_reception import envelope_for


def programme_in_envelope(actor: Actor, recipient_id: int) -> ProgrammeFacts | None:
    """What the envelope of a person taken over says of the programme, until it is presented here.

    None for somebody who came without an envelope.
    """
    with reading() as session:
        envelope = _carried(session, actor, recipient_id) or _seen(session, actor, recipient_id)
        if envelope is None:
            return None
        facts = facts_of_envelope(envelope).programme
        presented = select(Programme.id).where(
            Programme.provider_id == actor.provider_id,
            Programme.recipient_id == recipient_id,
            Programme.number == facts.number,
            Programme.withdrawn_at.is_(None),
        )
        return None if session.scalar(presented.limit(1)) else facts


def _carried(session: Session, actor: Actor, recipient_id: int) -> TransferEnvelope | None:
    """The newest envelope that came as a file."""
    return session.scalars(
        select(TransferEnvelope)
        .where(
            TransferEnvelope.provider_id == actor.provider_id,
            TransferEnvelope.recipient_id == recipient_id,
            TransferEnvelope.came_in.is_(True),
        )
        .order_by(TransferEnvelope.id.desc())
        .limit(1)
    ).one_or_none()


def _seen(session: Session, actor: Actor, recipient_id: int) -> TransferEnvelope | None:
    """The envelope of the transfer by which the person was taken over in this portal."""
    row = session.scalars(
        select(Transfer)
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .where(
            VacancyHold.provider_id == actor.provider_id,
            VacancyHold.recipient_id == recipient_id,
            Transfer.chosen_provider_id == actor.provider_id,
        )
        .order_by(VacancyHold.id.desc())
        .limit(1)
    ).one_or_none()
    return envelope_for(session, row) if row else None

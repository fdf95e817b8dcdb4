"""The programme that came in an envelope with somebody who moved here (AST-TRN-08, FED-TRN-01)."""

from sqlalchemy import select

from portal.domain.envelope import ProgrammeFacts
from portal.models import Programme
from portal.usecases.actor import Actor
from portal.usecases.brought_programme import brought_programme
from portal.usecases.transaction import reading


def programme_in_envelope(actor: Actor, recipient_id: int) -> ProgrammeFacts | None:
    """What the envelope of a person taken over says of the programme, until it is presented here.

    None for somebody who came without an envelope.
    """
    with reading() as session:
        facts = brought_programme(session, actor.provider_id, recipient_id)
        if facts is None:
            return None
        presented = select(Programme.id).where(
            Programme.provider_id == actor.provider_id,
            Programme.recipient_id == recipient_id,
            Programme.number == facts.number,
            Programme.withdrawn_at.is_(None),
        )
        return None if session.scalar(presented.limit(1)) else facts

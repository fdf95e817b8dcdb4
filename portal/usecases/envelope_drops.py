"""A file of which nobody was taken over, deleted again (FED-PDP-01, FED-PDP-05).

The audit trail keeps that it came, from whom, and why it went.
"""

from datetime import datetime

from portal.domain.violations import NotFound, refuse
from portal.models import TransferEnvelope
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import FEWEST_LETTERS, demand_role
from portal.usecases.transfer_reception import RECEIVES


def drop_envelope(envelope_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Delete a file from which no card was made; with a card it goes when the card is emptied.

    Raises NotFound for any other envelope, value_invalid without a reason in words.
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        envelope = own(session, TransferEnvelope, envelope_id, actor.provider_id, lock=True)
        if not envelope.came_in or envelope.recipient_id is not None:
            raise NotFound
        if sum(sign.isalpha() for sign in reason) < FEWEST_LETTERS:
            text = "Напишите, почему конверт не нужен: например, получатель выбрал другой дом."
            refuse("value_invalid", text, field="reason")
        subject = ("envelope_dropped", "transfer_envelope", envelope.id)
        before = {"sha256": envelope.sha256, "sender": envelope.sender}
        session.delete(envelope)
        session.flush()
        audit.record(session, actor, now, *subject, before, reason=reason.strip())

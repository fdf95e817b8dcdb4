"""How a recipient is reached: what a worker needs at the door and nothing beyond (FED-PDP-01)."""

from dataclasses import dataclass

from portal.models import Recipient
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class RecipientContacts:
    """The address and the telephone; empty while nobody has recorded them."""

    address: str
    phone: str


def contacts_of(actor: Actor, recipient_id: int) -> RecipientContacts:
    """The contacts of a recipient of the reader's provider; NotFound for any other."""
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        return RecipientContacts(person.address or "", person.phone or "")

"""The access log: who opened, or was refused, the income and other pages about a person.

Inside a provider access follows the job (FED-PDP-01); what is logged is never changed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.models import AccessEvent, Act, Contract, Programme, Recipient
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction

LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """A look at a page. ``about`` names what the address names, such as ``contract_id``.

    ``subject`` is a code of what is shown there; ``allowed``: whether it was shown.
    """

    subject: str
    path: str
    about: tuple[tuple[str, int], ...]
    allowed: bool


def record_access(command: RecordAccess, *, actor: Actor, now: datetime) -> None:
    """Add the look, or the refusal of it, to the log; of another provider's person no name."""
    with transaction() as session:
        session.add(
            AccessEvent(
                provider_id=actor.provider_id,
                at=now,
                membership_id=actor.membership_id,
                recipient_id=_whose(session, command, actor),
                subject=command.subject,
                path=command.path[:LONGEST_PATH],
                allowed=command.allowed,
            )
        )


def _whose(session: Session, command: RecordAccess, actor: Actor) -> int | None:
    """The recipient the page is about, when the provider's own."""
    for name, key in command.about:
        if (wanted := _recipient(name, key, actor.provider_id)) is not None:
            return session.scalar(wanted)
    return None


def _recipient(name: str, key: int, provider_id: int) -> Select[int] | None:
    if name == "recipient_id":
        own = (Recipient.provider_id == provider_id, Recipient.id == key)
        return select(Recipient.id).where(*own)
    if name == "programme_id":
        own = (Programme.provider_id == provider_id, Programme.id == key)
        return select(Programme.recipient_id).where(*own)
    if name == "contract_id":
        own = (Contract.provider_id == provider_id, Contract.id == key)
        return select(Contract.recipient_id).where(*own)
    if name == "act_id":
        of_act = select(Contract.recipient_id).join(Act, Act.contract_id == Contract.id)
        return of_act.where(Act.provider_id == provider_id, Act.id == key)
    return None

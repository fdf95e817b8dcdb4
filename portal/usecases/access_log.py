"""The access log: who opened, or was refused, the income and other pages about a person.

Inside a provider access follows the job (FED-PDP-01); what is logged is never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.models import (
    AccessEvent,
    Act,
    Amendment,
    Application,
    Contract,
    ContractRefusal,
    DataConsent,
    Duty,
    Move,
    MoveRequest,
    Notice,
    PaperRequest,
    Payment,
    Programme,
    Recipient,
    Representative,
    Termination,
    Transfer,
    UrgentCase,
    WaitingEntry,
)
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction

LONGEST_PATH = 200
LARGEST_KEY = 2**31 - 1

_PersonRow = (
    Programme
    | Contract
    | Application
    | PaperRequest
    | Representative
    | DataConsent
    | ContractRefusal
    | WaitingEntry
    | UrgentCase
    | Duty
    | Transfer
    | Move
    | MoveRequest
)
_ContractRow = Act | Amendment | Termination | Notice | Payment

_OF_RECIPIENT: Mapping[str, type[_PersonRow]] = {
    "programme_id": Programme,
    "contract_id": Contract,
    "application_id": Application,
    "request_id": PaperRequest,
    "representative_id": Representative,
    "consent_id": DataConsent,
    "refusal_id": ContractRefusal,
    "entry_id": WaitingEntry,
    "urgent_id": UrgentCase,
    "duty_id": Duty,
    "transfer_id": Transfer,
    "move_id": Move,
    "move_request_id": MoveRequest,
}
_OF_CONTRACT: Mapping[str, type[_ContractRow]] = {
    "act_id": Act,
    "amendment_id": Amendment,
    "termination_id": Termination,
    "notice_id": Notice,
    "payment_id": Payment,
}
ABOUT = ("recipient_id", *_OF_RECIPIENT, *_OF_CONTRACT)
"""Names of the numbers in an address that lead to one recipient."""


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
    with transaction(aside=True) as session:
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
        if (wanted := recipient_of(name, key, actor.provider_id)) is not None:
            return session.scalar(wanted)
    return None


def recipient_of(name: str, key: int, provider_id: int) -> Select[int] | Select[int | None] | None:
    """The recipient to whom a number of an address leads; None for a number that leads to none."""
    if key > LARGEST_KEY:
        return None
    if name == "recipient_id":
        own = (Recipient.provider_id == provider_id, Recipient.id == key)
        return select(Recipient.id).where(*own)
    if (model := _OF_RECIPIENT.get(name)) is not None:
        return select(model.recipient_id).where(model.provider_id == provider_id, model.id == key)
    if (part := _OF_CONTRACT.get(name)) is not None:
        of_contract = select(Contract.recipient_id).join(part, part.contract_id == Contract.id)
        return of_contract.where(part.provider_id == provider_id, part.id == key)
    return None

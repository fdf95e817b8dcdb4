"""A card that is left of a move that came to nothing, for its page (AST-PDP-01, FED-PDP-05)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Recipient, Transfer, VacancyHold
from portal.usecases.actor import Actor
from portal.usecases.card_erasure import brought_by_file, came_to_nothing, free_to_erase
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class LeftCard:
    """Since when nobody comes; ``free``: nothing rests on the card, it may be emptied.

    ``by_file``: the card was made out of a file, and only the provider knows whether anybody comes.
    """

    closed_on: date | None
    withdrawn: bool
    free: bool
    by_file: bool = False


def left_card(actor: Actor, recipient_id: int) -> LeftCard | None:
    """The card as it is left of such a move, or may be; None for any other card."""
    with reading() as session:
        row = session.execute(
            select(Transfer.closed_on, Transfer.state, free_to_erase())
            .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
            .join(Recipient, came_to_nothing())
            .where(Recipient.id == recipient_id, Recipient.provider_id == actor.provider_id)
            .order_by(Transfer.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return _by_file(session, actor, recipient_id)
    closed_on, state, free = row
    return LeftCard(closed_on, state == "withdrawn", bool(free))


def _by_file(session: Session, actor: Actor, recipient_id: int) -> LeftCard | None:
    """A card made out of a file while nothing rests on it; afterwards it is like any other."""
    free = session.scalar(
        select(free_to_erase()).where(
            brought_by_file(),
            Recipient.id == recipient_id,
            Recipient.provider_id == actor.provider_id,
        )
    )
    return LeftCard(None, withdrawn=False, free=True, by_file=True) if free else None

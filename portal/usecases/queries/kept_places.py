"""For whom the places of a department are kept, and from which day (AST-CAP-01, AST-TRN-11)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Department, Move, Recipient, Transfer, TransferEnvelope, VacancyHold
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.places import held_in, moving_into
from portal.usecases.transaction import reading
from portal.usecases.transfer_reception import RECEIVES


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A place kept from ``since`` on; ``transfer_id`` and ``move_id`` name its case.

    ``person`` is empty before the envelope has come, and with the case for who only counts places.
    """

    since: date
    person: str = ""
    transfer_id: int | None = None
    move_id: int | None = None


def kept_places(actor: Actor, department_id: int, day: date) -> tuple[KeptPlace, ...]:
    """The places a department keeps for moves, the earliest first; NotFound for another's.

    Names and cases are for who keeps places; the others learn how many and from when.
    """
    with reading() as session:
        department = own(session, Department, department_id, actor.provider_id)
        places = (*_for_transfers(session, department), *_for_moves(session, department, day))
    named = actor.role in RECEIVES
    shown = places if named else tuple(KeptPlace(one.since) for one in places)
    return tuple(sorted(shown, key=lambda one: (one.since, one.person)))


def _for_transfers(session: Session, department: Department) -> tuple[KeptPlace, ...]:
    """Named by the card here, else by the envelope: the sender's card is nobody else's to read."""
    brought = (
        select(TransferEnvelope.person)
        .where(
            TransferEnvelope.provider_id == Transfer.provider_id,
            TransferEnvelope.transfer_id == Transfer.id,
            TransferEnvelope.came_in.is_(False),
        )
        .order_by(TransferEnvelope.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(VacancyHold.since, Transfer.id, Recipient, brought)
        .join(Transfer, Transfer.id == VacancyHold.transfer_id)
        .outerjoin(Recipient, Recipient.id == VacancyHold.recipient_id)
        .where(held_in(department))
    ).all()
    return tuple(
        KeptPlace(since, card.full_name if card else name or "", transfer_id=number)
        for since, number, card, name in rows
    )


def _for_moves(session: Session, department: Department, day: date) -> tuple[KeptPlace, ...]:
    rows = session.execute(
        select(Move.id, Move.moves_on, Recipient)
        .join(Recipient, Recipient.id == Move.recipient_id)
        .where(moving_into(department, day))
    ).all()
    return tuple(
        KeptPlace(since, person.full_name, move_id=number)
        for number, since, person in rows
        if since is not None
    )

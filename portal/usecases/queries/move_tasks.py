"""What «Сегодня» says of ways: a first day at the new place near, an envelope not taken in."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select

from portal.models import Contract, Move, MoveEnvelope, Provider, Recipient, TransferEnvelope
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.moves import MOST_TASKS, MoveRow, move_rows
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading

REMIND = timedelta(days=3)
"""How long before the first day at the new place «Сегодня» speaks of it."""


@dataclass(frozen=True, slots=True)
class WaitingEnvelope:
    """An envelope of somebody who has named our provider."""

    move_id: int
    person: str
    sender: str
    made_on: date


def moves_due(actor: Actor, region: Region, today: date) -> tuple[MoveRow, ...]:
    """Open ways whose turn is the office's: a day at the new place near, or an end that has come.

    The earliest first day first; a way without one once the last day of the contract is over.
    """
    with reading() as session:
        return move_rows(
            session,
            region,
            Move.provider_id == actor.provider_id,
            Move.closed_on.is_(None),
            or_(Move.moves_on <= today + REMIND, Move.contract_id.in_(_ended(actor, today))),
            *about_own_people(actor, Move.recipient_id),
        )


def _ended(actor: Actor, today: date) -> Select[int]:
    """The contracts whose last day has come: nobody serves the person until the way is gone."""
    return select(Contract.id).where(
        Contract.provider_id == actor.provider_id, Contract.ended_on <= today
    )


def waiting_envelopes(actor: Actor) -> tuple[WaitingEnvelope, ...]:
    """Envelopes for the reader's provider that nobody has taken in, the newest of each case."""
    taken = (
        select(TransferEnvelope.id)
        .where(
            TransferEnvelope.provider_id == actor.provider_id,
            TransferEnvelope.came_in.is_(True),
            TransferEnvelope.sha256 == MoveEnvelope.sha256,
        )
        .exists()
    )
    newer = MoveEnvelope.__table__.alias("newer")
    overtaken = select(newer.c.id).where(
        newer.c.move_id == MoveEnvelope.move_id, newer.c.id > MoveEnvelope.id
    )
    with reading() as session:
        rows = session.execute(
            select(Move.id, Recipient, Provider.short_name, MoveEnvelope.made_at)
            .join(MoveEnvelope, MoveEnvelope.move_id == Move.id)
            .join(Recipient, Recipient.id == Move.recipient_id)
            .join(Provider, Provider.id == Move.provider_id)
            .where(
                Move.to_provider_id == actor.provider_id,
                Move.withdrawal == "",
                ~taken,
                ~overtaken.exists(),
            )
            .order_by(MoveEnvelope.id)
            .limit(MOST_TASKS)
        )
        return tuple(
            WaitingEnvelope(move_id, person.full_name, sender, made.date())
            for move_id, person, sender, made in rows
        )

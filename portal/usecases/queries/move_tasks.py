"""What «Сегодня» says of ways: a day that is near, an order to sign, an envelope not taken in."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from portal.domain.moves import ORDERS, next_step
from portal.models import Contract, Move, MoveEnvelope, Provider, Recipient, TransferEnvelope
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.move_case import path_for
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

    The earliest first day first; a way without one once the last day of the contract is over, or
    when its next step is an order that the reader signs.
    """
    with reading() as session:
        which = (
            Move.provider_id == actor.provider_id,
            Move.closed_on.is_(None),
            *about_own_people(actor, Move.recipient_id),
        )
        due = or_(
            Move.moves_on <= today + REMIND,
            Move.contract_id.in_(_ended(actor, today)),
            Move.id.in_(_to_order(session, actor, region, *which)),
        )
        return move_rows(session, region, *which, due)


def _to_order(
    session: Session, actor: Actor, region: Region, *which: ColumnElement[bool]
) -> tuple[int, ...]:
    """The ways that wait for an order of the reader's own."""
    steps = (
        (row.id, next_step(path_for(row, region), row.state))
        for row in session.scalars(select(Move).where(*which))
    )
    return tuple(
        move_id
        for move_id, step in steps
        if step is not None and step.code in ORDERS and actor.role.value in step.actors
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

"""The envelope of a change of provider: made by the one that is left, taken in by the other.

Where both work in this portal the receiver takes it in with one press, else it is carried as a
file. Rules: FED-TRN-01, MSK-TRN-01.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.page_marks import Marker
from portal.domain.moves import MoveKind
from portal.domain.violations import NotFound, refuse
from portal.models import Move, MoveEnvelope
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.envelopes import keep_incoming, packed
from portal.usecases.facts import own
from portal.usecases.move_case import case_of
from portal.usecases.transaction import reading, transaction
from portal.usecases.transfer_case import demand_role
from portal.usecases.transfer_reception import RECEIVES


@dataclass(frozen=True, slots=True)
class EnvelopeSent:
    """An envelope as it was made; ``waits`` where the receiver can take it in here."""

    id: int
    sha256: str
    waits: bool


def send_move_envelope(
    move_id: int, *, marker: Marker, region: Region, actor: Actor, now: datetime
) -> EnvelopeSent:
    """Make the signed package of a change of provider; the newest one counts.

    Raises value_invalid for other ways, transition_not_allowed once the way is over.
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        row = case_of(session, move_id, actor)
        if row.kind is not MoveKind.PROVIDER:
            refuse("value_invalid", "Конверт собирают, когда получатель меняет поставщика.")
        _facts, content = packed(
            session, row, marker, (row.to_provider_id, row.destination), region=region, now=now
        )
        sha256 = hashlib.sha256(content).hexdigest()
        made = newest(session, row.id)
        if made is None or made.sha256 != sha256:
            made = MoveEnvelope(
                provider_id=row.provider_id,
                move_id=row.id,
                sha256=sha256,
                content=content,
                made_at=now,
                made_by_id=actor.membership_id,
            )
            session.add(made)
            session.flush()
            subject = ("envelope_made", "move", row.id)
            audit.record(session, actor, now, *subject, after={"sha256": sha256})
        return EnvelopeSent(made.id, made.sha256, row.to_provider_id is not None)


def receive_move_envelope(move_id: int, *, actor: Actor, now: datetime) -> int:
    """Take the envelope that waits for the actor's provider in; returns its own envelope's id.

    Raises NotFound for a case that is not to the provider or has no envelope, duplicate for one
    that was taken in.
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        row = session.get(Move, move_id)
        made = newest(session, move_id)
        if row is None or made is None or not waits_for(row, actor.provider_id):
            raise NotFound
        # The key is of this installation: nobody needs to compare it.
        kept = keep_incoming(
            session,
            made.content,
            key_compared=True,
            ours_because="адресован учреждению в этом портале",
            actor=actor,
            now=now,
        )
        return kept.id


def move_envelope_bytes(move_id: int, *, actor: Actor) -> bytes:
    """The newest envelope of a way of the actor's own provider as a file; raises NotFound.

    Nobody carries the file of a way that was given up.
    """
    demand_role(actor, *RECEIVES)
    with reading() as session:
        row = own(session, Move, move_id, actor.provider_id)
        made = newest(session, row.id)
        if made is None or row.withdrawal:
            raise NotFound
        return made.content


def newest(session: Session, move_id: int) -> MoveEnvelope | None:
    """The envelope of a way that was made last."""
    return session.scalars(
        select(MoveEnvelope)
        .where(MoveEnvelope.move_id == move_id)
        .order_by(MoveEnvelope.id.desc())
        .limit(1)
    ).one_or_none()


def waits_for(row: Move, provider_id: int) -> bool:
    """Whether the provider may take the envelope in: named by the recipient, not withdrawn."""
    return row.to_provider_id == provider_id and not row.withdrawal

"""That a recipient has gone with the programme to another provider or region (FED-TRN-01)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.moves import MoveKind
from portal.models import Move, Transfer
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class Gone:
    """Where to and since when; ``to_region``: to another region, not to a provider of this one."""

    destination: str
    since: date | None
    to_region: bool


def gone_elsewhere(actor: Actor, programme_id: int) -> Gone | None:
    """The completed way or transfer on this programme; None where nobody went."""
    with reading() as session:
        way = session.scalars(
            select(Move)
            .where(
                Move.provider_id == actor.provider_id,
                Move.programme_id == programme_id,
                Move.closed_on.is_not(None),
                Move.withdrawal == "",
                Move.kind.in_((MoveKind.PROVIDER, MoveKind.REGION)),
            )
            .order_by(Move.id.desc())
            .limit(1)
        ).one_or_none()
        if way is not None:
            return Gone(way.destination, way.closed_on, way.kind is MoveKind.REGION)
        row = session.scalars(
            select(Transfer)
            .where(
                Transfer.provider_id == actor.provider_id,
                Transfer.programme_id == programme_id,
                Transfer.state == "completed",
            )
            .order_by(Transfer.id.desc())
            .limit(1)
        ).one_or_none()
        return Gone(row.chosen_name, row.moved_on, to_region=False) if row else None

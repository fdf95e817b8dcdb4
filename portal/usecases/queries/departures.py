"""Where a recipient goes with a programme in hand: recorded at its end, or known from the way."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.moves import MoveKind
from portal.models import Move, Programme, ProgrammeEnding
from portal.usecases.move_case import ending_of


@dataclass(frozen=True, slots=True)
class Departure:
    """The region somebody goes to, and the first day there as soon as it is known."""

    region: str
    since: date | None


def departure_of(
    session: Session, programme: Programme, ending: ProgrammeEnding | None
) -> Departure | None:
    """The move to another region that the programme goes along with (FED-TRN-03), if any.

    The papers are handed out before the way is over: an open way tells as much as a closed one.
    """
    if ending is not None and ending.moved_to:
        return Departure(ending.moved_to, ending.moved_on)
    row = session.scalars(
        select(Move)
        .where(
            Move.provider_id == programme.provider_id,
            Move.programme_id == programme.id,
            Move.kind == MoveKind.REGION,
            Move.withdrawal == "",
        )
        .order_by(Move.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    over = ending_of(session, row)
    last = over.last_day if over else None
    return Departure(row.destination, row.moves_on or (last + timedelta(days=1) if last else None))

"""Where a recipient goes with a programme in hand: recorded at its end, or known otherwise.

From the way to another region, or from the end of the contract (FED-TRN-03).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.moves import MoveKind
from portal.models import Contract, Move, Programme, ProgrammeEnding, Termination
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
        return _by_contract(session, programme)
    over = ending_of(session, row)
    last = over.last_day if over else None
    return Departure(row.destination, row.moves_on or (last + timedelta(days=1) if last else None))


def _by_contract(session: Session, programme: Programme) -> Departure | None:
    """What the end of a contract tells: the first day there follows the last day here.

    Whoever is served here again has not gone.
    """
    other = aliased(Contract)
    again = select(other.id).where(
        other.programme_id == programme.id,
        other.id > Termination.contract_id,
        other.state != ContractState.TERMINATED,
    )
    row = session.execute(
        select(Termination.moved_to, Termination.last_day)
        .join(Contract, Contract.id == Termination.contract_id)
        .where(
            Termination.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            Termination.state != EndingState.WITHDRAWN,
            Termination.moved_to != "",
            ~again.exists(),
        )
        .order_by(Termination.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Departure(row.moved_to, row.last_day + timedelta(days=1) if row.last_day else None)

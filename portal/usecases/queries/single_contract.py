"""A running contract that leaves no room for another, told before one is drawn up (MSK-CON-05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING, ContractState, check_single
from portal.domain.moves import MoveKind
from portal.domain.violations import Violation
from portal.models import Contract, Move, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_demands import running
from portal.usecases.facts import own
from portal.usecases.queries.unrecorded_outcomes import UnrecordedOutcome
from portal.usecases.reviewed_programmes import is_followed_on
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class SingleContract:
    """The contract that runs, and the refusal another would meet; ``active`` = it is served.

    ``move_id`` is the open way from it into residential care, where the next contract follows.
    ``replaceable_id`` is its programme, if a review of that may end with the one that is asked for:
    then the contract on it would follow.
    """

    contract_id: int
    number: str
    valid_until: date
    active: bool
    refusal: Violation
    move_id: int | None = None
    replaceable_id: int | None = None

    def waits_for(self, awaited: UnrecordedOutcome | None) -> bool:
        """Whether the outcome of the review comes first: with it a contract here follows."""
        if awaited is None or self.move_id is not None:
            return False
        return awaited.former_id == self.replaceable_id


def single_contract(
    actor: Actor, recipient_id: int, region: Region, day: date, *, programme_id: int | None = None
) -> SingleContract | None:
    """What stands in the way of a new contract on a programme; None where nothing does.

    The contract of the programme itself is drawn up anew, and the one on the programme that a
    review has replaced by it is followed by the new one: they stand in nobody's way.
    """
    rules = region.rules.contract_rules.on(day)
    if rules.single is None:
        return None
    found = running(actor.provider_id, recipient_id, day).order_by(Contract.id)
    with reading() as session:
        form = None
        if programme_id is not None:
            programme = own(session, Programme, programme_id, actor.provider_id)
            form = programme.form
            besides = Contract.programme_id != programme_id
            found = found.where(besides, ~is_followed_on(programme))
        row = session.scalars(found).first()
        if row is None:
            return None
        return SingleContract(
            contract_id=row.id,
            number=row.number,
            valid_until=row.valid_until,
            active=row.state is ContractState.ACTIVE,
            refusal=check_single(rules, row.number)[0],
            move_id=_leaves_home(session, row),
            replaceable_id=row.programme_id if row.state in RUNNING and row.form is form else None,
        )


def _leaves_home(session: Session, contract: Contract) -> int | None:
    return session.scalar(
        select(Move.id)
        .where(
            Move.provider_id == contract.provider_id,
            Move.contract_id == contract.id,
            Move.kind == MoveKind.RESIDENTIAL,
            Move.closed_on.is_(None),
        )
        .limit(1)
    )

"""What the contract that is drawn up anew has answered: its form begins with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.models import Contract, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_demands import redrawn_id
from portal.usecases.contract_starts import day_of_move
from portal.usecases.course_ends import ends_with_course
from portal.usecases.facts import load_case, own
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """The answers of a text that nobody has signed; its days only while they are to come.

    ``until_course``: its last day is that of its course (VLA-SCH-01, VLA-SCH-03); ``grounds`` of a
    suspension that it names, None where they do not depend on the contract (MSK-SUS-02).
    """

    representative_id: int | None
    starts_on: date | None
    course_start: date | None
    until_course: bool
    temporary: bool
    grounds: tuple[str, ...] | None


def earlier_answers(
    actor: Actor, programme_id: int, region: Region, day: date
) -> EarlierAnswers | None:
    """Those of the contract on the programme that waits to be drawn up anew; None without one.

    Raises NotFound for another provider's programme.
    """
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        found = redrawn_id(session, programme)
        if found is None:
            return None
        contract = own(session, Contract, found, actor.provider_id)
        case = load_case(
            session, actor.provider_id, programme.recipient_id, day=day, programme_id=programme.id
        )
        grounds = contract.suspension_grounds
        # Both papers of a move name one day, so the text drawn anew takes it from the move.
        moved = day_of_move(session, programme) is not None
        earliest = max(day, programme.valid_from)
        return EarlierAnswers(
            representative_id=contract.representative_id,
            starts_on=None if moved else _to_come(contract.starts_on, earliest),
            course_start=_to_come(contract.course_start, day),
            until_course=ends_with_course(session, contract, case, region),
            temporary=contract.temporary,
            grounds=None if grounds is None else tuple(grounds),
        )


def _to_come(named: date | None, day: date) -> date | None:
    return named if named is not None and named >= day else None

"""Whether a move keeps the programme, and which of three cases asks for a revision (AST-TRN-08).

The programme has run out by the day of the move; or an application for a revision that is still
open tells of changed circumstances, or is simply the recipient's wish.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.choices import Choice
from portal.domain.law import Citation
from portal.domain.transfer import revision_reasons
from portal.models import Programme, Transfer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.awaited_review import awaited_review
from portal.usecases.facts import own
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import rules_of

CHANGED = "circumstances_changed"
WISH = "recipient_wish"


@dataclass(frozen=True, slots=True)
class ProgrammeOnMove:
    """The programme of a move: kept when there are no ``reasons`` to revise it.

    ``others`` are the cases of the law that are not there; ``asked`` is an open application.
    """

    programme_id: int
    number: str
    valid_until: date
    day: date
    reasons: tuple[Choice, ...]
    others: tuple[Choice, ...]
    citation: Citation
    asked: bool


def told_reasons(session: Session, row: Transfer) -> frozenset[str]:
    """What is told besides the term: marks of the move, an application that is still open."""
    review = awaited_review(session, row.provider_id, row.programme_id)
    if review is None or not review.inputs:
        return frozenset(row.marks)
    values = review.inputs.get("values")
    changed = isinstance(values, dict) and bool(values.get("circumstances"))
    return frozenset({*row.marks, CHANGED if changed else WISH})


def programme_on_move(
    actor: Actor, transfer_id: int, region: Region, day: date
) -> ProgrammeOnMove | None:
    """How the programme stands on the day of the move, today while there is none.

    None where the region says nothing of revisions on a move.
    """
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        rules = rules_of(row, region)
        if not rules.revisions.choices:
            return None
        programme = own(session, Programme, row.programme_id, actor.provider_id)
        moved_on = row.moved_on or day
        told = told_reasons(session, row)
        codes = revision_reasons(rules, programme.valid_until, moved_on, told)
        choices = rules.revisions.choices
        return ProgrammeOnMove(
            programme_id=programme.id,
            number=programme.number,
            valid_until=programme.valid_until,
            day=moved_on,
            reasons=tuple(one for one in choices if one.code in codes),
            others=tuple(one for one in choices if one.code not in codes),
            citation=rules.revisions.citation,
            asked=awaited_review(session, row.provider_id, programme.id) is not None,
        )

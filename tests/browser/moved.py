"""What the pages of other ways out show: one way with its papers, and its envelope."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.moves import MoveKind
from portal.models import Contract
from portal.usecases.actor import Actor
from tests.support.factories import make_move, make_paper


def move_away(session: Session, contract_id: int, actor: Actor) -> dict[str, object]:
    """A change of provider with an order and a list of papers; the id of its page."""
    session.rollback()
    contract = session.get_one(Contract, contract_id)
    paper = make_paper(session, contract.provider_id, contract_id=contract.id)
    row = make_move(
        session,
        contract,
        actor,
        kind=MoveKind.PROVIDER,
        order_number="1/2026",
        order_paper_id=paper.id,
        list_paper_id=paper.id,
    )
    found: dict[str, object] = {"move_id": row.id}
    session.rollback()
    return found

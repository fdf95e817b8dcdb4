"""The end of an application from the cabinet: answered, taken back, or turned into its consequence.

Rules: FED-TRN-01, AST-TRN-13.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.moves import MoveWish
from portal.domain.violations import refuse
from portal.models import Contract, MoveRequest
from portal.usecases import audit
from portal.usecases.actor import Actor


def close_request(
    session: Session, row: MoveRequest, answer: str, *, actor: Actor, now: datetime
) -> None:
    """Answer an application within a transaction; raises transition_not_allowed for the second."""
    if row.closed_at is not None:
        refuse("transition_not_allowed", f"На это заявление уже ответили: {row.answer}")
    row.closed_at, row.closed_by_id, row.answer = now, actor.membership_id, answer
    session.flush()
    subject = ("move_request_closed", "move_request", row.id)
    audit.record(session, actor, now, *subject, after={"answer": answer})


def demand_signed(session: Session, contract: Contract, *, signed_on_paper: bool) -> None:
    """Refuse to begin a way on an application from the cabinet that nobody has signed.

    A code is a signature; without one the office says that it holds the paper (FED-TRN-01).
    """
    waiting = select(MoveRequest.id).where(
        MoveRequest.provider_id == contract.provider_id,
        MoveRequest.contract_id == contract.id,
        MoveRequest.wish == MoveWish.GO,
        MoveRequest.signed_at.is_(None),
        MoveRequest.closed_at.is_(None),
    )
    if not signed_on_paper and session.scalar(waiting.limit(1)) is not None:
        refuse(
            "signature_missing",
            "Заявление из кабинета ещё не подписано. Дайте получателю подписать его на бумаге и "
            "отметьте это здесь, или пусть подпишет кодом.",
            field="signed_on_paper",
        )


def settle_requests(  # noqa: PLR0913 - of which contract and wishes, with what, by whom and when
    session: Session,
    contract_id: int,
    wishes: Iterable[MoveWish],
    answer: str,
    *,
    actor: Actor,
    now: datetime,
    move_id: int | None = None,
    transfer_id: int | None = None,
) -> None:
    """Close the application that has led to a way, or to the end of one."""
    for row in session.scalars(
        select(MoveRequest).where(
            MoveRequest.provider_id == actor.provider_id,
            MoveRequest.contract_id == contract_id,
            MoveRequest.wish.in_(tuple(wishes)),
            MoveRequest.closed_at.is_(None),
        )
    ):
        row.move_id, row.transfer_id = row.move_id or move_id, row.transfer_id or transfer_id
        close_request(session, row, answer, actor=actor, now=now)

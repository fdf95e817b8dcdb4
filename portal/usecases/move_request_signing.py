"""An application about a move signed by a code: a wish waits for the office, a withdrawal is done.

Nobody else has to agree that a recipient stays, so the signature itself gives the way up; a move
between departments is the director's order, which the office takes back. Rules: AST-TRN-13,
FED-TRN-01, FED-TRN-03.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.moves import MoveKind, MoveWish
from portal.domain.violations import Conflict
from portal.models import Move, MoveRequest, Paper, Transfer
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.move_withdrawals import WithdrawMove, give_up
from portal.usecases.transaction import EDITED_MEANWHILE
from portal.usecases.transfer_choice import WithdrawTransfer, withdraw_within
from portal.usecases.transfer_own import demand_speaker

BY_CODE = "Заявление в кабинете подписано кодом."


@dataclass(frozen=True, slots=True)
class SignRequest:
    """The application that is signed, and the bytes that were shown."""

    request_id: int
    paper_sha256: str


@dataclass(frozen=True, slots=True)
class RequestSigned:
    """The application; ``carried_out``: the way it speaks of is given up by it."""

    id: int
    carried_out: bool


def put_request_signature(
    session: Session, command: SignRequest, *, region: Region, actor: Actor, now: datetime
) -> RequestSigned:
    """Sign within a transaction; raises Conflict for other bytes, and what a withdrawal does."""
    row = own(session, MoveRequest, command.request_id, actor.provider_id, lock=True)
    if own(session, Paper, row.paper_id, actor.provider_id).sha256 != command.paper_sha256:
        raise Conflict(replace(EDITED_MEANWHILE, field="paper_sha256"))
    by = demand_speaker(session, row.recipient_id, region, actor, region.today(now))
    row.signed_at = now
    session.flush()
    subject = ("move_request_signed", "move_request", row.id)
    audit.record(session, actor, now, *subject, after={"paper": command.paper_sha256, "by": by})
    if row.wish is MoveWish.GO or row.kind is MoveKind.DEPARTMENT:
        return RequestSigned(row.id, carried_out=False)
    words = f"{BY_CODE} {row.reason}"
    if row.transfer_id is not None:
        case = own(session, Transfer, row.transfer_id, actor.provider_id, lock=True)
        told = WithdrawTransfer(case.id, by, None, words)
        withdraw_within(session, case, told, region=region, actor=actor, now=now)
    else:
        way = own(session, Move, row.move_id or 0, actor.provider_id, lock=True)
        said = WithdrawMove(way.id, words)
        give_up(session, way, said, region=region, actor=actor, now=now)
    return RequestSigned(row.id, carried_out=True)

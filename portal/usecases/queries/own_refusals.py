"""The refusals to contract that their own person reads: the ground, the day, the paper.

Whoever is refused knows the ground, one of health too: it is the person's own (FED-PDP-04).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from portal.domain.violations import NotFound
from portal.models import ContractRefusal, Programme
from portal.usecases.actor import Actor
from portal.usecases.papers import paper_bytes
from portal.usecases.queries.cabinet import reader_of
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OwnRefusal:
    """A refusal to contract as its own person reads it.

    ``stands``: it holds up a contract today: not lifted, and its programme is in force.
    """

    id: int
    number: str
    refused_on: date
    programme_number: str
    ground: str
    clause: str
    note: str
    lifted: bool
    stands: bool


def own_refusals(actor: Actor, day: date) -> tuple[OwnRefusal, ...]:
    """Every refusal to the person whose cabinet is read, the newest first (FED-TER-02)."""
    runs = and_(Programme.withdrawn_at.is_(None), Programme.valid_until >= day)
    with reading() as session:
        rows = session.execute(
            select(ContractRefusal, Programme.number, runs)
            .join(Programme, Programme.id == ContractRefusal.programme_id)
            .where(
                ContractRefusal.provider_id == actor.provider_id,
                ContractRefusal.recipient_id == reader_of(session, actor).id,
                ContractRefusal.paper_id.is_not(None),
            )
            .order_by(ContractRefusal.year.desc(), ContractRefusal.sequence.desc())
        ).all()
    return tuple(
        OwnRefusal(
            id=row.id,
            number=row.number,
            refused_on=row.refused_on,
            programme_number=programme,
            ground=row.ground_title,
            clause=row.clause,
            note=row.note,
            lifted=row.lifted_at is not None,
            stands=row.lifted_at is None and in_force,
        )
        for row, programme, in_force in rows
    )


def own_refusal_paper(actor: Actor, refusal_id: int) -> tuple[str, bytes]:
    """The number and the frozen paper of an own refusal; NotFound for anybody else's."""
    with reading() as session:
        found = session.execute(
            select(ContractRefusal.number, ContractRefusal.paper_id).where(
                ContractRefusal.provider_id == actor.provider_id,
                ContractRefusal.recipient_id == reader_of(session, actor).id,
                ContractRefusal.id == refusal_id,
                ContractRefusal.paper_id.is_not(None),
            )
        ).one_or_none()
    if found is None:
        raise NotFound
    return found.number, paper_bytes(actor.provider_id, found.paper_id)

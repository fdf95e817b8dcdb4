"""A fee that the accountant has worked out anew: it changes by the director's word alone.

The provider changes a fee by itself on the region's grounds (FED-FEE-14, MSK-FEE-08), and what the
provider declares to a recipient the director signs: the figures wait in the director's queue.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import NotAllowed, refuse
from portal.models import Amendment, Contract, FeeProposal, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.fee_changes import ChangeFee, FeeChanged, make_change, worked_out
from portal.usecases.queries.fee_proposals import decided_meanwhile
from portal.usecases.transaction import demand_version, transaction

PREPARES = (Role.DIRECTOR, Role.ACCOUNTANT)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class DecideProposal:
    """The director's word on a prepared fee; ``version`` is what was shown."""

    proposal_id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DeclineProposal:
    """A prepared fee that will not come, and why."""

    proposal_id: int
    reason: str
    version: int | None = None


def propose_fee(command: ChangeFee, *, region: Region, actor: Actor, now: datetime) -> int:
    """Put a new fee before the director; nothing changes until the director's word.

    Refused as the change itself would be, and while another one of the contract waits.
    """
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        _demand_none_waits(session, contract)
        found = worked_out(session, contract, command, region)
        row = FeeProposal(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            ground=found.ground.code,
            ground_title=found.ground.title,
            since=command.since,
            before_free=found.before.free,
            before_fee=found.before.monthly_fee,
            free=found.after.free,
            monthly_fee=found.after.monthly_fee,
            prepared_at=now,
            prepared_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        _tell(session, row, "fee_proposed", actor=actor, now=now)
        return row.id


def confirm_fee(
    command: DecideProposal, *, region: Region, actor: Actor, now: datetime
) -> FeeChanged:
    """The director makes the change; refused where the figures come out otherwise by now."""
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        row, contract = _waiting(session, command.proposal_id, command.version, actor)
        change = ChangeFee(contract.id, row.ground, row.since, seen=row.monthly_fee)
        done = make_change(session, contract, change, region=region, actor=actor, now=now)
        made = session.scalars(
            select(Amendment.id).where(
                Amendment.contract_id == contract.id, Amendment.number == done.number
            )
        ).one()
        row.amendment_id, row.decided_at, row.decided_by_id = made, now, actor.membership_id
        session.flush()
        return done


def decline_fee(command: DeclineProposal, *, actor: Actor, now: datetime) -> None:
    """The director's no, or the taking back by whoever prepared it; the reason stays."""
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        row, _contract = _waiting(session, command.proposal_id, command.version, actor)
        words = " ".join(command.reason.split())[:LONGEST]
        if not words:
            text = "Напишите, почему плата не меняется: эти слова увидит тот, кто её готовил."
            refuse("value_invalid", text, field="reason")
        row.decline_reason, row.decided_at, row.decided_by_id = words, now, actor.membership_id
        session.flush()
        _tell(session, row, "fee_proposal_declined", actor=actor, now=now)


def waiting_proposal(session: Session, contract: Contract) -> FeeProposal | None:
    """The fee of the contract that waits for the director."""
    return session.scalars(
        select(FeeProposal).where(
            FeeProposal.provider_id == contract.provider_id,
            FeeProposal.contract_id == contract.id,
            FeeProposal.decided_at.is_(None),
        )
    ).one_or_none()


def _waiting(
    session: Session, proposal_id: int, version: int | None, actor: Actor
) -> tuple[FeeProposal, Contract]:
    """The proposal and its contract, both held; raises Conflict for one that was decided."""
    found = own(session, FeeProposal, proposal_id, actor.provider_id)
    contract = own(session, Contract, found.contract_id, actor.provider_id, lock=True)
    row = own(session, FeeProposal, proposal_id, actor.provider_id, lock=True)
    if row.decided_at is not None:
        raise decided_meanwhile(session, row)
    if version is not None:
        demand_version(row.version, version)
    return row, contract


def _demand_none_waits(session: Session, contract: Contract) -> None:
    row = waiting_proposal(session, contract)
    if row is not None:
        refuse(
            "overlap",
            f"Новая плата с {row.since:%d.%m.%Y} уже ждёт директора. Дождитесь решения или "
            "отзовите её.",
            subject=f"contract:{contract.id}",
        )


def _tell(session: Session, row: FeeProposal, what: str, *, actor: Actor, now: datetime) -> None:
    after = {
        "ground": row.ground,
        "since": row.since,
        "free": row.free,
        "monthly_fee": row.monthly_fee,
    }
    subject = (what, "contract", row.contract_id)
    audit.record(session, actor, now, *subject, after=after, reason=row.decline_reason)

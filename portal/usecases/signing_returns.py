"""Papers sent back unsigned, with the reason: the director's «вернуть», and a draft taken back.

A contract keeps its number and waits to be drawn up anew; its old text stays frozen and unsigned.
An amendment or an end is closed, and another one is prepared in its place. Rules: FED-CON-05,
FED-CON-07.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Never

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.violations import NotAllowed, refuse
from portal.models import Amendment, AuditEvent, Contract, Role, SentBack, Termination
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import (
    demand_amendment_seen,
    demand_contract_seen,
    demand_ending_seen,
)
from portal.usecases.terminations import locked
from portal.usecases.transaction import reading, transaction

PREPARES = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class SendBackContract:
    """A contract nobody has signed, and why nobody will; ``version`` is what was shown."""

    contract_id: int
    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SendBackAmendment:
    """A drafted amendment that the director will not sign, and why."""

    amendment_id: int
    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SendBackTermination:
    """A prepared end that the director will not confirm, and why."""

    termination_id: int
    reason: str
    version: int | None = None


def send_back_contract(command: SendBackContract, *, actor: Actor, now: datetime) -> int:
    """Send a contract back to be drawn up anew; the number stays, the text stays unsigned.

    Whoever may draw contracts up may also take one back. Raises RulesBroken for a contract that
    somebody has signed, one that was sent back already, and an empty reason.
    """
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        signatures = selectinload(Contract.signatures)
        contract = own(
            session, Contract, command.contract_id, actor.provider_id, signatures, lock=True
        )
        demand_contract_seen(session, contract, command.version)
        _demand_contract_unsigned(session, contract)
        row = _row(contract, command.reason, paper_id=contract.paper_id, actor=actor, now=now)
        row.prepared_by_id = _who_drew_up(session, contract)
        session.add(row)
        # News to whoever holds the contract open, so its version moves on.
        flag_modified(contract, "state")
        session.flush()
        _tell(session, row, ("contract_sent_back", "contract", contract.id), actor=actor, now=now)
        return row.id


def send_back_amendment(command: SendBackAmendment, *, actor: Actor, now: datetime) -> int:
    """Send a drafted amendment back: it is withdrawn, number and paper stay (FED-CON-07)."""
    _demand_director(actor)
    with transaction() as session:
        found = own(session, Amendment, command.amendment_id, actor.provider_id)
        contract = own(session, Contract, found.contract_id, actor.provider_id, lock=True)
        amendment = own(session, Amendment, found.id, actor.provider_id, lock=True)
        demand_amendment_seen(session, amendment, contract, command.version)
        _demand_amendment_unsigned(amendment, contract)
        row = _row(contract, command.reason, paper_id=amendment.paper_id, actor=actor, now=now)
        row.amendment_id, row.prepared_by_id = amendment.id, amendment.drafted_by_id
        amendment.state = AmendmentState.WITHDRAWN
        amendment.withdrawn_at, amendment.withdrawn_by_id = now, actor.membership_id
        amendment.withdrawal_reason = row.reason
        session.add(row)
        session.flush()
        _tell(
            session, row, ("amendment_sent_back", "amendment", amendment.id), actor=actor, now=now
        )
        return row.id


def send_back_termination(command: SendBackTermination, *, actor: Actor, now: datetime) -> int:
    """Send a prepared end back: it is given up, and the contract goes on until another is ready."""
    _demand_director(actor)
    with transaction() as session:
        ending, contract = locked(session, command.termination_id, actor)
        demand_ending_seen(session, ending, contract, command.version)
        _demand_end_unconfirmed(ending, contract)
        row = _row(contract, command.reason, paper_id=None, actor=actor, now=now)
        row.termination_id, row.prepared_by_id = ending.id, ending.prepared_by_id
        ending.state = EndingState.WITHDRAWN
        ending.withdrawn_at, ending.withdrawn_by_id = now, actor.membership_id
        ending.withdrawal_reason = row.reason
        session.add(row)
        session.flush()
        _tell(
            session, row, ("termination_sent_back", "contract", contract.id), actor=actor, now=now
        )
        return row.id


def demand_contract_returnable(contract_id: int, actor: Actor) -> None:
    """Before anybody types a reason: raises as ``send_back_contract`` for what is too late."""
    with reading() as session:
        signatures = selectinload(Contract.signatures)
        contract = own(session, Contract, contract_id, actor.provider_id, signatures)
        _demand_contract_unsigned(session, contract)


def demand_amendment_returnable(amendment_id: int, actor: Actor) -> None:
    """Before anybody types a reason: raises as ``send_back_amendment`` for what is too late."""
    with reading() as session:
        amendment = own(session, Amendment, amendment_id, actor.provider_id)
        contract = own(session, Contract, amendment.contract_id, actor.provider_id)
        _demand_amendment_unsigned(amendment, contract)


def demand_end_returnable(termination_id: int, actor: Actor) -> None:
    """Before anybody types a reason: raises as ``send_back_termination`` for what is too late."""
    with reading() as session:
        ending = own(session, Termination, termination_id, actor.provider_id)
        contract = own(session, Contract, ending.contract_id, actor.provider_id)
        _demand_end_unconfirmed(ending, contract)


def settle_return(return_id: int, *, actor: Actor, now: datetime) -> None:
    """Take note of a paper sent back; a contract is settled only by drawing it up anew."""
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        row = own(session, SentBack, return_id, actor.provider_id, lock=True)
        if row.settled_at is not None:
            refuse("transition_not_allowed", "Это замечание уже отметили. Ничего не изменено.")
        if row.amendment_id is None and row.termination_id is None:
            refuse(
                "transition_not_allowed",
                "Договор ждёт нового текста: составьте его заново, и замечание закроется само.",
            )
        settle(session, row, actor=actor, now=now)


def settle(session: Session, row: SentBack | None, *, actor: Actor, now: datetime) -> None:
    """The same as a step of a transaction that holds what was sent back."""
    if row is not None:
        row.settled_at, row.settled_by_id = now, actor.membership_id
        session.flush()


def open_return(session: Session, contract: Contract) -> SentBack | None:
    """Why a contract waits to be drawn up anew; None for one that does not."""
    return session.scalars(
        select(SentBack).where(
            SentBack.provider_id == contract.provider_id,
            SentBack.contract_id == contract.id,
            SentBack.amendment_id.is_(None),
            SentBack.termination_id.is_(None),
            SentBack.settled_at.is_(None),
        )
    ).one_or_none()


def return_told(session: Session, actor: Actor, contract_id: int) -> str:
    """What whoever reads an older page of a contract is told of its return; empty without one."""
    contract = own(session, Contract, contract_id, actor.provider_id)
    row = open_return(session, contract)
    if row is None:
        return ""
    return f"Его вернули без подписи: {row.told} Договор составят заново, и он придёт снова."


def sent_back_unsettled() -> ColumnElement[bool]:
    """Whether the contract of the row waits to be drawn up anew."""
    return (
        select(SentBack.id)
        .where(
            SentBack.provider_id == Contract.provider_id,
            SentBack.contract_id == Contract.id,
            SentBack.amendment_id.is_(None),
            SentBack.termination_id.is_(None),
            SentBack.settled_at.is_(None),
        )
        .correlate(Contract)
        .exists()
    )


def demand_not_sent_back(session: Session, contract: Contract) -> None:
    """Refuse what only a text that stands may have; raises transition_not_allowed."""
    row = open_return(session, contract)
    if row is not None:
        refuse(
            "transition_not_allowed",
            f"Договор № {contract.number} вернули без подписи: {row.told} Составьте его заново, "
            "потом подписывайте.",
        )


def _demand_director(actor: Actor) -> None:
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed


def _demand_contract_unsigned(session: Session, contract: Contract) -> None:
    if contract.state is not ContractState.AWAITING_SIGNATURE or contract.signatures:
        _refuse_signed(f"Договор № {contract.number}")
    demand_not_sent_back(session, contract)


def _demand_amendment_unsigned(amendment: Amendment, contract: Contract) -> None:
    if amendment.state is not AmendmentState.DRAFT or amendment.one_sided:
        _refuse_signed(f"Соглашение № {amendment.number} к договору № {contract.number}")


def _demand_end_unconfirmed(ending: Termination, contract: Contract) -> None:
    if ending.state is not EndingState.PENDING or ending.confirmed_at is not None:
        _refuse_signed(f"Прекращение договора № {contract.number}")


def _refuse_signed(paper: str) -> Never:
    refuse(
        "transition_not_allowed",
        f"{paper}: вернуть уже нельзя, подпись стоит или решение принято. Откройте бумагу и "
        "посмотрите, что с ней сейчас.",
    )


def _row(
    contract: Contract, reason: str, *, paper_id: int | None, actor: Actor, now: datetime
) -> SentBack:
    words = " ".join(reason.split())[:LONGEST]
    if not any(sign.isalpha() for sign in words):
        text = "Напишите, что исправить: эти слова увидит тот, кто готовил бумагу."
        refuse("value_invalid", text, field="reason")
    return SentBack(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        paper_id=paper_id,
        reason=words,
        sent_at=now,
        sent_by_id=actor.membership_id,
    )


def _who_drew_up(session: Session, contract: Contract) -> int | None:
    """Who drew the present text up, as the journal knows it."""
    return session.scalar(
        select(AuditEvent.actor_id)
        .where(
            AuditEvent.provider_id == contract.provider_id,
            AuditEvent.subject_kind == "contract",
            AuditEvent.subject_id == contract.id,
            AuditEvent.what.in_(("contract_concluded", "contract_redrawn")),
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )


def _tell(
    session: Session,
    row: SentBack,
    subject: tuple[str, str, int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    after = {"sent_back": row.id, "paper": row.paper_id}
    audit.record(session, actor, now, *subject, after=after, reason=row.reason)

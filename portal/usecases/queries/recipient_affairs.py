"""Everything that hangs on a recipient: programmes, contracts, money, access to the cabinet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING, ContractState, DropReason
from portal.domain.money import ZERO
from portal.models import (
    Contract,
    ContractRefusal,
    ContractTerms,
    IncomeAssessment,
    LedgerEntry,
    Membership,
    Programme,
    Recipient,
    RelativeAccess,
    Role,
    User,
)
from portal.usecases.actor import Actor
from portal.usecases.queries.payments_state import balances_of
from portal.usecases.queries.scope import is_served_by
from portal.usecases.reviewed_programmes import is_replaced
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract on the card; ``opens`` is False where it is another social worker's.

    Fee and ``fee_since`` are those of the day, of a contract that is yet to begin its first ones.
    ``last_day`` is that of an ended contract, else the day until which it was concluded.
    """

    id: int
    number: str
    state: ContractState
    drop_reason: DropReason | None
    begins: date | None
    concluded_on: date
    last_day: date
    monthly_fee: Decimal | None
    free: bool
    fee_since: date
    opens: bool

    @property
    def fee_runs(self) -> bool:
        """Whether somebody is charged, or freed, by it now."""
        return self.state in RUNNING and (self.free or self.monthly_fee is not None)


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme on the card; ``contract_id`` is its contract that is not over.

    ``refusal_id`` is the refusal to contract that it stands under, with its number; ``served``: a
    contract on it was in force and has ended; ``replaced``: a review has put another in its place.
    """

    id: int
    number: str
    issued_on: date
    valid_until: date
    form: Form
    contract_id: int | None
    withdrawn: bool
    refusal_id: int | None = None
    refusal_number: str = ""
    served: bool = False
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class RecipientAffairs:
    """Everything that hangs on a person: programmes, contracts, money, access."""

    programmes: tuple[ProgrammeLine, ...]
    contracts: tuple[ContractLine, ...]
    balance: Decimal
    debt: Decimal
    last_paid: Decimal
    income_applied_on: date | None
    login: str | None

    @property
    def charged(self) -> tuple[ContractLine, ...]:
        """The contracts by which somebody pays, or pays nothing, now."""
        return tuple(one for one in self.contracts if one.fee_runs)


def recipient_affairs(actor: Actor, recipient_id: int, day: date) -> RecipientAffairs:
    """What the card shows below the facts."""
    with reading() as session:
        contracts = _contract_lines(session, actor, recipient_id, day)
        balances = balances_of(
            session, LedgerEntry.contract_id.in_([line.id for line in contracts]), day
        )
        return RecipientAffairs(
            programmes=_programme_lines(session, actor.provider_id, recipient_id, contracts),
            contracts=contracts,
            balance=sum((one.balance for one in balances.values()), ZERO),
            debt=sum((one.debt for one in balances.values()), ZERO),
            last_paid=sum((one.paid for one in balances.values()), ZERO),
            income_applied_on=_last_application(session, actor.provider_id, recipient_id),
            login=_login(session, actor.provider_id, recipient_id),
        )


def _contract_lines(
    session: Session, actor: Actor, recipient_id: int, day: date
) -> tuple[ContractLine, ...]:
    rows = session.execute(
        select(Contract, ContractTerms, Recipient.social_worker_id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.recipient_id == recipient_id,
            ContractTerms.since == _terms_day(day),
        )
        .order_by(Contract.year.desc(), Contract.sequence.desc())
    )
    return tuple(
        ContractLine(
            id=contract.id,
            number=contract.number,
            state=contract.state,
            drop_reason=contract.drop_reason,
            begins=contract.in_force_from,
            concluded_on=contract.concluded_on,
            last_day=contract.ended_on or contract.valid_until,
            monthly_fee=terms.monthly_fee if terms.fee_known else None,
            free=terms.free,
            fee_since=terms.since,
            opens=is_served_by(actor, worker_id, contract.social_worker_id),
        )
        for contract, terms, worker_id in rows
    )


def _terms_day(day: date) -> ColumnElement[date]:
    """The first day of the terms that a contract has on a day, or of those it begins with."""
    other = aliased(ContractTerms)
    its = other.contract_id == Contract.id
    begun = select(func.max(other.since)).where(its, other.since <= day).scalar_subquery()
    return func.coalesce(begun, select(func.min(other.since)).where(its).scalar_subquery())


def _programme_lines(
    session: Session, provider_id: int, recipient_id: int, contracts: tuple[ContractLine, ...]
) -> tuple[ProgrammeLine, ...]:
    living = [line.id for line in contracts if line.state is not ContractState.TERMINATED]
    contract = aliased(Contract)
    refusal = aliased(ContractRefusal)
    stands = (refusal.programme_id == Programme.id) & refusal.lifted_at.is_(None)
    ended = aliased(Contract)
    served = select(ended.id).where(ended.programme_id == Programme.id, ended.ended_on.is_not(None))
    rows = session.execute(
        select(Programme, contract.id, refusal, served.exists(), is_replaced())
        .outerjoin(contract, (contract.programme_id == Programme.id) & contract.id.in_(living))
        .outerjoin(refusal, stands)
        .where(Programme.provider_id == provider_id, Programme.recipient_id == recipient_id)
        .order_by(Programme.presented_at.desc(), Programme.id.desc())
    )
    return tuple(
        ProgrammeLine(
            id=programme.id,
            number=programme.number,
            issued_on=programme.issued_on,
            valid_until=programme.valid_until,
            form=programme.form,
            contract_id=contract_id,
            withdrawn=programme.withdrawn_at is not None,
            refusal_id=refused.id if refused is not None else None,
            refusal_number=refused.number if refused is not None else "",
            served=was_served,
            replaced=replaced,
        )
        for programme, contract_id, refused, was_served, replaced in rows
    )


def _last_application(session: Session, provider_id: int, recipient_id: int) -> date | None:
    return session.scalar(
        select(func.max(IncomeAssessment.applied_on)).where(
            IncomeAssessment.provider_id == provider_id,
            IncomeAssessment.recipient_id == recipient_id,
        )
    )


def _login(session: Session, provider_id: int, recipient_id: int) -> str | None:
    return session.scalar(
        select(User.login)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.provider_id == provider_id,
            Membership.recipient_id == recipient_id,
            Membership.role == Role.RECIPIENT,
            Membership.id.not_in(select(RelativeAccess.membership_id)),
        )
        .order_by(Membership.id.desc())
        .limit(1)
    )

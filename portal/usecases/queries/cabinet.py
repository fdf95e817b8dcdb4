"""What a recipient reads about herself: the next payment, contract, services, acts, payments.

Every statement starts from the person behind the reader's membership. Another person's paper is not
found, whatever its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.documents.facts import ReceiptFacts
from portal.domain.contract import ContractState
from portal.domain.explanation import Step, from_data
from portal.domain.money import ZERO
from portal.domain.payment_code import with_sum
from portal.domain.payments import Charge
from portal.domain.people import full_name
from portal.domain.printed_forms import RECEIPT
from portal.domain.violations import NotFound
from portal.models import (
    Act,
    Contract,
    ContractService,
    ContractTerms,
    LedgerEntry,
    Membership,
    Recipient,
    User,
)
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.queries.acts import (
    ActStage,
    ActView,
    act_of_recipient,
    provider_signature,
    stage_of,
)
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.contracts import contract_view
from portal.usecases.queries.corrected_acts import payable_of_corrected
from portal.usecases.queries.payments import PaymentRow, payments_of
from portal.usecases.queries.payments_state import EMPTY, Balance, balances_of
from portal.usecases.queries.scope import terms_on
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act in the recipient's own list; ``steps`` is why the sum is what it is.

    ``issued_for``: what it was issued for, in rubles, where a correction holds now (FED-ACT-04).
    """

    id: int
    number: str
    month: date
    stage: ActStage
    cost: Decimal
    payable: Decimal
    fee_cap: Decimal | None
    free: bool
    free_ground_title: str | None
    additional_cost: Decimal
    due_on: date
    steps: tuple[Step, ...]
    paid: Decimal = ZERO
    issued_for: Decimal | None = None

    @property
    def unpaid(self) -> Decimal:
        """What is left to be paid of the act."""
        return self.payable - self.paid


@dataclass(frozen=True, slots=True)
class OwnContract:
    """A contract with its account; ``payload`` is the code for what is to be paid now.

    ``asked_by`` is the act whose issued receipt asks for exactly that; None when something was
    paid since, so that only a new receipt says what is left. ``last_asked`` is what the newest
    issued receipt asks for, in rubles.
    """

    id: int
    number: str
    valid_until: date
    in_force: bool
    ended_on: date | None
    dropped: bool
    services: int
    worker: str | None
    balance: Balance
    acts: tuple[OwnAct, ...]
    payload: str | None
    asked_by: int | None
    last_asked: Decimal | None

    @property
    def was_served(self) -> bool:
        """Whether services are or were given under it: it came into force."""
        return self.in_force or (self.ended_on is not None and not self.dropped)

    @property
    def to_pay(self) -> Decimal:
        """What is to be paid now; nothing when money is in advance."""
        return max(self.balance.balance, Decimal("0.00"))

    @property
    def due_on(self) -> date | None:
        """The first day by which something is to be paid."""
        return min((one.due_on for one in self.balance.by_month if one.unpaid > 0), default=None)


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The recipient's front page."""

    name: str
    patronymic: str | None
    contracts: tuple[OwnContract, ...]


def get_cabinet(actor: Actor, day: date) -> Cabinet:
    """The front page of the person who reads, with the accounts on a day."""
    with reading() as session:
        person = reader_of(session, actor)
        # Whom the office has moved to another worker, the contract does not know.
        worker = func.coalesce(person.social_worker_id, Contract.social_worker_id)
        rows = session.execute(
            select(Contract, User)
            .outerjoin(Membership, Membership.id == worker)
            .outerjoin(User, User.id == Membership.user_id)
            .where(*own_contracts(actor, person))
            .order_by(Contract.in_force_from.desc(), Contract.id.desc())
        ).all()
        ids = [contract.id for contract, _user in rows]
        balances = balances_of(session, LedgerEntry.contract_id.in_(ids), day)
        acts = _acts(session, ids)
        services = _service_counts(session, ids, day)
        corrected = payable_of_corrected(
            session, [act.id for rows in acts.values() for act, _signed in rows]
        )
        return Cabinet(
            name=person.name,
            patronymic=person.patronymic,
            contracts=tuple(
                _contract(
                    contract,
                    user,
                    balances.get(contract.id, EMPTY),
                    acts.get(contract.id, []),
                    services.get(contract.id, 0),
                    corrected,
                )
                for contract, user in rows
            ),
        )


def reader_of(session: Session, actor: Actor) -> Recipient:
    """The recipient whose cabinet is read."""
    person = session.scalars(
        select(Recipient)
        .join(Membership, Membership.recipient_id == Recipient.id)
        .where(
            Membership.id == actor.membership_id,
            Membership.provider_id == actor.provider_id,
            Recipient.provider_id == actor.provider_id,
        )
    ).one_or_none()
    if person is None:
        raise NotFound
    return person


def own_contracts(actor: Actor, person: Recipient) -> tuple[ColumnElement[bool], ...]:
    """The conditions on ``Contract`` that leave the person's own."""
    return (Contract.provider_id == actor.provider_id, Contract.recipient_id == person.id)


_Acts = list[tuple[Act, bool]]
"""Acts, each with whether the director has signed it."""


def _acts(session: Session, ids: Sequence[int]) -> dict[int, _Acts]:
    found: dict[int, _Acts] = {}
    rows = session.execute(
        select(Act, provider_signature())
        .where(Act.contract_id.in_(ids))
        .order_by(Act.month.desc(), Act.id.desc())
    )
    for act, signed in rows:
        found.setdefault(act.contract_id, []).append((act, signed))
    return found


def _service_counts(session: Session, ids: Sequence[int], day: date) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = session.execute(
        select(ContractTerms.contract_id)
        .join(ContractService, ContractService.terms_id == ContractTerms.id)
        .where(ContractTerms.contract_id.in_(ids), terms_on(day))
    )
    for (contract_id,) in rows:
        found[contract_id] = found.get(contract_id, 0) + 1
    return found


def _contract(
    contract: Contract,
    user: User | None,
    balance: Balance,
    acts: _Acts,
    services: int,
    corrected: Mapping[int, Decimal],
) -> OwnContract:
    act_id, payload, asked = _newest_receipt([act for act, _signed in acts])
    owed = balance.balance
    return OwnContract(
        id=contract.id,
        number=contract.number,
        valid_until=contract.valid_until,
        in_force=contract.in_force_from is not None and contract.ended_on is None,
        ended_on=contract.ended_on,
        dropped=contract.drop_reason is not None,
        services=services,
        worker=full_name(user.surname, user.name, user.patronymic) if user else None,
        balance=balance,
        acts=tuple(
            _act(act, _charge_of(balance, act), corrected.get(act.id), provider_signed=signed)
            for act, signed in acts
        ),
        payload=with_sum(payload, owed) if payload and owed > 0 else None,
        asked_by=act_id if owed == asked and owed > 0 and act_id not in corrected else None,
        last_asked=asked,
    )


def _charge_of(balance: Balance, act: Act) -> Charge | None:
    return next((charge for charge in balance.by_month if charge.month == act.month), None)


def _act(
    act: Act, charge: Charge | None, corrected: Decimal | None, *, provider_signed: bool
) -> OwnAct:
    payable = act.payable if corrected is None else corrected
    return OwnAct(
        id=act.id,
        number=act.number,
        month=act.month,
        stage=stage_of(act.state, provider_signed=provider_signed),
        cost=act.cost_at_tariffs,
        payable=payable,
        fee_cap=act.fee_cap,
        free=act.free,
        free_ground_title=act.free_ground_title,
        additional_cost=act.additional_cost,
        due_on=act.due_on,
        steps=from_data(act.explanation),
        paid=min(charge.paid, payable) if charge else ZERO,
        issued_for=None if corrected is None else act.payable,
    )


def _newest_receipt(acts: Sequence[Act]) -> tuple[int | None, str | None, Decimal | None]:
    """The act of the newest receipt with a code: its id, the code and the sum it was issued for."""
    for act in acts:
        kept = act.inputs.get(RECEIPT)
        issued = read_facts(ReceiptFacts, kept) if kept else None
        if issued is not None and issued.payload is not None:
            return act.id, issued.payload, issued.total_due
    return None, None, None


def get_own_contract(
    actor: Actor, contract_id: int | None = None, day: date | None = None
) -> ContractView | None:
    """A contract of the person who reads, by default the newest; None when there is none yet."""
    with reading() as session:
        among = own_contracts(actor, reader_of(session, actor))
        if contract_id is None:
            contract_id = session.scalar(
                select(Contract.id)
                .where(*among)
                .order_by(Contract.state == ContractState.TERMINATED, Contract.id.desc())
                .limit(1)
            )
            if contract_id is None:
                return None
        return contract_view(session, contract_id, among, day)


def get_own_act(actor: Actor, act_id: int) -> ActView:
    """An act of the person who reads."""
    with reading() as session:
        person = reader_of(session, actor)
        return act_of_recipient(session, actor.provider_id, person.id, act_id)


def own_account_of(actor: Actor, act: ActView, day: date) -> tuple[OwnContract, OwnAct]:
    """The contract of an own act with its account, and the act with what is paid of it."""
    for contract in get_cabinet(actor, day).contracts:
        for one in contract.acts:
            if one.id == act.id:
                return contract, one
    raise NotFound


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account of one of the reader's contracts with its payments.

    ``sums`` are by month the steps that make what the act of the month asks for.
    """

    contract_number: str
    balance: Balance
    payments: tuple[PaymentRow, ...]
    sums: Mapping[date, tuple[Step, ...]]


def list_own_accounts(actor: Actor, day: date) -> tuple[OwnAccount, ...]:
    """What was charged and paid on the contracts of the person who reads."""
    with reading() as session:
        person = reader_of(session, actor)
        contracts = session.scalars(
            select(Contract).where(*own_contracts(actor, person)).order_by(Contract.id.desc())
        ).all()
        ids = [contract.id for contract in contracts]
        balances = balances_of(session, LedgerEntry.contract_id.in_(ids), day)
        payments = payments_of(session, ids)
        sums = _sums(session, ids)
    return tuple(
        OwnAccount(
            contract_number=contract.number,
            balance=balances.get(contract.id, EMPTY),
            payments=payments.get(contract.id, ()),
            sums=sums.get(contract.id, {}),
        )
        for contract in contracts
    )


def _sums(session: Session, ids: Sequence[int]) -> Mapping[int, Mapping[date, tuple[Step, ...]]]:
    """Why each act of these contracts comes to its sum, by contract and month."""
    found: dict[int, dict[date, tuple[Step, ...]]] = {}
    rows = session.execute(
        select(Act.contract_id, Act.month, Act.explanation).where(Act.contract_id.in_(ids))
    )
    for contract_id, month, explanation in rows:
        found.setdefault(contract_id, {})[month] = from_data(explanation)
    return found

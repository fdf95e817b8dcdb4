"""What the pages of payments read: who owes how much, one account, one payment, receipt copies.

Balance and debt are summed by the database for every page at once, by the rule of
``payments_state``: the balance is the ledger's, the debt what is unpaid of charges past their day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.payments import Channel
from portal.domain.people import full_name, search_key, short_name
from portal.domain.violations import NotFound
from portal.models import (
    Act,
    Contract,
    EntryKind,
    LedgerEntry,
    Membership,
    MonthClosing,
    MonthState,
    Payment,
    PaymentAllocation,
    ReceiptCopy,
    Recipient,
    User,
)
from portal.models.types import Kopecks
from portal.usecases.actor import Actor
from portal.usecases.queries.corrected_acts import payable_of_corrected
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.payments_state import OF_ACTS, Balance, balance_of
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class BalanceFilter:
    """Whose accounts: by name or contract, only those with a debt."""

    words: str = ""
    debtors: bool = False


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """The account of one contract; ``overdue_since`` is the oldest unpaid day."""

    contract_id: int
    number: str
    recipient: str
    charged: Decimal
    paid: Decimal
    balance: Decimal
    debt: Decimal
    overdue_since: date | None


@dataclass(frozen=True, slots=True)
class BalanceList:
    """A page of accounts with the totals of all pages."""

    page: Page[BalanceRow]
    charged: Decimal
    paid: Decimal
    balance: Decimal
    debt: Decimal
    debtors: int


def list_balances(actor: Actor, wanted: BalanceFilter, day: date, *, page: int = 1) -> BalanceList:
    """The accounts of the provider's contracts, the largest debt first."""
    totals, debts = _ledger(actor), _debts(actor, day)
    charged, paid, balance = (_sum(totals.c[name]) for name in ("charged", "paid", "balance"))
    debt = _sum(debts.c.debt)
    base = (
        select(Contract.id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(totals, totals.c.contract_id == Contract.id)
        .outerjoin(debts, debts.c.contract_id == Contract.id)
        .where(*_wanted(actor, wanted, debts))
    )
    listed = base.with_only_columns(
        Contract, Recipient, charged, paid, balance, debt, debts.c.since
    ).order_by(debt.desc(), Recipient.name_key, Contract.id)
    summed = base.with_only_columns(
        func.count(),
        *(_sum(func.sum(column)) for column in (charged, paid, balance, debt)),
        func.count().filter(debts.c.debt > 0),
    )
    with reading() as session:
        count, *sums, debtors = session.execute(summed).one()
        found = session.execute(paged(listed, page)).all()
    rows = tuple(_balance_row(*row) for row in found)
    return BalanceList(Page(rows, count, page), sums[0], sums[1], sums[2], sums[3], debtors)


def _sum(column: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    return func.coalesce(column, 0, type_=Kopecks())


def _wanted(actor: Actor, wanted: BalanceFilter, debts: Subquery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Contract.provider_id == actor.provider_id,
        Contract.in_force_from.is_not(None),
        *served_by(actor),
    ]
    if wanted.debtors:
        conditions.append(debts.c.debt > 0)
    if words := search_key(wanted.words):
        conditions.append(
            or_(
                Recipient.name_key.startswith(words, autoescape=True),
                Recipient.personal_code == words,
                Contract.number.startswith(words, autoescape=True),
            )
        )
    return conditions


def _ledger(actor: Actor) -> Subquery:
    is_charge = OF_ACTS
    return (
        select(
            LedgerEntry.contract_id,
            func.sum(case((is_charge, LedgerEntry.amount), else_=0)).label("charged"),
            func.sum(case((is_charge, 0), else_=-LedgerEntry.amount)).label("paid"),
            func.sum(LedgerEntry.amount).label("balance"),
        )
        .where(LedgerEntry.provider_id == actor.provider_id)
        .group_by(LedgerEntry.contract_id)
        .subquery("totals")
    )


def _debts(actor: Actor, day: date) -> Subquery:
    """What is unpaid of every charge whose day has passed (FED-PAY-02), by contract."""
    charges = (
        select(
            LedgerEntry.contract_id,
            LedgerEntry.month,
            func.sum(LedgerEntry.amount).label("amount"),
            func.max(Act.due_on).label("due_on"),
        )
        .join(Act, Act.id == LedgerEntry.act_id)
        .where(LedgerEntry.provider_id == actor.provider_id, OF_ACTS)
        .group_by(LedgerEntry.contract_id, LedgerEntry.month)
        .subquery("charges")
    )
    covered = (
        select(
            Payment.contract_id,
            PaymentAllocation.month,
            func.sum(PaymentAllocation.amount).label("amount"),
        )
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(Payment.provider_id == actor.provider_id, Payment.reversed_at.is_(None))
        .group_by(Payment.contract_id, PaymentAllocation.month)
        .subquery("covered")
    )
    unpaid = charges.c.amount - func.coalesce(covered.c.amount, 0, type_=Kopecks())
    return (
        select(
            charges.c.contract_id,
            func.sum(unpaid).label("debt"),
            func.min(charges.c.due_on).label("since"),
        )
        .outerjoin(
            covered,
            (covered.c.contract_id == charges.c.contract_id) & (covered.c.month == charges.c.month),
        )
        .where(charges.c.due_on < day, unpaid > 0)
        .group_by(charges.c.contract_id)
        .subquery("debts")
    )


def _balance_row(  # noqa: PLR0913, PLR0917 - the columns of the statement
    contract: Contract,
    person: Recipient,
    charged: Decimal,
    paid: Decimal,
    balance: Decimal,
    debt: Decimal,
    since: date | None,
) -> BalanceRow:
    return BalanceRow(
        contract_id=contract.id,
        number=contract.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        charged=charged,
        paid=paid,
        balance=balance,
        debt=debt,
        overdue_since=since,
    )


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment in a list."""

    id: int
    paid_on: date
    amount: Decimal
    channel: Channel
    receipt_number: str | None
    reversed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """One contract's account with its payments, the newest first, and its acts by month.

    ``corrected``: the acts whose receipt asks for a sum that no longer holds.
    """

    contract_id: int
    number: str
    concluded_on: date
    recipient_id: int
    recipient: str
    recipient_short: str
    personal_code: str
    balance: Balance
    payments: tuple[PaymentRow, ...]
    acts: Mapping[date, int]
    corrected: frozenset[int] = frozenset()


def get_account(actor: Actor, contract_id: int, day: date) -> Account:
    """The account of a contract of the reader's provider on a day."""
    with reading() as session:
        found = session.execute(
            select(Contract, Recipient)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                *served_by(actor),
            )
        ).one_or_none()
        if found is None:
            raise NotFound
        contract, person = found
        acts = _acts(session, contract.id)
        return Account(
            contract_id=contract.id,
            number=contract.number,
            concluded_on=contract.concluded_on,
            recipient_id=person.id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            recipient_short=short_name(person.surname, person.name, person.patronymic),
            personal_code=person.personal_code,
            balance=balance_of(session, contract.id, day),
            payments=payments_of(session, [contract.id]).get(contract.id, ()),
            acts=acts,
            corrected=frozenset(payable_of_corrected(session, acts.values())),
        )


def _acts(session: Session, contract_id: int) -> dict[date, int]:
    rows = session.execute(select(Act.month, Act.id).where(Act.contract_id == contract_id))
    return {row.month: row.id for row in rows}


def payments_of(
    session: Session, contract_ids: Sequence[int]
) -> Mapping[int, tuple[PaymentRow, ...]]:
    """Every payment of each contract, the newest first."""
    found: dict[int, list[PaymentRow]] = {}
    rows = session.scalars(
        select(Payment)
        .where(Payment.contract_id.in_(contract_ids))
        .order_by(Payment.paid_on.desc(), Payment.id.desc())
    )
    for row in rows:
        found.setdefault(row.contract_id, []).append(
            PaymentRow(
                id=row.id,
                paid_on=row.paid_on,
                amount=row.amount,
                channel=row.channel,
                receipt_number=row.receipt_number,
                reversed_at=row.reversed_at,
            )
        )
    return {contract_id: tuple(payments) for contract_id, payments in found.items()}


@dataclass(frozen=True, slots=True)
class AllocationView:
    """The part of a payment that covers a month; None = an advance."""

    month: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment: where its money went, its receipt copy, and whether it may still be undone."""

    id: int
    version: int
    contract_id: int
    contract_number: str
    recipient: str
    recipient_short: str
    amount: Decimal
    paid_on: date
    channel: Channel
    receipt_number: str | None
    payer: str
    bank: str | None
    recorded_at: datetime
    recorded_by: str
    reversed_at: datetime | None
    open_to_undo: bool
    allocations: tuple[AllocationView, ...]
    copy_state: str | None
    balance: Balance


def get_payment(actor: Actor, payment_id: int, day: date) -> PaymentView:
    """One payment of the reader's provider, with the account on a day."""
    with reading() as session:
        found = session.execute(
            select(Payment, Contract, Recipient, User, ReceiptCopy.state)
            .join(Contract, Contract.id == Payment.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .join(Membership, Membership.id == Payment.recorded_by_id)
            .join(User, User.id == Membership.user_id)
            .outerjoin(ReceiptCopy, ReceiptCopy.payment_id == Payment.id)
            .where(
                Payment.provider_id == actor.provider_id,
                Payment.id == payment_id,
                *served_by(actor),
            )
        ).one_or_none()
        if found is None:
            raise NotFound
        payment, contract, person, user, copy_state = found
        return PaymentView(
            id=payment.id,
            version=payment.version,
            contract_id=contract.id,
            contract_number=contract.number,
            recipient=full_name(person.surname, person.name, person.patronymic),
            recipient_short=short_name(person.surname, person.name, person.patronymic),
            amount=payment.amount,
            paid_on=payment.paid_on,
            channel=payment.channel,
            receipt_number=payment.receipt_number,
            payer=payment.payer,
            bank=payment.bank,
            recorded_at=payment.recorded_at,
            recorded_by=short_name(user.surname, user.name, user.patronymic),
            reversed_at=payment.reversed_at,
            open_to_undo=payment.reversed_at is None and _posting_open(session, payment),
            allocations=_allocations(session, payment),
            copy_state=copy_state,
            balance=balance_of(session, contract.id, day),
        )


def _posting_open(session: Session, payment: Payment) -> bool:
    """Whether the month the payment was posted to is still open."""
    closed = session.scalar(
        select(func.count())
        .select_from(LedgerEntry)
        .join(MonthClosing, MonthClosing.month == LedgerEntry.month)
        .where(
            LedgerEntry.payment_id == payment.id,
            LedgerEntry.kind == EntryKind.PAYMENT,
            MonthClosing.provider_id == payment.provider_id,
            MonthClosing.state == MonthState.CLOSED,
        )
    )
    return not closed


def _allocations(session: Session, payment: Payment) -> tuple[AllocationView, ...]:
    rows = session.scalars(
        select(PaymentAllocation)
        .where(PaymentAllocation.payment_id == payment.id)
        .order_by(PaymentAllocation.month.is_(None), PaymentAllocation.month)
    )
    return tuple(AllocationView(row.month, row.amount) for row in rows)

"""What contracts owe: charges, what payments cover of them, balance and debt on a day.

Every figure is summed by the database in a fixed number of queries, for one contract or for all of
a provider. Reversed payments cover nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.domain.money import ZERO
from portal.domain.payments import Charge, arrears
from portal.models import Act, LedgerEntry, Payment, PaymentAllocation

OF_ACTS = LedgerEntry.act_id.is_not(None)
"""Charges, and what corrections of acts took off them: entries that name an act."""
NO_CHARGES: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """The account of a contract on a day.

    ``balance`` is positive when money is owed and negative when money is in advance; ``debt`` is
    the part of it whose due day has passed (FED-PAY-02); ``advance`` is money that covers no month
    yet.
    """

    charged: Decimal
    paid: Decimal
    balance: Decimal
    debt: Decimal
    advance: Decimal
    by_month: tuple[Charge, ...]


EMPTY = Balance(ZERO, ZERO, ZERO, ZERO, ZERO, NO_CHARGES)


def balance_of(session: Session, contract_id: int, day: date) -> Balance:
    """The account of one contract: what was charged and paid, and what of it is debt on ``day``."""
    return balances_of(session, LedgerEntry.contract_id == contract_id, day).get(contract_id, EMPTY)


def balances_of(session: Session, which: ColumnElement[bool], day: date) -> Mapping[int, Balance]:
    """The accounts of many contracts; ``which`` is a condition on ``LedgerEntry``."""
    charges = charges_of(session, which)
    totals = _ledger_totals(session, which)
    return {
        contract_id: _balance(charged, paid, charges.get(contract_id, NO_CHARGES), day)
        for contract_id, (charged, paid) in totals.items()
    }


def charges_of(session: Session, which: ColumnElement[bool]) -> Mapping[int, tuple[Charge, ...]]:
    """The charges of each contract, oldest first, with what is paid of them."""
    paid = _covered(which).subquery()
    rows = session.execute(
        select(
            LedgerEntry.contract_id,
            LedgerEntry.month,
            func.sum(LedgerEntry.amount),
            func.max(Act.due_on),
            func.max(paid.c.amount),
        )
        .join(Act, Act.id == LedgerEntry.act_id)
        .outerjoin(
            paid,
            (paid.c.contract_id == LedgerEntry.contract_id) & (paid.c.month == LedgerEntry.month),
        )
        .where(which, OF_ACTS)
        .group_by(LedgerEntry.contract_id, LedgerEntry.month)
        .order_by(LedgerEntry.contract_id, LedgerEntry.month)
    )
    found: dict[int, list[Charge]] = defaultdict(list)
    for contract_id, month, amount, due_on, covered in rows:
        found[contract_id].append(Charge(month, amount, due_on, covered or ZERO))
    return {contract_id: tuple(charges) for contract_id, charges in found.items()}


def ledger_balances(session: Session, which: ColumnElement[bool]) -> Mapping[int, Decimal]:
    """What each contract owes by the ledger alone: positive a debt, negative an advance."""
    rows = session.execute(
        select(LedgerEntry.contract_id, func.sum(LedgerEntry.amount))
        .where(which)
        .group_by(LedgerEntry.contract_id)
    )
    return dict(rows.all())


def _covered(which: ColumnElement[bool]) -> Select[int, date | None, Decimal]:
    """What living payments cover, by contract and month."""
    contracts = select(LedgerEntry.contract_id).where(which)
    return (
        select(
            Payment.contract_id,
            PaymentAllocation.month,
            func.sum(PaymentAllocation.amount).label("amount"),
        )
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(Payment.contract_id.in_(contracts), Payment.reversed_at.is_(None))
        .group_by(Payment.contract_id, PaymentAllocation.month)
    )


def _ledger_totals(
    session: Session, which: ColumnElement[bool]
) -> Mapping[int, tuple[Decimal, Decimal]]:
    """Charged and paid of each contract; a reversal takes back what the payment had paid."""
    totals: dict[int, tuple[Decimal, Decimal]] = {}
    rows = session.execute(
        select(LedgerEntry.contract_id, OF_ACTS, func.sum(LedgerEntry.amount))
        .where(which)
        .group_by(LedgerEntry.contract_id, OF_ACTS)
    )
    for contract_id, of_acts, amount in rows:
        charged, paid = totals.get(contract_id, (ZERO, ZERO))
        if of_acts:
            totals[contract_id] = (charged + amount, paid)
        else:
            totals[contract_id] = (charged, paid - amount)
    return totals


def _balance(charged: Decimal, paid: Decimal, charges: Iterable[Charge], day: date) -> Balance:
    by_month = tuple(charges)
    covered = sum((charge.paid for charge in by_month), ZERO)
    return Balance(
        charged=charged,
        paid=paid,
        balance=charged - paid,
        debt=arrears(by_month, day),
        advance=paid - covered,
        by_month=by_month,
    )

"""Copies of receipts on their way from the recipient to the head of department (VLA-PAY-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.people import full_name, short_name
from portal.models import (
    Contract,
    Membership,
    Payment,
    PaymentAllocation,
    ReceiptCopy,
    Recipient,
    Role,
    User,
)
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import Page, paged
from portal.usecases.transaction import reading

MOST_ON_A_SHEET = 24


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """The copy of a receipt on its way from the recipient to the head of department.

    ``months`` are those the payment covers; empty while it is an advance.
    """

    payment_id: int
    recipient: str
    contract_number: str
    receipt_number: str | None
    paid_on: date
    amount: Decimal
    state: str
    worker: str | None
    handed_over_on: date | None
    accepted_by: str | None
    months: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """A page of receipt copies, and how many are still on their way."""

    page: Page[ReceiptRow]
    outstanding: int


def list_receipts(actor: Actor, *, accepted: bool, page: int = 1) -> ReceiptList:
    """Receipt copies: those still out, or those already accepted; a worker sees her own."""
    copies = _copies(actor)
    out = ReceiptCopy.handed_over_on.is_(None)
    wanted = copies.where(~out if accepted else out)
    ordered = wanted.order_by(Payment.paid_on.desc() if accepted else Payment.paid_on, Payment.id)
    with reading() as session:
        outstanding = session.scalar(copies.where(out).with_only_columns(func.count())) or 0
        total = session.scalar(wanted.with_only_columns(func.count())) or 0
        rows = _rows(session, paged(ordered, page))
    return ReceiptList(Page(rows, total, page), outstanding)


def copies_of(session: Session, actor: Actor, recipient_id: int) -> tuple[ReceiptRow, ...]:
    """The newest receipt copies of one recipient, the oldest first; a worker's own alone."""
    wanted = _copies(actor).where(Contract.recipient_id == recipient_id)
    newest = wanted.order_by(Payment.paid_on.desc(), Payment.id.desc()).limit(MOST_ON_A_SHEET)
    return _rows(session, newest)[::-1]


def _copies(actor: Actor) -> Select[Payment, ReceiptCopy, str, Recipient]:
    return (
        select(Payment, ReceiptCopy, Contract.number, Recipient)
        .join(ReceiptCopy, ReceiptCopy.payment_id == Payment.id)
        .join(Contract, Contract.id == Payment.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*_own_receipts(actor))
    )


def _rows(
    session: Session, wanted: Select[Payment, ReceiptCopy, str, Recipient]
) -> tuple[ReceiptRow, ...]:
    found = session.execute(wanted).all()
    names = _names(session, [copy for _payment, copy, _number, _person in found])
    months = _months(session, [payment.id for payment, _copy, _number, _person in found])
    return tuple(
        ReceiptRow(
            payment_id=payment.id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            contract_number=number,
            receipt_number=payment.receipt_number,
            paid_on=payment.paid_on,
            amount=payment.amount,
            state=copy.state,
            worker=names.get(copy.worker_id or 0),
            handed_over_on=copy.handed_over_on,
            accepted_by=names.get(copy.accepted_by_id or 0),
            months=tuple(months.get(payment.id, ())),
        )
        for payment, copy, number, person in found
    )


def _months(session: Session, payment_ids: Sequence[int]) -> dict[int, list[date]]:
    """The months that payments cover, the earliest first, by payment."""
    covered = session.execute(
        select(PaymentAllocation.payment_id, PaymentAllocation.month)
        .where(PaymentAllocation.payment_id.in_(payment_ids))
        .order_by(PaymentAllocation.month)
    )
    found: dict[int, list[date]] = {}
    for payment_id, month in covered:
        if month is not None:
            found.setdefault(payment_id, []).append(month)
    return found


def _names(session: Session, copies: Sequence[ReceiptCopy]) -> dict[int, str]:
    """Who carries the copies and who took them, by membership."""
    ids = {who for copy in copies for who in (copy.worker_id, copy.accepted_by_id)}
    rows = session.execute(
        select(Membership.id, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.id.in_(ids - {None}))
    )
    return {
        membership_id: short_name(user.surname, user.name, user.patronymic)
        for membership_id, user in rows
    }


def _own_receipts(actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Payment.provider_id == actor.provider_id,
        Payment.reversed_at.is_(None),
    ]
    if actor.role == Role.SOCIAL_WORKER:
        conditions.append(ReceiptCopy.worker_id == actor.membership_id)
    return conditions


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the staff who may be chosen in a form."""

    membership_id: int
    name: str


def list_heads(actor: Actor, day: date) -> tuple[Colleague, ...]:
    """The heads of departments on a day: whom a receipt copy is handed to."""
    with reading() as session:
        rows = session.execute(
            select(Membership.id, User)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.provider_id == actor.provider_id,
                Membership.role == Role.HEAD_OF_DEPARTMENT,
                Membership.since <= day,
                or_(Membership.until.is_(None), Membership.until > day),
            )
            .order_by(User.surname, Membership.id)
        ).all()
    return tuple(
        Colleague(membership_id, full_name(user.surname, user.name, user.patronymic))
        for membership_id, user in rows
    )

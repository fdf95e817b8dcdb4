"""Taking a payment back by an entry of its own: the mistake stays to be seen."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import month_title
from portal.domain.documents import names_document
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import EntryKind, LedgerEntry, Payment
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.advances import use_advances
from portal.usecases.facts import own
from portal.usecases.ledger import locked_contract, open_month, payment_facts, post_entry
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class ReversePayment:
    """Take a payment back; ``reason`` stays in the log. ``version`` is what the page showed."""

    payment_id: int
    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """The account after the reversal."""

    balance: Decimal
    debt: Decimal


def reverse_payment(
    command: ReversePayment, *, region: Region, actor: Actor, now: datetime
) -> PaymentReversed:
    """Take a payment back by an entry of its own, until the month it was posted to is closed."""
    today = region.today(now)
    reason = command.reason.strip()
    if not names_document(reason):
        refuse("value_invalid", "Напишите, почему платёж отменяют.", field="reason")
    with transaction() as session:
        payment = own(
            session,
            Payment,
            command.payment_id,
            actor.provider_id,
            selectinload(Payment.allocations),
        )
        locked_contract(session, payment.contract_id, actor)
        _demand_living(payment, command.version)
        _demand_open_posting(session, payment)
        payment.reversed_at = now
        post_entry(
            session, payment, EntryKind.REVERSAL, payment.amount, actor=actor, now=now, today=today
        )
        session.flush()
        # Money that lay in advance now covers the charges that the reversed payment had covered.
        use_advances(session, Payment.contract_id == payment.contract_id)
        audit.record(
            session,
            actor,
            now,
            "payment_reversed",
            "payment",
            payment.id,
            payment_facts(payment),
            None,
            reason,
        )
        account = balance_of(session, payment.contract_id, today)
        return PaymentReversed(account.balance, account.debt)


def _demand_living(payment: Payment, version: int | None) -> None:
    if payment.reversed_at is not None:
        raise Conflict(Violation("conflict", "Этот платёж уже отменён. Обновите страницу."))
    if version is not None and payment.version != version:
        raise Conflict(
            Violation(
                "conflict", "Платёж тем временем изменили. Обновите страницу и проверьте его."
            )
        )


def _demand_open_posting(session: Session, payment: Payment) -> None:
    month = session.scalars(
        select(LedgerEntry.month).where(
            LedgerEntry.payment_id == payment.id, LedgerEntry.kind == EntryKind.PAYMENT
        )
    ).one()
    if month is None or open_month(session, payment.provider_id, month) == month:
        return
    refuse(
        "month_closed",
        f"Месяц, в который записан платёж, закрыт ({month_title(month)}): отменить его нельзя. "
        "Верните деньги или перенесите их отдельной операцией.",
    )

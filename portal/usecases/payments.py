"""Money received: recorded once, put against the oldest debt, taken back only by a visible entry.

Allocations say which months a payment covers; what covers none yet is an advance (``advances``).
The ledger only grows and knows nothing of allocations: a balance never depends on how money was
split.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import month_title
from portal.domain.law import Citation
from portal.domain.money import ZERO, rubles, rubles_text
from portal.domain.payments import (
    Allocation,
    Channel,
    Charge,
    PaymentRules,
    allocate_payment,
    check_channel,
    check_receipt,
    payment_warnings,
)
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import (
    AuditEvent,
    Contract,
    EntryKind,
    LedgerEntry,
    Payment,
    PaymentAllocation,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.ledger import locked_contract, payment_facts, post_entry
from portal.usecases.payment_channels import payment_rules_of
from portal.usecases.payment_reversal import PaymentReversed, ReversePayment, reverse_payment
from portal.usecases.queries.break_readiness import Readiness
from portal.usecases.queries.payments_state import NO_CHARGES, balance_of, charges_of
from portal.usecases.queries.suspensions import proposed_resumption
from portal.usecases.receipt_copies import (
    HandOverReceipt,
    hand_over_receipt,
    start_receipt_copy,
)
from portal.usecases.transaction import reading, transaction

__all__ = [
    "HandOverReceipt",
    "PaymentForecast",
    "PaymentRecorded",
    "PaymentReversed",
    "RecordPayment",
    "ReversePayment",
    "check_payment",
    "hand_over_receipt",
    "record_payment",
    "reverse_payment",
]

LARGEST_PAYMENT = Decimal("10000000.00")
LONGEST_RECEIPT_NUMBER = 30
BY_CONTRACT = Citation("FED-PAY-01", "442-FZ", "ч. 5 ст. 32 442-ФЗ, п. 12 формы договора")


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """Money received on a contract.

    ``operation`` is the form's own key: the same one again pays nothing more. ``month`` is named by
    the payer; without it the oldest debt is paid first. ``bank`` gave the receipt, where the region
    asks which did.
    """

    contract_id: int
    amount: Decimal
    paid_on: date
    channel: Channel
    receipt_number: str | None
    payer: str
    operation: str
    month: date | None = None
    bank: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """The payment's id, where its money went, and the account afterwards.

    ``balance`` is positive when money is owed, negative when money is in advance. ``resume_from``:
    the first day of services to propose, when the payment ended the debt that they stopped for.
    """

    id: int
    balance: Decimal
    debt: Decimal
    allocated: tuple[Allocation, ...]
    warnings: tuple[str, ...]
    resume_from: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentForecast:
    """What is owed before a payment, how much of it would be in advance, what to think of."""

    owed: Decimal
    advance: Decimal
    warnings: tuple[str, ...]


def record_payment(
    command: RecordPayment, *, region: Region, actor: Actor, now: datetime
) -> PaymentRecorded:
    """Record money received and put it against what is owed (FED-PAY-02)."""
    today = region.today(now)
    with transaction() as session:
        contract = locked_contract(session, command.contract_id, actor)
        first = _same_operation(session, command, actor)
        if first is not None:
            return _recorded(session, first, (), region, today)
        rules = _rules(session, command, contract, region, today)
        amount, charges = _acceptable(session, command, contract, rules, today)
        payment = _payment(command, amount, actor, now)
        payment.allocations = [
            _allocation(actor.provider_id, part)
            for part in allocate_payment(amount, charges, command.month)
        ]
        session.add(payment)
        session.flush()
        post_entry(session, payment, EntryKind.PAYMENT, -amount, actor=actor, now=now, today=today)
        start_receipt_copy(session, payment, contract, rules)
        told = {
            **payment_facts(payment),
            "named_month": command.month.isoformat() if command.month else None,
        }
        audit.record(session, actor, now, "payment_recorded", "payment", payment.id, None, told)
        session.flush()
        warnings = payment_warnings(rules, command.channel, _number(command))
        return _recorded(session, payment, warnings, region, today)


def check_payment(
    command: RecordPayment, *, region: Region, actor: Actor, now: datetime
) -> PaymentForecast:
    """What recording would say of this money, with every check of recording; writes nothing."""
    today = region.today(now)
    with reading() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id)
        if _same_operation(session, command, actor) is not None:
            return PaymentForecast(ZERO, ZERO, ())
        rules = _rules(session, command, contract, region, today)
        amount, _ = _acceptable(session, command, contract, rules, today)
        owed = max(balance_of(session, contract.id, today).balance, ZERO)
    warnings = payment_warnings(rules, command.channel, _number(command))
    return PaymentForecast(owed, max(amount - owed, ZERO), warnings)


def _rules(
    session: Session, command: RecordPayment, contract: Contract, region: Region, today: date
) -> PaymentRules:
    # A day that is refused later must not fail earlier for want of an edition.
    rules_day = max(min(command.paid_on, today), contract.concluded_on)
    return payment_rules_of(session, contract.provider_id, region, rules_day)


def _acceptable(
    session: Session, command: RecordPayment, contract: Contract, rules: PaymentRules, today: date
) -> tuple[Decimal, tuple[Charge, ...]]:
    """The amount and the contract's charges, when nothing speaks against the payment."""
    amount = _checked(command, contract, rules, today)
    _demand_new_receipt(session, command)
    charges = charges_of(session, LedgerEntry.contract_id == contract.id).get(
        contract.id, NO_CHARGES
    )
    _demand_charged_month(command.month, charges)
    return amount, charges


def _same_operation(session: Session, command: RecordPayment, actor: Actor) -> Payment | None:
    """The payment this operation has already recorded; any other fact under its key is refused."""
    payment = session.scalars(
        select(Payment)
        .where(Payment.provider_id == actor.provider_id, Payment.operation == command.operation)
        .options(selectinload(Payment.allocations))
    ).one_or_none()
    if payment is not None:
        _demand_same(session, command, payment)
    return payment


def _demand_same(session: Session, command: RecordPayment, payment: Payment) -> None:
    """The form that recorded a payment says the same again; raises Conflict for another fact."""
    told = (
        command.contract_id,
        command.amount,
        command.paid_on,
        command.channel,
        _number(command),
        command.payer.strip(),
        command.bank.strip(),
        command.month.isoformat() if command.month else None,
    )
    recorded = (
        payment.contract_id,
        payment.amount,
        payment.paid_on,
        payment.channel,
        payment.receipt_number,
        payment.payer,
        payment.bank or "",
        _named_month(session, payment),
    )
    if told != recorded:
        receipt = f", квитанция № {payment.receipt_number}" if payment.receipt_number else ""
        raise Conflict(
            Violation(
                "conflict",
                f"Эта форма уже записала оплату {rubles_text(payment.amount)} от "
                f"{payment.paid_on:%d.%m.%Y}{receipt}. Теперь в ней другие данные, поэтому ничего "
                "не записано. Для другой оплаты откройте форму заново; ошибочную сначала отмените.",
                subject=f"payment:{payment.id}",
            )
        )


def _named_month(session: Session, payment: Payment) -> object:
    """The month the payer named, as the journal keeps it; allocations say only what was paid."""
    told = session.scalars(
        select(AuditEvent.after).where(
            AuditEvent.provider_id == payment.provider_id,
            AuditEvent.what == "payment_recorded",
            AuditEvent.subject_kind == "payment",
            AuditEvent.subject_id == payment.id,
        )
    ).first()
    return (told or {}).get("named_month")


def _number(command: RecordPayment) -> str | None:
    return (command.receipt_number or "").strip() or None


def _checked(
    command: RecordPayment, contract: Contract, rules: PaymentRules, today: date
) -> Decimal:
    """The amount, when nothing speaks against the payment."""
    found: list[Violation] = []
    amount = ZERO
    try:
        amount = rubles(command.amount, field="amount")
    except RulesBroken as broken:
        found.extend(broken.violations)
    else:
        if not 0 < amount <= LARGEST_PAYMENT:
            text = "Введите сумму больше нуля и не больше 10 000 000, например 2140,00."
            found.append(Violation("value_invalid", text, "amount"))
    if len(_number(command) or "") > LONGEST_RECEIPT_NUMBER:
        text = f"Номер квитанции не длиннее {LONGEST_RECEIPT_NUMBER} знаков. Проверьте его."
        found.append(Violation("value_invalid", text, "receipt_number"))
    found.extend(_check_day(command.paid_on, contract, today))
    found.extend(check_channel(rules, command.channel, _number(command)))
    told = {violation.field for violation in found}
    filled = _filled(command, rules)
    receipt = check_receipt(rules, filled, command.channel)
    found.extend(one for one in receipt if one.field not in told)
    if not command.operation:
        text = "У формы нет своего номера. Откройте её заново и запишите платёж ещё раз."
        found.append(Violation("value_invalid", text, "operation"))
    if found:
        raise RulesBroken(*found)
    return amount


def _filled(command: RecordPayment, rules: PaymentRules) -> frozenset[str]:
    """The fields of the region's receipt that the form brings (VLA-PAY-02)."""
    if rules.receipt is None:
        return frozenset()
    texts = {
        "receipt_number": _number(command),
        "payer": command.payer.strip(),
        "bank": command.bank.strip(),
    }
    filled = {"amount", "paid_on", *(code for code, text in texts.items() if text)}
    return frozenset(filled).intersection(rules.receipt.fields.codes)


def _check_day(paid_on: date, contract: Contract, today: date) -> tuple[Violation, ...]:
    if paid_on > today:
        text = f"{paid_on:%d.%m.%Y} ещё не наступил. Введите день из квитанции."
        return (Violation("value_invalid", text, "paid_on"),)
    if paid_on < contract.concluded_on:
        text = (
            f"Договор заключён {contract.concluded_on:%d.%m.%Y}, платить раньше было не за что. "
            "Проверьте день и договор."
        )
        return (Violation("value_invalid", text, "paid_on", BY_CONTRACT),)
    return ()


def _demand_new_receipt(session: Session, command: RecordPayment) -> None:
    number = _number(command)
    if not number:
        return
    twin = session.scalars(
        select(Payment.id).where(
            Payment.contract_id == command.contract_id,
            Payment.receipt_number == number,
            Payment.paid_on == command.paid_on,
            Payment.amount == command.amount,
            Payment.reversed_at.is_(None),
        )
    ).first()
    if twin is not None:
        refuse(
            "duplicate",
            f"Квитанция № {number} от {command.paid_on:%d.%m.%Y} на {rubles_text(command.amount)} "
            "уже "
            "записана. Если это другой платёж, проверьте номер квитанции.",
            field="receipt_number",
            subject=f"payment:{twin}",
        )


def _demand_charged_month(month: date | None, charges: Iterable[Charge]) -> None:
    if month is None or any(charge.month == month for charge in charges):
        return
    refuse(
        "value_invalid",
        f"За {month_title(month)} ничего не начислено. Оставьте месяц пустым: деньги закроют "
        "старый "
        "долг, а остаток будет авансом.",
        field="month",
    )


def _payment(command: RecordPayment, amount: Decimal, actor: Actor, now: datetime) -> Payment:
    return Payment(
        provider_id=actor.provider_id,
        contract_id=command.contract_id,
        amount=amount,
        paid_on=command.paid_on,
        channel=command.channel,
        receipt_number=_number(command),
        payer=command.payer.strip(),
        bank=command.bank.strip() or None,
        operation=command.operation,
        recorded_at=now,
        recorded_by_id=actor.membership_id,
    )


def _allocation(provider_id: int, part: Allocation) -> PaymentAllocation:
    return PaymentAllocation(provider_id=provider_id, month=part.month, amount=part.amount)


def _recorded(
    session: Session,
    payment: Payment,
    warnings: tuple[str, ...],
    region: Region,
    today: date,
) -> PaymentRecorded:
    account = balance_of(session, payment.contract_id, today)
    return PaymentRecorded(
        id=payment.id,
        balance=account.balance,
        debt=account.debt,
        allocated=tuple(Allocation(part.month, part.amount) for part in payment.allocations),
        warnings=warnings,
        resume_from=proposed_resumption(
            session, payment.contract_id, region, today, Readiness.PAID
        ),
    )

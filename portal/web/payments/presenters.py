"""Words for payments: states of accounts, of payments, of receipt copies."""

from collections.abc import Mapping
from datetime import date

from portal.domain.account_steps import allocation_steps, balance_steps
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import rubles_text
from portal.domain.payments import Allocation, penalty
from portal.domain.registers import RegisterRules, RegisterSpec
from portal.domain.workflow import Workflow
from portal.usecases.queries.break_readiness import BreakTask
from portal.usecases.queries.payments import BalanceRow, PaymentRow, PaymentView
from portal.usecases.queries.payments_state import Balance
from portal.web.access import region
from portal.web.clock import today
from portal.web.contracts.presenters import Tag
from portal.web.filters import plural


def account_tag(row: BalanceRow, day: date) -> Tag:
    """Debt, money owed but not yet due, money in advance, nothing charged yet, or all paid."""
    if row.debt > 0 and row.overdue_since:
        days = plural((day - row.overdue_since).days, "день", "дня", "дней")
        return Tag(f"Просрочено {days}", "bad")
    if row.balance > 0:
        return Tag("Срок не прошёл")
    if row.balance < 0:
        return Tag("Переплата", "ok")
    if not row.charged:
        return Tag("Начислений нет")
    return Tag("Оплачено", "ok")


def payment_tag(payment: PaymentRow | PaymentView) -> Tag:
    """Recorded or taken back."""
    return Tag("Сторнирована", "warn") if payment.reversed_at else Tag("Записана", "ok")


def balance_words(balance: Balance) -> str:
    """«Нужно оплатить 640,00 ₽», «Переплата 40,00 ₽», «Начислений нет» or «Всё оплачено»."""
    if balance.balance > 0:
        return f"Нужно оплатить {rubles_text(balance.balance)}"
    if balance.balance < 0:
        return f"Переплата {rubles_text(-balance.balance)}"
    return "Всё оплачено" if balance.charged else "Начислений нет"


def penalty_line(balance: Balance) -> tuple[str, Citation] | None:
    """What a debt costs besides itself: nothing where the region sets no penalty (VLA-PAY-04)."""
    if balance.debt <= 0:
        return None
    rules = region().rules.payment_rules.on(today())
    due = penalty(rules, balance.by_month, today())
    words = rubles_text(due) if due else "не начисляют, долг не растёт"
    return words, rules.due_citation


def account_steps(balance: Balance) -> tuple[Step, ...]:
    """Why the account stands as it does today."""
    debt = region().rules.payment_rules.on(today()).debt
    return balance_steps(balance.by_month, balance.paid, today(), debt)


def where_it_went(payment: PaymentView) -> tuple[Step, ...]:
    """Why the money of a payment covers these months; nothing of one that was taken back."""
    debt = region().rules.payment_rules.on(payment.paid_on).debt
    parts = [Allocation(one.month, one.amount) for one in payment.allocations]
    return allocation_steps(parts, debt)


def copy_states(workflow: Workflow | None) -> dict[str, str]:
    """Titles of the states a receipt copy passes through in the region."""
    return {state.code: state.title for state in workflow.states} if workflow else {}


COPIES = "receipt_copies"
_COPY_COLUMNS = {
    "recipient": "Получатель",
    "receipt_number": "Квитанция",
    "payment_date": "Оплачено",
    "amount": "Сумма",
}
_WHERE = ("social_worker", "handed_over_on", "accepted_by")


def copies_register(rules: RegisterRules) -> RegisterSpec | None:
    """The region's register of receipt copies; None where it names no such register."""
    return next((one for one in rules.registers if one.code == COPIES), None)


def copy_columns(register: RegisterSpec | None) -> Mapping[str, str]:
    """Titles of the columns by code: the register's own, else the portal's.

    Who carries the copy, when it was handed over and to whom stand together under ``where``.
    """
    own = {one.code: one.title for one in register.columns} if register else {}
    where = ", ".join(own[code] for code in _WHERE if code in own)
    return {**_COPY_COLUMNS, **own, "where": where or "Где копия"}


def break_words(found: BreakTask | None, again: date) -> str:
    """What paying the debt makes of its break: one that has not begun is called off (MSK-SUS-01).

    ``again`` is the first day of services that is proposed.
    """
    if found is not None and found.ahead:
        return (
            f"Долг, из-за которого назначили перерыв с {found.since:%d.%m.%Y}, погашен. Перерыв "
            "ещё не начался: его можно отменить на странице перерывов договора."
        )
    return (
        "Долг, из-за которого приостановили обслуживание, погашен. Его можно возобновить с "
        f"{again:%d.%m.%Y}."
    )

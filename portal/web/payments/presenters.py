"""Words for payments: states of accounts, of payments, of receipt copies."""

from datetime import date

from portal.domain.money import rubles_text
from portal.domain.workflow import Workflow
from portal.usecases.queries.payments import BalanceRow, PaymentRow, PaymentView
from portal.usecases.queries.payments_state import Balance
from portal.web.contracts.presenters import Tag
from portal.web.filters import plural


def account_tag(row: BalanceRow, today: date) -> Tag:
    """Debt, money owed but not yet due, money in advance, nothing charged yet, or all paid."""
    if row.debt > 0 and row.overdue_since:
        days = plural((today - row.overdue_since).days, "день", "дня", "дней")
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


def copy_states(workflow: Workflow | None) -> dict[str, str]:
    """Titles of the states a receipt copy passes through in the region."""
    return {state.code: state.title for state in workflow.states} if workflow else {}

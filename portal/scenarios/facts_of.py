"""The facts of things that a scenario has made, as they stand on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractState
from portal.domain.money import ZERO
from portal.domain.people import age_on, is_minor
from portal.models import (
    Act,
    Amendment,
    Contract,
    ContractTerms,
    Payment,
    Programme,
    ReceiptCopy,
    Recipient,
    Suspension,
)
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Facts, day, moment, money, month
from portal.usecases.facts import own
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.transaction import reading

FACTS: Mapping[str, frozenset[str]] = {
    "recipient": frozenset(
        {
            "id", "surname", "name", "patronymic", "snils", "personal_code", "age", "minor",
            "missing_documents",
        }
    ),
    "programme": frozenset(
        {
            "number", "form", "valid_from", "valid_until", "contract_due", "contract_due_rule",
            "missing_documents", "contracts",
        }
    ),
    "contract": frozenset(
        {
            "number", "state", "form", "in_force_from", "valid_until", "free", "free_ground",
            "monthly_fee", "cost_at_tariffs", "fee_cap", "average_income", "threshold", "acts",
            "charged", "paid", "balance", "debt", "terminated_on",
        }
    ),
    "amendment": frozenset(
        {"number", "state", "since", "effective_from", "reason", "initiator", "monthly_fee"}
    ),
    "suspension": frozenset({"ground", "from", "until", "order_number"}),
    "payment": frozenset({"amount", "paid_on", "channel", "receipt_number", "state", "allocated"}),
    "provider": frozenset({"recipients", "contracts", "acts", "payments"}),
}  # fmt: skip


def facts_of(stage: Stage, thing: Thing, on: date) -> Facts:
    """Everything that ``FACTS`` names for this kind of thing."""
    with reading() as session:
        if thing.kind in _ON_A_DAY:
            return _ON_A_DAY[thing.kind](session, stage, thing, on)
        return _AS_IT_STANDS.get(thing.kind, _provider)(session, stage, thing)


def _recipient(session: Session, stage: Stage, thing: Thing, on: date) -> Facts:
    provider_id = stage.provider_id(thing.provider)
    person = own(session, Recipient, thing.id, provider_id)
    return {
        "id": person.id,
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "snils": person.snils,
        "personal_code": person.personal_code,
        "age": age_on(person.born, on),
        "minor": is_minor(person.born, on),
        "missing_documents": _missing(stage, provider_id, person.id, on, None),
    }


def _programme(session: Session, stage: Stage, thing: Thing, on: date) -> Facts:
    provider_id = stage.provider_id(thing.provider)
    programme = own(session, Programme, thing.id, provider_id)
    contracts = session.scalars(
        select(Contract.id).where(
            Contract.programme_id == programme.id, Contract.state != ContractState.TERMINATED
        )
    )
    return {
        "number": programme.number,
        "form": programme.form.value,
        "valid_from": day(programme.valid_from),
        "valid_until": day(programme.valid_until),
        "contract_due": moment(stage.region.local(programme.contract_due_at)),
        "contract_due_rule": programme.contract_due_rule,
        "missing_documents": _missing(stage, provider_id, programme.recipient_id, on, programme.id),
        "contracts": sorted(stage.name_of("contract", row_id) for row_id in contracts),
    }


def _missing(
    stage: Stage, provider_id: int, recipient_id: int, on: date, programme_id: int | None
) -> list[str]:
    checklist = document_checklist(provider_id, recipient_id, stage.region, on, programme_id)
    return [requirement.code for requirement in checklist.missing]


def _contract(session: Session, stage: Stage, thing: Thing, on: date) -> Facts:
    contract = own(
        session,
        Contract,
        thing.id,
        stage.provider_id(thing.provider),
        selectinload(Contract.terms),
    )
    account = balance_of(session, contract.id, on)
    return {
        "number": contract.number,
        "state": contract.state.value,
        "form": contract.form.value,
        "in_force_from": day(contract.in_force_from),
        "valid_until": day(contract.valid_until),
        **_terms(_terms_on(contract, on)),
        "acts": _acts(session, contract.id),
        "charged": money(account.charged),
        "paid": money(account.paid),
        "balance": money(account.balance),
        "debt": money(account.debt),
        "terminated_on": day(contract.ended_on),
    }


def _terms_on(contract: Contract, on: date) -> ContractTerms:
    """The terms in force on the day, else the first ones."""
    current = [row for row in contract.terms if row.since <= on]
    return current[-1] if current else contract.terms[0]


def _terms(terms: ContractTerms) -> Facts:
    return {
        "free": terms.free,
        "free_ground": terms.free_ground,
        "monthly_fee": money(terms.monthly_fee),
        "cost_at_tariffs": money(terms.cost_at_tariffs),
        "fee_cap": money(terms.fee_cap),
        "average_income": money(terms.average_income),
        "threshold": money(terms.threshold),
    }


def _acts(session: Session, contract_id: int) -> list[Facts]:
    rows = session.scalars(select(Act).where(Act.contract_id == contract_id).order_by(Act.month))
    return [
        {
            "month": month(act.month),
            "number": act.number,
            "payable": money(act.payable),
            "due": day(act.due_on),
            "state": act.state.value,
        }
        for act in rows
    ]


def _amendment(session: Session, stage: Stage, thing: Thing) -> Facts:
    row = own(session, Amendment, thing.id, stage.provider_id(thing.provider))
    figures = row.plan.get("figures")
    fee = figures.get("monthly_fee") if isinstance(figures, dict) else None
    return {
        "number": row.number,
        "state": row.state.value,
        "since": day(row.since),
        "effective_from": day(row.in_force_from),
        "reason": row.reason,
        "initiator": row.initiator,
        "monthly_fee": fee,
    }


def _suspension(session: Session, stage: Stage, thing: Thing) -> Facts:
    row = own(session, Suspension, thing.id, stage.provider_id(thing.provider))
    return {
        "ground": row.ground,
        "from": day(row.since),
        "until": day(row.until),
        "order_number": row.order_number,
    }


def _payment(session: Session, stage: Stage, thing: Thing) -> Facts:
    payment = own(
        session,
        Payment,
        thing.id,
        stage.provider_id(thing.provider),
        selectinload(Payment.allocations),
    )
    copy = session.scalar(select(ReceiptCopy.state).where(ReceiptCopy.payment_id == payment.id))
    return {
        "amount": money(payment.amount),
        "paid_on": day(payment.paid_on),
        "channel": payment.channel.value,
        "receipt_number": payment.receipt_number,
        "state": copy,
        "allocated": [
            {"month": month(part.month), "amount": money(part.amount)}
            for part in payment.allocations
        ],
    }


def _provider(session: Session, stage: Stage, thing: Thing) -> Facts:
    provider_id = stage.provider_id(thing.provider)
    tables = (("recipients", Recipient), ("contracts", Contract), ("acts", Act))
    counts = {
        name: session.scalar(
            select(func.count()).select_from(table).where(table.provider_id == provider_id)
        )
        for name, table in tables
    }
    paid = session.scalar(
        select(func.sum(Payment.amount)).where(
            Payment.provider_id == provider_id, Payment.reversed_at.is_(None)
        )
    )
    return {**counts, "payments": money(paid or ZERO)}


_ON_A_DAY: Mapping[str, Callable[[Session, Stage, Thing, date], Facts]] = {
    "recipient": _recipient,
    "programme": _programme,
    "contract": _contract,
}
_AS_IT_STANDS: Mapping[str, Callable[[Session, Stage, Thing], Facts]] = {
    "amendment": _amendment,
    "suspension": _suspension,
    "payment": _payment,
}

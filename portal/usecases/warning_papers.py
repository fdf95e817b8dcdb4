"""The paper of a warning before a suspension: drawn, frozen, handed over later (MSK-SUS-01).

It names what is unpaid with the day it was due on, and what follows by which clause. No act gives
its form: the words are the portal's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.documents.typography import month as month_words
from portal.documents.words import amount_in_words
from portal.domain.money import ZERO, rubles_text
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.suspension import DEBT, Ground, names_breach
from portal.domain.violations import NotFound, RulesBroken, refuse
from portal.models import Contract, SuspensionWarning
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import own
from portal.usecases.papers import (
    freeze_for,
    paper_bytes,
)
from portal.usecases.queries.payments_state import Balance, balance_of
from portal.usecases.suspension_bounds import breach_violations, reason_violations
from portal.usecases.suspension_grounds import prepared_warning
from portal.usecases.suspension_warnings import demand_asks_warning
from portal.usecases.suspensions import demand_running
from portal.usecases.transaction import reading, transaction

SUSPENSION_WARNING = "suspension_warning"
TITLE = "Предупреждение о приостановлении обслуживания"
UNPAID = ("Месяц", "Оплатить надо было до", "Не оплачено")


@dataclass(frozen=True, slots=True)
class DrawWarning:
    """Of what the recipient is warned, by the region's ground; ``breach`` is to be put right."""

    contract_id: int
    ground: str
    breach: str = ""


def draw_warning(
    command: DrawWarning, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Draw and freeze a warning of today; returns its id. It counts once it is handed over.

    Raises ground_unknown, value_invalid for a ground that asks for none, debt_absent, and duplicate
    while a drawn one waits to be handed over.
    """
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        demand_running(contract)
        rules = region.rules.suspension_rules.on(max(today, contract.rules_day))
        ground = rules.ground(command.ground, contract.form)
        balance = balance_of(session, contract.id, today)
        _demand_warnable(ground, balance)
        breach = _named_breach(command, ground)
        if prepared_warning(session, contract.id, ground.code) is not None:
            text = "Такое предупреждение уже напечатано и не вручено. Вручите его и запишите день."
            refuse("duplicate", text, field="ground", citation=ground.citation)
        form, facts = _paper(
            session, contract, ground, balance, today, drawn_by=actor.membership_id, breach=breach
        )
        paper = freeze_for(session, contract, press, form, region, facts, rules_day=today, now=now)
        row = SuspensionWarning(
            provider_id=actor.provider_id,
            contract_id=contract.id,
            ground=ground.code,
            debt=balance.debt,
            paper_id=paper.id,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"ground": row.ground, "debt": row.debt, "paper": paper.id}
        subject = ("suspension_warning_drawn", "contract", contract.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _named_breach(command: DrawWarning, ground: Ground) -> str:
    """What is broken and is to be put right, where the ground asks for it."""
    breach = command.breach.strip() if names_breach(ground) else ""
    found = (
        *breach_violations(ground, breach, field="breach"),
        *(replace(one, field="breach") for one in reason_violations(breach)),
    )
    if found:
        raise RulesBroken(*found)
    return breach


def _demand_warnable(ground: Ground, balance: Balance) -> None:
    """A ground that comes after a warning; one of debt only while there is debt."""
    demand_asks_warning(ground)
    for demand in ground.demands:
        if demand.code == DEBT and balance.debt <= ZERO:
            refuse(demand.refusal, demand.text, field="ground", citation=demand.citation)


def warning_paper(actor: Actor, contract_id: int, warning_id: int) -> bytes:
    """The frozen bytes; raises NotFound for another contract's and for one without a paper."""
    with reading() as session:
        row = own(session, SuspensionWarning, warning_id, actor.provider_id)
        if row.contract_id != contract_id or row.paper_id is None:
            raise NotFound
        return paper_bytes(actor.provider_id, row.paper_id)


def _paper(  # noqa: PLR0913 - what the paper tells and who drew it
    session: Session,
    contract: Contract,
    ground: Ground,
    balance: Balance,
    today: date,
    *,
    drawn_by: int,
    breach: str,
) -> tuple[PrintedForm, FormFacts]:
    which = Contract.id == contract.id
    desk = Desk(session, contract.provider_id, which, today, drawn_by=drawn_by)
    parties = desk.parties(contract.id)
    debt = any(demand.code == DEBT for demand in ground.demands)
    unpaid = tuple(
        (month_words(one.month), f"{one.due_on:%d.%m.%Y}", rubles_text(one.unpaid))
        for one in balance.by_month
        if one.unpaid > ZERO and one.due_on < today
    )
    representative = parties.customer_representative
    customer = parties.customer
    values = {
        "provider": f"{desk.provider.name}, {desk.provider.address}, тел. {desk.provider.phone}",
        "customer": customer.name,
        "representative": representative.name if representative else "",
        "address": customer.address,
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "day": f"{today:%d.%m.%Y}",
        "debt": f"{rubles_text(balance.debt)} ({amount_in_words(balance.debt)})" if debt else "",
        "breach": breach,
        "signatory": desk.signatory.short_name,
        "received": (representative or customer).short_name,
    }
    form = _form(ground, debt=debt, represented=representative is not None)
    facts = FormFacts(title=TITLE, values=values, tables={"unpaid": unpaid} if debt else {})
    return form, facts


def _form(ground: Ground, *, debt: bool, represented: bool) -> PrintedForm:
    text, table, clause = FieldKind.TEXT, FieldKind.TABLE, FieldKind.CLAUSE
    remedy = (
        "Чтобы обслуживание не приостановили, оплатите долг. Если он уже оплачен, покажите "
        "квитанцию. Об отсрочке или ошибке в сумме скажите в учреждении."
        if debt
        else "Чтобы обслуживание не приостановили, устраните это нарушение. Если вы не согласны, "
        "скажите об этом в учреждении."
    )
    fields = [
        _field("day", "Дата", text),
        _field("provider", "Поставщик", text),
        _field("customer", "Адресат", text),
        *([_field("representative", "Представитель", text)] if represented else ()),
        _field("address", "Адрес", text),
        _field("contract", "Договор", text),
    ]
    if debt:
        fields += [
            _field("debt", "Просроченный долг на этот день", text),
            FormField("", "unpaid", "Что не оплачено", table, Needed.NO, UNPAID),
        ]
    if names_breach(ground):
        fields.append(_field("breach", "Что нарушено и что надо исправить", text))
    fields += [
        _field(
            "consequence",
            f"Предупреждаем: обслуживание могут приостановить, основание — {ground.title} "
            f"({ground.citation.text}). Услуги в эти дни не оказывают и плату за них не "
            "начисляют; сам договор остаётся в силе.",
            clause,
        ),
        _field("remedy", remedy, clause),
        FormField("s.1", "signatory", "Руководитель учреждения", FieldKind.SIGNATURE, Needed.NO),
        FormField(
            "s.2",
            "received",
            "Предупреждение получено «____» ____________ 20___ г.",
            FieldKind.SIGNATURE,
            Needed.NO,
        ),
    ]
    return PrintedForm(SUSPENSION_WARNING, TITLE, GENERIC, 2, ground.citation, tuple(fields))


def _field(code: str, title: str, kind: FieldKind) -> FormField:
    return FormField("", code, title, kind, Needed.NO)

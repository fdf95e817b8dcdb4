"""Orders about breaks in the service: numbered, printed, frozen; a later one changes the days.

No act gives the form of such an order: the words are the portal's, the clauses are the ground's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.suspension import ENDINGS, NOTHING_ACCRUES, Ground
from portal.domain.violations import NotFound
from portal.models import Contract, Suspension, SuspensionOrder
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import own
from portal.usecases.numbering import take_number
from portal.usecases.papers import (
    freeze_for,
    paper_bytes,
)
from portal.usecases.transaction import reading

ORDERS, RESUMPTIONS, WITHDRAWALS = "suspension_order", "resumption_order", "withdrawal_order"
TITLE = "Приказ о приостановлении обслуживания"
CHANGED = "Приказ об изменении дней перерыва"
RESUMED = "Приказ о возобновлении обслуживания"
WITHDRAWN = "Приказ об отмене перерыва"


@dataclass(frozen=True, slots=True)
class Office:
    """Who gives an order, by which region's rules, when, and what prints it."""

    region: Region
    actor: Actor
    now: datetime
    press: Press


@dataclass(frozen=True, slots=True)
class Ordering:
    """What an order says besides its break: the ground, the papers behind it and still missing.

    ``warned_on``: the day of the written warning, of a ground that comes after one. ``resumes``:
    the order ends the break, services go on from its last day; ``withdraws``: the break does not
    take place at all.
    """

    ground: Ground
    papers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""
    debt: str = ""
    warned_on: date | None = None
    resumes: bool = False
    withdraws: bool = False

    @property
    def command(self) -> str:
        """What the director orders, before the days and the ground."""
        if self.withdraws:
            return "отменить перерыв в предоставлении социальных услуг"
        if self.resumes:
            return "возобновить предоставление социальных услуг"
        return "приостановить предоставление социальных услуг"

    @property
    def serves(self) -> bool:
        """Whether services are given by the order, not stopped."""
        return self.resumes or self.withdraws

    def title(self, *, first: bool) -> str:
        """What the order is called."""
        if self.withdraws:
            return WITHDRAWN
        if self.resumes:
            return RESUMED
        return TITLE if first else CHANGED


def order_number(session: Session, actor: Actor, today: date) -> str:
    """The next number of the provider's orders on breaks in the year."""
    return f"{take_number(session, actor.provider_id, ORDERS, today.year)}/{today.year}"


def issue_order(
    session: Session,
    contract: Contract,
    row: Suspension,
    number: str,
    said: Ordering,
    by: Office,
) -> SuspensionOrder:
    """Print and freeze an order about the break as its row stands now."""
    region, actor, now = by.region, by.actor, by.now
    today = region.today(now)
    earlier = orders_of(session, row.id)
    form, facts = _paper(session, contract, row, said, earlier, number=number, today=today, by=by)
    paper = freeze_for(
        session,
        contract,
        by.press,
        form,
        region,
        facts,
        rules_day=today,
        now=now,
    )
    order = SuspensionOrder(
        provider_id=actor.provider_id,
        suspension_id=row.id,
        sequence=len(earlier) + 1,
        number=number,
        since=row.since,
        until=row.until,
        reason=said.reason,
        paper_id=paper.id,
        recorded_at=now,
        recorded_by_id=actor.membership_id,
    )
    session.add(order)
    session.flush()
    return order


def orders_about(session: Session, contract_id: int) -> tuple[SuspensionOrder, ...]:
    """The orders about every break of a contract, the newest last."""
    return tuple(
        session.scalars(
            select(SuspensionOrder)
            .join(Suspension, Suspension.id == SuspensionOrder.suspension_id)
            .where(Suspension.contract_id == contract_id)
            .order_by(SuspensionOrder.id)
        )
    )


def count_orders(actor: Actor, contract_id: int) -> int:
    """How many orders about breaks a contract has, for whoever is about to give another one."""
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        return len(orders_about(session, contract.id))


def orders_of(session: Session, suspension_id: int) -> tuple[SuspensionOrder, ...]:
    """The orders about a break, the first one first."""
    return tuple(
        session.scalars(
            select(SuspensionOrder)
            .where(SuspensionOrder.suspension_id == suspension_id)
            .order_by(SuspensionOrder.sequence)
        )
    )


def order_paper(actor: Actor, contract_id: int, order_id: int) -> bytes:
    """The frozen bytes; raises NotFound for another contract's and for one without a paper."""
    with reading() as session:
        order = own(session, SuspensionOrder, order_id, actor.provider_id)
        row = own(session, Suspension, order.suspension_id, actor.provider_id)
        if row.contract_id != contract_id or order.paper_id is None:
            raise NotFound
        return paper_bytes(actor.provider_id, order.paper_id)


def ending_text(ground: Ground | None) -> str:
    """What a break without a day waits for."""
    waits = ENDINGS.get(ground.ends_when or "") if ground else None
    return waits or "до отдельного приказа"


def _paper(  # noqa: PLR0913 - the break, the order and what came before it
    session: Session,
    contract: Contract,
    row: Suspension,
    said: Ordering,
    earlier: tuple[SuspensionOrder, ...],
    *,
    number: str,
    today: date,
    by: Office,
) -> tuple[PrintedForm, FormFacts]:
    drawn_by, which = by.actor.membership_id, Contract.id == contract.id
    desk = Desk(session, contract.provider_id, which, today, drawn_by=drawn_by)
    parties = desk.parties(contract.id)
    representative = parties.customer_representative
    serves = said.serves
    ends = f"{row.until:%d.%m.%Y}" if row.until else ending_text(said.ground)
    until = "until" if row.until else "lasts"
    values = {
        "day": f"{today:%d.%m.%Y}",
        "provider": f"{desk.provider.name}, {desk.provider.address}",
        "customer": parties.customer.name,
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "ground": _ground_text(said.ground),
        "debt": "" if serves else said.debt,
        "not_begun" if said.withdraws else "since": f"{row.since:%d.%m.%Y}",
        "resumed" if said.resumes else until: "" if said.withdraws else ends,
        "warned": f"{said.warned_on:%d.%m.%Y}" if said.warned_on and not serves else "",
        "papers": "; ".join(said.papers),
        "missing": "" if serves else "; ".join(said.missing),
        "reason": said.reason,
        "notified": f"{row.notified_on:%d.%m.%Y}" if row.notified_on and not serves else "",
        "signatory": desk.signatory.short_name,
        "received": (representative or parties.customer).short_name,
    }
    if earlier:
        values["ends" if serves else "changes"] = _days(earlier[-1])
    title = said.title(first=not earlier)
    known = {code for code, text in values.items() if text}
    form = _form(said, title, known)
    return form, FormFacts(title=f"{title} № {number}", values=values, tables={}, number=number)


def _ground_text(ground: Ground) -> str:
    """The ground with its clause, unless no act has been found that names it."""
    clause = ground.citation
    return ground.title if clause.verify else f"{ground.title} ({clause.text})"


def _days(order: SuspensionOrder) -> str:
    end = f" по {order.until:%d.%m.%Y}, не считая этого дня" if order.until else ""
    return f"№ {order.number} (перерыв с {order.since:%d.%m.%Y}{end})"


_STOPPED = (
    "В эти дни услуги не планируют, не оказывают и не записывают, плата за них не начисляется "
    f"({NOTHING_ACCRUES.text}). Пропущенное позже не навёрстывают. Долги за прежние месяцы "
    "остаются, договор действует."
)
_RESUMED = (
    "С этого дня услуги планируют, оказывают и записывают, плата начисляется за услуги этих дней. "
    f"За дни перерыва не начисляется ничего ({NOTHING_ACCRUES.text}), пропущенное не навёрстывают."
)
_WITHDRAWN = (
    "Перерыва не будет: услуги в эти дни планируют, оказывают и записывают, плата за них "
    "начисляется по договору."
)
_HEAD = (("day", "Дата"), ("provider", "Поставщик"))
_TEXTS = (
    ("customer", "Получатель"),
    ("contract", "Договор"),
    ("changes", "Изменяется приказ"),
    ("ends", "Прекращается действие приказа"),
    ("ground", "Основание"),
    ("debt", "Просроченный долг на первый день"),
    ("since", "Первый день без услуг"),
    ("not_begun", "Перерыв должен был начаться"),
    ("until", "Первый день услуг после перерыва"),
    ("lasts", "Перерыв длится"),
    ("resumed", "Услуги возобновляются с этого дня"),
    ("warned", "Письменное предупреждение вручено"),
    ("papers", "Чем подтверждается"),
    ("missing", "Каких документов не хватает"),
    ("reason", "Причина"),
    ("notified", "О перерыве получателя известили"),
)


def _form(said: Ordering, title: str, known: set[str]) -> PrintedForm:
    text, clause, signature = FieldKind.TEXT, FieldKind.CLAUSE, FieldKind.SIGNATURE
    ordered = (
        "изменить дни перерыва в предоставлении социальных услуг"
        if title == CHANGED
        else said.command
    )
    effect = _WITHDRAWN if said.withdraws else _RESUMED if said.resumes else _STOPPED
    fields = (
        *(FormField("", code, name, text, Needed.NO) for code, name in _HEAD),
        FormField("", "command", f"ПРИКАЗЫВАЮ {ordered}:", clause, Needed.NO),
        *(FormField("", code, name, text, Needed.NO) for code, name in _TEXTS if code in known),
        FormField("", "effect", effect, clause, Needed.NO),
        FormField("s.1", "signatory", "Руководитель учреждения", signature, Needed.NO),
        FormField(
            "s.2", "received", "С приказом ознакомлен(а) «___» __________ 20___ г.", signature,
            Needed.NO,
        ),
    )  # fmt: skip
    code = WITHDRAWALS if said.withdraws else RESUMPTIONS if said.resumes else ORDERS
    return PrintedForm(code, title, GENERIC, 2, said.ground.citation, fields)

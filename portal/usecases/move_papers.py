"""Papers of a way: the order on another department; what was served and what is handed over.

No act gives their form: the words are the portal's, the clauses are the rules'. Rules: FED-TRN-01
(certificate of services given), FED-TRN-03 (what the recipient takes along), FED-IPP-07.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.domain.law import Citation
from portal.domain.moves import CHANGE_PAPERS, MOVING_AWAY_PAPERS, MoveKind
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.violations import NotFound, refuse
from portal.models import (
    Contract,
    Department,
    Move,
    Programme,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import own
from portal.usecases.move_case import case_of, demand_keeper, ending_of, path_for
from portal.usecases.move_list import SERVED, debt_words, services_given
from portal.usecases.numbering import take_number
from portal.usecases.papers import freeze_for, paper_bytes
from portal.usecases.transaction import reading, transaction

ORDER, LIST = "department_order", "move_list"
_TEXT, _SIGNED = FieldKind.TEXT, FieldKind.SIGNATURE
_HEAD = (
    ("day", "Дата"),
    ("provider", "Поставщик"),
    ("customer", "Получатель"),
    ("contract", "Договор"),
    ("programme", "Программа"),
)


@dataclass(frozen=True, slots=True)
class DrawList:
    """The list of papers that go along, drawn and frozen; a newer one takes its place."""

    move_id: int
    version: int | None = None


def draw_list(
    command: DrawList, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Draw what was served, what is owed and which papers go along; returns the paper's id.

    Raises documents_missing before the marks stand, value_invalid for a way without such a list.
    """
    demand_keeper(actor)
    with transaction() as session:
        row = case_of(session, command.move_id, actor, command.version)
        if row.kind not in (MoveKind.PROVIDER, MoveKind.REGION):
            refuse("value_invalid", "Опись нужна, когда получатель уходит от учреждения.")
        services = services_given(session, row, region, region.today(now))
        if not services:
            text = "Отметок о выполнении услуг ещё нет. Поставьте их в программе, потом опись."
            refuse("documents_missing", text, field="step")
        by = actor.membership_id
        form, facts = _list(session, row, services, drawn_by=by, region=region, now=now)
        row.list_paper_id = freeze_for(
            session, row, press, form, region, facts, rules_day=row.applied_on, now=now
        ).id
        session.flush()
        after = {"paper": row.list_paper_id}
        audit.record(session, actor, now, "move_list_drawn", "move", row.id, after=after)
        return row.list_paper_id


def draw_order(
    session: Session, row: Move, *, region: Region, actor: Actor, now: datetime, press: Press
) -> None:
    """The director's order on another department, numbered and frozen, within a transaction."""
    today = region.today(now)
    row.order_number = f"{take_number(session, actor.provider_id, ORDER, today.year)}/{today.year}"
    names = {
        one.id: one.name
        for one in session.scalars(
            select(Department).where(Department.provider_id == row.provider_id)
        )
    }
    drawn_by, which = actor.membership_id, Contract.id == row.contract_id
    desk = Desk(session, row.provider_id, which, today, drawn_by=drawn_by)
    values = _head_values(session, row, desk, region, now) | {
        "from": names.get(row.from_department_id or 0, "не указано"),
        "to": names.get(row.to_department_id or 0, ""),
        "since": f"{row.moves_on:%d.%m.%Y}" if row.moves_on else "",
        "reason": row.reason,
        "signatory": desk.signatory.short_name,
        "received": desk.parties(row.contract_id).customer.short_name,
    }
    form, number = _order_form(_source(row, region)), row.order_number
    facts = FormFacts(title=f"{form.title} № {number}", values=values, tables={}, number=number)
    row.order_paper_id = freeze_for(
        session, row, press, form, region, facts, rules_day=row.applied_on, now=now
    ).id


def move_paper(move_id: int, code: str, *, actor: Actor) -> bytes:
    """The frozen order or list of a way of the actor's provider; raises NotFound without one."""
    with reading() as session:
        row = own(session, Move, move_id, actor.provider_id)
        paper_id = {ORDER: row.order_paper_id, LIST: row.list_paper_id}.get(code)
    if paper_id is None:
        raise NotFound
    return paper_bytes(actor.provider_id, paper_id)


def _order_form(source: Citation) -> PrintedForm:
    fields = (
        *_fields(*_HEAD[:2]),
        _clause("ПРИКАЗЫВАЮ перевести получателя социальных услуг в другое отделение:"),
        *_fields(
            *_HEAD[2:],
            ("from", "Из отделения"),
            ("to", "В отделение"),
            ("since", "С какого дня"),
            ("reason", "Причина"),
        ),
        _clause(
            "Договор, программа и плата остаются прежними. До этого дня услуги оказывает прежнее "
            "отделение, с этого дня новое: каждый день записывают и оплачивают один раз."
        ),
        _signature("s.1", "signatory", "Руководитель учреждения"),
        _signature("s.2", "received", "С приказом ознакомлен(а) «___» __________ 20___ г."),
    )
    title = "Приказ о переводе в другое отделение"
    return PrintedForm(ORDER, title, GENERIC, 2, source, fields)


def _list(
    session: Session,
    row: Move,
    services: tuple[tuple[str, ...], ...],
    *,
    drawn_by: int,
    region: Region,
    now: datetime,
) -> tuple[PrintedForm, FormFacts]:
    today = region.today(now)
    which = Contract.id == row.contract_id
    desk = Desk(session, row.provider_id, which, today, drawn_by=drawn_by)
    ending = ending_of(session, row)
    if ending is None or ending.last_day is None:
        text = "Последний день услуг ещё не назван. Подготовьте прекращение договора, потом опись."
        refuse("documents_missing", text, field="step")
    last_day = ending.last_day
    contract = own(session, Contract, row.contract_id, row.provider_id)
    values = _head_values(session, row, desk, region, now) | {
        "to": row.destination,
        "last_day": f"{last_day:%d.%m.%Y}",
        "debt": debt_words(session, contract, last_day, today),
        "signatory": desk.signatory.short_name,
        "received": desk.parties(row.contract_id).customer.short_name,
    }
    tables = {
        "services": services,
        "papers": tuple((str(n), words) for n, words in enumerate(_papers(row, region), 1)),
    }
    form = _list_form(row, region)
    number = desk.parties(row.contract_id).contract.number
    facts = FormFacts(title=f"{form.title}, договор № {number}", values=values, tables=tables)
    return form, facts


def _list_form(row: Move, region: Region) -> PrintedForm:
    table = FieldKind.TABLE
    fields = (
        *_fields(*_HEAD, ("to", "Куда переходит"), ("last_day", "Последний день услуг")),
        FormField("1.", "services", "Оказано по договору", table, Needed.NO, SERVED),
        FormField("2.", "papers", "Выданы бумаги", table, Needed.NO, ("№", "Бумага")),
        *_fields(("debt", "Долг прежнему поставщику")),
        *(_clause(words) for words in _clauses(row, region)),
        _signature("s.1", "signatory", "Руководитель учреждения"),
        _signature("s.2", "received", "Бумаги получены «____» __________ 20___ г."),
    )
    title = "Справка об оказанных услугах и опись бумаг"
    return PrintedForm(LIST, title, GENERIC, 2, _source(row, region), fields)


def _papers(row: Move, region: Region) -> tuple[str, ...]:
    """What the recipient takes along: the region's own list for a change, else the federal."""
    lists = {one.code: one for one in region.rules.transfer_rules.on(row.applied_on).lists}
    own_list = lists.get(CHANGE_PAPERS) if row.kind is MoveKind.PROVIDER else None
    found = own_list or lists.get(MOVING_AWAY_PAPERS)
    return tuple(one.title for one in found.choices) if found else ()


def _clauses(row: Move, region: Region) -> tuple[str, ...]:
    rules = region.rules.transfer_rules.on(row.applied_on)
    debt = "Долг остаётся между прежними сторонами и к новому поставщику не переходит"
    said = [f"{debt} ({rules.debt.text})."]
    if row.kind is MoveKind.REGION:
        holds = region.rules.programme_rules.on(row.applied_on).portability.ends_on_first_of
        said.append(
            "В другом регионе программа действует в пределах перечня услуг этого региона, пока там "
            f"не составят новую ({holds.citation.text})."
        )
    else:
        said.append("Программа действует и у нового поставщика: предъявите ему её с отметками.")
    return tuple(said)


def _head_values(
    session: Session, row: Move, desk: Desk, region: Region, now: datetime
) -> dict[str, str]:
    parties = desk.parties(row.contract_id)
    contract = parties.contract
    programme = own(session, Programme, row.programme_id, row.provider_id)
    return {
        "day": f"{region.today(now):%d.%m.%Y}",
        "provider": f"{desk.provider.name}, {desk.provider.address}",
        "customer": parties.customer.name,
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "programme": f"№ {programme.number} от {programme.issued_on:%d.%m.%Y}, действует по "
        f"{programme.valid_until:%d.%m.%Y}",
    }


def _source(row: Move, region: Region) -> Citation:
    return path_for(row, region).steps[0].citation


def _fields(*pairs: tuple[str, str]) -> tuple[FormField, ...]:
    return tuple(FormField("", code, title, _TEXT, Needed.NO) for code, title in pairs)


def _clause(words: str) -> FormField:
    return FormField("", "clause", words, FieldKind.CLAUSE, Needed.NO)


def _signature(number: str, code: str, title: str) -> FormField:
    return FormField(number, code, title, _SIGNED, Needed.NO)

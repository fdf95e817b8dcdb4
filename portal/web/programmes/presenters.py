"""Words for the programme pages: the clock of the contract, services by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.domain.catalogue import Form, Kind
from portal.domain.contract import ContractState
from portal.domain.explanation import Step
from portal.domain.fee_rules import FeeMode
from portal.domain.law import Citation
from portal.domain.violations import Violation
from portal.regions.identity import Unit
from portal.usecases.queries.gone_elsewhere import Gone
from portal.usecases.queries.programme_content import ContentView
from portal.usecases.queries.programmes import ProgrammeView
from portal.web.access import region
from portal.web.clock import now
from portal.web.filters import clock_time, money
from portal.web.programmes.forms import ServiceField

A_DAY = 24
A_FEW_DAYS = 72
FORMS = (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)


@dataclass(frozen=True, slots=True)
class Clock:
    """By when the contract is due: in words, with the clause and a tag that says how urgent."""

    text: str
    tag: str
    kind: str
    clause: Citation | None
    federal: str | None


def clock_of(programme: ProgrammeView, *, stopped: str = "") -> Clock:
    """The contract's term, running, kept, or ``stopped`` by what these words say."""
    text = clock_time(region().local(programme.due_at))
    tag, kind = (stopped, "") if stopped else _tag(programme)
    shorter = programme.federal_due_at
    return Clock(
        text=text[:1].upper() + text[1:],
        tag=tag,
        kind=kind,
        clause=_clause(programme.steps, programme.due_rule),
        federal=clock_time(region().local(shorter)) if shorter else None,
    )


def stopped_by(
    programme: ProgrammeView,
    gone: Gone | None,
    *,
    refused: bool,
    ended: bool = False,
    replaced: bool = False,
) -> str:
    """Why no contract is drawn up on the programme, for its tag; "" while one may be, or is."""
    if refused:
        return "В договоре отказано"
    if gone:
        return "Перевод не состоялся" if gone.never_came else "Получатель перешёл"
    nobody = programme.died_on is not None or programme.missing_since is not None
    waits = programme.contract_id is None and programme.withdrawn_at is None
    if nobody and waits:
        return "Договор не составляют"
    if replaced and waits:
        return "Программу пересмотрели"
    return "Договор прекращён" if ended and waits else ""


MODES = {
    FeeMode.FREE: "бесплатно",
    FeeMode.PARTIAL: "за частичную плату",
    FeeMode.FULL: "за полную плату",
}


def decision_lines(programme: ProgrammeView) -> tuple[str, ...]:
    """What the decision behind the programme says of the fee, a line each."""
    told = programme.decision
    lines = (
        f"доход {money(told.average_income)}" if told.average_income is not None else "",
        f"плата не больше {money(told.fee_cap)}" if told.fee_cap is not None else "",
        MODES[told.mode] if told.mode else "",
    )
    return tuple(line for line in lines if line)


def presented(content: ContentView) -> str:
    """What the page says of a programme just entered: what is left to copy holds up a contract."""
    if not content.missing:
        return "Программа принята. Срок договора пошёл."
    return f"Программа принята, срок договора пошёл. Запись неполна, не хватает: {content.lacks}."


def told(left: Sequence[Violation]) -> str:
    """What the page says after the marks are recorded."""
    if left:
        return f"Отметки записаны. {left[0].text}"
    return "Ознакомление записано: сообщено всё."


def _tag(programme: ProgrammeView) -> tuple[str, str]:
    if programme.withdrawn_at is not None:
        return "Внесена по ошибке", ""
    if programme.contract_state is ContractState.AWAITING_SIGNATURE:
        return "Договор ждёт подписи", "warn"
    if programme.contract_state is not None:
        return "Договор есть", "ok"
    if programme.due_at < now():
        return "Срок прошёл", "bad"
    hours = int((programme.due_at - now()).total_seconds() // 3600)
    if hours >= A_FEW_DAYS:
        return "Срок идёт", ""
    return f"Осталось {hours} ч", "bad" if hours < A_DAY else "warn"


def _clause(steps: Iterable[Step], rule: str) -> Citation | None:
    for step in steps:
        if step.citation is not None and step.citation.rule == rule:
            return step.citation
        if found := _clause(step.children, rule):
            return found
    return None


@dataclass(frozen=True, slots=True)
class KindOfServices:
    """The services of one kind, in the order of the programme's paper."""

    title: str
    services: tuple[ServiceField, ...]


@dataclass(frozen=True, slots=True)
class UnitOfServices:
    """The list of one department by kinds; ``title`` is empty where the form has one list.

    An ``aside`` list is not the recipient's department's, and nothing of it is filled in.
    """

    title: str
    kinds: tuple[KindOfServices, ...]
    aside: bool


def by_unit(
    services: Iterable[ServiceField], units: Iterable[Unit], own: str | None
) -> tuple[UnitOfServices, ...]:
    """The fields of the catalogue under their departments, the recipient's own list first.

    A programme is served by one department, so lists of one form are never mixed.
    """
    titles = {unit.code: unit.title for unit in units}
    lists: dict[str | None, list[ServiceField]] = {}
    for one in services:
        lists.setdefault(one.item.unit_code, []).append(one)
    first = own if own in lists else None
    return tuple(
        UnitOfServices(
            titles.get(code or "", "") if len(lists) > 1 else "",
            by_kind(fields),
            aside=first not in (None, code)
            and not any(one.quantity.data or one.quantity.errors for one in fields),
        )
        for code, fields in sorted(lists.items(), key=lambda pair: pair[0] != first)
    )


def by_kind(services: Iterable[ServiceField]) -> tuple[KindOfServices, ...]:
    """The fields of the catalogue under their kinds."""
    order = tuple(Kind)
    ordered = sorted(services, key=lambda one: order.index(one.item.kind))
    return tuple(
        KindOfServices(kind.label, tuple(group))
        for kind, group in groupby(ordered, key=lambda one: one.item.kind)
    )

"""Words for the programme pages: the clock of the contract, services by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from portal.domain.catalogue import Form, Kind
from portal.domain.contract import ContractState
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.usecases.queries.programmes import ProgrammeView
from portal.web.access import region
from portal.web.clock import now
from portal.web.filters import clock_time
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


def clock_of(programme: ProgrammeView) -> Clock:
    """The contract's term, running or kept."""
    text = clock_time(region().local(programme.due_at))
    tag, kind = _tag(programme)
    shorter = programme.federal_due_at
    return Clock(
        text=text[:1].upper() + text[1:],
        tag=tag,
        kind=kind,
        clause=_clause(programme.steps, programme.due_rule),
        federal=clock_time(region().local(shorter)) if shorter else None,
    )


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


def by_kind(services: Iterable[ServiceField]) -> tuple[KindOfServices, ...]:
    """The fields of the catalogue under their kinds."""
    order = tuple(Kind)
    ordered = sorted(services, key=lambda one: order.index(one.item.kind))
    return tuple(
        KindOfServices(kind.label, tuple(group))
        for kind, group in groupby(ordered, key=lambda one: one.item.kind)
    )

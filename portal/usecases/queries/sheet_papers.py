"""Papers printed with what was copied of them: the marked programme, a decision, an application.

Rules: FED-FRM-01, FED-FRM-06, MSK-FRM-01, MSK-FRM-03, MSK-FRM-04. A field that is not the reader's
work stays a line to write on (FED-PDP-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.catalogue import Kind
from portal.domain.money import figures
from portal.domain.printed_forms import PrintedForm
from portal.models import Application, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import CaseFile
from portal.usecases.queries.programme_content import recorded_on
from portal.usecases.queries.programme_marks import MarkRow, marks_of
from portal.usecases.queries.programme_refusals import refusals_of
from portal.usecases.queries.programmes import ServiceRow, service_rows
from portal.usecases.recorded_sheets import (
    APPLICATION,
    DECISION,
    INSPECTION_ACT,
    PROGRAMME,
    REFUSALS,
    SheetKey,
)
from portal.usecases.role_access import Subject, sees

Rows = tuple[tuple[str, ...], ...]
_DAY = "%d.%m.%Y"


def with_records(  # noqa: PLR0913 - the paper, what is known, whose and which one it is
    session: Session,
    actor: Actor,
    case: CaseFile,
    form: PrintedForm,
    facts: FormFacts,
    *,
    region: Region,
    application_id: int | None = None,
) -> FormFacts:
    """A paper with what is recorded of it over what the card knows."""
    programme = case.programme
    if form.code == PROGRAMME and programme is not None and sees(actor, Subject.SERVICES):
        key = SheetKey(PROGRAMME, programme_id=programme.id)
        told = _with(facts, form, _of_programme(programme), _tables(session, case, region))
        found = recorded_on(session, actor, key, form, told)
        refused = _refusals(session, case, programme, region)
        tables = {**found.tables}
        if refused and any(one.code == REFUSALS for one in form.fields):
            tables[REFUSALS] = (*tables.get(REFUSALS, ()), *refused)
        return replace(found, values=_until(found.values, programme), tables=tables)
    if form.code == DECISION and programme is not None:
        key = SheetKey(DECISION, programme_id=programme.id)
        told = _with(facts, form, _of_decision(programme, actor), {})
        return recorded_on(session, actor, key, form, told)
    if form.code in (APPLICATION, INSPECTION_ACT):
        wanted = application_id or _newest(session, case)
        key = SheetKey(form.code, application_id=wanted)
        return facts if wanted is None else recorded_on(session, actor, key, form, facts)
    return facts


def _with(
    facts: FormFacts, form: PrintedForm, values: Mapping[str, str], tables: Mapping[str, Rows]
) -> FormFacts:
    """The facts and those of the given texts and rows that the form has a field for."""
    codes = {one.code for one in form.fields}
    told = {code: text for code, text in values.items() if code in codes and text}
    rows = {code: row for code, row in tables.items() if code in codes and row}
    return replace(facts, values={**facts.values, **told}, tables={**facts.tables, **rows})


def _of_programme(programme: Programme) -> dict[str, str]:
    return {"conditions": programme.conditions, "authority_name": programme.issuer}


def _until(values: Mapping[str, str], programme: Programme) -> dict[str, str]:
    """The eighth field of the form says the last day beside «first» or «again»."""
    said, until = values.get("first_or_repeat", ""), f"{programme.valid_until:{_DAY}}"
    return {**values, "first_or_repeat": f"{said}, до {until}" if said else f"до {until}"}


def _of_decision(programme: Programme, actor: Actor) -> dict[str, str]:
    day = programme.decision_date
    told = {"decision_date": f"{day:{_DAY}}" if day else ""}
    if not sees(actor, Subject.INCOME):
        return told
    sums = {"average_income": programme.decision_income, "fee_cap": programme.decision_cap}
    return told | {code: figures(one) for code, one in sums.items() if one is not None}


def _tables(session: Session, case: CaseFile, region: Region) -> dict[str, Rows]:
    """The services of each kind with their marks, and the conclusion once marks are recorded."""
    programme = case.programme
    if programme is None:
        return {}
    marks, recorded = marks_of(session, programme, region, case.day)
    titles = {
        one.code: one.title for one in region.rules.programme_rules.on(case.day).marks.choices
    }
    told = {one.code: _mark(one, titles) for one in marks} if recorded else {}
    kinds = {one.code: one.kind for one in marks}
    services = service_rows(programme, region, case.day)
    found: dict[str, Rows] = {}
    for kind in Kind:
        own = [one for one in services if kinds.get(one.code) is kind]
        found[kind.value] = tuple(
            _row(number, one, programme, told.get(one.code, ""))
            for number, one in enumerate(own, start=1)
        )
    if recorded:
        found["conclusion"] = tuple(
            (kind.label, _assessment(marks, kind, titles), "") for kind in Kind if found[kind.value]
        )
    return found


def _refusals(session: Session, case: CaseFile, programme: Programme, region: Region) -> Rows:
    """The thirteenth item: what was given up here, why and when (FED-TER-01)."""
    titles = {row.code: row.title for row in service_rows(programme, region, case.day)}
    all_of_them = f"все услуги, {programme.form.label.lower()}"
    return tuple(
        (
            "; ".join(titles.get(code, code) for code in one.codes) or all_of_them,
            one.reason,
            f"{one.refused_on:{_DAY}}",
            "",
        )
        for one in refusals_of(session, programme)
    )


def _row(number: int, one: ServiceRow, programme: Programme, mark: str) -> tuple[str, ...]:
    since, until = one.since or programme.valid_from, one.until or programme.valid_until
    unit = f" ({one.unit_title})" if one.unit_title else ""
    return (
        str(number),
        one.title,
        f"{_volume(one.quantity_per_month)} в месяц{unit}",
        one.frequency.label if one.frequency else "",
        f"с {since:{_DAY}} по {until:{_DAY}}",
        mark,
    )


def _volume(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}".replace(".", ",")


def _mark(one: MarkRow, titles: Mapping[str, str]) -> str:
    title = titles.get(one.mark, one.mark)
    return f"{title} ({one.reason})" if one.reason else title


def _assessment(marks: tuple[MarkRow, ...], kind: Kind, titles: Mapping[str, str]) -> str:
    return "; ".join(f"{one.title}: {_mark(one, titles)}" for one in marks if one.kind is kind)


def _newest(session: Session, case: CaseFile) -> int | None:
    return session.scalar(
        select(Application.id)
        .where(
            Application.provider_id == case.recipient.provider_id,
            Application.recipient_id == case.recipient.id,
        )
        .order_by(Application.id.desc())
        .limit(1)
    )

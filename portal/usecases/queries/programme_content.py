"""What a programme's record holds besides the services, and what it lacks for a contract.

Rules: FED-IPP-01, FED-FRM-01, FED-REC-03, MSK-FRM-04.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.printed_forms import FormField, PrintedForm
from portal.domain.violations import Violation
from portal.models import Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_content import UNSEEN, has_contract, missing_parts
from portal.usecases.queries.programmes import ServiceRow, service_rows
from portal.usecases.recorded_sheets import (
    DECISION,
    DECISION_NUMBER,
    NOTHING,
    PROGRAMME,
    Sheet,
    SheetKey,
    asked_fields,
    form_of,
    left_unsaid,
    sheet_row,
    texts_of,
)
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class SheetView:
    """A paper's fields as the reader may see them, with what is recorded."""

    fields: tuple[FormField, ...]
    sheet: Sheet

    @property
    def lines(self) -> tuple[tuple[FormField, str], ...]:
        """The fields of one text in which something stands."""
        found = ((one, self.sheet.values.get(one.code, "")) for one in self.fields)
        return tuple((one, text) for one, text in found if text)

    @property
    def tables(self) -> tuple[tuple[FormField, tuple[tuple[str, ...], ...]], ...]:
        """The tables in which something stands."""
        found = ((one, self.sheet.tables.get(one.code, ())) for one in self.fields)
        return tuple((one, rows) for one, rows in found if rows)


@dataclass(frozen=True, slots=True)
class ContentView:
    """The rest of a programme: its form's fields, its decision's, and what is missing.

    ``asked`` is False for a record that nobody was asked to fill; ``missing`` then stays empty.
    ``rested_on`` = a contract was drawn up, conditions and frequencies change no more.
    """

    programme_id: int
    number: str
    recipient: str
    conditions: str
    services: tuple[ServiceRow, ...]
    asked: bool
    missing: tuple[Choice, ...]
    demanded_by: Citation
    programme: SheetView
    decision: SheetView
    unsaid: tuple[Violation, ...]
    rested_on: bool
    version: int

    @property
    def lacks(self) -> str:
        """What is missing, in words."""
        return ", ".join(one.title for one in self.missing)

    @property
    def decision_number(self) -> str:
        """The number of the decision; empty where nobody wrote it down (FED-REC-03)."""
        return self.decision.sheet.values.get(DECISION_NUMBER, "")


def get_content(actor: Actor, programme_id: int, region: Region, day: date) -> ContentView:
    """The rest of one programme of the provider; raises NotFound for another provider's."""
    with reading() as session:
        loaded = (selectinload(Programme.services), selectinload(Programme.recipient))
        row = own(session, Programme, programme_id, actor.provider_id, *loaded)
        kept = sheet_row(session, row.provider_id, SheetKey(PROGRAMME, programme_id=row.id))
        decided = sheet_row(session, row.provider_id, SheetKey(DECISION, programme_id=row.id))
        decision_form = form_of(region, DECISION, day)
        return ContentView(
            programme_id=row.id,
            number=row.number,
            recipient=row.recipient.full_name,
            conditions=row.conditions,
            services=service_rows(row, region, day),
            asked=kept is not None,
            missing=missing_parts(session, row, region, day),
            demanded_by=region.rules.programme_rules.on(day).required.citation,
            programme=SheetView(
                asked_fields(form_of(region, PROGRAMME, day), PROGRAMME, actor), texts_of(kept)
            ),
            decision=SheetView(asked_fields(decision_form, DECISION, actor), texts_of(decided)),
            unsaid=left_unsaid(decision_form, _decided(row, texts_of(decided))) if decided else (),
            rested_on=has_contract(session, row),
            version=kept.version if kept else UNSEEN,
        )


def filling_hints(region: Region, day: date) -> ChoiceList | None:
    """How the items of a programme are filled in, where the region says so (MSK-IPP-09)."""
    lists = region.rules.programme_rules.on(day).lists
    return next((one for one in lists if one.code == "programme_items"), None)


def blank_content(actor: Actor, region: Region, day: date) -> tuple[SheetView, SheetView]:
    """The fields of a programme's form and of a decision's, before anything is recorded."""
    codes = (PROGRAMME, DECISION)
    fields = (asked_fields(form_of(region, code, day), code, actor) for code in codes)
    programme, decision = (SheetView(one, NOTHING) for one in fields)
    return programme, decision


def recorded_on(
    session: Session,
    actor: Actor,
    key: SheetKey,
    form: PrintedForm,
    known: FormFacts,
    *,
    carded: bool = True,
) -> FormFacts:
    """A paper with what is recorded of it, as far as the reader may see it (FED-PDP-01)."""
    kept = texts_of(sheet_row(session, actor.provider_id, key))
    shown = {one.code: one for one in asked_fields(form, key.form, actor, carded=carded)}
    tables = {
        code: tuple(_wide(row, len(shown[code].columns)) for row in rows)
        for code, rows in kept.tables.items()
        if code in shown
    }
    # The number of a decision has no field of its own on every region's paper.
    codes = {one.code for one in form.fields}
    values = {code: text for code, text in kept.values.items() if code in shown and code in codes}
    return replace(known, values={**known.values, **values}, tables={**known.tables, **tables})


def _wide(row: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """A row as wide as the table: a column for a pen was never asked."""
    return (*row, *("",) * (columns - len(row)))


def _decided(row: Programme, sheet: Sheet) -> set[str]:
    """The decision's fields that the record fills: its own, the programme's and the person's."""
    named = {
        "average_income": row.decision_income,
        "fee_cap": row.decision_cap,
        "decision_date": row.decision_date,
    }
    told = {code for code, value in named.items() if value is not None}
    return {*sheet.values, *told, "place", "application_of", "recognised_person"}

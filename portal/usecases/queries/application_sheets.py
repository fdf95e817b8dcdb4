"""The papers of an application as pages show them and as they are printed.

Rules: FED-FRM-06, MSK-FRM-01, MSK-FRM-03.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from portal.documents.facts import FormFacts
from portal.domain.printed_forms import PrintedForm
from portal.domain.violations import NotAllowed, NotFound, Violation
from portal.models import Application, RecordedSheet
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.application_sheets import SHEETS
from portal.usecases.facts import own
from portal.usecases.programme_content import UNSEEN
from portal.usecases.queries.blanks import filled_blank
from portal.usecases.queries.duty_papers import named
from portal.usecases.queries.programme_content import SheetView, recorded_on
from portal.usecases.recorded_sheets import (
    SheetKey,
    asked_fields,
    form_of,
    left_unsaid,
    sheet_row,
    texts_of,
)
from portal.usecases.role_access import reads_papers_of
from portal.usecases.transaction import reading

_DAY = "%d.%m.%Y"


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A paper that the region has for an application, and whether its fields are recorded."""

    code: str
    title: str
    recorded: bool


@dataclass(frozen=True, slots=True)
class ApplicationSheetView:
    """One paper of an application; ``unsaid`` are the fields that its form demands."""

    application_id: int
    number: str
    citizen: str
    form: PrintedForm
    view: SheetView
    unsaid: tuple[Violation, ...]
    version: int


def sheets_of(
    actor: Actor, application_id: int, region: Region, day: date
) -> tuple[SheetLink, ...]:
    """The papers that may be recorded of an application."""
    with reading() as session:
        recorded = set(
            session.scalars(
                select(RecordedSheet.form).where(
                    RecordedSheet.provider_id == actor.provider_id,
                    RecordedSheet.application_id == application_id,
                )
            )
        )
    forms = (form_of(region, code, day) for code in SHEETS)
    return tuple(SheetLink(one.code, one.title, one.code in recorded) for one in forms if one)


def get_application_sheet(
    actor: Actor, application_id: int, code: str, region: Region, day: date
) -> ApplicationSheetView:
    """One paper; what its form demands and nothing fills is told before it is recorded too.

    Raises NotFound for another provider's application and for no such paper, NotAllowed for papers
    of somebody without a card to those who do not admit (FED-PDP-01).
    """
    form = form_of(region, code, day) if code in SHEETS else None
    with reading() as session:
        row = own(session, Application, application_id, actor.provider_id)
        if form is None:
            raise NotFound
        carded = row.recipient_id is not None
        if not reads_papers_of(actor, row.recipient_id):
            raise NotAllowed
        kept = sheet_row(session, actor.provider_id, SheetKey(code, application_id=row.id))
        fields = asked_fields(form, code, actor, carded=carded)
        sheet = texts_of(kept)
        asked = {one.code for one in fields}
        unsaid = left_unsaid(form, {*sheet.values, *sheet.tables})
        return ApplicationSheetView(
            application_id=row.id,
            number=row.number,
            citizen=row.citizen,
            form=form,
            view=SheetView(fields, sheet),
            unsaid=tuple(one for one in unsaid if one.field in asked),
            version=kept.version if kept else UNSEEN,
        )


def application_paper(
    actor: Actor, application_id: int, code: str, region: Region, day: date
) -> tuple[PrintedForm, FormFacts]:
    """The paper filled with what is recorded and, where there is a card, with what it knows."""
    form = get_application_sheet(actor, application_id, code, region, day).form
    with reading() as session:
        row = own(session, Application, application_id, actor.provider_id)
        told = {
            "addressee": region.identity.authority,
            "applicant_name": row.citizen,
            "service_form": row.form.label,
            "representative_name": row.submitted_by,
            "filled_on": f"{row.applied_on:{_DAY}}",
            **named(row.citizen),
        }
        codes = {one.code for one in form.fields}
        values = {name: text for name, text in told.items() if name in codes and text}
        facts = FormFacts(title=form.title, values=values, tables={})
        person = row.recipient_id
        key = SheetKey(code, application_id=row.id)
        facts = recorded_on(session, actor, key, form, facts, carded=person is not None)
    if person is None:
        return form, facts
    try:
        _form, known = filled_blank(actor, person, code, region, day, application_id=application_id)
    except NotFound:
        # The card's form of service has no such blank; the application may be of another one.
        return form, facts
    return form, replace(
        facts, values={**known.values, **facts.values}, tables={**known.tables, **facts.tables}
    )

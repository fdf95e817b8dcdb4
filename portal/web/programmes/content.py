"""The rest of a programme's form and of its decision, copied later; its marked copy on paper."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, url_for
from wtforms import Field

from portal.domain.visit_plan import Frequency
from portal.usecases.programme_content import RecordContent, record_content
from portal.usecases.queries.blanks import filled_blank
from portal.usecases.queries.programme_content import ContentView, filling_hints, get_content
from portal.usecases.queries.programmes import ServiceRow, get_programme
from portal.usecases.recorded_sheets import PROGRAMME
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.forms import (
    Choice,
    Seen,
    Text,
)
from portal.web.htmx import redirect, render
from portal.web.programmes.copies import READS
from portal.web.programmes.views import blueprint
from portal.web.sheet_fields import SheetForm

_FREQUENCIES = {one.value: one for one in Frequency}


@dataclass(frozen=True, slots=True)
class Often:
    """A service of the programme and how often it is given."""

    service: ServiceRow
    field: Field


class ContentForm(SheetForm):
    """What stands on the paper and not in the record."""

    more_names = ("frequency", *SheetForm.more_names)

    conditions = Text("Условия предоставления услуг")
    version = Seen()

    def ask(self, shown: ContentView) -> None:
        """The fields of both papers; how often each service is given while no contract stands."""
        self.rested_on = shown.rested_on
        self.paper = self.ask_sheet("paper", shown.programme)
        self.decision = self.ask_sheet("decision", shown.decision)
        asked = () if shown.rested_on else shown.services
        self.often = tuple(Often(one, self._frequency(one)) for one in asked)

    def _frequency(self, service: ServiceRow) -> Field:
        offered = [("", "Не указана"), *((one.value, one.label) for one in Frequency)]
        kept = service.frequency.value if service.frequency else ""
        unbound = Choice(f"Как часто: {service.title}", choices=offered, default=kept)
        return self.add(f"frequency-{service.code}", unbound, self.typed_or_none)

    def to_command(self, programme_id: int) -> RecordContent:
        often = {one.service.code: _FREQUENCIES.get(one.field.data or "") for one in self.often}
        return RecordContent(
            programme_id,
            self.paper.sheet(),
            self.decision.sheet(),
            conditions=None if self.rested_on else self.conditions.data or "",
            frequencies=None if self.rested_on else often,
            version=self.version.data,
        )

    def paths(self) -> dict[str, str]:
        return {**self.paper.paths(), **self.decision.paths()}


@blueprint.route("/<int:programme_id>/content", methods=["GET", "POST"])
@allow(*READS)
def content(programme_id: int) -> Response:
    """Copy the rest of the programme from its form."""
    shown = get_content(actor(), programme_id, region(), today())
    form = ContentForm(data={"conditions": shown.conditions, "version": shown.version})
    form.ask(shown)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            missing = record_content(command, region=region(), actor=actor(), now=now())
            left = ", ".join(one.title for one in missing)
            flash(f"Записано. Ещё не хватает: {left}." if missing else "Записано.")
            return redirect(url_for("programmes.show", programme_id=programme_id))
    hints = filling_hints(region(), today())
    return render(
        "programmes/content.html", status=form.status, form=form, shown=shown, hints=hints
    )


@blueprint.get("/<int:programme_id>/paper.pdf")
@allow(*READS)
def marked_copy(programme_id: int) -> Response:
    """The programme with its marks of fulfilment, as its form prints it (FED-FRM-01)."""
    programme = get_programme(actor(), programme_id, region(), today())
    person = programme.recipient_id
    form, facts = filled_blank(
        actor(), person, PROGRAMME, region(), today(), programme_id=programme_id
    )
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name=f"programme-{programme_id}-marked", title=form.title)

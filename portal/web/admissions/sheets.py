"""Papers of an application: the application itself, the act of inspection, field by field."""

from __future__ import annotations

from flask import Response, flash, url_for

from portal.usecases.application_sheets import RecordApplicationSheet, record_application_sheet
from portal.usecases.queries.application_sheets import (
    ApplicationSheetView,
    application_paper,
    get_application_sheet,
)
from portal.usecases.role_access import Subject, sees
from portal.web import access_log, downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.forms import Seen
from portal.web.htmx import redirect, render
from portal.web.sheet_fields import SheetForm


class ApplicationSheetForm(SheetForm):
    """The fields of one paper."""

    version = Seen()

    def ask(self, shown: ApplicationSheetView) -> None:
        """The fields that the paper has and the reader may see."""
        self.paper = self.ask_sheet("paper", shown.view)

    def to_command(self, shown: ApplicationSheetView) -> RecordApplicationSheet:
        return RecordApplicationSheet(
            shown.application_id, shown.form.code, self.paper.sheet(), self.version.data
        )

    def paths(self) -> dict[str, str]:
        return dict(self.paper.paths())


@blueprint.route("/applications/<int:application_id>/sheets/<string:code>", methods=["GET", "POST"])
@allow(*OFFICE)
def sheet(application_id: int, code: str) -> Response:
    """Copy or fill in a paper of the application."""
    shown = get_application_sheet(actor(), application_id, code, region(), today())
    form = ApplicationSheetForm(data={"version": shown.version})
    form.ask(shown)
    _log_income(shown)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(shown)
            record_application_sheet(command, region=region(), actor=actor(), now=now())
            flash("Записано. Бумагу можно напечатать.")
            return redirect(url_for("admissions.application", application_id=application_id))
    return render("admissions/sheet.html", status=form.status, form=form, shown=shown)


@blueprint.get("/applications/<int:application_id>/sheets/<string:code>/paper.pdf")
@allow(*OFFICE)
def sheet_paper(application_id: int, code: str) -> Response:
    """The paper with what is recorded of it."""
    _log_income(get_application_sheet(actor(), application_id, code, region(), today()))
    form, facts = application_paper(actor(), application_id, code, region(), today())
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name=f"{code}-{application_id}", title=form.title)


def _log_income(shown: ApplicationSheetView) -> None:
    """A look at what is written of somebody's income is logged."""
    if "income" in shown.view.sheet.values and sees(actor(), Subject.INCOME):
        access_log.shown()

"""The papers that came with an application: the page that records one, and crossing one out."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, request, url_for

from portal.domain.violations import NotFound
from portal.usecases.application_papers import (
    ApplicationPapers,
    BringPaper,
    application_papers,
    bring_paper,
    strike_paper,
)
from portal.usecases.queries.applications import get_application
from portal.web.access import OFFICE, actor, allow, region
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Choice, DateField, Line, PortalForm, Required
from portal.web.htmx import redirect, render

NOT_CHOSEN = ("", "не выбрано")


class BroughtForm(PortalForm):
    """Which paper, of what kind; who of the family cannot care and why."""

    code = Choice("Бумага", validators=[Required("Выберите бумагу")])
    proof = Choice("Чем именно подтверждают")
    brought_on = DateField("Когда принесли", past=True, validators=[Required("Введите день")])
    relative = Line("Кто из родственников", validators=[OPTIONAL])
    obstacle = Choice("Что мешает ухаживать")
    since = DateField("С какого дня", validators=[OPTIONAL])
    until = DateField("По какой день", validators=[OPTIONAL])

    def offer(self, found: ApplicationPapers, day: date) -> None:
        """The papers of the region with their kinds, the circumstances of relatives, today."""
        self.code.offer((one.code, one.title) for one in found.papers)
        kinds = {kind.code: kind.title for one in found.papers for kind in one.proofs}
        self.proof.offer([NOT_CHOSEN, *kinds.items()])
        named = found.obstacles.choices if found.obstacles else ()
        self.obstacle.offer([NOT_CHOSEN, *((one.code, one.title) for one in named)])
        if not self.is_submitted() and not self.restored:
            self.brought_on.data = day
            self.code.data = request.args.get("code")

    def to_command(self, application_id: int) -> BringPaper:
        return BringPaper(
            application_id=application_id,
            code=self.code.data or "",
            proof=self.proof.data or "",
            brought_on=self.brought_on.data,
            relative=self.relative.data or "",
            obstacle=self.obstacle.data or "",
            since=self.since.data,
            until=self.until.data,
        )


@blueprint.route("/applications/<int:application_id>/papers", methods=["GET", "POST"])
@allow(*OFFICE)
def bring(application_id: int) -> Response:
    """A paper that came with the application."""
    shown = get_application(actor(), application_id, region(), today())
    found = application_papers(actor(), application_id, region())
    if not found.papers:
        raise NotFound
    form = BroughtForm()
    form.offer(found, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(application_id)
            bring_paper(command, region=region(), actor=actor(), now=now())
            flash("Бумага записана.")
            return redirect(url_for("admissions.application", application_id=application_id))
    return render(
        "admissions/brought.html", status=form.status, form=form, row=shown.row, found=found
    )


@blueprint.post("/applications/<int:application_id>/papers/strike")
@allow(*OFFICE)
def strike_brought(application_id: int) -> Response:
    """A paper recorded by mistake is crossed out."""
    get_application(actor(), application_id, region(), today())
    typed = request.form.get("row", "")
    if not (typed.isascii() and typed.isdecimal()):
        raise NotFound
    strike_paper(int(typed), application_id, actor=actor(), now=now())
    flash("Запись вычеркнута, в журнале действий она осталась.")
    return redirect(url_for("admissions.application", application_id=application_id))

"""«Открытость»: figures ready to publish, as page, table and paper; the mark of the site."""

from __future__ import annotations

from flask import Response, flash, url_for

from portal.models import DutyKind
from portal.models.user import Role
from portal.usecases.publications import mark_published
from portal.usecases.queries import duties
from portal.usecases.queries import openness as queries
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.duties import presenters
from portal.web.duties.forms import PublishedForm
from portal.web.duties.views import ANSWERS, blueprint
from portal.web.htmx import redirect, render
from portal.web.pages import page_number

PUBLISHES = (Role.DIRECTOR, Role.ACCOUNTANT, Role.ADMINISTRATOR)


@blueprint.route("/openness", methods=["GET", "POST"])
@allow(*PUBLISHES)
def openness() -> Response:
    """What the site must say today, what has changed, and the mark that it does."""
    figures = queries.public_figures(actor(), region(), today())
    form = PublishedForm()
    form.begin(today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(figures.as_data())
            mark_published(command, region=region(), actor=actor(), now=now())
            flash("Отметка записана: сведения на сайте обновлены.")
            return redirect(url_for("duties.openness"))
    return render(
        "duties/openness.html",
        status=form.status,
        form=form,
        figures=figures,
        waiting=duties.list_duties(
            actor(), DutyKind.PUBLICATION, region(), page=page_number()
        ).rows,
        last=duties.last_closed(actor(), DutyKind.PUBLICATION, region()),
        tag_of=presenters.duty_tag,
        due_words=presenters.due_words,
        keeps_settings=actor().role in ANSWERS,
    )


@blueprint.get("/openness/table")
@allow(*PUBLISHES)
def openness_table() -> Response:
    """The figures for whoever edits the site."""
    figures = queries.public_figures(actor(), region(), today())
    return downloads.attachment(
        queries.as_table(figures),
        media_type="text/csv",
        name="openness.csv",
        title=f"Сведения для сайта на {figures.day:%d.%m.%Y}.csv",
    )


@blueprint.get("/openness/paper")
@allow(*PUBLISHES)
def openness_paper() -> Response:
    """The figures for the information stand."""
    form, facts = queries.as_paper(queries.public_figures(actor(), region(), today()))
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name="openness", title=form.title)

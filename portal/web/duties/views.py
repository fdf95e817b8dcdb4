"""The register of incidents with personal data, and the two reports of each (FED-PDP-06)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.models import DutyKind
from portal.models.user import Role
from portal.usecases.incidents import record_incident, report_incident
from portal.usecases.queries import duties as queries
from portal.web.access import actor, allow, region
from portal.web.clock import now
from portal.web.duties import presenters
from portal.web.duties.forms import IncidentForm, ReportForm
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

blueprint = Blueprint("duties", __name__, url_prefix="/duties")

ANSWERS = (Role.DIRECTOR, Role.ADMINISTRATOR)
"""Who answers for personal data."""


@blueprint.route("/incidents", methods=["GET", "POST"])
@allow(*ANSWERS)
def incidents() -> Response:
    """The register, those not reported first, and the form of one more."""
    form = IncidentForm()
    form.begin(region().local(now()))
    if form.validate_on_submit():
        with form.refusals():
            done = record_incident(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Инцидент записан. Оба срока уже идут, выходные в них считаются.")
            return redirect(url_for("duties.incident", duty_id=done))
    every = request.args.get("all") == "1"
    page = queries.list_duties(
        actor(), DutyKind.INCIDENT, region(), page=page_number(), every=every
    )
    return render(
        "duties/incidents.html",
        status=form.status,
        form=form,
        page=page,
        pages=pages_of(page),
        every=every,
        tag_of=presenters.duty_tag,
        due_words=presenters.due_words,
    )


@blueprint.route("/incidents/<int:duty_id>", methods=["GET", "POST"])
@allow(*ANSWERS)
def incident(duty_id: int) -> Response:
    """One incident: both terms, and the mark of a report."""
    shown = queries.get_duty(actor(), duty_id, DutyKind.INCIDENT, region())
    form = ReportForm()
    form.offer(shown, region().local(now()))
    if form.validate_on_submit():
        with form.refusals():
            report_incident(form.to_command(duty_id), region=region(), actor=actor(), now=now())
            flash("Отметка записана.")
            return redirect(url_for("duties.incident", duty_id=duty_id))
    return render(
        "duties/incident.html",
        status=form.status,
        form=form,
        shown=shown,
        tag_of=presenters.term_tag,
        due_words=presenters.due_words,
    )

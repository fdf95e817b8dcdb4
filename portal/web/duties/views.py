"""The register of incidents with personal data, and the two reports of each (FED-PDP-06)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.models import DutyKind
from portal.models.user import Role
from portal.usecases.incidents import WITHDRAWN, record_incident, report_incident, withdraw_incident
from portal.usecases.queries import duties as queries
from portal.web.access import actor, allow, region
from portal.web.clock import now
from portal.web.duties import presenters
from portal.web.duties.forms import IncidentForm, ReportForm, WithdrawForm
from portal.web.forms import PortalForm
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
        withdrawn=WITHDRAWN,
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
    return _incident_page(shown, form, form, None)


@blueprint.post("/incidents/<int:duty_id>/withdraw")
@allow(*ANSWERS)
def withdraw(duty_id: int) -> Response:
    """An incident entered by mistake is taken back."""
    shown = queries.get_duty(actor(), duty_id, DutyKind.INCIDENT, region())
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            withdraw_incident(form.to_command(duty_id), actor=actor(), now=now())
            flash("Запись отозвана. Верные сведения запишите новым инцидентом.")
            return redirect(url_for("duties.incidents"))
    return _incident_page(shown, form, None, form)


def _incident_page(
    shown: queries.DutyView, sent: PortalForm, report: ReportForm | None, back: WithdrawForm | None
) -> Response:
    """The incident with both forms, of which ``sent`` has been filled in."""
    if report is None:
        report = ReportForm(formdata=None)
        report.offer(shown, region().local(now()))
    return render(
        "duties/incident.html",
        status=sent.status,
        sent=sent,
        form=report,
        back_form=back or WithdrawForm(formdata=None),
        shown=shown,
        withdrawn=shown.state == WITHDRAWN,
        tag_of=presenters.term_tag,
        due_words=presenters.due_words,
    )

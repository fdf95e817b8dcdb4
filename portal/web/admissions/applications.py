"""The register of applications: a page of it, a new line, what came of it, the printed register."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from portal.domain.admission import APPLICANTS
from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.people import is_minor
from portal.usecases.application_papers import application_papers
from portal.usecases.applications import (
    CHANNELS,
    applicants_of,
    record_outcome,
    register_application,
)
from portal.usecases.child_opinions import opinion_rule
from portal.usecases.queries import applications as queries
from portal.usecases.queries.application_days import expected_days
from portal.usecases.queries.application_sheets import sheets_of
from portal.usecases.queries.open_applications import open_applications
from portal.usecases.queries.recipients import RecipientView, get_recipient
from portal.usecases.repeat_applications import repeat_reasons
from portal.usecases.role_access import reads_papers_of
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.admissions.advice import application_advice
from portal.web.admissions.application_forms import ApplicationForm, OutcomeForm, period_of
from portal.web.admissions.child_papers import papers_of_age
from portal.web.admissions.inspections import inspection_address
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of


@blueprint.get("/applications")
@allow(*OFFICE)
def applications() -> Response:
    """The register, the newest line first."""
    period = _period()
    only_open = request.args.get("open") == "1"
    page = queries.list_applications(
        actor(), period, region(), page=page_number(), only_open=only_open
    )
    return render(
        "admissions/applications.html",
        page=page,
        pages=pages_of(page),
        period=period,
        only_open=only_open,
        spec=queries.register_of(region(), today()),
    )


def _period() -> queries.Period:
    return queries.Period(*period_of(request.args, today()))


@blueprint.get("/applications.pdf")
@allow(*OFFICE)
def applications_paper() -> Response:
    """The register of a period on paper."""
    form, facts, _incomplete = queries.print_register(actor(), _period(), region())
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name="applications", title=form.title)


@blueprint.route("/applications/new", methods=["GET", "POST"])
@allow(*OFFICE)
def new_application() -> Response:
    """A line of the register for somebody whose card may not exist yet."""
    return _register(None)


@blueprint.route("/applications/new/<int:recipient_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def application_of(recipient_id: int) -> Response:
    """A line of the register about a recipient of the provider."""
    return _register(recipient_id)


def _register(recipient_id: int | None) -> Response:
    person = None if recipient_id is None else get_recipient(actor(), recipient_id, today())
    rules = region().rules.admission_rules.on(today())
    form = ApplicationForm()
    channels = rules.named(CHANNELS).choices
    form.offer(applicants_of(rules), [(one.code, one.title) for one in channels], today())
    form.ask_opinion(_opinion_exceptions(person))
    after = request.args.get("after", type=int)
    refused = queries.refused_applications(actor(), recipient_id, after)
    beside = open_applications(actor(), person.id) if person else ()
    form.ask_another(beside)
    form.ask_repeat(refused, repeat_reasons(rules), after)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            done = register_application(command, region=region(), actor=actor(), now=now())
            flash(f"Заявление записано под № {done.number}.")
            return redirect(url_for("admissions.application", application_id=done.id))
    return render(
        "admissions/new_application.html",
        status=form.status,
        form=form,
        person=person,
        after=after,
        reasons=repeat_reasons(rules),
        beside=beside,
        law_of_applicants=rules.named(APPLICANTS).citation,
        advice=application_advice(region(), today(), person.born if person else None),
        of_age=papers_of_age(
            region().rules.representation_rules.on(today()),
            person.born if person else None,
            today(),
        ),
    )


def _opinion_exceptions(person: RecipientView | None) -> ChoiceList | None:
    """Why a child's opinion may not count; None where nobody is asked."""
    if person is None or not is_minor(person.born, today()):
        return None
    rules = (opinion_rule(region(), one, today()) for one in Form)
    rule = next((found for found in rules if found is not None), None)
    return rule.exception if rule else None


@blueprint.route("/applications/<int:application_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def application(application_id: int) -> Response:
    """One line, and what came of it."""
    shown = queries.get_application(actor(), application_id, region(), today())
    form = OutcomeForm()
    form.offer(shown, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(application_id)
            record_outcome(command, region=region(), actor=actor(), now=now())
            flash("Записано в журнал.")
            return redirect(url_for("admissions.application", application_id=application_id))
    return render(
        "admissions/application.html",
        status=form.status,
        form=form,
        shown=shown,
        row=shown.row,
        inspection=inspection_address(application_id),
        papers=application_papers(actor(), application_id, region()).papers,
        sheets=sheets_of(actor(), application_id, region(), today())
        if reads_papers_of(actor(), shown.row.recipient_id)
        else (),
        expected=expected_days(actor(), application_id, region(), today()),
    )

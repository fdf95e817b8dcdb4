"""Programmes: presenting one, and its page with the clock of the contract."""

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.catalogue import Form
from portal.domain.envelope import ProgrammeFacts
from portal.models.user import Role
from portal.usecases.briefings import record_briefing
from portal.usecases.income import KNOWS_INCOME
from portal.usecases.programme_copies import kept_copy
from portal.usecases.programme_duplicates import loss_rules, record_duplicate
from portal.usecases.programmes import present_programme, withdraw_programme
from portal.usecases.queries.briefings import briefing_sheet, get_briefing
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.queries.contract_refusals import standing_refusal
from portal.usecases.queries.ended_contracts import ended_contract
from portal.usecases.queries.envelope_programmes import programme_in_envelope
from portal.usecases.queries.gone_elsewhere import gone_elsewhere
from portal.usecases.queries.intake import get_intake, told_health
from portal.usecases.queries.legacy_fees import offers_legacy_fee
from portal.usecases.queries.people import list_departments
from portal.usecases.queries.programme_content import blank_content, get_content
from portal.usecases.queries.programmes import ProgrammeView, get_programme
from portal.usecases.queries.provider_register import outside_register
from portal.usecases.queries.recipients import RecipientView, get_recipient
from portal.usecases.queries.waiting_list import place_of_draft
from portal.usecases.reviewed_programmes import replacement_of
from portal.usecases.role_access import Subject, sees
from portal.web import access_log, downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.programmes import presenters
from portal.web.programmes.briefing_form import BriefingForm
from portal.web.programmes.brought import difference, prefill
from portal.web.programmes.forms import DuplicateForm, ProgrammeForm, WithdrawForm
from portal.web.recipients.presenters import DRAFTERS, papers_line

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")


@blueprint.route("/present/<int:recipient_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def present(recipient_id: int) -> Response:
    person = get_recipient(actor(), recipient_id, today())
    brought = programme_in_envelope(actor(), recipient_id)
    chosen = _form_of_service(person, brought)
    catalogue = region().rules.service_catalogue.on(today())
    form = ProgrammeForm(chosen, catalogue.for_form(chosen), region().units)
    form.ask_of_decision(region().rules.fee_rules.on(today()))
    form.ask_of_group(region().rules.representation_rules.on(today()).minors.ages)
    form.ask_of_grounds(
        region().rules.admission_rules.on(today()),
        region().rules.programme_rules.on(today()),
        chosen,
    )
    form.ask_of_papers(*blank_content(actor(), region(), today()))
    if brought is not None:
        prefill(form, brought)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            done = present_programme(command, region=region(), actor=actor(), now=now())
            if brought is not None and (other := difference(brought, command)):
                flash(other)
            flash(presenters.presented(get_content(actor(), done.id, region(), today())))
            return redirect(url_for("programmes.show", programme_id=done.id))
    return render(
        "programmes/present.html",
        status=form.status,
        form=form,
        person=person,
        chosen=chosen,
        forms=presenters.FORMS,
        lists=presenters.by_unit(form.services, region().units, _own_unit(person)),
        authority=region().identity.authority,
        window_once=region().rules.transfer_rules.on(today()).window_once,
        brought=brought,
    )


def _form_of_service(person: RecipientView, brought: ProgrammeFacts | None) -> Form:
    """The form asked for, else the envelope's, the department's, else care at home."""
    asked = request.args.get("form", "")
    if asked in {form.value for form in presenters.FORMS}:
        return Form(asked)
    if brought is not None:
        return Form(brought.form)
    departments = {one.id: one.form for one in list_departments(actor())}
    return Form(departments.get(person.department_id or 0, Form.HOME))


def _own_unit(person: RecipientView) -> str | None:
    """The recipient's department, by the region's list."""
    units = {one.id: one.unit_code for one in list_departments(actor())}
    return units.get(person.department_id or 0)


@blueprint.get("/<int:programme_id>")
@allow(*OFFICE)
def show(programme_id: int) -> Response:
    programme = get_programme(actor(), programme_id, region(), today())
    checklist = document_checklist(
        actor().provider_id, programme.recipient_id, region(), today(), programme_id
    )
    refusal = standing_refusal(actor(), programme_id)
    waits = programme.contract_id is None and programme.withdrawn_at is None and refusal is None
    goes_on = programme.withdrawn_at is None and refusal is None
    gone = gone_elsewhere(actor(), programme_id, region(), today()) if waits else None
    ended = ended_contract(actor(), programme_id, region()) if waits else None
    replaced = replacement_of(actor(), programme_id)
    served = not programme.died_on and not programme.missing_since and gone is None
    open_to_contract = waits and served and replaced is None
    return render(
        "programmes/show.html",
        refusal=refusal,
        may_refuse=waits and replaced is None and actor().role is Role.DIRECTOR,
        replaced=replaced,
        programme=programme,
        content=get_content(actor(), programme_id, region(), today()),
        kept=kept_copy(actor(), programme_id, region(), today()),
        window_once=region().rules.transfer_rules.on(today()).window_once,
        clock=presenters.clock_of(
            programme,
            stopped=presenters.stopped_by(
                programme,
                gone,
                refused=refusal is not None,
                ended=ended is not None,
                replaced=replaced is not None,
            ),
        ),
        checklist=checklist,
        papers=papers_line(checklist),
        briefing=get_briefing(actor(), programme_id, region(), today()),
        named=_named(programme),
        sees_services=sees(actor(), Subject.SERVICES),
        may_draft=actor().role in DRAFTERS,
        intake=get_intake(actor(), programme_id, region(), today())
        if goes_on and ended is None and replaced is None
        else None,
        gone=gone,
        ended=ended,
        health=told_health(actor(), programme_id, region(), today()) if open_to_contract else (),
        place=place_of_draft(actor(), programme_id, region(), today())
        if open_to_contract
        else None,
        outside=outside_register(actor(), region(), programme.form, today()) if waits else (),
        older=_older(programme),
    )


def _older(programme: ProgrammeView) -> bool:
    """Whether the reader is offered to record the older fee beside a programme of 2015."""
    if actor().role not in KNOWS_INCOME:
        return False
    day = programme.issued_on
    return offers_legacy_fee(actor(), programme.recipient_id, day, region(), today())


def _named(programme: ProgrammeView) -> tuple[str, ...]:
    """What the decision says of income and fee, to those whose work it is; the look is logged."""
    if actor().role not in KNOWS_INCOME:
        return ()
    if lines := presenters.decision_lines(programme):
        access_log.shown()
    return lines


@blueprint.route("/<int:programme_id>/information", methods=["GET", "POST"])
@allow(*OFFICE)
def information(programme_id: int) -> Response:
    """What was told before the contract, point by point."""
    view = get_briefing(actor(), programme_id, region(), today())
    form = BriefingForm(view, today())
    if form.validate_on_submit():
        with form.refusals():
            left = record_briefing(form.to_command(), region=region(), actor=actor(), now=now())
            flash(presenters.told(left))
            return redirect(url_for("programmes.show", programme_id=programme_id))
    return render("programmes/information.html", status=form.status, form=form, view=view)


@blueprint.get("/<int:programme_id>/information.pdf")
@allow(*OFFICE)
def information_sheet(programme_id: int) -> Response:
    paper, facts = briefing_sheet(actor(), programme_id, region(), today())
    content = press().pdf(paper, region().code, facts)
    return downloads.paper(content, name=f"information-{programme_id}", title=paper.title)


@blueprint.route("/<int:programme_id>/withdraw", methods=["GET", "POST"])
@allow(*OFFICE)
def withdraw(programme_id: int) -> Response:
    """A programme entered by mistake: a reason, and nothing waits for it any more."""
    programme = get_programme(actor(), programme_id, region(), today())
    form = WithdrawForm(version=programme.version)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            withdraw_programme(command, region=region(), actor=actor(), now=now())
            flash("Программа отозвана как внесённая по ошибке. Запись о ней осталась.")
            return redirect(url_for("recipients.show", recipient_id=programme.recipient_id))
    return render("programmes/withdraw.html", status=form.status, form=form, programme=programme)


@blueprint.route("/<int:programme_id>/duplicate", methods=["GET", "POST"])
@allow(*OFFICE)
def duplicate(programme_id: int) -> Response:
    """A duplicate of a lost programme: kept beside the original, nothing starts anew."""
    loss = loss_rules(region(), today())
    programme = get_programme(actor(), programme_id, region(), today())
    form = DuplicateForm(data={"presented_on": today()})
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            record_duplicate(command, region=region(), actor=actor(), now=now())
            flash("Дубликат записан. Договор и срок прежние.")
            return redirect(url_for("programmes.show", programme_id=programme_id))
    return render(
        "programmes/duplicate.html", status=form.status, form=form, programme=programme, loss=loss
    )

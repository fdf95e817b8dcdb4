"""Settings of the provider, and who looked at what about whom."""

from flask import Blueprint, Response, flash, request, url_for

from portal.models.user import Role
from portal.usecases.fee_settings import get_course_reading
from portal.usecases.provider_settings import (
    SwitchUrgent,
    choose_conclusion_term,
    switch_urgent,
)
from portal.usecases.queries.access_log import list_access
from portal.usecases.queries.provider_settings import conclusion_term
from portal.usecases.queries.urgent import urgent_setting
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.settings import presenters
from portal.web.settings.forms import TermForm

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

KEEPS_SETTINGS = (Role.ADMINISTRATOR, Role.DIRECTOR)


@blueprint.route("", methods=["GET", "POST"])
@allow(*KEEPS_SETTINGS)
def index() -> Response:
    setting = conclusion_term(actor(), region(), today())
    form = TermForm(data={"term": setting.chosen if setting else None})
    if setting is not None:
        form.offer(setting.terms)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command()
            choose_conclusion_term(command, region=region(), actor=actor(), now=now())
            flash("Настройка записана. Она действует для программ, которые примут после этого.")
            return redirect(url_for("settings.index"))
    return render(
        "settings/index.html",
        status=form.status,
        form=form,
        setting=setting,
        reading=get_course_reading(region=region(), actor=actor(), now=now()),
        may_choose_cap=actor().role is Role.DIRECTOR,
        urgent=urgent_setting(actor(), region(), today()),
        shows_papers=region().rules.contract_rules.on(today()).on_request is not None,
    )


@blueprint.post("/urgent")
@allow(*KEEPS_SETTINGS)
def urgent() -> Response:
    """Urgent help on or off, where the region asks for the provider's word."""
    renders = request.form.get("renders") == "1"
    switch_urgent(SwitchUrgent(renders), region=region(), actor=actor(), now=now())
    flash("Срочные услуги включены." if renders else "Срочные услуги выключены.")
    return redirect(url_for("settings.index"))


@blueprint.get("/access-log")
@allow(*KEEPS_SETTINGS)
def access_log() -> Response:
    refused = request.args.get("refused") == "1"
    page = list_access(actor(), refused_only=refused, page=page_number())
    return render(
        "settings/access_log.html",
        page=page,
        pages=pages_of(page),
        refused=refused,
        subject_words=presenters.subject_words,
        clause=presenters.CONFIDENTIAL,
        sees_people=actor().role is Role.DIRECTOR,
    )

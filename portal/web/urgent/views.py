"""Urgent help: the register of acts, a new case, its services, its act and signature."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.information import UrgentQuality
from portal.domain.violations import NotFound, RulesBroken
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import urgent as queries
from portal.usecases.queries import urgent_register as journal
from portal.usecases.queries.home_affairs import Affairs, affairs_today
from portal.usecases.queries.urgent_ratings import NOT_REACHED, get_rating, rating_totals
from portal.usecases.urgent import (
    CARE,
    change_urgent_services,
    draw_urgent_act,
    open_urgent_case,
    refuse_urgent,
)
from portal.usecases.urgent_duties import mark_urgent_duty, urgent_duties
from portal.usecases.urgent_ratings import rate_urgent, urgent_quality
from portal.usecases.urgent_signing import sign_urgent_act
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.admissions.advice import organisations_message, urgent_papers
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.urgent import presenters
from portal.web.urgent.forms import CaseForm, ChangeForm, RefusalForm, SignatureForm
from portal.web.urgent.rating_form import RatingForm

blueprint = Blueprint("urgent", __name__, url_prefix="/urgent")
BOTH = ["GET", "POST"]
FIRST_YEAR = 2015
"""442-ФЗ is in force since then."""


@blueprint.app_template_global()
def waiting_answers() -> Affairs:
    """Demands, urgent acts, withdrawn consents and late decisions that wait for the reader."""
    return affairs_today(actor(), region(), today())


@blueprint.get("")
@allow(*CARE)
def index() -> Response:
    """The register of urgent acts."""
    only_open = request.args.get("open") == "1"
    page = queries.list_urgent(actor(), region(), today(), page=page_number(), only_open=only_open)
    return render(
        "urgent/index.html",
        page=page,
        pages=pages_of(page),
        only_open=only_open,
        state_tag=presenters.state_tag,
        rules=_rules(),
        year=today().year,
    )


@blueprint.get("/register/<int:year>")
@allow(*CARE)
def register(year: int) -> Response:
    """The register of a year in one piece, to be printed."""
    found = journal.urgent_register(actor(), region(), _known(year))
    quality = _quality()
    return render(
        "urgent/register.html",
        register=found,
        rules=_rules(),
        quality=quality,
        totals=rating_totals(actor(), quality, year) if quality else None,
    )


@blueprint.get("/register/<int:year>/table")
@allow(*CARE)
def register_table(year: int) -> Response:
    """The same as a table."""
    found = journal.urgent_register(actor(), region(), _known(year))
    return downloads.attachment(
        journal.as_table(found),
        media_type="text/csv",
        name=f"urgent-acts-{year}",
        title=f"Журнал актов срочных услуг за {year} год.csv",
    )


def _known(year: int) -> int:
    """A year that a register may have; raises NotFound for any other."""
    if not FIRST_YEAR <= year <= today().year:
        raise NotFound
    return year


@blueprint.route("/new/<int:recipient_id>", methods=BOTH)
@allow(*CARE)
def new(recipient_id: int) -> Response:
    """A new case of a recipient."""
    desk = queries.urgent_desk(actor(), recipient_id, region(), today())
    form = CaseForm()
    form.offer(desk)
    form.ask(desk, request.form if form.is_submitted() else None)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            done = open_urgent_case(command, region=region(), actor=actor(), now=now())
            flash(f"Случай записан под № {done.number}. Теперь составьте акт.")
            return redirect(url_for("urgent.show", urgent_id=done.id))
    return render(
        "urgent/new.html",
        status=form.status,
        form=form,
        desk=desk,
        rules=desk.rules,
        papers=urgent_papers(region().rules.admission_rules.on(today())),
        message=organisations_message(region().rules.notices.on(today())),
    )


@blueprint.get("/<int:urgent_id>")
@allow(*CARE)
def show(urgent_id: int) -> Response:
    """One case: what was given, its act, who signed."""
    return render("urgent/show.html", problems=(), **_page(urgent_id))


@blueprint.post("/<int:urgent_id>/duty")
@allow(*CARE)
def duty(urgent_id: int) -> Response:
    """A duty that the law asks to record was done today."""
    code = request.form.get("code", "")
    mark_urgent_duty(urgent_id, code, region=region(), actor=actor(), now=now())
    flash("Отмечено.")
    return redirect(url_for("urgent.show", urgent_id=urgent_id))


@blueprint.route("/<int:urgent_id>/services", methods=BOTH)
@allow(*CARE)
def services(urgent_id: int) -> Response:
    """The services of a case anew."""
    page = _page(urgent_id)
    view: queries.UrgentView = page["view"]
    desk = queries.urgent_desk(actor(), view.row.recipient_id, region(), today())
    form = ChangeForm(version=view.version)
    form.ask(desk, request.form if form.is_submitted() else None)
    if not form.is_submitted():
        form.show(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(urgent_id)
            change_urgent_services(command, region=region(), actor=actor(), now=now())
            flash("Услуги записаны.")
            return redirect(url_for("urgent.show", urgent_id=urgent_id))
    return render("urgent/services.html", status=form.status, form=form, desk=desk, **page)


@blueprint.route("/<int:urgent_id>/refused", methods=BOTH)
@allow(*CARE)
def refused(urgent_id: int) -> Response:
    """Services that the person gave up."""
    page = _page(urgent_id)
    form = RefusalForm(version=page["view"].version)
    form.offer(page["view"])
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(urgent_id)
            refuse_urgent(command, region=region(), actor=actor(), now=now())
            flash("Отказ записан. В акте останется то, что оказано.")
            return redirect(url_for("urgent.show", urgent_id=urgent_id))
    return render("urgent/refused.html", status=form.status, form=form, **page)


@blueprint.post("/<int:urgent_id>/act")
@allow(*CARE)
def draw(urgent_id: int) -> Response:
    """Draw up the act; from then on the case does not change."""
    try:
        draw_urgent_act(urgent_id, region=region(), actor=actor(), now=now(), press=press())
    except RulesBroken as broken:
        page = _page(urgent_id)
        return render("urgent/show.html", status=422, problems=broken.violations, **page)
    flash("Акт составлен. Напечатайте его и дайте на подпись получателю.")
    return redirect(url_for("urgent.show", urgent_id=urgent_id))


@blueprint.get("/<int:urgent_id>/act.pdf")
@allow(*CARE)
def paper(urgent_id: int) -> Response:
    """The act as it was drawn up."""
    view = queries.get_urgent(actor(), urgent_id, region())
    if view.paper_id is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, view.paper_id)
    title = f"Акт срочных услуг № {view.row.number}"
    return downloads.paper(content, name=f"urgent-act-{urgent_id}", title=title)


@blueprint.route("/<int:urgent_id>/signature", methods=BOTH)
@allow(*CARE)
def signature(urgent_id: int) -> Response:
    """The signature without which the act does not count."""
    page = _page(urgent_id)
    view: queries.UrgentView = page["view"]
    if view.drawn_on is None or view.signed_on is not None:
        return redirect(url_for("urgent.show", urgent_id=urgent_id))
    form = SignatureForm(version=view.version)
    form.offer(view, queries.urgent_signers(actor(), urgent_id, region(), today()))
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(urgent_id)
            sign_urgent_act(command, region=region(), actor=actor(), now=now())
            flash("Подпись записана, акт учтён.")
            return redirect(url_for("urgent.show", urgent_id=urgent_id))
    return render("urgent/signature.html", status=form.status, form=form, **page)


@blueprint.get("/<int:urgent_id>/scan")
@allow(*CARE)
def scan(urgent_id: int) -> Response:
    """The scan of the signed act."""
    found = queries.get_urgent_scan(actor(), urgent_id)
    return downloads.scan(found, name=f"urgent-act-{urgent_id}")


@blueprint.route("/<int:urgent_id>/rating", methods=BOTH)
@allow(*CARE)
def rating(urgent_id: int) -> Response:
    """How the help is judged when it is over."""
    page = _page(urgent_id)
    form = RatingForm(urgent_quality(region(), today()), page["rating"])
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(urgent_id)
            rate_urgent(command, region=region(), actor=actor(), now=now())
            flash("Оценка записана.")
            return redirect(url_for("urgent.show", urgent_id=urgent_id))
    return render("urgent/rating.html", status=form.status, form=form, **page)


def _rules() -> Any:
    return region().rules.urgent_rules.on(today())


def _quality() -> UrgentQuality | None:
    """How the region judges urgent help, where an act says it."""
    return region().rules.information_rules.on(today()).urgent_quality


def _page(urgent_id: int) -> dict[str, Any]:
    view = queries.get_urgent(actor(), urgent_id, region())
    return {
        "view": view,
        "row": view.row,
        "rules": _rules(),
        "quality": _quality(),
        "rating": get_rating(actor(), urgent_id),
        "duties": urgent_duties(actor(), urgent_id, region(), today()),
        "not_reached": NOT_REACHED,
        "tag": presenters.state_tag(view.row),
        "next_step": presenters.next_step(view),
    }

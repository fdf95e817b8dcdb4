"""Work with families: the list by states, a message, one family, its people, papers and steps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.usecases.families import GIVES, add_family_paper, lead_family, open_family
from portal.usecases.family_members import add_family_member, remove_family_member
from portal.usecases.family_rules import FAMILY_CARE, demanded
from portal.usecases.family_steps import take_family_step
from portal.usecases.queries import families as queries
from portal.usecases.queries import families_today as today_queries
from portal.usecases.queries import family_papers as papers
from portal.usecases.queries.family_view import FamilyView, get_family, step_desk
from portal.usecases.queries.people import list_social_workers
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.families import presenters
from portal.web.families.forms import LeadForm, MemberForm, MessageForm, PaperForm, StepForm
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

blueprint = Blueprint("families", __name__, url_prefix="/families")
BOTH = ["GET", "POST"]


@blueprint.app_template_global()
def works_with_families() -> bool:
    """Whether the reader's region has such work, and the reader's role is in it."""
    return actor().role in FAMILY_CARE and queries.works_with_families(region(), today())


@blueprint.app_template_global()
def family_of_recipient(recipient_id: int) -> queries.OwnFamily | None:
    """The family of a recipient, for the card."""
    if actor().role not in FAMILY_CARE:
        return None
    return queries.family_of(actor(), recipient_id, region(), today())


@blueprint.app_template_global()
def families_today() -> today_queries.FamiliesToday:
    """What of families waits for the reader."""
    return today_queries.families_today(actor(), region(), today())


@blueprint.get("")
@allow(*FAMILY_CARE)
def index() -> Response:
    """Families by states, those that have stood longest first."""
    rules = demanded(region(), today())
    known = [one.code for one in rules.work.workflow.states]
    wanted = request.args.get("state", "")
    state = wanted if wanted in known else ""
    page = queries.list_families(actor(), region(), today(), page=page_number(), state=state)
    return render(
        "families/index.html",
        page=page,
        pages=pages_of(page),
        rules=rules,
        state=state,
        counts=queries.count_by_state(actor()),
        state_tag=presenters.state_tag,
        how_long=presenters.how_long,
    )


@blueprint.get("/register")
@allow(*FAMILY_CARE)
def register() -> Response:
    """The register of families, to be printed."""
    found = papers.family_register(actor(), region(), today())
    return render("families/register.html", register=found)


@blueprint.get("/register/table")
@allow(*FAMILY_CARE)
def register_table() -> Response:
    """The same as a table."""
    found = papers.family_register(actor(), region(), today())
    return downloads.attachment(
        papers.as_table(found),
        media_type="text/csv",
        name="families",
        title=f"{found.spec.title}.csv",
    )


@blueprint.route("/new", methods=BOTH)
@allow(*FAMILY_CARE)
def new() -> Response:
    """A message about a family."""
    rules = demanded(region(), today())
    form = MessageForm()
    form.offer()
    if form.validate_on_submit():
        with form.refusals():
            done = open_family(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Сведения записаны. Внесите состав семьи и посетите её.")
            return redirect(url_for("families.show", family_id=done))
    departments = queries.departments_of_prevention(actor(), region(), today())
    return render(
        "families/new.html", status=form.status, form=form, rules=rules, departments=departments
    )


@blueprint.get("/<int:family_id>")
@allow(*FAMILY_CARE)
def show(family_id: int) -> Response:
    """One family: its state, what is next, its people, its file, its history."""
    view = _view(family_id)
    return render(
        "families/show.html",
        blanks=papers.family_blanks(view, region(), today()),
        next_words=presenters.next_words(view),
        how_long=presenters.how_long(view.row),
        who=presenters.who,
        gives=actor().role in GIVES,
        **_page(view),
    )


@blueprint.route("/<int:family_id>/lead", methods=BOTH)
@allow(*GIVES)
def lead(family_id: int) -> Response:
    """Who leads the family."""
    view = _view(family_id)
    form = LeadForm(version=view.version)
    form.offer(list_social_workers(actor(), today()), view)
    if form.validate_on_submit():
        with form.refusals():
            lead_family(form.to_command(family_id), actor=actor(), now=now())
            flash("Записано, кто ведёт семью.")
            return redirect(url_for("families.show", family_id=family_id))
    return render("families/lead.html", status=form.status, form=form, **_page(view))


@blueprint.route("/<int:family_id>/people", methods=BOTH)
@allow(*FAMILY_CARE)
def member(family_id: int) -> Response:
    """Somebody more of the family."""
    view = _view(family_id)
    form = MemberForm(version=view.version)
    form.offer()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(family_id)
            linked = add_family_member(command, region=region(), actor=actor(), now=now())
            flash("Записано. Строка связана с карточкой получателя." if linked else "Записано.")
            return redirect(url_for("families.show", family_id=family_id))
    return render("families/member.html", status=form.status, form=form, **_page(view))


@blueprint.post("/<int:family_id>/people/<int:sequence>/remove")
@allow(*FAMILY_CARE)
def remove(family_id: int, sequence: int) -> Response:
    """Strike a line entered by mistake."""
    demanded(region(), today())
    remove_family_member(family_id, sequence, actor=actor(), now=now())
    flash("Строка убрана.")
    return redirect(url_for("families.show", family_id=family_id))


@blueprint.route("/<int:family_id>/papers", methods=BOTH)
@allow(*FAMILY_CARE)
def paper(family_id: int) -> Response:
    """A paper for the file."""
    view = _view(family_id)
    form = PaperForm(version=view.version)
    form.offer(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(family_id)
            add_family_paper(command, region=region(), actor=actor(), now=now())
            flash("Бумага внесена в дело.")
            return redirect(url_for("families.show", family_id=family_id))
    return render("families/paper.html", status=form.status, form=form, **_page(view))


@blueprint.get("/<int:family_id>/papers/<int:number>/scan")
@allow(*FAMILY_CARE)
def scan(family_id: int, number: int) -> Response:
    """The scan of a paper of the file."""
    found = queries.get_family_scan(actor(), family_id, number)
    return downloads.scan(found, name=f"family-{number}")


@blueprint.get("/<int:family_id>/forms/<string:code>")
@allow(*FAMILY_CARE)
def blank(family_id: int, code: str) -> Response:
    """A blank of the region with what is known of the family."""
    form, facts = papers.filled_family_blank(actor(), family_id, code, region(), today())
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name=f"family-{family_id}", title=form.title)


@blueprint.route("/<int:family_id>/steps/<string:code>", methods=BOTH)
@allow(*FAMILY_CARE)
def step(family_id: int, code: str) -> Response:
    """A step of the procedure with what it asks for."""
    desk = step_desk(actor(), family_id, code, region(), today())
    form = StepForm(version=desk.view.version)
    form.offer(desk, request.form if form.is_submitted() else None)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(family_id, code)
            take_family_step(command, region=region(), actor=actor(), now=now())
            flash("Шаг записан.")
            return redirect(url_for("families.show", family_id=family_id))
    elif request.method == "GET" and desk.step not in desk.view.next_steps:
        return redirect(url_for("families.show", family_id=family_id))
    page = _page(desk.view)
    return render("families/step.html", status=form.status, form=form, desk=desk, **page)


def _view(family_id: int) -> FamilyView:
    return get_family(actor(), family_id, region(), today())


def _page(view: FamilyView) -> dict[str, Any]:
    return {
        "view": view,
        "row": view.row,
        "rules": view.rules,
        "tag": presenters.state_tag(view.row),
    }

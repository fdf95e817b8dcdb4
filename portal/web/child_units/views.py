"""A child's page in a department for children, and the forms that are filled in from it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, url_for

from portal.domain.violations import NotFound
from portal.usecases.child_stays import (
    issue_item,
    settle_placement,
    strike_item,
    strike_placement,
)
from portal.usecases.council_decisions import DECIDES, record_council_decision
from portal.usecases.lesson_times import record_lessons
from portal.usecases.queries.child_units import ChildDesk, child_desk
from portal.usecases.queries.programmes import get_programme
from portal.usecases.queries.unit_desk import season_of, units_for_children
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.struck_decisions import (
    StrikeDecision,
    decision_to_strike,
    strike_decision,
)
from portal.web.access import actor, allow, region
from portal.web.child_units.forms import (
    CouncilForm,
    ItemForm,
    LessonsForm,
    PlacementForm,
    StrikeDecisionForm,
    StrikeForm,
)
from portal.web.clock import now, today
from portal.web.forms import PortalForm
from portal.web.htmx import redirect, render
from portal.web.numbers import row_named

blueprint = Blueprint("child_units", __name__, url_prefix="/child-units")

WORKS = who_sees(Subject.SCHEDULE)
"""Whose work the children of a department are (FED-PDP-01)."""
BOTH = ["GET", "POST"]


@blueprint.app_context_processor
def functions() -> dict[str, Callable[..., object]]:
    """Asked only by the templates that show them."""
    return {
        "child_of": child_of,
        "units_for_children": lambda: units_for_children(actor(), region(), today()),
        "season_of": lambda unit: season_of(region(), unit, today()),
    }


def child_of(recipient_id: int, programme_id: int | None = None) -> ChildDesk | None:
    """What a department for children records of a person; None for who is not its child.

    With ``programme_id`` what it records by that programme.
    """
    if actor().role not in WORKS:
        return None
    return child_desk(actor(), recipient_id, region(), today(), programme_id)


def _desk(recipient_id: int, programme_id: int | None = None) -> ChildDesk:
    """By the programme, else by that of the address, else by the one meant today."""
    asked = programme_id or row_named("programme")
    found = child_desk(actor(), recipient_id, region(), today(), asked)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/children/<int:recipient_id>")
@allow(*WORKS)
def child(recipient_id: int) -> Response:
    """Lessons, the course, the stay, things, the personal file."""
    desk = _desk(recipient_id)
    return render("child_units/child.html", desk=desk, leads=actor().role in DECIDES)


@blueprint.route("/children/<int:recipient_id>/lessons", methods=BOTH)
@allow(*WORKS)
def lessons(recipient_id: int) -> Response:
    """When the child has lessons."""
    desk = _desk(recipient_id)
    if desk.attendance is None:
        raise NotFound
    form = LessonsForm()
    form.offer(desk.attendance, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_lessons(command, region=region(), actor=actor(), now=now())
            return _back(desk, "Уроки записаны. График сверяется с ними.")
    return _page(desk, form, "child_units/lessons.html")


@blueprint.route("/programmes/<int:programme_id>/council", methods=BOTH)
@allow(*DECIDES)
def council(programme_id: int) -> Response:
    """The council's decision on the course of a programme."""
    programme = get_programme(actor(), programme_id, region(), today())
    desk = _desk(programme.recipient_id, programme_id)
    if desk.course is None:
        raise NotFound
    form = CouncilForm()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            record_council_decision(command, region=region(), actor=actor(), now=now())
            return _back(desk, "Решение консилиума записано.")
    return _page(desk, form, "child_units/council.html")


@blueprint.route("/decisions/<int:decision_id>/strike", methods=BOTH)
@allow(*DECIDES)
def strike_council(decision_id: int) -> Response:
    """A decision recorded by mistake is struck out, with the reason."""
    row = decision_to_strike(actor(), decision_id)
    programme = get_programme(actor(), row.programme_id, region(), today())
    desk = _desk(programme.recipient_id, programme.id)
    form = StrikeDecisionForm()
    if form.validate_on_submit():
        with form.refusals():
            command = StrikeDecision(decision_id, form.reason.data or "")
            strike_decision(command, region=region(), actor=actor(), now=now())
            return _back(desk, "Решение вычеркнуто. В истории оно осталось.")
    template = "child_units/strike_council.html"
    return render(template, status=form.status, desk=desk, form=form, row=row)


@blueprint.route("/children/<int:recipient_id>/placement", methods=BOTH)
@allow(*DECIDES)
def placement(recipient_id: int) -> Response:
    """How the stay ends."""
    desk = _desk(recipient_id)
    if desk.stay is None:
        raise NotFound
    form = PlacementForm()
    form.offer(desk.stay.rule.ends, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            settle_placement(command, region=region(), actor=actor(), now=now())
            return _back(desk, "Запись об устройстве сохранена.")
    return _page(desk, form, "child_units/placement.html")


@blueprint.route("/children/<int:recipient_id>/items", methods=BOTH)
@allow(*WORKS)
def item(recipient_id: int) -> Response:
    """A thing given to the child."""
    desk = _desk(recipient_id)
    if not desk.norms:
        raise NotFound
    form = ItemForm()
    form.offer([one.rule for one in desk.norms], today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            issue_item(command, region=region(), actor=actor(), now=now())
            return _back(desk, "Выдача записана.")
    return _page(desk, form, "child_units/item.html")


@blueprint.post("/children/<int:recipient_id>/items/strike")
@allow(*WORKS)
def strike(recipient_id: int) -> Response:
    """A thing entered by mistake is crossed out."""
    desk = _desk(recipient_id)
    form = StrikeForm()
    if form.validate_on_submit():
        strike_item(int(form.row.data), recipient_id, actor=actor(), now=now())
        return _back(desk, "Запись вычеркнута, в журнале действий она осталась.")
    return _to(desk)


@blueprint.post("/children/<int:recipient_id>/placement/strike")
@allow(*DECIDES)
def unsettle(recipient_id: int) -> Response:
    """A placement entered by mistake is crossed out."""
    desk = _desk(recipient_id)
    form = StrikeForm()
    if form.validate_on_submit():
        strike_placement(int(form.row.data), recipient_id, actor=actor(), now=now())
        was, left = desk.stay, _desk(recipient_id, desk.programme_id).stay
        reopened = was is not None and was.settled and not (left and left.settled)
        open_again = ", устройство снова не решено" if reopened else ""
        return _back(desk, f"Запись вычеркнута{open_again}.")
    return _to(desk)


def _back(desk: ChildDesk, text: str) -> Response:
    flash(text)
    return _to(desk)


def _to(desk: ChildDesk) -> Response:
    child, programme = desk.recipient_id, desk.programme_id
    return redirect(url_for("child_units.child", recipient_id=child, programme=programme))


def _page(desk: ChildDesk, form: PortalForm, template: str) -> Response:
    return render(template, status=form.status, desk=desk, form=form)

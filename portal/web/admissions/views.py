"""Places and the queue for them: who is served, who waits, whom a place is offered."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.violations import NotAllowed
from portal.models import WaitingState
from portal.models.user import Role
from portal.usecases.queries import waiting_list as queries
from portal.usecases.queries.contract_refusals import RefusalRow, standing_refusal
from portal.usecases.queries.kept_places import kept_places
from portal.usecases.queries.people import DepartmentChoice, list_departments
from portal.usecases.queries.recipients import get_recipient
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.waiting_list import (
    decline_offer,
    join_waiting_list,
    leave_waiting_list,
    offer_place,
    set_places,
)
from portal.web.access import OFFICE, actor, allow, region
from portal.web.admissions import presenters
from portal.web.admissions.forms import (
    DECLINE,
    LEAVE,
    OFFER,
    DeclineForm,
    JoinForm,
    LeaveForm,
    OfferForm,
    PlacesForm,
)
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

blueprint = Blueprint("admissions", __name__, url_prefix="/admissions")

MANAGES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who names places and offers them."""
USUAL_ANSWER = timedelta(days=3)


@blueprint.get("")
@allow(*OFFICE)
def index() -> Response:
    """The places of one department and the queue for them."""
    departments = list_departments(actor())
    chosen = _chosen(departments)
    if chosen is None:
        return render("admissions/index.html", departments=(), room=None)
    page = queries.list_queue(actor(), chosen.id, region(), today(), page=page_number())
    return render(
        "admissions/index.html",
        departments=departments,
        room=queries.get_room(actor(), chosen.id, region(), today()),
        kept=kept_places(actor(), chosen.id, today()),
        page=page,
        pages=pages_of(page),
        tag_of=presenters.turn_tag,
        may_manage=actor().role in MANAGES,
        may_see_children=actor().role in who_sees(Subject.SCHEDULE),
    )


def _chosen(departments: tuple[DepartmentChoice, ...]) -> DepartmentChoice | None:
    """The department of the address, else the first one."""
    asked = request.args.get("department", "")
    found = next((one for one in departments if str(one.id) == asked), None)
    return found or next(iter(departments), None)


@blueprint.route("/join/<int:recipient_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def join(recipient_id: int) -> Response:
    """Somebody put in a department's queue."""
    person = get_recipient(actor(), recipient_id, today())
    form = JoinForm()
    turns = queries.open_turns(actor(), recipient_id)
    # A second entry into the same queue is refused in words; the page does not offer it.
    taken = set() if form.is_submitted() else {one.department_id for one in turns}
    departments = [one for one in list_departments(actor()) if one.id not in taken]
    form.offer(departments, today())
    asked = request.args.get("department", "")
    if not form.is_submitted() and asked in {str(one.id) for one in departments}:
        form.department_id.data = asked
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            done = join_waiting_list(command, region=region(), actor=actor(), now=now())
            flash(f"Записан в очередь, место в ней: {done.place}.")
            return redirect(url_for("admissions.index", department=command.department_id))
    order = region().rules.admission_rules.on(today()).waiting
    return render(
        "admissions/join.html",
        status=form.status,
        form=form,
        person=person,
        turns=turns,
        offered=departments,
        order=order.citation if order else None,
    )


@blueprint.route("/turns/<int:entry_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def turn(entry_id: int) -> Response:
    """One person's turn: a place offered, declined, or the queue left."""
    shown = queries.get_turn(actor(), entry_id, region(), today())
    if shown is None:
        return render("admissions/closed.html")
    forms = _forms(shown)
    step = request.form.get("step", "")
    form = forms.get(step)
    if form is not None and form.validate_on_submit():
        with form.refusals():
            flash(_carry_out(form, shown))
            return redirect(url_for("admissions.index", department=shown.room.department_id))
    return render(
        "admissions/turn.html",
        status=form.status if form else 200,
        form=form or forms[LEAVE],
        forms=forms,
        shown=shown,
        row=shown.row,
        tag=presenters.turn_tag(shown.row),
        may_manage=actor().role in MANAGES,
        refusal=_refusal(shown.row.programme_id),
    )


def _refusal(programme_id: int | None) -> RefusalRow | None:
    """The refusal to contract on the programme that is waited with."""
    return standing_refusal(actor(), programme_id) if programme_id else None


def _forms(shown: queries.TurnView) -> dict[str, OfferForm | DeclineForm | LeaveForm]:
    """The forms of the page; only the one that was sent reads what was typed."""
    step = request.form.get("step", "")
    kinds = {OFFER: OfferForm, DECLINE: DeclineForm, LEAVE: LeaveForm}
    found: dict[str, OfferForm | DeclineForm | LeaveForm] = {}
    for name, kind in kinds.items():
        form = kind() if name == step else kind(formdata=None)
        if form.version.data is None:
            form.version.data = shown.version
        form.step.data = name
        found[name] = form
    offer, decline = found[OFFER], found[DECLINE]
    if isinstance(decline, DeclineForm):
        decline.offer()
    if isinstance(offer, OfferForm) and step != OFFER:
        offer.free_from.data = max(shown.room.next_free or today(), today())
        offer.answer_by.data = today() + USUAL_ANSWER
    return found


def _carry_out(form: OfferForm | DeclineForm | LeaveForm, shown: queries.TurnView) -> str:
    """Do what the form says; returns the sentence for the next page."""
    if isinstance(form, OfferForm):
        if actor().role not in MANAGES:
            raise NotAllowed
        done = offer_place(form.to_command(shown), region=region(), actor=actor(), now=now())
        return presenters.offered(shown.row.recipient, done)
    if isinstance(form, DeclineForm):
        done = decline_offer(form.to_command(shown), region=region(), actor=actor(), now=now())
        stays = done.state is WaitingState.WAITING
        return (
            "Отказ записан, человек ждёт дальше." if stays else "Отказ записан, очередь сдвинулась."
        )
    leave_waiting_list(form.to_command(shown), region=region(), actor=actor(), now=now())
    return "Снят с очереди. Запись с причиной осталась."


@blueprint.route("/places/<int:department_id>", methods=["GET", "POST"])
@allow(*MANAGES)
def places(department_id: int) -> Response:
    """How many places a department has."""
    room = queries.get_room(actor(), department_id, region(), today())
    form = PlacesForm()
    if not form.is_submitted() and form.places.data is None and room.own_places is not None:
        form.places.data = str(room.own_places)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(department_id)
            set_places(command, region=region(), actor=actor(), now=now())
            flash("Места записаны.")
            return redirect(url_for("admissions.index", department=department_id))
    return render("admissions/places.html", status=form.status, form=form, room=room)

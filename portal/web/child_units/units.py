"""The page of a department for children: who is there, the norms, the work by tasks."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, request, url_for

from portal.domain.calendar import month_of, next_month
from portal.domain.violations import NotFound
from portal.usecases.council_decisions import DECIDES
from portal.usecases.family_rules import first_day
from portal.usecases.queries.unit_desk import UnitDesk, unit_desk
from portal.usecases.unit_work import record_activity, set_norms, strike_activity
from portal.web.access import actor, allow, region
from portal.web.child_units.forms import ActivityForm, NormsForm, StrikeForm
from portal.web.child_units.views import BOTH, WORKS, blueprint
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of


def _asked() -> date:
    """The month of the address, else the present one; never one to come or before the rules."""
    try:
        asked = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return month_of(today())
    return max(_first(), min(asked, month_of(today())))


def _first() -> date:
    return month_of(first_day(region()))


def _desk(department_id: int) -> UnitDesk:
    return unit_desk(actor(), department_id, region(), _asked(), today(), page=page_number())


@blueprint.get("/<int:department_id>")
@allow(*WORKS)
def unit(department_id: int) -> Response:
    """The children, the norms, the report of a month."""
    month, desk = _asked(), _desk(department_id)
    return render(
        "child_units/unit.html",
        desk=desk,
        pages=pages_of(desk.children),
        leads=actor().role in DECIDES,
        month=month,
        earlier=next_month(month, -1) if month > _first() else None,
        later=next_month(month) if month < month_of(today()) else None,
    )


@blueprint.route("/<int:department_id>/activities", methods=BOTH)
@allow(*WORKS)
def activity(department_id: int) -> Response:
    """What the department did under a task."""
    desk = _desk(department_id)
    if desk.work is None:
        raise NotFound
    form = ActivityForm()
    form.offer(desk.work.tasks, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(department_id)
            record_activity(command, region=region(), actor=actor(), now=now())
            return _back(department_id, "Записано.", month_of(command.day))
    return render("child_units/activity.html", status=form.status, desk=desk, form=form)


@blueprint.post("/<int:department_id>/activities/strike")
@allow(*WORKS)
def strike_work(department_id: int) -> Response:
    """An activity entered by mistake is crossed out."""
    _desk(department_id)
    form = StrikeForm()
    if form.validate_on_submit():
        strike_activity(int(form.row.data), department_id, actor=actor(), now=now())
        flash("Запись вычеркнута, в журнале действий она осталась.")
    return redirect(url_for("child_units.unit", department_id=department_id))


@blueprint.route("/<int:department_id>/norms/<string:code>", methods=BOTH)
@allow(*DECIDES)
def norms(department_id: int, code: str) -> Response:
    """The norms of an act are loaded or replaced."""
    desk = _desk(department_id)
    shown = next((one for one in desk.norms if one.rule.code == code), None)
    if shown is None:
        raise NotFound
    form = NormsForm()
    if not form.is_submitted() and not form.restored:
        form.since.data = today()
        if shown.loaded is not None:
            form.act.data, form.lines.data = shown.loaded.act, "\n".join(shown.loaded.lines)
    if form.validate_on_submit():
        with form.refusals():
            set_norms(form.to_command(code), region=region(), actor=actor(), now=now())
            return _back(department_id, "Нормы записаны.", _asked())
    return render("child_units/norms.html", status=form.status, desk=desk, form=form, shown=shown)


def _back(department_id: int, text: str, month: date) -> Response:
    flash(text)
    where = url_for("child_units.unit", department_id=department_id, month=f"{month:%Y-%m}")
    return redirect(where)

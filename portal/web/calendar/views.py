"""The working calendar: known years, a sample table, and a year added in two steps."""

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.calendar import MONTHS_NOMINATIVE
from portal.models.user import Role
from portal.usecases.queries.calendar import calendar_of, list_years
from portal.usecases.work_calendar import (
    SAMPLE,
    AddCalendarYear,
    CheckedYear,
    add_calendar_year,
    check_year,
)
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.calendar.forms import ConfirmYearForm, YearForm
from portal.web.clock import now, today
from portal.web.htmx import redirect, render

blueprint = Blueprint("calendar", __name__, url_prefix="/admin/calendar")

READERS = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.ACCOUNTANT)


@blueprint.get("")
@allow(*READERS)
def index() -> Response:
    years = list_years(region())
    known = {row.year for row in years}
    return render(
        "calendar/index.html",
        years=years,
        missing=tuple(year for year in (today().year, today().year + 1) if year not in known),
        may_add=actor().role is Role.ADMINISTRATOR,
        months=MONTHS_NOMINATIVE,
        region_name=region().identity.name,
    )


@blueprint.get("/sample")
@allow(*READERS)
def sample() -> Response:
    """A table to fill in: a few days of every kind."""
    return downloads.attachment(
        SAMPLE.encode("utf-8-sig"),
        media_type="text/csv",
        name="calendar",
        title="Производственный календарь, образец.csv",
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def new() -> Response:
    """The table is read and checked; nothing is written before its result is confirmed."""
    form = YearForm()
    if not form.is_submitted() and not form.year.data:
        form.year.data = request.args.get("year", "")[:4]
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(_current(int(form.year.data)))
            return _confirm_page(command, check_year(command, calendar_of(region())))
    return _upload_page(form)


@blueprint.post("/confirm")
@allow(Role.ADMINISTRATOR)
def confirm() -> Response:
    form = ConfirmYearForm()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command()
            add_calendar_year(command, region=region(), actor=actor(), now=now())
            flash(f"Календарь на {command.year} год записан. Сроки считаются по нему.")
            return redirect(url_for("calendar.index"))
    again = YearForm(formdata=None, year=form.year.data, act=form.act.data)
    again.general = [str(message) for _, message in form.problems]
    return _upload_page(again, status=form.status)


def _current(year: int) -> int | None:
    return next((row.added_id for row in list_years(region()) if row.year == year), None)


def _upload_page(form: YearForm, *, status: int | None = None) -> Response:
    return render(
        "calendar/new.html",
        status=status or form.status,
        form=form,
        region_name=region().identity.name,
    )


def _confirm_page(command: AddCalendarYear, checked: CheckedYear) -> Response:
    return render(
        "calendar/confirm.html",
        command=command,
        checked=checked,
        months=MONTHS_NOMINATIVE,
        known_total=sum(checked.known) if checked.known else None,
        days=sorted(checked.year.days.items()),
        region_name=region().identity.name,
    )

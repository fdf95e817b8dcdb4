"""The working calendar: known years, a sample table, and a year added in two steps."""

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.calendar import MONTHS_NOMINATIVE
from portal.domain.deadlines import HOURS_RUN
from portal.domain.violations import refuse
from portal.models.user import Role
from portal.usecases.office_hours import get_office_hours, set_office_hours
from portal.usecases.queries.calendar import calendar_of, list_years
from portal.usecases.work_calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    AddCalendarYear,
    CheckedYear,
    add_calendar_year,
    check_year,
    sample_table,
)
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.calendar.forms import ConfirmYearForm, HoursForm, YearForm, is_year
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
        sample_year=_first_unknown(),
        missing=tuple(year for year in (today().year, today().year + 1) if year not in known),
        may_add=actor().role is Role.ADMINISTRATOR,
        hours=get_office_hours(actor()),
        may_set_hours=actor().role in (Role.ADMINISTRATOR, Role.DIRECTOR),
        months=MONTHS_NOMINATIVE,
        region_name=region().identity.name,
    )


@blueprint.get("/sample")
@allow(*READERS)
def sample() -> Response:
    """A table of the asked year, or of the first one to come that is not there yet."""
    asked = request.args.get("year", "").strip()
    if asked and not is_year(asked):
        text = f"Образца нет: введите год четырьмя цифрами, от {FIRST_YEAR} до {LAST_YEAR}."
        refuse("value_invalid", text, field="year")
    year = int(asked) if asked else _first_unknown()
    return downloads.attachment(
        sample_table(year).encode("utf-8-sig"),
        media_type="text/csv",
        name=f"calendar-{year}",
        title=f"Производственный календарь {year} года, образец.csv",
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


@blueprint.route("/hours", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR, Role.DIRECTOR)
def hours() -> Response:
    """The office hours: a term in hours that ends outside them is told beforehand."""
    present = get_office_hours(actor())
    form = HoursForm(data={"opens": present.opens, "closes": present.closes})
    if form.validate_on_submit():
        with form.refusals():
            set_office_hours(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Часы работы записаны. Портал предупреждает по ним.")
            return redirect(url_for("calendar.index"))
    return render(
        "calendar/hours.html", status=form.status, form=form, present=present, clause=HOURS_RUN
    )


def _first_unknown() -> int:
    """The year that is added next: the first from this one on without days off."""
    known = {row.year for row in list_years(region())}
    return next(year for year in range(today().year, LAST_YEAR + 1) if year not in known)


def _current(year: int) -> int | None:
    return next((row.added_id for row in list_years(region()) if row.year == year), None)


def _upload_page(form: YearForm, *, status: int | None = None) -> Response:
    asked = str(form.year.data or "")
    return render(
        "calendar/new.html",
        status=status or form.status,
        form=form,
        sample_year=asked if asked.isascii() and asked.isdecimal() else _first_unknown(),
        region_name=region().identity.name,
    )


def _confirm_page(command: AddCalendarYear, checked: CheckedYear) -> Response:
    return render(
        "calendar/confirm.html",
        command=command,
        checked=checked,
        months=MONTHS_NOMINATIVE,
        known_total=sum(checked.known) if checked.known else None,
        days=[(day, checked.year.kinds_of(day)) for day in sorted(checked.year.days)],
        region_name=region().identity.name,
    )

"""Services: the list of a month, the round of a day, one recipient's sheet in three shapes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.calendar import days_of, month_of, month_title, next_month
from portal.domain.catalogue import ServiceItem
from portal.domain.contract_life import WAIVED
from portal.domain.violations import Conflict, NotFound, RulesBroken, Violation
from portal.usecases.deliveries import enter_delivery, record_delivery
from portal.usecases.queries import deliveries as queries
from portal.usecases.queries import month_sheets as sheets
from portal.usecases.role_access import Subject, sees, who_sees
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.deliveries import presenters
from portal.web.deliveries.forms import (
    NO_SUCH_CELL,
    AdditionalForm,
    CellForm,
    TypedCell,
    read_numbers,
    shown_cells,
)
from portal.web.display import local_path
from portal.web.filters import plural
from portal.web.forms import UNPROCESSABLE, drafted
from portal.web.htmx import redirect, render, wants_part
from portal.web.months.addresses import FIRST_YEAR, asked_month, knows_months
from portal.web.pages import page_number, pages_of

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")
knows_months(blueprint)
EARLIEST_MONTH = date(FIRST_YEAR, 1, 1)


@blueprint.get("")
@allow(*OFFICE)
def index() -> Response:
    month = asked_month()
    wanted = queries.RoundFilter(
        request.args.get("q", "").strip(), request.args.get("unrecorded") == "yes"
    )
    rounds = queries.list_rounds(actor(), month, wanted, page=page_number())
    return render(
        "deliveries/index.html",
        part="deliveries/_list.html",
        rounds=rounds,
        pages=pages_of(rounds.page),
        wanted=wanted,
        month=month,
        months=_months_around(month),
        today=today(),
        **_words(),
    )


def _months_around(month: date) -> dict[str, date | None]:
    following, previous = next_month(month), next_month(month, -1)
    # Before the region's first catalogue there is nothing that could have been given.
    first = month_of(region().rules.service_catalogue.versions[0].since)
    return {
        "earlier": previous if previous >= max(first, EARLIEST_MONTH) else None,
        "later": following if following <= month_of(today()) else None,
    }


@blueprint.get("/today")
@allow(*who_sees(Subject.SCHEDULE))
def visits() -> Response:
    """Everybody on the reader's round on one day, with a button a service."""
    page = sheets.list_visits(actor(), today(), region(), page=page_number())
    people = [
        (sheet, rows, presenters.day_state(rows))
        for sheet in page.rows
        for rows in (_day_rows(sheet, today()),)
    ]
    return render(
        "deliveries/today.html",
        people=people,
        opened=_opened(people),
        total=page.total,
        pages=pages_of(page),
        day=today(),
        today=today(),
        **_words(),
    )


def _opened(people: list[tuple[sheets.MonthSheet, Any, presenters.DayState]]) -> int | None:
    """Whose part is unfolded: the one just worked with, else the first who waits."""
    asked = request.args.get("open", "")
    ids = [sheet.contract_id for sheet, _rows, _state in people]
    if asked in map(str, ids):
        return int(asked)
    return next((sheet.contract_id for sheet, _, state in people if not state.finished), None)


def _words() -> dict[str, Any]:
    return {
        "cell_label": presenters.cell_label,
        "heading": presenters.day_heading,
        "anchor": presenters.day_anchor,
        "sees_contacts": sees(actor(), Subject.ADDRESS),
        "sees_schedule": sees(actor(), Subject.SCHEDULE),
    }


def _day_rows(sheet: sheets.MonthSheet, day: date) -> list[tuple[presenters.Row, Any]]:
    """The services of a day: those with volume left first, each with its cell."""
    shown = presenters.sheet_of(sheet, region(), today())
    # What an agreement dropped or brings later is no line of this day, unless something is there.
    agreed = {
        (one.code, one.additional)
        for one in sheet.services
        if presenters.is_agreed(one, day) or not sheet.first <= day <= sheet.last
    }
    pairs = [(row, row.cell(day)) for row in shown.rows]
    rows = [(row, one) for row, one in pairs if one.value or (row.code, row.additional) in agreed]
    # What the plan names for the day comes first, then what has volume left.
    return sorted(
        rows,
        key=lambda pair: (not pair[1].planned, not (pair[0].left or pair[1].value)),
    )


def _sheet_url(contract_id: int, month: date) -> str:
    return url_for("deliveries.sheet", contract_id=contract_id, month=month)


@blueprint.get("/<int:contract_id>")
@allow(*OFFICE)
def this_month(contract_id: int) -> Response:
    """The grid of this month at today's column."""
    found = sheets.get_sheet(actor(), contract_id, month_of(today()), region())
    anchor = presenters.day_anchor(found.month, today())
    return redirect(f"{_sheet_url(contract_id, found.month)}#{anchor}")


@blueprint.get("/<int:contract_id>/<month:month>")
@allow(*OFFICE)
def sheet(contract_id: int, month: date) -> Response:
    """The grid of a month."""
    found = sheets.get_sheet(actor(), contract_id, month, region())
    return render("deliveries/sheet.html", **_sheet_page(found))


def _sheet_page(
    found: sheets.MonthSheet,
    refusals: Mapping[tuple[str, bool], presenters.Refusal] | None = None,
) -> dict[str, Any]:
    form = AdditionalForm()
    form.offer(_extra_items(found))
    return {
        "sheet": found,
        "shown": presenters.sheet_of(found, region(), today(), refusals),
        "outside": presenters.outside(found),
        "months": _months_around(found.month),
        "additional": form,
        "splits": any(item.fractional for item in _extra_items(found)),
        "today": today(),
        "refusal_clause": WAIVED,
        **_words(),
    }


def _extra_items(found: sheets.MonthSheet) -> tuple[ServiceItem, ...]:
    return region().rules.service_catalogue.on(found.month).for_form(found.form)


@blueprint.post("/<int:contract_id>/<month:month>/cell")
@allow(*OFFICE)
def cell(contract_id: int, month: date) -> Response:
    """A tap into the grid: the row with its totals comes back."""
    before = sheets.get_sheet(actor(), contract_id, month, region())
    form = CellForm()
    day, refusal = _enter(form, before)
    after = sheets.get_sheet(actor(), contract_id, month, region())
    refusals = {form.row: refusal} if refusal else {}
    status = UNPROCESSABLE if refusal else 200
    if not wants_part():
        if refusal:
            return render("deliveries/sheet.html", status=status, **_sheet_page(after, refusals))
        anchor = presenters.day_anchor(month, day) if day else None
        return redirect(f"{_sheet_url(contract_id, month)}#{anchor or 'sheet'}")
    shown = presenters.sheet_of(after, region(), today(), refusals)
    return _row_answer("deliveries/_row.html", shown, form, after, (day, refusal))


def _row_answer(
    part: str,
    shown: presenters.Sheet,
    form: CellForm,
    after: sheets.MonthSheet,
    outcome: tuple[date | None, presenters.Refusal | None],
) -> Response:
    day, refusal = outcome
    try:
        code, additional = form.row
        row = shown.row(code, additional=additional)
    except StopIteration:
        raise NotFound from None
    touched = row.cell(day) if day else row.cells[0]
    said = refusal.text if refusal else presenters.announced(row, touched)
    return render(
        part,
        part=part,
        status=UNPROCESSABLE if refusal else 200,
        row=row,
        one=touched,
        sheet=after,
        said=said,
        today=today(),
        after=local_path(request.form.get("next")),
        state=presenters.day_state((one, one.cell(touched.day)) for one in shown.rows),
        **_words(),
    )


def _enter(
    form: CellForm, before: sheets.MonthSheet
) -> tuple[date | None, presenters.Refusal | None]:
    """Save one cell; the refusal, when there is one, belongs into its row."""
    broken = (Violation("value_invalid", NO_SUCH_CELL),)
    command = form.to_command(before.contract_id, before.month) if form.validate() else None
    if command is None:
        return None, presenters.Refusal(broken, before.month)
    try:
        enter_delivery(command, region=region(), actor=actor(), now=now())
    except Conflict as error:
        # The second tap of an impatient finger finds what the first one has saved.
        present = sheets.get_sheet(actor(), before.contract_id, before.month, region())
        service = present.service(command.code, additional=command.additional)
        if service.entries.get(command.day, presenters.NOTHING) != command.quantity:
            return command.day, presenters.Refusal(error.violations, command.day)
    except RulesBroken as error:
        return command.day, presenters.Refusal(error.violations, command.day)
    return command.day, None


@blueprint.get("/<int:contract_id>/<month:month>/<int:number>")
@allow(*OFFICE)
def day(contract_id: int, month: date, number: int) -> Response:
    """One recipient on one day: the grid's column on a phone."""
    if not 1 <= number <= len(days_of(month)):
        raise NotFound
    found = sheets.get_sheet(actor(), contract_id, month, region())
    return render("deliveries/day.html", **_day_page(found, month.replace(day=number)))


def _day_page(found: sheets.MonthSheet, chosen: date) -> dict[str, Any]:
    return {
        "sheet": found,
        "rows": _day_rows(found, chosen),
        "day": chosen,
        "days_in_month": len(days_of(chosen)),
        "today": today(),
        "closed": presenters.closed_because(found, None, chosen, today()),
        **_words(),
    }


@blueprint.post("/<int:contract_id>/<month:month>/visit")
@allow(*OFFICE)
def visit(contract_id: int, month: date) -> Response:
    """A button of the day's list: the line of the service comes back."""
    before = sheets.get_sheet(actor(), contract_id, month, region())
    form = CellForm()
    chosen, refusal = _enter(form, before)
    after = sheets.get_sheet(actor(), contract_id, month, region())
    refusals = {form.row: refusal} if refusal else {}
    if wants_part():
        shown = presenters.sheet_of(after, region(), today(), refusals)
        return _row_answer("deliveries/_visit.html", shown, form, after, (chosen, refusal))
    if refusal:
        return _refused_visit(after, refusals, chosen or month)
    return redirect(local_path(request.form.get("next")))


def _refused_visit(
    after: sheets.MonthSheet,
    refusals: Mapping[tuple[str, bool], presenters.Refusal],
    chosen: date,
) -> Response:
    page = _day_page(after, chosen)
    shown = presenters.sheet_of(after, region(), today(), refusals)
    page["rows"] = [(row, row.cell(chosen)) for row in shown.rows]
    return render("deliveries/day.html", status=UNPROCESSABLE, **page)


@blueprint.get("/<int:contract_id>/<month:month>/numbers")
@allow(*OFFICE)
def numbers(contract_id: int, month: date) -> Response:
    """The month as a form of numbers with one button."""
    found = sheets.get_sheet(actor(), contract_id, month, region())
    # Of a draft only what was changed by hand: the other cells show what is recorded by now.
    changed = read_numbers(found, drafted() or {}, days_of(month), today())
    typed = {one.name: one.typed for one in changed}
    return render("deliveries/numbers.html", **_numbers_page(found, typed, {}))


def _numbers_page(
    found: sheets.MonthSheet, typed: Mapping[str, str], problems: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "sheet": found,
        "shown": presenters.sheet_of(found, region(), today()),
        "outside": presenters.outside(found),
        "shown_cells": shown_cells(found),
        "typed": typed,
        "problems": problems,
        "today": today(),
        **_words(),
    }


@blueprint.post("/<int:contract_id>/<month:month>/numbers")
@allow(*OFFICE)
def save_numbers(contract_id: int, month: date) -> Response:
    """Save every cell that was changed; each refused one is named with its reason."""
    found = sheets.get_sheet(actor(), contract_id, month, region())
    changed = tuple(read_numbers(found, request.form, days_of(month), today()))
    problems = {one.name: problem for one in changed if (problem := _save(one))}
    saved = len(changed) - len(problems)
    if saved:
        flash(f"Записано: {plural(saved, 'ячейка', 'ячейки', 'ячеек')}.")
    if not problems:
        return redirect(_sheet_url(contract_id, month))
    after = sheets.get_sheet(actor(), contract_id, month, region())
    typed = {one.name: one.typed for one in changed if one.name in problems}
    page = _numbers_page(after, typed, problems)
    return render("deliveries/numbers.html", status=UNPROCESSABLE, **page)


def _save(one: TypedCell) -> dict[str, object] | None:
    """Save a cell; what is wrong with it when it was refused."""
    where = f"{one.service.title or one.service.code}, {presenters.day_heading(one.day)}"
    if one.command is None:
        return {"where": where, "violations": (Violation("value_invalid", one.problem),)}
    try:
        enter_delivery(one.command, region=region(), actor=actor(), now=now())
    except RulesBroken as error:
        return {"where": where, "violations": error.violations}
    return None


@blueprint.post("/<int:contract_id>/<month:month>/additional")
@allow(*OFFICE)
def additional(contract_id: int, month: date) -> Response:
    """Record a service beyond the programme, at the full price."""
    found = sheets.get_sheet(actor(), contract_id, month, region())
    form = AdditionalForm()
    form.offer(_extra_items(found))
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            record_delivery(command, region=region(), actor=actor(), now=now())
            flash(f"Дополнительная услуга записана. {month_title(month).capitalize()}.")
            return redirect(_sheet_url(contract_id, month_of(command.day)))
    page = _sheet_page(sheets.get_sheet(actor(), contract_id, month, region()))
    page["additional"] = form
    return render("deliveries/sheet.html", status=form.status, form=form, **page)

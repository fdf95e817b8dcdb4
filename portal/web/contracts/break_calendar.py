"""The calendar of breaks: seen by month, moved by dates, by keyboard or by dragging."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.calendar import days_of, month_of, next_month
from portal.domain.money import ZERO, rubles_text
from portal.domain.violations import NotFound, RulesBroken, Violation
from portal.models.user import Role
from portal.usecases.act_corrections import ActCorrected
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.suspension_calendar import (
    MOST_MONTHS,
    BreakCalendar,
    BreakRow,
    MovePreview,
    break_calendar,
    months_shown,
    preview_move,
)
from portal.usecases.queries.suspensions import break_to_look_at
from portal.usecases.role_access import Subject, sees, subject_of_paper
from portal.usecases.suspension_moves import MoveSuspension, move_suspension
from portal.usecases.suspension_orders import TITLE, order_paper
from portal.usecases.suspension_withdrawals import withdraw_suspension
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.contracts.break_forms import MoveForm, PreviewForm, WithdrawForm
from portal.web.htmx import redirect, render

ORDERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
READERS = (*ORDERS, Role.ACCOUNTANT)
"""Who sees the breaks; orders are given by the first two."""
BOTH = ["GET", "POST"]
DAYS_IN_WEEK = 7
FIRST_YEAR, LAST_YEAR = 2014, 2100


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar: the break that holds it, whether it begins or ends there."""

    day: date
    held_by: BreakRow | None
    outside: bool

    @property
    def begins(self) -> bool:
        """Whether the break's first day is this one."""
        return self.held_by is not None and self.held_by.since == self.day

    @property
    def ends(self) -> bool:
        """Whether services go on on the next day."""
        held = self.held_by
        return held is not None and held.until is not None and (held.until - self.day).days == 1


def told_of_acts(corrected: tuple[ActCorrected, ...]) -> str:
    """A sentence on the acts that were corrected; empty when none was."""
    if not corrected:
        return ""
    change = sum((one.difference for one in corrected), ZERO)
    how = "больше" if change > ZERO else "меньше"
    return f" Исправлено актов: {len(corrected)}, к оплате {how} на {rubles_text(abs(change))}."


@allow(*READERS)
def breaks(contract_id: int) -> Response:
    """Every break of the contract with its orders, and two months."""
    contract = get_contract(actor(), contract_id)
    month = _month()
    calendar = break_calendar(
        actor(), contract_id, region(), (month, next_month(month)), today=today()
    )
    return render(
        "contracts/breaks.html",
        contract=contract,
        earlier=next_month(month, -1),
        later=next_month(month),
        proposed=break_to_look_at(actor(), contract_id, region(), today()),
        may_order=actor().role in ORDERS,
        may_read=lambda code: sees(actor(), subject_of_paper(code)),
        today=today(),
        **_calendar(calendar),
    )


@allow(*ORDERS)
def move_break(contract_id: int, suspension_id: int) -> Response:
    """Other days for a break, by an order of its own."""
    form = MoveForm()
    moved = _moved(contract_id, suspension_id)
    if not form.is_submitted():
        form.fill(moved.row)
    if form.validate_on_submit():
        with form.refusals():
            done = move_suspension(
                form.to_command(suspension_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            told = told_of_acts(done.corrected)
            flash(f"Дни перерыва изменены приказом № {done.order_number}.{told}")
            return redirect(url_for("contracts.breaks", contract_id=contract_id))
    return _move_page(moved, form, status=form.status)


@allow(*ORDERS)
def preview_break(contract_id: int, suspension_id: int) -> Response:
    """What other days would come to; nothing is recorded."""
    form = PreviewForm()
    moved = _moved(contract_id, suspension_id)
    found: MovePreview | None = None
    refused: tuple[Violation, ...] = ()
    if form.validate():
        try:
            command = form.to_command(suspension_id)
            found = preview_move(command, region=region(), actor=actor(), now=now())
            moved = _laid(moved, command)
        except RulesBroken as broken:
            refused = broken.violations
    status = 200 if found else 422
    return _move_page(moved, form, status=status, preview=found, refused=refused)


@allow(*ORDERS)
def withdraw_break(contract_id: int, suspension_id: int) -> Response:
    """Call off a break that has not begun, by an order of its own."""
    form = WithdrawForm()
    moved = _moved(contract_id, suspension_id)
    if not form.is_submitted():
        form.seen.data = len(moved.row.orders)
    if form.validate_on_submit():
        with form.refusals():
            done = withdraw_suspension(
                form.to_command(suspension_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash(f"Перерыв отменён приказом № {done.order_number}. Услуги идут без него.")
            return redirect(url_for("contracts.breaks", contract_id=contract_id))
    return render(
        "contracts/withdraw_break.html",
        status=form.status,
        form=form,
        row=moved.row,
        contract=get_contract(actor(), contract_id),
    )


@allow(*READERS)
def break_order(contract_id: int, order_id: int) -> Response:
    """The frozen order."""
    get_contract(actor(), contract_id)
    content = order_paper(actor(), contract_id, order_id)
    return downloads.paper(content, name=f"order-{order_id}", title=TITLE)


@dataclass(frozen=True, slots=True)
class _Moved:
    contract_id: int
    row: BreakRow
    calendar: BreakCalendar


def _moved(contract_id: int, suspension_id: int) -> _Moved:
    """The break of this contract, in the months of its days."""
    calendar = break_calendar(actor(), contract_id, region(), (), today=today())
    row = next((one for one in calendar.breaks if one.id == suspension_id), None)
    if row is None:
        raise NotFound
    shown = months_shown(row.interval)
    around = (*shown, next_month(shown[-1])) if len(shown) == 1 else shown
    if len(around) < MOST_MONTHS and calendar.first < around[0]:
        around = (next_month(around[0], -1), *around)
    return _Moved(
        contract_id, row, break_calendar(actor(), contract_id, region(), around, today=today())
    )


def _laid(moved: _Moved, command: MoveSuspension) -> _Moved:
    """The same months with the break on the days that it would have."""
    months = tuple(one.month for one in moved.calendar.months)
    laid = break_calendar(actor(), moved.contract_id, region(), months, command, today=today())
    return replace(moved, calendar=laid)


def _move_page(
    moved: _Moved,
    form: MoveForm,
    *,
    status: int,
    preview: MovePreview | None = None,
    refused: tuple[Violation, ...] = (),
) -> Response:
    return render(
        "contracts/move_break.html",
        part="contracts/_break_preview.html",
        status=status,
        form=form,
        row=moved.row,
        contract=get_contract(actor(), moved.contract_id),
        preview=preview,
        refused=refused,
        **_calendar(moved.calendar),
    )


def _calendar(calendar: BreakCalendar) -> dict[str, Any]:
    return {
        "calendar": calendar,
        "weeks_of": lambda month: _weeks(calendar, month),
        "sees_terms": sees(actor(), Subject.CONTRACT),
        "knows_income": sees(actor(), Subject.INCOME),
    }


def _weeks(calendar: BreakCalendar, month: date) -> list[list[Cell | None]]:
    """The days of a month in weeks from Monday; None outside the month."""
    cells: list[Cell | None] = [None] * month.weekday()
    for day in days_of(month):
        outside = not calendar.first <= day <= calendar.last
        cells.append(Cell(day, None if outside else calendar.break_on(day), outside))
    cells += [None] * (-len(cells) % DAYS_IN_WEEK)
    return [cells[at : at + DAYS_IN_WEEK] for at in range(0, len(cells), DAYS_IN_WEEK)]


def _month() -> date:
    """The month asked for as 2026-03; the present one for anything else."""
    try:
        month = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return month_of(today())
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else month_of(today())


def join(blueprint: Blueprint) -> None:
    """Add the addresses to those of the contracts."""
    page = "/<int:contract_id>/breaks"
    one = f"{page}/<int:suspension_id>"
    blueprint.add_url_rule(page, "breaks", breaks)
    blueprint.add_url_rule(one, "move_break", move_break, methods=BOTH)
    blueprint.add_url_rule(f"{one}/withdraw", "withdraw_break", withdraw_break, methods=BOTH)
    blueprint.add_url_rule(f"{one}/preview", "preview_break", preview_break, methods=["POST"])
    blueprint.add_url_rule(f"{page}/orders/<int:order_id>", "break_order", break_order)

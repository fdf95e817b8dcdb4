"""What confirms a break and what ends it: the paper that came late, the word that it is over."""

from flask import Blueprint, Response, flash, url_for

from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.suspension_calendar import BreakRow, break_calendar
from portal.usecases.suspension_events import record_break_event
from portal.usecases.suspension_proofs import bring_proof
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.contracts.break_forms import EventForm, PaperForm
from portal.web.htmx import redirect, render

ORDERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
TELLS = (*ORDERS, Role.SOCIAL_WORKER)
"""Who records that a break may end: whoever sees the recipient first; orders are not hers."""
BOTH = ["GET", "POST"]


@allow(*ORDERS)
def break_paper(contract_id: int, suspension_id: int) -> Response:
    """Record the paper that the break waits for."""
    form = PaperForm()
    row = _row(contract_id, suspension_id)
    if form.validate_on_submit():
        with form.refusals():
            bring_proof(form.to_command(suspension_id), region=region(), actor=actor(), now=now())
            flash("Документ записан в дело получателя.")
            return redirect(url_for("contracts.breaks", contract_id=contract_id))
    return render(
        "contracts/break_paper.html",
        status=form.status,
        form=form,
        row=row,
        contract=get_contract(actor(), contract_id),
    )


@allow(*TELLS)
def break_event(contract_id: int, suspension_id: int) -> Response:
    """Record that what the break waited for has come; the order to go on is the director's."""
    form = EventForm()
    row = _row(contract_id, suspension_id)
    orders = actor().role in ORDERS
    page = "contracts.breaks" if orders else "contracts.show"
    if not row.asks_event:
        raise NotFound
    if row.event is not None and not form.is_submitted():
        form.happened_on.data, form.note.data = row.event.happened_on, row.event.note
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(suspension_id)
            day = record_break_event(command, region=region(), actor=actor(), now=now())
            told = "" if orders else " Директор увидит это на странице «Сегодня»."
            flash(f"{row.asks_event} {day:%d.%m.%Y}: записано.{told}")
            return redirect(url_for(page, contract_id=contract_id))
    return render(
        "contracts/break_event.html",
        status=form.status,
        form=form,
        row=row,
        contract=get_contract(actor(), contract_id),
        page=page,
    )


def _row(contract_id: int, suspension_id: int) -> BreakRow:
    """The break of this contract; raises NotFound."""
    breaks = break_calendar(actor(), contract_id, region(), (), today=today()).breaks
    row = next((one for one in breaks if one.id == suspension_id), None)
    if row is None:
        raise NotFound
    return row


def join(blueprint: Blueprint) -> None:
    """Add the addresses to those of the contracts."""
    one = "/<int:contract_id>/breaks/<int:suspension_id>"
    blueprint.add_url_rule(f"{one}/paper", "break_paper", break_paper, methods=BOTH)
    blueprint.add_url_rule(f"{one}/event", "break_event", break_event, methods=BOTH)

"""Months: what closing would do, closing itself, and the papers of a closed month."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, url_for

from portal.domain.calendar import last_day
from portal.domain.violations import NotFound
from portal.jobs import enqueue
from portal.models.user import Role
from portal.usecases.fee_settings import get_course_reading
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import closings as queries
from portal.usecases.queries.former_bills import missing_bills
from portal.usecases.queries.month_file import month_papers
from portal.usecases.queries.months import MonthRehearsal, RehearsedAct, rehearse_month
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.filters import month as month_words
from portal.web.forms import UNPROCESSABLE
from portal.web.htmx import redirect, render
from portal.web.months import presenters
from portal.web.months.addresses import knows_months, month_text
from portal.web.months.bounds import MONEY, first_month_of
from portal.web.months.forms import CloseForm

blueprint = Blueprint("months", __name__, url_prefix="/months")
knows_months(blueprint)

LOOKERS = (*MONEY, Role.HEAD_OF_DEPARTMENT)
"""Who may see what a month will come to; closing it is the business of money."""


@blueprint.get("")
@allow(*LOOKERS)
def index() -> Response:
    return render(
        "months/index.html",
        months=queries.list_months(actor(), today()),
        state_tag=presenters.state_tag,
        today=today(),
        reading=get_course_reading(region=region(), actor=actor(), now=now()),
        may_choose=actor().role is Role.DIRECTOR,
    )


@blueprint.get("/<month:month>")
@allow(*LOOKERS)
def show(month: date) -> Response:
    """The rehearsal of an open month, the result of a closed one."""
    row = queries.get_month(actor(), month)
    rehearsal = _rehearse(month)
    page = _rehearsal_page(rehearsal)
    if not row.closed:
        return render("months/rehearsal.html", row=row, **page)
    return render(
        "months/closed.html",
        row=row,
        papers=month_papers(actor().provider_id, month),
        act_rules=region().rules.act_rules.on(last_day(month)),
        file_size=presenters.file_size,
        **page,
    )


def _rehearse(month: date) -> MonthRehearsal:
    return rehearse_month(actor().provider_id, month, region(), today())


def _rehearsal_page(rehearsal: MonthRehearsal) -> dict[str, Any]:
    return {
        "month": rehearsal.month,
        "rehearsal": rehearsal,
        "cost": presenters.total_cost(rehearsal),
        "readiness": presenters.readiness(rehearsal, today()),
        "skipped": presenters.told(rehearsal.skipped),
        "signed": presenters.signed,
        "may_close": actor().role in MONEY,
        "missing_bills": missing_bills(actor(), rehearsal.month, region()),
    }


@blueprint.get("/<month:month>/draft/<int:contract_id>")
@allow(*LOOKERS)
def draft(month: date, contract_id: int) -> Response:
    """One person's act before it exists, with its derivation."""
    rehearsal = _rehearse(month)
    act = _rehearsed(rehearsal, contract_id)
    return render(
        "months/draft.html",
        act=act,
        month=month,
        signed=presenters.signed,
        former=first_month_of(contract_id, month),
        may_close=actor().role in MONEY,
    )


def _rehearsed(rehearsal: MonthRehearsal, contract_id: int) -> RehearsedAct:
    for row in rehearsal.rows:
        if row.contract_id == contract_id:
            return row
    raise NotFound


@blueprint.route("/<month:month>/close", methods=["GET", "POST"])
@allow(*MONEY)
def close(month: date) -> Response:
    """The check page, then the job."""
    row = queries.get_month(actor(), month)
    if row.closed:
        return render("months/already_closed.html", status=UNPROCESSABLE, row=row, month=month)
    form = CloseForm()
    page = _rehearsal_page(_rehearse(month))
    ready = page["readiness"].ready
    form.ask_only(last_day=bool(page["readiness"].warning))
    if form.validate_on_submit() and ready:
        job = enqueue("close_month", {"month": month.isoformat()}, actor=actor(), now=now())
        return redirect(url_for("jobs.show", job_id=job))
    # A month that cannot be closed yet is said here, not after a job has failed.
    status = form.status if ready or not form.is_submitted() else UNPROCESSABLE
    return render("months/close.html", status=status, form=form, row=row, **page)


@blueprint.post("/<month:month>/print")
@allow(*MONEY)
def print_papers(month: date) -> Response:
    """Draw what is not drawn yet and join all papers of the month into one file."""
    job = enqueue("print_month_papers", {"month": month.isoformat()}, actor=actor(), now=now())
    return redirect(url_for("jobs.show", job_id=job))


@blueprint.get("/<month:month>/papers.pdf")
@allow(*MONEY)
def papers(month: date) -> Response:
    """The file for the printer, as the job has stored it."""
    file = month_papers(actor().provider_id, month).file
    if file is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, file.paper_id)
    name, title = f"month-{month_text(month)}", f"Акты и квитанции за {month_words(month)}"
    return downloads.paper(content, name=name, title=title)

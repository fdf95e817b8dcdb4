"""«Сегодня» for each role, and what the portal says about itself."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import select

from portal.models.user import Role
from portal.usecases.queries import (
    acts,
    deliveries,
    home,
    home_money,
    home_reminders,
    payments,
    receipt_copies,
)
from portal.usecases.queries.contract_tasks import Tasks, contract_tasks
from portal.usecases.queries.ending_tasks import ending_tasks
from portal.usecases.queries.fee_proposals import declined_fees
from portal.usecases.queries.half_signed import half_signed
from portal.usecases.queries.half_signed_amendments import half_signed_amendments
from portal.usecases.queries.programme_endings import duties_due
from portal.usecases.queries.suspensions import breaks_to_look_at
from portal.usecases.queries.urgent_information import urgent_information
from portal.usecases.queries.visit_plans import todays_round
from portal.usecases.transaction import reading
from portal.web.access import actor, allow, public, region, regions
from portal.web.clock import now, today
from portal.web.home.chart import debt_chart
from portal.web.home.clocks import clock_of
from portal.web.home.closing_month import closing
from portal.web.home.leads import accountant_lead, director_lead, head_lead, worker_lead
from portal.web.home.plates import ends_untold, plates
from portal.web.htmx import redirect, render
from portal.web.menu import first_own_page
from portal.web.norms import norms_by_place

blueprint = Blueprint("home", __name__)


@blueprint.get("/", endpoint="today")
@allow(*Role)
def today_page() -> Response:
    pages: dict[Role, Callable[[], Response]] = {
        Role.DIRECTOR: director,
        Role.ACCOUNTANT: accountant,
        Role.SOCIAL_WORKER: social_worker,
        Role.HEAD_OF_DEPARTMENT: head_of_department,
        Role.RECIPIENT: lambda: redirect(url_for(first_own_page())),
        Role.ADMINISTRATOR: lambda: redirect(url_for("admin.people")),
        Role.OFFICER: lambda: redirect(url_for("transfers.queue")),
    }
    return pages[actor().role]()


def director() -> Response:
    tasks = _contract_tasks()
    acts_to_sign = acts.months_to_sign(actor())
    endings = ending_tasks(actor(), region(), today())
    return render(
        "home/director.html",
        today=today(),
        breaks=breaks_to_look_at(actor(), region(), today()),
        endings=endings,
        tasks=tasks,
        acts=acts_to_sign,
        acts_told=[(one.month, one.acts) for one in acts_to_sign],
        lead=director_lead(tasks, acts_to_sign),
        half=half_signed(actor(), today()),
        half_amended=half_signed_amendments(actor(), today()),
        clock_of=clock_of,
        month=closing(home.month_progress(actor(), today())),
        plates=plates(
            ends_untold(home.programme_ends(actor(), today()), endings.soon),
            home_money.awaited_payments(actor(), today()),
            duties_due(actor(), region(), today()),
            home_reminders.notices_due(actor(), today()),
        ),
        **_money(),
    )


def accountant() -> Response:
    awaited = home_money.awaited_payments(actor(), today())
    month = closing(home.month_progress(actor(), today()))
    week = home_money.payments_of_week(actor(), today())
    return render(
        "home/accountant.html",
        today=today(),
        lead=accountant_lead(month, week),
        month=month,
        week=week,
        declined=declined_fees(actor(), now()),
        plates=plates((), awaited, notices=home_reminders.notices_due(actor(), today())),
        **_money(),
    )


def _contract_tasks() -> Tasks:
    """What is to be signed and drawn up; by the region's rule of one contract (MSK-CON-05)."""
    rules = region().rules.contract_rules.on(today())
    return contract_tasks(actor(), today(), single=rules.single is not None)


def _money() -> dict[str, Any]:
    totals = payments.list_balances(actor(), payments.BalanceFilter(debtors=True), today())
    chart = debt_chart(home_money.debt_by_month(actor(), today()))
    reminders = home_reminders.money_reminders(actor(), region(), today())
    return {"debts": totals, "chart": chart, "reminders": reminders}


def social_worker() -> Response:
    month = today().replace(day=1)
    wanted = deliveries.RoundFilter(unrecorded=True)
    rounds = deliveries.list_rounds(actor(), month, wanted)
    everybody = deliveries.list_rounds(actor(), month, deliveries.RoundFilter())
    return render(
        "home/social_worker.html",
        today=today(),
        lead=worker_lead(everybody),
        month=month,
        visits=todays_round(actor(), today(), region()),
        unrecorded=rounds,
        everybody=everybody,
        tasks=_contract_tasks(),
        half=half_signed(actor(), today()),
        half_amended=half_signed_amendments(actor(), today()),
        clock_of=clock_of,
        receipts=receipt_copies.list_receipts(actor(), accepted=False),
        has_copies=region().rules.payment_rules.on(today()).receipt_workflow is not None,
    )


def head_of_department() -> Response:
    receipts = receipt_copies.list_receipts(actor(), accepted=False)
    ends = home.programme_ends(actor(), today())
    return render(
        "home/head_of_department.html",
        today=today(),
        breaks=breaks_to_look_at(actor(), region(), today()),
        lead=head_lead(receipts.outstanding, ends),
        receipts=receipts,
        plates=plates(ends, (), duties_due(actor(), region(), today())),
        departments=home.served_by_department(actor(), today()),
        tasks=_contract_tasks(),
        half=half_signed(actor(), today()),
        half_amended=half_signed_amendments(actor(), today()),
        clock_of=clock_of,
        month=closing(home.month_progress(actor(), today())),
    )


@blueprint.get("/law")
@allow(*Role)
def law() -> Response:
    """What the region's law says to people, place by place."""
    return render("home/law.html", places=norms_by_place(), name=region().identity.name)


@blueprint.get("/about/accessibility")
@public
def accessibility() -> Response:
    return render("home/accessibility.html")


@blueprint.get("/about/personal-data")
@public
def privacy() -> Response:
    return render("home/privacy.html")


@blueprint.get("/about/help")
@public
def help_page() -> Response:
    return render("home/help.html")


@blueprint.get("/about/urgent-help")
@public
def urgent_help() -> Response:
    """How urgent help is asked for, region by region: for everybody (VLA-RGT-04)."""
    return render("home/urgent_help.html", information=urgent_information(regions(), now()))


@blueprint.get("/health")
@public
def health() -> Response:
    """For a supervisor: the process answers and can read its database."""
    with reading() as session:
        session.execute(select(1))
    return Response("ok\n", mimetype="text/plain")

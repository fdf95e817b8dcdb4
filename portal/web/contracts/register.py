"""The account of contracts for a period, on the page and on paper (MSK-REG-02)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.models.user import Role
from portal.usecases.queries import contract_register as queries
from portal.usecases.queries.applications import Period
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.admissions.application_forms import period_of
from portal.web.clock import today
from portal.web.htmx import render
from portal.web.pages import page_number, pages_of

READERS = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)


def _period() -> Period:
    return Period(*period_of(request.args, today()))


@allow(*READERS)
def register() -> Response:
    """Contracts of the period with their programmes and the units given."""
    period = _period()
    account = queries.contract_account(actor(), period, region(), page=page_number())
    pages = pages_of(account.page)
    return render("contracts/register.html", account=account, period=period, pages=pages)


@allow(*READERS)
def register_paper() -> Response:
    """The same for the whole period, to be printed."""
    form, facts = queries.print_contract_account(actor(), _period(), region())
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name="contracts", title=form.title)


def _offered() -> bool:
    kept = queries.contract_register(region(), today()) is not None
    return kept and actor().role in READERS


def join(blueprint: Blueprint) -> None:
    """Add the two addresses, and whether the reader's list of contracts leads there."""
    blueprint.get("/register")(register)
    blueprint.get("/register.pdf")(register_paper)
    blueprint.app_context_processor(lambda: {"contract_register_offered": _offered})

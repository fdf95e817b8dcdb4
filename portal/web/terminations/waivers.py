"""Services given up in writing: some of a contract's, or all of them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.endings import REFUSAL
from portal.models.user import Role
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.refusal_authors import refusal_authors
from portal.usecases.refusal_scopes import asked_scopes
from portal.usecases.waivers import refuse_services
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.terminations.forms import WaiverForm, titles

WAIVERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.ACCOUNTANT)
"""Who records that services are given up."""


@allow(*WAIVERS)
def waive(contract_id: int) -> Response:
    """Services given up in writing."""
    contract = get_contract(actor(), contract_id, today())
    rules = region().rules.termination_rules.on(today()).waiver
    form = WaiverForm()
    form.offer(
        [(one.code, one.title) for one in contract.services],
        request.form if form.is_submitted() else None,
    )
    form.name_authors(refusal_authors(actor(), contract_id, region(), today()))
    scopes = asked_scopes(actor(), contract_id, region(), REFUSAL, today())
    form.ask_scope(scopes, needed=False)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = refuse_services(command, region=region(), actor=actor(), now=now())
            if done.termination_id is not None:
                flash("Получатель отказался от всех услуг. Прекращение договора подготовлено.")
                where = url_for("terminations.show", termination_id=done.termination_id)
                return redirect(where)
            flash(f"Отказ записан, изменение № {done.number}. Плата пересчитана с этого дня.")
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return render(
        "terminations/waive.html",
        status=form.status,
        form=form,
        contract=contract,
        rules=rules,
        titles=titles(form.codes),
    )


def join(blueprint: Blueprint) -> None:
    """Put the page under the ends of contracts."""
    blueprint.add_url_rule(
        "/contracts/<int:contract_id>/waive", view_func=waive, methods=["GET", "POST"]
    )

"""Contracts that never came into force: death, a change of mind, a text taken back."""

from flask import Blueprint, Response, flash, url_for

from portal.models.user import Role
from portal.usecases.contract_drops import another_may_follow, drop_contract
from portal.usecases.queries.contracts import get_contract
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.terminations.decision_forms import NotSignedForm


@allow(Role.DIRECTOR)
def not_signed(contract_id: int) -> Response:
    """A contract that never came into force: why, and that it is closed."""
    contract = get_contract(actor(), contract_id, today())
    form = NotSignedForm(version=contract.version)
    form.offer(died=contract.died_on is not None)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = drop_contract(command, region=region(), actor=actor(), now=now())
            again = " По программе можно составить новый договор." if done.another else ""
            flash(f"Договор закрыт. Номер и бумага остались.{again}")
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return render(
        "terminations/not_signed.html",
        status=form.status,
        form=form,
        contract=contract,
        another=another_may_follow(actor(), contract_id, region(), today()),
    )


def join(blueprint: Blueprint) -> None:
    """Add the address to those of ends."""
    page = "/contracts/<int:contract_id>/not-signed"
    blueprint.add_url_rule(page, "not_signed", not_signed, methods=["GET", "POST"])

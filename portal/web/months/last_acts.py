"""The last act of a contract that has ended, issued before its month is closed for everybody."""

from datetime import date

from flask import Blueprint, Response, flash, url_for

from portal.domain.violations import NotFound
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.queries.last_acts import last_act_due
from portal.usecases.queries.months import rehearse_month
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.months.bounds import MONEY
from portal.web.months.forms import CloseForm


@allow(*MONEY)
def last_act(month: date, contract_id: int) -> Response:
    """The check page of one act, and the act; of a month without an act, why there is none."""
    due = last_act_due(actor(), contract_id, today())
    if due is None or due.month != month:
        raise NotFound
    rehearsal = rehearse_month(actor().provider_id, month, region(), today())
    act = next((one for one in rehearsal.rows if one.contract_id == contract_id), None)
    if act is None:
        skipped = next((one for one in rehearsal.skipped if one.contract_id == contract_id), None)
        if skipped is None:
            raise NotFound
        return render("months/no_last_act.html", skipped=skipped, due=due, month=month)
    form = CloseForm()
    form.ask_only(last_day=due.last_day == today())
    form.sure.label.text = "Сумма проверена, акт можно выдать"
    if form.validate_on_submit():
        with form.refusals():
            command = CloseMonth(month, contract_id)
            done = close_month(command, region=region(), actor=actor(), now=now())
            flash("Последний акт выдан. Первым его подписывает директор.")
            return redirect(url_for("acts.show", act_id=done.act_ids[0]))
    return render(
        "months/last_act.html", status=form.status, form=form, act=act, due=due, month=month
    )


def join(blueprint: Blueprint) -> None:
    """Add the address to those of the months."""
    page = "/<month:month>/last-act/<int:contract_id>"
    blueprint.add_url_rule(page, "last_act", last_act, methods=["GET", "POST"])

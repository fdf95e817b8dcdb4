"""The fee changed by the provider alone: worked out by an accountant, signed by the director."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, request, url_for
from wtforms import PasswordField

from portal.domain.explanation import Step
from portal.domain.violations import RulesBroken
from portal.models.user import Role
from portal.usecases.fee_changes import ChangeFee, WorkedOut, work_out_change
from portal.usecases.fee_notices import notice_term
from portal.usecases.fee_proposals import (
    PREPARES,
    DecideProposal,
    DeclineProposal,
    confirm_fee,
    decline_fee,
    propose_fee,
)
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.fee_proposals import (
    ProposalView,
    get_fee_to_decide,
    get_waiting_fee,
    standing_fee,
)
from portal.web.access import actor, allow, region
from portal.web.amendments.forms import FeeChangeForm
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.forms import (
    PortalForm,
    Required,
    Seen,
    Text,
)
from portal.web.htmx import redirect, render

BOTH = ["GET", "POST"]


class ConfirmFeeForm(PortalForm):
    """The director's word, with the own password."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    version = Seen()

    def to_command(self, proposal_id: int) -> DecideProposal:
        return DecideProposal(proposal_id, self.version.data)


class DeclineFeeForm(PortalForm):
    """Why the fee stays."""

    reason = Text("Почему плата не меняется", validators=[Required("Напишите причину")])
    version = Seen()

    def to_command(self, proposal_id: int) -> DeclineProposal:
        return DeclineProposal(proposal_id, self.reason.data or "", self.version.data)


@allow(*PREPARES)
def fee_change(contract_id: int) -> Response:
    """First what it comes to, then the change: at once by the director, else to the director."""
    contract = get_contract(actor(), contract_id, today())
    grounds = region().rules.fee_rules.on(today()).change_grounds
    form = FeeChangeForm()
    form.offer(grounds, today())
    found: WorkedOut | None = None
    if form.validate_on_submit():
        with form.refusals():
            look = "look" in request.form or form.seen.data is None
            command = form.to_command(contract_id, look=look)
            if not look:
                return _prepared(command)
            found = work_out_change(command, region=region(), actor=actor())
    return render(
        "amendments/fee_change.html",
        status=200 if found else form.status,
        form=form,
        contract=contract,
        grounds=grounds,
        found=found,
        decides=actor().role is Role.DIRECTOR,
        standing=standing_fee(actor(), contract_id),
        term=notice_term(form.since.data, region()) if found else None,
        today=today(),
    )


def _prepared(command: ChangeFee) -> Response:
    """What is prepared waits for the director; the director goes on to the own signature."""
    propose_fee(command, region=region(), actor=actor(), now=now())
    if actor().role is Role.DIRECTOR:
        return redirect(url_for("amendments.proposed_fee", contract_id=command.contract_id))
    flash("Новая плата передана директору. Пока он её не подписал, плата прежняя.")
    return redirect(url_for("contracts.show", contract_id=command.contract_id))


@allow(*PREPARES)
def proposed_fee(contract_id: int) -> Response:
    """What waits for the director's signature: figures, ground, day."""
    contract = get_contract(actor(), contract_id, today())
    row = _awaited(contract_id)
    decides = actor().role is Role.DIRECTOR
    form = ConfirmFeeForm(version=row.version)
    if decides and form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            done = confirm_fee(form.to_command(row.id), region=region(), actor=actor(), now=now())
            flash(_told(done.notice_due))
            return redirect(url_for("tariff_days.notice", notice_id=done.notice_id))
    return render(
        "amendments/proposed_fee.html",
        status=form.status,
        form=form,
        contract=contract,
        row=row,
        decides=decides,
        steps=_steps_of(row),
        term=notice_term(row.since, region()),
        today=today(),
    )


def _told(due: date) -> str:
    if due < today():
        return (
            f"Новая плата назначена. Срок уведомления прошёл {due:%d.%m.%Y}: вручите его сегодня."
        )
    return f"Новая плата назначена. Уведомление надо вручить до {due:%d.%m.%Y}."


def _awaited(contract_id: int) -> ProposalView:
    """What waits; a form sent about what is decided already is told by whom and how."""
    get = get_fee_to_decide if request.method == "POST" else get_waiting_fee
    return get(actor(), contract_id)


def _steps_of(row: ProposalView) -> tuple[Step, ...]:
    """How the new fee is worked out today; nothing where it can no longer be."""
    command = ChangeFee(row.contract_id, row.ground, row.since)
    try:
        found = work_out_change(command, region=region(), actor=actor()).after
    except RulesBroken:
        return ()
    return found.steps if found.monthly_fee == row.monthly_fee else ()


@allow(*PREPARES)
def refuse_fee(contract_id: int) -> Response:
    """The director's no, or the accountant's second thoughts."""
    contract = get_contract(actor(), contract_id, today())
    row = _awaited(contract_id)
    form = DeclineFeeForm(version=row.version)
    if form.validate_on_submit():
        with form.refusals():
            decline_fee(form.to_command(row.id), actor=actor(), now=now())
            flash("Плата остаётся прежней. Причина сохранена.")
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return render(
        "amendments/decline_fee.html", status=form.status, form=form, contract=contract, row=row
    )


def join(blueprint: Blueprint) -> None:
    """Put the pages beside those of amendments."""
    where = "/contracts/<int:contract_id>/fee-change"
    blueprint.add_url_rule(where, view_func=fee_change, methods=BOTH)
    blueprint.add_url_rule(f"{where}/waiting", view_func=proposed_fee, methods=BOTH)
    blueprint.add_url_rule(
        f"{where}/decline", endpoint="decline_fee", view_func=refuse_fee, methods=BOTH
    )

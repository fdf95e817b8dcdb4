"""Payments: accounts, recording with a check page, undoing, receipt copies."""

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.payments import PaymentRules, payment_warnings
from portal.domain.violations import NotFound, RulesBroken
from portal.models.user import Role
from portal.usecases.payment_channels import provider_payment_rules
from portal.usecases.payment_papers import add_payment_paper
from portal.usecases.payments import (
    check_payment,
    hand_over_receipt,
    record_payment,
    reverse_payment,
)
from portal.usecases.queries import payments as queries
from portal.usecases.queries.close_people import payers_of_contract
from portal.usecases.queries.payment_papers import payment_paper, payment_scan
from portal.usecases.queries.receipt_copies import list_heads, list_receipts
from portal.usecases.queries.suspensions import get_proposed_resumption
from portal.usecases.role_access import Subject, sees, who_sees
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.filters import plural
from portal.web.forms import UNPROCESSABLE
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.payments import presenters
from portal.web.payments.forms import HandOverForm, PaperForm, PaymentForm, ReverseForm

blueprint = Blueprint("payments", __name__, url_prefix="/payments")

MONEY = (Role.DIRECTOR, Role.ACCOUNTANT)
SEES_PAYMENTS = who_sees(Subject.PAYMENTS)


def _rules() -> PaymentRules:
    return provider_payment_rules(actor().provider_id, region(), today())


@blueprint.get("")
@allow(*SEES_PAYMENTS)
def index() -> Response:
    wanted = queries.BalanceFilter(
        request.args.get("q", "").strip(), bool(request.args.get("debtors"))
    )
    balances = queries.list_balances(actor(), wanted, today(), page=page_number())
    return render(
        "payments/index.html",
        part="payments/_list.html",
        balances=balances,
        pages=pages_of(balances.page),
        wanted=wanted,
        today=today(),
        account_tag=presenters.account_tag,
        may_record=actor().role in MONEY,
        has_copies=_rules().receipt_workflow is not None,
    )


@blueprint.get("/accounts/<int:contract_id>")
@allow(*SEES_PAYMENTS)
def account(contract_id: int) -> Response:
    """One contract: what was charged and paid by month, and every payment."""
    found = queries.get_account(actor(), contract_id, today())
    return render(
        "payments/account.html",
        account=found,
        words=presenters.balance_words(found.balance),
        account_steps=presenters.account_steps,
        penalty=presenters.penalty_line(found.balance),
        payers=payers_of_contract(actor(), contract_id, today()),
        payment_tag=presenters.payment_tag,
        may_record=actor().role in MONEY,
        today=today(),
    )


@blueprint.route("/accounts/<int:contract_id>/record", methods=["GET", "POST"])
@allow(*MONEY)
def record(contract_id: int) -> Response:
    """The form; a sound one is shown again as a check page."""
    found = queries.get_account(actor(), contract_id, today())
    form = PaymentForm()
    form.offer(found, _rules())
    if request.method == "POST" and "change" not in request.form and form.sound(_rules()):
        with form.refusals():
            command = form.to_command(contract_id)
            forecast = check_payment(command, region=region(), actor=actor(), now=now())
            return render("payments/check.html", form=form, account=found, forecast=forecast)
    status = 200 if "change" in request.form else form.status
    return render("payments/record.html", status=status, form=form, account=found, rules=_rules())


@blueprint.post("/accounts/<int:contract_id>/confirm")
@allow(*MONEY)
def confirm(contract_id: int) -> Response:
    """Record what the check page showed; the same form posted twice records once."""
    found = queries.get_account(actor(), contract_id, today())
    form = PaymentForm()
    form.offer(found, _rules())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = record_payment(command, region=region(), actor=actor(), now=now())
            for warning in done.warnings:
                flash(warning)
            if done.resume_from is not None:
                found_break = get_proposed_resumption(actor(), contract_id, region(), today())
                flash(presenters.break_words(found_break, done.resume_from))
            return redirect(url_for("payments.show", payment_id=done.id))
    return render(
        "payments/record.html", status=UNPROCESSABLE, form=form, account=found, rules=_rules()
    )


@blueprint.get("/<int:payment_id>")
@allow(*SEES_PAYMENTS)
def show(payment_id: int) -> Response:
    payment = queries.get_payment(actor(), payment_id, today())
    rules = region().rules.payment_rules.on(payment.paid_on)
    workflow = rules.receipt_workflow
    added = payment_paper(actor(), payment_id)
    number = added.fiscal_number or payment.receipt_number
    return render(
        "payments/show.html",
        added=added,
        warnings=() if payment.reversed_at else payment_warnings(rules, payment.channel, number),
        payment=payment,
        tag=presenters.payment_tag(payment),
        words=presenters.balance_words(payment.balance),
        account_steps=presenters.account_steps,
        where_it_went=presenters.where_it_went(payment),
        copy_states=presenters.copy_states(workflow),
        may_undo=payment.open_to_undo and actor().role in MONEY,
        may_record=actor().role in MONEY,
    )


@blueprint.route("/<int:payment_id>/receipt", methods=["GET", "POST"])
@allow(*MONEY)
def receipt(payment_id: int) -> Response:
    """The fiscal receipt's number and a scan, when they come after the money."""
    payment = queries.get_payment(actor(), payment_id, today())
    form = PaperForm(data={"fiscal_number": payment_paper(actor(), payment_id).fiscal_number})
    if form.validate_on_submit():
        with form.refusals():
            add_payment_paper(form.to_command(payment_id), actor=actor(), now=now())
            flash("Добавлено к оплате.")
            return redirect(url_for("payments.show", payment_id=payment_id))
    return render("payments/receipt.html", status=form.status, form=form, payment=payment)


@blueprint.get("/<int:payment_id>/scan")
@allow(*SEES_PAYMENTS)
def scan(payment_id: int) -> Response:
    """The scan of a payment's receipt."""
    queries.get_payment(actor(), payment_id, today())
    found = payment_scan(actor(), payment_id)
    return downloads.scan(found, name=f"receipt-{payment_id}")


@blueprint.route("/<int:payment_id>/reverse", methods=["GET", "POST"])
@allow(*MONEY)
def reverse(payment_id: int) -> Response:
    """Take a payment back until its month is closed; the entry stays in sight."""
    payment = queries.get_payment(actor(), payment_id, today())
    form = ReverseForm(version=payment.version)
    if form.validate_on_submit():
        with form.refusals():
            reverse_payment(form.to_command(payment_id), region=region(), actor=actor(), now=now())
            flash("Запись об оплате отменена. Сумма вернулась в долг.")
            return redirect(url_for("payments.show", payment_id=payment_id))
    return render("payments/reverse.html", status=form.status, form=form, payment=payment)


@blueprint.route("/receipts", methods=["GET", "POST"])
@allow(*OFFICE)
def receipts() -> Response:
    """Receipt copies on their way to the head of department, and those that have come in.

    NotFound where the region has no such register and the reader no other work with payments.
    """
    workflow = _rules().receipt_workflow
    sees_payments = sees(actor(), Subject.PAYMENTS)
    if workflow is None and not sees_payments:
        raise NotFound
    form = HandOverForm(day=today())
    form.offer(list_heads(actor(), today()))
    if form.validate_on_submit():
        handed = _hand_over(form)
        if handed:
            words = plural(handed, "копия сдана", "копии сданы", "копий сдано")
            flash(f"{words[:1].upper()}{words[1:]}.")
        if not form.problems:
            return redirect(url_for("payments.receipts"))
    accepted = request.args.get("accepted") == "yes"
    register = presenters.copies_register(region().rules.registers.on(today()))
    listed = list_receipts(actor(), accepted=accepted, page=page_number())
    return render(
        "payments/receipts.html",
        status=form.status,
        form=form,
        receipts=listed,
        pages=pages_of(listed.page),
        accepted=accepted,
        states=presenters.copy_states(workflow),
        may_hand_over=actor().role is Role.SOCIAL_WORKER,
        sees_payments=sees_payments,
        citation=workflow,
        register=register,
        heads=presenters.copy_columns(register),
    )


def _hand_over(form: HandOverForm) -> int:
    """Pass the chosen copies on one by one; what is refused is said, the rest is done."""
    done = 0
    for command in form.to_commands():
        try:
            hand_over_receipt(command, region=region(), actor=actor(), now=now())
            done += 1
        except RulesBroken as error:
            form.general.extend(violation.text for violation in error.violations)
    return done

"""Ends of contracts: ground, papers, the director's word, signatures and handovers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.documents import asked_conclusion
from portal.domain.endings import DEATH, EndingState
from portal.domain.law import Citation
from portal.domain.printed_forms import ENDING_AGREEMENT, ENDING_NOTICE, ENDING_ORDER
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.ending_cancellation_paper import cancellation_paper
from portal.usecases.ending_cancellations import (
    cancel_termination,
    cancellation_refusal,
    may_be_cancelled,
)
from portal.usecases.ending_notices import hand_over_document, hand_over_notice
from portal.usecases.ending_previews import ending_preview
from portal.usecases.ending_withdrawals import withdraw_termination
from portal.usecases.queries import terminations as queries
from portal.usecases.queries.awaited_hands import PaperHands, paper_hands
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.ending_desk import ending_desk
from portal.usecases.queries.last_acts import last_act_due
from portal.usecases.queries.refusal_authors import refusal_authors
from portal.usecases.queries.unsettled_ends import UnsettledEnd, unsettled_end
from portal.usecases.refusal_scopes import asked_scopes, refusal_scopes, scope_of_way
from portal.usecases.role_access import Subject, sees, who_sees
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.termination_papers import (
    confirm_termination,
    ending_paper,
    sign_termination,
)
from portal.usecases.terminations import prepare_termination
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.contracts.customer_hand import CustomerHandForm
from portal.web.electronic.card import signing_card
from portal.web.htmx import redirect, render
from portal.web.meanwhile import whose_change
from portal.web.pages import page_number, pages_of
from portal.web.sealing import sealer
from portal.web.terminations import presenters
from portal.web.terminations.decision_forms import (
    ConfirmForm,
    HandoverForm,
    WithdrawForm,
)
from portal.web.terminations.forms import EndForm, titles
from portal.web.terminations.refusals import medical_paper

blueprint = Blueprint("terminations", __name__)

ORDERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who prepares the end of a contract."""
READS_CONTRACTS = who_sees(Subject.CONTRACT)
"""Who may read the papers of an end: they say what is left to be paid."""
BOTH = ["GET", "POST"]
CONFIRMED = "Прекращение подтверждено вами."


@blueprint.get("/terminations")
@allow(*OFFICE)
def index() -> Response:
    """The register of ends."""
    page = queries.list_endings(actor(), page=page_number())
    return render(
        "terminations/index.html",
        rows=page.rows,
        total=page.total,
        pages=pages_of(page),
        state_tag=presenters.state_tag,
    )


@blueprint.route("/contracts/<int:contract_id>/end", methods=BOTH)
@allow(*ORDERS)
def prepare(contract_id: int) -> Response:
    """The grounds of the contract, and the papers of the one that was chosen."""
    contract = get_contract(actor(), contract_id, today())
    desk = ending_desk(actor(), contract_id, region(), today())
    shown: dict[str, Any] = {
        "contract": contract,
        "desk": desk,
        "whose": presenters.whose,
        "paper_words": presenters.paper_words,
        "money": presenters.money_words(desk.settlement),
        "months": presenters.months_words(desk.settlement),
    }
    offered = desk.ground(request.args.get("ground", ""))
    standing = queries.standing_ending(actor(), contract_id)
    if offered is None:
        return render("terminations/grounds.html", standing=standing, **shown)
    if standing is not None:
        flash("Прекращение этого договора уже подготовлено. Чтобы оформить другое, отмените его.")
        return redirect(url_for("terminations.show", termination_id=standing.id))
    form = EndForm()
    form.offer(offered, request.form if form.is_submitted() else None)
    form.name_authors(refusal_authors(actor(), contract_id, region(), today()))
    form.ask_scope(asked_scopes(actor(), contract_id, region(), offered.ground.code, today()))
    form.know_way(scope_of_way(actor(), contract_id))
    form.start_with(request.args)
    form.know_death(contract.died_on, contract.death_basis)
    form.know_finding(contract.missing_since)
    form.know_course(desk.course)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = prepare_termination(command, region=region(), actor=actor(), now=now())
            flash("Прекращение подготовлено. Договор действует, пока оно не оформлено до конца.")
            return redirect(url_for("terminations.show", termination_id=done.id))
    return render(
        "terminations/prepare.html",
        status=form.status,
        form=form,
        offered=offered,
        titles=titles(form.codes),
        unsettled=unsettled_end(actor(), contract_id, offered.ground.code, None, region(), today()),
        conclusion=asked_conclusion(medical_paper(), form.codes, today()),
        **shown,
    )


@blueprint.get("/terminations/<int:termination_id>")
@allow(*OFFICE)
def show(termination_id: int) -> Response:
    """One end: what will happen, what it waits for, its papers."""
    return render("terminations/show.html", form=None, **_page(termination_id))


def _page(termination_id: int) -> dict[str, Any]:
    view = queries.get_ending(actor(), termination_id, today())
    contract = get_contract(actor(), view.row.contract_id, today())
    days = (view.row.last_day, contract.valid_until, today())
    cancellable = may_be_cancelled(view.row.state, *days, by_notice=view.row.by_notice)
    return {
        "view": view,
        "row": view.row,
        "contract": contract,
        "tag": presenters.state_tag(view.row),
        "last_day": presenters.last_day_words(view.row.last_day),
        "over": view.row.last_day is not None and view.row.last_day < today(),
        "refused": _refused(view.row),
        "needs": presenters.needs_words(view),
        "effects": presenters.effects(
            view, contract, sees_payments=sees(actor(), Subject.PAYMENTS)
        ),
        "sees_payments": sees(actor(), Subject.PAYMENTS),
        "reads_papers": sees(actor(), Subject.CONTRACT),
        "signing": signing_card(
            SignedKey(SignedKind.ENDING, termination_id), view.agreement_paper_id, view.signatures
        ),
        "alone": [
            (title, signing_card(SignedKey(kind, termination_id), paper_id, ()))
            for title, kind, paper_id in (
                ("Приказ", SignedKind.ORDER, view.order_paper_id),
                ("Уведомление", SignedKind.NOTICE, view.notice_paper_id),
            )
            if paper_id is not None
        ],
        "last_act": last_act_due(actor(), view.row.contract_id, today()),
        "may_confirm": actor().role is Role.DIRECTOR,
        "cancellable": cancellable,
        "held_back": cancellation_refusal(actor(), termination_id, region(), today())
        if cancellable
        else "",
        "may_change": actor().role in ORDERS,
        "unsettled": _unsettled(view.row),
        "representative_until": _hands(termination_id).ended,
    }


def _unsettled(row: queries.EndingRow) -> UnsettledEnd | None:
    if row.state is EndingState.WITHDRAWN:
        return None
    return unsettled_end(actor(), row.contract_id, row.ground, row.last_day, region(), today())


def _hands(termination_id: int) -> PaperHands:
    return paper_hands(actor(), SignedKey(SignedKind.ENDING, termination_id), today())


def _refused(row: queries.EndingRow) -> tuple[str, Citation] | None:
    """What a refusal covers with its clause, where it is on record."""
    scopes = refusal_scopes(region(), row.ground, row.rules_day)
    if scopes is None or row.scope is None:
        return None
    title = scopes.choice(row.scope, field="scope").title
    return presenters.refused_words(title, row.programme_last_day), scopes.citation


@blueprint.route("/terminations/<int:termination_id>/confirm", methods=BOTH)
@allow(Role.DIRECTOR)
def confirm(termination_id: int) -> Response:
    """The director's word: an order, a signature, or simply the decision."""
    page = _page(termination_id)
    view = page["view"]
    if not view.waits or view.row.confirmed_on is not None:
        if request.method == "POST":
            who = whose_change("contract", view.row.contract_id)
            flash(f"Подтверждения это прекращение уже не ждёт: {_standing(view.row)}{who}.")
        return redirect(url_for("terminations.show", termination_id=termination_id))
    form = ConfirmForm(version=view.version)
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            done = confirm_termination(
                form.to_command(termination_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
                sealer=sealer(),
            )
            number = f"Приказ № {done.order_number} подписан." if done.order_number else CONFIRMED
            rest = "Прекращение оформлено." if not done.needs else "Что осталось, сказано ниже."
            flash(f"{number} {rest}")
            return redirect(url_for("terminations.show", termination_id=termination_id))
    return render("terminations/confirm.html", status=form.status, form=form, **page)


def _standing(row: queries.EndingRow) -> str:
    if row.state is EndingState.PENDING and row.confirmed_on is not None:
        return f"его подтвердили {row.confirmed_on:%d.%m.%Y}"
    return row.state.label.lower()


@blueprint.get("/terminations/<int:termination_id>/order.pdf")
@allow(*READS_CONTRACTS)
def order(termination_id: int) -> Response:
    """The director's order."""
    return _paper(termination_id, ENDING_ORDER)


@blueprint.get("/terminations/<int:termination_id>/agreement.pdf")
@allow(*READS_CONTRACTS)
def agreement(termination_id: int) -> Response:
    """The document both sides sign."""
    return _paper(termination_id, ENDING_AGREEMENT)


@blueprint.get("/terminations/<int:termination_id>/notice.pdf")
@allow(*READS_CONTRACTS)
def notice_paper(termination_id: int) -> Response:
    """The notice to the recipient; after a death there is nobody to notify."""
    return _paper(termination_id, ENDING_NOTICE)


@blueprint.get("/terminations/<int:termination_id>/draft.pdf")
@allow(*READS_CONTRACTS)
def draft(termination_id: int) -> Response:
    """What the director is about to confirm, on paper."""
    view = queries.get_ending(actor(), termination_id, today())
    content = ending_preview(
        termination_id, region=region(), actor=actor(), now=now(), press=press()
    )
    number = view.row.contract_number.replace("/", "-")
    return downloads.paper(content, name=f"ending-draft-{number}", title=f"Проект {number}")


def _paper(termination_id: int, code: str) -> Response:
    view = queries.get_ending(actor(), termination_id, today())
    drawn = {
        ENDING_ORDER: view.has_order,
        ENDING_AGREEMENT: view.has_agreement,
        ENDING_NOTICE: view.row.ground != DEATH,
    }
    if view.row.confirmed_on is None or not drawn.get(code, True):
        raise NotFound
    content = ending_paper(
        termination_id, code, region=region(), actor=actor(), now=now(), press=press()
    )
    number = view.row.contract_number.replace("/", "-")
    title = region().printed_form(code, view.row.confirmed_on).title
    name = f"{code.replace('_', '-')}-{number}"
    return downloads.paper(content, name=name, title=f"{title} {number}")


@blueprint.get("/terminations/<int:termination_id>/scans/<int:file_id>")
@allow(*READS_CONTRACTS)
def scan(termination_id: int, file_id: int) -> Response:
    """The scan of a signed copy."""
    queries.get_ending(actor(), termination_id, today())
    found = queries.get_ending_scan(actor(), termination_id, file_id)
    return downloads.scan(found, name=f"scan-{file_id}")


@blueprint.route("/terminations/<int:termination_id>/signature", methods=BOTH)
@allow(*OFFICE)
def signature(termination_id: int) -> Response:
    """The customer's signature on the document."""
    page = _page(termination_id)
    form = CustomerHandForm()
    hands = _hands(termination_id)
    view = page["view"]
    signed = {one.party for one in view.signatures}
    form.offer(page["row"].recipient, view.representative, side=hands.side, signed=signed)
    if form.validate_on_submit():
        with form.refusals():
            command = form.ending(termination_id)
            sign_termination(command, region=region(), actor=actor(), now=now())
            flash("Подпись записана.")
            return redirect(url_for("terminations.show", termination_id=termination_id))
    return render("terminations/signature.html", status=form.status, form=form, **page)


@blueprint.route("/terminations/<int:termination_id>/notice", methods=BOTH)
@allow(*OFFICE)
def notice(termination_id: int) -> Response:
    """When and how the notice was handed over."""
    page = _page(termination_id)
    form = HandoverForm()
    form.offer(queries.ending_ways(actor(), page["row"], today()))
    if form.validate_on_submit():
        with form.refusals():
            command = form.notice(termination_id)
            hand_over_notice(command, region=region(), actor=actor(), now=now())
            flash("Вручение уведомления записано.")
            return redirect(url_for("terminations.show", termination_id=termination_id))
    return render("terminations/notice.html", status=form.status, form=form, **page)


@blueprint.route("/terminations/<int:termination_id>/document", methods=BOTH)
@allow(*OFFICE)
def document(termination_id: int) -> Response:
    """How the copy of a document left that nobody has signed."""
    page = _page(termination_id)
    form = HandoverForm()
    form.offer(queries.ending_ways(actor(), page["row"], today()), signed=False)
    if form.validate_on_submit():
        with form.refusals():
            command = form.document(termination_id)
            hand_over_document(command, region=region(), actor=actor(), now=now())
            flash("Вручение экземпляра записано.")
            return redirect(url_for("terminations.show", termination_id=termination_id))
    return render("terminations/document.html", status=form.status, form=form, **page)


@blueprint.route("/terminations/<int:termination_id>/withdraw", methods=BOTH)
@allow(*ORDERS)
def withdraw(termination_id: int) -> Response:
    """An end that is not wanted any more."""
    page = _page(termination_id)
    form = WithdrawForm(version=page["view"].version)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(termination_id)
            withdraw_termination(command, region=region(), actor=actor(), now=now())
            flash("Прекращение отменено. Договор действует дальше.")
            return redirect(url_for("contracts.show", contract_id=page["row"].contract_id))
    return render("terminations/withdraw.html", status=form.status, form=form, **page)


@blueprint.route("/terminations/<int:termination_id>/cancel", methods=BOTH)
@allow(Role.DIRECTOR)
def cancel(termination_id: int) -> Response:
    """A complete end taken back by an order, while its last day is not over."""
    page = _page(termination_id)
    form = WithdrawForm(version=page["view"].version)
    if form.validate_on_submit():
        with form.refusals():
            done = cancel_termination(
                form.cancelling(termination_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash(f"Приказ № {done.order_number}: прекращение отменено, договор действует дальше.")
            return redirect(url_for("terminations.show", termination_id=termination_id))
    return render("terminations/cancel.html", status=form.status, form=form, **page)


@blueprint.get("/terminations/<int:termination_id>/cancellation.pdf")
@allow(*READS_CONTRACTS)
def cancellation(termination_id: int) -> Response:
    """The order that took the end back."""
    view = queries.get_ending(actor(), termination_id, today())
    content = cancellation_paper(actor(), termination_id)
    number = view.row.cancelled_by.replace("/", "-")
    title = f"Приказ об отмене прекращения № {view.row.cancelled_by}"
    return downloads.paper(content, name=f"ending-cancellation-{number}", title=title)

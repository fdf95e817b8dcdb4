"""Amendments: drafted, read, signed by both sides or withdrawn; the fee changed alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.amendments import AmendmentState
from portal.domain.violations import NotAllowed
from portal.models.user import Role
from portal.usecases import own_names
from portal.usecases.amendment_drafts import draft_amendment
from portal.usecases.amendments import amendment_paper, sign_amendment, withdraw_amendment
from portal.usecases.queries import amendments as queries
from portal.usecases.queries.awaited_hands import PaperHands, paper_hands
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.outgrown_plans import OutgrownService, outgrown_by
from portal.usecases.queries.tariff_days import get_day
from portal.usecases.role_access import Subject, sees, who_sees
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.visit_plans import PLANS_VISITS
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.amendments.forms import (
    AmendmentForm,
    SignAmendmentForm,
    WithdrawForm,
)
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.contracts import changes as presenters
from portal.web.contracts.customer_hand import CustomerHandForm
from portal.web.electronic.card import signing_card
from portal.web.htmx import redirect, render
from portal.web.meanwhile import whose_change
from portal.web.pages import page_number, pages_of
from portal.web.sealing import sealer
from portal.web.signing.presenters import amendment_state

blueprint = Blueprint("amendments", __name__)

MONEY = (Role.DIRECTOR, Role.ACCOUNTANT)
"""Who prepares changes of a contract."""
READS_CONTRACTS = who_sees(Subject.CONTRACT)
"""Who may read the fee and the figures behind it, and with them the paper."""


@blueprint.route("/contracts/<int:contract_id>/amendments/new", methods=["GET", "POST"])
@allow(*MONEY)
def new(contract_id: int) -> Response:
    """The draft of an amendment."""
    contract = get_contract(actor(), contract_id, today())
    services = queries.list_prescribed(actor(), contract_id, today())
    rules = region().rules.contract_rules.on(today()).amendments
    form = AmendmentForm()
    form.offer(rules, today())
    form.ask(services, request.form if form.is_submitted() else None)
    beyond: tuple[OutgrownService, ...] = ()
    if form.validate_on_submit() and not (beyond := _beyond(form, contract_id)):
        with form.refusals():
            command = form.to_command(contract_id)
            done = draft_amendment(command, region=region(), actor=actor(), now=now())
            flash(f"Соглашение № {done.number} составлено. Теперь его подписывает директор.")
            return redirect(url_for("amendments.show", amendment_id=done.id))
    titles = presenters.service_titles(tuple(one.code for one in services), today())
    return render(
        "amendments/new.html",
        status=200 if beyond else form.status,
        form=form,
        contract=contract,
        services=[(one, *titles[one.code]) for one in services],
        rules=rules,
        beyond=[(one, titles[one.code][0]) for one in beyond],
        replans=all(one.plannable for one in beyond) and actor().role in PLANS_VISITS,
        schedule_rules=region().rules.schedule_rules.on(today()),
    )


def _beyond(form: AmendmentForm, contract_id: int) -> tuple[OutgrownService, ...]:
    """Services whose planned days the change leaves no room for; asked about once (FED-SCH-02)."""
    if "days_later" in request.form:
        return ()
    command = form.to_command(contract_id)
    volumes = {one.code: one.quantity for one in command.services or ()}
    return outgrown_by(actor(), contract_id, command.since, volumes)


@blueprint.get("/amendments/<int:amendment_id>")
@allow(*OFFICE)
def show(amendment_id: int) -> Response:
    """One change: what it says, who has signed, what is to be done next."""
    shown = queries.get_amendment(actor(), amendment_id)
    return render("amendments/show.html", **_page(shown), **amendment_state(shown))


def _page(shown: queries.AmendmentView) -> dict[str, Any]:
    """What the pages of a change tell; one of the fee alone is not for whoever sees no fee."""
    if not shown.row.services and not sees(actor(), Subject.CONTRACT):
        raise NotAllowed
    rules = region().rules.contract_rules.on(shown.row.since).amendments
    hands = _hands(shown.row.id) if shown.row.waits else None
    return {
        "shown": shown,
        "row": shown.row,
        "facts": shown.facts,
        "title": presenters.title(shown.row),
        "tag": presenters.state_tag(shown.row),
        "begun": shown.row.in_force_from is not None and shown.row.in_force_from <= today(),
        "reason": presenters.reason(shown.row, rules),
        "initiator": presenters.initiator(shown.initiator),
        "refused": [
            title for title, _unit in presenters.service_titles(shown.row.refused, today()).values()
        ],
        "sees_terms": sees(actor(), Subject.CONTRACT),
        "may_sign": actor().role is Role.DIRECTOR,
        "signing": signing_card(
            SignedKey(SignedKind.AMENDMENT, shown.row.id), shown.paper_id, shown.signatures
        ),
        "may_change": actor().role in MONEY,
        "representative_until": hands.ended if hands else None,
        "missing_since": hands.missing_since if hands else None,
        "signed_before_finding": bool(
            hands
            and hands.missing_since
            and region().today(shown.row.drafted_at) < hands.missing_since
        ),
    }


def _hands(amendment_id: int) -> PaperHands:
    return paper_hands(actor(), SignedKey(SignedKind.AMENDMENT, amendment_id), today())


@blueprint.get("/amendments/<int:amendment_id>/paper.pdf")
@allow(*READS_CONTRACTS)
def paper(amendment_id: int) -> Response:
    """The paper for both copies."""
    row = queries.get_amendment(actor(), amendment_id).row
    content = amendment_paper(row.id, region=region(), actor=actor(), now=now(), press=press())
    title = f"Дополнительное соглашение № {row.number} к договору {row.contract_number}"
    name = f"amendment-{row.contract_number}-{row.number}".replace("/", "-")
    return downloads.paper(content, name=name, title=title.replace("/", "-"))


@blueprint.get("/amendments/<int:amendment_id>/scans/<int:file_id>")
@allow(*READS_CONTRACTS)
def scan(amendment_id: int, file_id: int) -> Response:
    """The scan of a signed copy."""
    queries.get_amendment(actor(), amendment_id)
    found = queries.get_amendment_scan(actor(), amendment_id, file_id)
    return downloads.scan(found, name=f"scan-{file_id}")


@blueprint.route("/amendments/<int:amendment_id>/sign", methods=["GET", "POST"])
@allow(Role.DIRECTOR)
def sign(amendment_id: int) -> Response:
    """The check page and the director's signature."""
    shown = queries.get_amendment(actor(), amendment_id)
    if shown.row.state is not AmendmentState.DRAFT or shown.outdated:
        if request.method == "POST":
            why = "условия договора изменились" if shown.outdated else shown.row.state.label.lower()
            who = whose_change("amendment", amendment_id)
            flash(f"Соглашение № {shown.row.number} вашей подписи уже не ждёт: {why}{who}.")
        return redirect(url_for("amendments.show", amendment_id=amendment_id))
    if shown.paper_sha256 is None:
        amendment_paper(amendment_id, region=region(), actor=actor(), now=now(), press=press())
        shown = queries.get_amendment(actor(), amendment_id)
    form = SignAmendmentForm(version=shown.version, paper_sha256=shown.paper_sha256)
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            command = form.to_command(amendment_id, today())
            sign_amendment(
                command,
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
                sealer=sealer(),
            )
            flash("Соглашение подписано. Распечатайте два экземпляра и дайте получателю.")
            return redirect(url_for("amendments.show", amendment_id=amendment_id))
    return render(
        "amendments/sign.html",
        status=form.status,
        form=form,
        others_name=own_names.agreement_of_another(actor(), amendment_id, region()),
        **_page(shown),
    )


@blueprint.route("/amendments/<int:amendment_id>/paper-signature", methods=["GET", "POST"])
@allow(*OFFICE)
def paper_signature(amendment_id: int) -> Response:
    """The customer's signature on the paper, recorded by the office."""
    shown = queries.get_amendment(actor(), amendment_id)
    form = CustomerHandForm()
    hands = _hands(amendment_id)
    signed = {one.party for one in shown.signatures}
    form.offer(shown.row.recipient, shown.representative, side=hands.side, signed=signed)
    if form.validate_on_submit():
        with form.refusals():
            command = form.amendment(shown)
            done = sign_amendment(command, region=region(), actor=actor(), now=now(), press=press())
            since = done.in_force_from
            flash(
                f"Подпись записана. Соглашение действует с {since:%d.%m.%Y}."
                if since
                else "Подпись записана. Ждём подписи второго человека."
            )
            return redirect(url_for("amendments.show", amendment_id=amendment_id))
    return render("amendments/paper_signature.html", status=form.status, form=form, **_page(shown))


@blueprint.route("/amendments/<int:amendment_id>/withdraw", methods=["GET", "POST"])
@allow(*MONEY)
def withdraw(amendment_id: int) -> Response:
    """A change that is not wanted any more."""
    shown = queries.get_amendment(actor(), amendment_id)
    form = WithdrawForm(version=shown.version)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(amendment_id)
            withdraw_amendment(command, region=region(), actor=actor(), now=now())
            flash("Соглашение отозвано. Номер и бумага остались в договоре.")
            return redirect(url_for("amendments.show", amendment_id=amendment_id))
    return render("amendments/withdraw.html", status=form.status, form=form, **_page(shown))


@blueprint.get("/tariff-days/<int:tariff_day_id>/agreements")
@allow(*MONEY)
def agreements(tariff_day_id: int) -> Response:
    """The agreements a tariff day drafted, those that wait first."""
    day = get_day(actor(), tariff_day_id)
    page = queries.list_agreements(actor(), day.id, page=page_number())
    return render(
        "amendments/agreements.html",
        day=day,
        rows=page.rows,
        total=page.total,
        pages=pages_of(page),
        state_tag=presenters.state_tag,
    )

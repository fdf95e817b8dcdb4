"""Acts: the list of a month, one act, its papers, its two signatures."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.calendar import month_of, next_month
from portal.jobs import enqueue
from portal.models.types import JsonObject
from portal.models.user import Role
from portal.usecases.act_claims import DISPUTES
from portal.usecases.act_sheets import act_paper, receipt_paper
from portal.usecases.acts import sign_act
from portal.usecases.queries import acts as queries
from portal.usecases.queries.act_claims import act_changes
from portal.usecases.queries.act_names import named_otherwise
from portal.usecases.queries.closings import get_month
from portal.usecases.queries.due_days import due_day_steps
from portal.usecases.queries.late_acts import LateActs, late_acts
from portal.usecases.queries.payments import get_account
from portal.usecases.rest_receipts import rest_receipt
from portal.usecases.role_access import Subject, sees, who_sees
from portal.usecases.signables import SignedKey, SignedKind
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.acts import presenters
from portal.web.acts.forms import CustomerSignatureForm, ManySignaturesForm, ProviderSignatureForm
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.electronic.card import signing_card
from portal.web.htmx import redirect, render
from portal.web.months.addresses import asked_month
from portal.web.pages import page_number, pages_of
from portal.web.sealing import sealer

blueprint = Blueprint("acts", __name__, url_prefix="/acts")

SEES_ACTS = who_sees(Subject.ACTS)
SEES_PAYMENTS = who_sees(Subject.PAYMENTS)


@blueprint.app_template_global()
def acts_late() -> LateActs | None:
    """Acts of the reader's people that wait for a signature for too long."""
    return late_acts(actor(), region(), today())


@blueprint.app_template_global()
def opens_acts() -> bool:
    """Whether the reader is let in to the list of acts: it shows sums."""
    return actor().role in SEES_ACTS


@blueprint.app_template_global()
def acts_named_otherwise(month: date | None = None, act_id: int | None = None) -> Mapping[int, str]:
    """Whom the acts that wait for this director name instead; of a month, one act, or all."""
    return named_otherwise(actor(), today(), month=month, act_id=act_id)


@blueprint.get("")
@allow(*SEES_ACTS)
def index() -> Response:
    month = asked_month(_last_month())
    wanted = queries.ActFilter(month, _stage(), request.args.get("q", "").strip())
    acts = queries.list_acts(actor(), wanted, page=page_number())
    return render(
        "acts/index.html",
        part="acts/_list.html",
        acts=acts,
        pages=pages_of(acts.page),
        wanted=wanted,
        month=month,
        earlier=next_month(month, -1),
        later=_later(month),
        stages=tuple(queries.ActStage),
        stage_tag=presenters.stage_tag,
        to_sign=_to_sign(month),
    )


def _last_month() -> date:
    """Acts are made after their month, so the last one is where a reader starts."""
    return next_month(month_of(today()), -1)


def _later(month: date) -> date | None:
    following = next_month(month)
    return following if following <= month_of(today()) else None


def _stage() -> queries.ActStage | None:
    chosen = request.args.get("state", "")
    return queries.ActStage(chosen) if chosen in set(queries.ActStage) else None


def _to_sign(month: date) -> int:
    """How many acts of the month wait for the reader, who is the director."""
    if actor().role is not Role.DIRECTOR:
        return 0
    return get_month(actor(), month).awaiting_provider


@blueprint.route("/sign", methods=["GET", "POST"])
@allow(Role.DIRECTOR)
def sign_many() -> Response:
    """The director's signature on many acts of a month, after the own password once."""
    month = asked_month(_last_month())
    acts = queries.acts_to_sign(actor(), month)
    form = ManySignaturesForm()
    if form.validate_on_submit() and confirm_password(form.password):
        order: JsonObject = {
            "month": month.isoformat(),
            "signed_on": today().isoformat(),
            "acts": [[one.act_id, one.version] for one in form.seen],
        }
        job = enqueue("sign_acts", order, actor=actor(), now=now())
        return redirect(url_for("jobs.show", job_id=job))
    return render(
        "acts/sign_many.html",
        status=form.status,
        form=form,
        acts=acts,
        month=month,
        ticked=set(form.acts.data or ()) if form.is_submitted() else None,
    )


@blueprint.get("/<int:act_id>")
@allow(*SEES_ACTS)
def show(act_id: int) -> Response:
    return render("acts/show.html", **_page(queries.get_act(actor(), act_id)))


def _page(act: queries.ActView) -> dict[str, Any]:
    knows_income = sees(actor(), Subject.INCOME)
    changes = act_changes(actor(), act.id)
    return {
        "act": act,
        "tag": presenters.stage_tag(act.stage),
        "form_of_act": region().rules.act_rules.on(act.rules_day).form,
        "figures": presenters.figures(act, knows_income=knows_income),
        "signing": signing_card(
            SignedKey(SignedKind.ACT, act.id), act.paper.id if act.paper else None, act.signatures
        ),
        "signed_before": act.stage is queries.ActStage.SIGNED and not act.signatures,
        "awaits_director": act.stage is queries.ActStage.PROVIDER,
        "customer_may_sign": _customer_may_sign(act) and not act.missing_since,
        "signed_before_finding": _signed_before_finding(act),
        "knows_income": knows_income,
        "may_sign": actor().role is Role.DIRECTOR,
        "due_steps": due_day_steps(actor(), act.id, region()) if act.payable else (),
        "rest": _rest(act, corrected=bool(changes.corrections)),
        "changes": changes,
        "may_dispute": actor().role in DISPUTES,
        "may_correct": actor().role is Role.DIRECTOR,
        "opens_papers": knows_income,
        "correction_at": "acts.correction_paper",
        "may_record": True,
    }


def _rest(act: queries.ActView, *, corrected: bool) -> Decimal | None:
    """What is still owed on the contract, where the act's own receipt does not ask for it."""
    if not act.payable:
        return None
    owed = get_account(actor(), act.contract_id, today()).balance.balance
    return owed if owed > 0 and (corrected or owed != act.payable) else None


def _customer_may_sign(act: queries.ActView) -> bool:
    """Whether it is the recipient's turn; some region may let her sign before the director."""
    if act.died_on is not None:
        return False
    if act.stage is queries.ActStage.PROVIDER:
        return not region().rules.act_rules.on(act.rules_day).provider_signs_first
    return act.stage is queries.ActStage.CUSTOMER


def _signed_before_finding(act: queries.ActView) -> bool:
    """Whether the recipient may have signed the paper before a court's finding (FED-TER-07)."""
    since = act.missing_since
    return since is not None and _customer_may_sign(act) and region().today(act.issued_at) < since


@blueprint.get("/<int:act_id>/act.pdf")
@allow(*SEES_ACTS)
def paper(act_id: int) -> Response:
    act = queries.get_act(actor(), act_id)
    content = act_paper(act_id, region=region(), actor=actor(), now=now(), press=press())
    name, title = presenters.paper_name(act, "act"), presenters.paper_title(act, "Акт")
    return downloads.paper(content, name=name, title=title)


@blueprint.get("/<int:act_id>/receipt.pdf")
@allow(*SEES_PAYMENTS)
def receipt(act_id: int) -> Response:
    act = queries.get_act(actor(), act_id)
    content = receipt_paper(act_id, region=region(), actor=actor(), now=now(), press=press())
    name = presenters.paper_name(act, "receipt")
    return downloads.paper(content, name=name, title=presenters.paper_title(act, "Квитанция"))


@blueprint.get("/<int:act_id>/rest.pdf")
@allow(*SEES_PAYMENTS)
def rest(act_id: int) -> Response:
    """The receipt for all that is left to be paid on the act's contract today."""
    act = queries.get_act(actor(), act_id)
    content = rest_receipt(
        act.contract_id, region=region(), actor=actor(), now=now(), press=press()
    )
    title = presenters.paper_title(act, "Квитанция на остаток")
    return downloads.paper(content, name=f"receipt-rest-{today():%Y-%m-%d}", title=title)


@blueprint.get("/<int:act_id>/scans/<int:file_id>")
@allow(*SEES_ACTS)
def scan(act_id: int, file_id: int) -> Response:
    found = queries.get_act_scan(actor(), act_id, file_id)
    return downloads.scan(found, name=f"scan-{file_id}")


@blueprint.route("/<int:act_id>/sign", methods=["GET", "POST"])
@allow(Role.DIRECTOR)
def sign(act_id: int) -> Response:
    """The director's signature, after the own password."""
    act = queries.get_act(actor(), act_id)
    form = ProviderSignatureForm(version=act.version)
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            command = form.to_command(act_id, today())
            sign_act(
                command,
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
                sealer=sealer(),
            )
            flash(
                "Акт подписан."
                if act.died_on or act.missing_since
                else "Акт подписан. Теперь его подписывает получатель."
            )
            return redirect(url_for("acts.show", act_id=act_id))
    return render("acts/sign.html", status=form.status, form=form, **_page(act))


@blueprint.route("/<int:act_id>/paper-signature", methods=["GET", "POST"])
@allow(*SEES_ACTS)
def paper_signature(act_id: int) -> Response:
    """The customer's signature on the paper act."""
    act = queries.get_act(actor(), act_id)
    form = CustomerSignatureForm()
    form.offer(act)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(act_id)
            sign_act(command, region=region(), actor=actor(), now=now(), press=press())
            flash("Подпись получателя записана.")
            return redirect(url_for("acts.show", act_id=act_id))
    return render(
        "acts/paper_signature.html",
        status=form.status,
        form=form,
        **_page(act),
    )

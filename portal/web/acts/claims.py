"""Pages about an issued act: a recipient's demand, the answer to it, a correction."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from portal.domain.violations import NotFound
from portal.models import ClaimState
from portal.models.user import Role
from portal.usecases.act_claims import DISPUTES, decline_claim, dispute_act
from portal.usecases.act_correction_signing import sign_correction
from portal.usecases.act_corrections import correct_issued_act
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import act_claims as queries
from portal.usecases.queries.acts import get_act
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.acts.claim_forms import (
    AnswerForm,
    ClaimForm,
    CorrectionForm,
    CorrectionSignatureForm,
)
from portal.web.acts.views import SEES_ACTS, blueprint
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.meanwhile import whose_change

BOTH = ["GET", "POST"]


@blueprint.route("/<int:act_id>/claim", methods=BOTH)
@allow(*DISPUTES)
def claim(act_id: int) -> Response:
    """What the recipient demands; the act waits for the answer."""
    act = get_act(actor(), act_id)
    claims = queries.claims_offered(region(), today())
    form = ClaimForm()
    form.offer(claims, queries.get_standing(actor(), act_id), today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(act_id)
            dispute_act(command, region=region(), actor=actor(), now=now())
            flash("Требование записано. Пока на него не ответят, акт не подписывают.")
            return redirect(url_for("acts.show", act_id=act_id))
    return render(
        "acts/claim.html", status=form.status, form=form, act=act, citation=claims.citation
    )


@blueprint.route("/<int:act_id>/claims/<int:claim_id>", methods=BOTH)
@allow(Role.DIRECTOR)
def answer(act_id: int, claim_id: int) -> Response:
    """The answer that a demand is not met."""
    act = get_act(actor(), act_id)
    found = queries.get_claim(actor(), act_id, claim_id)
    if found.state is not ClaimState.OPEN:
        if request.method == "POST":
            flash(f"На это требование уже ответили{whose_change('act', act_id)}.")
        return redirect(url_for("acts.show", act_id=act_id))
    form = AnswerForm(version=found.version)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(found)
            decline_claim(command, region=region(), actor=actor(), now=now())
            flash("Ответ записан. Акт снова можно подписать.")
            return redirect(url_for("acts.show", act_id=act_id))
    return render("acts/answer.html", status=form.status, form=form, act=act, claim=found)


@blueprint.route("/<int:act_id>/correction", methods=BOTH)
@allow(Role.DIRECTOR)
def correction(act_id: int) -> Response:
    """A paper that lowers an issued act."""
    act = get_act(actor(), act_id)
    standing = queries.get_standing(actor(), act_id)
    form = CorrectionForm(version=act.version)
    changes = queries.act_changes(actor(), act_id)
    form.ask(standing, changes, request.form if form.is_submitted() else None)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(act_id)
            correct_issued_act(command, region=region(), actor=actor(), now=now(), press=press())
            flash("Акт исправлен. Напечатайте исправление и дайте его получателю.")
            return redirect(url_for("acts.show", act_id=act_id))
    return render("acts/correction.html", status=form.status, form=form, act=act, standing=standing)


@blueprint.get("/<int:act_id>/corrections/<int:sequence>/correction.pdf")
@allow(*SEES_ACTS)
def correction_paper(act_id: int, sequence: int) -> Response:
    """The correction as it was issued."""
    act = get_act(actor(), act_id)
    paper_id = queries.get_correction_paper(actor(), act_id, sequence)
    content = paper_bytes(actor().provider_id, paper_id)
    title = f"Исправление акта № {act.number}-{sequence}"
    return downloads.paper(content, name=f"act-correction-{act_id}-{sequence}", title=title)


@blueprint.route("/<int:act_id>/corrections/<int:sequence>/signature", methods=BOTH)
@allow(*SEES_ACTS)
def correction_signature(act_id: int, sequence: int) -> Response:
    """The recipient's signature on the paper of a correction."""
    act = get_act(actor(), act_id)
    corrections = queries.act_changes(actor(), act_id).corrections
    found = next((one for one in corrections if one.sequence == sequence), None)
    if found is None:
        raise NotFound
    form = CorrectionSignatureForm()
    form.offer(act)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_signature(act_id, sequence)
            sign_correction(command, region=region(), actor=actor(), now=now())
            flash("Подпись на исправлении записана.")
            return redirect(url_for("acts.show", act_id=act_id))
    return render(
        "acts/correction_signature.html",
        status=form.status,
        form=form,
        act=act,
        one=found,
    )

"""Contracts that are not concluded: the register, the ground with its papers, the handover."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.documents import MedicalPaper, asked_conclusion
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.contract_refusals import hand_over_refusal, lift_refusal, refuse_contract
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import contract_refusals as refusals
from portal.usecases.role_access import Subject, who_sees
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.terminations.decision_forms import HandoverForm, ReasonForm
from portal.web.terminations.forms import RefuseForm, titles

SEES_CONTACTS = who_sees(Subject.ADDRESS)
"""Who may read the paper of a refusal: the person's address stands there."""
BOTH = ["GET", "POST"]


@allow(*OFFICE)
def refused() -> Response:
    """The register of contracts that were not concluded."""
    page = refusals.list_refusals(actor(), page=page_number())
    return render(
        "terminations/refused.html", rows=page.rows, total=page.total, pages=pages_of(page)
    )


@allow(Role.DIRECTOR)
def refuse(programme_id: int) -> Response:
    """No contract on a programme: the lawful grounds, then the papers of the one chosen."""
    desk = refusals.refusal_desk(actor(), programme_id, region(), today())
    ground = next((one for one in desk.grounds if one.code == request.args.get("ground", "")), None)
    if ground is None or (request.method == "GET" and not desk.offers(ground)):
        return render("terminations/refusal_grounds.html", desk=desk)
    form = RefuseForm(ground=ground.code)
    form.offer(desk.asked(ground), request.form if form.is_submitted() else None)
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            done = refuse_contract(
                form.to_command(programme_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash(f"Отказ № {done.number} составлен. Напечатайте его и вручите.")
            return redirect(url_for("terminations.refusal", refusal_id=done.id))
    return render(
        "terminations/refuse.html",
        status=form.status,
        form=form,
        desk=desk,
        ground=ground,
        titles=titles(form.codes),
        conclusion=asked_conclusion(medical_paper(), form.codes, today()),
    )


@allow(*OFFICE)
def refusal(refusal_id: int) -> Response:
    """One refusal: its paper and its handover."""
    row = refusals.get_refusal(actor(), refusal_id)
    receiver = refusals.refusal_receiver(actor(), row, today())
    form = HandoverForm()
    form.offer(receiver.ways)
    if form.validate_on_submit():
        with form.refusals():
            command = form.refusal(refusal_id)
            hand_over_refusal(command, region=region(), actor=actor(), now=now())
            flash("Вручение отказа записано.")
            return redirect(url_for("terminations.refusal", refusal_id=refusal_id))
    may_lift = actor().role is Role.DIRECTOR and not row.lifted
    return render(
        "terminations/refusal.html",
        status=form.status,
        form=form,
        row=row,
        receiver=receiver,
        may_lift=may_lift,
        reads_paper=row.told and actor().role in SEES_CONTACTS,
    )


@allow(*SEES_CONTACTS)
def refusal_paper(refusal_id: int) -> Response:
    """The paper of a refusal, for who may know its ground."""
    row = refusals.get_refusal(actor(), refusal_id)
    if row.paper_id is None or not row.told:
        raise NotFound
    number = row.number.replace("/", "-")
    content = paper_bytes(actor().provider_id, row.paper_id)
    return downloads.paper(content, name=f"refusal-{number}", title=f"Отказ {number}")


@allow(Role.DIRECTOR)
def lift(refusal_id: int) -> Response:
    """The ground is gone."""
    row = refusals.get_refusal(actor(), refusal_id)
    form = ReasonForm(version=row.version)
    if form.validate_on_submit():
        with form.refusals():
            command = form.lifting(refusal_id)
            lift_refusal(command, region=region(), actor=actor(), now=now())
            flash("Отказ снят. По программе снова можно составить договор.")
            return redirect(url_for("programmes.show", programme_id=row.programme_id))
    return render("terminations/lift.html", status=form.status, form=form, row=row)


def medical_paper() -> MedicalPaper | None:
    """What the region asks of a medical conclusion, if anything."""
    return region().rules.admission_rules.on(today()).medical_paper


def join(blueprint: Blueprint) -> None:
    """Put the pages under the ends of contracts."""
    blueprint.add_url_rule("/refusals", view_func=refused)
    blueprint.add_url_rule("/programmes/<int:programme_id>/refuse", view_func=refuse, methods=BOTH)
    blueprint.add_url_rule("/refusals/<int:refusal_id>", view_func=refusal, methods=BOTH)
    blueprint.add_url_rule("/refusals/<int:refusal_id>/paper.pdf", view_func=refusal_paper)
    blueprint.add_url_rule("/refusals/<int:refusal_id>/lift", view_func=lift, methods=BOTH)

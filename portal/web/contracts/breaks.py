"""Breaks in the service of a contract: the warning, the order, the end of the break."""

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.documents import asked_conclusion
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.suspension_desk import held_conclusion, suspension_desk
from portal.usecases.queries.suspensions import get_proposed_resumption
from portal.usecases.resumptions import resume_contract
from portal.usecases.role_access import sees, subject_of_paper
from portal.usecases.suspension_orders import count_orders
from portal.usecases.suspension_warnings import record_warning
from portal.usecases.suspensions import suspend_contract
from portal.usecases.warning_papers import TITLE, draw_warning, warning_paper
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.contracts.break_calendar import told_of_acts
from portal.web.contracts.break_forms import (
    PrintWarningForm,
    ResumeForm,
    SuspendForm,
    WarnForm,
)
from portal.web.htmx import redirect, render

ORDERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who prepares orders on suspension."""
BOTH = ["GET", "POST"]


@allow(*ORDERS)
def suspend(contract_id: int) -> Response:
    contract = get_contract(actor(), contract_id)
    desk = suspension_desk(actor(), contract_id, region(), today())
    form = SuspendForm()
    person, programme = contract.recipient_id, contract.programme.id
    papers = document_checklist(actor().provider_id, person, region(), today(), programme)
    form.offer(desk, contract, papers)
    form.begin_with(request.args.get("ground", ""), request.args.get("since", ""))
    medical = region().rules.admission_rules.on(today()).medical_paper
    codes = [one.ground.document for one in desk.grounds if one.ground.document]
    conclusion = asked_conclusion(medical, codes, today())
    if conclusion is not None and sees(actor(), subject_of_paper(conclusion.code)):
        day = form.since.data or today()
        form.fill_conclusion(held_conclusion(actor(), contract_id, (conclusion.code,), day))
    if form.validate_on_submit():
        with form.refusals():
            done = suspend_contract(
                form.to_command(contract_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash(
                f"Обслуживание приостановлено приказом № {done.order_number}. За эти дни плата не "
                f"начисляется.{told_of_acts(done.corrected)}"
            )
            return redirect(url_for("contracts.breaks", contract_id=contract_id))
    return render(
        "contracts/suspend.html",
        status=form.status,
        form=form,
        desk=desk,
        contract=contract,
        conclusion=conclusion,
    )


@allow(*ORDERS)
def warn(contract_id: int) -> Response:
    """Record a written warning that was handed over; NotFound where no ground asks for one."""
    contract = get_contract(actor(), contract_id)
    desk = suspension_desk(actor(), contract_id, region(), today())
    if not desk.asks_warning:
        raise NotFound
    form = WarnForm()
    form.offer(desk)
    if form.validate_on_submit():
        with form.refusals():
            record_warning(form.to_command(contract_id), region=region(), actor=actor(), now=now())
            flash("Предупреждение записано. С этого дня обслуживание можно приостановить.")
            return redirect(url_for("contracts.suspend", contract_id=contract_id))
    return render(
        "contracts/warn.html", status=form.status, form=form, desk=desk, contract=contract
    )


@allow(*ORDERS)
def print_warning(contract_id: int) -> Response:
    """Draw the warning and freeze it; the day of its handover is recorded afterwards."""
    contract = get_contract(actor(), contract_id)
    desk = suspension_desk(actor(), contract_id, region(), today())
    if not desk.asks_warning:
        raise NotFound
    form = PrintWarningForm()
    form.offer(desk)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            draw_warning(command, region=region(), actor=actor(), now=now(), press=press())
            flash("Предупреждение напечатано. Вручите его под подпись и запишите день.")
            return redirect(url_for("contracts.warn", contract_id=contract_id))
    return render(
        "contracts/print_warning.html",
        status=form.status,
        form=form,
        desk=desk,
        contract=contract,
    )


@allow(*ORDERS)
def warning_pdf(contract_id: int, warning_id: int) -> Response:
    """The frozen warning."""
    get_contract(actor(), contract_id)
    content = warning_paper(actor(), contract_id, warning_id)
    return downloads.paper(content, name=f"warning-{warning_id}", title=TITLE)


@allow(*ORDERS)
def resume(contract_id: int) -> Response:
    contract = get_contract(actor(), contract_id)
    proposed = get_proposed_resumption(actor(), contract_id, region(), today())
    form = ResumeForm()
    if not form.is_submitted():
        form.day.data = proposed.resume_from if proposed else None
        form.seen.data = count_orders(actor(), contract_id)
    if form.validate_on_submit():
        with form.refusals():
            done = resume_contract(
                form.to_command(contract_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            order = f"Приказ № {done.order_number} напечатан, он на странице перерывов."
            flash(f"Обслуживание возобновлено. {order}")
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return render(
        "contracts/resume.html",
        status=form.status,
        form=form,
        contract=contract,
        proposed=proposed,
        pause=contract.unfinished_break(today()),
        ahead=not contract.may_resume(today()),
    )


def join(blueprint: Blueprint) -> None:
    """Add the addresses to those of the contracts."""
    for view in (suspend, warn, resume):
        blueprint.add_url_rule(
            f"/<int:contract_id>/{view.__name__}", view.__name__, view, methods=BOTH
        )
    page = "/<int:contract_id>/warn"
    blueprint.add_url_rule(f"{page}/print", "print_warning", print_warning, methods=BOTH)
    blueprint.add_url_rule(f"{page}/<int:warning_id>", "warning_paper", warning_pdf)

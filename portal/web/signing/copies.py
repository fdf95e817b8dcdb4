"""The register of the printed copies of contracts and amendments."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, url_for

from portal.domain.law import Citation
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.paper_copies import record_copy
from portal.usecases.queries import paper_copies as queries
from portal.usecases.queries.amendments import get_amendment
from portal.usecases.queries.contracts import get_contract
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.signing import presenters
from portal.web.signing.forms import CopyForm

blueprint = Blueprint("copies", __name__, url_prefix="/copies")

BOTH = ["GET", "POST"]
READS = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
"""Who may open a scan: it shows the whole paper."""


@blueprint.app_template_global()
def copies_clause() -> Citation:
    """The clause by which each party has its own copy (FED-CON-05)."""
    return region().rules.contract_rules.on(today()).copies_citation


@blueprint.route("/contracts/<int:contract_id>/<int:number>", methods=BOTH)
@allow(*OFFICE)
def contract(contract_id: int, number: int) -> Response:
    """One copy of a contract."""
    shown = get_contract(actor(), contract_id)
    page = {
        "title": f"Договор №\u00a0{shown.number}",
        "recipient": shown.recipient,
        "where": url_for("contracts.show", contract_id=contract_id),
    }
    return _record(queries.contract_copies(actor(), contract_id), number, page)


@blueprint.route("/amendments/<int:amendment_id>/<int:number>", methods=BOTH)
@allow(*OFFICE)
def amendment(amendment_id: int, number: int) -> Response:
    """One copy of an amendment."""
    row = get_amendment(actor(), amendment_id).row
    page = {
        "title": f"Соглашение №\u00a0{row.number} к договору №\u00a0{row.contract_number}",
        "recipient": row.recipient,
        "where": url_for("amendments.show", amendment_id=amendment_id),
    }
    return _record(queries.amendment_copies(actor(), amendment_id), number, page)


@blueprint.get("/contracts/<int:contract_id>/scans/<int:file_id>")
@allow(*READS)
def contract_scan(contract_id: int, file_id: int) -> Response:
    """The scan of a contract's copy."""
    return _scan(queries.contract_copies(actor(), contract_id), file_id)


@blueprint.get("/amendments/<int:amendment_id>/scans/<int:file_id>")
@allow(*READS)
def amendment_scan(amendment_id: int, file_id: int) -> Response:
    """The scan of an amendment's copy."""
    return _scan(queries.amendment_copies(actor(), amendment_id), file_id)


def _record(view: queries.CopiesView, number: int, page: dict[str, Any]) -> Response:
    copy = next((one for one in view.copies if one.number == number), None)
    if copy is None:
        raise NotFound
    form = CopyForm()
    form.fill(copy)
    if form.printed_on.data is None and not form.is_submitted():
        form.printed_on.data = today()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(view.paper_id, number)
            record_copy(command, region=region(), actor=actor(), now=now())
            flash("Экземпляр отмечен.")
            return redirect(page["where"] + "#copies")
    line = presenters.copy_lines(view)[number - 1]
    return render(
        "signing/copy.html",
        status=form.status,
        form=form,
        line=line,
        signers=view.signers,
        **page,
    )


def _scan(view: queries.CopiesView, file_id: int) -> Response:
    found = queries.get_copy_scan(actor(), view.paper_id, file_id)
    return downloads.scan(found, name=f"scan-{file_id}")

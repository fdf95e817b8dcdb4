"""The organisation's certificate and the sealed copies of papers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from portal.models.user import Role
from portal.usecases.queries import contracts
from portal.usecases.queries.electronic import list_certificates
from portal.usecases.sealing import KEEPERS, add_certificate, retire_certificate, sealed_bytes
from portal.web import downloads
from portal.web.access import actor, allow
from portal.web.auth import confirm_password
from portal.web.clock import now
from portal.web.contracts.presenters import fingerprint, paper_name, paper_title
from portal.web.electronic.forms import CertificateForm, PasswordForm
from portal.web.htmx import redirect, render
from portal.web.sealing import vault

blueprint = Blueprint("electronic", __name__, url_prefix="/electronic")

READS_PAPERS = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
"""Who may read the contract's text, sealed or not."""


@blueprint.route("/certificate", methods=["GET", "POST"])
@allow(*KEEPERS)
def certificate() -> Response:
    form = CertificateForm()
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            command = form.to_command()
            add_certificate(command, vault=vault(), actor=actor(), now=now())
            flash("Сертификат записан. Подпись директора теперь ставит печать на файл договора.")
            return redirect(url_for("electronic.certificate"))
    return render(
        "electronic/certificate.html",
        status=form.status,
        form=form,
        certificates=list_certificates(actor()),
        now=now(),
        fingerprint=fingerprint,
    )


@blueprint.route("/certificate/retire", methods=["GET", "POST"])
@allow(*KEEPERS)
def retire() -> Response:
    form = PasswordForm()
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            retire_certificate(actor=actor(), now=now())
            flash("Сертификат снят, его ключ стёрт. Файлы, которые им запечатаны, остались.")
            return redirect(url_for("electronic.certificate"))
    return render("electronic/retire.html", status=form.status, form=form)


@blueprint.get("/contracts/<int:contract_id>/sealed.pdf")
@allow(*READS_PAPERS)
def sealed_contract(contract_id: int) -> Response:
    contract = contracts.get_contract(actor(), contract_id)
    content = sealed_bytes(actor().provider_id, contract.paper.id)
    name = f"{paper_name(contract)}-sealed"
    return downloads.paper(content, name=name, title=f"{paper_title(contract)} с печатью")

"""The organisation's certificate and the sealed copies of papers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from portal.models.user import Role
from portal.usecases.outside_signatures import add_outside_signature
from portal.usecases.queries import contracts
from portal.usecases.queries.electronic import get_outside_file, list_certificates
from portal.usecases.sealing import KEEPERS, add_certificate, retire_certificate, sealed_bytes
from portal.web import downloads
from portal.web.access import actor, allow
from portal.web.auth import confirm_password
from portal.web.clock import now
from portal.web.contracts.presenters import fingerprint, paper_name, paper_title
from portal.web.electronic.forms import CertificateForm, OutsideForm, PasswordForm
from portal.web.htmx import redirect, render
from portal.web.sealing import trusted_roots, vault

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


@blueprint.route("/contracts/<int:contract_id>/outside", methods=["GET", "POST"])
@allow(*READS_PAPERS)
def outside(contract_id: int) -> Response:
    """Bring a signature that was made in another program."""
    contract = contracts.get_contract(actor(), contract_id)
    form = OutsideForm()
    form.offer(contract)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = add_outside_signature(command, roots=trusted_roots(), actor=actor(), now=now())
            flash("Файл сохранён." if done.findings else "Файл сохранён. Подпись не проверена.")
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return render("electronic/outside.html", status=form.status, form=form, contract=contract)


@blueprint.get("/contracts/<int:contract_id>/outside/<int:file_id>")
@allow(*READS_PAPERS)
def outside_file(contract_id: int, file_id: int) -> Response:
    contract = contracts.get_contract(actor(), contract_id)
    content, media_type, title = get_outside_file(actor(), contract.paper.id, file_id)
    return downloads.attachment(
        content, media_type=media_type, name=f"signature-{file_id}", title=title
    )

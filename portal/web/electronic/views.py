"""The organisation's certificate and the sealed copies of papers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from portal.domain.e_signatures import in_clock_of_russia
from portal.domain.violations import NotFound
from portal.usecases.outside_signatures import add_outside_signature
from portal.usecases.queries.certificate_notice import CertificateNotice, certificate_notice
from portal.usecases.queries.electronic import get_outside_file, list_certificates
from portal.usecases.queries.issued_papers import PaperView
from portal.usecases.queries.signed_papers import SignedPaper, get_signed_paper
from portal.usecases.sealing import (
    KEEPERS,
    add_certificate,
    add_token,
    retire_certificate,
    sealed_bytes,
)
from portal.usecases.signables import SignedKind
from portal.web import downloads
from portal.web.access import actor, allow
from portal.web.auth import confirm_password
from portal.web.clock import now
from portal.web.contracts.presenters import fingerprint
from portal.web.electronic.addresses import for_kinds, key_of, link, office_page, office_paper
from portal.web.electronic.card import PAPER_NAMES, READS_PAPERS
from portal.web.electronic.forms import CertificateForm, OutsideForm, PasswordForm, TokenForm
from portal.web.htmx import redirect, render
from portal.web.sealing import sealer, settings, trusted_roots, vault

blueprint = Blueprint("electronic", __name__, url_prefix="/electronic")


@blueprint.app_template_global()
def certificate_now() -> CertificateNotice | None:
    """What is to be told of the certificate that the director's password seals with."""
    return certificate_notice(actor(), now())


@blueprint.route("/certificate", methods=["GET", "POST"])
@allow(*KEEPERS)
def certificate() -> Response:
    form = CertificateForm()
    if form.validate_on_submit() and confirm_password(form.password):
        with form.refusals():
            command = form.to_command()
            add_certificate(command, vault=vault(), actor=actor(), now=now())
            flash("Сертификат записан. Подпись директора теперь ставит печать на файл.")
            return redirect(url_for("electronic.certificate"))
    return _certificate_page(form, form, TokenForm(formdata=None))


@blueprint.route("/certificate/token", methods=["GET", "POST"])
@allow(*KEEPERS)
def token() -> Response:
    """A key that stays on its token; only where the installation has a library of tokens."""
    if not settings().pkcs11_library:
        return redirect(url_for("electronic.certificate"))
    form = TokenForm()
    if form.validate_on_submit() and confirm_password(form.token_password):
        with form.refusals():
            add_token(form.to_command(), sealer=sealer(), actor=actor(), now=now())
            flash("Токен записан. При каждой подписи портал спросит его PIN.")
            return redirect(url_for("electronic.certificate"))
    return _certificate_page(form, CertificateForm(formdata=None), form)


def _certificate_page(
    failed: CertificateForm | TokenForm, form: CertificateForm, token_form: TokenForm
) -> Response:
    return render(
        "electronic/certificate.html",
        status=failed.status,
        failed=failed,
        form=form,
        token_form=token_form,
        has_tokens=bool(settings().pkcs11_library),
        certificates=list_certificates(actor()),
        when=in_clock_of_russia,
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


@for_kinds(blueprint, "", "/sealed.pdf")
@allow(*READS_PAPERS)
def sealed(kind: SignedKind, **numbers: int) -> Response:
    """The copy with the organisation's seal."""
    thing, paper = _paper(kind, numbers)
    content = sealed_bytes(actor().provider_id, paper.id)
    name = f"{kind}-{thing.contract_number}-{thing.key.id}-sealed".replace("/", "-")
    return downloads.paper(content, name=name, title=f"{thing.title} с печатью".replace("/", "-"))


@for_kinds(blueprint, "", "/outside", methods=("GET", "POST"))
@allow(*READS_PAPERS)
def outside(kind: SignedKind, **numbers: int) -> Response:
    """Bring a signature that was made in another program."""
    thing, _ = _paper(kind, numbers)
    form = OutsideForm()
    form.offer(thing)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(thing.key)
            done = add_outside_signature(command, roots=trusted_roots(), actor=actor(), now=now())
            flash("Файл сохранён." if done.findings else "Файл сохранён. Подпись не проверена.")
            return redirect(office_page(thing.key))
    return render(
        "electronic/outside.html",
        status=form.status,
        form=form,
        thing=thing,
        name=PAPER_NAMES[kind],
        page=office_page(thing.key),
        paper=office_paper(thing.key),
        action=link("electronic.outside", thing.key),
    )


@for_kinds(blueprint, "", "/outside/<int:file_id>")
@allow(*READS_PAPERS)
def outside_file(kind: SignedKind, file_id: int, **numbers: int) -> Response:
    """A file that was brought."""
    _, paper = _paper(kind, numbers)
    found = get_outside_file(actor(), paper.id, file_id)
    return downloads.scan(found, name=f"signature-{file_id}")


def _paper(kind: SignedKind, numbers: dict[str, int]) -> tuple[SignedPaper, PaperView]:
    """The thing with its paper; NotFound while it has none."""
    thing = get_signed_paper(actor(), key_of(kind, numbers))
    if thing.paper is None:
        raise NotFound
    return thing, thing.paper

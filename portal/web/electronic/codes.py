"""Agreements on signing by codes, codes on paper, and the recipient's own signature by a code."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.violations import NotFound
from portal.models import CodeChannel, Role
from portal.usecases.code_signatures import confirm_by_code
from portal.usecases.one_time_codes import CodeIssued, IssueCode, issue_code
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import recipients
from portal.usecases.queries.electronic import get_agreement, has_live_code
from portal.usecases.queries.signed_papers import SignedPaper, get_signed_paper
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.signing_agreements import (
    add_agreement_scan,
    confirm_agreement,
    draft_agreement,
    end_agreement,
    record_agreement,
)
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.clock import now, today
from portal.web.electronic.addresses import (
    BOTH_SIGN,
    for_kinds,
    key_of,
    link,
    office_page,
    own_page,
    own_paper,
)
from portal.web.electronic.forms import (
    AgreementForm,
    AgreementScanForm,
    AgreementSignedForm,
    CodeForm,
    EmptyForm,
)
from portal.web.electronic.own_words import DONE, own_words
from portal.web.forms import PortalForm
from portal.web.htmx import redirect, render
from portal.web.sealing import channels, vault

SEES_CONTACTS = who_sees(Subject.ADDRESS)
"""Who may read the agreement: the recipient's address stands there."""
blueprint = Blueprint("signing_codes", __name__, url_prefix="/signing-codes")


@blueprint.route("/recipients/<int:recipient_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def agreement(recipient_id: int) -> Response:
    """The agreement's page; the form prints a new one."""
    person = recipients.get_recipient(actor(), recipient_id, today())
    form = AgreementForm()
    if form.validate_on_submit():
        with form.refusals():
            draft_agreement(
                form.to_command(recipient_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash("Соглашение составлено. Напечатайте два экземпляра и дайте подписать.")
            return redirect(url_for("signing_codes.agreement", recipient_id=recipient_id))
    return _agreement_page(recipient_id, person.full_name, form, AgreementSignedForm())


@blueprint.post("/recipients/<int:recipient_id>/signed")
@allow(*OFFICE)
def agreement_signed(recipient_id: int) -> Response:
    person = recipients.get_recipient(actor(), recipient_id, today())
    standing = get_agreement(actor(), recipient_id)
    if standing is None:
        raise NotFound
    form = AgreementSignedForm()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(standing.id)
            record_agreement(command, region=region(), actor=actor(), now=now())
            flash(
                "Соглашение записано. Теперь получатель может подписывать кодом."
                if command.scan
                else "Соглашение записано. Коды заработают, когда его подтвердит другой сотрудник "
                "или появится скан."
            )
            return redirect(url_for("signing_codes.agreement", recipient_id=recipient_id))
    return _agreement_page(recipient_id, person.full_name, AgreementForm(formdata=None), form)


def _agreement_page(
    recipient_id: int,
    name: str,
    form: AgreementForm,
    signed_form: AgreementSignedForm,
    proof: PortalForm | None = None,
) -> Response:
    failed = proof or (signed_form if signed_form.problems else form)
    return render(
        "electronic/agreement.html",
        status=failed.status,
        form=failed,
        draft_form=form,
        signed_form=signed_form,
        scan_form=proof if isinstance(proof, AgreementScanForm) else AgreementScanForm(None),
        recipient_id=recipient_id,
        name=name,
        agreement=get_agreement(actor(), recipient_id),
        reads_paper=actor().role in SEES_CONTACTS,
        has_mail=channels().offers(CodeChannel.EMAIL.value),
    )


@blueprint.post("/recipients/<int:recipient_id>/confirmed")
@allow(*OFFICE)
def agreement_confirmed(recipient_id: int) -> Response:
    """A second person says that the signed sheet is there."""
    name, standing = _standing(recipient_id)
    form = EmptyForm()
    if form.validate_on_submit():
        with form.refusals():
            confirm_agreement(standing, actor=actor(), now=now())
            flash("Соглашение подтверждено. Теперь получатель может подписывать кодом.")
            return redirect(url_for("signing_codes.agreement", recipient_id=recipient_id))
    return _agreement_page(
        recipient_id, name, AgreementForm(formdata=None), AgreementSignedForm(formdata=None), form
    )


@blueprint.post("/recipients/<int:recipient_id>/scan")
@allow(*OFFICE)
def agreement_scan(recipient_id: int) -> Response:
    """The scan of an agreement that was recorded without one."""
    name, standing = _standing(recipient_id)
    form = AgreementScanForm()
    if form.validate_on_submit():
        with form.refusals():
            add_agreement_scan(standing, form.upload(), actor=actor(), now=now())
            flash("Скан приложен. Теперь получатель может подписывать кодом.")
            return redirect(url_for("signing_codes.agreement", recipient_id=recipient_id))
    return _agreement_page(
        recipient_id, name, AgreementForm(formdata=None), AgreementSignedForm(formdata=None), form
    )


def _standing(recipient_id: int) -> tuple[str, int]:
    """The recipient's name and the agreement that stands; NotFound without one."""
    person = recipients.get_recipient(actor(), recipient_id, today())
    standing = get_agreement(actor(), recipient_id)
    if standing is None:
        raise NotFound
    return person.full_name, standing.id


@blueprint.post("/recipients/<int:recipient_id>/end")
@allow(*OFFICE)
def agreement_ended(recipient_id: int) -> Response:
    recipients.get_recipient(actor(), recipient_id, today())
    end_agreement(recipient_id, region=region(), actor=actor(), now=now())
    flash("Соглашение прекращено. Уже подписанные документы остаются в силе.")
    return redirect(url_for("signing_codes.agreement", recipient_id=recipient_id))


@blueprint.get("/recipients/<int:recipient_id>/agreement.pdf")
@allow(*SEES_CONTACTS)
def agreement_paper(recipient_id: int) -> Response:
    recipients.get_recipient(actor(), recipient_id, today())
    found = get_agreement(actor(), recipient_id)
    if found is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, found.paper_id)
    return downloads.paper(content, name="signing-agreement", title="Соглашение о подписи кодом")


@for_kinds(blueprint, "", "/paper", kinds=BOTH_SIGN, methods=("GET", "POST"))
@allow(*OFFICE)
def code_on_paper(kind: SignedKind, **numbers: int) -> Response:
    """A slip with a code, printed and handed over in person."""
    thing = get_signed_paper(actor(), key_of(kind, numbers))
    page = office_page(thing.key)
    form = EmptyForm()
    if form.validate_on_submit():
        with form.refusals():
            issued = _issue(thing.key, CodeChannel.PAPER)
            until = region().local(issued.expires_at)
            return render(
                "electronic/code_slip.html", thing=thing, page=page, code=issued.code, until=until
            )
    return render(
        "electronic/code_on_paper.html",
        status=form.status,
        form=form,
        thing=thing,
        page=page,
        action=link("signing_codes.code_on_paper", thing.key),
        agreement=get_agreement(actor(), thing.recipient_id),
    )


def _issue(key: SignedKey, channel: CodeChannel) -> CodeIssued:
    return issue_code(
        IssueCode(key, channel),
        vault=vault(),
        channels=channels(),
        region=region(),
        actor=actor(),
        now=now(),
    )


@for_kinds(blueprint, "/own", "", kinds=BOTH_SIGN, methods=("GET", "POST"))
@allow(Role.RECIPIENT)
def sign(kind: SignedKind, **numbers: int) -> Response:
    """The recipient's page: read, ask for a code, type it."""
    thing = get_signed_paper(actor(), key_of(kind, numbers))
    form = CodeForm(paper_sha256=thing.paper.sha256 if thing.paper else "")
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(thing.key)
            confirm_by_code(command, vault=vault(), region=region(), actor=actor(), now=now())
            flash(DONE[kind])
            return redirect(own_page(thing.key))
    return _own_page(thing, form)


@for_kinds(blueprint, "/own", "/code", kinds=BOTH_SIGN, methods=("GET", "POST"))
@allow(Role.RECIPIENT)
def send_code(kind: SignedKind, **numbers: int) -> Response:
    """Send a code; the address itself, opened again, leads back to the page."""
    thing = get_signed_paper(actor(), key_of(kind, numbers))
    if request.method == "GET":
        return redirect(link("signing_codes.sign", thing.key))
    form = CodeForm(formdata=None, paper_sha256=thing.paper.sha256 if thing.paper else "")
    with form.refusals():
        other = request.form.get("channel") == CodeChannel.OTHER.value
        _issue(thing.key, CodeChannel.OTHER if other else CodeChannel.EMAIL)
        where = "на телефон" if other else "на почту"
        flash(f"Код отправлен вам {where}. Он действует десять минут.")
        return redirect(link("signing_codes.sign", thing.key))
    return _own_page(thing, form)


def _own_page(thing: SignedPaper, form: CodeForm) -> Response:
    found = get_agreement(actor(), thing.recipient_id)
    sha256 = thing.paper.sha256 if thing.paper else ""
    return render(
        "electronic/sign_by_code.html",
        status=form.status,
        form=form,
        thing=thing,
        words=own_words(thing.key),
        page=own_page(thing.key),
        paper=own_paper(thing.key),
        action=link("signing_codes.sign", thing.key),
        send=link("signing_codes.send_code", thing.key),
        agreement=found,
        live=has_live_code(actor(), thing.recipient_id, sha256, now()),
        by_phone=channels().offers(CodeChannel.OTHER.value),
        by_mail=bool(found and found.email) and channels().offers(CodeChannel.EMAIL.value),
    )

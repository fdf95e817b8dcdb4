"""Pages of agreements to sign by codes: the recipient's own, and of who acts for the recipient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, url_for

from portal.domain.violations import NotFound
from portal.models import CodeChannel
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import recipients
from portal.usecases.queries.people_around import PersonAround, people_around
from portal.usecases.queries.signing_codes import agreements_of_others, get_agreement
from portal.usecases.role_access import Subject, who_sees
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
from portal.web.electronic.forms import (
    AgreementForm,
    AgreementScanForm,
    AgreementSignedForm,
    EmptyForm,
)
from portal.web.forms import PortalForm
from portal.web.htmx import redirect, render
from portal.web.sealing import channels

SEES_CONTACTS = who_sees(Subject.ADDRESS)
"""Who may read the agreement: the recipient's address stands there."""
OF_ANOTHER = "/recipients/<int:recipient_id>/people/<int:representative_id>"
"""The same pages for somebody who acts for the recipient and signs by codes of the own."""
BOTH = ["GET", "POST"]
blueprint = Blueprint("signing_codes", __name__, url_prefix="/signing-codes")


@blueprint.route("/recipients/<int:recipient_id>", methods=BOTH)
@blueprint.route(OF_ANOTHER, methods=BOTH)
@allow(*OFFICE)
def agreement(recipient_id: int, representative_id: int | None = None) -> Response:
    """The agreement's page; the form prints a new one."""
    whose = _whose(recipient_id, representative_id)
    form = AgreementForm()
    if form.validate_on_submit():
        with form.refusals():
            draft_agreement(
                form.to_command(recipient_id, representative_id),
                region=region(),
                actor=actor(),
                now=now(),
                press=press(),
            )
            flash("Соглашение составлено. Напечатайте два экземпляра и дайте подписать.")
            return redirect(whose.page)
    return _agreement_page(whose, form, AgreementSignedForm())


@blueprint.post("/recipients/<int:recipient_id>/signed")
@blueprint.post(f"{OF_ANOTHER}/signed")
@allow(*OFFICE)
def agreement_signed(recipient_id: int, representative_id: int | None = None) -> Response:
    whose, standing = _standing(recipient_id, representative_id)
    form = AgreementSignedForm()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(standing)
            record_agreement(command, region=region(), actor=actor(), now=now())
            flash(
                f"Соглашение записано. Теперь {whose.word} может подписывать кодом."
                if command.scan
                else "Соглашение записано. Коды заработают, когда его подтвердит другой сотрудник "
                "или появится скан."
            )
            return redirect(whose.page)
    return _agreement_page(whose, AgreementForm(formdata=None), form)


@blueprint.post("/recipients/<int:recipient_id>/confirmed")
@blueprint.post(f"{OF_ANOTHER}/confirmed")
@allow(*OFFICE)
def agreement_confirmed(recipient_id: int, representative_id: int | None = None) -> Response:
    """A second person says that the signed sheet is there."""
    whose, standing = _standing(recipient_id, representative_id)
    form = EmptyForm()
    if form.validate_on_submit():
        with form.refusals():
            confirm_agreement(standing, actor=actor(), now=now())
            flash(f"Соглашение подтверждено. Теперь {whose.word} может подписывать кодом.")
            return redirect(whose.page)
    return _proof_page(whose, form)


@blueprint.post("/recipients/<int:recipient_id>/scan")
@blueprint.post(f"{OF_ANOTHER}/scan")
@allow(*OFFICE)
def agreement_scan(recipient_id: int, representative_id: int | None = None) -> Response:
    """The scan of an agreement that was recorded without one."""
    whose, standing = _standing(recipient_id, representative_id)
    form = AgreementScanForm()
    if form.validate_on_submit():
        with form.refusals():
            add_agreement_scan(standing, form.upload(), actor=actor(), now=now())
            flash(f"Скан приложен. Теперь {whose.word} может подписывать кодом.")
            return redirect(whose.page)
    return _proof_page(whose, form)


@blueprint.post("/recipients/<int:recipient_id>/end")
@blueprint.post(f"{OF_ANOTHER}/end")
@allow(*OFFICE)
def agreement_ended(recipient_id: int, representative_id: int | None = None) -> Response:
    whose = _whose(recipient_id, representative_id)
    end_agreement(
        recipient_id,
        region=region(),
        actor=actor(),
        now=now(),
        representative_id=representative_id,
    )
    flash("Соглашение прекращено. Уже подписанные документы остаются в силе.")
    return redirect(whose.page)


@blueprint.get("/recipients/<int:recipient_id>/agreement.pdf")
@blueprint.get(f"{OF_ANOTHER}/agreement.pdf")
@allow(*SEES_CONTACTS)
def agreement_paper(recipient_id: int, representative_id: int | None = None) -> Response:
    _whose(recipient_id, representative_id)
    found = get_agreement(actor(), recipient_id, today(), representative_id)
    if found is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, found.paper_id)
    return downloads.paper(content, name="signing-agreement", title="Соглашение о подписи кодом")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose agreement a page is about; ``other`` is who acts for the recipient, or None.

    ``missing_since``: a court's finding stands, nobody signs (FED-TER-07).
    """

    recipient_id: int
    recipient: str
    other: PersonAround | None
    missing_since: date | None = None

    @property
    def word(self) -> str:
        """Who signs, in a word."""
        return "представитель" if self.other else "получатель"

    @property
    def address(self) -> dict[str, Any]:
        """What the addresses of the agreement's pages name."""
        more = {"representative_id": self.other.id} if self.other else {}
        return {"recipient_id": self.recipient_id, **more}

    @property
    def page(self) -> str:
        """The agreement's own page."""
        return url_for("signing_codes.agreement", **self.address)


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody who signs for the recipient: the page of the own agreement, and if it is signed."""

    name: str
    page: str
    drafted: bool
    signed_on: date | None


def _beside(whose: Whose) -> tuple[Beside, ...]:
    """Who may sign for the recipient by the own agreement; nobody on a page of such a person."""
    if whose.other is not None:
        return ()
    acting = people_around(actor(), whose.recipient_id, region(), today()).acting
    signers = [one for one in acting if one.may_sign]
    agreed = agreements_of_others(actor(), whose.recipient_id) if signers else {}
    return tuple(
        Beside(
            name=f"{one.full_name}, {one.kind.label}",
            page=Whose(whose.recipient_id, whose.recipient, one).page,
            drafted=one.id in agreed,
            signed_on=agreed.get(one.id),
        )
        for one in signers
    )


def _whose(recipient_id: int, representative_id: int | None) -> Whose:
    """The person of the address; NotFound for anybody who is not around this recipient."""
    person = recipients.get_recipient(actor(), recipient_id, today())
    if representative_id is None:
        return Whose(recipient_id, person.full_name, None, person.missing_since)
    around = people_around(actor(), recipient_id, region(), today())
    people = (*around.acting, *around.former)
    other = next((one for one in people if one.id == representative_id), None)
    if other is None:
        raise NotFound
    return Whose(recipient_id, person.full_name, other, person.missing_since)


def _standing(recipient_id: int, representative_id: int | None) -> tuple[Whose, int]:
    """Whose it is and the agreement that stands; NotFound without one."""
    whose = _whose(recipient_id, representative_id)
    standing = get_agreement(actor(), recipient_id, today(), representative_id)
    if standing is None:
        raise NotFound
    return whose, standing.id


def _proof_page(whose: Whose, proof: PortalForm) -> Response:
    empty = AgreementSignedForm(formdata=None)
    return _agreement_page(whose, AgreementForm(formdata=None), empty, proof)


def _agreement_page(
    whose: Whose,
    form: AgreementForm,
    signed_form: AgreementSignedForm,
    proof: PortalForm | None = None,
) -> Response:
    failed = proof or (signed_form if signed_form.problems else form)
    other = whose.other.id if whose.other else None
    return render(
        "electronic/agreement.html",
        status=failed.status,
        form=failed,
        draft_form=form,
        signed_form=signed_form,
        scan_form=proof if isinstance(proof, AgreementScanForm) else AgreementScanForm(None),
        whose=whose,
        beside=_beside(whose),
        agreement=get_agreement(actor(), whose.recipient_id, today(), other),
        reads_paper=actor().role in SEES_CONTACTS,
        has_mail=channels().offers(CodeChannel.EMAIL.value),
    )

"""Consents to the processing of personal data: printed, signed, withdrawn."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from wtforms import FileField

from portal.domain.violations import NotFound
from portal.usecases.consents import (
    DATA,
    PURPOSE,
    TERM,
    PrepareConsent,
    RecordDestruction,
    SignConsent,
    WithdrawConsent,
    consent_sheet,
    prepare_consent,
    record_destruction,
    sign_consent,
    withdraw_consent,
)
from portal.usecases.queries.consents import ConsentsView, ConsentView, list_consents
from portal.usecases.role_access import Subject, who_sees
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.clock import now, today
from portal.web.forms import Choice, DateField, Line, PortalForm, Required, Text
from portal.web.htmx import redirect, render
from portal.web.recipients.people_forms import upload_of

BOTH = ["GET", "POST"]
ITSELF = "0"
LONGEST = 300


SEES_CONTACTS = who_sees(Subject.ADDRESS)
"""Who may read a sheet of consent: the recipient's address stands there."""


class SheetForm(PortalForm):
    """What a new sheet says."""

    representative_id = Choice("Кто подписывает")
    purpose = Text("Цель обработки", validators=[Required("Напишите цель")])
    data = Text("Какие данные", validators=[Required("Перечислите данные")])
    term = Text("Срок согласия", validators=[Required("Напишите срок")])
    processor = Line("Кто обрабатывает данные по вашему поручению", longest=LONGEST)

    def offer(self, view: ConsentsView) -> None:
        """The recipient where the law lets her sign, and those who act for her."""
        itself = [(ITSELF, f"{view.recipient}, получатель")] if view.own_hand else []
        people = [(str(key), name) for key, name in view.signers]
        self.representative_id.offer([*itself, *people] or [(ITSELF, view.recipient)])

    def to_command(self, recipient_id: int) -> PrepareConsent:
        return PrepareConsent(
            recipient_id,
            purpose=self.purpose.data,
            data=self.data.data,
            term=self.term.data,
            processor=self.processor.data or "",
            representative_id=int(self.representative_id.data or ITSELF) or None,
        )


class GivenForm(PortalForm):
    """The day the sheet was signed, and its scan."""

    given_on = DateField("Когда подписано", past=True, validators=[Required("Введите день")])
    scan = FileField("Скан подписанного листа")


class WithdrawnForm(PortalForm):
    """The day the withdrawal came in."""

    received_on = DateField(
        "Когда получено заявление", past=True, validators=[Required("Введите день")]
    )


class DestroyedForm(PortalForm):
    """The day the data were destroyed."""

    destroyed_on = DateField(
        "Когда данные уничтожены", past=True, validators=[Required("Введите день")]
    )


def _view(recipient_id: int) -> ConsentsView:
    return list_consents(actor(), recipient_id, region(), today())


def _one(view: ConsentsView, consent_id: int) -> ConsentView:
    found = next((one for one in view.consents if one.id == consent_id), None)
    if found is None:
        raise NotFound
    return found


def _back(recipient_id: int, text: str) -> Response:
    flash(text)
    return redirect(url_for("recipients.consents", recipient_id=recipient_id))


@allow(*OFFICE)
def consents(recipient_id: int) -> Response:
    return render(
        "recipients/consents.html",
        view=_view(recipient_id),
        reads_paper=actor().role in SEES_CONTACTS,
    )


@allow(*OFFICE)
def prepare(recipient_id: int) -> Response:
    view = _view(recipient_id)
    form = SheetForm(data={"purpose": PURPOSE, "data": DATA, "term": TERM})
    form.offer(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            prepare_consent(command, region=region(), actor=actor(), now=now(), press=press())
            return _back(recipient_id, "Лист готов. Напечатайте его и дайте подписать.")
    return render("recipients/consent_sheet.html", status=form.status, view=view, form=form)


@allow(*SEES_CONTACTS)
def sheet(recipient_id: int, consent_id: int) -> Response:
    _one(_view(recipient_id), consent_id)
    content = consent_sheet(consent_id, actor=actor())
    title = "Согласие на обработку персональных данных"
    return downloads.paper(content, name=f"consent-{consent_id}", title=title)


@allow(*OFFICE)
def given(recipient_id: int, consent_id: int) -> Response:
    view = _view(recipient_id)
    form = GivenForm(data={"given_on": today()})
    if form.validate_on_submit():
        with form.refusals():
            _one(view, consent_id)
            command = SignConsent(consent_id, form.given_on.data, upload_of(form.scan))
            sign_consent(command, region=region(), actor=actor(), now=now())
            return _back(recipient_id, "Согласие записано.")
    return _step("given", view, consent_id, form)


@allow(*OFFICE)
def withdrawn(recipient_id: int, consent_id: int) -> Response:
    view = _view(recipient_id)
    form = WithdrawnForm(data={"received_on": today()})
    if form.validate_on_submit():
        with form.refusals():
            _one(view, consent_id)
            command = WithdrawConsent(consent_id, form.received_on.data)
            last = withdraw_consent(command, region=region(), actor=actor(), now=now())
            return _back(recipient_id, f"Отзыв записан. Уничтожьте данные до {last:%d.%m.%Y}.")
    return _step("withdrawn", view, consent_id, form)


@allow(*OFFICE)
def destroyed(recipient_id: int, consent_id: int) -> Response:
    view = _view(recipient_id)
    form = DestroyedForm(data={"destroyed_on": today()})
    if form.validate_on_submit():
        with form.refusals():
            _one(view, consent_id)
            command = RecordDestruction(consent_id, form.destroyed_on.data)
            record_destruction(command, region=region(), actor=actor(), now=now())
            return _back(recipient_id, "Уничтожение записано.")
    return _step("destroyed", view, consent_id, form)


def _step(name: str, view: ConsentsView, consent_id: int, form: PortalForm) -> Response:
    return render(
        "recipients/consent_step.html",
        status=form.status,
        view=view,
        consent=_one(view, consent_id),
        step=name,
        form=form,
    )


def join(blueprint: Blueprint) -> None:
    """Put these pages among those of the recipient."""
    root = "/<int:recipient_id>/consents"
    one = f"{root}/<int:consent_id>"
    blueprint.add_url_rule(root, view_func=consents, endpoint="consents")
    blueprint.add_url_rule(f"{root}/new", view_func=prepare, endpoint="consent_sheet", methods=BOTH)
    blueprint.add_url_rule(f"{one}/consent.pdf", view_func=sheet, endpoint="consent_file")
    for view in (given, withdrawn, destroyed):
        blueprint.add_url_rule(
            f"{one}/{view.__name__}",
            view_func=view,
            endpoint=f"consent_{view.__name__}",
            methods=BOTH,
        )

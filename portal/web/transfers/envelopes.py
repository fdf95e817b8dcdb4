"""Envelopes as files: saved to carry elsewhere, brought from elsewhere, looked into, taken over."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from portal.models.user import Role
from portal.usecases.envelope_drops import drop_envelope
from portal.usecases.envelopes import ImportEnvelope, envelope_bytes, import_envelope, take_over
from portal.usecases.queries import transfer_sides as sides
from portal.usecases.queries.envelope_files import (
    EnvelopeFile,
    carried_file,
    files_of,
    received_file,
)
from portal.usecases.uploads import Upload
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Line, PortalForm
from portal.web.htmx import redirect, render
from portal.web.transfers.views import STAFF, blueprint

DROP = "drop"
"""The step that deletes a file instead of taking the person over."""
HANDLES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)


class ImportForm(PortalForm):
    """A file from another installation."""

    file = FileField("Файл конверта", validators=[FileRequired("Выберите файл конверта")])
    key_compared = BooleanField("Ключ отправителя сверен с ним по телефону")
    ours_because = Line("Почему на конверте другое название", validators=[OPTIONAL])

    def to_command(self) -> ImportEnvelope:
        found = self.file.data
        upload = Upload(found.filename or "", found.read())
        compared = bool(self.key_compared.data)
        return ImportEnvelope(upload, compared, (self.ours_because.data or "").strip())


class DropForm(PortalForm):
    """A file that is not needed after all."""

    reason = Line("Почему конверт не нужен", validators=[OPTIONAL])


@blueprint.route("/envelopes", methods=["GET", "POST"])
@allow(*HANDLES)
def envelopes() -> Response:
    """The envelopes that came as files, and the door for a new one."""
    form = ImportForm()
    if form.validate_on_submit():
        with form.refusals():
            made = import_envelope(form.to_command(), actor=actor(), now=now())
            flash("Конверт цел и принят. Проверьте, чего в нём не хватает.")
            return redirect(url_for("transfers.envelope", envelope_id=made.id))
    return render(
        "transfers/envelopes.html",
        status=form.status,
        form=form,
        rows=sides.list_imported(actor()),
    )


@blueprint.route("/envelopes/<int:envelope_id>", methods=["GET", "POST"])
@allow(*HANDLES)
def envelope(envelope_id: int) -> Response:
    """What is in an envelope, and what is missing in it."""
    view = sides.get_envelope(actor(), envelope_id)
    form = DropForm()
    drops = request.form.get("step") == DROP
    if form.validate_on_submit():
        with form.refusals():
            if drops:
                drop_envelope(envelope_id, form.reason.data or "", actor=actor(), now=now())
                flash("Конверт удалён. Запись о том, что он приходил, осталась в журнале действий.")
                return redirect(url_for("transfers.envelopes"))
            done = take_over(envelope_id, region=region(), actor=actor(), now=now())
            flash(f"Получатель принят, документов добавлено: {done.papers}.")
            return redirect(url_for("recipients.show", recipient_id=done.recipient_id))
    return render(
        "transfers/envelope.html",
        status=form.status,
        form=form,
        drops=drops,
        envelope=view,
        files=files_of(view.facts, actor(), region(), today()),
        file_address=lambda code: url_for("transfers.carried", envelope_id=envelope_id, code=code),
        today=today(),
    )


@blueprint.get("/envelopes/<int:envelope_id>/files/<string:code>")
@allow(*HANDLES)
def carried(envelope_id: int, code: str) -> Response:
    """An act or a scan out of an envelope of the own provider."""
    found = carried_file(actor(), envelope_id, code, region(), today())
    return opened(*found, name=f"envelope-{envelope_id}-{code}")


@blueprint.get("/incoming/<int:transfer_id>/files/<string:code>")
@allow(*STAFF)
def received(transfer_id: int, code: str) -> Response:
    """An act or a scan out of the envelope of a move to us."""
    found = received_file(actor(), transfer_id, code, region(), today())
    return opened(*found, name=f"incoming-{transfer_id}-{code}")


def opened(found: EnvelopeFile, content: bytes, media_type: str, *, name: str) -> Response:
    """An act as the portal printed it, shown; a scan, which somebody uploaded, saved."""
    if found.act:
        return downloads.paper(content, name=name, title=found.title)
    title = f"{found.title}.{found.name.rpartition('.')[2]}"
    return downloads.attachment(content, media_type=media_type, name=name, title=title)


@blueprint.get("/envelopes/<int:envelope_id>/file")
@allow(*HANDLES)
def envelope_file(envelope_id: int) -> Response:
    """The whole file, to carry it where the portal is another one."""
    view = sides.get_envelope(actor(), envelope_id)
    content = envelope_bytes(envelope_id, actor=actor())
    title = f"Конверт {view.facts.person.surname} {view.sha256[:8]}.zip"
    return downloads.attachment(
        content, media_type="application/zip", name=f"envelope-{envelope_id}", title=title
    )

"""A move as the receiving provider meets it: the envelope, the place, the person, the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for
from wtforms import HiddenField

from portal.domain.violations import NotAllowed
from portal.models.user import Role
from portal.usecases.queries import transfer_sides as sides
from portal.usecases.queries.envelope_files import files_of, later_of
from portal.usecases.transfer_handover import ReceiptFile, receipt_file
from portal.usecases.transfer_places import ChangeVacancy, change_vacancy, release_vacancy
from portal.usecases.transfer_reception import ConfirmVacancy, accept_person, confirm_vacancy
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import Choice, DateField, Line, PortalForm, Required
from portal.web.htmx import redirect, render
from portal.web.transfers.views import STAFF, blueprint

KEEPS_PLACES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)


class ReceiverForm(PortalForm):
    """One thing that the receiver does with a move."""

    step = HiddenField()


class PlaceForm(ReceiverForm):
    """A place kept in a residential department."""

    department_id = Choice("Отделение", validators=[Required("Выберите отделение")])
    since = DateField("Держать место с", validators=[Required("Введите день")])

    def offer(self, homes: Iterable[tuple[int, str]], day: date) -> None:
        self.department_id.offer([(str(row_id), name) for row_id, name in homes])
        if not self.is_submitted():
            self.since.data = self.since.data or day


class OtherDayForm(ReceiverForm):
    """The kept place from another day."""

    other_day = DateField("Держать место с", validators=[Required("Введите день")])

    def paths(self) -> Mapping[str, str]:
        return {"since": "other_day"}


class FreeForm(ReceiverForm):
    """The kept place given up."""


class TakeForm(ReceiverForm):
    """The person of the envelope taken over into a card of our own."""


class ReceiptForm(ReceiverForm):
    """Our receipt for the personal file."""

    person = Line("Кто принял личное дело", validators=[Required("Напишите, кто принял")])


KINDS = {
    "place": PlaceForm,
    "other": OtherDayForm,
    "free": FreeForm,
    "take": TakeForm,
    "receipt": ReceiptForm,
}
PLACES = frozenset({"place", "other", "free"})


@blueprint.route("/incoming/<int:transfer_id>", methods=["GET", "POST"])
@allow(*STAFF)
def incoming(transfer_id: int) -> Response:
    """A move to us: only what is in the envelope, and what is ours to do."""
    view = sides.get_incoming(actor(), transfer_id, region())
    forms = _forms()
    step = request.form.get("step", "")
    form = forms.get(step)
    if form is not None and form.validate_on_submit():
        with form.refusals():
            flash(_carry_out(step, form, transfer_id))
            return redirect(url_for("transfers.incoming", transfer_id=transfer_id))
    return render(
        "transfers/incoming.html",
        status=form.status if form else 200,
        form=form or forms["take"],
        forms=forms,
        view=view,
        envelope=view.envelope,
        files=files_of(view.envelope.facts, actor(), region(), today()) if view.envelope else (),
        later=later_of(view.later, view.envelope.facts, actor(), region(), today())
        if view.envelope
        else (),
        file_address=lambda code: url_for("transfers.received", transfer_id=transfer_id, code=code),
        keeps_places=actor().role in KEEPS_PLACES,
        sent=step,
    )


def _forms() -> Mapping[str, Any]:
    step = request.form.get("step", "")
    found: dict[str, Any] = {
        name: kind() if name == step else kind(formdata=None) for name, kind in KINDS.items()
    }
    found["place"].offer(sides.list_homes(actor()), today())
    return found


def _carry_out(step: str, form: Any, transfer_id: int) -> str:
    """Do what the form says; returns the sentence for the next page."""
    if step in PLACES:
        return _keep_place(step, form, transfer_id)
    if step == "take":
        done = accept_person(transfer_id, region=region(), actor=actor(), now=now())
        known = "Карточка с этим СНИЛС уже была" if done.known else "Карточка заведена"
        return f"{known}, документов добавлено: {done.papers}. Примите программу и договор."
    receipt = ReceiptFile(transfer_id, form.person.data)
    receipt_file(receipt, region=region(), actor=actor(), now=now())
    return "Расписка за личное дело записана."


def _keep_place(step: str, form: Any, transfer_id: int) -> str:
    if actor().role not in KEEPS_PLACES:
        raise NotAllowed
    if step == "free":
        release_vacancy(transfer_id, actor=actor(), now=now())
        return "Место больше не держим."
    if step == "other":
        wanted = ChangeVacancy(transfer_id, form.other_day.data)
        change_vacancy(wanted, region=region(), actor=actor(), now=now())
        return "День, с которого держим место, изменён."
    place = ConfirmVacancy(transfer_id, int(form.department_id.data), form.since.data)
    confirm_vacancy(place, region=region(), actor=actor(), now=now())
    return "Место подтверждено, другим его не отдадут."

"""The paper copy of a programme: its scan, and the day it went back."""

from __future__ import annotations

from flask import Response, flash, url_for
from wtforms import FileField

from portal.usecases.programme_copies import KeepCopy, keep_copy, kept_copy, programme_scan
from portal.usecases.queries.programmes import get_programme
from portal.usecases.role_access import Subject, who_sees
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, DateField, PortalForm
from portal.web.htmx import redirect, render
from portal.web.programmes.views import blueprint
from portal.web.recipients.people_forms import upload_of

READS = who_sees(Subject.SERVICES)
"""The scan shows the services, so it follows them (FED-PDP-01)."""


class CopyForm(PortalForm):
    """The scan, the return of the paper, or both."""

    scan = FileField("Скан программы")
    returned_on = DateField("Когда бумагу вернули получателю", past=True, validators=[OPTIONAL])


@blueprint.route("/<int:programme_id>/copy", methods=["GET", "POST"])
@allow(*READS)
def copy(programme_id: int) -> Response:
    """Record the scan and that the paper went back."""
    programme = get_programme(actor(), programme_id, region(), today())
    kept = kept_copy(actor(), programme_id, region(), today())
    form = CopyForm(data={"returned_on": kept.returned_on})
    if form.validate_on_submit():
        with form.refusals():
            command = KeepCopy(programme_id, upload_of(form.scan), form.returned_on.data)
            keep_copy(command, region=region(), actor=actor(), now=now())
            flash("Записано.")
            return redirect(url_for("programmes.show", programme_id=programme_id))
    return render(
        "programmes/copy.html", status=form.status, form=form, programme=programme, kept=kept
    )


@blueprint.get("/<int:programme_id>/scan")
@allow(*READS)
def scan(programme_id: int) -> Response:
    """The scan of the programme."""
    get_programme(actor(), programme_id, region(), today())
    found = programme_scan(actor(), programme_id)
    return downloads.scan(found, name=f"programme-{programme_id}")

"""Records for the region's register of recipients: the file, who is left out of it, numbers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.usecases.queries.applications import Period
from portal.usecases.queries.paging import PAGE_SIZE, Page
from portal.usecases.queries.recipient_register import as_table, recipient_register
from portal.usecases.queries.recipients import get_recipient
from portal.usecases.register_numbers import (
    LONGEST_NUMBER,
    RecordNumber,
    record_register_number,
)
from portal.usecases.role_access import Subject, who_sees
from portal.web import downloads
from portal.web.access import actor, allow, region
from portal.web.admissions.application_forms import period_of
from portal.web.clock import now, today
from portal.web.forms import Line, PortalForm, Required
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

READERS = tuple(role for role in who_sees(Subject.ADDRESS) if role in who_sees(Subject.CONTRACT))
"""The file holds addresses and fees: it is for those whose work both are."""
WHERE = {
    "register_number": "recipients.register_number",
    "application_date": "admissions.application_of",
}
CARD = "recipients.edit"
"""Where what is missing is entered; the rest stands on the recipient's card."""


class NumberForm(PortalForm):
    """The number as the authority has given it."""

    number = Line("Номер записи", longest=LONGEST_NUMBER, validators=[Required("Введите номер")])


def _period() -> Period:
    return Period(*period_of(request.args, today()))


@allow(*READERS)
def register() -> Response:
    """Everybody of the period with what is missing; by default only those left out."""
    period = _period()
    found = recipient_register(actor(), period, region())
    everybody = request.args.get("all") == "1"
    people = found.people if everybody else found.incomplete
    number = page_number()
    rows = people[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    page = Page(rows=rows, total=len(people), number=number)
    return render(
        "recipients/register.html",
        register=found,
        period=period,
        everybody=everybody,
        page=page,
        pages=pages_of(page),
        where=lambda code: WHERE.get(code, CARD),
    )


@allow(*READERS)
def register_table() -> Response:
    """The file of those who are complete."""
    period = _period()
    found = recipient_register(actor(), period, region())
    return downloads.attachment(
        as_table(found),
        media_type="text/csv",
        name=f"recipients-{period.until:%Y-%m-%d}",
        title=f"{found.spec.title} на {period.until:%d.%m.%Y}.csv",
    )


@allow(*READERS)
def register_number(recipient_id: int) -> Response:
    """The number of one record."""
    person = get_recipient(actor(), recipient_id, today())
    form = NumberForm()
    if form.validate_on_submit():
        with form.refusals():
            command = RecordNumber(recipient_id, form.number.data)
            record_register_number(command, actor=actor(), now=now())
            flash("Номер записан.")
            return redirect(url_for("recipients.register"))
    return render("recipients/register_number.html", status=form.status, form=form, person=person)


def join(blueprint: Blueprint) -> None:
    """Put these pages beside the list of recipients."""
    blueprint.add_url_rule("/register", view_func=register)
    blueprint.add_url_rule("/register/table", view_func=register_table)
    blueprint.add_url_rule(
        "/<int:recipient_id>/register-number", view_func=register_number, methods=["GET", "POST"]
    )
    blueprint.app_context_processor(
        lambda: {"recipient_register_offered": lambda: actor().role in READERS}
    )

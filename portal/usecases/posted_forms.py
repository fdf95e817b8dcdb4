"""What became of a form that was sent before: looked up, told where it led, or given its key back.

``form_keys`` takes the key; this module works around it, in transactions of its own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.models import PostedForm
from portal.usecases import form_keys
from portal.usecases.form_keys import SentForm
from portal.usecases.transaction import glancing, transaction


@dataclass(frozen=True, slots=True)
class Answered:
    """A form that was carried out; ``led_to`` is None while its request has not ended."""

    contents: str
    led_to: str | None


def expect_form(form: SentForm) -> None:
    """Let what this request writes be written once under the form's key."""
    form_keys.expect(db.session(), form)


def find_answer(form: SentForm) -> Answered | None:
    """What the same form has led to, or None when it was never carried out."""
    with glancing() as session:
        row = session.execute(
            select(PostedForm.contents, PostedForm.led_to).where(*form.row)
        ).one_or_none()
        return None if row is None else Answered(row.contents, row.led_to)


def note_answer(led_to: str | None) -> None:
    """Remember where the form of this request led; None gives its key back, it was refused.

    Nothing happens when the request has written nothing. What was written stands, so that a
    database too busy for this note fails nobody.
    """
    form = form_keys.taken(db.session())
    if form is None:
        return
    mine = (*form.row, PostedForm.provider_id == form.provider_id)
    with suppress(OperationalError), transaction(aside=True) as session:
        if led_to is None:
            session.execute(delete(PostedForm).where(*mine))
        else:
            session.execute(update(PostedForm).where(*mine).values(led_to=led_to))

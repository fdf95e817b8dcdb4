"""The key of a form: taken in the transaction that the form causes, so a refusal gives it back.

The web layer says which form a request brings (``expect``); ``transaction()`` takes its key with
the write lock in hand and lets nothing happen under a key that is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from portal.models import PostedForm

KEPT_FOR = timedelta(days=7)
"""No page stays open longer: its session has ended long before."""
_EXPECTED = "portal_form_expected"
_TAKEN = "portal_form_taken"


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form sent by an account to an address at a moment; ``operation`` is the form's own key."""

    provider_id: int
    membership_id: int
    operation: str
    address: str
    contents: str
    sent_at: datetime

    @property
    def row(self) -> tuple[ColumnElement[bool], ...]:
        """The condition that a row is of this form."""
        return (
            PostedForm.membership_id == self.membership_id,
            PostedForm.address == self.address,
            PostedForm.operation == self.operation,
        )


class AlreadySent(Exception):
    """The form was carried out before; nothing has been changed this time."""

    def __init__(self, form: SentForm) -> None:
        super().__init__(form.address)
        self.form = form


def expect(session: Session, form: SentForm) -> None:
    """Have the next transaction of this session take the form's key."""
    session.info[_EXPECTED] = form


def expected(session: Session) -> SentForm | None:
    """The form whose key is still to be taken."""
    found: SentForm | None = session.info.get(_EXPECTED)
    return found


def taken(session: Session) -> SentForm | None:
    """The form whose key a transaction of this session has taken and committed."""
    found: SentForm | None = session.info.get(_TAKEN)
    return found


def take(session: Session, form: SentForm) -> None:
    """Write the key down within the caller's transaction, and drop those that are old.

    Raises AlreadySent when another request has committed the same form.
    """
    if session.scalar(select(PostedForm.id).where(*form.row)) is not None:
        raise AlreadySent(form)
    session.execute(delete(PostedForm).where(PostedForm.sent_at <= form.sent_at - KEPT_FOR))
    session.add(
        PostedForm(
            provider_id=form.provider_id,
            membership_id=form.membership_id,
            operation=form.operation,
            address=form.address,
            contents=form.contents,
            sent_at=form.sent_at,
        )
    )
    session.flush()


def keep(session: Session) -> None:
    """The transaction that took the key is committed: later ones of the request take none."""
    form = session.info.pop(_EXPECTED, None)
    if form is not None:
        session.info[_TAKEN] = form

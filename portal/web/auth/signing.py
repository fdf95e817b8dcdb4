"""What ties the server's session row to the browser's cookie, and the password asked for again."""

from flask import request, session
from flask_login import current_user, login_user, logout_user
from wtforms import PasswordField

from portal.domain.violations import RulesBroken
from portal.usecases import sessions
from portal.usecases.sessions import SessionOpened, TooManyAttempts, end_session, live_session
from portal.web import drafts
from portal.web.access import Reader, actor
from portal.web.clock import now
from portal.web.forms import Refusal


def address() -> str:
    """Where the request comes from, for throttling."""
    return request.remote_addr or ""


def begin(opened: SessionOpened) -> None:
    """Give the browser the new session's token: of the time before only one's own draft is kept."""
    live = live_session(opened.token, now())
    assert live is not None  # noqa: S101  # it was opened a moment ago
    draft = session.get(drafts.KEY)
    session.clear()
    if drafts.kept_for(opened.actor, draft):
        session[drafts.KEY] = draft
    login_user(Reader(opened.token, live))
    # Flask-Login's marks of browser and address: the row on the server knows better.
    session.pop("_id")
    session.pop("_fresh")


def end() -> None:
    """End the session on the server and forget it in the browser.

    What is typed on a page that stayed open can still be kept for its account (`drafts`).
    """
    token = current_user.get_id() if current_user.is_authenticated else None
    if token is not None:
        end_session(token, now())
    logout_user()
    session.clear()
    if token is not None:
        session[drafts.SIGNED_OUT] = token


def confirm_password(field: PasswordField) -> bool:
    """Whether this is the reader's own password: asked again before signing.

    A wrong one gets its sentence under the field; guessing is throttled (429).
    """
    try:
        sessions.confirm_password(actor(), field.data or "", address=address(), now=now())
    except TooManyAttempts:
        raise
    except RulesBroken as error:
        field.errors = [*field.errors, Refusal(error.violations[0])]
        return False
    return True

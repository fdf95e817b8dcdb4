"""The draft of a form that met an ended session: kept at the door, put back after signing in.

The session may have idled away, or ended in another tab while the page of the form stayed open.

Never kept: passwords, files, and what is sent to the pages of passwords. A draft fills the form on
the page it was typed on; sending it is the reader's own act.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, flash, g, request, session
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms import PasswordField, ValidationError

from portal.usecases.actor import Actor
from portal.usecases.drafts import forget_draft, keep_draft, page_of_draft, take_draft
from portal.web.clock import now
from portal.web.forms import PortalForm
from portal.web.htmx import wants_part

KEY = "draft"
WORDS = "draft_words"
TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps the session's token
SIGNED_OUT = "signed_out"
"""Where the token of the session that this browser has ended stays: it opens nothing any more."""
NEVER_KEPT = {"csrf_token"}
RETURNED = (
    "Вы вошли снова. Последняя форма не записана: проверьте, что введено, и запишите ещё раз. "
    "Пароли и файлы введите заново."
)

RETURNED_WITHOUT_FILE = (
    "Форма не записана: файл был слишком велик. Остальное сохранилось, выберите файл поменьше."
)


def init_app(app: Flask) -> None:
    """Put a draft back into the page it was typed on; to be called once the reader is known."""
    app.before_request(_put_back)


def keep(words: str | None = None) -> str | None:
    """Keep what this refused POST holds; the page to come back to, None when nothing is kept.

    ``words`` are said on that page instead of those about signing in.
    """
    here = session.get(TOKEN)
    token = here or session.get(SIGNED_OUT)
    if request.method != "POST" or request.blueprint == "auth" or not token:
        return None
    page = page_of_form()
    if page is None:
        return None
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if not is_secret(name)
    ]
    key = keep_draft(token, page, fields, now=now(), signed_out=not here)
    if key is None:
        return None
    session[KEY] = key
    if words:
        session[WORDS] = words
    return page


MOST_TO_READ = 64 * 1024 * 1024
"""A larger body is not read: the way back to its form is then all there is."""


def keep_beside_file() -> tuple[str | None, bool]:
    """The page of a form whose file was too large, and whether what was typed is kept for it."""
    if request.method != "POST" or not current_user.is_authenticated:
        return None, False
    page = page_of_form()
    size = request.content_length
    # A page with many forms would not know which of them was typed in.
    own = _opens(request.path)
    if page is None or not own or size is None or size > MOST_TO_READ or not _is_ours():
        return page, False
    request.max_content_length = MOST_TO_READ
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except (HTTPException, ValidationError):
        return page, False
    return page, keep(RETURNED_WITHOUT_FILE) is not None


def _is_ours() -> bool:
    origin = request.headers.get("Origin")
    return not origin or urlsplit(origin).netloc == request.host


def kept_for(actor: Actor, key: str | None) -> bool:
    """Whether a draft waits for this reader; another's is dropped at once."""
    if key is None:
        return False
    if page_of_draft(actor, key, now=now()) is None:
        forget_draft(key, now=now())
        return False
    return True


def is_secret(name: str) -> bool:
    """Whether a field of this name is a password in any form of the portal."""
    last = name.rpartition("-")[2]
    return last in NEVER_KEPT or "password" in last or last in secret_names()


@lru_cache
def secret_names() -> frozenset[str]:
    """The names of all password fields of all forms."""
    return frozenset(
        name
        for form in _forms(PortalForm)
        for name in dir(form)
        if isinstance(field := getattr(getattr(form, name), "field_class", None), type)
        and issubclass(field, PasswordField)
    )


def _forms(base: type[PortalForm]) -> Iterator[type[PortalForm]]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)


def page_of_form() -> str | None:
    """The page of the form: where it was sent to when that can be opened, else where it stood."""
    here = request.full_path.rstrip("?")
    there = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    if _opens(request.path):
        return here
    if there.netloc == request.host and _opens(unquote(there.path)):
        return f"{there.path}?{there.query}" if there.query else there.path
    return None


def _opens(path: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return not endpoint.startswith("auth.")


def _put_back() -> None:
    key = session.get(KEY)
    reader = g.get("actor")
    if not key or reader is None or request.method != "GET" or wants_part():
        return
    page = page_of_draft(reader, key, now=now())
    if page is None:
        session.pop(KEY)
    elif unquote(urlsplit(page).path) == request.path:
        session.pop(KEY)
        fields = take_draft(reader, key, now=now())
        if fields is not None:
            g.draft = MultiDict(fields)
            flash(session.pop(WORDS, RETURNED))

"""The same form sent twice is carried out once: the second time leads where the first one led.

The macro ``operation()`` prints a form's own key as ``op``. A refused form gives its key back, so
it may be corrected and sent again. Passwords are no part of what makes two forms the same.
"""

from __future__ import annotations

import hashlib
import re
import time
from http import HTTPStatus
from urllib.parse import quote

from flask import Flask, Response, flash, g, request

from portal.usecases.form_keys import AlreadySent, SentForm
from portal.usecases.posted_forms import Answered, expect_form, find_answer, note_answer
from portal.web import drafts, errors
from portal.web.clock import now
from portal.web.htmx import URL_CHARACTERS, redirect

FIELD = "op"
_KEY = re.compile(r"[0-9A-Za-z-]{1,64}")
LOOKS, PAUSE = 20, 0.1
"""How often and how many seconds apart the answer of the first request is asked for."""
HOME = "/"
DONE = "Эта форма уже записана. Второй раз портал её не записывал."
SENT = "Эта форма уже отправлена. Проверьте, что получилось; если ничего, заполните её заново."
OTHER_CONTENTS = (
    "Эта форма уже записана",
    "Теперь в ней другие данные, поэтому второй раз ничего не записано. "
    "Для новой записи откройте форму заново, ошибку исправьте в прежней записи.",
)


def init_app(app: Flask) -> None:
    """Watch over forms with a key; to be called once the reader and the token are checked."""
    app.before_request(_once)
    app.after_request(_answered)
    app.register_error_handler(AlreadySent, _already_sent)


def _once() -> Response | None:
    form = _form()
    if form is None:
        return None
    if find_answer(form) is not None and (answer := _where_it_led(form)) is not None:
        return _again(form, answer)
    expect_form(form)
    return None


def _form() -> SentForm | None:
    """The form of this request, when somebody signed in sends one with a key."""
    reader = g.get("actor")
    if request.method != "POST" or reader is None or request.endpoint is None:
        return None
    operation = request.form.get(FIELD, "")
    if not _KEY.fullmatch(operation):
        return None
    return SentForm(
        provider_id=reader.provider_id,
        membership_id=reader.membership_id,
        operation=operation,
        address=quote(request.path, safe=URL_CHARACTERS),
        contents=_contents(),
        sent_at=now(),
    )


def _contents() -> str:
    """A hash of what was typed; of a file its name, of a password nothing."""
    told = hashlib.sha256()
    typed = request.form.items(multi=True)
    files = ((name, file.filename or "") for name, file in request.files.items(multi=True))
    for name, value in (*typed, *files):
        if name != FIELD and not drafts.is_secret(name):
            told.update(repr((name, value)).encode())
    return told.hexdigest()


def _where_it_led(form: SentForm) -> Answered | None:
    """The answer to the first request, waited for a little; None when that one was refused."""
    answer = find_answer(form)
    for _ in range(LOOKS):
        if answer is None or answer.led_to is not None:
            break
        time.sleep(PAUSE)
        answer = find_answer(form)
    return answer


def _again(form: SentForm, answer: Answered) -> Response:
    if answer.contents != form.contents:
        title, text = OTHER_CONTENTS
        page = drafts.page_of_form()
        return errors.answer(HTTPStatus.CONFLICT, title=title, text=text, form_page=page)
    flash(SENT if answer.led_to is None else DONE)
    return redirect(answer.led_to or drafts.page_of_form() or HOME)


def _already_sent(error: AlreadySent) -> Response:
    """The same form came while its first request was under way."""
    answer = _where_it_led(error.form)
    if answer is None:
        answer = Answered(error.form.contents, None)
    return _again(error.form, answer)


def _answered(response: Response) -> Response:
    """Tell where the form led; what shows a page instead leads back to the page of the form."""
    if request.method != "POST" or g.get("actor") is None:
        return response
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        note_answer(None)
    else:
        led_to = response.headers.get("HX-Redirect") or response.headers.get("Location")
        note_answer(led_to or drafts.page_of_form() or HOME)
    return response

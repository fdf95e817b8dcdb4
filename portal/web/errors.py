"""Every error as a page in plain words, or as a block for htmx.

A refusal of the law normally goes back into its form (`forms.PortalForm.refusals`); what reaches
this module has no form to go to.
"""

import secrets
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

from portal.domain.violations import Conflict, NotAllowed, NotFound, RulesBroken, Violation
from portal.models.user import Role
from portal.usecases.sessions import TooManyAttempts
from portal.web import access_log, drafts
from portal.web.access import clear_actor, to_sign_in
from portal.web.differences import typed_values
from portal.web.headers import ForeignOrigin, sent_from_here
from portal.web.htmx import render

TOO_LARGE = 413
PAGE = "errors/page.html"
BLOCK = "errors/_block.html"

# What an answer says: title, text. The text tells whether anything has changed.
MESSAGES = {
    400: (
        "Запрос не разобрать",
        "Портал не понял, что прислал браузер. Данные не записаны. "
        "Начните с раздела «Сегодня»; если не поможет, скажите администратору.",
    ),
    403: (
        "Этот раздел открыт другим сотрудникам",
        "Вашей роли здесь недостаточно. Ничего не изменилось. "
        "Если раздел нужен вам для работы, скажите администратору.",
    ),
    404: (
        "Не нашли такую страницу",
        "Возможно, запись перенесли или ссылка набрана с опечаткой.",
    ),
    405: ("Так эта страница не открывается", "Начните с раздела «Сегодня»."),
    409: (
        "Запись изменили, пока вы её читали",
        "Ваши данные не записаны. Откройте новую редакцию и повторите.",
    ),
    413: (
        "Файл слишком велик",
        "Можно приложить файл до 10 МБ. Данные не записаны. "
        "Уменьшите скан: например, сохраните его с разрешением 150 точек на дюйм.",
    ),
    414: (
        "Адрес слишком длинный",
        "Такую ссылку портал не открывает. Данные не изменились. "
        "Начните с раздела «Сегодня» и сократите отбор.",
    ),
    422: ("Так записать нельзя", "Данные не записаны."),
    431: (
        "Браузер прислал слишком много",
        "Данные не изменились. Удалите cookie этого сайта и войдите снова.",
    ),
    429: ("Слишком часто", "Подождите минуту и повторите. Ничего не изменилось."),
    500: (
        "Не получилось",
        "Мы уже записали ошибку в журнал. Данные не изменились. Повторите через минуту.",
    ),
}


LOGGED = "Об этой попытке есть запись в журнале доступа."
OLD_PAGE = (
    "Форма устарела",
    "Страницу открыли до того, как вы вошли или вышли, либо браузер не сохранил cookie. "
    "Данные не записаны. Вернитесь, обновите страницу и повторите.",
)
SIGNED_OUT = (
    "Вы вышли из портала",
    "Эта страница осталась открытой после выхода. Данные не записаны. "
    "Войдите и заполните форму снова.",
)
NOTHING_SENT = ("Эту страницу сейчас не показать", "Данные не изменились.")
OTHER_SITE = (
    "Форма пришла с другого сайта",
    "Данные не записаны. Откройте нужную страницу на самом портале и повторите.",
)


CHANGED_BY_OFFICE = Violation(
    "conflict",
    "Пока страница была открыта, эту запись уже изменили: вы сами в другом окне или учреждение. "
    "Откройте её заново и посмотрите, что в ней теперь.",
)
"""To a recipient, who has no colleagues."""


def init_app(app: Flask) -> None:
    """Answer every error of the portal."""
    app.register_error_handler(RulesBroken, rules_broken)
    app.register_error_handler(Conflict, conflict)
    app.register_error_handler(TooManyAttempts, too_many)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(NotAllowed, not_allowed)
    app.register_error_handler(InternalServerError, unknown)
    app.register_error_handler(CSRFError, old_page)
    app.register_error_handler(ForeignOrigin, lambda _: bad_form(OTHER_SITE))
    app.register_error_handler(HTTPException, refused)


def answer(status: int, **context: Any) -> Response:
    """The page, or the block, of a status."""
    title, text = MESSAGES[status]
    reader = g.get("actor")
    in_cabinet = reader is not None and reader.role is Role.RECIPIENT
    if in_cabinet:
        text = text.replace("с раздела «Сегодня»", "с главной страницы кабинета")
        text = text.replace("скажите администратору", "позвоните в учреждение")
    context = {
        "in_cabinet": in_cabinet,
        "title": title,
        "text": text,
        "violations": (),
        "number": None,
        "changed_at": None,
        "typed": (),
        "again": None,
        "form_page": None,
        "form_kept": False,
        "sign_in": False,
        **context,
    }
    return render(PAGE, part=BLOCK, status=status, **context)


def not_allowed(_error: NotAllowed) -> Response:
    """A page for others; a refused look at somebody's data is logged (FED-PDP-01)."""
    if access_log.refused():
        _, text = MESSAGES[403]
        return answer(403, text=f"{text} {LOGGED}")
    return answer(403)


def not_found(_error: NotFound) -> Response:
    """Nothing of the reader's is there; a try at somebody else's page is logged (FED-PDP-01)."""
    access_log.refused()
    return answer(404)


def old_page(_error: CSRFError) -> Response:
    """A form older than the session: after signing out the way is to sign in and back to it.

    What was typed is kept only when the browser itself says that our own page has sent it.
    """
    if g.get("actor") is not None or drafts.SIGNED_OUT not in session:
        return bad_form(OLD_PAGE)
    if sent_from_here() and request.blueprint != "auth":
        return to_sign_in()
    title, text = SIGNED_OUT
    return answer(400, title=title, text=text, sign_in=True)


def bad_form(words: tuple[str, str]) -> Response:
    """A form that is not taken whatever it holds, and why."""
    title, text = words
    return answer(400, title=title, text=text)


def rules_broken(error: RulesBroken) -> Response:
    """A refusal without a form: its sentences and clauses on a page of their own."""
    if request.method == "GET":
        title, text = NOTHING_SENT
        return answer(422, title=title, text=text, violations=error.violations)
    return answer(422, violations=error.violations)


def conflict(error: Conflict) -> Response:
    """Somebody was quicker; the reader's data were not saved, and are shown to be typed again."""
    form, reader = g.get("outdated_form"), g.get("actor")
    in_cabinet = reader is not None and reader.role is Role.RECIPIENT
    return answer(
        409,
        violations=(CHANGED_BY_OFFICE,) if in_cabinet else error.violations,
        changed_at=error.changed_at,
        typed=() if form is None else typed_values(form),
        again=_page_of_the_form(),
    )


def _page_of_the_form() -> str | None:
    """The address at which the form itself is shown, if it is where it was sent to."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return request.path


def too_many(error: TooManyAttempts) -> Response:
    """Guessing is slowed down: when to come back, and nothing else."""
    response = answer(429, violations=error.violations, title="Слишком много попыток", text=None)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def refused(error: HTTPException) -> Response:
    """What Flask and its libraries refuse by themselves: unknown address, no token, too large."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]  # a redirect of the router
    known = error.code if error.code in MESSAGES else 400
    response = too_large() if known == TOO_LARGE else answer(known or 400)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return response


def too_large() -> Response:
    """A file that is not taken: the way back to its form, with what was typed beside the file."""
    page, kept = drafts.keep_beside_file()
    return answer(TOO_LARGE, form_page=page, form_kept=kept)


def unknown(error: InternalServerError) -> Response:
    """Anything unforeseen: a number for the reader, the trace for the log."""
    number = secrets.token_hex(3).upper()
    cause = error.original_exception or error
    current_app.logger.error("error %s at %s", number, request.path, exc_info=cause)
    # The page must not need what has just failed.
    clear_actor()
    response = answer(500, number=number)
    response.headers["X-Error-Number"] = number
    return response

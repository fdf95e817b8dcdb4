"""Who asks, and whether they may: one access decorator on every route.

``@allow(Role.DIRECTOR, …)`` lets these roles in: nobody signed in is sent to the sign-in page, a
wrong role gets 403. ``@public`` marks the few pages that need no sign-in. Another provider's things
are `NotFound` in the queries and use cases, so the answer is 404 and tells nothing; the same for a
social worker who asks for another's recipient, which is asked here of every address (FED-PDP-01).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask_login import current_user, logout_user

from portal.domain.cabinet import Part
from portal.domain.violations import NotAllowed
from portal.extensions import login_manager
from portal.models.user import Role
from portal.usecases.actor import Actor
from portal.usecases.queries.people import Workplace, workplace_of
from portal.usecases.relatives import CabinetAccess, cabinet_access
from portal.usecases.role_access import demand_own_person
from portal.usecases.sessions import LiveSession, end_session, live_session
from portal.web import drafts
from portal.web.access_log import about_whom
from portal.web.clock import now
from portal.web.htmx import wants_part

if TYPE_CHECKING:
    from portal.documents.press import Press
    from portal.regions.registry import Region

P = ParamSpec("P")
T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
WITHOUT_OWN_PASSWORD = {"auth.password", "auth.sign_out"}
"""What somebody may do who has signed in with a one-time code and chosen no password yet."""
OFFICE = (Role.DIRECTOR, Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT)
"""Everybody of the provider's staff who works with recipients."""


@dataclass(frozen=True)
class Reader:
    """Flask-Login's user: a live session row; its id is the token the cookie holds."""

    token: str
    session: LiveSession
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Check the session row on each request."""
    login_manager.init_app(app)
    # The token in the session is all there is; a copied cookie dies with its row.
    login_manager.session_protection = None
    login_manager.user_loader(_reader)
    app.before_request(_load_actor)


def _reader(token: str) -> Reader | None:
    live = live_session(token, now())
    return None if live is None else Reader(token, live)


def _load_actor() -> None:
    if request.endpoint == "static":
        return
    if current_user.is_authenticated:
        g.actor = current_user.session.actor
        g.workplace = workplace_of(g.actor)
        g.region = regions()[g.workplace.region_code]
        if g.actor.role is Role.RECIPIENT:
            # Asked on each request: an authority that ends today closes the pages today.
            g.cabinet = cabinet_access(g.actor, g.region.today(now()))


def clear_actor() -> None:
    """Show the rest of this request as to a stranger: the error page must not fail in turn."""
    for name in ("actor", "workplace", "region", "cabinet"):
        g.pop(name, None)


def actor() -> Actor:
    """Who acts in this request."""
    found: Actor | None = g.get("actor")
    if found is None:
        raise NotAllowed
    return found


def region() -> Region:
    """The rules of the reader's provider."""
    found: Region | None = g.get("region")
    if found is None:
        raise NotAllowed
    return found


def workplace() -> Workplace:
    """The reader's provider and position, as pages name them."""
    found: Workplace = g.workplace
    return found


def regions() -> Mapping[str, Region]:
    """Every installed region."""
    return cast("Mapping[str, Region]", current_app.extensions["regions"])


def press() -> Press:
    """What prints papers."""
    return cast("Press", current_app.extensions["press"])


def shown_parts() -> frozenset[Part]:
    """The parts of the cabinet that the reader is shown; nothing to who has none."""
    found: CabinetAccess | None = g.get("cabinet")
    return frozenset() if found is None else found.parts


def allow(
    *roles: Role, parts: frozenset[Part] | None = None
) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Let these roles in.

    ``parts`` of the cabinet are what the page shows: who reads it for the recipient needs them
    all. A page that is the recipients' and names none is closed to everybody but the recipient.
    """

    def decorate(view: Callable[P, T]) -> Callable[P, T | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Response:
            if not current_user.is_authenticated:
                return to_sign_in()
            stopped = _stopped(roles, parts)
            if stopped is None:
                demand_own_person(actor(), about_whom())
            return view(*args, **kwargs) if stopped is None else stopped

        return _open_to(frozenset(roles), guarded)

    return decorate


def _stopped(roles: tuple[Role, ...], parts: frozenset[Part] | None) -> Response | None:
    """Where a signed-in reader is sent instead of the page; raises NotAllowed for a wrong one."""
    access: CabinetAccess | None = g.get("cabinet")
    if access is not None and access.closed:
        return _closed(access)
    needs_password = current_user.session.must_change_password
    if needs_password and request.endpoint not in WITHOUT_OWN_PASSWORD:
        return _see_other(url_for("auth.password"))
    if actor().role not in roles:
        raise NotAllowed
    if roles == (Role.RECIPIENT,) and actor().relative is not None:
        demand_parts(parts)
    return None


def demand_parts(parts: frozenset[Part] | None) -> None:
    """Refuse what the reader of a cabinet is not shown, and a page that names no parts."""
    if parts is None or not parts <= shown_parts():
        raise NotAllowed


def _closed(access: CabinetAccess) -> Response:
    """The session of who may read no longer ends, and the sign-in page says why."""
    end_session(current_user.get_id(), now())
    logout_user()
    clear_actor()
    flash(access.closed)
    return to_sign_in()


def public(view: View) -> View:
    """No sign-in needed: the sign-in page itself, the look, the pages about the portal."""
    return _open_to(PUBLIC, view)


def _open_to(readers: object, view: View) -> View:
    # A function takes attributes, which its type does not know; `check_routes` reads this one.
    view.access = readers  # type: ignore[attr-defined]
    return view


def to_sign_in() -> Response:
    """The sign-in page, and from there back to the page that was asked for or typed on."""
    back = request.full_path.rstrip("?") if request.method == "GET" else drafts.keep()
    target = url_for("auth.sign_in", next=back) if back else url_for("auth.sign_in")
    if wants_part():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return _see_other(target)


def _see_other(target: str) -> Response:
    # Flask's redirect is typed as werkzeug's Response; it makes Flask's own.
    return redirect(target, code=303)  # type: ignore[return-value]


def check_routes(app: Flask) -> None:
    """Every route says who may use it, or the application does not start."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "access"):
            raise RuntimeError(
                f"{endpoint}: put @allow(…) or @public on the view, below @blueprint.route"
            )

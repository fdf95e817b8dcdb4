"""The application factory: a list of steps, one small function each."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, g, request, url_for
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import jobs
from portal.config import Settings
from portal.documents.page_marks import Marker
from portal.documents.press import Press
from portal.extensions import babel, csrf, db, migrate
from portal.models.user import Role
from portal.regions.checks import check_region
from portal.regions.errors import RegionError
from portal.regions.registry import Region, discover
from portal.web import (
    BLUEPRINTS,
    access,
    access_log,
    clock,
    drafts,
    errors,
    filters,
    headers,
    htmx,
    norms,
    numbers,
    operations,
    sealing,
    single_contract,
    sources,
    unrecorded_outcomes,
)
from portal.web.display import chosen
from portal.web.links import subject_link
from portal.web.menu import menu_of

ROOT = Path(__file__).resolve().parent.parent
FORM_AROUND_SCAN = 2 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Make the portal with these settings, or with those of the environment."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "portal",
        root_path=str(ROOT / "portal"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    configure(app, settings)
    trust_proxies(app, settings.proxies)
    clock.init_app(app, settings.clock)
    numbers.init_app(app)
    htmx.init_app(app)
    # Before CSRF, so that its refusal is still shown to the reader by name.
    access.init_app(app)
    access_log.init_app(app)
    drafts.init_app(app)
    bind_extensions(app)
    # After CSRF: what it refuses never gets as far as a form's key.
    operations.init_app(app)
    load_regions(app)
    errors.init_app(app)
    headers.init_app(app, https=settings.https)
    prepare_templates(app)
    register_pages(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Turn our settings into Flask's."""
    app.extensions["settings"] = settings
    # Browsers refuse the __Host- prefix without HTTPS, so loopback has a plain name.
    cookie = "__Host-portal" if settings.https else "portal"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=settings.upload_limit + FORM_AROUND_SCAN,
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The token lives as long as the session it is kept in.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        BABEL_DEFAULT_LOCALE="ru",
        BABEL_DEFAULT_TIMEZONE="UTC",
    )


def trust_proxies(app: Flask, proxies: int) -> None:
    """Take the reader's address from what our own proxies add, and nothing else from them.

    Without a proxy anybody may write X-Forwarded-For, so by default it means nothing.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )


def bind_extensions(app: Flask) -> None:
    """Bind the extensions that were created empty."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    babel.init_app(app)
    jobs.init_app(app)


def load_regions(app: Flask) -> None:
    """Give the portal the installed regions, and the press their templates."""
    regions = sound_regions()
    app.extensions["regions"] = regions
    app.extensions["press"] = Press(
        ROOT / "templates",
        {
            code: package
            for code, region in regions.items()
            if (package := region.identity.template_package) is not None
        },
        marker=Marker(app.extensions["settings"].secret_key),
    )


@cache
def sound_regions() -> Mapping[str, Region]:
    """Find the installed regions and refuse what does not fit, once a process: they are frozen.

    A region is checked on the day of its newest data: the passing of time alone must never keep a
    portal from starting. Raises RegionError.
    """
    regions = discover()
    for code, region in regions.items():
        newest = max(value.since for value in region.reference_values)
        if problems := check_region(region, ROOT / "templates", newest):
            raise RegionError(f"region {code}: {'; '.join(problems)}")
    return regions


def prepare_templates(app: Flask) -> None:
    """Escape everything, refuse unknown names, and say what every page needs."""
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.init_app(app)
    norms.init_app(app)
    single_contract.init_app(app)
    unrecorded_outcomes.init_app(app)
    sources.init_app(app)
    sealing.init_app(app)
    app.jinja_env.globals.update(
        asset=asset,
        new_operation=lambda: secrets.token_hex(16),
        subject_link=subject_link,
        demo=app.extensions["settings"].demo,
    )
    app.context_processor(reader_context)


def reader_context() -> dict[str, object]:
    """The reader, the provider, the menu and the chosen look, for the layout."""
    actor = g.get("actor")
    return {
        "reader": actor,
        "workplace": g.get("workplace"),
        "menu": menu_of(actor.role) if actor else (),
        "display": chosen(request, large=bool(actor) and actor.role is Role.RECIPIENT),
    }


@lru_cache
def fingerprint(name: str) -> str:
    """A short hash of a static file: its address changes with its contents."""
    return hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file that may be kept for a year."""
    return url_for("static", filename=name, v=fingerprint(name))


def register_pages(app: Flask) -> None:
    """Register every section and make sure that each route says who may use it."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.check_routes(app)

"""Guards over the routes: who may use them, how their addresses look, what a GET may do."""

import re

import pytest
from flask import Flask

from portal.config import Settings
from portal.web.access import PUBLIC

WORD = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.pdf)?"
TYPED = r"<[a-z_]+(?:\([^)]*\))?:[a-z_]+>"
KEBAB = re.compile(rf"^/(?:(?:{WORD}|{TYPED})/?)*$")
OPEN_TO_STRANGERS = {
    "auth.sign_in",
    "auth.activate",
    "auth.look",
    "home.health",
    "home.accessibility",
    "home.help_page",
    "home.privacy",
    "home.urgent_help",
    "rehearsals.shared",
    "verify.index",
    "verify.page",
}


@pytest.fixture
def routes(app: Flask) -> list[tuple[str, str, frozenset[str]]]:
    return [
        (rule.rule, rule.endpoint, frozenset(rule.methods or ()))
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    ]


def test_addresses_are_kebab_case_with_typed_parts(
    routes: list[tuple[str, str, frozenset[str]]],
) -> None:
    odd = [address for address, _, _ in routes if not KEBAB.match(address)]

    assert not odd, f"write words with hyphens and converters with a type: {odd}"


def test_every_route_says_who_may_use_it(
    app: Flask, routes: list[tuple[str, str, frozenset[str]]]
) -> None:
    silent = [
        endpoint for _, endpoint, _ in routes if not hasattr(app.view_functions[endpoint], "access")
    ]

    assert not silent, f"put @allow(…) or @public on: {silent}"


def test_only_the_listed_pages_are_open_to_strangers(
    app: Flask, routes: list[tuple[str, str, frozenset[str]]]
) -> None:
    public = {
        endpoint
        for _, endpoint, _ in routes
        if getattr(app.view_functions[endpoint], "access", None) == PUBLIC
    }

    assert public <= OPEN_TO_STRANGERS, f"is it meant to be public? {public - OPEN_TO_STRANGERS}"


def test_every_writing_route_is_under_csrf(app: Flask) -> None:
    assert app.config.get("WTF_CSRF_ENABLED", True)
    assert not app.extensions["csrf"]._exempt_views
    assert not app.extensions["csrf"]._exempt_blueprints


def test_settings_are_checked_at_the_start() -> None:
    with pytest.raises(Exception, match="PORTAL_"):
        Settings.from_environment({"PORTAL_UPLOAD_LIMIT": "много"})

"""Every route says who may use it: strangers are sent to the sign-in page, everywhere."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Blueprint, Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.models import Recipient, Role
from portal.web.access import PUBLIC, check_routes
from tests.support.browser import Browser
from tests.web.conftest import Staff

FILLERS = {"month": date(2026, 3, 1), "code": "x"}


def guarded(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "access", PUBLIC) != PUBLIC
    ]


def address(app: Flask, rule: Rule) -> str:
    values = {name: FILLERS.get(name, 1) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_strangers_are_sent_to_the_sign_in_page(app: Flask, stranger: Browser) -> None:
    answers = {
        rule.rule: stranger.get(address(app, rule))
        for rule in guarded(app)
        if "GET" in (rule.methods or ())
    }

    astray = {
        rule: answer.status_code
        for rule, answer in answers.items()
        if not answer.headers.get("Location", "").startswith("/sign-in?next=/")
    }
    assert answers
    assert not astray


def test_strangers_write_nothing(app: Flask, stranger: Browser, rows: Session) -> None:
    answers = {
        rule.rule: stranger.post(address(app, rule))
        for rule in guarded(app)
        if "POST" in (rule.methods or ())
    }

    assert {answer.status_code for answer in answers.values()} == {303}
    assert {answer.headers["Location"] for answer in answers.values()} == {"/sign-in"}
    assert rows.query(Recipient).count() == 0


def test_no_route_writes_without_the_token(app: Flask, staff: Staff) -> None:
    reader = staff.browser(Role.DIRECTOR)

    answers = {
        rule.rule: reader.post(address(app, rule), token=False).status_code
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }

    assert set(answers.values()) == {400}, answers


def test_a_route_that_says_nothing_stops_the_start(app: Flask) -> None:
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/silent", "page", lambda: "")
    app.register_blueprint(silent)

    with pytest.raises(RuntimeError, match=r"silent\.page"):
        check_routes(app)

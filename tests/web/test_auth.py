"""Signing in and out: one answer for known and unknown, sessions that really end, codes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.config import Settings
from portal.extensions import db
from portal.models import Provider, Role, SignInAttempt, User, UserSession
from portal.regions.registry import Region
from portal.usecases.accounts import grant_recipient_access
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

NEW = "совсем другие четыре слова"


@pytest.fixture
def orlova(rows: Session, provider: Provider) -> User:
    user = factories.make_user(rows, login="orlova")
    factories.make_staff(rows, provider, Role.DIRECTOR, user=user)
    return user


def test_the_right_password_leads_to_the_page_asked_for(stranger: Browser, orlova: User) -> None:
    asked = stranger.get("/recipients?q=ильина")
    answer = stranger.post(
        "/sign-in",
        {"login": "Orlova", "password": factories.PASSWORD, "next": "/recipients?q=ильина"},
    )

    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/sign-in?next=/recipients")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/recipients?q=")
    assert stranger.get("/recipients").status_code == 200


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/x", "javascript:1"])
def test_signing_in_never_leads_away(stranger: Browser, orlova: User, target: str) -> None:
    answer = stranger.post(
        "/sign-in", {"login": "orlova", "password": factories.PASSWORD, "next": target}
    )

    assert answer.headers["Location"] == "/"


def test_known_and_unknown_names_get_the_same_answer(stranger: Browser, orlova: User) -> None:
    known = stranger.post("/sign-in", {"login": "orlova", "password": "не тот"})
    unknown = stranger.post("/sign-in", {"login": "nobody", "password": "не тот"})

    assert known.status_code == unknown.status_code == 422
    assert words(known) == words(unknown)


def test_empty_fields_are_asked_for(stranger: Browser) -> None:
    answer = stranger.post("/sign-in", {"login": "", "password": ""})

    assert answer.status_code == 422
    assert "Введите логин" in words(answer)
    assert "Введите пароль" in words(answer)
    assert "<title>Ошибка: Вход" in answer.get_data(as_text=True)


def test_guessing_is_slowed_down(stranger: Browser, orlova: User) -> None:
    for _ in range(5):
        stranger.post("/sign-in", {"login": "orlova", "password": "не тот"})

    answer = stranger.post("/sign-in", {"login": "orlova", "password": factories.PASSWORD})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "через 15 мин" in words(answer)


SPOOFED = "203.0.113.9"
SEEN_BY_PROXY = "198.51.100.7"


def _address_of_attempt(app: Flask, rows: Session, forwarded: str) -> str:
    form = {"login": "orlova", "password": "не тот"}
    browser = Browser(app)
    browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = forwarded
    assert browser.post("/sign-in", form).status_code == 422
    return rows.query(SignInAttempt).one().address


def test_a_forged_address_means_nothing_without_a_proxy(
    app: Flask, rows: Session, orlova: User
) -> None:
    assert _address_of_attempt(app, rows, SPOOFED) == "127.0.0.1"


def test_behind_one_proxy_only_what_it_adds_counts(
    settings: Settings, rows: Session, orlova: User
) -> None:
    behind = create_app(replace(settings, proxies=1))

    assert _address_of_attempt(behind, rows, f"{SPOOFED}, {SEEN_BY_PROXY}") == SEEN_BY_PROXY


def test_a_proxy_changes_neither_host_nor_scheme(
    settings: Settings, rows: Session, orlova: User
) -> None:
    browser = Browser(create_app(replace(settings, proxies=1)))
    browser.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example.org"

    answer = browser.post("/view", {"size": "2"}, origin="http://evil.example.org")

    assert answer.status_code == 400


def test_signing_in_changes_the_session_and_keeps_only_a_token(
    stranger: Browser, orlova: User
) -> None:
    stranger.get("/sign-in")
    with stranger.client.session_transaction() as before:
        early = dict(before)

    stranger.post("/sign-in", {"login": "orlova", "password": factories.PASSWORD})

    with stranger.client.session_transaction() as after:
        kept = dict(after)
    assert kept.get("csrf_token") != early["csrf_token"]
    assert set(kept) <= {"_user_id", "csrf_token"}
    assert len(str(kept["_user_id"])) >= 43


def test_signing_out_ends_a_copied_cookie_too(
    app: Flask, stranger: Browser, rows: Session, orlova: User
) -> None:
    stranger.post("/sign-in", {"login": "orlova", "password": factories.PASSWORD})
    with stranger.client.session_transaction() as kept:
        copied = dict(kept)

    answer = stranger.post("/sign-out")

    thief = Browser(app)
    with thief.client.session_transaction() as stolen:
        stolen.update(copied)
    assert answer.headers["Location"] == "/sign-in"
    assert thief.get("/recipients").headers["Location"].startswith("/sign-in")
    assert rows.query(UserSession).one().ended_at is not None


def test_signing_out_is_never_a_link(director: Browser) -> None:
    assert director.get("/sign-out").status_code == 405


def test_htmx_is_sent_to_sign_in_by_its_own_header(stranger: Browser) -> None:
    answer = stranger.get("/recipients?q=и", htmx=True)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in?next=/recipients")


def test_a_new_password_ends_other_sessions_and_keeps_this_one(
    app: Flask, stranger: Browser, orlova: User
) -> None:
    elsewhere = Browser(app)
    for one in (stranger, elsewhere):
        one.post("/sign-in", {"login": "orlova", "password": factories.PASSWORD})

    form = {"current": factories.PASSWORD, "new": NEW, "repeat": NEW}
    answer = stranger.post("/password", form)

    assert answer.status_code == 303
    assert stranger.get("/recipients").status_code == 200
    assert elsewhere.get("/recipients").status_code == 303


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param(
            {"current": "не тот", "new": NEW, "repeat": NEW},
            "Пароль не подошёл",
            id="the present password is wrong",
        ),
        pytest.param(
            {"current": factories.PASSWORD, "new": NEW, "repeat": "иначе"},
            "Пароли не совпали",
            id="the two new ones differ",
        ),
        pytest.param(
            {"current": factories.PASSWORD, "new": "коротко", "repeat": "коротко"},
            "В пароле меньше 12 знаков",
            id="the new one is short",
        ),
    ],
)
def test_a_bad_new_password_is_refused(
    stranger: Browser, rows: Session, orlova: User, form: dict[str, str], sentence: str
) -> None:
    stranger.post("/sign-in", {"login": "orlova", "password": factories.PASSWORD})
    before = orlova.password_hash

    answer = stranger.post("/password", form)

    rows.refresh(orlova)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert orlova.password_hash == before


@pytest.fixture
def code(
    app: Flask, rows: Session, provider: Provider, staff: Staff, region: Region
) -> tuple[str, str]:
    recipient = factories.make_recipient(rows, provider)
    actor = staff.actor(Role.DIRECTOR)
    with app.app_context():
        granted = grant_recipient_access(recipient.id, region=region, actor=actor, now=MORNING)
        db.session.remove()
    return granted.login, granted.code


def test_a_recipient_enters_with_the_code_and_chooses_a_password(
    stranger: Browser, code: tuple[str, str]
) -> None:
    typed = {"login": code[0], "code": code[1].lower().replace("-", " ")}

    first = stranger.post("/activate", typed)
    elsewhere = stranger.get("/")
    chosen = stranger.post("/password", {"new": NEW, "repeat": NEW})

    assert first.headers["Location"] == "/password"
    assert elsewhere.headers["Location"] == "/password"
    assert chosen.headers["Location"] == "/"
    assert stranger.get("/").headers["Location"] == "/cabinet"


def test_a_code_opens_once(app: Flask, stranger: Browser, code: tuple[str, str]) -> None:
    typed = {"login": code[0], "code": code[1]}
    stranger.post("/activate", typed)

    again = Browser(app).post("/activate", typed)

    assert again.status_code == 422
    assert "Логин и одноразовый код не подошли" in words(again)


def test_wrong_used_and_expired_codes_get_the_same_answer(
    app: Flask, stranger: Browser, rows: Session, code: tuple[str, str]
) -> None:
    def answer(login: str, typed: str) -> str:
        page = Browser(app).post("/activate", {"login": login, "code": typed})
        assert page.status_code == 422
        return words(page).replace(login, "")

    wrong = answer(code[0], "AAAA-2222-BBBB-3333")
    unknown = answer("nobody", "AAAA-2222-BBBB-3333")
    user = rows.query(User).filter_by(login=code[0]).one()
    user.activation_expires_at = MORNING - timedelta(minutes=1)
    rows.commit()
    expired = answer(*code)

    assert wrong == unknown == expired
    assert "попросите у социального работника новый" in wrong
    assert "Логин и пароль" not in wrong


def test_a_blocked_person_is_out_at_once(rows: Session, staff: Staff) -> None:
    reader = staff.browser(Role.ACCOUNTANT)
    user = rows.get_one(User, staff.actor(Role.ACCOUNTANT).user_id)
    user.blocked_at = MORNING
    rows.commit()

    assert reader.get("/recipients").headers["Location"].startswith("/sign-in")


def test_an_idle_session_ends(app: Flask, rows: Session, director: Browser) -> None:
    session = rows.query(UserSession).one()
    session.seen_at -= timedelta(minutes=31)
    rows.commit()

    assert director.get("/recipients").status_code == 303

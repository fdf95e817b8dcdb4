"""What was typed when a session had ended: back in the form, once, for its own account alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse
from wtforms import PasswordField

from portal.models import FormDraft, Provider, Recipient, Role, User, UserSession
from portal.usecases.drafts import LIFETIME, MOST_BYTES
from portal.web.auth.forms import PasswordForm, SignInForm
from portal.web.contracts.forms import SignForm
from portal.web.drafts import is_secret, secret_names
from portal.web.forms import PortalForm
from tests.support import factories
from tests.support.browser import Browser, words
from tests.support.factories import SERVICE
from tests.web.conftest import MORNING, Staff
from tests.web.served import deliver, serve

NEW = "/recipients/new"
TYPED = {"surname": "Недописанная", "name": "Анна", "born": "02.05.", "sex": "f"}
RESTORED = 'value="Недописанная"'


@pytest.fixture
def user(rows: Session) -> User:
    return factories.make_user(rows, login="orlova")


@pytest.fixture
def browser(app: Flask, rows: Session, provider: Provider, user: User) -> Browser:
    """A social worker whose session is about to end."""
    return Browser(app).enter(rows, factories.make_staff(rows, provider, Role.DIRECTOR, user=user))


def idle(rows: Session, minutes: int = 31) -> None:
    for one in rows.scalars(select(UserSession)):
        one.seen_at = MORNING - timedelta(minutes=minutes)
    rows.commit()


def drafts(rows: Session) -> list[FormDraft]:
    rows.rollback()
    return list(rows.scalars(select(FormDraft)).unique())


def sign_in(browser: Browser, target: str = NEW, login: str = "orlova") -> str:
    form = {"login": login, "password": factories.PASSWORD, "next": target}
    answer = browser.post("/sign-in", form)
    assert answer.status_code == 303
    return answer.location


def page(browser: Browser, address: str = NEW) -> str:
    return browser.get(address).get_data(as_text=True)


def test_what_was_typed_comes_back_once_and_is_not_sent_by_itself(
    browser: Browser, rows: Session
) -> None:
    idle(rows)

    refused = browser.post(NEW, TYPED)
    at_the_door = words(browser.get(refused.location))
    elsewhere = (sign_in(browser), page(browser, "/recipients"))
    back = browser.get(NEW)

    assert refused.location == f"/sign-in?next={NEW}"
    assert "форма не записана" in at_the_door
    assert elsewhere[0] == NEW
    assert "Недописанная" not in elsewhere[1]
    shown = back.get_data(as_text=True)
    assert RESTORED in shown
    assert 'value="02.05."' in shown
    assert "Вы вошли снова" in shown
    assert back.status_code == 200
    assert RESTORED not in page(browser)
    assert drafts(rows) == []
    assert rows.scalar(select(func.count(Recipient.id))) == 0


def test_htmx_keeps_the_draft_too(browser: Browser, rows: Session) -> None:
    idle(rows)

    refused = browser.post(NEW, TYPED, htmx=True)
    sign_in(browser)

    assert (refused.status_code, refused.headers["HX-Redirect"]) == (401, f"/sign-in?next={NEW}")
    assert RESTORED in page(browser)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["a colleague", "another provider"])
def test_another_account_gets_nothing_and_ends_the_draft(
    app: Flask,
    browser: Browser,
    rows: Session,
    provider: Provider,
    other_provider: Provider,
    elsewhere: bool,
) -> None:
    other = factories.make_user(rows, login="petrova")
    where = other_provider if elsewhere else provider
    factories.make_staff(rows, where, Role.DIRECTOR, user=other)
    idle(rows)
    browser.post(NEW, TYPED)

    sign_in(browser, login="petrova")
    seen = page(browser)
    gone = drafts(rows)
    browser.post("/sign-out")
    sign_in(browser)

    assert RESTORED not in seen
    assert gone == []
    assert RESTORED not in page(browser)


def test_another_browser_of_the_same_account_gets_nothing(
    app: Flask, browser: Browser, rows: Session
) -> None:
    idle(rows)
    browser.post(NEW, TYPED)
    other = Browser(app)

    sign_in(other)

    assert RESTORED not in page(other)
    assert len(drafts(rows)) == 1


def test_a_key_of_somebody_else_opens_nothing(
    app: Flask, browser: Browser, rows: Session, staff: Staff
) -> None:
    idle(rows)
    browser.post(NEW, TYPED)
    with browser.client.session_transaction() as kept:
        key = kept["draft"]
    thief = staff.browser(Role.DIRECTOR)
    with thief.client.session_transaction() as kept:
        kept["draft"] = key

    assert RESTORED not in page(thief)
    sign_in(browser)
    assert RESTORED in page(browser)


def test_neither_passwords_nor_files_nor_the_token_are_kept(
    browser: Browser, rows: Session
) -> None:
    idle(rows)

    browser.post(NEW, {**TYPED, "password": "тайна-1", "new": "тайна-2", "part-current": "тайна-3"})
    browser.post("/password", {"current": "тайна-4", "new": "тайна-5", "repeat": "тайна-5"})

    (draft,) = drafts(rows)
    assert dict(draft.fields) == TYPED
    assert "тайна" not in json.dumps(draft.fields, ensure_ascii=False)


def test_every_password_of_every_form_is_known() -> None:
    assert {"password", "current", "new", "repeat"} <= secret_names()
    for form in (SignInForm, PasswordForm, SignForm):
        fields = {
            name: getattr(form, name).field_class
            for name in dir(form)
            if hasattr(getattr(form, name), "field_class")
        }
        passwords = {name for name, kind in fields.items() if issubclass(kind, PasswordField)}
        assert passwords
        assert all(is_secret(name) for name in passwords)

    class Later(PortalForm):
        pin = PasswordField()

    secret_names.cache_clear()
    assert is_secret("household-0-pin")
    assert not is_secret("surname")


def _ended(rows: Session) -> None:
    rows.query(UserSession).one().ended_at = MORNING


def _blocked(rows: Session) -> None:
    rows.query(User).filter_by(login="orlova").one().blocked_at = MORNING


def _long_ago(rows: Session) -> None:
    idle(rows, minutes=24 * 60)


@pytest.mark.parametrize("change", [_ended, _blocked, _long_ago])
def test_a_session_that_ended_for_good_keeps_nothing(
    browser: Browser, rows: Session, change: Callable[[Session], None]
) -> None:
    idle(rows)
    change(rows)
    rows.commit()

    refused = browser.post(NEW, TYPED)

    assert refused.location == "/sign-in"
    assert drafts(rows) == []


HERE = "http://localhost"


def leave(browser: Browser) -> str:
    """Sign out in another tab; what the old page sends is the token of before."""
    assert browser.post("/sign-out").status_code == 303
    with browser.client.session_transaction() as kept:
        kept.pop("csrf_token", None)
    return "token of before"


def send_old_page(browser: Browser, address: str, origin: str | None = HERE) -> TestResponse:
    """The form of a page that stayed open: its token is no longer known."""
    form = {**TYPED, "csrf_token": leave(browser)}
    return browser.post(address, form, token=False, origin=origin)


def test_an_old_page_after_signing_out_leads_to_sign_in_and_back_to_what_was_typed(
    browser: Browser, rows: Session
) -> None:
    refused = send_old_page(browser, NEW)
    at_the_door = words(browser.get(refused.location))
    sign_in(browser)

    assert (refused.status_code, refused.location) == (303, f"/sign-in?next={NEW}")
    assert "Вы вышли" in at_the_door
    assert RESTORED in page(browser)
    assert rows.scalar(select(func.count(Recipient.id))) == 0


def test_the_old_page_gives_nothing_to_another_account(
    browser: Browser, rows: Session, provider: Provider
) -> None:
    other = factories.make_user(rows, login="petrova")
    factories.make_staff(rows, provider, Role.DIRECTOR, user=other)
    send_old_page(browser, NEW)

    sign_in(browser, login="petrova")

    assert RESTORED not in page(browser)
    assert drafts(rows) == []


@pytest.mark.parametrize("origin", [None, "https://example.org"], ids=["unsaid", "another site"])
def test_what_our_page_is_not_known_to_have_sent_is_not_kept(
    browser: Browser, rows: Session, origin: str | None
) -> None:
    answer = send_old_page(browser, NEW, origin)

    assert answer.status_code == 400
    assert drafts(rows) == []
    assert origin or 'href="/sign-in"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(("minutes", "kept"), [(59, True), (60, False)])
def test_an_hour_after_signing_out_an_old_page_keeps_nothing(
    browser: Browser, rows: Session, minutes: int, kept: bool
) -> None:
    leave(browser)
    rows.query(UserSession).one().ended_at = MORNING - timedelta(minutes=minutes)
    rows.commit()

    refused = browser.post(NEW, {**TYPED, "csrf_token": "old"}, token=False, origin=HERE)

    assert refused.location == (f"/sign-in?next={NEW}" if kept else "/sign-in")
    assert len(drafts(rows)) == kept


def test_a_stranger_keeps_nothing(stranger: Browser, rows: Session) -> None:
    with stranger.client.session_transaction() as kept:
        kept["_user_id"] = "made up"

    assert stranger.post(NEW, TYPED).location == "/sign-in"
    assert drafts(rows) == []


def test_a_form_of_another_site_keeps_nothing(browser: Browser, rows: Session) -> None:
    idle(rows)

    assert browser.post(NEW, TYPED, token=False).status_code == 400
    assert browser.post(NEW, TYPED, origin="https://example.org").status_code == 400
    assert drafts(rows) == []


def test_a_draft_has_a_size(browser: Browser, rows: Session) -> None:
    idle(rows)

    assert browser.post(NEW, {"surname": "a" * MOST_BYTES}).location == "/sign-in"
    many = {f"f{number}": "" for number in range(2001)}
    assert browser.post(NEW, many).location == "/sign-in"
    assert drafts(rows) == []


def test_an_account_has_one_draft(browser: Browser, rows: Session) -> None:
    idle(rows)
    browser.post(NEW, {"surname": "Первая"})

    browser.post(NEW, TYPED)

    assert [dict(one.fields)["surname"] for one in drafts(rows)] == ["Недописанная"]


@pytest.mark.parametrize(
    ("age", "back"), [(LIFETIME, False), (LIFETIME - timedelta(seconds=9), True)]
)
def test_a_draft_lives_an_hour(
    app: Flask, browser: Browser, rows: Session, age: timedelta, back: bool
) -> None:
    idle(rows)
    browser.post(NEW, TYPED)
    (draft,) = drafts(rows)
    draft.kept_at -= age
    rows.commit()

    sign_in(browser)

    assert (RESTORED in page(browser)) is back
    assert drafts(rows) == []


def test_numbers_of_a_month_come_back_over_what_a_colleague_has_written(
    browser: Browser, rows: Session, staff: Staff
) -> None:
    served = serve(rows, staff)
    address = f"/deliveries/{served.contract.id}/2026-03/numbers"
    idle(rows)

    browser.post(address, {"shown": "{}", f"q-{SERVICE}-4": "2", f"q-{SERVICE}-5": ""})
    deliver(rows, staff, served, [5])
    sign_in(browser, address)
    shown = page(browser, address)

    assert (
        f'name="q-{SERVICE}-4" inputmode="numeric" autocomplete="off" size="2" value="2"' in shown
    )
    assert (
        f'name="q-{SERVICE}-5" inputmode="numeric" autocomplete="off" size="2" value="1"' in shown
    )


def test_a_programme_comes_back_with_its_volumes(
    browser: Browser, rows: Session, provider: Provider
) -> None:
    person = factories.make_recipient(rows, provider)
    address = f"/programmes/present/{person.id}"
    idle(rows)

    browser.post(address, {"number": "77/2026", f"service-{SERVICE}": "6"})
    sign_in(browser, address)
    shown = page(browser, address)

    assert 'value="77/2026"' in shown
    assert f'name="service-{SERVICE}"' in shown
    assert 'value="6"' in shown


def test_an_income_comes_back(browser: Browser, rows: Session, provider: Provider) -> None:
    person = factories.make_recipient(rows, provider)
    address = f"/recipients/{person.id}/income"
    idle(rows)

    form = {
        "applied_on": "16.03.2026",
        "household-0-relation": "recipient",
        "household-0-sources-0-kind": "pension",
        "household-0-sources-0-m2026-01": "26123,45",
    }
    browser.post(address, form)
    sign_in(browser, address)

    assert 'value="26123,45"' in page(browser, address)


def test_a_button_without_a_form_of_its_own_leads_back_to_its_page(
    browser: Browser, rows: Session, staff: Staff
) -> None:
    served = serve(rows, staff)
    sheet = f"/deliveries/{served.contract.id}/2026-03"
    idle(rows)
    browser.client.environ_base["HTTP_REFERER"] = f"http://localhost{sheet}"

    refused = browser.post(f"{sheet}/cell", {"code": SERVICE, "mark": "4:1:0"})
    sign_in(browser, sheet)

    assert refused.location == f"/sign-in?next={sheet}"
    shown = words(browser.get(sheet))
    assert "Последняя форма не записана" in shown
    assert drafts(rows) == []


@pytest.mark.parametrize("referrer", ["https://example.org/recipients", "http://localhost/sign-in"])
def test_a_page_of_elsewhere_is_not_come_back_to(
    browser: Browser, rows: Session, staff: Staff, referrer: str
) -> None:
    served = serve(rows, staff)
    idle(rows)
    browser.client.environ_base["HTTP_REFERER"] = referrer

    refused = browser.post(f"/deliveries/{served.contract.id}/2026-03/cell", {"code": SERVICE})

    assert refused.location == "/sign-in"
    assert drafts(rows) == []


def send_large_file(
    browser: Browser, url: str, *, token: bool = True, **typed: str
) -> TestResponse:
    """A body of twenty megabytes as a browser makes it; the test client would spool it to disk."""
    fields = dict(typed, csrf_token=browser._csrf_token()) if token else typed
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    scan = '--edge\r\nContent-Disposition: form-data; name="scan"; filename="scan.pdf"\r\n\r\n'
    body = ("".join(parts) + scan).encode() + b"0" * (20 * 1024 * 1024) + b"\r\n--edge--\r\n"
    return browser.client.post(
        url, data=body, content_type="multipart/form-data; boundary=edge", buffered=True
    )


def test_a_file_that_is_too_large_leads_back_to_what_was_typed(
    director: Browser, rows: Session, staff: Staff
) -> None:
    served = serve(rows, staff)
    act = factories.make_act(rows, served.contract, served.terms)
    page = f"/acts/{act.id}/paper-signature"

    answer = send_large_file(director, page, signed_on="12.04.2026")
    back = director.get(page)

    html = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert f'href="{page}">Вернуться к форме' in html
    assert "Введённое сохранилось, файл выберите заново." in html
    assert "Форма не записана: файл был слишком велик" in words(back)
    assert 'value="12.04.2026"' in back.get_data(as_text=True)


@pytest.mark.parametrize(
    ("referer", "leads_back"),
    [
        ("http://localhost/recipients/1/documents", True),
        ("https://elsewhere.example/recipients/1/documents", False),
        ("http://localhost//elsewhere.example/", False),
        ("", False),
    ],
)
def test_the_way_back_from_a_large_file_is_never_another_site(
    director: Browser, rows: Session, provider: Provider, referer: str, leads_back: bool
) -> None:
    person = factories.make_recipient(rows, provider)
    director.client.environ_base["HTTP_REFERER"] = referer

    answer = send_large_file(director, f"/recipients/{person.id}/documents/identity_document")

    html = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert "elsewhere" not in html
    assert ('href="/recipients/1/documents">Вернуться к форме' in html) is leads_back
    assert not drafts(rows)


def test_what_came_with_a_large_file_but_without_the_token_is_not_kept(
    director: Browser, rows: Session, staff: Staff
) -> None:
    served = serve(rows, staff)
    act = factories.make_act(rows, served.contract, served.terms)
    page = f"/acts/{act.id}/paper-signature"

    answer = send_large_file(director, page, token=False, signed_on="12.04.2026")

    assert answer.status_code == 413
    assert "Введённое сохранилось" not in words(answer)
    assert not drafts(rows)

"""What every page promises: headers, errors in words, the look, the token, parts for htmx."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, abort
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.app import ROOT, create_app
from portal.commands import demo
from portal.config import Settings
from portal.domain.law import Citation
from portal.domain.violations import Conflict, RulesBroken, Violation
from portal.models import Role
from portal.usecases.queries.paging import PAGE_SIZE
from portal.web.access import public
from portal.web.calendar.forms import HoursForm
from portal.web.forms import violations_into
from portal.web.headers import LONGEST_ADDRESS
from portal.web.menu import SECTIONS, menu_of
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

PROMISED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/recipients", "/about/help"])
def test_every_answer_carries_the_promised_headers(stranger: Browser, address: str) -> None:
    answer = stranger.get(address)

    assert {name: answer.headers[name] for name in PROMISED} == PROMISED
    assert "HX-Request" in answer.headers["Vary"]
    assert "Strict-Transport-Security" not in answer.headers


def test_https_adds_hsts_and_the_host_prefix(settings: Settings) -> None:
    app = create_app(replace(settings, https=True))

    answer = app.test_client().get("/sign-in", base_url="https://localhost")

    cookie = answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert cookie.startswith("__Host-portal=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_static_files_named_by_their_contents_may_be_kept(stranger: Browser) -> None:
    kept = stranger.get("/static/css/portal.css?v=1")
    plain = stranger.get("/static/css/portal.css")

    assert "immutable" in kept.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_script_or_style(director: Browser) -> None:
    for address in ("/", "/recipients", "/recipients/new", "/password"):
        page = director.get(address).get_data(as_text=True)

        assert "<style" not in page
        assert " style=" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count("<script src=")


def test_an_unknown_address_is_told_in_words(director: Browser) -> None:
    answer = director.get("/nowhere")

    assert answer.status_code == 404
    assert "Не нашли такую страницу" in words(answer)
    assert "Получатели" in words(answer)


def test_a_form_without_the_token_changes_nothing(director: Browser) -> None:
    answer = director.post("/recipients/new", {"surname": "Ильина"}, token=False)

    assert answer.status_code == 400
    assert "Форма устарела" in words(answer)
    assert "Данные не записаны" in words(answer)


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://localhost.example.org"])
def test_a_form_from_another_site_changes_nothing(director: Browser, origin: str) -> None:
    answer = director.post("/view", {"size": "2"}, origin=origin)

    assert answer.status_code == 400
    assert "Форма пришла с другого сайта" in words(answer)
    assert "устарела" not in words(answer)


def test_a_malformed_request_is_not_blamed_on_an_old_page(settings: Settings) -> None:
    answer = _with_page(settings, lambda: abort(400)).get("/sample")

    assert answer.status_code == 400
    assert "Запрос не разобрать" in words(answer)
    assert "устарела" not in words(answer)


def test_an_address_that_is_too_long_is_told_in_words(director: Browser) -> None:
    at_the_border = LONGEST_ADDRESS - len("/recipients") - len("q=")

    longest = director.get("/recipients?q=" + "a" * at_the_border)
    longer = director.get("/recipients?q=" + "a" * (at_the_border + 1))

    assert longest.status_code == 200
    assert longer.status_code == 414
    assert "Адрес слишком длинный" in words(longer)


def test_the_server_lets_long_addresses_through_to_our_page() -> None:
    found: dict[str, int] = {}
    exec((ROOT / "gunicorn.conf.py").read_text(), found)  # noqa: S102 - as gunicorn does

    # Cyrillic in a path is three signs a byte; the method and the protocol stand around it.
    assert found["limit_request_line"] == demo.LONGEST_REQUEST_LINE > 2 * LONGEST_ADDRESS


def test_a_form_of_our_own_pages_is_accepted(director: Browser) -> None:
    assert director.post("/view", {"size": "2"}, origin="http://localhost").status_code == 303


def _with_page(settings: Settings, view: Callable[[], str]) -> Browser:
    app = create_app(settings)
    app.add_url_rule("/sample", view_func=public(view))
    return Browser(app)


def test_an_unforeseen_error_has_a_number_and_tells_no_secrets(settings: Settings) -> None:
    def sample() -> str:
        raise KeyError("пароль 12345")

    answer = _with_page(settings, sample).get("/sample")

    assert answer.status_code == 500
    assert answer.headers["X-Error-Number"] in words(answer)
    assert "12345" not in words(answer)


def _refusal(kind: type[RulesBroken]) -> RulesBroken:
    cited = Citation("FED-CON-01", "442-FZ", "ст. 17")
    return kind(Violation("value_invalid", "Так нельзя.", citation=cited))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        pytest.param(RulesBroken, 422, id="a refusal of the law"),
        pytest.param(Conflict, 409, id="somebody was quicker"),
    ],
)
def test_a_refusal_without_a_form_names_its_clause_rule_and_edition(
    settings: Settings, kind: type[RulesBroken], status: int
) -> None:
    def sample() -> str:
        raise _refusal(kind)

    answer = _with_page(settings, sample).get("/sample")

    assert answer.status_code == status
    text = words(answer)
    assert "Так нельзя. (ст. 17, FED-CON-01 )" in text
    assert "Почему? ст. 17 — FED-CON-01 Федеральный закон от 28.12.2013 № 442-ФЗ; редакция:" in text


def test_an_error_is_a_plain_block_for_htmx(settings: Settings) -> None:
    def sample() -> str:
        abort(404)

    answer = _with_page(settings, sample).get("/sample", htmx=True)

    assert answer.status_code == 404
    assert answer.get_data(as_text=True).startswith('<section class="note bad" id="_block"')


def test_a_file_too_large_is_refused_in_words(settings: Settings, staff: Staff) -> None:
    reader = staff.browser(Role.DIRECTOR)

    answer = reader.post("/recipients/new", {"surname": "я" * (settings.upload_limit + 3_000_000)})

    assert answer.status_code == 413
    assert "до 10 МБ" in words(answer)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RECIPIENT])
def test_every_section_of_the_menu_opens(
    rows: Session, staff: Staff, app: Flask, role: Role
) -> None:
    if role is Role.OFFICER:
        # An authority that agrees moves is opened only where the region has the procedure.
        staff = Staff(app, rows, factories.make_provider(rows, "astrakhan", is_authority=True))
    reader = staff.browser(role)
    with app.test_request_context():
        addresses = [item.url for item in menu_of(role)]

    statuses = {address: reader.get(address).status_code for address in addresses}

    assert statuses
    assert set(statuses.values()) == {200}, statuses


def test_every_section_is_a_page(app: Flask) -> None:
    assert {section.endpoint for section in SECTIONS} <= set(app.view_functions)


def test_the_look_is_kept_and_leads_back(stranger: Browser) -> None:
    chosen = {"size": "3", "scheme": "black", "space": "wide", "next": "/about/help"}

    answer = stranger.post("/view", chosen)
    page = stranger.get("/about/help").get_data(as_text=True)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/about/help"
    assert 'data-scheme="black"' in page
    assert 'data-size="3"' in page
    assert 'data-space="wide"' in page


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/\\example.org", ""])
def test_the_look_never_leads_away(stranger: Browser, target: str) -> None:
    answer = stranger.post("/view", {"size": "<b>", "next": target})

    assert answer.headers["Location"] == "/"
    assert "size=1" in _cookie(answer)


def _cookie(answer: TestResponse) -> str:
    return next(text for text in answer.headers.getlist("Set-Cookie") if text.startswith("display"))


def test_health_needs_no_sign_in(stranger: Browser) -> None:
    answer = stranger.get("/health")

    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "ok\n")


def test_a_page_of_a_list_holds_fifty() -> None:
    assert PAGE_SIZE == 50


def test_what_several_rules_say_in_the_same_words_is_told_once(app: Flask) -> None:
    early = [Violation("not_in_force", "Рано.", field) for field in ("opens", None) * 2]
    with app.test_request_context():
        form = HoursForm()
        violations_into(form, RulesBroken(*early, Violation("value_invalid", "Поздно.", "opens")))

    assert form.problems == [(None, "Рано."), ("opens", "Рано."), ("opens", "Поздно.")]

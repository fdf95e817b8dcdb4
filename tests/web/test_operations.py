"""A form sent twice is carried out once: its key is taken with what it writes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import (
    Amendment,
    AmendmentSignature,
    Application,
    Duty,
    Paper,
    PostedForm,
    Role,
    SignInAttempt,
)
from portal.usecases.form_keys import KEPT_FOR, SentForm
from portal.usecases.posted_forms import expect_form
from portal.usecases.transaction import transaction
from portal.web import operations
from portal.web.htmx import redirect
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff
from tests.web.served import everything
from tests.web.test_admissions import APPLICATION
from tests.web.test_amendments import DRAFT, drafted
from tests.web.test_tariff_days import make_paying
from tests.web.test_tenancy import NUMBERS, address

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
HARMLESS_TWICE = {
    # Who one is, and how the pages look.
    "_display.html",
    "layout.html",
    "auth/activate.html",
    "auth/password.html",
    "auth/sign_in.html",
    # A code that was shown once is not shown again: the second sending makes a new one.
    "admin/person.html",
    "recipients/access.html",
    "recipients/relative_access.html",
    # They set a value, ask for a result or lead to a page that asks again.
    "admin/new_reference.html",
    "amendments/fee_change.html",
    "calendar/hours.html",
    "calendar/new.html",
    "deliveries/_row.html",
    "deliveries/_visit.html",
    "months/closed.html",
    "settings/index.html",
    "tariff_days/notices.html",
    "tariff_days/show.html",
    "tariff_days/values.html",
    "verify/index.html",
}
INCIDENTS = "/duties/incidents"
KEY, OTHER = "a" * 32, "b" * 32
LEAK = {"found_on": "14.03.2026", "found_at": "18:00", "about": "Письмо ушло не тому"}


def leak(operation: str = KEY, **changes: str) -> Mapping[str, object]:
    return {**LEAK, "op": operation, **changes}


def count(rows: Session, table: type[object] = Duty) -> int:
    return rows.scalars(select(func.count()).select_from(table)).one()


def stands_for(app: Flask, view: Callable[[], None]) -> None:
    """Put one view in the place of all, that does this and leads to the front page."""

    def stand_in(**_: object) -> Response:
        view()
        return redirect("/#there")

    for endpoint in app.view_functions:
        app.view_functions[endpoint] = stand_in


def write() -> None:
    with transaction() as session:
        session.add(SignInAttempt(login_key="form", address="", at=MORNING, succeeded=True))


def refused() -> None:
    with transaction():
        refuse("value_invalid", "Так нельзя.")


def posted(app: Flask) -> list[str]:
    ids = dict.fromkeys(NUMBERS, 1)
    return sorted(
        address(app, rule, ids)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    )


def test_every_address_takes_a_form_once(app: Flask, rows: Session, director: Browser) -> None:
    stands_for(app, write)
    wrong = []

    for url in posted(app):
        before = count(rows, SignInAttempt)
        answers = [director.post(url, {"op": key}) for key in (KEY, KEY, OTHER)]
        written = count(rows, SignInAttempt) - before
        if written != 2 or {one.location for one in answers} != {"/#there"}:
            wrong.append(f"{url}: written {written}, {[one.status for one in answers]}")

    assert not wrong, "\n".join(wrong)


def test_every_form_that_adds_something_has_a_key() -> None:
    """A form without one may be sent twice without harm: the second time changes nothing more."""
    without = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(path.read_text("utf-8"))
        if "operation(" not in form
    }

    assert without == HARMLESS_TWICE


def test_a_refused_form_keeps_its_key_everywhere(
    app: Flask, rows: Session, director: Browser
) -> None:
    stands_for(app, refused)
    addresses = posted(app)
    answers = {director.post(url, {"op": KEY}).status_code for url in addresses}
    kept = count(rows, PostedForm)
    stands_for(app, write)
    before = count(rows, SignInAttempt)

    for url in addresses:
        director.post(url, {"op": KEY})

    assert (answers, kept) == ({422}, 0)
    assert count(rows, SignInAttempt) - before == len(addresses)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_sending_leads_where_the_first_one_led(
    director: Browser, rows: Session, *, htmx: bool
) -> None:
    first = director.post(INCIDENTS, leak(), htmx=htmx)
    director.get("/")
    before = everything(rows)

    second = director.post(INCIDENTS, leak(), htmx=htmx)

    name = "HX-Redirect" if htmx else "Location"
    assert first.headers[name] == second.headers[name]
    assert first.status_code == second.status_code
    assert everything(rows) == before
    assert "Эта форма уже записана" in words(director.get("/"))


@pytest.mark.parametrize(
    ("second", "written"),
    [
        pytest.param(leak(), 1, id="the same form"),
        pytest.param(leak(OTHER), 2, id="the same words on a page opened anew"),
        pytest.param({**LEAK, "op": ""}, 2, id="no key"),
        pytest.param({**LEAK, "op": "\0" * 32}, 2, id="not a key"),
    ],
)
def test_a_key_makes_two_sendings_one(
    director: Browser, rows: Session, second: Mapping[str, object], written: int
) -> None:
    director.post(INCIDENTS, leak())

    director.post(INCIDENTS, second)

    assert count(rows) == written


def test_other_words_under_the_key_are_not_dropped_silently(
    director: Browser, rows: Session
) -> None:
    director.post(INCIDENTS, leak())

    answer = director.post(INCIDENTS, leak(about="Пропала папка"))

    assert answer.status_code == 409
    assert "Теперь в ней другие данные" in words(answer)
    assert f'href="{INCIDENTS}"' in answer.get_data(as_text=True)
    assert count(rows) == 1


def test_a_refused_form_is_corrected_under_its_key(director: Browser, rows: Session) -> None:
    refused_first = director.post(INCIDENTS, leak(found_on="17.03.2026"))

    answer = director.post(INCIDENTS, leak())

    assert (refused_first.status_code, answer.status_code) == (422, 303)
    assert count(rows) == 1


def test_the_key_is_the_accounts_own(staff: Staff, rows: Session) -> None:
    for role in (Role.DIRECTOR, Role.ADMINISTRATOR):
        staff.browser(role).post(INCIDENTS, leak())

    assert count(rows) == 2


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
def test_an_amendment_is_drafted_once(staff: Staff, rows: Session, role: Role) -> None:
    staff.actor(Role.DIRECTOR)
    contract = make_paying(rows, staff.provider)
    browser = staff.browser(role)
    form = {**DRAFT, "op": KEY}

    led = {browser.post(f"/contracts/{contract.id}/amendments/new", form).location for _ in "ab"}

    assert len(led) == 1
    assert count(rows, Amendment) == 1


def test_an_application_is_entered_once(staff: Staff, rows: Session) -> None:
    browser = staff.browser(Role.SOCIAL_WORKER)
    form = {**APPLICATION, "op": KEY}

    led = {browser.post("/admissions/applications/new", form).location for _ in "ab"}

    assert len(led) == 1
    assert count(rows, Application) == 1


def test_two_sendings_at_once_write_once(
    staff: Staff, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked for the key before either has taken it."""
    both, led = threading.Barrier(2, timeout=10), []

    def wait_for_the_other(form: SentForm) -> None:
        both.wait()
        expect_form(form)

    monkeypatch.setattr(operations, "expect_form", wait_for_the_other)
    browsers = [staff.browser(Role.DIRECTOR) for _ in range(2)]
    threads = [
        threading.Thread(target=lambda one=one: led.append(one.post(INCIDENTS, leak()).location))
        for one in browsers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(led) == 2
    assert len(set(led)) == 1
    assert count(rows) == 1


def test_while_the_first_sending_is_under_way_the_reader_is_told_to_look(
    director: Browser, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "PAUSE", 0)
    director.post(INCIDENTS, leak())
    rows.execute(update(PostedForm).values(led_to=None))

    answer = director.post(INCIDENTS, leak())

    assert (answer.status_code, answer.location) == (303, INCIDENTS)
    assert "Эта форма уже отправлена" in words(director.get(INCIDENTS))
    assert count(rows) == 1


@pytest.mark.parametrize(
    ("age", "kept"), [(KEPT_FOR, 1), (KEPT_FOR - timedelta(hours=1), 2)], ids=["old", "young"]
)
def test_old_keys_are_dropped(director: Browser, rows: Session, age: timedelta, kept: int) -> None:
    director.post(INCIDENTS, leak())
    rows.execute(update(PostedForm).values(sent_at=MORNING - age))

    director.post(INCIDENTS, leak(OTHER))

    assert count(rows, PostedForm) == kept


def test_a_wrong_password_does_not_use_the_key_up(
    staff: Staff, rows: Session, director: Browser
) -> None:
    contract = make_paying(rows, staff.provider)
    amendment = drafted(rows, director, contract)
    director.get(f"/amendments/{amendment.id}/sign")
    rows.refresh(amendment)
    sha256 = rows.scalar(select(Paper.sha256).where(Paper.id == amendment.paper_id))
    form = {"op": KEY, "version": str(amendment.version), "paper_sha256": sha256}

    answers = [
        director.post(f"/amendments/{amendment.id}/sign", {**form, "password": password})
        for password in ("не тот", factories.PASSWORD, factories.PASSWORD)
    ]

    assert [answer.status_code for answer in answers] == [422, 303, 303]
    assert count(rows, AmendmentSignature) == 1
    assert count(rows, PostedForm) == 1


def test_what_was_written_before_a_refusal_gives_the_key_back(
    app: Flask, rows: Session, director: Browser
) -> None:
    def write_and_refuse() -> None:
        write()
        refused()

    stands_for(app, write_and_refuse)
    director.post(INCIDENTS, leak())

    assert count(rows, SignInAttempt) == 1
    assert count(rows, PostedForm) == 0


@pytest.mark.parametrize(("aside", "keys"), [(True, 0), (False, 1)])
def test_what_stands_beside_the_form_takes_no_key(
    app: Flask, rows: Session, director: Browser, *, aside: bool, keys: int
) -> None:
    def count_an_attempt() -> None:
        with transaction(aside=aside) as session:
            session.add(SignInAttempt(login_key="form", address="", at=MORNING, succeeded=True))

    stands_for(app, count_an_attempt)
    director.post(INCIDENTS, leak())

    assert count(rows, SignInAttempt) == 1
    assert count(rows, PostedForm) == keys

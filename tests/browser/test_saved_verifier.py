"""The saved page verifies in Chromium with no network, and believes nothing that was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.documents.page_marks import Marker, inputs_digest
from portal.domain.page_codes import page_code
from portal.domain.statements import PaperStatement
from portal.extensions import db
from portal.models import StatementKey
from portal.usecases.transaction import transaction
from tests.support.factories import MOMENT, make_provider

pytestmark = pytest.mark.browser

MARKER = Marker("a secret for tests, which is long enough")
OTHER = Marker("another secret, which is long enough too")
STATEMENT = PaperStatement(
    inn="3327100015",
    form="contract",
    number="17/2026-ДО",
    day=date(2026, 3, 2),
    amount=Decimal("1234567.05"),
    inputs=inputs_digest({"number": "17"}),
    code=page_code(442),
)


@pytest.fixture
def provider_id(app: Flask) -> int:
    """A provider with an old key of another secret, and the key of today."""
    with app.app_context():
        provider = make_provider(db.session(), inn=STATEMENT.inn)
        with transaction() as session:
            session.add_all(
                StatementKey(provider_id=provider.id, public_key=key, since=MOMENT)
                for key in (OTHER.public_key(provider.id), MARKER.public_key(provider.id))
            )
        return provider.id


@pytest.fixture
def saved(app: Flask, provider_id: int, tmp_path: Path, chromium: Browser) -> Iterator[Page]:
    """The page saved to a disk and opened where nothing can be reached."""
    file = tmp_path / "verify.html"
    file.write_bytes(app.test_client().get("/verify/page").data)
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    context.set_offline(True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert complaints == []
    assert asked == [file.as_uri()]


def ask(page: Page, text: str) -> str:
    page.get_by_label("Текст из QR-кода").fill(text)
    page.locator("#answer").evaluate("answer => { answer.hidden = true }")
    page.get_by_role("button", name="Проверить подпись").click()
    answer = page.locator("#answer")
    expect(answer).to_be_visible()
    return answer.inner_text()


def test_a_true_signature_is_told_with_its_facts(saved: Page, provider_id: int) -> None:
    text = MARKER.mark(provider_id, STATEMENT).statement

    told = ask(saved, f" {text[:70]}\n{text[70:]} ")

    assert "Подпись верна" in told
    assert "№ 17/2026-ДО" in told
    assert "02.03.2026" in told
    assert "1 234 567,05 руб." in told.replace("\u00a0", " ")
    assert "ИНН 3327100015" in told
    assert STATEMENT.code in told
    assert saved.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_old_key_still_counts(saved: Page, provider_id: int) -> None:
    assert "Подпись верна" in ask(saved, OTHER.mark(provider_id, STATEMENT).statement)


def test_nothing_that_was_changed_is_believed(saved: Page, provider_id: int) -> None:
    text = MARKER.mark(provider_id, STATEMENT).statement

    for place in range(0, len(text) - 1, 7):
        changed = text[:place] + ("B" if text[place] != "B" else "C") + text[place + 1 :]
        told = ask(saved, changed)
        assert "Подпись верна" not in told, (place, told)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            Marker("a third secret, not of this portal").mark(1, STATEMENT).statement,
            "Подпись неверна",
            id="a wrong key",
        ),
        pytest.param(
            MARKER.mark(1, replace(STATEMENT, inn="7700000000")).statement,
            "Ключа учреждения с ИНН 7700000000 в этой странице нет",
            id="another provider",
        ),
        pytest.param("ST00012|Name=Центр", "Это не текст QR-кода", id="a payment code"),
        pytest.param("", "Это не текст QR-кода", id="nothing"),
    ],
)
def test_other_texts_are_told_apart(saved: Page, text: str, said: str) -> None:
    assert said in ask(saved, text)


def test_the_saved_page_is_accessible(saved: Page, provider_id: int) -> None:
    ask(saved, MARKER.mark(provider_id, STATEMENT).statement)

    assert Axe().run(saved).violations_count == 0

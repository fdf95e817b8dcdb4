"""From a programme to a contract in the browser, and the paper it is frozen as."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.extensions import db
from tests.support.browser import Browser, words
from tests.support.sample_region import CODE, SAMPLE
from tests.usecases import procedures
from tests.web.served import everything


@pytest.fixture
def house(app: Flask) -> procedures.House:
    """A provider of the sample region, so that no change of a real law breaks this test."""
    app.extensions["regions"] = {**app.extensions["regions"], CODE: SAMPLE}
    with app.app_context():
        return procedures.make_house(db.session())


@pytest.fixture
def programme_id(app: Flask, house: procedures.House) -> int:
    with app.app_context():
        recipient_id = procedures.register(house)
        procedures.earn(house, recipient_id)
        presented = procedures.present(house, recipient_id)
        procedures.hand_in_everything(house, recipient_id)
    return presented.id


@pytest.fixture
def director(app: Flask, rows: Session, house: procedures.House) -> Browser:
    return Browser(app).enter(rows, house.director)


def test_the_draft_shows_the_fee_and_why_before_anything_exists(
    director: Browser, rows: Session, programme_id: int
) -> None:
    before = everything(rows)

    page = words(director.get(f"/contracts/draft/{programme_id}"))

    assert "Составить договор по программе № 12/2026" in page
    assert "1 200,00 ₽" in page
    assert "Как посчитали" in page
    assert "Каких бумаг не хватает" not in page
    assert everything(rows) == before


def test_the_contract_is_drafted_by_one_button(director: Browser, programme_id: int) -> None:
    answer = director.post(f"/contracts/draft/{programme_id}")

    page = words(director.get(answer.location))
    assert answer.status_code == 303
    assert "составлен. Теперь его подписывает директор." in page
    assert "Ждёт подписи директора" in page
    assert "Ильина Мария Петровна , 1948 г. р." in page
    assert "№ 12/2026 от 27 февраля 2026" in page
    assert "Покупка продуктов: 8 в месяц" in page


def test_the_same_text_can_be_read_as_a_page(director: Browser, programme_id: int) -> None:
    address = director.post(f"/contracts/draft/{programme_id}").location

    paper, page = director.get(f"{address}/paper.pdf"), director.get(f"{address}/paper")

    policy = page.headers["Content-Security-Policy"]
    assert paper.data.startswith(b"%PDF")
    assert "Ильина Мария Петровна" in words(page)
    assert re.search(r"style-src( 'sha256-[^']+')+;", policy)
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_a_stranger_drafts_nothing(stranger: Browser, rows: Session, programme_id: int) -> None:
    before = everything(rows)

    answer = stranger.post(f"/contracts/draft/{programme_id}")

    assert answer.location == "/sign-in"
    assert everything(rows) == before

"""A representative in the cabinet: the granted parts open, the others do not, the end is told."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.cabinet import EVERYTHING, Part
from portal.models import Provider, Recipient, RelativeAccess, Representative, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


@pytest.fixture
def sister(rows: Session, ilyina: Recipient) -> Representative:
    return factories.make_representative(rows, ilyina)


def enter(
    app: Flask, rows: Session, sister: Representative, parts: frozenset[Part] = EVERYTHING
) -> Browser:
    recipient = rows.get_one(Recipient, sister.recipient_id)
    actor = factories.make_recipient_access(rows, recipient)
    factories.save(
        rows,
        RelativeAccess(
            provider_id=sister.provider_id,
            representative_id=sister.id,
            membership_id=actor.membership_id,
            parts=sorted(parts),
            since=sister.since,
        ),
    )
    return Browser(app).enter(rows, actor)


def test_all_parts_open_the_front_page(app: Flask, rows: Session, sister: Representative) -> None:
    browser = enter(app, rows, sister)

    assert "как представитель получателя" in words(browser.get("/cabinet"))
    assert browser.get("/").location == "/cabinet"


def test_one_part_opens_its_own_pages_only(
    app: Flask, rows: Session, sister: Representative
) -> None:
    browser = enter(app, rows, sister, frozenset({Part.ACTS}))

    page = browser.get("/cabinet/acts")
    assert browser.get("/").location == "/cabinet/acts"
    assert page.status_code == 200
    assert "Мой договор" not in words(page)
    for closed in ("", "/contract", "/services", "/payments"):
        assert browser.get(f"/cabinet{closed}").status_code == 403


def test_the_day_the_authority_ends_the_session_is_over(
    app: Flask, rows: Session, sister: Representative
) -> None:
    browser = enter(app, rows, sister)
    assert browser.get("/cabinet").status_code == 200

    sister.revoked_on = sister.since
    rows.commit()
    answer = browser.get("/cabinet")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")
    assert "Доступ представителя закрыт: полномочия отозваны" in words(browser.get(answer.location))
    sister.revoked_on = None
    rows.commit()
    assert browser.get("/cabinet").status_code == 303


def test_the_office_opens_the_cabinet_and_shows_the_code_once(
    staff: Staff, rows: Session, sister: Representative
) -> None:
    director = staff.browser(Role.DIRECTOR)
    page = f"/recipients/{sister.recipient_id}/people/{sister.id}/access"

    nothing = director.post(page, {"last_day": ""})
    granted = director.post(page, {"acts": "y", "last_day": "30.06.2026"})

    assert nothing.status_code == 422
    assert "Отметьте, что представитель увидит" in words(nothing)
    assert re.search(r"Одноразовый код [A-ZА-Я0-9-]+", words(granted))
    assert rows.query(RelativeAccess).one().parts == ["acts"]
    people = words(director.get(f"/recipients/{sister.recipient_id}/people"))
    assert "Кабинет открыт: новый код" in people


def test_the_accountant_opens_nobodys_cabinet(staff: Staff, sister: Representative) -> None:
    browser = staff.browser(Role.ACCOUNTANT)
    page = f"/recipients/{sister.recipient_id}/people/{sister.id}/access"

    assert browser.get(page).status_code == 403

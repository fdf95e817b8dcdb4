"""Pages of consents: a sheet, its signature, its withdrawal, what stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import DataConsent, Provider, Recipient
from tests.support import factories
from tests.support.browser import Browser, words

SHEET = {
    "representative_id": "0",
    "purpose": "Заключение договора",
    "data": "фамилия, имя, отчество",
    "term": "на время договора",
    "processor": "",
}


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


def test_a_consent_is_printed_signed_and_withdrawn(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    page = f"/recipients/{ilyina.id}/consents"
    assert "Согласия на обработку персональных данных нет" in words(director.get(page))

    answer = director.post(f"{page}/new", SHEET)
    consent = rows.scalars(select(DataConsent)).one()
    waiting = words(director.get(answer.location))
    sheet = director.get(f"{page}/{consent.id}/consent.pdf")
    director.post(f"{page}/{consent.id}/given", {"given_on": "16.03.2026"})
    given = words(director.get(page))
    director.post(f"{page}/{consent.id}/withdrawn", {"received_on": "16.03.2026"})
    withdrawn = words(director.get(page))
    director.post(f"{page}/{consent.id}/destroyed", {"destroyed_on": "16.03.2026"})

    assert "Ждёт подписи" in waiting
    assert sheet.data.startswith(b"%PDF")
    assert "Подписано 16.03.2026" in given
    assert "Согласия на обработку персональных данных нет" not in given
    assert "Отозвано 16.03.2026, данные уничтожить до 15.04.2026" in withdrawn
    assert "Остаются: договор, акты сдачи-приёмки, платежи" in withdrawn
    assert "Уничтожены 16.03.2026" in words(director.get(page))


def test_a_wrong_day_is_told_beside_its_field(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    page = f"/recipients/{ilyina.id}/consents"
    director.post(f"{page}/new", SHEET)
    consent = rows.scalars(select(DataConsent)).one()

    answer = director.post(f"{page}/{consent.id}/given", {"given_on": "15.03.2026"})

    assert answer.status_code == 422
    assert "не раньше 16.03.2026" in words(answer)


def test_a_consent_of_somebody_else_is_not_found(
    director: Browser, rows: Session, provider: Provider, ilyina: Recipient
) -> None:
    other = factories.make_recipient(rows, provider)
    director.post(f"/recipients/{ilyina.id}/consents/new", SHEET)
    consent = rows.scalars(select(DataConsent)).one()

    for part in ("consent.pdf", "given", "withdrawn", "destroyed"):
        assert (
            director.get(f"/recipients/{other.id}/consents/{consent.id}/{part}").status_code == 404
        )

"""Blanks are printed with what the card knows, for this recipient's form of service alone."""

from __future__ import annotations

import io

from pypdf import PdfReader
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Provider
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.served import everything


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_list_holds_the_papers_of_the_department(
    rows: Session, provider: Provider, director: Browser
) -> None:
    day_care = factories.make_department(rows, provider, unit_code="minors_prevention")
    at_home = factories.make_recipient(rows, provider)
    family = factories.make_recipient(rows, provider, department_id=day_care.id)

    here = words(director.get(f"/recipients/{at_home.id}/forms"))
    there = words(director.get(f"/recipients/{family.id}/forms"))

    assert "Заявление о предоставлении социальных услуг" in here
    assert "Социальный паспорт семьи" not in here
    assert "Социальный паспорт семьи" in there


def test_a_blank_holds_what_the_card_knows_and_is_not_kept(
    rows: Session, provider: Provider, director: Browser
) -> None:
    recipient = factories.make_recipient(rows, provider)
    factories.make_programme(rows, recipient, form=Form.HOME)
    before = everything(rows)

    answer = director.get(f"/recipients/{recipient.id}/forms/application")

    printed = text_of(answer.data)
    assert answer.mimetype == "application/pdf"
    assert recipient.surname in printed
    assert f"{recipient.born:%d.%m.%Y}" in printed
    assert (recipient.snils or "") in printed
    assert "Дата заполнения заявления" in printed
    assert everything(rows) == before


def test_a_paper_of_another_form_of_service_is_not_found(
    rows: Session, provider: Provider, director: Browser
) -> None:
    recipient = factories.make_recipient(rows, provider)

    for code in ("urgent_act", "contract", "no-such-paper"):
        assert director.get(f"/recipients/{recipient.id}/forms/{code}").status_code == 404

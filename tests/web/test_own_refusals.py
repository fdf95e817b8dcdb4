"""A refusal to contract in the cabinet of whom it is for: the ground, the paper, no promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.cabinet import Part
from portal.models import ContractRefusal, Programme, Recipient, RelativeAccess, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING

TODAY = APRIL_MORNING.date()
LIFTED = {"lifted_at": datetime(2026, 3, 20, 9, tzinfo=UTC), "lifted_reason": "место есть"}
REFUSED = "В договоре отказано"
PROMISED = "Договора пока нет"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def ilyina(rows: Session, staff: Staff) -> Recipient:
    person = factories.make_recipient(rows, staff.provider)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    return person


@pytest.fixture
def programme(rows: Session, ilyina: Recipient) -> Programme:
    return factories.make_programme(rows, ilyina)


def no(rows: Session, staff: Staff, programme: Programme, **changes: Any) -> ContractRefusal:
    """A refusal about health with its paper."""
    values = {
        "ground": "medical_contraindication",
        "ground_title": "медицинские противопоказания",
        "basis": [{"code": "medical_conclusion", "title": "Заключение", "number": "17"}],
        "paper_id": factories.make_paper(rows, staff.provider.id).id,
    }
    director = staff.actor(Role.DIRECTOR)
    return factories.make_refusal(rows, programme, director, **values | changes)


def test_whoever_is_refused_reads_the_ground_and_opens_the_paper(
    rows: Session, staff: Staff, programme: Programme
) -> None:
    refusal = no(rows, staff, programme)
    reader = staff.browser(Role.RECIPIENT)

    home, page = (words(reader.get(url)) for url in ("/cabinet", "/cabinet/contract"))

    assert REFUSED in home
    assert "Первый появится" not in home
    assert "Сумма появится" not in home
    assert PROMISED not in page
    assert f"{REFUSED} Ваша программа № {programme.number} Почему Медицинские противопо" in page
    assert "16 марта 2026" in page
    assert "обжаловать в органе социальной защиты или в суде" in page
    paper = reader.get(f"/cabinet/refusals/{refusal.id}/refusal.pdf")
    assert paper.mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("programme_ends", "changes"),
    [
        pytest.param(None, LIFTED, id="lifted"),
        pytest.param(date(2026, 3, 31), {}, id="the programme is over"),
    ],
)
def test_a_refusal_that_holds_nothing_up_keeps_its_paper_only(
    rows: Session,
    staff: Staff,
    programme: Programme,
    programme_ends: date | None,
    changes: dict[str, Any],
) -> None:
    refusal = no(rows, staff, programme, **changes)
    programme.valid_until = programme_ends or programme.valid_until
    rows.commit()
    reader = staff.browser(Role.RECIPIENT)

    home, page = (words(reader.get(url)) for url in ("/cabinet", "/cabinet/contract"))

    assert REFUSED not in home
    assert PROMISED in page
    assert f"Скачать отказ № {refusal.number}" in page
    assert "Программа остаётся в силе" not in page
    assert ("Отказ в договоре снят" in page) == bool(changes)


def test_a_later_contract_is_shown_and_the_refusal_below_it(
    rows: Session, staff: Staff, programme: Programme
) -> None:
    refusal = no(rows, staff, programme, **LIFTED)
    contract = factories.make_contract(rows, programme)
    reader = staff.browser(Role.RECIPIENT)

    page = words(reader.get("/cabinet/contract"))

    assert page.index(f"Договор № {contract.number}") < page.index(f"отказ № {refusal.number}")
    assert REFUSED not in page
    assert REFUSED not in words(reader.get("/cabinet"))


@pytest.mark.parametrize(("part", "status"), [(Part.CONTRACT, 200), (Part.ACTS, 403)])
def test_a_representative_reads_it_by_the_parts_of_the_access(
    app: Flask, rows: Session, staff: Staff, programme: Programme, part: Part, status: int
) -> None:
    refusal = no(rows, staff, programme)
    person = rows.get_one(Recipient, programme.recipient_id)
    sister = factories.make_representative(rows, person)
    actor = factories.make_recipient_access(rows, person)
    access = RelativeAccess(
        provider_id=sister.provider_id,
        representative_id=sister.id,
        membership_id=actor.membership_id,
        parts=[part],
        since=sister.since,
    )
    factories.save(rows, access)
    browser = Browser(app).enter(rows, actor)

    assert browser.get(f"/cabinet/refusals/{refusal.id}/refusal.pdf").status_code == status
    assert browser.get("/cabinet/contract").status_code == status


def test_a_neighbours_refusal_does_not_exist(
    rows: Session, staff: Staff, programme: Programme
) -> None:
    neighbour = factories.make_recipient(rows, staff.provider)
    refusal = no(rows, staff, factories.make_programme(rows, neighbour))
    reader = staff.browser(Role.RECIPIENT)

    assert reader.get(f"/cabinet/refusals/{refusal.id}/refusal.pdf").status_code == 404
    assert REFUSED not in words(reader.get("/cabinet/contract"))

"""«Кто действует за получателя»: representatives, the court's word, a death, who records them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.domain.contract import Party
from portal.models import (
    Provider,
    Recipient,
    Representative,
    Role,
    Signature,
    SignatureMethod,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

FORM = {
    "kind": "attorney",
    "surname": "Смирнова",
    "name": "Ирина",
    "patronymic": "Олеговна",
    "capable": "y",
    "body": "",
    "basis": "доверенность",
    "paper_number": "33 АА 0000005",
    "paper_issued_on": "12.01.2026",
    "paper_issued_by": "нотариус Орлова А. А.",
    "paper_until": "",
    "since": "16.03.2026",
}


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


def record(clerk: Browser, address: str, typed: dict[str, str]) -> TestResponse:
    """Open a form about the card and send it with the version that it shows."""
    shown = re.search(r'name="version"[^>]*value="(\d+)"', clerk.get(address).text)
    assert shown
    return clerk.post(address, typed | {"version": shown[1]})


@pytest.mark.parametrize("longer", [0, 1])
def test_the_number_of_a_notarys_paper_is_kept_with_its_register(
    director: Browser, rows: Session, ilyina: Recipient, longer: int
) -> None:
    """Sixty signs: the blank's own number and the entry of the register."""
    number = "33 АБ 1234567, реестр № 33/77-н/33-2026-4-1289".ljust(60 + longer, "0")
    answer = director.post(f"/recipients/{ilyina.id}/people/new", FORM | {"paper_number": number})

    kept = rows.scalars(select(Representative.paper_number)).all()
    assert (answer.status_code, kept) == ((422, []) if longer else (303, [number]))


def test_an_attorney_is_recorded_shown_and_ended(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    page = f"/recipients/{ilyina.id}/people"

    answer = director.post(f"{page}/new", FORM)
    shown = words(director.get(answer.location))
    row = rows.scalars(select(Representative)).one()
    ended = director.post(f"{page}/{row.id}/end", {"day": "16.03.2026", "reason": "отменена"})
    after = words(director.get(page))

    assert answer.status_code == 303
    assert "Смирнова Ирина Олеговна , представитель по доверенности" in shown
    assert "Действует с 16.03.2026 по 12.01.2027" in shown
    assert "Договор не подписывает" in shown
    assert ended.status_code == 303
    assert "С 16.03.2026 не действует: полномочия отозваны (отменена)" in after
    assert director.get(f"{page}/{row.id}/end").status_code == 404


def test_what_is_wrong_stands_beside_its_field(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    answer = director.post(f"/recipients/{ilyina.id}/people/new", FORM | {"paper_issued_on": ""})

    assert answer.status_code == 422
    assert "Доверенность без даты недействительна" in words(answer)
    assert not rows.scalars(select(Representative)).all()


def test_a_wrong_day_does_not_hide_what_else_is_wrong(director: Browser, ilyina: Recipient) -> None:
    answer = director.post(
        f"/recipients/{ilyina.id}/people/new", FORM | {"since": "вчера", "surname": "123"}
    )

    assert "только буквы" in words(answer)


def test_the_courts_word_changes_who_signs(director: Browser, ilyina: Recipient) -> None:
    page = f"/recipients/{ilyina.id}/people"

    record(
        director,
        f"{page}/capacity",
        {"capacity": "incapable", "since": "01.03.2026", "basis": "решение суда № 2-15"},
    )

    shown = words(director.get(page))
    assert "За недееспособного получателя договор подписывает опекун" in shown
    assert "Признан недееспособным с 01.03.2026" in shown


def test_papers_signed_since_the_courts_day_are_shown_to_be_looked_at(
    director: Browser, rows: Session, provider: Provider, ilyina: Recipient
) -> None:
    contract = factories.make_contract(rows, factories.make_programme(rows, ilyina))
    factories.save(
        rows,
        Signature(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            paper_id=contract.paper_id,
            party=Party.RECIPIENT,
            signer="Ильина М. П.",
            method=SignatureMethod.PAPER,
            signed_on=date(2026, 3, 2),
            recorded_at=MORNING,
            recorded_by_id=contract.social_worker_id
            or factories.make_staff(
                rows, rows.get_one(Provider, contract.provider_id)
            ).membership_id,
        ),
    )
    page = f"/recipients/{ilyina.id}/people"
    form = {"capacity": "incapable", "since": "01.03.2026", "basis": "решение суда № 2-15"}

    answer = record(director, f"{page}/capacity", form)
    shown = director.get(answer.location)

    assert "получатель подписал 1" in words(shown)
    assert f"Договор № {contract.number}" in words(shown)
    assert f'href="/contracts/{contract.id}"' in shown.get_data(as_text=True)
    assert "действует лично" not in words(shown)


def test_a_death_is_recorded_and_taken_back(director: Browser, ilyina: Recipient) -> None:
    page = f"/recipients/{ilyina.id}/people"

    record(director, f"{page}/death", {"died_on": "15.03.2026", "basis": "свидетельство № 1"})
    dead = words(director.get(page))
    record(director, f"{page}/death", {"died_on": "", "basis": "ошибка оператора"})
    alive = words(director.get(page))

    assert "15.03.2026" in dead
    assert "Никто не подписывает" in dead
    assert "15.03.2026" not in alive


def test_a_finding_and_the_return_from_it_stand_on_the_card(
    director: Browser, ilyina: Recipient
) -> None:
    page = f"/recipients/{ilyina.id}/people"
    found = {"since": "02.03.2026", "basis": "решение районного суда № 2-15", "returned_on": ""}

    record(director, f"{page}/missing", found | {"return_basis": ""})
    gone, card = words(director.get(page)), words(director.get(f"/recipients/{ilyina.id}"))
    back = {"returned_on": "15.03.2026", "return_basis": "решение суда об отмене"}
    record(director, f"{page}/missing", found | back)
    returned, again = words(director.get(page)), words(director.get(f"/recipients/{ilyina.id}"))

    assert "с 02.03.2026 решение районного суда № 2-15" in gone
    assert "Записать возвращение" in gone
    assert "Признана безвестно отсутствующей с 02.03.2026" in card
    assert "вернулся 15.03.2026 решение суда об отмене" in returned
    assert "безвестно отсутствующей" not in again


COURT = {"since": "02.03.2026", "basis": "решение районного суда № 2-15"}
FORMS_OF_THE_CARD = {
    "capacity": COURT | {"capacity": "incapable"},
    "death": {"died_on": "15.03.2026", "basis": "свидетельство № 1"},
    "missing": COURT | {"returned_on": "", "return_basis": ""},
}


@pytest.mark.parametrize("part", FORMS_OF_THE_CARD)
def test_what_a_form_of_the_card_was_filled_from_has_to_be_told(
    director: Browser, rows: Session, ilyina: Recipient, part: str
) -> None:
    answer = director.post(f"/recipients/{ilyina.id}/people/{part}", FORMS_OF_THE_CARD[part])

    rows.refresh(ilyina)
    assert answer.status_code == 422
    assert "Откройте страницу заново" in words(answer)
    assert (ilyina.capacity, ilyina.died_on, ilyina.missing_since) == (None, None, None)


@pytest.mark.parametrize("part", ["new", "capacity", "death", "missing"])
def test_the_accountant_reads_and_does_not_record(
    staff: Staff, ilyina: Recipient, part: str
) -> None:
    accountant = staff.browser(Role.ACCOUNTANT)

    address = f"/recipients/{ilyina.id}/people/{part}"
    page = accountant.get(f"/recipients/{ilyina.id}/people").get_data(as_text=True)
    shown = staff.browser(Role.DIRECTOR).get(f"/recipients/{ilyina.id}/people")

    assert f'href="{address}"' not in page
    assert f'href="{address}"' in shown.get_data(as_text=True)
    assert accountant.get(address).status_code == 403


def test_another_providers_people_are_not_found(
    director: Browser, rows: Session, other_provider: Provider
) -> None:
    stranger = factories.make_recipient(rows, other_provider)

    assert director.get(f"/recipients/{stranger.id}/people").status_code == 404
    assert director.post(f"/recipients/{stranger.id}/people/new", FORM).status_code == 404


IDENTITY = {
    "identity-kind": "паспорт гражданина РФ",
    "identity-series": "17 08",
    "identity-number": "123456",
    "identity-issued_by": "ОВД г. Вязники",
    "identity-issued_on": "02.03.2008",
    "address": "г. Вязники, ул. Мира, д. 2",
}


def test_the_representatives_paper_and_address_are_entered_and_shown_for_correction(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    page = f"/recipients/{ilyina.id}/people"
    director.post(f"{page}/new", FORM)
    row = rows.scalars(select(Representative)).one()
    empty = director.post(f"{page}/{row.id}/identity", {"address": "г. Вязники"})

    kept = director.post(f"{page}/{row.id}/identity", IDENTITY)
    shown = director.get(f"{page}/{row.id}/identity").get_data(as_text=True)

    rows.refresh(row)
    assert empty.status_code == 422
    assert kept.status_code == 303
    assert (row.identity_number, row.address) == ("123456", "г. Вязники, ул. Мира, д. 2")
    assert 'value="ОВД г. Вязники"' in shown


def test_the_paper_comes_with_a_new_representative_and_its_mistakes_stand_beside_it(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    page = f"/recipients/{ilyina.id}/people/new"
    wrong = director.post(page, FORM | IDENTITY | {"identity-issued_on": "02.03.2099"})

    assert wrong.status_code == 422
    assert not rows.scalars(select(Representative)).all()
    assert director.post(page, FORM | IDENTITY).status_code == 303
    assert rows.scalars(select(Representative.identity_series)).all() == ["17 08"]

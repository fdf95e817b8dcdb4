"""Recipients: found by anything, registered once, changed by one at a time, seen by few."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.models import (
    AccessEvent,
    ContractTerms,
    IdentityPaper,
    Provider,
    Recipient,
    RecipientCategory,
    Role,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

FORM = {
    "surname": "Ёлкина",
    "name": "Зоя",
    "patronymic": "Фёдоровна",
    "born": "02.05.48",
    "sex": "f",
    "snils": "112 233 445 95",
    "address": "г. Владимир, ул. Мира, д. 5",
    "phone": "8 (920) 000-00-01",
    "identity-kind": "паспорт гражданина РФ",
    "identity-series": "17 03",
    "identity-number": "123456",
    "identity-issued_by": "ОВД города Владимира",
    "identity-issued_on": "20/11/2003",
    "categories-0-code": "",
    "categories-1-code": "wwii_participant",
    "categories-1-proved": "y",
    "representative-kind": "",
}


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider, snils="112-233-445 95")


def people(rows: Session) -> int:
    rows.rollback()
    return rows.scalar(select(func.count()).select_from(Recipient)) or 0


def test_a_recipient_is_registered_and_shown(director: Browser, rows: Session) -> None:
    answer = director.post("/recipients/new", FORM)

    person = rows.scalars(select(Recipient)).one()
    paper = rows.scalars(select(IdentityPaper)).one()
    category = rows.scalars(select(RecipientCategory)).one()
    card = words(director.get(answer.headers["Location"]))
    assert (person.born, person.snils) == (date(1948, 5, 2), "112-233-445 95")
    assert person.phone == "+79200000001"
    assert (paper.issued_on, category.code, category.proved) == (
        date(2003, 11, 20),
        "wwii_participant",
        True,
    )
    assert "Ёлкина Зоя Фёдоровна" in card
    assert "Получатель записан" in card
    assert "+7 920 000-00-01" in card.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "typed",
    [
        "елкина",
        "ЁЛКИНА зоя",
        "фёдоровна",
        "112-233-445 95",
        "11223344595",
        "112233",
        "920 000-00-01",
        "9200000001",
        "1703123456",
        "123456",
        "77-ИП",
        "15/2026",
    ],
)
def test_she_is_found_by_any_of_them(
    director: Browser, rows: Session, provider: Provider, typed: str
) -> None:
    director.post("/recipients/new", FORM)
    person = rows.scalars(select(Recipient)).one()
    programme = factories.make_programme(rows, person, number="77-ИП")
    factories.make_contract(rows, programme, number="15/2026")
    factories.make_recipient(rows, provider, surname="Другая", name="Инна", phone="")

    answer = director.get(f"/recipients?q={typed}", htmx=True)

    assert "Ёлкина Зоя Фёдоровна" in words(answer)
    assert "Другая" not in words(answer)


def test_the_list_is_a_page_and_a_part(director: Browser, ilyina: Recipient) -> None:
    page = director.get("/recipients")
    part = director.get("/recipients?q=ильина", htmx=True)

    assert "<html" in page.get_data(as_text=True)
    assert part.get_data(as_text=True).startswith('<div id="_list">')
    assert "Найдено 1" in words(part)


def test_a_search_without_hits_offers_a_way_on(director: Browser, ilyina: Recipient) -> None:
    answer = words(director.get("/recipients?q=никто"))

    assert "Никого не нашли" in answer
    assert "Показать всех" in answer


def test_fifty_a_page(director: Browser, rows: Session, provider: Provider) -> None:
    for number in range(52):
        factories.make_recipient(rows, provider, surname=f"Я{number:02d}")

    first = words(director.get("/recipients"))
    second = words(director.get("/recipients?page=2"))

    assert "Я49" in first
    assert "Я50" not in first
    assert "Я51" in second


def test_a_social_worker_may_ask_for_her_own(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    factories.make_recipient(rows, provider, surname="Своя", social_worker_id=worker.membership_id)
    factories.make_recipient(rows, provider, surname="Чужая")

    answer = words(staff.browser(Role.SOCIAL_WORKER).get("/recipients?mine=1"))

    assert "Своя" in answer
    assert "Чужая" not in answer


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"snils": "112-233-445 96"}, "Контрольные цифры СНИЛС", id="check digits"),
        pytest.param({"born": "32.03.1948"}, "Дня 32.03.1948 не бывает", id="no such day"),
        pytest.param({"born": "01.01.2031"}, "ещё не наступила", id="born in the future"),
        pytest.param({"surname": ""}, "Введите фамилию", id="no surname"),
        pytest.param({"surname": "<b>12</b>"}, "только буквы", id="not a name"),
        pytest.param({"phone": "12"}, "Введите телефон с кодом", id="a short phone"),
        pytest.param({"sex": "x"}, "Выберите из списка", id="an unknown sex"),
        pytest.param({"identity-issued_on": ""}, "Введите дату выдачи", id="a paper without a day"),
        pytest.param({"categories-0-code": "king"}, "Выберите из списка", id="a strange category"),
        pytest.param({"department_id": "999"}, "Выберите из списка", id="a strange department"),
        pytest.param(
            {"representative-surname": "Петров"}, "кем этот человек", id="a nameless relation"
        ),
    ],
)
def test_bad_input_comes_back_with_its_sentence(
    director: Browser, rows: Session, changes: dict[str, str], sentence: str
) -> None:
    answer = director.post("/recipients/new", FORM | changes)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "<title>Ошибка: Новый получатель" in page
    assert 'value="Зоя"' in page
    assert 'class="err"' in page
    assert people(rows) == 0


def test_shape_and_meaning_are_said_at_once(director: Browser, rows: Session) -> None:
    wrong = FORM | {
        "surname": "12345",
        "name": "",
        "born": "02.05.2048",
        "identity-issued_on": "",
    }

    del wrong["sex"]

    answer = words(director.post("/recipients/new", wrong))

    for sentence in (
        "только буквы, дефис и пробел",
        "Введите имя",
        "Выберите пол",
        "ещё не наступила",
        "Введите дату выдачи документа",
    ):
        assert sentence in answer


def test_a_passport_older_than_its_owner_is_refused(director: Browser, rows: Session) -> None:
    answer = director.post("/recipients/new", FORM | {"identity-issued_on": "20.11.1900"})

    assert answer.status_code == 422
    assert "не раньше рождения" in words(answer)


def test_what_was_typed_is_escaped(director: Browser) -> None:
    page = director.post("/recipients/new", FORM | {"name": '"><script>1</script>'})

    assert "<script>1" not in page.get_data(as_text=True)


def test_a_duplicate_number_links_to_the_person_who_has_it(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    answer = director.post("/recipients/new", FORM)

    assert answer.status_code == 422
    assert "уже есть: Ильина Мария Петровна" in words(answer)
    assert f'href="/recipients/{ilyina.id}"' in answer.get_data(as_text=True)
    assert people(rows) == 1


def _edit(person: Recipient, **changes: str) -> dict[str, str]:
    return {
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic or "",
        "born": f"{person.born:%d.%m.%Y}",
        "sex": person.sex.value,
        "snils": person.snils or "",
        "version": str(person.version),
        **changes,
    }


def test_a_change_is_written(director: Browser, rows: Session, ilyina: Recipient) -> None:
    shown = director.get(f"/recipients/{ilyina.id}/edit").get_data(as_text=True)

    answer = director.post(f"/recipients/{ilyina.id}/edit", _edit(ilyina, surname="Ильинская"))

    rows.refresh(ilyina)
    assert 'value="Ильина"' in shown
    assert answer.status_code == 303
    assert ilyina.surname == "Ильинская"


def test_the_second_of_two_editors_sees_both(
    director: Browser, head: Browser, rows: Session, ilyina: Recipient
) -> None:
    old = _edit(ilyina, surname="Вторая")
    director.post(f"/recipients/{ilyina.id}/edit", _edit(ilyina, surname="Первая"))

    answer = head.post(f"/recipients/{ilyina.id}/edit", old)

    rows.refresh(ilyina)
    assert answer.status_code == 409
    assert "Запись изменили, пока вы её правили" in words(answer)
    assert "Поле Сейчас записано Вы ввели Фамилия Первая Вторая" in words(answer)
    assert ilyina.surname == "Первая"


def test_the_second_editor_keeps_what_was_typed_and_may_still_write_it(
    director: Browser, head: Browser, rows: Session, ilyina: Recipient
) -> None:
    address = f"/recipients/{ilyina.id}/edit"
    old = _edit(ilyina, surname="Вторая")
    director.post(
        address,
        {
            **_edit(ilyina, surname="Первая"),
            "identity-kind": "паспорт гражданина РФ",
            "identity-series": "1705",
            "identity-number": "123456",
            "identity-issued_by": "УМВД",
            "identity-issued_on": "03.04.2010",
        },
    )

    page = head.post(address, old)
    rows.refresh(ilyina)
    shown = page.get_data(as_text=True)
    again = head.post(address, {**old, "version": str(ilyina.version)})

    assert "Документ, удостоверяющий личность: Дата выдачи 03.04.2010 —" in words(page)
    assert 'value="Вторая"' in shown
    assert f'name="version" type="hidden" value="{ilyina.version}"' in shown
    assert again.status_code == 303
    rows.refresh(ilyina)
    assert ilyina.surname == "Вторая"


def test_the_card_says_what_comes_next(director: Browser, rows: Session, ilyina: Recipient) -> None:
    before = words(director.get(f"/recipients/{ilyina.id}"))
    factories.make_contract(rows, factories.make_programme(rows, ilyina))
    after = words(director.get(f"/recipients/{ilyina.id}"))

    assert "Собрать документы" in before
    assert "Договор есть" in after


def test_a_social_worker_is_refused_the_income_of_her_own_recipient_and_it_is_logged(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    """FED-PDP-01: the list of a social worker names no income."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    own = factories.make_recipient(rows, provider, social_worker_id=worker.membership_id)
    reader = staff.browser(Role.SOCIAL_WORKER)

    assert "Доход и плата" not in words(reader.get(f"/recipients/{own.id}"))
    assert reader.get(f"/recipients/{own.id}/income").status_code == 403

    logged = rows.scalars(select(AccessEvent)).one()
    assert (logged.membership_id, logged.recipient_id) == (worker.membership_id, own.id)
    assert (logged.subject, logged.path) == ("income", f"/recipients/{own.id}/income")
    assert not logged.allowed
    assert logged.at >= MORNING


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT])
def test_whoever_works_with_income_opens_it_and_it_is_logged(
    staff: Staff, rows: Session, ilyina: Recipient, role: Role
) -> None:
    """FED-PDP-01: the accountant's and the director's lists name it."""
    assert staff.browser(role).get(f"/recipients/{ilyina.id}/income").status_code == 200

    logged = rows.scalars(select(AccessEvent)).one()
    assert (logged.recipient_id, logged.allowed) == (ilyina.id, True)


def test_a_refused_page_of_another_provider_names_nobody(
    staff: Staff, rows: Session, other_provider: Provider
) -> None:
    foreign = factories.make_recipient(rows, other_provider)

    assert (
        staff.browser(Role.SOCIAL_WORKER).get(f"/recipients/{foreign.id}/income").status_code == 403
    )

    assert rows.scalars(select(AccessEvent.recipient_id)).all() == [None]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RECIPIENT])
def test_recipients_are_not_for(staff: Staff, rows: Session, ilyina: Recipient, role: Role) -> None:
    if role is Role.RECIPIENT:
        staff.actors[role] = factories.make_recipient_access(rows, ilyina)
    reader = staff.browser(role)

    for address in ("/recipients", f"/recipients/{ilyina.id}", "/recipients/new"):
        assert reader.get(address).status_code == 403


def test_access_shows_the_code_once(director: Browser, ilyina: Recipient) -> None:
    asked = words(director.get(f"/recipients/{ilyina.id}/access"))
    granted = words(director.post(f"/recipients/{ilyina.id}/access"))
    later = words(director.get(f"/recipients/{ilyina.id}/access"))

    assert "Открыть доступ и показать код" in asked
    assert "Одноразовый код" in granted
    assert "Выдать новый код" in later
    assert "Одноразовый код" not in later


def test_the_accountant_does_not_grant_access(accountant: Browser, ilyina: Recipient) -> None:
    assert accountant.post(f"/recipients/{ilyina.id}/access").status_code == 403


def test_a_contract_of_another_worker_is_named_but_not_linked(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    worker, colleague = (
        staff.actor(Role.SOCIAL_WORKER),
        factories.make_staff(rows, provider, Role.SOCIAL_WORKER),
    )
    # The card gives the person to nobody; one of the contracts is hers, so the card is too.
    person = factories.make_recipient(rows, provider)
    pages = staff.browser(Role.SOCIAL_WORKER)

    for serving, linked in ((worker, True), (colleague, False)):
        contract = factories.make_contract(
            rows,
            factories.make_programme(rows, person),
            social_worker_id=serving.membership_id,
        )
        address = f"/contracts/{contract.id}"
        for page in ("/recipients", f"/recipients/{person.id}"):
            html = pages.get(page).get_data(as_text=True)
            assert f"№&nbsp;{contract.number}" in html
            assert (address in html) is linked
        assert pages.get(address).status_code == (200 if linked else 404)


def test_a_contract_that_is_over_stays_on_the_card_with_its_last_day(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    contract = factories.make_contract(rows, factories.make_programme(rows, ilyina))
    contract.state, contract.ended_on = ContractState.TERMINATED, MORNING.date()
    terms = rows.scalars(select(ContractTerms)).one()
    terms.until = MORNING.date() + timedelta(days=1)
    rows.commit()

    card = words(director.get(f"/recipients/{ilyina.id}"))

    assert f"Договор № {contract.number}" in card
    assert f"до {MORNING:%d.%m.%Y} Прекращён" in card
    assert "Сейчас по договору" not in card

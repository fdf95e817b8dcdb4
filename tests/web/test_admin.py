"""Administration: colleagues with one-time codes, and dated values with their acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import AuditEvent, Provider, ReferenceValue, Role, User
from portal.web.clock import Clock
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

PERSON = {
    "surname": "Петрова",
    "name": "Елена",
    "patronymic": "Алексеевна",
    "sex": "f",
    "login": "petrova",
    "role": "social_worker",
    "position": "",
    "department_id": "",
}
VALUE = {
    "key": "subsistence_minimum",
    "group": "pensioners",
    "amount": "18 971,50",
    "since": "01.04.2026",
    "act": "постановление от 12.03.2026 № 60",
}
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")


def code_on(page: str) -> str:
    found = CODE.search(page)
    assert found is not None
    return found[0]


def test_a_colleague_is_added_and_enters_with_the_code(app: Flask, administrator: Browser) -> None:
    page = words(administrator.post("/admin/people/new", PERSON))
    people = words(administrator.get("/admin/people"))

    visitor = Browser(app)
    entered = visitor.post("/sign-in", {"login": "petrova", "password": code_on(page)})
    assert "Петрова Елена Алексеевна, социальный работник" in page
    assert "Ещё не входил" in people
    assert CODE.search(people) is None
    assert entered.headers["Location"] == "/password"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"surname": ""}, "Введите фамилию", id="no surname"),
        pytest.param({"role": ""}, "Выберите роль", id="no role"),
        pytest.param({"role": "recipient"}, "Выберите из списка", id="not a role of the staff"),
        pytest.param({"role": "officer"}, "Выберите из списка", id="a role of an authority"),
        pytest.param({"login": "taken"}, "логин уже занят", id="a taken login"),
        pytest.param({"department_id": "99"}, "Выберите из списка", id="a strange department"),
    ],
)
def test_a_bad_colleague_is_refused(
    administrator: Browser, rows: Session, changes: dict[str, str], sentence: str
) -> None:
    factories.make_user(rows, login="taken")
    before = rows.scalar(select(func.count()).select_from(User))

    answer = administrator.post("/admin/people/new", PERSON | changes)

    rows.rollback()
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert rows.scalar(select(func.count()).select_from(User)) == before


def test_everything_wrong_with_a_colleague_is_said_at_once(administrator: Browser) -> None:
    wrong = PERSON | {"surname": "12345", "position": "!!!", "role": "", "login": ""}

    answer = words(administrator.post("/admin/people/new", wrong))

    assert "Выберите роль" in answer
    assert "Придумайте логин" in answer
    assert "только буквы, дефис и пробел" in answer
    assert "Напишите должность словами" in answer


def test_blocking_shuts_out_and_unblocking_lets_in(
    staff: Staff, rows: Session, administrator: Browser
) -> None:
    accountant = staff.browser(Role.ACCOUNTANT)
    user_id = staff.actor(Role.ACCOUNTANT).user_id

    administrator.post(f"/admin/people/{user_id}/block")
    blocked = words(administrator.get(f"/admin/people/{user_id}"))
    administrator.post(f"/admin/people/{user_id}/unblock")

    assert "Вход закрыт" in blocked
    assert accountant.get("/recipients").status_code == 303
    assert rows.get_one(User, user_id, populate_existing=True).blocked_at is None


def test_nobody_blocks_himself(staff: Staff, rows: Session, administrator: Browser) -> None:
    user_id = staff.actor(Role.ADMINISTRATOR).user_id

    answer = administrator.post(f"/admin/people/{user_id}/block")

    assert answer.status_code == 422
    assert "Себя заблокировать нельзя" in words(answer)


def test_a_new_code_ends_the_old_password(app: Flask, staff: Staff, administrator: Browser) -> None:
    user_id = staff.actor(Role.ACCOUNTANT).user_id
    login = f"user{0}"

    page = words(administrator.post(f"/admin/people/{user_id}/code"))

    found = re.search(r"Логин (\S+)", page)
    assert found is not None
    login = found[1]
    refused = Browser(app).post("/sign-in", {"login": login, "password": factories.PASSWORD})
    admitted = Browser(app).post("/sign-in", {"login": login, "password": code_on(page)})
    assert refused.status_code == 422
    assert admitted.status_code == 303


def test_a_colleague_of_another_provider_does_not_exist(
    rows: Session, administrator: Browser, other_provider: Provider
) -> None:
    stranger = factories.make_staff(rows, other_provider, Role.DIRECTOR)

    assert administrator.get(f"/admin/people/{stranger.user_id}").status_code == 404
    assert administrator.post(f"/admin/people/{stranger.user_id}/block").status_code == 404


def write(administrator: Browser, **changes: str) -> int:
    """The status of a value written at the second step."""
    form = {**VALUE, **changes, "step": "write"}
    return administrator.post("/admin/reference/new", form).status_code


def test_a_value_is_shown_beside_the_present_one_before_it_is_written(
    administrator: Browser, rows: Session
) -> None:
    shown = administrator.post("/admin/reference/new", VALUE)
    edited = administrator.post("/admin/reference/new", {**VALUE, "step": "edit"})

    page = words(shown).replace("\u00a0", " ")
    assert (shown.status_code, edited.status_code) == (200, 200)
    assert "Сейчас на этот день" in page
    assert "18 971,50 ₽" in page
    assert "все поставщики региона" in page
    assert "Новое значение" in words(edited)
    assert rows.scalar(select(func.count()).select_from(ReferenceValue)) == 0


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        pytest.param({"amount": "150,00"}, False, id="half as much again"),
        pytest.param({"amount": "150,01"}, True, id="a kopeck more"),
        pytest.param({"amount": "50,00"}, False, id="half of it"),
        pytest.param({"amount": "49,99"}, True, id="a kopeck less"),
        pytest.param({"amount": "101,00", "since": "17.03.2027"}, False, id="in a year"),
        pytest.param({"amount": "101,00", "since": "18.03.2027"}, True, id="in a year and a day"),
    ],
)
def test_an_odd_value_is_written_only_after_a_tick(
    administrator: Browser, rows: Session, changes: dict[str, str], *, asked: bool
) -> None:
    tariff = {"key": "tariff.VLA-H-01", "group": ""}
    write(administrator, **tariff, amount="100,00", since="01.03.2026", sure="y")

    status = write(administrator, **{**tariff, **changes})

    assert status == (422 if asked else 303)
    assert write(administrator, **{**tariff, **changes}, sure="y") == 303


@pytest.mark.parametrize(
    ("amount", "since", "status"),
    [
        pytest.param("20000,00", "01.01.2027", 303, id="from the first day of a year"),
        pytest.param("0,01", "01.01.2027", 422, id="far from the last known one, FED-FEE-03"),
        pytest.param("20000,00", "02.01.2027", 422, id="a day of the year left empty, FED-FEE-03"),
    ],
)
def test_a_minimum_of_a_new_year_is_held_against_the_last_known_one(
    administrator: Browser, amount: str, since: str, status: int
) -> None:
    shown = words(
        administrator.post("/admin/reference/new", {**VALUE, "amount": amount, "since": since})
    )

    assert "Последнее известное" in shown
    assert write(administrator, amount=amount, since=since) == status
    assert write(administrator, amount=amount, since=since, sure="y") == 303


@pytest.mark.parametrize(
    ("key", "group", "told"),
    [("tariff.VLA-H-01", "", True), ("subsistence_minimum", "pensioners", False)],
)
def test_a_new_tariff_says_what_comes_next(
    administrator: Browser, key: str, group: str, *, told: bool
) -> None:
    form = {**VALUE, "key": key, "group": group, "amount": "130,00"}

    assert ("День тарифов" in words(administrator.post("/admin/reference/new", form))) is told


@pytest.mark.parametrize(("multiplier", "status"), [("10", 303), ("10,1", 422)])
def test_a_multiplier_has_an_upper_bound(
    administrator: Browser, multiplier: str, status: int
) -> None:
    changes = {"key": "threshold_multiplier", "group": "", "amount": multiplier}

    assert write(administrator, **changes, sure="y") == status


def test_a_correction_of_the_same_day_shows_what_it_replaced(administrator: Browser) -> None:
    for amount in ("18971,50", "18972,50"):
        write(administrator, amount=amount)

    page = words(administrator.get("/admin/reference?q=пенсионеры")).replace("\u00a0", " ")
    assert page.count("01.04.2026") == 1
    assert "заменило 18 971,50 ₽ (" in page
    assert "16.03.2026)" in page


def test_a_value_is_added_with_its_act(administrator: Browser, rows: Session) -> None:
    answer = administrator.post("/admin/reference/new", {**VALUE, "step": "write", "sure": "y"})

    row = rows.scalars(select(ReferenceValue)).one()
    page = words(administrator.get("/admin/reference?q=пенсионеры")).replace("\u00a0", " ")
    assert answer.status_code == 303
    assert row.amount == Decimal("18971.5")
    assert "18 971,50 ₽ 01.04.2026 постановление от 12.03.2026 № 60 16.03.2026 Внесено" in page
    assert "Сейчас" in page
    assert "с порталом" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"key": "threshold_multiplier", "group": "", "amount": "1,49"},
            "Кратность 1,49 меньше 1,5: закон не позволяет предел ниже полутора",
            id="a multiplier under one and a half",
        ),
        pytest.param({"amount": "18971,555"}, "не больше двух знаков копеек", id="half a kopeck"),
        pytest.param({"group": ""}, "по группе населения", id="a minimum for nobody"),
        pytest.param({"act": ""}, "Назовите акт", id="no act"),
        pytest.param({"amount": "много"}, "Введите сумму цифрами", id="words"),
        pytest.param({"amount": "-5"}, "больше нуля", id="negative"),
        pytest.param({"since": "31.02.2026"}, "не бывает", id="no such day"),
        pytest.param({"key": "weather"}, "Выберите из списка", id="no such book"),
    ],
)
def test_a_bad_value_is_refused(
    administrator: Browser, rows: Session, changes: dict[str, str], sentence: str
) -> None:
    answer = administrator.post("/admin/reference/new", VALUE | changes)

    rows.rollback()
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert rows.scalar(select(func.count()).select_from(ReferenceValue)) == 0


def test_the_list_is_narrowed_to_a_book(director: Browser) -> None:
    page = words(director.get("/admin/reference?kind=threshold_multiplier"))

    assert "Кратность прожиточного минимума" in page
    assert "Тариф:" not in page


def test_of_two_values_of_a_day_the_later_entry_is_in_force(
    administrator: Browser, rows: Session
) -> None:
    for amount in ("18 971,50", "18 972,50"):
        administrator.post(
            "/admin/reference/new",
            VALUE | {"amount": amount, "since": "01.03.2026", "step": "write", "sure": "y"},
        )

    page = words(administrator.get("/admin/reference?q=пенсионеры")).replace("\u00a0", " ")
    assert "18 972,50 ₽ 01.03.2026 Сейчас" in page
    assert "18 971,50 ₽ 01.03.2026 Сейчас" not in page


@pytest.mark.parametrize(
    ("moment", "warned"),
    [
        pytest.param(datetime(2026, 11, 30, 7, 0, tzinfo=UTC), False, id="November, MSK-FEE-04"),
        pytest.param(datetime(2026, 12, 1, 7, 0, tzinfo=UTC), True, id="December, MSK-FEE-04"),
    ],
)
def test_december_asks_for_the_minimum_of_the_next_year(
    app: Flask, staff: Staff, moment: datetime, warned: bool
) -> None:
    app.extensions["clock"] = Clock(moment)
    page = words(staff.browser(Role.ACCOUNTANT).get("/admin/reference"))

    assert ("Нет прожиточного минимума на 2027 год" in page) is warned


def test_the_list_answers_htmx_with_its_part(director: Browser) -> None:
    part = director.get("/admin/reference?q=кратность", htmx=True).get_data(as_text=True)

    assert part.startswith('<div id="_reference">')


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT])
def test_accounts_are_not_for(staff: Staff, role: Role) -> None:
    reader = staff.browser(role)

    assert reader.get("/admin/people").status_code == 403
    assert reader.post("/admin/people/new", PERSON).status_code == 403
    assert reader.post("/admin/reference/new", VALUE).status_code == 403


@pytest.mark.parametrize(
    ("changes", "written", "said"),
    [
        pytest.param({}, False, "Напишите, почему", id="FED-FEE-03: in silence"),
        pytest.param({"reason": "опечатка в акте"}, True, "", id="FED-FEE-03: with a reason"),
        pytest.param({"since": "01.04.2026"}, True, "", id="from a day nothing rests on"),
    ],
)
def test_a_minimum_that_contracts_rest_on_is_corrected_with_a_reason(
    administrator: Browser,
    rows: Session,
    provider: Provider,
    changes: dict[str, str],
    said: str,
    *,
    written: bool,
) -> None:
    person = factories.make_recipient(rows, provider)
    contract = factories.make_contract(rows, factories.make_programme(rows, person))
    typed = VALUE | {"since": "02.03.2026", "sure": "y", "step": "write"} | changes

    done = administrator.post("/admin/reference/new", typed)

    assert done.status_code == (303 if written else 422)
    assert said in words(done)
    assert written or contract.number in words(done)
    event = rows.scalars(select(AuditEvent).where(AuditEvent.what == "reference_value_set")).first()
    assert (event.reason if event else "") == changes.get("reason", "")

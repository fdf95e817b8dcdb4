"""Records for the register of recipients: complete ones in a file, the others told (FED-REG-02)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.models import Contract, IdentityPaper, Provider, Recipient, RegisterRecord, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

MARCH = "since=01.03.2026&until=16.03.2026"
PAGE, FILE = f"/recipients/register?{MARCH}", f"/recipients/register/table?{MARCH}"


def complete(rows: Session, person: Recipient, staff: Staff, number: str = "33-0001") -> Contract:
    """Everything the register asks for."""
    director = staff.actor(Role.DIRECTOR)
    factories.make_application(rows, person, director)
    factories.save(
        rows,
        RegisterRecord(
            provider_id=person.provider_id,
            recipient_id=person.id,
            number=number,
            recorded_at=factories.MOMENT,
            recorded_by_id=director.membership_id,
        ),
    )
    return factories.make_contract(rows, factories.make_programme(rows, person))


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider, surname="Ветлугина")


def test_a_line_of_the_file_is_a_service_with_its_cost_and_result(
    rows: Session, person: Recipient, staff: Staff
) -> None:
    contract = complete(rows, person, staff)
    worker = staff.actor(Role.SOCIAL_WORKER)
    for day, quantity in ((date(2026, 2, 28), 5), (date(2026, 3, 16), 2)):
        factories.make_delivery(rows, contract, worker, day=day, quantity=Decimal(quantity))

    file = staff.browser(Role.HEAD_OF_DEPARTMENT).get(FILE).data

    head, line, *rest = file.decode("utf-8-sig").split("\r\n")
    assert head.startswith("Регистрационный номер записи;Фамилия, имя, отчество;Дата рождения;Пол")
    assert head.endswith(
        "Услуга;Тариф;Стоимость для получателя;Источник финансирования;Периодичность;Результат"
    )
    assert line.startswith("33-0001;Ветлугина")
    assert line.endswith(";150,00;по тарифу;плата;8 в месяц;оказано 2")
    assert rest == [""]


@pytest.mark.parametrize(
    ("lacking", "column", "link"),
    [
        pytest.param("snils", "СНИЛС", "/edit", id="FED-REG-02: without SNILS"),
        pytest.param("identity", "Документ, удостоверяющий", "/edit", id="without a passport"),
        pytest.param("number", "Регистрационный номер", "/register-number", id="without number"),
    ],
)
def test_who_lacks_something_is_left_out_and_told_where_it_is_entered(
    rows: Session, person: Recipient, staff: Staff, lacking: str, column: str, link: str
) -> None:
    complete(rows, person, staff)
    if lacking == "snils":
        person.snils = None
    else:
        kind = IdentityPaper if lacking == "identity" else RegisterRecord
        rows.execute(delete(kind), execution_options={"synchronize_session": False})
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    page = director.get(PAGE)

    assert "не попали 1" in words(page)
    assert column in words(page)
    assert f"/recipients/{person.id}{link}" in page.text
    assert "Ветлугина" not in director.get(FILE).text


@pytest.mark.parametrize(
    ("ended", "listed"),
    [
        pytest.param(date(2026, 3, 1), True, id="ended on the first day"),
        pytest.param(date(2026, 2, 28), False, id="ended before"),
    ],
)
def test_the_register_holds_whose_contract_stood_in_the_period(
    rows: Session, person: Recipient, staff: Staff, ended: date, *, listed: bool
) -> None:
    contract = complete(rows, person, staff)
    contract.in_force_from = contract.concluded_on = date(2026, 2, 20)
    contract.ended_on, contract.state = ended, ContractState.TERMINATED
    rows.commit()

    assert ("Ветлугина" in staff.browser(Role.DIRECTOR).get(FILE).text) is listed


def test_a_number_is_recorded_once_for_one_person(
    rows: Session, provider: Provider, person: Recipient, staff: Staff
) -> None:
    complete(rows, factories.make_recipient(rows, provider), staff)
    director = staff.browser(Role.DIRECTOR)
    address = f"/recipients/{person.id}/register-number"

    taken = director.post(address, {"number": "33-0001"})
    free = director.post(address, {"number": "33-0002"})

    assert (taken.status_code, free.status_code) == (422, 303)
    assert "уже записан за другим" in words(taken)


def test_an_accountant_gets_no_addresses_by_the_file(staff: Staff) -> None:
    assert staff.browser(Role.ACCOUNTANT).get(FILE).status_code == 403

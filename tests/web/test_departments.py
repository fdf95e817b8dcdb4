"""A department is opened in the settings: who may, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Department, Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

PAGE = "/settings/departments"
NEW = {"name": "Стационар для детей", "unit_code": "minors_stationary", "places": "10"}


def test_an_administrator_opens_a_department_of_a_kind_of_the_region(
    rows: Session, staff: Staff
) -> None:
    browser = staff.browser(Role.ADMINISTRATOR)
    assert f'href="{PAGE}"' in browser.get("/settings").get_data(as_text=True)

    assert browser.post(PAGE, NEW).status_code == 303

    row = rows.scalars(select(Department)).one()
    assert (row.unit_code, row.form, row.places) == ("minors_stationary", Form.STATIONARY, 10)
    assert "Стационар для детей" in words(browser.get(PAGE))
    assert staff.browser(Role.DIRECTOR).get(f"/child-units/{row.id}").status_code == 200


@pytest.mark.parametrize(
    ("told", "status"),
    [
        pytest.param({"name": "отделение  № 1"}, 422, id="a name that is there already"),
        pytest.param({"name": "Отделение № 2"}, 303, id="another name"),
        pytest.param({"name": " "}, 422, id="no name"),
        pytest.param({"unit_code": "unheard_of"}, 422, id="a kind the region does not name"),
        pytest.param({"places": "-1"}, 422, id="places below none"),
        pytest.param({"places": "0"}, 303, id="no place yet"),
        pytest.param({"places": ""}, 303, id="nobody counts"),
        pytest.param({"name": "ъ"}, 422, id="a letter is no name"),
        pytest.param({"unit_code": "day_care", "places": "13"}, 303, id="VLA-CAP-01: thirteen"),
        pytest.param({"unit_code": "day_care", "places": "14"}, 422, id="VLA-CAP-01: fourteen"),
    ],
)
def test_what_is_asked_of_a_new_department(
    rows: Session, staff: Staff, provider: Provider, told: dict[str, str], status: int
) -> None:
    factories.make_department(rows, provider, name="Отделение № 1")

    assert staff.browser(Role.DIRECTOR).post(PAGE, NEW | told).status_code == status


def test_others_of_the_staff_open_none(staff: Staff) -> None:
    assert staff.browser(Role.HEAD_OF_DEPARTMENT).post(PAGE, NEW).status_code == 403


CHOICE = {"unit_code": "child_rehabilitation", "concluded": "no", "reason": "приказ № 3"}


def test_contracts_of_a_silent_department_are_switched_off_with_a_reason_and_on_again(
    rows: Session, staff: Staff, provider: Provider
) -> None:
    """VLA-CON-03: by default a contract is made, and the text says that the procedure is silent."""
    child = factories.make_recipient(rows, provider, born=date(2016, 5, 5))
    programme = factories.make_programme(
        rows, child, form=Form.SEMI_STATIONARY, unit_code="child_rehabilitation"
    )
    director, draft = staff.browser(Role.DIRECTOR), f"/contracts/draft/{programme.id}"
    silent = words(director.get(draft))
    task = f'href="/programmes/{programme.id}"'

    assert "о договоре ничего не говорит" in silent
    assert task in director.get("/").text
    assert director.post(f"{PAGE}/contracts", CHOICE | {"reason": " "}).status_code == 422
    assert director.post(f"{PAGE}/contracts", CHOICE).status_code == 303
    assert "Не заключают" in words(director.get(PAGE))
    assert task not in director.get("/").text
    refused = director.post(draft, {})
    assert "учреждение договоров не заключает" in words(refused)
    assert director.post(f"{PAGE}/contracts", CHOICE).status_code == 409
    assert director.post(f"{PAGE}/contracts", CHOICE | {"concluded": "yes"}).status_code == 303
    assert task in director.get("/").text


def test_a_department_of_adults_always_concludes_contracts(staff: Staff) -> None:
    """VLA-CON-03."""
    told = CHOICE | {"unit_code": "home_care"}

    assert staff.browser(Role.DIRECTOR).post(f"{PAGE}/contracts", told).status_code == 422

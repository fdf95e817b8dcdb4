"""A department is opened in the settings: who may, and what is refused."""

from __future__ import annotations

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
    ],
)
def test_what_is_asked_of_a_new_department(
    rows: Session, staff: Staff, provider: Provider, told: dict[str, str], status: int
) -> None:
    factories.make_department(rows, provider, name="Отделение № 1")

    assert staff.browser(Role.DIRECTOR).post(PAGE, NEW | told).status_code == status


def test_others_of_the_staff_open_none(staff: Staff) -> None:
    assert staff.browser(Role.HEAD_OF_DEPARTMENT).post(PAGE, NEW).status_code == 403

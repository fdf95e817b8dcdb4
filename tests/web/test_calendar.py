"""The calendar's pages: a year is added in two steps, and a missing one says where to add it."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import AddedYear, Role
from tests.support.browser import Browser, words
from tests.support.year_2028 import ACT, TABLE, WORKING_DAYS, YEAR, table_with
from tests.web.conftest import Staff

HIDDEN = re.compile(r'name="(table|current|year|act)" value="([^"]*)"')


def upload(table: str = TABLE, **changes: object) -> dict[str, object]:
    file = (io.BytesIO(table.encode()), "2028.csv")
    return {"year": str(YEAR), "act": ACT, "file": file, **changes}


def test_a_year_is_checked_then_confirmed(administrator: Browser, rows: Session) -> None:
    checked = administrator.post("/admin/calendar/new", upload())
    page = checked.get_data(as_text=True)

    assert checked.status_code == 200
    assert f"Рабочих дней за год {WORKING_DAYS}" in words(checked)
    assert rows.scalar(select(func.count()).select_from(AddedYear)) == 0

    done = administrator.post("/admin/calendar/confirm", dict(HIDDEN.findall(page)))
    listed = words(administrator.get("/admin/calendar"))
    assert done.status_code == 303
    assert f"2028 год {WORKING_DAYS}" in listed.replace("\u00a0", " ")
    assert ACT in listed


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param({"year": "28"}, "четырьмя цифрами", id="two digits"),
        pytest.param({"act": ""}, "Назовите постановление", id="no decree"),
        pytest.param({"file": (io.BytesIO(b""), "")}, "Выберите файл", id="no file"),
    ],
)
def test_a_bad_form_is_refused(administrator: Browser, form: dict[str, Any], sentence: str) -> None:
    answer = administrator.post("/admin/calendar/new", upload(**form))

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_bad_table_names_its_line(administrator: Browser) -> None:
    answer = administrator.post("/admin/calendar/new", upload(table_with("13.11.2028;праздник")))

    assert answer.status_code == 422
    assert "Строка 15" in words(answer)


def test_what_travelled_with_the_page_is_checked_again(
    administrator: Browser, rows: Session
) -> None:
    form = {"year": str(YEAR), "act": ACT, "table": "01.01.2028;праздник", "current": ""}
    answer = administrator.post("/admin/calendar/confirm", form)

    assert answer.status_code == 422
    assert "праздник" in words(answer)
    assert rows.scalar(select(func.count()).select_from(AddedYear)) == 0


def test_a_second_press_is_a_conflict(administrator: Browser, rows: Session) -> None:
    form = {"year": str(YEAR), "act": ACT, "table": TABLE, "current": ""}

    administrator.post("/admin/calendar/confirm", form)
    again = administrator.post("/admin/calendar/confirm", form)

    assert again.status_code == 409
    assert rows.scalar(select(func.count()).select_from(AddedYear)) == 1


def test_the_sample_is_a_table(accountant: Browser) -> None:
    answer = accountant.get("/admin/calendar/sample")

    assert answer.get_data(as_text=True).lstrip("\ufeff").startswith("дата;вид")
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
def test_the_office_reads_and_only_the_administrator_adds(staff: Staff, role: Role) -> None:
    reader = staff.browser(role)

    assert reader.get("/admin/calendar").status_code == 200
    assert reader.get("/admin/calendar/new").status_code == 403
    assert reader.post("/admin/calendar/confirm", {}).status_code == 403

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


@pytest.mark.parametrize("year", [2026, 2028, 2029])
def test_the_sample_uploaded_back_unchanged_is_accepted(
    administrator: Browser, rows: Session, year: int
) -> None:
    """FED-CAL-01: of a year that is there already and of years that nobody has added yet."""
    sample = administrator.get(f"/admin/calendar/sample?year={year}")
    file = (io.BytesIO(sample.get_data()), "sample.csv")
    checked = administrator.post("/admin/calendar/new", upload(year=str(year), file=file))

    assert checked.status_code == 200
    done = administrator.post(
        "/admin/calendar/confirm", dict(HIDDEN.findall(checked.get_data(as_text=True)))
    )
    assert done.status_code == 303
    assert rows.scalar(select(AddedYear.year)) == year


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        pytest.param("2015", True, id="the first year"),
        pytest.param("2014", False, id="the year before"),
        pytest.param("2100", True, id="the last year"),
        pytest.param("2101", False, id="the year after"),
        pytest.param("99999", False, id="a digit too many"),
        pytest.param("abc", False, id="letters"),
        pytest.param("²", False, id="a power"),
    ],
)
def test_a_sample_of_no_year_is_refused_in_words(
    accountant: Browser, asked: str, *, known: bool
) -> None:
    answer = accountant.get(f"/admin/calendar/sample?year={asked}")

    assert answer.status_code == (200 if known else 422)
    assert ("от 2015 до 2100" in answer.text) is not known


@pytest.mark.parametrize("asked", ["", "?year="])
def test_the_sample_is_of_the_first_year_that_is_missing(accountant: Browser, asked: str) -> None:
    answer = accountant.get(f"/admin/calendar/sample{asked}")

    assert answer.get_data(as_text=True).lstrip("\ufeff").startswith("дата;вид\n03.01.2028;")
    assert "calendar-2028" in answer.headers["Content-Disposition"]


def test_a_shipped_year_says_what_it_rests_on(administrator: Browser) -> None:
    """FED-CAL-01: a decree that nobody has read yet is marked, the one that was read is not."""
    page = words(administrator.get("/admin/calendar")).replace("\u00a0", " ")
    years = {
        year: page.partition(f"{year} год 24")[2].partition("поставляется")[0]
        for year in (2024, 2025, 2026, 2027)
    }

    assert "№ 1314" in years[2024]
    assert "№ 1335" in years[2025]
    assert "№ 1466" in years[2026]
    assert "Сверить" not in years[2026]
    assert all("Сверить с постановлением" in years[year] for year in (2024, 2025, 2027))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
def test_the_office_reads_and_only_the_administrator_adds(staff: Staff, role: Role) -> None:
    reader = staff.browser(role)

    assert reader.get("/admin/calendar").status_code == 200
    assert reader.get("/admin/calendar/new").status_code == 403
    assert reader.post("/admin/calendar/confirm", {}).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DIRECTOR])
def test_office_hours_are_named_and_the_usual_ones_say_so(staff: Staff, role: Role) -> None:
    """FED-CAL-05: no rule names the hours, so the provider does."""
    browser = staff.browser(role)
    before = words(browser.get("/admin/calendar"))

    done = browser.post("/admin/calendar/hours", {"opens": "8.30", "closes": "17:30"})

    after = words(browser.get("/admin/calendar"))
    assert done.status_code == 303
    assert "С 9:00 до 18:00 Обычные, своих не задали" in before
    assert "С 8:30 до 17:30" in after
    assert "Обычные" not in after
    assert 'value="8:30"' in browser.get("/admin/calendar/hours").get_data(as_text=True)


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [
        pytest.param("", "18:00", "Введите начало", id="no beginning"),
        pytest.param("9:00", "25:00", "часами и минутами", id="no hour of a day"),
        pytest.param("9:60", "18:00", "часами и минутами", id="no minute of an hour"),
        pytest.param("утро", "вечер", "часами и минутами", id="words"),
        pytest.param("18:00", "9:00", "Конец работы раньше начала", id="the wrong way round"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    administrator: Browser, opens: str, closes: str, sentence: str
) -> None:
    answer = administrator.post("/admin/calendar/hours", {"opens": opens, "closes": closes})

    assert answer.status_code == 422
    assert sentence in words(answer)


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.SOCIAL_WORKER])
def test_hours_are_not_set_by(staff: Staff, role: Role) -> None:
    assert staff.browser(role).get("/admin/calendar/hours").status_code == 403


def test_a_working_saturday_that_is_shortened_stands_once_with_both_words(
    administrator: Browser,
) -> None:
    """FED-CAL-01: 20 February 2027."""
    page = words(administrator.get("/admin/calendar"))

    assert "20 февраля, суббота — рабочий, сокращённый" in page
    assert page.count("20 февраля, суббота") == 1

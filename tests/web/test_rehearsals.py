"""«А что если…»: two columns, one address that repeats them, nobody's data in it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session

from portal.models import Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import everything, serve

CASE = {
    "service_form": "home", "group": "pensioners", "category": "", "applied_on": "2026-03-02",
    "rules_day": "2026-03-16", "month": "2026-03", "days_away": "0",
    "who-0": "recipient", "income-0": "312000,00",
    "service-0": "VLA-H-01", "quantity-0": "8",
}  # fmt: skip


def address(now: dict[str, str] | None = None, if_so: dict[str, str] | None = None) -> str:
    both = {f"a-{key}": value for key, value in {**CASE, **(now or {})}.items()}
    both |= {f"b-{key}": value for key, value in {**CASE, **(if_so or {})}.items()}
    return f"/rehearsals/fee?{urlencode(both)}"


def test_the_first_page_asks_and_answers_nothing(accountant: Browser) -> None:
    page = accountant.get("/rehearsals/fee")

    assert page.status_code == 200
    assert "Что получится" not in page.text


def test_both_columns_are_counted_by_the_law_with_their_difference(accountant: Browser) -> None:
    page = accountant.get(address(if_so={"quantity-0": "4"}))

    assert page.status_code == 200
    assert "1 004,00" in words(page)
    assert "−502,00" in words(page)


@pytest.mark.parametrize(("days", "charge"), [("0", "1 004,00"), ("15", "502,00")])
def test_days_in_hospital_leave_whole_services_only(
    accountant: Browser, days: str, charge: str
) -> None:
    # 8 services in March, 16 of 31 days left: 8 × 16 ÷ 31 = 4,1, four are given.
    page = accountant.get(address(now={"days_away": days}, if_so={"days_away": days}))

    row = words(page).partition("К оплате за март 2026")[2]
    assert row.strip().startswith(charge)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days_away": "32"}, "В этом месяце 31 дней: введите от 0 до 31."),
        ({"income-0": "много"}, "Введите сумму цифрами"),
        ({"applied_on": "32.03.2026"}, "дат"),
        ({"who-0": ""}, "ровно один получатель"),
        ({"service-0": "VLA-X-99"}, "Выберите из списка"),
        ({"rules_day": "2014-12-31"}, "2015"),
    ],
)
def test_nonsense_is_answered_under_its_field(
    accountant: Browser, changes: dict[str, str], sentence: str
) -> None:
    page = accountant.get(address(if_so=changes))

    assert page.status_code == 422
    assert sentence in words(page)


@pytest.mark.parametrize("left_out", ["month", "service_form", "group", "rules_day", "who-0"])
def test_an_address_that_lost_a_part_says_what_is_missing(
    accountant: Browser, left_out: str
) -> None:
    parts = [part for part in address().split("&") if f"b-{left_out}=" not in part]

    page = accountant.get("&".join(parts))

    assert page.status_code == 422
    assert "Проверьте" in words(page)


def test_a_recipients_case_is_opened_without_the_recipient(
    rows: Session, staff: Staff, accountant: Browser
) -> None:
    served = serve(rows, staff)

    answer = accountant.get(f"/rehearsals/fee/of/{served.recipient.id}")

    assert answer.status_code == 303
    assert not {"name", "born", "snils", "recipient_id"} & set(answer.location.split("-"))
    assert accountant.get(answer.location).status_code == 200


def test_nothing_is_saved(rows: Session, accountant: Browser) -> None:
    before = everything(rows)

    accountant.get(address(if_so={"quantity-0": "4"}))

    assert everything(rows) == before


def test_a_recipient_has_no_such_page(rows: Session, staff: Staff) -> None:
    served = serve(rows, staff)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, served.recipient)

    assert staff.browser(Role.RECIPIENT).get("/rehearsals/fee").status_code == 403

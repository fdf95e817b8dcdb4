"""«А что если…»: two columns, one address that repeats them, nobody's data in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Contract, Provider, Role
from portal.web.clock import Clock
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import everything, serve
from tests.web.test_tariff_days import drafted, make_paying, set_form

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


def test_the_link_for_a_relative_repeats_both_columns_without_signing_in(
    accountant: Browser, stranger: Browser
) -> None:
    page = accountant.get(address(if_so={"quantity-0": "4"}))
    found = re.search(r'href="(/rehearsals/shared[^"]+)"', page.text)
    assert found

    shown = stranger.get(unescape(found[1]))

    assert shown.status_code == 200
    assert "−502,00" in words(shown)
    assert "/rehearsals/fee" not in shown.text


@pytest.mark.parametrize("named", ["", "?region=", "?region=nowhere"])
def test_without_a_region_the_link_asks_for_one(stranger: Browser, named: str) -> None:
    page = stranger.get(f"/rehearsals/shared{named}")

    assert page.status_code == 200
    assert "Выберите регион" in words(page)


@pytest.mark.parametrize(
    ("second", "status"),
    [
        pytest.param("VLA-H-01", 422, id="the same service again"),
        pytest.param("VLA-H-02", 200, id="another one"),
    ],
)
def test_a_service_chosen_twice_is_asked_about(
    accountant: Browser, second: str, status: int
) -> None:
    page = accountant.get(address(if_so={"service-1": second, "quantity-1": "2"}))

    assert page.status_code == status
    assert ("уже выбрана выше" in words(page)) is (status != 200)


@pytest.mark.parametrize(("region", "asked"), [("moscow", True), ("vladimir", False)])
def test_the_bound_of_a_decision_is_asked_for_where_it_counts(
    accountant: Browser, staff: Staff, rows: Session, region: str, *, asked: bool
) -> None:
    """MSK-FEE-07."""
    staff.provider.region_code = region
    rows.commit()

    page = words(accountant.get("/rehearsals/fee"))

    assert ("Предел платы по решению органа соцзащиты" in page) is asked


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
        ({"days_away": "32"}, "Дней в этом месяце 31: введите число от 0 до 31."),
        ({"days_away": "2,5"}, "Введите целое число дней"),
        ({"income-0": "много"}, "Введите сумму цифрами"),
        ({"applied_on": "32.03.2026"}, "дат"),
        ({"who-0": ""}, "ровно один получатель"),
        ({"service-0": "VLA-X-99"}, "Выберите из списка"),
        ({"rules_day": "2014-12-31"}, "2015"),
        ({"threshold_day": "2026-03-01"}, "Заявление подано 02.03.2026"),
    ],
)
def test_nonsense_is_answered_under_its_field(
    accountant: Browser, changes: dict[str, str], sentence: str
) -> None:
    page = accountant.get(address(if_so=changes))

    assert page.status_code == 422
    assert sentence in words(page)
    assert "Данные не записаны" not in words(page)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        pytest.param({"rules_day": "2014-05-05"}, "rules_day", "он считает с 01.01.2015", id="law"),
        pytest.param({"rules_day": "2023-05-05"}, "rules_day", "нет тарифа на услугу", id="tariff"),
        pytest.param({"applied_on": "2014-05-05"}, "applied_on", "он считает с", id="income"),
        pytest.param({"applied_on": "2023-05-05"}, "applied_on", "нет прожиточного", id="minimum"),
        pytest.param(
            {"threshold_day": "2028-05-05"}, "threshold_day", "Прожиточного минимума на 2028 год",
            id="another day of the threshold",
        ),
    ],
)  # fmt: skip
def test_a_day_of_another_year_is_told_at_its_field_and_loses_no_month(
    accountant: Browser, changes: dict[str, str], field: str, sentence: str
) -> None:
    page = accountant.get(address(if_so=changes))

    assert page.status_code == 422
    assert sentence in words(page)
    assert f'href="#b-{field}"' in page.text
    assert "Выберите" not in words(page).partition("Проверьте")[2][:300]
    assert page.text.count('selected value="2026-03"') == 2


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


def plate(answer: Any, title: str) -> str:
    """A row of the comparison as text."""
    return words(answer).replace("\u00a0", " ").partition(title)[2].strip()


def contract_across(rows: Session, accountant: Browser, provider: Provider, table: str) -> int:
    """A tariff day of 1 April, rehearsed over one contract of eight visits of 125.50."""
    contract = make_paying(rows, provider)
    day_id = drafted(accountant, rows, table)
    accountant.post(f"/tariff-days/{day_id}/rehearse")
    assert contract.id
    return day_id


TABLE = f"{factories.SERVICE};400,00\nsubsistence_minimum;pensioners;15600,00\n"


@pytest.mark.parametrize("is_set", [pytest.param(False, id="draft"), pytest.param(True, id="set")])
def test_a_tariff_day_comes_to_the_same_fees_here(
    rows: Session,
    staff: Staff,
    accountant: Browser,
    director: Browser,
    provider: Provider,
    is_set: bool,
) -> None:
    day_id = contract_across(rows, accountant, provider, TABLE)
    if is_set:
        director = staff.browser(Role.DIRECTOR)
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))
    contract_id = rows.scalars(select(Contract.id)).one()

    linked = accountant.get(f"/rehearsals/fee/of-tariff-day/{day_id}/{contract_id}")
    page = accountant.get(linked.headers["Location"])
    shown = words(accountant.get(f"/tariff-days/{day_id}/contracts/{contract_id}"))

    # (26 000.00 − 15 600.00 × 1.5) ÷ 2
    for text in (plate(page, "Плата в месяц"), plate_of(shown, "Плата в месяц")):
        assert text.startswith("1 004,00 ₽ 1 300,00 ₽")
    assert "Предел дохода взят на 01.04.2026, а не на день заявления" in words(page)
    assert "из дня тарифов 01.04.2026" in words(page)


def plate_of(text: str, title: str) -> str:
    return text.replace("\u00a0", " ").partition(title)[2].strip()


@pytest.mark.parametrize(
    ("moved", "fee"),
    [
        pytest.param(True, "1 300,00", id="the day of the terms"),
        pytest.param(False, "2 500,00", id="the day of the application, FED-FEE-02"),
    ],
)
def test_a_contract_after_a_tariff_day_comes_to_its_own_fee(
    app: Flask, rows: Session, staff: Staff, provider: Provider, moved: bool, fee: str
) -> None:
    """Terms begun by a new threshold carry its day; without it the figures would not meet."""
    accountant = staff.browser(Role.ACCOUNTANT)
    day_id = contract_across(rows, accountant, provider, TABLE)
    director = staff.browser(Role.DIRECTOR)
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))
    contract_id = rows.scalars(select(Contract.id)).one()
    app.extensions["clock"] = Clock(datetime(2026, 4, 2, 9, 0, tzinfo=UTC))
    accountant = staff.browser(Role.ACCOUNTANT)

    linked = accountant.get(f"/rehearsals/fee/of-contract/{contract_id}").headers["Location"]
    if not moved:
        linked = linked.replace("a-threshold_day=01.04.2026", "a-threshold_day=")
    page = accountant.get(linked)

    assert plate(page, "Плата в месяц").startswith(fee)
    reasons = plate(page, "Почему столько: сейчас").partition("Почему столько: а если")[0]
    assert ("а не на день заявления" in reasons) is moved


def test_no_typed_field_makes_the_address_too_long(accountant: Browser) -> None:
    page = accountant.get("/rehearsals/fee").text
    typed = re.findall(r'<input(?=[^>]* type="text")[^>]* name="[ab]-[^>]*>', page)
    far = accountant.get(f"/rehearsals/fee?a-income-0={'9' * 5000}")

    assert typed
    assert all('maxlength="20"' in one for one in typed), typed
    assert far.status_code == 414
    assert "Адрес слишком длинный" in far.text


def test_nothing_is_saved(rows: Session, accountant: Browser) -> None:
    before = everything(rows)

    accountant.get(address(if_so={"quantity-0": "4"}))

    assert everything(rows) == before


def test_a_recipient_has_no_such_page(rows: Session, staff: Staff) -> None:
    served = serve(rows, staff)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, served.recipient)

    assert staff.browser(Role.RECIPIENT).get("/rehearsals/fee").status_code == 403

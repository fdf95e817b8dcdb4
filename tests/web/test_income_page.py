"""The family's income: a grid that counts while it is filled in and loses nothing typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import HouseholdMember, IncomeAssessment, IncomeItem, Provider, Recipient
from tests.support import factories
from tests.support.browser import Browser, words

CELL = "household-0-sources-0-m"
MONTHS = [*(f"2025-{month:02d}" for month in range(2, 13)), "2026-01"]


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


def grid(**changes: str) -> dict[str, str]:
    return {
        "applied_on": "16.03.2026",
        "first_month": "2025-02",
        "population_group": "",
        "household-0-relation": "recipient",
        "household-0-sources-0-kind": "pension",
        **{f"{CELL}{month}": "26 000,00" for month in MONTHS[:-1]},
        f"{CELL}2026-01": "28600",
        **changes,
    }


HUSBAND = {
    "household-1-relation": "spouse",
    "household-1-name": "Пётр",
    "household-1-born": "01.02.1945",
    "household-1-sources-0-kind": "pension",
}


def assessments(rows: Session) -> int:
    rows.rollback()
    return rows.scalar(select(func.count()).select_from(IncomeAssessment)) or 0


def test_the_window_is_the_regions_for_the_day(director: Browser, ilyina: Recipient) -> None:
    page = words(director.get(f"/recipients/{ilyina.id}/income"))

    assert "февраль 2025 — январь 2026" in page


def test_recording_keeps_the_figures_and_the_card_explains_them(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    answer = director.post(f"/recipients/{ilyina.id}/income", grid())

    assert answer.status_code == 303
    items = rows.scalars(select(IncomeItem).order_by(IncomeItem.month)).all()
    card = words(director.get(f"/recipients/{ilyina.id}")).replace("\u00a0", " ")
    assert [item.month for item in items][:1] == [date(2025, 2, 1)]
    assert [item.amount for item in items][-1] == Decimal("28600.00")
    assert "26 216,67 ₽" in card
    assert "Почему столько?" in card
    assert "314 600,00 ₽ ÷ 12 мес. ÷ 1 чел. = 26 216,67 ₽" in card


def test_preview_counts_and_writes_nothing(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    part = director.post(f"/recipients/{ilyina.id}/income/preview", grid(), htmx=True)
    page = director.post(f"/recipients/{ilyina.id}/income/preview", grid())

    assert part.get_data(as_text=True).startswith('<section class="card" id="_fee"')
    assert "26 216,67" in words(part).replace("\u00a0", " ")
    assert "26 216,67" in words(page).replace("\u00a0", " ")
    assert assessments(rows) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("двадцать", "Введите сумму цифрами", id="words"),
        pytest.param("-100", "не бывает меньше нуля: уберите минус", id="negative"),
        pytest.param("1,234", "не больше двух знаков копеек", id="a third decimal"),
        pytest.param("१२", "Введите сумму цифрами", id="foreign digits"),
        pytest.param("9" * 12, "слишком велика", id="too many digits"),
    ],
)
def test_bad_text_marks_its_cell_and_keeps_everything_typed(
    director: Browser, rows: Session, ilyina: Recipient, typed: str, sentence: str
) -> None:
    form = grid(**HUSBAND, **{f"{CELL}2025-03": typed})

    answer = director.post(f"/recipients/{ilyina.id}/income", form)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "март 2025" in words(answer)
    assert f'aria-invalid="true" autocomplete="off" id="{CELL}2025-03"' in page
    assert f'value="{typed}"' in page
    assert page.count('value="26 000,00"') == 10
    assert 'value="Пётр"' in page
    assert assessments(rows) == 0


def test_members_and_kinds_are_added_and_removed_without_scripts(
    director: Browser, ilyina: Recipient
) -> None:
    base = f"/recipients/{ilyina.id}/income/members"

    with_husband = director.post(base, grid()).get_data(as_text=True)
    with_allowance = director.post(f"{base}/0/sources", grid()).get_data(as_text=True)
    without = director.post(f"{base}/1/remove", grid(**HUSBAND)).get_data(as_text=True)
    second = {"household-0-sources-1-kind": "allowance", "household-0-sources-1-m2025-02": "5000"}
    one_kind = director.post(f"{base}/0/sources/1/remove", grid(**second)).get_data(as_text=True)

    assert "household-1-born" in with_husband
    assert "household-0-sources-1-m2025-02" in with_allowance
    assert "household-1-born" not in without
    assert "household-0-sources-1-kind" not in one_kind
    for page in (with_husband, with_allowance, without, one_kind):
        assert page.count('value="26 000,00"') == 11


def test_the_recipient_stays_in_the_family(director: Browser, ilyina: Recipient) -> None:
    page = director.post(f"/recipients/{ilyina.id}/income/members/0/remove", grid())

    assert "household-0-relation" in page.get_data(as_text=True)


def test_a_family_of_two_is_counted_as_two(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    director.post(f"/recipients/{ilyina.id}/income", grid(**HUSBAND))

    page = words(director.get(f"/recipients/{ilyina.id}/income"))
    assert rows.scalar(select(func.count()).select_from(HouseholdMember)) == 2
    assert "2 человека в расчёте" in page.replace("\u00a0", " ")


def test_a_spouse_without_a_birth_date_is_asked_for_it(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    form = grid(**HUSBAND | {"household-1-born": ""})

    answer = director.post(f"/recipients/{ilyina.id}/income", form)

    assert answer.status_code == 422
    assert 'href="#household-1-born"' in answer.get_data(as_text=True)
    assert assessments(rows) == 0


def test_another_day_of_application_shows_its_months_first(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    moved = grid(applied_on="16.02.2026")

    refused = director.post(f"/recipients/{ilyina.id}/income", moved)
    again = director.post(f"/recipients/{ilyina.id}/income", moved | {"first_month": "2025-01"})

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "считаются другие месяцы" in words(refused)
    assert f'<input type="hidden" name="{CELL}2026-01" value="28600">' in page
    assert again.status_code == 303
    assert assessments(rows) == 1


def test_an_impossible_day_is_refused(director: Browser, rows: Session, ilyina: Recipient) -> None:
    answer = director.post(f"/recipients/{ilyina.id}/income", grid(applied_on="32.03.2026"))

    assert answer.status_code == 422
    assert "Дня 32.03.2026 не бывает" in words(answer)
    assert assessments(rows) == 0


@pytest.mark.parametrize("address", ["income", "income/preview", "income/months"])
def test_a_day_before_all_rules_is_answered_with_the_earliest(
    director: Browser, rows: Session, ilyina: Recipient, address: str
) -> None:
    answer = director.post(f"/recipients/{ilyina.id}/{address}", grid(applied_on="01.01.1950"))

    text = words(answer)
    assert "Портал считает доход по заявлениям с 01.01.2015" in text
    assert "справочник региона" not in text
    assert "FED-FEE" not in text
    assert assessments(rows) == 0


def test_the_grid_starts_from_what_is_recorded(director: Browser, ilyina: Recipient) -> None:
    director.post(f"/recipients/{ilyina.id}/income", grid(**HUSBAND))

    page = director.get(f"/recipients/{ilyina.id}/income").get_data(as_text=True)

    assert page.count('value="26000,00"') == 11
    assert 'value="28600,00"' in page
    assert 'value="Пётр"' in page

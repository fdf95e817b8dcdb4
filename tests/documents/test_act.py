"""The act: every column of its table, the five figures, sums in figures and in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.documents.press import Press
from tests.documents.pages import page_lines, page_texts, text_of
from tests.documents.samples import (
    ACT_FORM,
    CUSTOMER,
    GUARDIAN,
    LONG_CUSTOMER,
    STEPS,
    make_act,
    make_lines,
)

LEAST_LINES = 8
"""Two steps, their clauses and sums, and two acts."""
COLUMNS = (
    "№ Код Наименование услуги Единица измерения Объём по программе Оказано Тариф, руб. Сумма, руб."
)


@pytest.fixture(scope="module")
def text(press: Press) -> str:
    return text_of(press.pdf(ACT_FORM, "vladimir", make_act()))


def test_act_names_parties_contract_and_programme(text: str) -> None:
    assert "АКТ № 208/2026 сдачи-приёмки оказанных услуг" in text
    assert "Отчётный период: март 2026 года" in text
    assert "31 марта 2026 года" in text
    assert "в лице директора Орловой Натальи Петровны, действующей на основании Устава" in text
    assert "Ильина Мария Петровна" in text
    assert "№ 17/2026 от 02.03.2026" in text
    assert "№ 33-0412/2026 от 24.02.2026" in text


def test_act_has_every_column_of_the_form(text: str) -> None:
    assert COLUMNS in text
    assert "консультация 4 4 96,30 385,20" in text
    assert "Итого 3 101,10" in text


def test_act_shows_five_figures_and_two_sums_in_words(text: str) -> None:
    assert "Всего оказано услуг на сумму, руб. Три тысячи сто один рубль 10 копеек 3 101,10" in text
    assert "Среднедушевой доход Заказчика, руб. 22 000,00" in text
    assert "Предельная величина среднедушевого дохода, руб. 17 719,50" in text
    assert "Предельный размер ежемесячной платы, руб. 2 140,25" in text
    assert "К оплате до 10 апреля 2026 года, руб. Две тысячи сто сорок рублей 05 копеек" in text
    assert "2 140,05" in text


def test_usual_act_is_one_page(press: Press) -> None:
    assert len(page_texts(press.pdf(ACT_FORM, "vladimir", make_act()))) == 1


def test_free_act_keeps_the_cost_and_names_the_ground(press: Press) -> None:
    facts = make_act(
        free=True,
        payable=Decimal("0.00"),
        free_ground="инвалид Великой Отечественной войны",
        average_income=None,
        threshold=None,
        fee_cap=None,
        representative=GUARDIAN,
    )

    text = text_of(press.pdf(ACT_FORM, "vladimir", facts))

    assert "3 101,10" in text
    assert (
        "К оплате, руб. Ноль рублей 00 копеек. Услуги предоставлены бесплатно, "
        "основание: инвалид Великой Отечественной войны 0,00" in text
    )
    assert "Среднедушевой доход Заказчика, руб. —" in text
    assert "в лице законного представителя Ильина Сергея Владимировича" in text


def test_long_act_repeats_its_table_head_and_keeps_signatures_whole(press: Press) -> None:
    facts = make_act(
        count=20,
        customer=LONG_CUSTOMER,
        additional=make_lines(2),
        additional_cost=Decimal("2275.00"),
        steps=STEPS,
    )

    first, second = page_texts(press.pdf(ACT_FORM, "vladimir", facts))

    assert COLUMNS in first
    assert COLUMNS in second
    assert "Дополнительные услуги" in second
    assert "11 193,10" in second
    assert "Замечания Заказчика" in second
    assert "Мамедова-Константинопольская Г. А." in second
    assert "М.П." in second
    assert "Почему столько" in second
    assert "страница 2 из 2" in second


@pytest.mark.parametrize("count", range(5, 20, 2))
def test_nobody_signs_a_page_without_the_sum(press: Press, count: int) -> None:
    pages = page_texts(press.pdf(ACT_FORM, "vladimir", make_act(count=count, steps=STEPS)))

    (signed,) = [page for page in pages if "Орлова Н. П." in page]

    assert "К оплате до 10 апреля 2026 года" in signed


@pytest.mark.parametrize(
    ("count", "steps"), [(5, 1), (7, 6), (9, 6), (12, 4), (15, 4), (18, 3), (25, 1), (30, 4)]
)
def test_no_act_ends_with_a_page_of_two_lines(press: Press, count: int, steps: int) -> None:
    pages = page_lines(press.pdf(ACT_FORM, "vladimir", make_act(count=count, steps=STEPS * steps)))

    assert len(pages) > 1
    assert len(pages[-1]) >= LEAST_LINES
    assert all(pages)


def test_an_act_after_a_death_says_why_nobody_signs(press: Press) -> None:
    """FED-MIN-01: nobody signs in the place of the dead."""
    late = replace(CUSTOMER, died_on=date(2026, 3, 30))

    text = text_of(press.pdf(ACT_FORM, "vladimir", make_act(customer=late)))

    assert "умерла 30 марта 2026 года, подписи нет" in text

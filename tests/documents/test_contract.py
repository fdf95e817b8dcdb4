"""The contract: what the model form demands is on the paper, whoever signs and whoever pays."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.documents.facts import ClauseText, ContractFacts, FeeTerms
from portal.documents.gaps import BY_HAND
from portal.documents.press import Press
from portal.documents.unbroken import drawable
from portal.models import Programme
from portal.regions.registry import discover
from portal.usecases.queries.programme_grounds import stay_words
from tests.documents.pages import page_lines, page_texts, text_of
from tests.documents.samples import (
    CLAUSES,
    CONTRACT_FORM,
    GUARDIAN,
    LONG_CUSTOMER,
    NO_PATRONYMIC,
    make_contract,
    make_free_contract,
    make_services,
)

SECTIONS = (
    "I. Предмет Договора",
    "II. Взаимодействие Сторон",
    "III. Стоимость Услуг, сроки и порядок их оплаты",
    "IV. Основания изменения и расторжения Договора",
    "V. Ответственность за неисполнение или ненадлежащее исполнение обязательств",
    "VI. Срок действия Договора и другие условия",
    "VII. Адрес (место нахождения), реквизиты и подписи Сторон",
)


@pytest.fixture(scope="module")
def paper(press: Press) -> bytes:
    return press.pdf(CONTRACT_FORM, "vladimir", make_contract())


def test_contract_names_both_parties(paper: bytes) -> None:
    text = text_of(paper)

    assert "ДОГОВОР № 17/2026" in text
    assert "2 марта 2026 года" in text
    assert "«Селивановский комплексный центр социального обслуживания населения»" in text
    assert "в лице директора Орловой Натальи Петровны, действующей на основании Устава" in text
    assert "Ильина Мария Петровна, паспорт гражданина РФ 17 08 № 123456" in text


def test_phones_are_grouped_for_reading(paper: bytes) -> None:
    assert "Телефон: +7 920 900-12-34" in text_of(paper)


def test_contract_has_seven_sections_in_order(paper: bytes) -> None:
    text = text_of(paper)

    places = [text.index(section) for section in SECTIONS]

    assert places == sorted(places)


@pytest.mark.parametrize("clause", CLAUSES, ids=[clause.number for clause in CLAUSES])
def test_every_clause_is_printed_with_its_number(paper: bytes, clause: ClauseText) -> None:
    letter = clause.number[-1]
    label = f"{letter})" if letter.isalpha() else f"{clause.number}."

    assert f"{label} {clause.text}" in text_of(paper)


def test_annexes_carry_services_and_the_calculation(paper: bytes) -> None:
    services, calculation, *_ = page_texts(paper)[3:]

    assert "Приложение 1 к Договору № 17/2026" in services
    assert "VLA-H-19 Содействие в обеспечении по заключению врачей" in services
    assert "2,5 49,00 122,50" in services
    assert "3 101,10" in services
    assert "Плата в месяц, руб. Две тысячи сто сорок рублей 05 копеек 2 140,05" in calculation
    assert "Как рассчитана плата" in calculation
    assert "ч. 5 ст. 31 442-ФЗ" in calculation
    assert "1.1. Страховая пенсия" in calculation


def test_every_annex_that_is_named_is_bound_into_the_file(paper: bytes) -> None:
    """FED-FRM-02, FED-SCH-01."""
    *text, programme, schedule = page_texts(paper)

    assert "3. Индивидуальная программа № 33-0412/2026" in text[2]
    assert "4. График предоставления социальных услуг." in text[2]
    assert "Приложение 3 к Договору № 17/2026" in programme
    assert "Помощь в приготовлении пищи 8 (раз) 2 раза в неделю срок программы" in programme
    assert "Услуги оказывают в первой половине дня." in programme
    assert "Приложение 4 к Договору № 17/2026" in schedule
    assert "2 раза в неделю пн, чт 10:00–11:00" in schedule
    assert "2 раза в неделю по согласованию с Заказчиком" in schedule


def test_a_contract_frozen_before_there_were_such_annexes_reads_as_it_was(press: Press) -> None:
    pages = page_texts(press.pdf(CONTRACT_FORM, "", make_contract(bound=None, schedule=())))

    assert len(pages) == 5
    assert "4. График" not in " ".join(pages)


def test_no_page_stays_empty_behind_signatures_that_just_fit(press: Press) -> None:
    facts = make_contract(
        customer=LONG_CUSTOMER,
        representative=GUARDIAN,
        services=make_services(20, periodicity="2 раза в неделю"),
    )

    assert all(len(page) > 300 for page in page_texts(press.pdf(CONTRACT_FORM, "", facts)))


def test_every_page_says_which_it_is(paper: bytes) -> None:
    pages = page_texts(paper)

    assert len(pages) == 7
    for number, page in enumerate(pages, start=1):
        assert "Форма FED-FRM-02 · Договор № 17/2026 от 02.03.2026" in page
        assert f"страница {number} из 7" in page


def test_free_contract_names_the_ground_and_no_income(press: Press) -> None:
    text = text_of(press.pdf(CONTRACT_FORM, "vladimir", make_free_contract()))

    assert "бесплатно. Основание: инвалид Великой Отечественной войны" in text
    assert "Среднедушевой доход" not in text
    assert "12.1." not in text


def test_representative_signs_instead_of_the_customer(press: Press) -> None:
    text = text_of(press.pdf(CONTRACT_FORM, "vladimir", make_free_contract()))

    assert (
        "в лице законного представителя Заказчика Ильина Сергея Владимировича "
        "(паспорт гражданина РФ 17 15 № 765432, выдан МВД по Владимирской области 02.03.2016), "
        "действующего на основании постановления органа опеки" in text
    )
    assert text.count("Представитель Заказчика") == 5
    assert text.count("Заказчик _") == 0
    assert "Ильин С. В. на основании постановления органа опеки" in text


def test_who_is_limited_or_fourteen_concludes_the_contract_and_somebody_agrees(
    press: Press,
) -> None:
    """FED-MIN-01: the customer is the party and signs, the parent or the trustee agrees."""
    agrees = replace(GUARDIAN, beside=True, kind="попечитель", kind_genitive="попечителя")

    text = text_of(
        press.pdf(CONTRACT_FORM, "vladimir", replace(make_free_contract(), representative=agrees))
    )

    assert (
        "с письменного согласия попечителя Ильина Сергея Владимировича (паспорт гражданина РФ "
        "17 15 № 765432, выдан МВД по Владимирской области 02.03.2016), действующего на" in text
    )
    assert "в лице законного представителя" not in text
    assert text.count("Заказчик _") == 4
    assert text.count("Согласен: попечитель Заказчика") == 5
    assert "Представитель Заказчика" not in text


def test_residential_contract_has_no_threshold(press: Press) -> None:
    fee = FeeTerms(
        free=False,
        monthly_fee=Decimal("16500.00"),
        cost_at_tariffs=Decimal("48312.70"),
        average_income=Decimal("22000.00"),
        fee_cap=Decimal("16500.00"),
    )

    text = text_of(press.pdf(CONTRACT_FORM, "astrakhan", make_contract(fee=fee)))

    assert "Предельная величина" not in text
    assert "Плата в месяц, руб. Шестнадцать тысяч пятьсот рублей 00 копеек 16 500,00" in text


@pytest.mark.parametrize(
    ("facts", "pages"),
    [
        pytest.param(make_contract(customer=NO_PATRONYMIC), 7, id="no patronymic"),
        pytest.param(
            make_contract(
                customer=LONG_CUSTOMER,
                representative=GUARDIAN,
                services=make_services(20, periodicity="по понедельникам и четвергам"),
            ),
            8,
            id="long names and twenty services",
        ),
    ],
)
def test_unusual_contracts_keep_their_pages(press: Press, facts: ContractFacts, pages: int) -> None:
    paper = press.pdf(CONTRACT_FORM, "moscow", facts)

    assert len(page_texts(paper)) == pages
    assert f"{facts.customer.name}, {facts.customer.identity}" in text_of(paper)


@pytest.mark.parametrize("left_out", range(0, 40, 5))
def test_no_heading_stays_alone_at_the_foot(press: Press, left_out: int) -> None:
    facts = make_contract(clauses=CLAUSES[:1] * left_out + CLAUSES)

    for lines in page_lines(press.pdf(CONTRACT_FORM, "vladimir", facts)):
        assert not lines[-1].startswith(("I", "V"))


def test_signatures_stay_in_one_piece(press: Press) -> None:
    for more in range(0, 12, 3):
        facts = make_contract(clauses=(*CLAUSES, *CLAUSES[:1] * more))

        pages = page_texts(press.pdf(CONTRACT_FORM, "vladimir", facts))

        details = next(page for page in pages if "ИНН 3322002459" in page)
        assert "VII. Адрес" in details
        assert "Экземпляр Договора на руки получен" in details
        # What is signed stands above the signatures, however the pages fall.
        assert " ".join(facts.clauses[-1].text.split()[:4]) in details
        assert " ".join(facts.clauses[-2].text.split()[:4]) in details


def test_section_of_a_region_is_its_own_heading(press: Press) -> None:
    extra = ClauseText("15.1", "Приостановление предоставления услуг", "Услуги приостанавливаются.")

    text = text_of(press.pdf(CONTRACT_FORM, "moscow", make_contract(clauses=(*CLAUSES[:3], extra))))

    assert "Приостановление предоставления услуг 15.1. Услуги приостанавливаются." in text


def test_a_town_and_a_number_stay_on_one_line() -> None:
    assert drawable("г. Заклязьминск, договор № 5/2026") == (
        "г.\u00a0Заклязьминск, договор №\u00a05/2026"
    )
    assert drawable(
        "нотариусом Орловой А. А. 20 ноября 2026 г. за 340,00 руб.; часть I. Далее"
    ) == (
        "нотариусом Орловой\u00a0А.\u00a0А. 20\u00a0ноября 2026\u00a0г. за 340,00\u00a0руб.; "
        "часть I. Далее"
    )
    assert drawable("20____ г. ____; в колонке № услуги; снег. Мир; ст. 18 442-ФЗ") == (
        "20____\u00a0г. ____; в колонке № услуги; снег. Мир; ст.\u00a018\u00a0442-ФЗ"
    )


def test_the_parties_sign_below_the_text_and_not_on_a_page_alone(press: Press) -> None:
    """As long as a region's usual contract: three pages of text and one for each annex."""
    usual = make_contract(clauses=(*CLAUSES[:3], *CLAUSES[:1] * 3, *CLAUSES[3:]))

    pages = page_texts(press.pdf(CONTRACT_FORM, "", usual))

    assert len(pages) == 7
    assert "VI. Срок" in pages[2]
    assert "VII. Адрес" in pages[2]


@pytest.mark.parametrize("times", [1, 4, 7])
def test_the_calculation_begins_below_its_heading_however_long_it_is(
    press: Press, times: int
) -> None:
    usual = make_contract()
    facts = make_contract(fee=replace(usual.fee, steps=usual.fee.steps * times))

    pages = page_texts(press.pdf(CONTRACT_FORM, "", facts))

    (annex,) = (page for page in pages if "Приложение 2 к Договору" in page)
    assert "Как рассчитана плата 1." in annex
    assert "Плата в месяц, руб." in pages[-3]


@pytest.mark.parametrize(
    ("mode", "said"), [("permanent", "Режим проживания: постоянно."), (None, "")]
)
def test_the_annex_tells_how_one_lives_in(press: Press, mode: str | None, said: str) -> None:
    """FED-IPP-12: a permanent stay is told from a temporary one."""
    facts = make_contract()
    assert facts.bound is not None
    words = stay_words(Programme(stay_mode=mode), discover()["astrakhan"], date(2026, 11, 23))

    page = press.html(CONTRACT_FORM, "", replace(facts, bound=replace(facts.bound, stay=words)))

    assert said in page
    assert ("Режим проживания" in page) is bool(said)


def test_on_a_screen_a_missing_fact_is_named_and_in_print_it_is_a_line(press: Press) -> None:
    """FED-FRM-02: on a screen nothing of what is missing looks like a place for a signature."""
    whole = make_contract(representative=GUARDIAN)
    assert whole.representative is not None
    place = ClauseText("4", "I", f"Место оказания Услуг: {BY_HAND}.")
    price = ClauseText("11", "III", f"составляет {BY_HAND} руб. (не рассчитана) в месяц.")
    facts = replace(
        whole,
        customer=replace(whole.customer, address=BY_HAND, identity=BY_HAND),
        representative=replace(whole.representative, address=BY_HAND, basis=BY_HAND),
        clauses=(place, price),
        fee=replace(whole.fee, known=False),
    )

    page = press.screen(CONTRACT_FORM, "", facts).replace("\N{NO-BREAK SPACE}", " ")
    printed = press.html(CONTRACT_FORM, "", facts)

    for missing in (
        "адрес",
        "документ, удостоверяющий личность получателя",
        "адрес представителя",
        "документ о полномочиях представителя",
        "адрес, по которому оказывают услуги",
        "доход семьи",
    ):
        assert f'<mark class="gap">не внесено: {missing}</mark>' in page
    assert BY_HAND not in page
    assert "________________</td>" not in page
    assert page.count("______________________________</p>") == printed.count(
        '<p class="line">______________________________</p>'
    )
    assert BY_HAND in printed
    assert "не внесено" not in printed


def test_on_a_screen_a_whole_text_has_no_marks_and_what_people_wrote_stays_escaped(
    press: Press,
) -> None:
    whole = make_contract()
    odd = replace(whole.customer, address="[не внесено: <b>дом</b>]")

    assert press.screen(CONTRACT_FORM, "", whole) == press.html(CONTRACT_FORM, "", whole)
    page = press.screen(CONTRACT_FORM, "", replace(whole, customer=odd))
    assert "<b>дом</b>" not in page

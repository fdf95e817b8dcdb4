"""The notice of a new fee: what was, what becomes, why, and what the recipient may answer."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.documents.press import Press
from tests.documents.pages import page_texts, text_of
from tests.documents.samples import LONG_CUSTOMER, NOTICE_FORM, make_notice
from tests.documents.test_page_marks import make_mark


def test_notice_says_what_was_and_what_becomes(press: Press) -> None:
    (text,) = page_texts(press.pdf(NOTICE_FORM, "vladimir", make_notice()))

    assert "УВЕДОМЛЕНИЕ о плате за социальные услуги с 1 апреля 2026 года" in text
    assert "Договор № 17/2026 от 02.03.2026" in text
    assert "Что изменилось: тарифы (приказ от 20.03.2026 № 17). Основание: п. 7.1 порядка." in text
    assert "Плата в месяц 1 200,00 1 320,00" in text
    assert "8 × 165,00 ₽ = 1 320,00 ₽" in text
    assert "Уведомление получено" in text
    assert "Ваше решение" not in text


def test_the_recipient_reads_the_clause_and_the_act_without_the_offices_notes(
    press: Press,
) -> None:
    """The sample's step carries a rule's id, «сверить…» and an edition with the day of checking."""
    text = text_of(press.pdf(NOTICE_FORM, "vladimir", make_notice()))

    assert "(ст. 30, 32 442-ФЗ)" in text
    assert "Акты. Федеральный закон от 28.12.2013 № 442-ФЗ." in text
    for note in ("FED-FEE-15", "сверить", "сверено", "редакция"):
        assert note not in text


def test_signatures_that_need_a_page_of_their_own_take_text_with_them(press: Press) -> None:
    facts = make_notice()
    long = replace(facts, steps=facts.steps * 14)

    first, last = page_texts(press.pdf(NOTICE_FORM, "vladimir", long))

    assert "Уведомление получено" not in first
    assert "Акты. Федеральный закон" in last


@pytest.mark.parametrize(("words", "steps"), [(12, 11), (21, 10)])
def test_no_page_holds_the_footer_alone(press: Press, words: int, steps: int) -> None:
    """The signatures of these two end on the last line of their page."""
    facts = make_notice(
        reasons=("тарифы и ещё что-то " * words,), steps=make_notice().steps * steps
    )

    pages = page_texts(press.pdf(NOTICE_FORM, "vladimir", facts, make_mark("fee_notice")))

    assert "Уведомление получено" in pages[-1]


@pytest.mark.parametrize("steps", [11, 17, 21])
def test_a_choice_stays_with_the_signatures_below_it(press: Press, steps: int) -> None:
    """With 11 and 21 steps the signatures used to stand on a page of their own."""
    choices = ("согласен на новую плату", "отказываюсь от договора")
    facts = make_notice(choices=choices, steps=make_notice().steps * steps)

    pages = page_texts(press.pdf(NOTICE_FORM, "vladimir", facts))

    assert len(pages) == 2
    assert "Уведомление получено" in pages[-1]
    assert all(choice in pages[-1] for choice in choices)


def test_a_choice_is_printed_where_the_region_gives_one(press: Press) -> None:
    choices = ("согласен на новую плату", "отказываюсь от договора")
    text = text_of(press.pdf(NOTICE_FORM, "vladimir", make_notice(choices=choices)))

    assert "Ваше решение" in text
    assert all(choice in text for choice in choices)


def test_somebody_who_becomes_free_reads_so(press: Press) -> None:
    free = replace(make_notice().after, free=True, monthly_fee=Decimal("0.00"))
    text = text_of(press.pdf(NOTICE_FORM, "vladimir", make_notice(after=free)))

    assert "Плата в месяц 1 200,00 бесплатно" in text


def test_long_names_stay_on_one_page(press: Press) -> None:
    facts = make_notice(customer=LONG_CUSTOMER)

    assert len(page_texts(press.pdf(NOTICE_FORM, "vladimir", facts))) == 1

"""The receipt: what a bank clerk types and what a telephone reads are the same."""

from decimal import Decimal

import pytest
import zxingcpp

from portal.documents.code import payment_code, png, svg
from portal.documents.press import Press
from tests.documents.pages import page_texts, picture_of, text_of
from tests.documents.samples import (
    CUSTOMER,
    LONG_CUSTOMER,
    RECEIPT_FORM,
    make_payload,
    make_receipt,
)

DOTS_PER_MM = 150 / 25.4


@pytest.fixture(scope="module")
def paper(press: Press) -> bytes:
    return press.pdf(RECEIPT_FORM, "vladimir", make_receipt())


def test_receipt_says_who_pays_whom_for_what(paper: bytes) -> None:
    (text,) = page_texts(paper)

    assert "Квитанция на оплату социальных услуг за март 2026 года" in text
    assert "ИНН 3322002459 КПП 332201001 счёт 03224643170000002800" in text
    assert "БИК 011708377" in text
    assert "КБК 00000000000000000131 ОКТМО 17648151" in text
    assert "переплата (−) на начало периода, руб. −400,00" in text
    assert "Начислено по акту № 208/2026, руб. 2 140,05" in text
    assert "Итого к оплате, руб. Одна тысяча семьсот сорок рублей 05 копеек 1 740,05" in text
    assert "Оплатить до 10 апреля 2026 года" in text


def test_receipt_has_two_halves(paper: bytes) -> None:
    text = text_of(paper)

    assert text.count("Извещение") == 1
    assert text.count("форма № ПД-4") == 2
    assert text.count("Сумма платежа 1 740,05 руб.") == 2
    assert text.count("код плательщика 0000174") == 2


def test_printed_code_reads_back_to_the_exact_payload(paper: bytes) -> None:
    (found,) = zxingcpp.read_barcodes(picture_of(paper))

    assert found.text == make_payload()
    assert found.bytes == make_payload().encode("utf-8")


def test_printed_code_is_at_least_thirty_millimetres_wide(paper: bytes) -> None:
    (found,) = zxingcpp.read_barcodes(picture_of(paper))

    corners = found.position
    assert (corners.top_right.x - corners.top_left.x) / DOTS_PER_MM >= 30
    assert (corners.bottom_left.y - corners.top_left.y) / DOTS_PER_MM >= 30


def test_code_is_utf8_without_eci_at_level_m() -> None:
    code = payment_code(make_payload())

    assert code.error == "M"
    assert png(make_payload()).startswith(b"\x89PNG")
    assert svg(make_payload()).startswith("<svg")


def test_receipt_for_nothing_has_no_code(press: Press) -> None:
    facts = make_receipt(debt_before=Decimal("-2140.05"), total_due=Decimal("0.00"), payload=None)

    paper = press.pdf(RECEIPT_FORM, "vladimir", facts)

    assert zxingcpp.read_barcodes(picture_of(paper)) == []
    assert "Итого к оплате, руб. Ноль рублей 00 копеек 0,00" in text_of(paper)


def test_somebody_else_pays_and_long_names_stay_on_one_page(press: Press) -> None:
    facts = make_receipt(
        payer_name=LONG_CUSTOMER.name,
        payer_address=LONG_CUSTOMER.address,
        recipient_name=CUSTOMER.name,
        debt_before=Decimal("12345.60"),
        total_due=Decimal("14485.65"),
    )

    (text,) = page_texts(press.pdf(RECEIPT_FORM, "vladimir", facts))

    assert LONG_CUSTOMER.name in text
    assert "за получателя услуг: Ильина Мария Петровна" in text

"""The payment code of a receipt (FED-PAY-03) and the personal code."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.payment_code import (
    PaymentDetails,
    PaymentRequest,
    check_details,
    payment_payload,
    personal_code,
)
from portal.domain.violations import RulesBroken

DETAILS = PaymentDetails(
    name="ГБУ «Центр»",
    account="40702810138250123017",
    bank_name="ПАО Банк",
    bic="044525225",
    correspondent_account="30101810400000000225",
)
REQUEST = PaymentRequest(
    amount=Decimal("3150.00"),
    purpose="Социальные услуги за март 2026",
    surname="Ильина",
    name="Мария",
    patronymic="Петровна",
    address="ул. Новая, д. 12",
    personal_code="0000174",
    month=date(2026, 3, 1),
    contract="17/2026",
)


def test_the_code_starts_with_the_required_keys_in_order() -> None:
    payload = payment_payload(DETAILS, REQUEST)

    assert payload.startswith(
        "ST00012|Name=ГБУ «Центр»|PersonalAcc=40702810138250123017|BankName=ПАО Банк|"
        "BIC=044525225|CorrespAcc=30101810400000000225|"
    )
    assert "|Sum=315000|" in payload
    assert "|PaymPeriod=032026|Contract=17/2026" in payload


def test_empty_keys_are_left_out_and_treasury_keys_put_in() -> None:
    treasury = replace(
        DETAILS, inn="3325001234", kpp="332501001", personal_account="20286У12345", cbc="1" * 20,
        oktmo="17648151",
    )  # fmt: skip

    plain = payment_payload(DETAILS, replace(REQUEST, patronymic=""))
    full = payment_payload(treasury, REQUEST)

    assert "PayeeINN" not in plain
    assert "MiddleName" not in plain
    assert "|PayeeINN=3325001234|KPP=332501001|PersonalAccount=20286У12345|CBC=1" in full


def test_a_value_never_holds_the_separator_and_keeps_its_length() -> None:
    payload = payment_payload(
        DETAILS, replace(REQUEST, purpose="Услуги | март\n2026 " + "х" * 300, surname="А|Б")
    )

    values = dict(part.split("=", 1) for part in payload.split("|")[1:])
    assert values["LastName"] == "А Б"
    assert values["Purpose"].startswith("Услуги март 2026 х")
    assert len(values["Purpose"]) == 210


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": "4070281013825012301"}, "account"),
        ({"account": "4070281013825012301х"}, "account"),
        ({"bic": "04452522"}, "bic"),
        ({"correspondent_account": ""}, "correspondent_account"),
        ({"inn": "12345678901"}, "inn"),
        ({"kpp": "12345678"}, "kpp"),
        ({"name": ""}, "name"),
        ({"bank_name": ""}, "name"),
    ],
)
def test_wrong_details_stop_the_receipt(changes: dict[str, str], field: str) -> None:
    details = replace(DETAILS, **changes)

    with pytest.raises(RulesBroken) as caught:
        payment_payload(details, REQUEST)

    assert [item.field for item in caught.value.violations] == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"correspondent_account": "0"},
        {"inn": "3325001234"},
        {"inn": "332500123456"},
        {"kpp": "332501001"},
    ],
)
def test_lengths_that_the_standard_allows(changes: dict[str, str]) -> None:
    assert check_details(replace(DETAILS, **changes)) == ()


def test_a_personal_code_carries_a_check_digit() -> None:
    assert personal_code(17) == "0000174"
    assert personal_code(71) == "0000711"


@given(st.integers(0, 9_999_999), st.integers(0, 6), st.integers(1, 9))
def test_a_code_with_one_wrong_digit_is_nobodys(sequence: int, place: int, shift: int) -> None:
    code = personal_code(sequence)
    wrong = str((int(code[place]) + shift) % 10)
    mistyped = code[:place] + wrong + code[place + 1 :]

    assert personal_code(int(mistyped[:-1])) != mistyped

"""Payments: by when, how, for which months, and what is left as debt."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule, Roll, Unit
from portal.domain.law import Citation
from portal.domain.payments import (
    Allocation,
    Channel,
    Charge,
    allocate_payment,
    arrears,
    check_channel,
    check_charge,
    check_payment_terms,
    check_receipt,
    payment_due,
    payment_warnings,
    penalty,
)
from portal.domain.records import RecordSpec
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.payments import FEDERAL_PAYMENT

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
CITED = Citation("MSK-PAY-01", "1171", "п. 10 приложения 8")
TEN_DAYS = replace(
    FEDERAL_PAYMENT,
    term=DeadlineRule(
        "payment_due", 10, Unit.CALENDAR_DAY, "month_closed", CITED, Roll.NEXT_WORKING_DAY
    ),
)
TILL_ONLY = replace(FEDERAL_PAYMENT, channels=(Channel.BANK_TILL,), receipt_required=True)
CHARGES = (
    Charge(MARCH, Decimal("1000.00"), date(2026, 4, 15)),
    Charge(APRIL, Decimal("1000.00"), date(2026, 5, 15)),
)


@pytest.mark.parametrize(
    ("month", "day", "at", "counted"),
    [
        pytest.param(
            MARCH, 15, date(2026, 4, 15), date(2026, 4, 15), id="FED-PAY-01: the 15th, a Wednesday"
        ),
        pytest.param(
            APRIL, 10, date(2026, 5, 12), date(2026, 5, 10), id="the 10th is a Sunday of a holiday"
        ),
        pytest.param(
            date(2026, 1, 1), 31, date(2026, 3, 2), date(2026, 2, 28), id="no 31 February"
        ),
        pytest.param(
            date(2025, 12, 1), 10, date(2026, 1, 12), date(2026, 1, 10), id="over the new year"
        ),
    ],
)
def test_the_contract_names_the_day_of_the_next_month(
    month: date, day: int, at: date, counted: date
) -> None:
    found = payment_due(FEDERAL_PAYMENT, month, day, FEDERAL_CALENDAR)

    assert found.at.date() == at
    assert found.counted_at.date() == counted
    assert found.rule.citation.rule == "FED-PAY-01"
    assert len(found.steps) == (1 if at == counted else 2)


@pytest.mark.parametrize(
    ("month", "at"),
    [
        pytest.param(date(2026, 8, 1), date(2026, 9, 10), id="MSK-PAY-01: August"),
        pytest.param(APRIL, date(2026, 5, 12), id="MSK-PAY-01: April, the 10th is a Sunday"),
    ],
)
def test_a_region_counts_ten_days_after_the_month(month: date, at: date) -> None:
    assert payment_due(TEN_DAYS, month, 25, FEDERAL_CALENDAR).at.date() == at


@pytest.mark.parametrize(
    ("channel", "receipt", "fields"),
    [
        pytest.param(Channel.BANK_TILL, "000123", [], id="as the region says"),
        pytest.param(
            Channel.CASH_DESK, "000123", ["channel"], id="VLA-PAY-01: not at the provider's desk"
        ),
        pytest.param(Channel.BANK_TILL, None, ["receipt_number"], id="VLA-PAY-02: no receipt"),
        pytest.param(Channel.BANK_TRANSFER, "", ["channel", "receipt_number"], id="both"),
    ],
)
def test_the_channel_and_its_receipt(
    channel: Channel, receipt: str | None, fields: list[str]
) -> None:
    found = check_channel(TILL_ONLY, channel, receipt)

    assert [item.field for item in found] == fields
    assert all(item.citation for item in found)


def test_federal_rules_take_every_channel_and_no_receipt() -> None:
    assert not any(check_channel(FEDERAL_PAYMENT, channel, None) for channel in Channel)


@pytest.mark.parametrize(
    ("amount", "named", "parts"),
    [
        pytest.param(
            "1500.00", None, [(MARCH, "1000.00"), (APRIL, "500.00")], id="FED-PAY-02: oldest first"
        ),
        pytest.param(
            "1500.00", APRIL, [(APRIL, "1000.00"), (MARCH, "500.00")], id="the named month first"
        ),
        pytest.param("1000.00", None, [(MARCH, "1000.00")], id="exactly one month"),
        pytest.param(
            "2000.01", None, [(MARCH, "1000.00"), (APRIL, "1000.00"), (None, "0.01")],
            id="a kopeck over is an advance",
        ),
        pytest.param("0.01", MAY, [(MARCH, "0.01")], id="a month without a charge pays the oldest"),
    ],
)  # fmt: skip
def test_a_payment_is_put_against_months(
    amount: str, named: date | None, parts: list[tuple[date | None, str]]
) -> None:
    found = allocate_payment(Decimal(amount), CHARGES, named)

    assert found == tuple(Allocation(month, Decimal(part)) for month, part in parts)


def test_paid_months_are_passed_over() -> None:
    charges = (replace(CHARGES[0], paid=Decimal("1000.00")), CHARGES[1])

    assert allocate_payment(Decimal("300.00"), charges) == (Allocation(APRIL, Decimal("300.00")),)


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_nothing_is_no_payment(amount: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        allocate_payment(Decimal(amount), CHARGES)

    assert caught.value.violations[0].field == "amount"


@pytest.mark.parametrize(
    ("day", "debt"),
    [
        pytest.param(date(2026, 4, 15), "0.00", id="the due day itself"),
        pytest.param(date(2026, 4, 16), "1000.00", id="FED-PAY-02: the day after"),
        pytest.param(date(2026, 5, 15), "1000.00", id="the due day of the next month"),
        pytest.param(date(2026, 5, 16), "2000.00", id="the day after it"),
    ],
)
def test_unpaid_sums_are_debt_from_the_day_after(day: date, debt: str) -> None:
    assert arrears(CHARGES, day) == Decimal(debt)


def test_a_part_paid_month_is_debt_without_a_penalty() -> None:
    march = Charge(MARCH, Decimal("1750.00"), date(2026, 4, 10), Decimal("1000.00"))

    assert arrears((march,), date(2026, 4, 13)) == Decimal("750.00")


def test_an_overpaid_month_owes_nothing() -> None:
    assert replace(CHARGES[0], paid=Decimal("1000.01")).unpaid == Decimal("0.00")


def test_channels_have_words() -> None:
    assert all(channel.label for channel in Channel)


@st.composite
def charges(draw: st.DrawFn) -> list[Charge]:
    amounts = draw(st.lists(st.decimals(0, 5000, places=2), max_size=6))
    return [
        Charge(
            date(2026, index + 1, 1),
            amount,
            date(2026, index + 1, 1) + timedelta(days=40),
            draw(st.decimals(0, 5000, places=2)),
        )
        for index, amount in enumerate(amounts)
    ]


@given(st.decimals("0.01", 20000, places=2), charges(), st.none() | st.integers(1, 12))
def test_allocation_never_creates_money(
    amount: Decimal, open_charges: list[Charge], named: int | None
) -> None:
    month = date(2026, named, 1) if named else None

    parts = allocate_payment(amount, open_charges, month)

    assert sum(part.amount for part in parts) == amount
    unpaid = {charge.month: charge.unpaid for charge in open_charges}
    assert all(part.amount > 0 for part in parts)
    assert all(part.amount <= unpaid[part.month] for part in parts if part.month)
    assert len({part.month for part in parts}) == len(parts)


def test_a_refused_channel_and_a_missing_receipt_have_codes_of_their_own() -> None:
    found = check_channel(TILL_ONLY, Channel.CASH_DESK, None)

    assert [item.code for item in found] == ["payment_channel_not_allowed", "receipt_missing"]


@pytest.mark.parametrize(
    ("channel", "receipt", "warned"),
    [
        pytest.param(Channel.CASH_DESK, None, True, id="FED-PAY-04: cash without its receipt"),
        pytest.param(Channel.CASH_DESK, "000123", False, id="cash with its receipt"),
        pytest.param(Channel.BANK_TRANSFER, None, False, id="a transfer needs none"),
    ],
)
def test_cash_without_a_fiscal_receipt_is_told(
    channel: Channel, receipt: str | None, *, warned: bool
) -> None:
    assert bool(payment_warnings(FEDERAL_PAYMENT, channel, receipt)) is warned


@pytest.mark.parametrize(
    ("given_terms", "paid", "fields"),
    [
        pytest.param(("payment_period",), True, ["payment_day", "payment_method"], id="two open"),
        pytest.param(
            ("payment_period", "payment_day", "payment_method"), True, [], id="FED-PAY-01: all"
        ),
        pytest.param((), False, [], id="a free contract"),
    ],
)
def test_a_paid_contract_says_how_it_is_paid(
    given_terms: tuple[str, ...], fields: list[str], *, paid: bool
) -> None:
    found = check_payment_terms(FEDERAL_PAYMENT, given_terms, paid=paid)

    assert [item.field for item in found] == fields


@pytest.mark.parametrize(
    ("charged", "refused"),
    [
        pytest.param("3771.75", False, id="as agreed"),
        pytest.param("3771.76", True, id="MSK-PAY-02: a kopeck more"),
    ],
)
def test_nothing_above_the_contract_is_charged(charged: str, *, refused: bool) -> None:
    rules = replace(FEDERAL_PAYMENT, never_above_contract=CITED)

    assert bool(check_charge(rules, Decimal(charged), Decimal("3771.75"))) is refused
    assert not check_charge(FEDERAL_PAYMENT, Decimal(charged), Decimal("3771.75"))


def test_a_receipt_has_the_fields_the_region_names() -> None:
    receipt = ChoiceList("bank_receipt", "квитанция", (Choice("payer", "кто платил"),), CITED)
    rules = replace(FEDERAL_PAYMENT, receipt=RecordSpec(receipt, ("payer",)))

    till = Channel.BANK_TILL
    assert [item.field for item in check_receipt(rules, (), till)] == ["payer"]
    assert not check_receipt(rules, ("payer",), till)
    assert not check_receipt(FEDERAL_PAYMENT, (), till)


@pytest.mark.parametrize(
    ("percent", "day", "fine"),
    [
        pytest.param(0, date(2026, 5, 15), "0.00", id="VLA-PAY-04: no penalty"),
        pytest.param(1, date(2026, 4, 15), "0.00", id="the due day itself"),
        pytest.param(1, date(2026, 4, 17), "20.00", id="two days late"),
    ],
)
def test_a_penalty_is_the_regions(percent: int, day: date, fine: str) -> None:
    rules = replace(FEDERAL_PAYMENT, penalty_percent=percent)

    assert penalty(rules, CHARGES[:1], day) == Decimal(fine)

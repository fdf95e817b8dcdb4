"""The monthly act: from recorded services to the sum payable (FED-ACT-04, FED-FEE-15 to -18)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.acts import (
    ActDraft,
    ActFacts,
    DeliveredService,
    check_act_day,
    check_additional,
    demand_turn,
    draft_act,
    lines_of,
    parts_at_transfer,
)
from portal.domain.catalogue import Form, Kind, ServiceItem
from portal.domain.explanation import as_text
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.acts import FEDERAL_ACT

CITED = Citation("FED-IPP-11", "442-FZ", "ст. 20 442-ФЗ")
APRIL = date(2026, 4, 1)
ITEMS = {
    code: ServiceItem(code, f"Услуга {code}", Kind.SOCIAL_DOMESTIC, Form.HOME, "раз", CITED)
    for code in ("S1", "S2", "W1")
}


def given_on(
    first: date, code: str, times: int, tariff: str, *, additional: bool = False
) -> tuple[DeliveredService, ...]:
    """A service once a day, that many days in a row."""
    return tuple(
        DeliveredService(first + timedelta(days=day), code, Decimal(1), Decimal(tariff), additional)
        for day in range(times)
    )


def make_facts(*deliveries: DeliveredService, **changes: object) -> ActFacts:
    facts = ActFacts(
        month=APRIL,
        deliveries=deliveries,
        items=ITEMS,
        allowed={"S1": Decimal(8), "S2": Decimal(4)},
        free=False,
        free_ground_title=None,
        fee_cap=Decimal("1900.00"),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def draft(facts: ActFacts) -> ActDraft:
    return draft_act(facts, FEDERAL_ACT)


FULL_APRIL = (*given_on(APRIL, "S1", 8, "150.00"), *given_on(APRIL, "S2", 4, "300.00"))


def test_the_cap_bounds_the_act() -> None:
    found = draft(make_facts(*FULL_APRIL))

    assert found.cost_at_tariffs == Decimal("2400.00")
    assert found.payable == Decimal("1900.00")
    assert "платится предел" in as_text(found.steps)


@pytest.mark.parametrize(
    ("cap", "payable"),
    [
        pytest.param("2399.99", "2399.99", id="a kopeck below the cost"),
        pytest.param("2400.00", "2400.00", id="at the cost"),
        pytest.param("2400.01", "2400.00", id="a kopeck above the cost"),
        pytest.param("0.00", "0.00", id="nothing at all"),
    ],
)
def test_the_smaller_of_cost_and_cap_is_payable(cap: str, payable: str) -> None:
    assert draft(make_facts(*FULL_APRIL, fee_cap=Decimal(cap))).payable == Decimal(payable)


def test_a_part_month_is_charged_by_services_within_the_whole_cap() -> None:
    found = draft(make_facts(*given_on(date(2026, 4, 16), "S1", 4, "150.00")))

    assert found.payable == Decimal("600.00")


def test_a_free_contract_has_an_act_all_the_same() -> None:
    facts = make_facts(
        *given_on(APRIL, "S1", 8, "150.00"),
        free=True,
        free_ground_title="инвалиды боевых действий",
        fee_cap=None,
    )

    found = draft(facts)

    assert found.cost_at_tariffs == Decimal("1200.00")
    assert found.payable == Decimal("0.00")
    assert "бесплатны: инвалиды боевых действий." in as_text(found.steps)


def test_without_a_named_ground_a_free_act_just_says_free() -> None:
    found = draft(make_facts(free=True))

    assert "Услуги программы бесплатны." in as_text(found.steps)


@pytest.mark.parametrize(
    ("free", "programme_part", "payable"),
    [
        pytest.param(True, "0.00", "700.00", id="FED-FEE-16: a free recipient pays for windows"),
        pytest.param(False, "1900.00", "2600.00", id="FED-FEE-16: on top of the cap"),
    ],
)
def test_additional_services_are_charged_in_full(
    programme_part: str, payable: str, *, free: bool
) -> None:
    windows = given_on(APRIL, "W1", 1, "700.00", additional=True)

    found = draft(make_facts(*FULL_APRIL, *windows, free=free))

    assert found.additional_cost == Decimal("700.00")
    assert found.cost_at_tariffs == Decimal("2400.00")
    assert found.payable == Decimal(payable)
    assert found.payable - found.additional_cost == Decimal(programme_part)
    assert "Дополнительные услуги — полностью по тарифам" in as_text(found.steps)


def test_without_a_cap_the_cost_is_payable() -> None:
    found = draft(make_facts(*FULL_APRIL, fee_cap=None))

    assert found.payable == Decimal("2400.00")
    assert "не больше предела" not in as_text(found.steps)


@pytest.mark.parametrize(
    ("day", "tariff", "times", "amount"),
    [
        pytest.param(date(2026, 3, 29), "150.00", 3, "450.00", id="FED-FEE-15: March"),
        pytest.param(date(2026, 4, 1), "160.00", 5, "800.00", id="FED-FEE-15: April"),
    ],
)
def test_a_line_costs_the_tariff_of_its_days(
    day: date, tariff: str, times: int, amount: str
) -> None:
    (line,) = lines_of(make_facts(*given_on(day, "S1", times, tariff)))

    assert line.quantity == times
    assert line.amount == Decimal(amount)


def test_a_tariff_that_changes_inside_the_month_gives_two_lines_in_order() -> None:
    lines = lines_of(
        make_facts(
            *given_on(date(2026, 4, 10), "S1", 2, "90.00"),
            *given_on(date(2026, 4, 1), "S1", 3, "150.00"),
            *given_on(date(2026, 4, 1), "W1", 1, "700.00", additional=True),
            *given_on(date(2026, 4, 1), "S2", 1, "300.00"),
        )
    )

    assert [(line.code, line.tariff, line.additional) for line in lines] == [
        ("S1", Decimal("150.00"), False),
        ("S1", Decimal("90.00"), False),
        ("S2", Decimal("300.00"), False),
        ("W1", Decimal("700.00"), True),
    ]
    assert [line.allowed for line in lines] == [8, 8, 4, None]


def test_two_tariffs_of_one_day_never_mix() -> None:
    lines = lines_of(
        make_facts(*given_on(APRIL, "S1", 1, "150.00"), *given_on(APRIL, "S1", 1, "160.00"))
    )

    assert sum(line.amount for line in lines) == Decimal("310.00")


def test_a_part_of_a_unit_is_rounded_once_on_its_line() -> None:
    half = DeliveredService(APRIL, "S1", Decimal("0.5"), Decimal("33.33"))

    (line,) = lines_of(make_facts(half))

    assert line.amount == Decimal("16.67")
    assert "0,5 × 33,33" in as_text(draft(make_facts(half)).steps)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["S1", "S2", "W1"]),
            st.integers(1, 30),
            st.integers(0, 20),
            st.sampled_from(["90.00", "150.01"]),
            st.booleans(),
        ),
        max_size=20,
    ),
    st.one_of(st.none(), st.decimals(0, 3000, places=2)),
)
def test_the_programme_part_is_bounded_by_cost_and_cap(
    rows: list[tuple[str, int, int, str, bool]], cap: Decimal | None
) -> None:
    deliveries = [
        DeliveredService(date(2026, 4, day), code, Decimal(quantity), Decimal(tariff), additional)
        for code, day, quantity, tariff, additional in rows
    ]

    found = draft(make_facts(*deliveries, fee_cap=cap))

    programme_part = found.payable - found.additional_cost
    assert 0 <= programme_part <= found.cost_at_tariffs
    assert cap is None or programme_part <= cap
    total = sum((item.quantity * item.tariff for item in deliveries), Decimal(0))
    assert found.cost_at_tariffs + found.additional_cost == total


@pytest.mark.parametrize(
    ("used", "payable"),
    [
        pytest.param("0.00", "1900.00", id="nothing is used yet"),
        pytest.param("1300.00", "600.00", id="VLA-FEE-09: what an earlier month has left"),
        pytest.param("1900.00", "0.00", id="AST-FEE-01: the former provider took all"),
        pytest.param("2000.00", "0.00", id="more than all"),
    ],
)
def test_an_act_takes_what_earlier_bills_have_left_of_the_cap(used: str, payable: str) -> None:
    clause = Citation("VLA-FEE-09", "vla", "п. 11 порядка")

    found = draft(make_facts(*FULL_APRIL, cap_used=Decimal(used), used_by=clause))

    assert found.payable == Decimal(payable)
    assert ("уже начислено" in as_text(found.steps)) is (used != "0.00")


@pytest.mark.parametrize(
    ("provider", "signed", "refused"),
    [
        pytest.param(False, False, True, id="FED-ACT-01: the recipient before the provider"),
        pytest.param(False, True, False, id="the recipient after the provider"),
        pytest.param(True, False, False, id="the provider first"),
    ],
)
def test_the_provider_signs_first(*, provider: bool, signed: bool, refused: bool) -> None:
    if not refused:
        demand_turn(FEDERAL_ACT, provider=provider, provider_signed=signed)
        return
    with pytest.raises(RulesBroken) as caught:
        demand_turn(FEDERAL_ACT, provider=provider, provider_signed=signed)
    assert caught.value.code == "signature_missing"


@pytest.mark.parametrize(("first", "refused"), [(True, True), (False, False)])
def test_where_the_order_is_free_anybody_signs_first(first: bool, refused: bool) -> None:
    rules = replace(FEDERAL_ACT, provider_signs_first=first)
    codes: list[str] = []

    try:
        demand_turn(rules, provider=False, provider_signed=False)
    except RulesBroken as broken:
        codes.append(broken.code)

    assert bool(codes) is refused


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2026, 4, 1), "contract_not_active", id="the day before the contract"),
        pytest.param(date(2026, 4, 2), None, id="its first day"),
        pytest.param(date(2026, 4, 9), None, id="the day before the pause"),
        pytest.param(date(2026, 4, 10), "period_suspended", id="the first day of the pause"),
        pytest.param(date(2026, 4, 15), "period_suspended", id="FED-ACT-03: inside the pause"),
        pytest.param(date(2026, 4, 20), None, id="the day the service goes on"),
        pytest.param(date(2026, 4, 30), None, id="the last day"),
        pytest.param(date(2026, 5, 1), "contract_not_active", id="the day after it"),
    ],
)
def test_only_served_days_stand_in_an_act(day: date, code: str | None) -> None:
    served = (date(2026, 4, 2), date(2026, 4, 30))
    pauses = ((date(2026, 4, 10), date(2026, 4, 20)),)

    found = check_act_day(FEDERAL_ACT, day, served, pauses)

    assert [item.code for item in found] == ([code] if code else [])


@pytest.mark.parametrize("requested", [True, False])
def test_an_additional_service_needs_a_written_request(*, requested: bool) -> None:
    found = check_additional(FEDERAL_ACT, requested_in_writing=requested)

    assert bool(found) is not requested


def test_a_month_is_parted_between_two_providers() -> None:
    rules = replace(FEDERAL_ACT, at_transfer=Citation("AST-ACT-01", "ast-11", "постановление"))

    former, receiving = parts_at_transfer(rules, APRIL, date(2026, 4, 12))

    assert former == (APRIL, date(2026, 4, 11))
    assert receiving == (date(2026, 4, 12), date(2026, 4, 30))


@pytest.mark.parametrize("moved", [APRIL, date(2026, 5, 1), date(2026, 3, 31)])
def test_a_transfer_outside_the_month_parts_nothing(moved: date) -> None:
    rules = replace(FEDERAL_ACT, at_transfer=Citation("AST-ACT-01", "ast-11", "постановление"))

    with pytest.raises(RulesBroken):
        parts_at_transfer(rules, APRIL, moved)


def test_where_the_region_parts_no_month_it_is_refused() -> None:
    with pytest.raises(RulesBroken):
        parts_at_transfer(FEDERAL_ACT, APRIL, date(2026, 4, 12))

"""Reference values: dated, with their act, never under an act that was issued with another."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import PopulationGroup
from portal.models import ActLine, AuditEvent, Contract, ContractTerms, Provider, ReferenceValue
from portal.usecases.reference import SetReferenceValue, reference_book, set_reference_value
from tests.support.factories import make_act
from tests.support.sample_region import FIRST, SECOND
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    break_journal,
    contract_in_force,
    expect_refusal,
    rows,
)

ORDER = "приказ от 20.02.2026 № 7"
ABLE = PopulationGroup.WORKING_AGE


def put(
    house: House,
    key: str = f"tariff.{FIRST}",
    amount: Any = "160.00",
    *,
    group: PopulationGroup | None = None,
    since: date = date(2026, 4, 1),
    act: str = ORDER,
    now: datetime = MORNING,
) -> int:
    value = Decimal(amount) if isinstance(amount, str) else amount
    command = SetReferenceValue(key, group, value, since, act)
    return set_reference_value(command, region=house.region, actor=house.director, now=now)


@pytest.mark.parametrize(
    ("key", "group", "rule"),
    [
        pytest.param(f"tariff.{FIRST}", None, "FED-FEE-15", id="a tariff"),
        pytest.param("subsistence_minimum", ABLE, "FED-FEE-03", id="a minimum"),
    ],
)
def test_a_value_from_before_the_law_is_refused_by_its_own_clause(
    session: Session, house: House, key: str, group: PopulationGroup | None, rule: str
) -> None:
    with expect_refusal(session, "not_in_force", "since") as refused:
        put(house, key, "13000.00", group=group, since=date(2014, 12, 31))

    assert put(house, key, "13000.00", group=group, since=date(2015, 1, 1))
    (found,) = refused.value.violations
    assert found.citation is not None
    assert found.citation.rule == rule


def test_a_tariff_counts_from_its_day_on(session: Session, house: House) -> None:
    """FED-FEE-15: 150.00, from 1 April 160.00."""
    row_id = put(house)

    book = reference_book(session, house.region)
    assert book.tariff(FIRST, date(2026, 3, 31)).amount == Decimal("150.00")
    found = book.tariff(FIRST, date(2026, 4, 1))
    assert (found.amount, found.citation.rule, found.citation.text) == (
        Decimal("160.00"),
        "FED-FEE-15",
        ORDER,
    )
    row = session.get_one(ReferenceValue, row_id)
    assert (row.checked_on, row.entered_by_id) == (TODAY, house.director.user_id)
    entry = session.scalars(select(AuditEvent)).one()
    assert entry.before == {"amount": "150.00", "since": "2025-01-01"}


def test_the_newer_row_of_a_day_wins(session: Session, house: House) -> None:
    put(house, amount="160.00")
    put(house, amount="161.00")

    book = reference_book(session, house.region)
    assert book.tariff(FIRST, date(2026, 4, 1)).amount == Decimal("161.00")
    assert len(session.scalars(select(ReferenceValue)).all()) == 2


def test_a_minimum_is_of_its_group(session: Session, house: House) -> None:
    put(house, "subsistence_minimum", "14500.00", group=PopulationGroup.PENSIONERS)

    book = reference_book(session, house.region)
    april = date(2026, 4, 1)
    assert book.subsistence_minimum(PopulationGroup.PENSIONERS, april).amount == Decimal("14500.00")
    assert book.subsistence_minimum(PopulationGroup.CHILDREN, april).amount == Decimal("15000.00")


def test_a_multiplier_of_one_and_a_half_passes(session: Session, house: House) -> None:
    put(house, "threshold_multiplier", "1.5")
    put(house, "threshold_multiplier", "1.625")

    book = reference_book(session, house.region)
    assert book.threshold_multiplier(date(2026, 4, 1)).amount == Decimal("1.625")


@pytest.mark.parametrize("key", [f"tariff.{FIRST}", "subsistence_minimum"])
def test_a_kopeck_is_the_least_value_of_the_book(session: Session, house: House, key: str) -> None:
    """FED-FEE-03, FED-FEE-15: a price of nothing is no price, and the refusal says what to do."""
    group = PopulationGroup.PENSIONERS if key == "subsistence_minimum" else None
    with expect_refusal(session, "value_invalid", "amount") as refused:
        put(house, key, "0.00", group=group)

    assert "Введите значение из акта" in str(refused.value)
    assert put(house, key, "0.01", group=group)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"key": "weather"}, "key", id="no such book"),
        pytest.param({"key": "tariff."}, "key", id="a tariff of nothing"),
        pytest.param({"key": "tariff.SMP-H-99"}, "key", id="a tariff of an unknown service"),
        pytest.param({"key": "subsistence_minimum"}, "group", id="a minimum of nobody"),
        pytest.param({"group": PopulationGroup.CHILDREN}, "group", id="a tariff of a group"),
        pytest.param({"amount": "0"}, "amount", id="zero"),
        pytest.param({"amount": "-1.00"}, "amount", id="negative"),
        pytest.param({"amount": "1.005"}, "amount", id="a third decimal"),
        pytest.param({"amount": "Infinity"}, "amount", id="without bounds"),
        pytest.param({"amount": "сто"}, "amount", id="text instead of a number"),
        pytest.param({"act": " "}, "act", id="no act behind it"),
        pytest.param(
            {"key": "threshold_multiplier", "amount": "1.4"},
            "threshold_multiplier",
            id="a multiplier under 1.5, FED-FEE-03",
        ),
        pytest.param(
            {"key": "threshold_multiplier", "amount": "1.5001"},
            "amount",
            id="a multiplier of four decimals",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    session: Session, house: House, changes: dict[str, Any], field: str
) -> None:
    if changes.get("amount") == "сто":
        changes = {"amount": object()}

    with expect_refusal(session, "value_invalid", field):
        put(house, **changes)


@pytest.mark.parametrize(
    ("code", "since", "accepted"),
    [
        pytest.param(FIRST, date(2026, 3, 1), False, id="the month of the act, FED-FEE-15"),
        pytest.param(FIRST, date(2026, 3, 31), False, id="its last day, FED-FEE-15"),
        pytest.param(FIRST, date(2026, 4, 1), True, id="the month after, FED-FEE-15"),
        pytest.param(SECOND, date(2026, 3, 1), True, id="another service, FED-FEE-15"),
    ],
)
def test_a_tariff_that_acts_used_stays(
    session: Session, house: House, code: str, since: date, accepted: bool
) -> None:
    contract_id = contract_in_force(house)
    contract = session.get_one(Contract, contract_id)
    line = ActLine(
        position=1,
        code=FIRST,
        title="Покупка продуктов",
        unit_title="1 раз",
        allowed=Decimal(8),
        quantity=Decimal(8),
        tariff=Decimal("150.00"),
        amount=Decimal("1200.00"),
    )
    make_act(session, contract, session.scalars(select(ContractTerms)).one(), lines=[line])
    april = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)

    if accepted:
        assert put(house, f"tariff.{code}", since=since, now=april)
    else:
        with expect_refusal(session, "month_closed", "since"):
            put(house, f"tariff.{code}", since=since, now=april)


def test_acts_of_other_regions_do_not_bind(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)
    contract = session.get_one(Contract, contract_id)
    make_act(session, contract, session.scalars(select(ContractTerms)).one())
    session.get_one(Provider, house.provider_id).region_code = "elsewhere"
    session.commit()

    assert put(house, since=date(2026, 3, 1))


def test_nothing_is_kept_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        put(house)

    assert rows(session) == before

"""A tariff day and the months around it speak with one voice: what is shown is what is charged.

FED-FEE-15 and FED-ACT-04 in a region whose provider may write new tariffs alone (MSK-FEE-08), and
in one where it may not (FED-FEE-14): the act does not ask.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.changes import AmendmentFacts, FeeNoticeFacts
from portal.models import Act, Amendment, Contract, Notice, TariffDay
from portal.usecases.act_papers import read_facts
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.queries.months import rehearse_month
from portal.usecases.queries.tariff_days import day_totals, list_changes
from portal.usecases.reference import reference_book
from portal.usecases.tariff_cases import billed_on
from portal.usecases.tariff_days import (
    SetTariffDay,
    rehearse_contract,
    rehearse_tariff_day,
    set_tariff_day,
)
from portal.usecases.tariff_values import CreateTariffDay, create_tariff_day
from tests.support.factories import make_delivery
from tests.support.sample_region import FIRST
from tests.usecases.procedures import MORNING, House, contract_in_force, make_house
from tests.usecases.test_tariff_days import EVERYTHING, LIMITS_ONLY

MARCH, APRIL, MAY = (date(2026, month, 1) for month in (3, 4, 5))
ORDER = "приказ от 20.03.2026 № 17"
REGIONS = [
    pytest.param("tariffs are a ground", id="with the tariff ground, MSK-FEE-08"),
    pytest.param("tariffs are none", id="without it, FED-FEE-14"),
]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages of a tariff day say of one contract."""

    before: Decimal
    after: Decimal


def house_of(session: Session, region: str) -> House:
    grounds = EVERYTHING if region == "tariffs are a ground" else LIMITS_ONLY
    return make_house(session, grounds)


def set_day(house: House, since: date, table: str) -> int:
    command = CreateTariffDay(since, ORDER, Decimal(1), table=table, sure=True)
    day_id = create_tariff_day(command, region=house.region, actor=house.director, now=MORNING)
    rehearse_tariff_day(day_id, region=house.region, actor=house.director, now=MORNING)
    house.session.rollback()
    version = house.session.get_one(TariffDay, day_id).version
    set_tariff_day(
        SetTariffDay(day_id, version), region=house.region, actor=house.director, now=MORNING
    )
    return day_id


def shown(house: House, day_id: int, contract_id: int) -> Shown:
    """The row, the totals and the contract's page agree; that figure."""
    (row,) = list_changes(house.director, day_id).rows
    totals = day_totals(house.director, day_id)
    page = rehearse_contract(
        day_id, contract_id, region=house.region, actor=house.director, now=MORNING
    )
    assert page is not None
    assert page.change is not None, page.problem
    assert row.after is not None
    assert (totals.before, totals.after) == (row.before, row.after)
    assert page.change.before.monthly_fee == row.before
    assert page.change.after.monthly_fee == row.after
    return Shown(row.before, row.after)


def give_the_plan(house: House, contract_id: int, month: date, visits: int = 8) -> None:
    contract = house.session.get_one(Contract, contract_id)
    for day in range(1, visits + 1):
        make_delivery(
            house.session, contract, house.worker, code=FIRST, day=month.replace(day=day + 1)
        )


def charged(house: House, month: date) -> Decimal:
    """The month's rehearsal and the act that is issued, which are the same."""
    after_month = datetime(2026, month.month + 1, 2, 7, 0, tzinfo=UTC)
    today = house.region.today(after_month)
    rehearsed = rehearse_month(house.provider_id, month, house.region, today)
    close_month(CloseMonth(month), region=house.region, actor=house.director, now=after_month)
    house.session.rollback()
    act = house.session.scalars(select(Act).where(Act.month == month)).one()
    assert rehearsed.total_payable == act.payable
    return act.payable


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        pytest.param(f"{FIRST};165,00\n", "1200.00", "1320.00", id="a dearer tariff"),
        pytest.param(f"{FIRST};131,57\n", "1200.00", "1052.56", id="a cheaper tariff"),
        pytest.param(
            f"{FIRST};400,00\n", "1200.00", "2500.00", id="a tariff over the cap of the terms"
        ),
        pytest.param(
            f"{FIRST};165,00\nsubsistence_minimum;pensioners;15600,00\n",
            "1200.00",
            "1300.00",
            id="the threshold lowers the cap under the new cost",
        ),
        pytest.param(
            f"{FIRST};165,00\nsubsistence_minimum;pensioners;17333,33\n",
            "1200.00",
            "0.00",
            id="the threshold frees",
        ),
    ],
)
def test_what_a_day_shows_is_what_the_acts_of_its_months_charge(
    session: Session, region: str, table: str, before: str, after: str
) -> None:
    house = house_of(session, region)
    contract_id = contract_in_force(house)
    day_id = set_day(house, APRIL, table)
    figures = shown(house, day_id, contract_id)
    give_the_plan(house, contract_id, MARCH)
    give_the_plan(house, contract_id, APRIL)

    assert figures == Shown(Decimal(before), Decimal(after))
    assert charged(house, MARCH) == figures.before
    assert charged(house, APRIL) == figures.after


@pytest.mark.parametrize(
    ("region", "paper", "facts"),
    [
        pytest.param("tariffs are a ground", Notice, FeeNoticeFacts, id="MSK-FEE-08: a notice"),
        pytest.param("tariffs are none", Amendment, AmendmentFacts, id="FED-FEE-14: an agreement"),
    ],
)
def test_the_paper_names_the_same_figures(
    session: Session,
    region: str,
    paper: type[Notice] | type[Amendment],
    facts: type[FeeNoticeFacts | AmendmentFacts],
) -> None:
    house = house_of(session, region)
    contract_in_force(house)
    set_day(house, APRIL, f"{FIRST};165,00\n")

    printed = read_facts(facts, session.scalars(select(paper.inputs)).one())
    assert printed.before is not None
    assert printed.after is not None
    fees = [str(side.monthly_fee) for side in (printed.before, printed.after)]
    assert fees == ["1200.00", "1320.00"]


def test_an_agreement_that_was_never_signed_is_named_and_bills_nothing(session: Session) -> None:
    """The second day starts from what is billed, not from what the contract still writes."""
    house = house_of(session, "tariffs are none")
    contract_id = contract_in_force(house)
    set_day(house, APRIL, f"{FIRST};165,00\n")
    second = set_day(house, MAY, f"{FIRST};170,00\n")
    figures = shown(house, second, contract_id)
    (row,) = list_changes(house.director, second).rows
    for month in (MARCH, APRIL, MAY):
        give_the_plan(house, contract_id, month)

    assert figures == Shown(Decimal("1320.00"), Decimal("1360.00"))
    assert row.written == Decimal("1200.00")
    assert charged(house, MARCH) == Decimal("1200.00")
    assert charged(house, APRIL) == figures.before
    assert charged(house, MAY) == figures.after


@pytest.mark.parametrize("region", REGIONS)
def test_a_contract_that_writes_what_is_billed_says_nothing_more(
    session: Session, region: str
) -> None:
    house = house_of(session, region)
    contract_in_force(house)
    day_id = set_day(house, APRIL, f"{FIRST};165,00\n")

    (row,) = list_changes(house.director, day_id).rows
    assert row.written is None


@pytest.mark.parametrize("region", REGIONS)
def test_a_day_inside_a_month_charges_each_visit_at_its_tariff(
    session: Session, region: str
) -> None:
    """FED-FEE-15: three visits of 150.00, five of 165.00."""
    house = house_of(session, region)
    contract_id = contract_in_force(house)
    set_day(house, date(2026, 4, 5), f"{FIRST};165,00\n")
    give_the_plan(house, contract_id, MARCH)
    give_the_plan(house, contract_id, APRIL)

    assert charged(house, MARCH) == Decimal("1200.00")
    assert charged(house, APRIL) == Decimal("1275.00")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(
    ("day", "fee"),
    [
        pytest.param(date(2026, 3, 31), "1200.00", id="the eve"),
        pytest.param(APRIL, "1320.00", id="the day"),
    ],
)
def test_what_terms_come_to_on_a_day(session: Session, region: str, day: date, fee: str) -> None:
    house = house_of(session, region)
    contract_id = contract_in_force(house)
    set_day(house, APRIL, f"{FIRST};165,00\n")

    book = reference_book(session, house.region)
    found = billed_on(session, house.provider_id, contract_id, day, book)

    assert found is not None
    assert found.monthly_fee == Decimal(fee)
    assert billed_on(session, house.provider_id, contract_id, date(2026, 1, 1), book) is None

"""Drafts of tariff days: read from a table as people write it, and thrown away."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.people import PopulationGroup
from portal.domain.violations import Conflict, NotFound
from portal.models import AuditEvent, TariffDay, TariffDayContract, TariffDayValue
from portal.usecases.tariff_tables import sample_table
from portal.usecases.tariff_values import DeleteTariffDay, delete_tariff_day
from tests.support.sample_region import FIRST
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    contract_in_force,
    expect_refusal,
    make_house,
)
from tests.usecases.test_tariff_days import EVERYTHING, ORDER, draft, put, rehearse


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session, EVERYTHING)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("прожиточный минимум;пенсионеры;15000,00;", id="words"),
        pytest.param("Прожиточный минимум;Пенсионеры;15 000,00", id="capitals and a space"),
        pytest.param("subsistence_minimum;pensioners;15000", id="codes"),
    ],
)
def test_a_row_of_the_table_is_read_as_people_write_it(
    session: Session, house: House, line: str
) -> None:
    draft(house, "1", table=f"код;группа;значение;название\n{line}\n{FIRST};;;Покупка\n")

    values = {(row.key, row.group): row.amount for row in session.scalars(select(TariffDayValue))}
    assert values["subsistence_minimum", PopulationGroup.PENSIONERS] == Decimal(15000)
    # A row without a value changes nothing.
    assert values[f"tariff.{FIRST}", None] == Decimal("150.00")


def delete(house: House, day_id: int, version: int) -> None:
    delete_tariff_day(DeleteTariffDay(day_id, version), actor=house.director, now=MORNING)


def test_a_draft_is_thrown_away_and_the_journal_remembers(session: Session, house: House) -> None:
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    session.rollback()

    delete(house, day_id, session.get_one(TariffDay, day_id).version)

    session.rollback()
    for kind in (TariffDay, TariffDayValue, TariffDayContract):
        assert session.scalar(select(func.count()).select_from(kind)) == 0
    (event_,) = session.scalars(select(AuditEvent).where(AuditEvent.what == "tariff_day_deleted"))
    assert event_.before == {"since": "2026-04-01", "act": ORDER}


def test_a_day_that_is_set_or_was_edited_is_not_thrown_away(session: Session, house: House) -> None:
    day_id = draft(house)
    rehearse(house, day_id)
    with pytest.raises(Conflict):
        delete(house, day_id, 1)
    put(house, day_id)

    with expect_refusal(session, "transition_not_allowed"):
        delete(house, day_id, session.get_one(TariffDay, day_id).version)


def test_another_providers_draft_is_not_thrown_away(session: Session, house: House) -> None:
    day_id = draft(house)
    neighbour = make_house(session, house.region)

    with pytest.raises(NotFound):
        delete(neighbour, day_id, 1)


def test_the_table_holds_the_values_in_force_with_titles(house: House) -> None:
    table = sample_table(house.region, TODAY)

    assert "прожиточный минимум;пенсионеры;14000,00;\n" in table
    assert "кратность минимума;;1,5;\n" in table
    assert f"{FIRST};;150,00;Покупка продуктов\n" in table

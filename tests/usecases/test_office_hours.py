"""Office hours: kept by the provider, and held against a term in hours (FED-CAL-05)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.office_hours import USUAL_HOURS, OfficeHours
from portal.models import AuditEvent, Provider
from portal.usecases.office_hours import SetOfficeHours, get_office_hours, set_office_hours
from portal.usecases.queries.programmes import get_programme
from tests.support.factories import make_provider
from tests.support.sample_region import CITY_TERM, with_contract_rules
from tests.usecases.procedures import (
    MORNING,
    House,
    break_journal,
    expect_refusal,
    make_house,
    present,
    register,
    rows,
)

DAY = date(2026, 6, 16)


def set_hours(house: House, opens: str = "08:30", closes: str = "17:30") -> None:
    command = SetOfficeHours(time.fromisoformat(opens), time.fromisoformat(closes))
    set_office_hours(command, region=house.region, actor=house.director, now=MORNING)


def at(hour: int, minute: int) -> datetime:
    """A moment of Tuesday 16 June 2026 on a clock in Moscow."""
    return datetime(2026, 6, 16, hour - 3, minute, tzinfo=UTC)


def told(house: House, now: datetime, day: date = DAY) -> list[str]:
    done = present(house, register(house), now, valid_from=DAY)
    shown = get_programme(house.worker, done.id, house.region, day)
    return [one.text for one in shown.warnings if one.code == "ends_after_hours"]


def test_hours_nobody_named_are_the_usual_ones_and_say_so(house: House) -> None:
    assert get_office_hours(house.worker) == USUAL_HOURS
    assert not USUAL_HOURS.chosen


def test_hours_are_kept_and_told_in_the_journal(session: Session, house: House) -> None:
    set_hours(house)

    assert get_office_hours(house.worker) == OfficeHours(time(8, 30), time(17, 30))
    entry = session.scalars(select(AuditEvent)).one()
    assert entry.what == "office_hours_set"
    assert entry.before == {"opens": None, "closes": None}
    assert entry.after == {"opens": "08:30", "closes": "17:30"}


def test_hours_are_the_providers_own(session: Session, house: House) -> None:
    other = make_provider(session)
    session.commit()

    set_hours(house)

    assert session.get_one(Provider, other.id).opens_at is None


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [
        pytest.param("17:30", "08:30", "Конец работы раньше начала", id="backwards"),
        pytest.param("09:00", "09:00", "Начало и конец работы совпадают", id="the same minute"),
        pytest.param("00:00", "00:01", "длится больше часа", id="a minute after midnight"),
        pytest.param("09:00", "10:00", "длится больше часа", id="the hour a short day loses"),
        pytest.param("09:00", "10:01", None, id="a minute more"),
        pytest.param("00:00", "23:59", None, id="round the clock"),
    ],
)
def test_office_hours_are_a_working_day(
    session: Session, house: House, opens: str, closes: str, told: str | None
) -> None:
    if told is None:
        set_hours(house, opens, closes)
        assert get_office_hours(house.worker).closes == time.fromisoformat(closes)
    else:
        with expect_refusal(session, "value_invalid", "closes") as refused:
            set_hours(house, opens, closes)
        assert told in refused.value.violations[0].text


@pytest.mark.parametrize(
    ("hour", "minute", "warned"),
    [
        pytest.param(8, 29, True, id="FED-CAL-05: a minute before the provider opens"),
        pytest.param(8, 30, False, id="FED-CAL-05: as it opens"),
        pytest.param(17, 30, False, id="FED-CAL-05: as it closes"),
        pytest.param(17, 31, True, id="FED-CAL-05: a minute after it has closed"),
    ],
)
def test_a_term_that_ends_after_hours_is_told_when_the_programme_is_registered(
    house: House, hour: int, minute: int, *, warned: bool
) -> None:
    set_hours(house)

    found = told(house, at(hour, minute))

    assert bool(found) is warned
    assert all(f"17.06.2026 {hour:02}:{minute:02}" in text for text in found)


def test_usual_hours_are_told_as_such(house: House) -> None:
    (text,) = told(house, at(18, 1))

    assert "часы работы не заданы, считаем обычные: с 9:00 до 18:00" in text


@pytest.mark.parametrize(
    ("day", "warned"),
    [(date(2026, 6, 17), True), (date(2026, 6, 18), False)],
)
def test_a_term_that_is_over_needs_no_warning(house: House, day: date, *, warned: bool) -> None:
    assert bool(told(house, at(20, 0), day)) is warned


def test_a_term_in_working_days_ends_with_its_day(session: Session) -> None:
    days = with_contract_rules(conclusion=CITY_TERM, federal_conclusion=CITY_TERM)
    house = make_house(session, days)

    assert told(house, at(20, 0)) == []


@pytest.mark.parametrize(
    ("minute", "day", "warned"),
    [
        pytest.param(0, date(2026, 6, 17), False, id="FED-CAL-05: as it closes"),
        pytest.param(1, date(2026, 6, 17), True, id="FED-CAL-05: a minute after it has closed"),
        pytest.param(1, date(2026, 6, 18), False, id="when the federal term is over"),
    ],
)
def test_the_federal_term_beside_a_longer_one_is_warned_of_too(
    session: Session, minute: int, day: date, *, warned: bool
) -> None:
    term = replace(CITY_TERM, amount=3)
    house = make_house(session, with_contract_rules(conclusion=term))

    found = told(house, at(18, minute), day)

    assert bool(found) is warned
    assert all(text.startswith("Федеральный срок кончается 17.06.2026") for text in found)


def test_nothing_is_kept_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        set_hours(house)

    assert rows(session) == before

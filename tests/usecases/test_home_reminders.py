"""What the first page reminds of names the region's own rule where it has one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.models import Contract, ContractTerms, Recipient
from portal.usecases.queries.home_reminders import TOLD_FOR, money_reminders, notices_due
from portal.usecases.reference import SetReferenceValue, set_reference_value
from tests.support.sample_region import FIRST, SAMPLE
from tests.usecases.procedures import MORNING, TODAY, contract_in_force, make_house
from tests.usecases.test_tariff_days import EVERYTHING, draft, put, rehearse

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param("moscow", "MSK-FEE-04", id="Moscow has a rule of its own"),
        pytest.param("vladimir", "VLA-FEE-05", id="so has Vladimir"),
    ],
)
def test_the_minimum_is_asked_for_by_the_regions_rule(
    app: Flask, session: Session, code: str, rule: str
) -> None:
    region = app.extensions["regions"][code]
    actor = make_house(session, SAMPLE).director

    found = money_reminders(actor, region, date(2026, 12, 1))

    assert found.clause.rule == rule
    assert {one.year for one in found.next_year} == {2027}


@pytest.mark.parametrize(
    ("day", "groups"),
    [
        pytest.param(date(2026, 11, 30), 0, id="the last of November"),
        pytest.param(date(2026, 12, 1), 3, id="the first of December"),
    ],
)
def test_december_begins_the_reminder(session: Session, day: date, groups: int) -> None:
    actor = make_house(session, SAMPLE).director

    assert len(money_reminders(actor, SAMPLE, day).next_year) == groups


@pytest.mark.parametrize(
    ("key", "since", "told"),
    [
        pytest.param(f"tariff.{FIRST}", date(2026, 4, 1), True, id="a tariff to come"),
        pytest.param("threshold_multiplier", date(2026, 4, 1), True, id="a multiplier to come"),
        pytest.param(f"tariff.{FIRST}", TODAY - TOLD_FOR, False, id="a month ago"),
        pytest.param(f"tariff.{FIRST}", TODAY - TOLD_FOR + DAY, True, id="a day less"),
    ],
)
def test_values_entered_without_a_tariff_day_are_reminded_of(
    session: Session, key: str, since: date, *, told: bool
) -> None:
    """FED-NOT-02."""
    house = make_house(session, EVERYTHING)
    contract_in_force(house)
    session.execute(update(Contract).values(in_force_from=date(2026, 1, 1)))
    session.commit()
    amount = Decimal(2) if key == "threshold_multiplier" else Decimal("130.00")
    enter = SetReferenceValue(key, None, amount, since, "постановление № 60")
    set_reference_value(enter, region=house.region, actor=house.director, now=MORNING)

    found = money_reminders(house.director, house.region, TODAY)

    assert found.untold == ((since,) if told else ())
    assert found.notice.rule == "FED-NOT-02"


def test_a_value_entered_after_the_day_was_set_is_reminded_of_again(session: Session) -> None:
    """FED-NOT-02: the day that was set before knew nothing of it."""
    house = make_house(session, EVERYTHING)
    contract_in_force(house)
    session.execute(update(Contract).values(in_force_from=date(2026, 1, 1)))
    session.commit()
    since = date(2026, 4, 1)
    day_id = draft(house, since=since)
    rehearse(house, day_id)
    put(house, day_id)
    before = money_reminders(house.director, house.region, TODAY).untold
    enter = SetReferenceValue(f"tariff.{FIRST}", None, Decimal("130.00"), since, "акт № 60")
    later = MORNING + timedelta(minutes=1)
    set_reference_value(enter, region=house.region, actor=house.director, now=later)

    assert before == ()
    assert money_reminders(house.director, house.region, TODAY).untold == (since,)


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        pytest.param(date(2026, 2, 19), False, id="six weeks and a day before"),
        pytest.param(date(2026, 2, 20), True, id="six weeks before"),
        pytest.param(date(2026, 4, 3), True, id="the last day"),
        pytest.param(date(2026, 4, 4), False, id="late: then it stands among what was forgotten"),
    ],
)
def test_a_notice_stands_among_the_nearest_terms_for_six_weeks(
    session: Session, today: date, *, shown: bool
) -> None:
    """FED-NOT-02: of a fee from 1 April, by 3 April."""
    house = make_house(session, EVERYTHING)
    contract_in_force(house)
    day_id = draft(house, since=date(2026, 4, 1))
    rehearse(house, day_id)
    put(house, day_id)

    found = notices_due(house.director, today)

    assert [(one.day, one.count) for one in found] == ([(date(2026, 4, 3), 1)] if shown else [])


def test_a_tariff_day_that_is_set_answers_the_reminder(session: Session) -> None:
    house = make_house(session, EVERYTHING)
    contract_in_force(house)
    since = date(2026, 4, 1)
    enter = SetReferenceValue(f"tariff.{FIRST}", None, Decimal("130.00"), since, "акт № 60")
    set_reference_value(enter, region=house.region, actor=house.director, now=MORNING)
    day_id = draft(house, since=since)
    rehearse(house, day_id)
    before = money_reminders(house.director, house.region, TODAY).untold
    put(house, day_id)

    assert before == (since,)
    assert money_reminders(house.director, house.region, TODAY).untold == ()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        pytest.param(date(2026, 5, 15), None, id="61 days ahead, FED-MIN-02"),
        pytest.param(date(2026, 5, 16), False, id="60 days ahead, FED-MIN-02"),
        pytest.param(date(2026, 7, 14), False, id="the last free day"),
        pytest.param(date(2026, 7, 15), True, id="the eighteenth birthday"),
    ],
)
def test_the_end_of_free_service_by_age_is_told_ahead(
    session: Session, day: date, *, told: bool | None
) -> None:
    house = make_house(session, SAMPLE)
    contract_id = contract_in_force(house)
    _free_by(session, "minor", date(2008, 7, 15))

    found = money_reminders(house.director, SAMPLE, day).grown

    if told is None:
        assert found == ()
    else:
        assert [(one.contract_id, one.over) for one in found] == [(contract_id, told)]
        assert found[0].end.free_through == date(2026, 7, 14)
        assert found[0].clause.rule == "FED-MIN-02"


@pytest.mark.parametrize(
    ("ground", "until"),
    [
        pytest.param("wwii_participant", date(2029, 3, 1), id="free by another category"),
        pytest.param("minor", date(2026, 7, 14), id="the contract ends on the last free day"),
    ],
)
def test_nobody_is_told_of_an_age_that_changes_nothing(
    session: Session, ground: str, until: date
) -> None:
    house = make_house(session, SAMPLE)
    contract_in_force(house)
    _free_by(session, ground, date(2008, 7, 15))
    session.execute(update(Contract).values(valid_until=until))

    assert money_reminders(house.director, SAMPLE, date(2026, 7, 1)).grown == ()


def _free_by(session: Session, ground: str, born: date) -> None:
    session.execute(update(Recipient).values(born=born))
    session.execute(
        update(ContractTerms).values(free=True, free_ground=ground, monthly_fee=Decimal(0))
    )

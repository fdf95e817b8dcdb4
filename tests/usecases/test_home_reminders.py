"""What the first page reminds of names the region's own rule where it has one."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.usecases.queries.home_reminders import money_reminders
from tests.support.sample_region import SAMPLE
from tests.usecases.procedures import make_house


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

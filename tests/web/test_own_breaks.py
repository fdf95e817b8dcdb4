"""What a recipient is told of a break in the service: why, what ends it, its papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.contract import ContractState
from portal.models import Contract, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, Served, serve

TODAY = APRIL_MORNING.date()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    found = serve(rows, staff)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, found.recipient)
    return found


@pytest.fixture
def contract(rows: Session, served: Served) -> Contract:
    served.contract.state = ContractState.SUSPENDED
    rows.commit()
    return served.contract


@pytest.fixture
def reader(staff: Staff, served: Served) -> Browser:
    return staff.browser(Role.RECIPIENT)


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (TODAY, None, f"Обслуживание приостановлено с {TODAY.day}"),
        (TODAY.replace(day=TODAY.day + 1), None, "Обслуживание будет приостановлено"),
        (date(2026, 3, 2), TODAY, ""),
    ],
)
def test_a_break_is_told_on_both_pages_until_it_is_over(
    rows: Session,
    staff: Staff,
    reader: Browser,
    contract: Contract,
    *,
    since: date,
    until: date | None,
    told: str,
) -> None:
    pause = {"ground": "hospital_stay", "since": since, "until": until}
    factories.make_suspension(rows, contract, staff.actor(Role.DIRECTOR), **pause)

    for page in ("/cabinet", "/cabinet/contract"):
        text = words(reader.get(page))
        if told:
            assert told in text, page
            assert "Перерыв длится до возвращения получателя." in text, page
        else:
            assert "приостановлено" not in text, page


@pytest.mark.parametrize(("gap", "followed"), [(0, True), (1, False)])
def test_services_are_not_promised_for_the_day_of_the_next_break(
    rows: Session, staff: Staff, reader: Browser, contract: Contract, gap: int, *, followed: bool
) -> None:
    director, end = staff.actor(Role.DIRECTOR), TODAY + timedelta(days=3)
    for since, until in ((TODAY, end), (end + timedelta(days=gap), None)):
        factories.make_suspension(
            rows, contract, director, ground="hospital_stay", since=since, until=until
        )

    text = words(reader.get("/cabinet"))
    assert ("сразу идёт следующий перерыв" in text) == followed
    assert ("Услуги снова" in text) != followed

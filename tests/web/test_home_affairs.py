"""«Сегодня»: what waits for an answer, to those whose work it is."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import MORNING, Staff

TODAY = MORNING.date()


@pytest.fixture
def waiting(rows: Session, provider: Provider, staff: Staff) -> None:
    """A demand, an urgent act without a signature, a consent withdrawn a month ago."""
    director = staff.actor(Role.DIRECTOR)
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person)
    terms = factories.make_terms()
    contract = factories.make_contract(rows, programme, terms=terms)
    factories.make_claim(rows, factories.make_act(rows, contract, terms), director)
    factories.make_urgent_case(rows, person, director)
    consent = factories.make_consent(rows, person, director)
    consent.given_on = date(2026, 1, 12)
    consent.withdrawn_on = TODAY - timedelta(days=31)
    consent.destroy_by = TODAY - timedelta(days=1)
    rows.commit()


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (Role.DIRECTOR, ("Соразмерно уменьшить цену", "1 акт без подписи", "Просрочено"), ()),
        (Role.HEAD_OF_DEPARTMENT, ("1 акт без подписи", "согласие отозвано"), ()),
        (Role.ACCOUNTANT, ("Соразмерно уменьшить цену",), ("без подписи", "согласие отозвано")),
        (Role.SOCIAL_WORKER, ("1 акт без подписи",), ("уменьшить цену", "согласие отозвано")),
    ],
)
def test_each_role_is_told_of_its_own(
    staff: Staff, waiting: None, role: Role, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    page = words(staff.browser(role).get("/"))

    assert [text for text in shown if text not in page] == []
    assert [text for text in hidden if text in page] == []

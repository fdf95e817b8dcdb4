"""The provider's settings, and the journal of who looked at what."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AccessEvent, AuditEvent, Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import MORNING, Staff

TICKED = re.compile(r'<input (?=[^>]*name="term")[^>]*checked')
SETTINGS, JOURNAL = "/settings", "/settings/access-log"


@pytest.fixture
def muscovites(rows: Session, provider: Provider) -> Provider:
    provider.region_code = "moscow"
    rows.add(provider)
    rows.flush()
    return provider


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DIRECTOR])
def test_the_term_of_a_contract_is_chosen_where_two_acts_name_different_ones(
    staff: Staff, rows: Session, muscovites: Provider, role: Role
) -> None:
    """MSK-CON-02: one working day by default, 24 hours for a careful provider."""
    reader = staff.browser(role)
    first = reader.get(SETTINGS)
    before = words(first)

    answer = reader.post(SETTINGS, {"term": "twenty_four_hours"})

    rows.refresh(muscovites)
    entry = rows.scalars(select(AuditEvent).where(AuditEvent.what == "settings_changed")).one()
    assert "Пока не выбрано, действует первый: один рабочий день" in before
    assert not TICKED.findall(first.text)
    assert answer.status_code == 303
    assert muscovites.conclusion_term == "twenty_four_hours"
    assert entry.before == {"conclusion_term": None}
    after = reader.get(SETTINGS).text
    assert "Пока не выбрано" not in after
    assert len(TICKED.findall(after)) == 1


def test_a_term_that_no_act_names_is_not_taken(
    staff: Staff, rows: Session, muscovites: Provider
) -> None:
    answer = staff.browser(Role.DIRECTOR).post(SETTINGS, {"term": "some_day"})

    rows.refresh(muscovites)
    assert answer.status_code == 422
    assert muscovites.conclusion_term is None


def test_where_one_act_speaks_there_is_nothing_to_choose(staff: Staff, rows: Session) -> None:
    reader = staff.browser(Role.DIRECTOR)

    page = words(reader.get(SETTINGS))
    answer = reader.post(SETTINGS, {"term": "twenty_four_hours"})

    assert "выбирать не из чего" in page
    assert answer.status_code == 422
    assert not rows.scalars(select(AuditEvent)).all()


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT])
@pytest.mark.parametrize("address", [SETTINGS, JOURNAL])
def test_settings_are_for_director_and_administrator(
    staff: Staff, rows: Session, role: Role, address: str
) -> None:
    assert staff.browser(role).get(address).status_code == 403
    assert not rows.scalars(select(AccessEvent)).all()


def log(rows: Session, staff: Staff, count: int, *, allowed: bool = False) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, staff.provider)
    rows.add_all(
        AccessEvent(
            provider_id=staff.provider.id,
            at=MORNING,
            membership_id=worker.membership_id,
            recipient_id=person.id,
            subject="income",
            path=f"/recipients/{person.id}/income",
            allowed=allowed,
        )
        for _ in range(count)
    )
    rows.flush()


def test_the_journal_says_who_when_about_whom_and_how_it_ended(staff: Staff, rows: Session) -> None:
    log(rows, staff, 1)

    page = words(staff.browser(Role.DIRECTOR).get(JOURNAL))

    assert "социальный работник" in page
    assert "доход семьи" in page
    assert "Отказано" in page


@pytest.mark.parametrize(
    ("count", "second"),
    [pytest.param(50, False, id="fifty on a page"), pytest.param(51, True, id="one more")],
)
def test_the_journal_is_paged(staff: Staff, rows: Session, count: int, *, second: bool) -> None:
    log(rows, staff, count)

    page = staff.browser(Role.DIRECTOR).get(JOURNAL).text

    assert ("page=2" in page) is second


def test_the_journal_shows_refusals_alone(staff: Staff, rows: Session) -> None:
    log(rows, staff, 1, allowed=True)
    log(rows, staff, 1)

    page = words(staff.browser(Role.DIRECTOR).get(f"{JOURNAL}?refused=1"))

    assert "Отказы: 1" in page
    assert "Показано" not in page


def test_the_journal_of_another_provider_is_not_shown(
    staff: Staff, rows: Session, other_provider: Provider
) -> None:
    others = Staff(staff.app, rows, other_provider)
    log(rows, others, 1)

    assert "Записей пока нет" in words(staff.browser(Role.DIRECTOR).get(JOURNAL))


@pytest.mark.parametrize(
    ("role", "code", "said", "linked"),
    [
        pytest.param(Role.DIRECTOR, "vladimir", True, True, id="VLA-FEE-09 the director chooses"),
        pytest.param(Role.ADMINISTRATOR, "vladimir", True, False, id="VLA-FEE-09 others read"),
        pytest.param(Role.DIRECTOR, "moscow", False, False, id="no courses, nothing to choose"),
    ],
)
def test_the_bound_of_a_course_is_reached_from_the_settings(  # noqa: PLR0917 - a row of the table
    staff: Staff,
    rows: Session,
    provider: Provider,
    role: Role,
    code: str,
    said: bool,
    linked: bool,
) -> None:
    provider.region_code = code
    rows.add(provider)
    rows.commit()

    page = staff.browser(role).get(SETTINGS)

    assert ("Предел платы за курс" in words(page)) is said
    assert ('href="/months/cap-period"' in page.text) is linked

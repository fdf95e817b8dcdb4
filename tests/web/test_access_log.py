"""The journal of access: looks at income, attempts at other people's pages, and what it says."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AccessEvent, Contract, Provider, Role
from portal.usecases.access_log import ABOUT
from portal.web.access_log import SHOWING_INCOME
from portal.web.settings.presenters import SUBJECTS
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import MORNING, Staff
from tests.web.test_rehearsals import TABLE, contract_across

JOURNAL = "/settings/access-log"


@pytest.fixture
def contract(rows: Session, provider: Provider) -> Contract:
    person = factories.make_recipient(rows, provider)
    return factories.make_contract(rows, factories.make_programme(rows, person))


@pytest.fixture
def foreign(rows: Session, other_provider: Provider) -> Contract:
    person = factories.make_recipient(rows, other_provider, surname="Чужова")
    return factories.make_contract(rows, factories.make_programme(rows, person))


def logged(rows: Session) -> list[tuple[int | None, str, bool]]:
    found = rows.scalars(select(AccessEvent).order_by(AccessEvent.id)).all()
    return [(one.recipient_id, one.path, one.allowed) for one in found]


@pytest.mark.parametrize("page", ["/contracts/{}", "/contracts/{}/paper.pdf"])
@pytest.mark.parametrize(
    "role",
    [
        pytest.param(Role.ACCOUNTANT, id="FED-PDP-01 who works with income"),
        pytest.param(Role.HEAD_OF_DEPARTMENT, id="the head of a department"),
    ],
)
def test_a_look_at_a_page_with_income_is_logged(
    staff: Staff, rows: Session, contract: Contract, page: str, role: Role
) -> None:
    address = page.format(contract.id)

    assert staff.browser(role).get(address).status_code == 200

    assert logged(rows) == [(contract.recipient_id, address, True)]


def test_the_case_of_a_contract_is_logged_when_it_is_taken_to_the_rehearsal(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    accountant = staff.browser(Role.ACCOUNTANT)
    contract_across(rows, accountant, provider, TABLE)
    contract = rows.scalars(select(Contract)).one()
    address = f"/rehearsals/fee/of-contract/{contract.id}"

    assert accountant.get(address).status_code == 303

    assert logged(rows)[-1] == (contract.recipient_id, address, True)


def test_a_page_that_shows_its_reader_no_income_is_not_logged(
    staff: Staff, rows: Session, contract: Contract
) -> None:
    assert staff.browser(Role.SOCIAL_WORKER).get(f"/contracts/{contract.id}").status_code == 200

    assert logged(rows) == []


def test_an_attempt_at_another_providers_page_is_logged_and_names_nobody(
    staff: Staff, rows: Session, foreign: Contract
) -> None:
    address = f"/contracts/{foreign.id}"

    assert staff.browser(Role.ACCOUNTANT).get(address).status_code == 404

    page = words(staff.browser(Role.DIRECTOR).get(JOURNAL))
    assert logged(rows) == [(None, address, False)]
    assert "не назван" in page
    assert address in page
    assert "Чужова" not in page


def test_an_attempt_at_another_workers_contract_is_logged(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    other = factories.make_staff(rows, provider, Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, provider, social_worker_id=other.membership_id)
    contract = factories.make_contract(rows, factories.make_programme(rows, person))
    address = f"/contracts/{contract.id}"

    assert staff.browser(Role.SOCIAL_WORKER).get(address).status_code == 404

    assert logged(rows) == [(person.id, address, False)]


@pytest.mark.parametrize("address", ["/nowhere", "/recipients/nobody"])
def test_a_mistyped_address_is_about_nobody(staff: Staff, rows: Session, address: str) -> None:
    assert staff.browser(Role.DIRECTOR).get(address).status_code == 404

    assert logged(rows) == []


def test_an_amendment_leads_to_its_recipient(
    staff: Staff, rows: Session, contract: Contract
) -> None:
    amendment = factories.make_amendment(rows, contract, staff.actor(Role.DIRECTOR))
    address = f"/amendments/{amendment.id}"

    assert staff.browser(Role.ACCOUNTANT).get(address).status_code == 200

    assert logged(rows) == [(contract.recipient_id, address, True)]


def test_every_section_about_people_has_a_name(app: Flask) -> None:
    sections = {
        rule.endpoint.partition(".")[0]
        for rule in app.url_map.iter_rules()
        if rule.arguments & set(ABOUT)
    }

    assert sections - SUBJECTS.keys() == set()


def test_the_pages_that_show_income_exist(app: Flask) -> None:
    """A page that is renamed must not leave the journal unnoticed."""
    assert SHOWING_INCOME - app.view_functions.keys() == set()


@pytest.mark.parametrize(
    ("asked", "current"),
    [
        pytest.param(2, 2, id="the last page"),
        pytest.param(3, 2, id="one beyond"),
        pytest.param(99_999, 2, id="far beyond"),
    ],
)
def test_a_page_beyond_the_last_is_the_last(
    staff: Staff, rows: Session, contract: Contract, asked: int, current: int
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    rows.add_all(
        AccessEvent(
            provider_id=staff.provider.id,
            at=MORNING,
            membership_id=worker.membership_id,
            recipient_id=contract.recipient_id,
            subject="income",
            path=f"/recipients/{contract.recipient_id}/income",
            allowed=False,
        )
        for _ in range(51)
    )
    rows.flush()

    answer = staff.browser(Role.DIRECTOR).get(f"{JOURNAL}?page={asked}")

    assert "Записей пока нет" not in words(answer)
    assert f'aria-current="page">{current}<' in answer.text

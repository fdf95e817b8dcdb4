"""What a recipient reports is kept, and waits on the first page of whoever has to act."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import PersonReport, Provider, Recipient, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

REPORT = {
    "code": "income_changed",
    "words": "Выросла пенсия",
    "channel": "phone",
    "reported_on": "16.03.2026",
}


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


@pytest.mark.parametrize(
    ("code", "to_accountant"),
    [
        pytest.param("income_changed", True, id="the fee may change"),
        pytest.param("need_changed", False, id="services may change"),
    ],
)
def test_a_report_waits_for_whoever_has_to_act_until_it_is_answered(
    rows: Session, person: Recipient, staff: Staff, code: str, *, to_accountant: bool
) -> None:
    """FED-NOT-03."""
    director = staff.browser(Role.DIRECTOR)
    accountant = staff.browser(Role.ACCOUNTANT)
    address = f"/recipients/{person.id}/reports"

    director.post(address, REPORT | {"code": code})

    report = rows.scalars(select(PersonReport)).one()
    assert "Выросла пенсия" in words(director.get(address))
    assert ("Сообщили 16 марта" in words(accountant.get("/"))) is to_accountant
    assert "Сообщили 16 марта" in words(director.get("/"))

    answer = {"report": str(report.id), "result": "Справка принята"}
    director.post(f"{address}/considered", answer)

    assert "Сообщили 16 марта" not in words(director.get("/"))
    assert "Справка принята" in words(director.get(address))


@pytest.mark.parametrize(
    ("code", "channel", "asked"),
    [
        pytest.param("refusal", "phone", True, id="a refusal by phone"),
        pytest.param("refusal", "written", False, id="a refusal in writing"),
        pytest.param("income_changed", "phone", False, id="income by phone"),
    ],
)
def test_paper_is_asked_for_where_a_word_is_not_enough(
    person: Recipient, staff: Staff, code: str, channel: str, *, asked: bool
) -> None:
    """FED-NOT-03: what changes or ends the contract is told in writing."""
    director = staff.browser(Role.DIRECTOR)
    address = f"/recipients/{person.id}/reports"

    director.post(address, REPORT | {"code": code, "channel": channel})

    assert ("О таком сообщают письменно" in words(director.get(address))) is asked


@pytest.mark.parametrize("urgent", [True, False])
def test_who_had_urgent_help_in_vladimir_reports_what_changed_since(
    rows: Session, provider: Provider, person: Recipient, staff: Staff, *, urgent: bool
) -> None:
    """VLA-NOT-01."""
    provider.region_code = "vladimir"
    if urgent:
        factories.make_urgent_case(rows, person, staff.actor(Role.DIRECTOR))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    address = f"/recipients/{person.id}/reports"

    done = director.post(address, REPORT | {"code": "urgent_circumstances_changed"})

    assert (done.status_code == 303) is urgent


def test_a_day_to_come_is_refused(person: Recipient, staff: Staff) -> None:
    director = staff.browser(Role.DIRECTOR)
    late = REPORT | {"reported_on": "17.03.2026"}

    done = director.post(f"/recipients/{person.id}/reports", late)

    assert done.status_code == 422

"""A year whose calendar is not known yet closes no page: only the term says that it is missing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import Provider, Role
from tests.support import factories
from tests.web.conftest import Staff
from tests.web.test_tenancy import address, one_of_each

FAR = date(2029, 3, 15)
TODAY = date(2026, 3, 16)
REGIONS = ("vladimir", "moscow", "astrakhan")
READERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.ACCOUNTANT, Role.ADMINISTRATOR)


@pytest.fixture(params=REGIONS)
def provider(rows: Session, request: pytest.FixtureRequest) -> Provider:
    return factories.make_provider(rows, request.param)


@pytest.mark.parametrize(
    "known", [frozenset[int](), frozenset({2026})], ids=["no year", "this year alone"]
)
def test_no_page_is_closed_by_a_year_without_calendar(
    app: Flask,
    rows: Session,
    staff: Staff,
    monkeypatch: pytest.MonkeyPatch,
    known: frozenset[int],
) -> None:
    """FED-CAL-01: programmes, breaks, places and courses that reach into unknown years."""
    ids = far_from_now(rows, staff, in_course=bool(known))
    monkeypatch.setattr("portal.usecases.work_calendar.with_years", only(known))
    app.config["PROPAGATE_EXCEPTIONS"] = False  # rows made by hand have papers without facts
    browsers = {role: staff.browser(role) for role in READERS}
    closed, opened = [], 0

    for rule in app.url_map.iter_rules():
        roles = getattr(app.view_functions[rule.endpoint], "access", ())
        role = next((one for one in READERS if one in roles), None)
        if role is None or "GET" not in (rule.methods or ()):
            continue
        answer = browsers[role].get(address(app, rule, ids))
        opened += answer.status_code == 200
        if answer.status_code == 422 and "календар" in answer.text:
            closed.append(rule.rule)

    assert opened > 100
    assert not closed, "\n".join(closed)


@pytest.mark.parametrize("provider", ["astrakhan"], indirect=True)
@pytest.mark.parametrize(
    ("until", "says"),
    [
        pytest.param(date(2027, 12, 31), False, id="the last year with a calendar"),
        pytest.param(FAR, True, id="a year without one"),
    ],
)
def test_the_end_of_a_programme_says_which_year_is_missing(
    rows: Session, staff: Staff, *, until: date, says: bool
) -> None:
    """AST-NOT-01."""
    person = factories.make_recipient(rows, staff.provider)
    programme = factories.make_programme(
        rows, person, form=Form.STATIONARY, valid_until=until, unit_code="nursing_home"
    )

    page = staff.browser(Role.DIRECTOR).get(f"/admissions/programmes/{programme.id}")

    assert page.status_code == 200
    assert ("Нет производственного календаря на 2029 год" in page.text) is says


def far_from_now(rows: Session, staff: Staff, *, in_course: bool) -> Mapping[str, int]:
    """One row of each kind, with a full department and terms that end in years to come.

    A service of a course is refused while its last day cannot be counted: then none stands there.
    """
    director = staff.actor(Role.DIRECTOR)
    ids = dict(one_of_each(rows, factories.make_recipient(rows, staff.provider), director))
    office = factories.make_department(
        rows, staff.provider, unit_code="day_care", form=Form.SEMI_STATIONARY, places=1
    )
    for until in (FAR, TODAY + timedelta(days=60)):
        person = factories.make_recipient(rows, staff.provider)
        for form, unit in ((Form.SEMI_STATIONARY, "day_care"), (Form.STATIONARY, "general")):
            programme = factories.make_programme(
                rows, person, form=form, unit_code=unit, valid_until=until
            )
            place = office.id if unit == "day_care" else None
            contract = factories.make_contract(rows, programme, department_id=place)
            if place is None or in_course:
                factories.make_delivery(rows, contract, director)
    waiting = factories.make_contract(
        rows,
        factories.make_programme(rows, factories.make_recipient(rows, staff.provider)),
        state=ContractState.SUSPENDED,
    )
    factories.make_suspension(rows, waiting, director, until=None)
    return ids | {"programme_id": programme.id, "contract_id": contract.id}


def only(known: frozenset[int]) -> Callable[[WorkCalendar, object], WorkCalendar]:
    """A calendar that has been loaded for these years alone."""
    return lambda calendar, _added: replace(calendar, years=known)

"""An application says by when it is answered, and reminds once that day is over."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Application, Outcome, Provider, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

APPLICATION = {
    "citizen": "Юдина Анна Ивановна",
    "applicant": "citizen",
    "channel": "electronic",
    "applied_on": "16.03.2026",
    "service_form": "home",
}
LATE = "срок был"


@pytest.fixture
def director(rows: Session, provider: Provider, staff: Staff) -> Browser:
    return staff.browser(Role.DIRECTOR)


@pytest.mark.parametrize(
    ("region", "shown", "hidden"),
    [
        pytest.param(
            "moscow",
            (
                "Отвечают на электронное заявление — до 19 марта 2026",
                "Проверяют, все ли документы на месте — до 18 марта 2026",
                "Решают, признать ли нуждающимся — до 23 марта 2026",
                "Вручают индивидуальную программу — до 30 марта 2026",
                "MSK-REC-03",
                "Почему этот день?",
            ),
            "Решают о срочных услугах",
            id="the steps of Moscow",
        ),
        pytest.param(
            "vladimir",
            (
                "Решают, признать ли нуждающимся — до 23 марта 2026",
                "Вручают индивидуальную программу — до 30 марта 2026",
                "FED-REC-03",
                "FED-IPP-03",
            ),
            "Проверяют, все ли документы на месте",
            id="the federal terms",
        ),
    ],
)
def test_an_application_shows_by_when_it_is_answered(
    rows: Session,
    provider: Provider,
    director: Browser,
    region: str,
    shown: tuple[str, ...],
    hidden: str,
) -> None:
    """FED-REC-03, FED-IPP-03, MSK-REC-02, MSK-REC-03, MSK-IPP-01."""
    provider.region_code = region
    rows.commit()
    address = director.post("/admissions/applications/new", APPLICATION).location

    page = words(director.get(address))

    assert [text for text in shown if text not in page] == []
    assert hidden not in page


@pytest.mark.parametrize(
    ("applied", "outcome", "told"),
    [
        pytest.param(date(2026, 3, 5), Outcome.OPEN, True, id="the fifth day is over"),
        pytest.param(date(2026, 3, 6), Outcome.OPEN, False, id="today is the fifth day"),
        pytest.param(date(2026, 3, 5), Outcome.RECOGNITION, True, id="passed on, not answered"),
        pytest.param(date(2026, 3, 5), Outcome.WITHDRAWN, False, id="nobody waits any more"),
    ],
)
def test_the_first_page_reminds_of_a_decision_that_has_not_come(
    rows: Session,
    director: Browser,
    applied: date,
    outcome: Outcome,
    *,
    told: bool,
) -> None:
    """FED-REC-03: five working days from the day after, 9 March is a day off."""
    director.post("/admissions/applications/new", APPLICATION)
    line = rows.scalars(select(Application)).one()
    line.applied_on, line.outcome = applied, outcome
    line.outcome_on = None if outcome is Outcome.OPEN else date(2026, 3, 16)
    rows.commit()

    assert (LATE in words(director.get("/"))) is told
    assert ("Срок прошёл" in words(director.get(f"/admissions/applications/{line.id}"))) is told


@pytest.mark.parametrize(
    ("issued", "form", "came"),
    [
        pytest.param(date(2026, 3, 5), Form.HOME, True, id="of the same day"),
        pytest.param(date(2026, 3, 4), Form.HOME, False, id="older than the application"),
        pytest.param(date(2026, 3, 5), Form.STATIONARY, False, id="for another form"),
    ],
)
def test_an_answer_that_is_here_is_not_asked_for(
    rows: Session, staff: Staff, director: Browser, issued: date, form: Form, *, came: bool
) -> None:
    """FED-IPP-03: what is left to do is to put down the outcome."""
    person = factories.make_recipient(rows, staff.provider)
    line = factories.make_application(
        rows, person, staff.actor(Role.DIRECTOR), applied_on=date(2026, 3, 5)
    )
    factories.make_programme(rows, person, number="7-С", issued_on=issued, form=form)

    home = words(director.get("/"))
    page = words(director.get(f"/admissions/applications/{line.id}"))

    assert (LATE in home) is not came
    assert ("Срок прошёл" in page) is not came
    assert ("7-С уже здесь, а исход заявления не записан" in home) is came
    assert ("7-С уже здесь. Запишите исход заявления." in page) is came

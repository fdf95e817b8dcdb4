"""An application says by when it is answered, and reminds once that day is over."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Application, Outcome, Provider, Role
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

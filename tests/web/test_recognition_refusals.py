"""The ground of the authority's refusal is recorded, and one to think of is foreseen."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import Relation
from portal.models import Application, HouseholdMember, IncomeAssessment, Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.test_expected_days import APPLICATION
from tests.web.test_tenancy import MOMENT

WARNING = "Могут отказать: родственникам ничто не мешает ухаживать"


@pytest.mark.parametrize(
    ("region", "born", "warned"),
    [
        pytest.param("moscow", date(2008, 3, 16), True, id="eighteen on the day"),
        pytest.param("moscow", date(2008, 3, 17), False, id="eighteen tomorrow"),
        pytest.param("vladimir", date(1980, 3, 16), False, id="no list of grounds"),
    ],
)
def test_an_adult_in_the_family_is_spoken_of_before_the_application_goes_on(
    rows: Session, provider: Provider, staff: Staff, region: str, born: date, *, warned: bool
) -> None:
    """MSK-REC-06."""
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    rows.add(_family(person.id, provider.id, born, MOMENT))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    address = director.post(f"/admissions/applications/new/{person.id}", APPLICATION).location

    assert (WARNING in words(director.get(address))) is warned
    if warned:
        told = {
            "code": "relatives_cannot_care_proof",
            "proof": "actual_residence_certificate",
            "brought_on": "16.03.2026",
            "relative": "сын",
            "obstacle": "remoteness",
        }
        assert director.post(f"{address}/papers", told).status_code == 303
        assert WARNING not in words(director.get(address))


def _family(recipient_id: int, provider_id: int, born: date, at: datetime) -> IncomeAssessment:
    son = HouseholdMember(
        provider_id=provider_id, position=1, relation=Relation.CHILD, name="Сын", born=born
    )
    return IncomeAssessment(
        provider_id=provider_id,
        recipient_id=recipient_id,
        applied_on=date(2026, 3, 2),
        recorded_at=at,
        household=[son],
    )


def test_the_ground_of_a_refusal_stands_on_the_application(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """MSK-REC-06."""
    provider.region_code = "moscow"
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    address = director.post("/admissions/applications/new", APPLICATION).location
    version = str(rows.scalars(select(Application)).one().version)
    refusal = {"outcome": "refused", "decided_on": "16.03.2026", "note": "нет", "version": version}

    assert director.post(address, refusal | {"ground": "no_such"}).status_code == 422
    director.post(address, refusal | {"ground": "documents_missing"})

    page = words(director.get(address))
    assert "Основание отказа Документы не представлены или представлены не все" in page
    assert "обратиться снова, ждать не нужно: с недостающими документами" in page

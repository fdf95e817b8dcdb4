"""What a region names for an application is shown before it is written down; nothing is stopped."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff


@pytest.mark.parametrize(
    ("region", "told"),
    [
        pytest.param("moscow", True, id="MSK-DOC-01, MSK-DOC-02, MSK-DOC-03, MSK-REC-06"),
        pytest.param("astrakhan", False, id="a region without lists of its own"),
    ],
)
def test_papers_and_grounds_stand_beside_the_application(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    provider.region_code = region
    rows.commit()

    page = words(staff.browser(Role.SOCIAL_WORKER).get("/admissions/applications/new"))

    for sentence in ("Бумаги к заявлению", "выписка из домовой книги", "болезнь дольше месяца"):
        assert (sentence in page.casefold() or sentence in page) is told, sentence


@pytest.mark.parametrize(("region", "told"), [("vladimir", True), ("moscow", False)])
def test_the_short_list_of_urgent_help_stands_on_its_page(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    """VLA-DOC-04."""
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/urgent/new/{person.id}"))

    assert ("помощь не задерживают" in page) is told

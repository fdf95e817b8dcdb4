"""The title documents shown to who has urgent help are recorded where the region asks."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

MISSING = "Не отмечено: ознакомление с правоустанавливающими документами"


@pytest.mark.parametrize(("region", "asked"), [("vladimir", True), ("moscow", False)])
def test_documents_not_shown_are_warned_about_until_they_are(
    rows: Session, provider: Provider, staff: Staff, region: str, *, asked: bool
) -> None:
    """VLA-RGT-03."""
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    case = factories.make_urgent_case(rows, person, staff.actor(Role.DIRECTOR))
    rows.commit()
    worker = staff.browser(Role.SOCIAL_WORKER)
    page = f"/urgent/{case.id}"
    assert (MISSING in words(worker.get(page))) is asked

    worker.post(f"{page}/duty", {"code": "title_documents"})

    shown = words(worker.get(page))
    assert MISSING not in shown
    assert ("отмечено 16 марта 2026" in shown) is asked

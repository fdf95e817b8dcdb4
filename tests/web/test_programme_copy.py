"""The paper of a programme goes back to the recipient, its scan stays."""

from __future__ import annotations

import io

from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

SCAN = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def test_a_scan_is_kept_and_the_paper_goes_back(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """FED-IPP-04."""
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    director = staff.browser(Role.DIRECTOR)
    page = f"/programmes/{programme.id}"
    assert "скан приложен к записи; бумага возвращена получателю" in words(director.get(page))

    director.post(f"{page}/copy", {"scan": (io.BytesIO(SCAN), "ИППСУ.pdf")})
    halfway = words(director.get(page))
    assert "Осталось: бумага возвращена получателю" in halfway
    assert director.get(f"{page}/scan").data == SCAN

    assert director.post(f"{page}/copy", {"returned_on": "17.03.2026"}).status_code == 422
    director.post(f"{page}/copy", {"returned_on": "16.03.2026"})

    shown = words(director.get(page))
    assert "возвращена 16 марта 2026" in shown
    assert "Осталось" not in shown

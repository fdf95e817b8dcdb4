"""Papers that are shown on request when a contract is made: kept, opened, missed (MSK-CON-07)."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

PAGE = "/settings/papers"
SCAN = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def draft(rows: Session, provider: Provider) -> str:
    """The address of a contract to be drawn up in Moscow."""
    provider.region_code = "moscow"
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    return f"/contracts/draft/{programme.id}"


def charter() -> dict[str, object]:
    return {"code": "charter", "scan": (io.BytesIO(SCAN), "устав.pdf")}


def test_what_is_not_uploaded_is_told_where_the_contract_is_drawn_up(
    staff: Staff, draft: str
) -> None:
    director = staff.browser(Role.DIRECTOR)
    before = words(director.get(draft))

    empty = director.post(PAGE, {"code": "charter"})
    done = director.post(PAGE, charter())

    after = words(director.get(draft))
    assert "Устав Не загружено" in before
    assert (empty.status_code, done.status_code) == (422, 303)
    assert "Устав Не загружено" not in after
    assert "Стандарты социальных услуг Не загружено" in after
    assert director.get(f"{PAGE}/charter").data == SCAN
    assert director.get(f"{PAGE}/service_standards").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMINISTRATOR, 303), (Role.HEAD_OF_DEPARTMENT, 403)]
)
def test_who_keeps_the_papers(staff: Staff, draft: str, role: Role, status: int) -> None:
    assert draft
    assert staff.browser(role).post(PAGE, charter()).status_code == status


def test_a_region_without_the_list_has_no_such_page(staff: Staff) -> None:
    assert staff.browser(Role.DIRECTOR).get(PAGE).status_code == 404

"""«Ознакомление до договора»: marks, the sheet, and what the pages of programme and draft say."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import BriefingItem, Programme, Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

TEN = (
    "conditions", "house_rules", "rights", "duties", "services", "terms", "procedure", "tariffs",
    "own_cost_or_free", "providers",
)  # fmt: skip


@pytest.fixture
def programme(rows: Session, provider: Provider) -> Programme:
    person = factories.make_recipient(rows, provider)
    return factories.make_programme(rows, person, unit_code="home_care")


def marks(programme: Programme, *codes: str, signed: str = "") -> dict[str, str]:
    return {
        "version": str(programme.version),
        "told_on": "16.03.2026",
        "told_to": "0",
        "signed_on": signed,
        **{f"told-{code}": "y" for code in codes},
    }


def test_a_social_worker_records_what_she_told(
    staff: Staff, rows: Session, programme: Programme
) -> None:
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/programmes/{programme.id}/information"

    answer = worker.post(address, marks(programme, *TEN, signed="16.03.2026"))

    told = rows.scalars(select(BriefingItem.code)).all()
    assert answer.status_code == 303
    assert sorted(told) == sorted(TEN)
    assert "Ознакомление до договора: 10 из 10" in words(worker.get(answer.location))
    assert "записано:" in words(worker.get(address))


def test_what_is_left_is_named_and_the_contract_waits(staff: Staff, programme: Programme) -> None:
    director = staff.browser(Role.DIRECTOR)
    address = f"/programmes/{programme.id}/information"

    page = words(director.get(director.post(address, marks(programme, *TEN[:9])).location))
    draft = words(director.get(f"/contracts/draft/{programme.id}"))

    assert "не сообщили: сведения о поставщиках" in page
    assert "Без него нельзя" in draft


def test_a_signature_under_half_a_sheet_is_refused_beside_its_field(
    staff: Staff, rows: Session, programme: Programme
) -> None:
    director = staff.browser(Role.DIRECTOR)

    answer = director.post(
        f"/programmes/{programme.id}/information",
        marks(programme, "rights", signed="16.03.2026"),
    )

    assert answer.status_code == 422
    assert "Подпись стоит под всем листом" in words(answer)
    assert not rows.scalars(select(BriefingItem)).all()


def test_marks_over_somebody_elses_marks_are_a_conflict(staff: Staff, programme: Programme) -> None:
    director = staff.browser(Role.DIRECTOR)
    address = f"/programmes/{programme.id}/information"
    director.post(address, marks(programme, *TEN, signed="16.03.2026"))

    assert director.post(address, marks(programme, "rights")).status_code == 409


def test_the_sheet_is_printed(staff: Staff, programme: Programme) -> None:
    answer = staff.browser(Role.DIRECTOR).get(f"/programmes/{programme.id}/information.pdf")

    assert answer.data.startswith(b"%PDF")

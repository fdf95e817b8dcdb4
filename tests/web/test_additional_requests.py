"""The page of written requests for additional services (FED-FEE-16)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AdditionalRequest, ProgrammeService, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import Served, everything, serve

ASKED = {"code": "VLA-H-02", "requested_on": "10.03.2026"}


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff, social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id)


def page_of(served: Served) -> str:
    return f"/contracts/{served.contract.id}/additional"


def scan() -> bytes:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(target)
    return target.getvalue()


def test_a_request_is_recorded_with_its_scan_and_read_back(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    before = words(social_worker.get(page_of(served)))

    answer = social_worker.post(
        page_of(served), {**ASKED, "scan": (io.BytesIO(scan()), "заявление.pdf")}
    )

    page = words(social_worker.get(page_of(served)))
    row = rows.scalars(select(AdditionalRequest)).one()
    file = social_worker.get(f"{page_of(served)}/{row.file_id}")
    assert "Заявлений пока нет" in before
    assert answer.status_code == 303
    assert "Заявление записано" in page
    assert "Записанные заявления: 1" in page
    assert row.requested_on == date(2026, 3, 10)
    assert file.data == scan()


def test_the_contract_leads_to_its_requests(director: Browser, served: Served) -> None:
    html = director.get(f"/contracts/{served.contract.id}").get_data(as_text=True)

    assert f'href="{page_of(served)}"' in html


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": ""}, "Выберите услугу из списка"),
        ({"requested_on": ""}, "Введите дату"),
        ({"requested_on": "17.03.2026"}, "ещё не наступил"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    social_worker: Browser, rows: Session, served: Served, change: dict[str, str], sentence: str
) -> None:
    before = everything(rows)

    answer = social_worker.post(page_of(served), {**ASKED, **change})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert everything(rows) == before


def test_a_worker_sees_requests_of_her_own_people_only(
    social_worker: Browser, rows: Session, staff: Staff
) -> None:
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    theirs = serve(rows, staff, surname="Чужова", social_worker_id=colleague.membership_id)
    before = everything(rows)

    page = social_worker.get(page_of(theirs))
    entry = social_worker.post(page_of(theirs), ASKED)

    assert (page.status_code, entry.status_code) == (404, 404)
    assert everything(rows) == before


@pytest.mark.parametrize(
    ("prescribed", "told"),
    [(Decimal(8), False), (Decimal(9), True)],
    ids=["FED-IPP-09 all of the programme", "FED-IPP-09 one unit less than the programme"],
)
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SOCIAL_WORKER])
def test_the_page_says_what_the_programme_still_gives(
    rows: Session, staff: Staff, served: Served, role: Role, prescribed: Decimal, *, told: bool
) -> None:
    line = rows.scalars(
        select(ProgrammeService).where(ProgrammeService.programme_id == served.programme.id)
    ).one()
    line.quantity_per_month = prescribed
    rows.commit()
    answer = staff.browser(role).get(page_of(served))

    page, link = words(answer), f"/contracts/{served.contract.id}/amendments/new"
    assert ("По программе положено больше, чем в договоре" in page) is told
    assert ("по программе — 9 в месяц, по договору — 8. За полную плату" in page) is told
    assert ("в списке услуг его нет" in page) is told
    assert (link in answer.text) is (told and role is Role.DIRECTOR)

"""The recipient's papers: ticked off row by row, with dates and a scan that is one."""

from __future__ import annotations

import io
from datetime import date
from importlib import import_module

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import Provider, Recipient, StoredFile, SubmittedDocument
from portal.usecases.queries.checklist import document_checklist
from tests.support import factories
from tests.support.browser import Browser, words

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
CODE = "residence_proof"


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


def papers(rows: Session) -> int:
    rows.rollback()
    return rows.scalar(select(func.count()).select_from(SubmittedDocument)) or 0


def test_the_list_is_the_regions_with_its_letters(director: Browser, ilyina: Recipient) -> None:
    page = words(director.get(f"/recipients/{ilyina.id}/documents"))

    assert "а) Заявление о предоставлении социальных услуг" in page
    assert "г) Документ о месте жительства" in page
    assert "п. 1 порядка обслуживания на дому" in page
    assert "Принять программу" in page


def test_a_paper_is_ticked_off_without_scripts(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    form = {"issued_on": "01.02.2026", "expires_on": "01.02.27", "number": "15"}

    answer = director.post(f"/recipients/{ilyina.id}/documents/{CODE}", form)

    row = rows.scalars(select(SubmittedDocument)).one()
    page = words(director.get(f"/recipients/{ilyina.id}/documents"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"#paper-{CODE}")
    assert (row.issued_on, row.expires_on) == (date(2026, 2, 1), date(2027, 2, 1))
    assert "№ 15, выдан 01.02.2026, действует до 01.02.2027" in page


def test_a_number_that_is_not_the_cards_is_told_of_with_both_ways_to_mend(
    director: Browser, ilyina: Recipient
) -> None:
    page, card = f"/recipients/{ilyina.id}/documents", f"/recipients/{ilyina.id}"
    known = ilyina.identity_papers[-1].number

    def send(number: str) -> tuple[bool, bool]:
        director.post(f"{page}/identity_document", {"issued_on": "01.02.2026", "number": number})
        shown, told = director.get(page).text, words(director.get(card))
        assert (f"/recipients/{ilyina.id}/edit" in shown) is ("Номера расходятся" in shown)
        return "Номера расходятся" in shown, "Номера расходятся: Документ, удостов" in told

    assert send("17 03 999999") == (True, True)
    assert send(f"17 03 {known}") == (False, False)


def test_a_paper_that_ran_out_is_named_with_its_day(director: Browser, ilyina: Recipient) -> None:
    form = {"issued_on": "01.02.2020", "expires_on": "01.02.2021"}

    director.post(f"/recipients/{ilyina.id}/documents/{CODE}", form)

    page = words(director.get(f"/recipients/{ilyina.id}/documents"))
    assert "Срок истёк 01.02.2021. Нужен новый документ: без него договор составить нельзя." in page
    assert "срок истёк 01.02.2021" in words(director.get(f"/recipients/{ilyina.id}"))


def test_htmx_gets_the_row_that_was_sent(director: Browser, ilyina: Recipient) -> None:
    form = {"issued_on": "01.02.2026"}

    answer = director.post(f"/recipients/{ilyina.id}/documents/{CODE}", form, htmx=True)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert page.startswith(f'<li id="paper-{CODE}">')
    assert "Документ отмечен" in page
    assert "Заявление" not in page


def test_a_scan_comes_back_as_an_attachment(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    scan = (io.BytesIO(PDF), "справка.pdf")

    director.post(
        f"/recipients/{ilyina.id}/documents/{CODE}", {"issued_on": "01.02.2026", "scan": scan}
    )

    row = rows.scalars(select(SubmittedDocument)).one()
    answer = director.get(f"/recipients/{ilyina.id}/documents/{row.id}/scan")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"issued_on": ""}, "Введите дату документа", id="no day"),
        pytest.param({"issued_on": "32.03.2026"}, "не бывает", id="32 March"),
        pytest.param({"issued_on": "01.02.2027"}, "этот день не наступил", id="a day to come"),
        pytest.param({"expires_on": "01.01.2020"}, "раньше", id="ends before it begins"),
        pytest.param(
            {"scan": (io.BytesIO(b"<html>"), "x.pdf")}, "Это не PDF", id="not what it says"
        ),
        pytest.param({"scan": (io.BytesIO(b""), "x.pdf")}, "Файл пустой", id="an empty file"),
    ],
)
def test_a_bad_paper_is_refused_in_its_row(
    director: Browser, rows: Session, ilyina: Recipient, changes: dict[str, object], sentence: str
) -> None:
    form = {"issued_on": "01.02.2026"} | changes

    answer = director.post(f"/recipients/{ilyina.id}/documents/{CODE}", form)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert page.count('role="alert"') == 2
    assert papers(rows) == 0
    assert rows.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_a_code_that_no_list_knows_is_refused(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    answer = director.post(f"/recipients/{ilyina.id}/documents/king", {"issued_on": "01.02.2026"})

    assert answer.status_code == 422
    assert papers(rows) == 0


def test_a_scan_of_another_recipient_does_not_exist(
    director: Browser, rows: Session, provider: Provider, ilyina: Recipient
) -> None:
    scan = (io.BytesIO(PDF), "справка.pdf")
    form = {"issued_on": "01.02.2026", "scan": scan}
    director.post(f"/recipients/{ilyina.id}/documents/{CODE}", form)
    row = rows.scalars(select(SubmittedDocument)).one()
    neighbour = factories.make_recipient(rows, provider)

    assert director.get(f"/recipients/{neighbour.id}/documents/{row.id}/scan").status_code == 404


@pytest.mark.parametrize(
    ("issued", "htmx", "status", "read"),
    [
        pytest.param("01.02.2026", False, 303, 1, id="recorded, the page follows"),
        pytest.param("", False, 422, 1, id="refused"),
        pytest.param("", True, 422, 1, id="refused in its row"),
        pytest.param("01.02.2026", True, 200, 2, id="recorded, so the row is another one"),
    ],
)
def test_the_list_is_read_anew_only_when_a_paper_came(  # noqa: PLR0917 - a table of borders
    monkeypatch: pytest.MonkeyPatch,
    director: Browser,
    ilyina: Recipient,
    issued: str,
    htmx: bool,
    status: int,
    read: int,
) -> None:
    times: list[int] = []

    def counted(*told: object) -> object:
        times.append(1)
        return document_checklist(*told)  # type: ignore[arg-type]

    views = import_module("portal.web.recipients.views")
    monkeypatch.setattr(views, "document_checklist", counted)

    page = f"/recipients/{ilyina.id}/documents/{CODE}"
    answer = director.post(page, {"issued_on": issued}, htmx=htmx)

    assert answer.status_code == status
    assert sum(times) == read

"""All notices of a tariff day in one file, in the order of their list."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.press import DocumentError
from portal.models import Notice, Paper, Provider, Role
from portal.usecases import month_papers
from portal.usecases.month_papers import Undrawn
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_tariff_days import drafted, make_paying, set_form

SURNAMES = ("Яковлева", "Белова")


@pytest.fixture
def day_id(accountant: Browser, director: Browser, rows: Session, provider: Provider) -> int:
    """A day that is set over two contracts, each with its notice."""
    for surname in SURNAMES:
        make_paying(rows, provider, surname=surname)
    found = drafted(accountant, rows)
    accountant.post(f"/tariff-days/{found}/rehearse")
    director.post(f"/tariff-days/{found}/set", set_form(rows, found))
    return found


def print_all(accountant: Browser, day_id: int) -> str:
    """The page of the job that prints."""
    queued = accountant.post(f"/tariff-days/{day_id}/notices/print")
    assert queued.status_code == 303
    return words(accountant.get(queued.headers["Location"])).replace("\u00a0", " ")


def test_every_notice_lies_in_one_file_in_the_order_of_the_list(
    accountant: Browser, rows: Session, day_id: int
) -> None:
    offered = words(accountant.get(f"/tariff-days/{day_id}/notices"))
    assert accountant.get(f"/tariff-days/{day_id}/notices.pdf").status_code == 404

    done = print_all(accountant, day_id)

    answer = accountant.get(f"/tariff-days/{day_id}/notices.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    first, second = (
        next(number for number, text in enumerate(pages) if surname in text)
        for surname in sorted(SURNAMES)
    )
    listed = words(accountant.get(f"/tariff-days/{day_id}/notices")).replace("\u00a0", " ")
    assert "Напечатать все одним файлом" in offered
    assert "Готово: 2 документа" in done
    assert first < second
    assert "2 уведомления" in listed
    assert "Собрать файл заново" not in listed


def test_a_second_time_nothing_is_drawn_or_joined_again(
    accountant: Browser, rows: Session, day_id: int
) -> None:
    print_all(accountant, day_id)
    papers = rows.scalar(select(func.count()).select_from(Paper))

    print_all(accountant, day_id)

    assert rows.scalar(select(func.count()).select_from(Paper)) == papers


def test_a_notice_printed_before_lies_in_the_file_as_it_was(
    accountant: Browser, rows: Session, day_id: int
) -> None:
    notice_id = rows.scalars(select(Notice.id).order_by(Notice.id)).first()
    accountant.get(f"/tariff-days/notices/{notice_id}/paper.pdf")
    kept = rows.scalars(select(Notice.paper_id).where(Notice.id == notice_id)).one()

    print_all(accountant, day_id)

    (file,) = rows.scalars(select(Paper).where(Paper.form_code == "notices"))
    assert kept in file.inputs["papers"]  # type: ignore[operator]
    assert len(file.inputs["papers"]) == len(SURNAMES)  # type: ignore[arg-type]


def test_a_notice_that_cannot_be_drawn_is_named_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, accountant: Browser, rows: Session, day_id: int
) -> None:
    whole = month_papers.try_page

    def try_page(page: month_papers.Page) -> month_papers.Drawn:
        return Undrawn("не вышло.", str(DocumentError())) if "Белова" in page[0] else whole(page)

    monkeypatch.setattr(month_papers, "try_page", try_page)
    told = print_all(accountant, day_id)
    listed = words(accountant.get(f"/tariff-days/{day_id}/notices"))
    monkeypatch.setattr(month_papers, "try_page", whole)
    mended = print_all(accountant, day_id)

    assert "Готово: 1 документ. Не напечатано: 1." in told
    assert "Белова" in told
    assert "Собрать файл заново" in listed
    assert "Готово: 2 документа" in mended


def test_without_notices_there_is_nothing_to_print(
    accountant: Browser, staff: Staff, rows: Session
) -> None:
    staff.actor(Role.DIRECTOR)
    day_id = drafted(accountant, rows)

    page = words(accountant.get(f"/tariff-days/{day_id}/notices"))

    assert "Напечатать все" not in page
    assert accountant.get(f"/tariff-days/{day_id}/notices.pdf").status_code == 404

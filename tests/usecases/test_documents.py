"""Papers handed in: known to the region, with real dates, and starting the terms that wait."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import NotFound
from portal.models import AuditEvent, Programme, StoredFile, SubmittedDocument
from portal.usecases import documents
from portal.usecases.documents import DocumentReceived, SubmitDocument, submit_document
from portal.usecases.uploads import Upload
from tests.support.sample_region import CITY, CITY_TERM, with_contract_rules
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    break_journal,
    expect_refusal,
    make_house,
    present,
    register,
    rows,
)
from tests.usecases.test_uploads import pdf, png


def submit(
    house: House,
    recipient_id: int,
    code: str = "medical_conclusion",
    *,
    now: datetime = MORNING,
    **details: Any,
) -> DocumentReceived:
    values: dict[str, Any] = {"issued_on": date(2026, 2, 20)} | details
    command = SubmitDocument(recipient_id, code, **values)
    return submit_document(command, region=house.region, actor=house.worker, now=now)


def test_a_paper_is_kept_with_its_dates_its_scan_and_who_took_it(
    session: Session, house: House
) -> None:
    recipient_id = register(house)

    done = submit(
        house,
        recipient_id,
        expires_on=date(2026, 8, 20),
        number=" 17-К ",
        scan=Upload("заключение.pdf", pdf()),
    )

    row = session.get_one(SubmittedDocument, done.id)
    assert (done.code, done.expires_on) == ("medical_conclusion", date(2026, 8, 20))
    assert (row.number, row.received_at, row.received_by_id) == (
        "17-К",
        MORNING,
        house.worker.membership_id,
    )
    assert session.get_one(StoredFile, row.file_id).content == pdf()
    assert session.scalars(select(AuditEvent.what)).all()[-1] == "document_submitted"


def test_a_paper_may_be_valid_for_its_day_of_issue_only(house: House) -> None:
    done = submit(house, register(house), issued_on=TODAY, expires_on=TODAY)

    assert done.expires_on == TODAY


def test_an_expired_paper_can_be_recorded(house: House) -> None:
    assert submit(house, register(house), expires_on=date(2026, 2, 21)).id


@pytest.mark.parametrize(
    ("code", "issued_on", "taken"),
    [
        pytest.param("medical_conclusion", date(1948, 5, 1), False, id="before the birth"),
        pytest.param("medical_conclusion", date(1948, 5, 2), True, id="on the day of birth"),
    ],
)
def test_a_paper_is_not_older_than_its_owner(
    session: Session, house: House, code: str, issued_on: date, taken: bool
) -> None:
    recipient_id = register(house)

    if taken:
        assert submit(house, recipient_id, code, issued_on=issued_on).id
        return
    with expect_refusal(session, "value_invalid", "issued_on"):
        submit(house, recipient_id, code, issued_on=issued_on)


def test_a_paper_of_the_home_may_be_older_than_the_recipient(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "OF_OTHERS", frozenset({"application"}))

    assert submit(house, register(house), "application", issued_on=date(1940, 1, 1)).id


@pytest.mark.parametrize(
    ("code", "details", "field"),
    [
        pytest.param("horoscope", {}, "code", id="a paper no list asks for"),
        pytest.param(
            "application", {"issued_on": TODAY + timedelta(days=1)}, "issued_on", id="of tomorrow"
        ),
        pytest.param(
            "application",
            {"issued_on": date(2026, 2, 20), "expires_on": date(2026, 2, 19)},
            "expires_on",
            id="ending before it was issued",
        ),
        pytest.param("application", {"number": "9" * 61}, "number", id="a number of 61 signs"),
        pytest.param(
            "application",
            {"scan": Upload("скан.pdf", b"<html></html>")},
            "scan",
            id="a PDF that is not one",
        ),
        pytest.param(
            "application", {"scan": Upload("скан.pdf", png())}, "scan", id="a PNG called PDF"
        ),
    ],
)
def test_bad_input_is_refused(
    session: Session, house: House, code: str, details: dict[str, Any], field: str
) -> None:
    recipient_id = register(house)

    with expect_refusal(session, "value_invalid", field):
        submit(house, recipient_id, code, **details)


def test_another_providers_recipient_is_not_found(session: Session, house: House) -> None:
    foreign = register(make_house(session))
    before = rows(session)

    with pytest.raises(NotFound):
        submit(house, foreign)

    assert rows(session) == before


def test_no_scan_stays_behind_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient_id = register(house)
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        submit(house, recipient_id, scan=Upload("скан.pdf", pdf()))

    assert rows(session) == before


THURSDAY = datetime(2026, 6, 11, 13, 30, tzinfo=UTC)


def test_the_term_starts_when_its_last_paper_comes(session: Session) -> None:
    """MSK-DOC-04: the programme on 10 June without the decision, its copy on 11 June."""
    house = make_house(session, CITY)
    wednesday = datetime(2026, 6, 10, 7, 0, tzinfo=UTC)
    recipient_id = register(house)
    presented = present(house, recipient_id, wednesday, valid_until=date(2027, 2, 27))

    submit(house, recipient_id, "decision_copy", now=THURSDAY)

    programme = session.get_one(Programme, presented.id)
    due = house.region.local(programme.contract_due_at)
    assert due == datetime(2026, 6, 15, 23, 59, 59)  # noqa: DTZ001 - the provider's clock
    assert (programme.contract_due_rule, programme.presented_at) == ("SMP-CON-01", wednesday)
    assert programme.federal_due_at == THURSDAY + timedelta(days=1)


def test_a_term_of_three_papers_waits_for_the_third(session: Session) -> None:
    three = ("decision_copy", "inspection_act", "programme")
    house = make_house(session, with_contract_rules(conclusion=CITY_TERM, starting_papers=three))
    recipient_id = register(house)
    presented = present(house, recipient_id, THURSDAY, valid_until=date(2027, 2, 27))
    due = session.get_one(Programme, presented.id).contract_due_at

    submit(house, recipient_id, "decision_copy", now=THURSDAY + timedelta(days=6))
    assert session.get_one(Programme, presented.id).contract_due_at == due
    submit(house, recipient_id, "inspection_act", now=THURSDAY + timedelta(days=7))
    local = house.region.local(session.get_one(Programme, presented.id).contract_due_at)
    assert local.date() == date(2026, 6, 19)


def test_a_second_copy_does_not_start_the_term_again(session: Session) -> None:
    house = make_house(session, CITY)
    recipient_id = register(house)
    presented = present(house, recipient_id, THURSDAY, valid_until=date(2027, 2, 27))
    submit(house, recipient_id, "decision_copy", now=THURSDAY)
    due = session.get_one(Programme, presented.id).contract_due_at

    submit(house, recipient_id, "decision_copy", now=THURSDAY + timedelta(days=7))

    assert session.get_one(Programme, presented.id).contract_due_at == due

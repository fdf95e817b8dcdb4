"""A written notice of changed conditions: drafted, printed, handed over, read by the recipient."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.models import Contract, Notice, Recipient, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

MORNING = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
CHANGE = {"subject": "conditions", "text": "приходим после обеда", "since": "10.03.2026"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=MORNING)


@pytest.fixture
def contract(app: Flask, rows: Session, staff: Staff) -> Contract:
    programme = factories.make_programme(rows, factories.make_recipient(rows, staff.provider))
    return factories.make_contract(
        rows, programme, terms=factories.make_terms(), in_force_from=date(2026, 3, 2)
    )


def test_a_change_is_told_handed_over_with_proof_and_read_in_the_cabinet(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    """FED-NOT-01: the day before the change is the last one."""
    director = staff.browser(Role.DIRECTOR)
    assert f"/contracts/{contract.id}/notices" in director.get(f"/contracts/{contract.id}").text

    drafted = director.post(f"/contracts/{contract.id}/notices/new", CHANGE)
    again = director.post(f"/contracts/{contract.id}/notices/new", CHANGE)
    row = rows.scalars(select(Notice)).one()
    worker = staff.browser(Role.SOCIAL_WORKER)
    unproved = worker.post(
        f"/contracts/notices/{row.id}", {"handed_on": "09.03.2026", "version": "1"}
    )
    proof = {"handed_on": "09.03.2026", "handed": "in_person", "version": "1"}
    handed = worker.post(f"/contracts/notices/{row.id}", proof)
    listed = words(worker.get(f"/contracts/{contract.id}/notices"))
    paper = worker.get(f"/contracts/notices/{row.id}/notice.pdf")
    person = rows.get_one(Recipient, contract.recipient_id)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    own = staff.browser(Role.RECIPIENT)

    assert (drafted.status_code, again.status_code) == (303, 422), drafted.text
    assert row.due_on == date(2026, 3, 9)
    assert (unproved.status_code, handed.status_code) == (422, 303)
    assert "лично, под подпись" in listed
    assert "приходим после обеда" in words(own.get("/cabinet/contract"))
    assert own.get(f"/cabinet/notices/{row.id}/notice.pdf").data == paper.data
    assert worker.get(f"/contracts/{contract.id}/notices/new").status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"subject": "payment"}, "Выберите", id="a fee has a notice of its own"),
        pytest.param({"since": "02.03.2026"}, "не в первый", id="the contract begins so"),
        pytest.param({"text": " "}, "Напишите", id="nothing is said"),
        pytest.param(
            {"since": "09.03.2026"}, "извещают заранее", id="FED-NOT-01: it has begun today"
        ),
    ],
)
def test_what_cannot_be_told(
    rows: Session, staff: Staff, contract: Contract, changes: dict[str, str], said: str
) -> None:
    director = staff.browser(Role.DIRECTOR)

    answer = director.post(f"/contracts/{contract.id}/notices/new", CHANGE | changes)

    assert answer.status_code == 422
    assert said in words(answer)
    assert rows.scalars(select(Notice)).all() == []


@pytest.mark.parametrize(
    ("due_on", "late"),
    [
        pytest.param(date(2026, 3, 9), False, id="FED-NOT-01: today is the last day"),
        pytest.param(date(2026, 3, 8), True, id="FED-NOT-01: yesterday was"),
    ],
)
def test_a_notice_that_is_late_is_on_the_first_page(
    rows: Session, staff: Staff, contract: Contract, due_on: date, *, late: bool
) -> None:
    director = staff.browser(Role.DIRECTOR)
    director.post(f"/contracts/{contract.id}/notices/new", CHANGE)
    rows.scalars(select(Notice)).one().due_on = due_on
    rows.commit()

    page = words(director.get("/"))

    assert ("срок был 8 марта" in page) == late

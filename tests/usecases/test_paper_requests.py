"""Papers the provider asks for itself: the term of the answer, what came, one request at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import Conflict
from portal.extensions import db
from portal.models import PaperRequest, SubmittedDocument
from portal.regions.registry import discover
from portal.usecases.paper_requests import (
    AnswerRequest,
    PaperRequested,
    RequestPaper,
    answer_request,
    request_paper,
)
from portal.usecases.queries.paper_requests import list_obtainable, list_requests
from tests.support.sample_region import SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal

DAY = timedelta(days=1)
INCOME = "income_certificates"


@pytest.fixture
def house(database: Flask) -> House:
    """Vladimir's list of papers and its term for an answer."""
    vladimir = discover()["vladimir"].rules
    rules = replace(
        SAMPLE.rules,
        required_documents=vladimir.required_documents,
        admission_rules=vladimir.admission_rules,
    )
    return procedures.make_house(db.session(), replace(SAMPLE, rules=rules))


@pytest.fixture
def recipient_id(house: House) -> int:
    return procedures.register(house)


def ask(house: House, recipient_id: int, **changes: Any) -> PaperRequested:
    command = RequestPaper(recipient_id, INCOME, "Отделение Социального фонда", TODAY)
    return request_paper(
        replace(command, **changes), region=house.region, actor=house.worker, now=MORNING
    )


def answer(house: House, request_id: int, now: Any = MORNING, **changes: Any) -> None:
    command = replace(AnswerRequest(request_id, house.region.today(now)), **changes)
    answer_request(command, region=house.region, actor=house.worker, now=now)


def test_the_answer_is_due_in_five_working_days(house: House, recipient_id: int) -> None:
    done = ask(house, recipient_id)

    # From Tuesday, 3 March; Monday the ninth is a day off (VLA-DOC-03).
    assert done.due_on == date(2026, 3, 10)
    row = list_requests(house.worker).rows[0]
    assert not row.overdue(date(2026, 3, 10))
    assert row.overdue(date(2026, 3, 11))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        pytest.param({"code": "passport"}, "value_invalid", "code", id="brought, not asked for"),
        pytest.param({"addressee": " "}, "value_invalid", "addressee", id="of nobody"),
        pytest.param({"addressee": "ъ"}, "value_invalid", "addressee", id="of a letter"),
        pytest.param({"sent_on": TODAY + DAY}, "value_invalid", "sent_on", id="tomorrow"),
    ],
)
def test_what_cannot_be_asked_for(
    house: House,
    session: Session,
    recipient_id: int,
    changes: dict[str, Any],
    code: str,
    field: str,
) -> None:
    with expect_refusal(session, code, field):
        ask(house, recipient_id, **changes)


def test_a_paper_that_came_is_among_the_documents(
    house: House, session: Session, recipient_id: int
) -> None:
    done = ask(house, recipient_id)
    with expect_refusal(session, "duplicate", "code"):
        ask(house, recipient_id)

    answer(house, done.id, issued_on=TODAY)

    paper = session.scalars(select(SubmittedDocument)).one()
    assert (paper.code, paper.issued_on) == (INCOME, TODAY)
    assert session.scalars(select(PaperRequest.document_id)).one() == paper.id
    session.rollback()
    with pytest.raises(Conflict):
        answer(house, done.id, issued_on=TODAY)
    assert list_requests(house.worker).total == 0
    assert list_requests(house.worker, every=True).rows[0].came


def test_no_paper_is_answered_in_words_and_may_be_asked_for_again(
    house: House, session: Session, recipient_id: int
) -> None:
    done = ask(house, recipient_id)
    with expect_refusal(session, "value_invalid", "note"):
        answer(house, done.id)
    with expect_refusal(session, "value_invalid", "answered_on"):
        answer(house, done.id, answered_on=TODAY - DAY, note="нет сведений")

    answer(house, done.id, note="нет сведений")

    assert not session.scalars(select(SubmittedDocument)).all()
    session.rollback()
    assert ask(house, recipient_id).id != done.id


def test_only_what_the_list_names_is_offered(house: House, recipient_id: int) -> None:
    offered = list_obtainable(house.worker, recipient_id, house.region, TODAY)

    assert [code for code, _title in offered] == [INCOME]

"""The term of a contract where two acts name different ones (MSK-CON-01, MSK-CON-02)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.explanation import from_data
from portal.domain.programme import ProgrammeLine
from portal.models import Programme
from portal.regions.registry import discover
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.provider_settings import ChooseConclusionTerm, choose_conclusion_term
from portal.usecases.queries.provider_settings import conclusion_term
from tests.usecases.procedures import House, expect_refusal, make_house, present, register

AT = datetime(2026, 6, 11, 13, 30, tzinfo=UTC)
DAY = date(2026, 6, 11)
SERVICE = "MSK-H-01"


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session, discover()["moscow"])


def choose(house: House, term: str) -> None:
    choose_conclusion_term(
        ChooseConclusionTerm(term), region=house.region, actor=house.director, now=AT
    )


def presented(house: House, *, decided: bool = True) -> tuple[str, str]:
    done = present(
        house,
        register(house, AT),
        AT,
        issued_on=date(2026, 6, 10),
        decision_date=date(2026, 6, 10) if decided else None,
        valid_from=date(2026, 6, 10),
        valid_until=date(2029, 6, 9),
        services=(ProgrammeLine(SERVICE, Decimal(8)),),
    )
    return f"{done.contract_due:%Y-%m-%dT%H:%M}", done.contract_due_rule


@pytest.mark.parametrize(
    ("term", "due"),
    [
        pytest.param(None, ("2026-06-15T23:59", "MSK-CON-01"), id="not chosen, MSK-CON-01"),
        pytest.param(
            "one_working_day", ("2026-06-15T23:59", "MSK-CON-01"), id="the decree, MSK-CON-01"
        ),
        pytest.param(
            "twenty_four_hours", ("2026-06-12T16:30", "MSK-CON-02"), id="the order, MSK-CON-02"
        ),
    ],
)
def test_a_programme_runs_by_the_term_the_provider_keeps_to(
    house: House, term: str | None, due: tuple[str, str]
) -> None:
    if term is not None:
        choose(house, term)

    assert presented(house) == due


@pytest.mark.parametrize(
    ("term", "words"),
    [
        pytest.param("one_working_day", "один рабочий день", id="MSK-CON-01"),
        pytest.param("twenty_four_hours", "24 часа", id="MSK-CON-02"),
    ],
)
def test_the_first_step_says_which_term_was_taken(
    house: House, session: Session, term: str, words: str
) -> None:
    choose(house, term)
    presented(house)

    steps = from_data(session.scalars(select(Programme.due_steps)).one())
    assert steps[0].text.startswith(f"Из двух сроков взят: {words}")
    assert steps[0].citation is not None


def test_24_hours_wait_for_no_paper_and_start_once(house: House, session: Session) -> None:
    """MSK-CON-02 counts from the programme; MSK-DOC-04 waits under the other term alone."""
    choose(house, "twenty_four_hours")
    presented(house, decided=False)
    programme = session.scalars(select(Programme)).one()
    due, recipient_id = programme.contract_due_at, programme.recipient_id
    session.rollback()

    later = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
    submit_document(
        SubmitDocument(recipient_id, "decision_copy", date(2026, 6, 10)),
        region=house.region,
        actor=house.worker,
        now=later,
    )

    assert due == datetime(2026, 6, 12, 13, 30, tzinfo=UTC)
    assert session.scalars(select(Programme.contract_due_at)).one() == due


def test_a_term_that_runs_is_not_changed_by_the_choice(house: House, session: Session) -> None:
    presented(house)

    choose(house, "twenty_four_hours")

    assert session.scalars(select(Programme.contract_due_rule)).one() == "MSK-CON-01"


def test_only_a_listed_term_is_chosen(house: House, session: Session) -> None:
    with expect_refusal(session, "value_invalid", "term"):
        choose(house, "a_week")

    setting = conclusion_term(house.director, house.region, DAY)
    assert setting is not None
    assert setting.chosen is None
    assert [(title, clause.rule) for title, clause in setting.named] == [
        ("один рабочий день", "MSK-CON-01"),
        ("24 часа", "MSK-CON-02"),
    ]


def test_where_one_act_speaks_there_is_no_setting(session: Session) -> None:
    house = make_house(session, discover()["vladimir"])

    assert conclusion_term(house.director, house.region, DAY) is None
    with expect_refusal(session, "value_invalid", "term"):
        choose(house, "twenty_four_hours")

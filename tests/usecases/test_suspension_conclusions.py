"""The medical conclusion behind a break: what it must say, and until when it holds (FED-DOC-02)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.models import Contract, SubmittedDocument, Suspension
from portal.usecases.queries.suspension_calendar import break_calendar
from portal.usecases.queries.suspensions import breaks_to_look_at
from portal.usecases.suspension_conclusions import Conclusion
from portal.usecases.suspension_moves import MoveSuspension, move_suspension
from portal.usecases.suspensions import ContractSuspended, SuspendContract, suspend_contract
from tests.usecases.procedures import (
    BlankPress,
    House,
    expect_refusal,
)

APRIL = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
SINCE = date(2026, 3, 5)
LAST = date(2026, 5, 20)
WHOLE = Conclusion(
    date(2026, 3, 4), "17", "поликлиника № 1", valid_until=LAST, contraindicated=True
)


def suspend(
    house: House,
    contract_id: int,
    conclusion: Conclusion | None,
    until: date | None = None,
    since: date = SINCE,
) -> ContractSuspended:
    command = SuspendContract(
        contract_id, "medical_contraindication", since, until, conclusion=conclusion
    )
    return suspend_contract(
        command, region=house.region, actor=house.director, now=APRIL, press=BlankPress()
    )


def test_a_medical_break_lasts_to_the_last_day_of_the_conclusion(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-SUS-02: unless the order says when; one paper for two breaks lies in the file once."""
    session.execute(delete(SubmittedDocument))
    session.commit()

    first = suspend(house, contract_id, WHOLE, until=date(2026, 3, 7))
    second = suspend(house, contract_id, WHOLE, since=date(2026, 3, 8))

    assert (first.until, second.until) == (date(2026, 3, 7), LAST + timedelta(days=1))
    kept = session.scalars(select(SubmittedDocument)).one()
    assert (kept.number, kept.issuer, kept.expires_on) == ("17", "поликлиника № 1", LAST)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        pytest.param({"number": "—"}, "documents_missing", "conclusion_on", id="no number"),
        pytest.param({"issuer": " "}, "documents_missing", "conclusion_on", id="nobody issued it"),
        pytest.param({"issuer": "ГБ 4"}, "value_invalid", "conclusion_issuer", id="two letters"),
        pytest.param(
            {"contraindicated": False}, "documents_missing", "conclusion_on", id="healthy"
        ),
        pytest.param({"valid_until": None}, "documents_missing", "conclusion_on", id="no term"),
        pytest.param({"endless": True}, "value_invalid", "conclusion_until", id="a term and none"),
        pytest.param(
            {"valid_until": SINCE - timedelta(days=1)},
            "value_invalid",
            "conclusion_until",
            id="over",
        ),
        pytest.param(
            {"issued_on": SINCE + timedelta(days=1)}, "value_invalid", "since", id="issued later"
        ),
        pytest.param({"issued_on": date(2026, 4, 2)}, "value_invalid", "conclusion_on", id="ahead"),
    ],
)
def test_a_conclusion_that_leaves_something_unsaid_confirms_no_break(
    session: Session,
    house: House,
    contract_id: int,
    changed: dict[str, Any],
    code: str,
    field: str,
) -> None:
    with expect_refusal(session, code, field):
        suspend(house, contract_id, replace(WHOLE, **changed))


def test_without_a_conclusion_there_is_no_medical_break(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-SUS-02: the paper of the admission in the file will not do."""
    with expect_refusal(session, "documents_missing", "conclusion_on"):
        suspend(house, contract_id, None)


@pytest.mark.parametrize(("older", "refused"), [(0, False), (1, True)])
def test_a_conclusion_from_before_the_contract_confirms_no_break(
    session: Session, house: House, contract_id: int, older: int, *, refused: bool
) -> None:
    issued = session.get_one(Contract, contract_id).concluded_on - timedelta(days=older)
    session.rollback()
    paper = replace(WHOLE, issued_on=issued)

    if refused:
        with expect_refusal(session, "value_invalid", "conclusion_on"):
            suspend(house, contract_id, paper)
        return
    suspend(house, contract_id, paper)


def test_a_break_whose_conclusion_names_no_term_is_looked_at_again(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-SUS-03: from the first day the desk names the day of the check, thirty days on."""
    done = suspend(house, contract_id, replace(WHOLE, valid_until=None, endless=True))

    (task,) = breaks_to_look_at(house.director, house.region, SINCE)
    (row,) = break_calendar(
        house.director, contract_id, house.region, (SINCE.replace(day=1),), today=SINCE
    ).breaks

    assert (done.until, task.review_on) == (None, SINCE + timedelta(days=30))
    assert row.review_on == task.review_on
    (late,) = breaks_to_look_at(house.director, house.region, SINCE + timedelta(days=31))
    assert late.review_on is None


@pytest.mark.parametrize(
    ("since", "refused"), [(date(2026, 3, 4), False), (date(2026, 3, 3), True)]
)
def test_a_moved_medical_break_stays_within_its_conclusion(
    session: Session, house: House, contract_id: int, since: date, *, refused: bool
) -> None:
    done = suspend(house, contract_id, WHOLE)
    command = MoveSuspension(done.id, since, date(2026, 3, 20), "уточнили дни")
    office: dict[str, Any] = {
        "region": house.region, "actor": house.director, "now": APRIL, "press": BlankPress(),
    }  # fmt: skip

    if refused:
        with expect_refusal(session, "documents_missing", "since"):
            move_suspension(command, **office)
        return
    move_suspension(command, **office)
    assert session.scalar(select(func.count()).select_from(Suspension)) == 1


@pytest.mark.parametrize(
    ("until", "refused"),
    [(LAST + timedelta(days=1), False), (LAST + timedelta(days=2), True)],
)
def test_a_medical_break_is_not_ordered_beyond_its_conclusion(
    session: Session, house: House, contract_id: int, until: date, *, refused: bool
) -> None:
    """FED-SUS-02: what is refused is refused while the contraindication lasts."""
    if refused:
        with expect_refusal(session, "documents_missing", "until"):
            suspend(house, contract_id, WHOLE, until=until)
        return
    assert suspend(house, contract_id, WHOLE, until=until).until == until


@pytest.mark.parametrize(
    ("conclusion", "until", "refused"),
    [
        (WHOLE, LAST + timedelta(days=1), False),
        (WHOLE, LAST + timedelta(days=2), True),
        (WHOLE, None, True),
        (replace(WHOLE, valid_until=None, endless=True), None, False),
    ],
)
def test_the_end_of_a_medical_break_is_not_moved_beyond_its_conclusion(
    session: Session,
    house: House,
    contract_id: int,
    conclusion: Conclusion,
    until: date | None,
    *,
    refused: bool,
) -> None:
    """FED-SUS-02: a later end needs a conclusion of its own; one without a term may stay open."""
    done = suspend(house, contract_id, conclusion, until=date(2026, 3, 20))
    command = MoveSuspension(done.id, SINCE, until, "долго болеет")
    office: dict[str, Any] = {
        "region": house.region, "actor": house.director, "now": APRIL, "press": BlankPress(),
    }  # fmt: skip

    if refused:
        with expect_refusal(session, "documents_missing", "until"):
            move_suspension(command, **office)
        return
    assert move_suspension(command, **office).until == until

"""A child's contract that ends with its course: the ground, and the day the council has fixed."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Contract, Programme, Provider, Recipient, Role, Termination
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

COURSE = (date(2026, 3, 2), date(2026, 3, 13))
Council = Callable[..., object]


@pytest.fixture
def programme(rows: Session, provider: Provider) -> Programme:
    """Two years long, of a child of the rehabilitation unit."""
    factories.make_department(
        rows, provider, unit_code="child_rehabilitation", form=Form.SEMI_STATIONARY
    )
    child: Recipient = factories.make_recipient(rows, provider, born=date(2016, 5, 5))
    return factories.make_programme(
        rows, child, form=Form.SEMI_STATIONARY, unit_code="child_rehabilitation"
    )


@pytest.fixture
def council(rows: Session, staff: Staff, programme: Programme) -> Council:
    def record(first: date, last: date, **changes: object) -> object:
        days = {"course_from": first, "course_to": last, "held_on": date(2026, 3, 2)}
        return factories.make_council(rows, programme, staff.actor(Role.DIRECTOR), **days | changes)

    return record


def served(rows: Session, programme: Programme, until: date) -> Contract:
    return factories.make_contract(
        rows, programme, in_force_from=date(2026, 3, 2), valid_until=until
    )


def end(browser: Browser, contract: Contract, day: str) -> tuple[int, str]:
    answer = browser.post(f"/contracts/{contract.id}/end?ground=course_completed", {"day": day})
    return answer.status_code, words(answer).replace("\xa0", " ")


def test_a_contract_that_ended_with_its_course_ends_on_that_ground(
    rows: Session, director: Browser, programme: Programme, council: Council
) -> None:
    """VLA-TER-11: the programme goes on, so its term ends nothing."""
    council(*COURSE)
    contract = served(rows, programme, COURSE[1])
    form = f"/contracts/{contract.id}/end?ground=course_completed"

    home, grounds = director.get("/").text, words(director.get(f"/contracts/{contract.id}/end"))
    page = director.get(form)

    assert form in home
    assert "Договор закончился вместе с курсом 13" in words(director.get("/"))
    assert "Завершение курса" in grounds
    assert "Окончание срока программы" not in grounds
    assert 'value="13.03.2026"' in page.text or 'value="2026-03-13"' in page.text
    assert re.search(r"протокол №.3 от 2 марта 2026", words(page))


def test_a_contract_that_ends_with_its_programme_ends_on_its_term(
    rows: Session, director: Browser, programme: Programme, council: Council
) -> None:
    council(*COURSE)
    programme.valid_until = date(2026, 3, 15)
    contract = served(rows, programme, date(2026, 3, 15))
    rows.commit()

    assert f"/contracts/{contract.id}/end?ground=term_expired" in director.get("/").text
    page = words(director.get(f"/contracts/{contract.id}/end?ground=term_expired"))
    assert "в этот день заканчивается программа" in page


@pytest.mark.parametrize(
    ("courses", "until", "day", "refused"),
    [
        pytest.param([("16.03", "29.05")], "31.12", "28.05", True, id="the day before its last"),
        pytest.param([("16.03", "29.05")], "31.12", "29.05", False, id="its last day"),
        pytest.param([("16.03", "29.05")], "15.05", "15.05", False, id="the contract's own"),
        pytest.param([("02.04", "29.05")], "31.12", "16.03", True, id="it is still to come"),
        pytest.param(
            [("02.03", "13.03"), ("02.04", "29.05")], "31.12", "16.03", False, id="between courses"
        ),
        pytest.param(
            [("02.03", "29.05"), ("02.03", "13.03")], "31.12", "13.03", False, id="decided anew"
        ),
        pytest.param([], "31.12", "30.12", True, id="nothing is decided, a day early"),
        pytest.param([], "31.12", "31.12", False, id="nothing is decided, its own last day"),
    ],
)
def test_a_course_is_not_completed_before_the_day_the_council_fixed(
    rows: Session,
    director: Browser,
    programme: Programme,
    council: Council,
    *,
    courses: list[tuple[str, str]],
    until: str,
    day: str,
    refused: bool,
) -> None:
    """VLA-SCH-03, VLA-TER-11: an earlier end is the council's to decide."""
    for number, (first, last) in enumerate(courses, start=3):
        council(in_2026(first), in_2026(last), minutes_number=str(number))
    contract = served(rows, programme, in_2026(until))

    status, page = end(director, contract, f"{day}.2026")

    kept = rows.scalars(select(Termination)).all()
    if refused:
        assert (status, kept) == (422, [])
        assert ("курс идёт с" if courses else "Решения консилиума о курсе нет") in page
        assert "Открыть решения консилиума" in page
        return
    assert (status, [one.last_day for one in kept]) == (303, [in_2026(day)])
    proof = [str(one["text"]) for one in kept[0].basis]
    reached = (bool(courses) and in_2026(courses[-1][1]) <= in_2026(day)) or len(courses) > 1
    assert [text.startswith("Решение консилиума от 02.03.2026 № ") for text in proof] == (
        [True] if reached else []
    ), "a course that the contract does not reach proves nothing"


def in_2026(day: str) -> date:
    number, month = day.split(".")
    return date(2026, int(month), int(number))

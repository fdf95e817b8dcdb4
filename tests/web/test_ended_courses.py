"""A contract that outlives its only course says so, with the way to the next one (VLA-SCH-01)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Contract, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

TODAY = date(2026, 3, 16)
# Fifteen working days from either day: 23 February and 9 March are holidays.
OVER, ENDS_TODAY = date(2026, 2, 19), date(2026, 2, 20)


@pytest.fixture
def contract(rows: Session, staff: Staff) -> Contract:
    """Day care to the end of a programme of years, its course over on Friday."""
    factories.make_department(rows, staff.provider, unit_code="day_care", form=Form.SEMI_STATIONARY)
    programme = factories.make_programme(
        rows,
        factories.make_recipient(rows, staff.provider, surname="Ежова"),
        unit_code="day_care",
        form=Form.SEMI_STATIONARY,
    )
    return factories.make_contract(rows, programme, in_force_from=OVER, course_start=OVER)


def pages(browser: Browser, contract: Contract) -> tuple[str, str]:
    return words(browser.get(f"/contracts/{contract.id}")), words(browser.get("/"))


def test_the_page_and_the_day_name_the_course_that_is_over(
    director: Browser, contract: Contract
) -> None:
    page, home = pages(director, contract)

    assert "Курс закончился 13 марта 2026." in page
    assert "Курс закончился: Ежова" in home
    assert "Прекратить по заявлению получателя" in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"course_start": ENDS_TODAY}, "its last day", id="VLA-SCH-01"),
        pytest.param({"course_start": None}, "nothing is given yet", id="not begun"),
        pytest.param({"valid_until": date(2026, 3, 13)}, "over with it", id="VLA-TER-02"),
    ],
)
def test_nothing_is_said_while_there_is_nothing_to_do(
    director: Browser, rows: Session, contract: Contract, changes: dict[str, object], why: str
) -> None:
    for name, value in changes.items():
        setattr(contract, name, value)
    rows.commit()

    page, home = pages(director, contract)

    assert "Курс закончился" not in page + home, why


def test_an_end_on_its_way_is_not_asked_for_again(
    director: Browser, rows: Session, staff: Staff, contract: Contract
) -> None:
    factories.make_termination(rows, contract, staff.actor(Role.DIRECTOR))

    page, home = pages(director, contract)

    assert "Курс закончился" not in page + home


def test_whoever_prepares_no_end_reads_who_does(staff: Staff, contract: Contract) -> None:
    page, home = pages(staff.browser(Role.ACCOUNTANT), contract)

    assert "Прекращение готовит директор или заведующий" in page
    assert "Курс закончился" not in home


def test_the_next_course_asks_for_an_end_first(director: Browser, contract: Contract) -> None:
    """The remedy is there: the refusal of the recipient, on a page of its own."""
    page = director.get(f"/contracts/{contract.id}").text
    link = next(
        part.split('"', 1)[0] for part in page.split('href="') if "ground=refusal" in part[:80]
    )

    assert director.get(link).status_code == 200


def test_the_draft_of_a_course_ends_with_it_unless_the_parties_say_otherwise(
    director: Browser, rows: Session, staff: Staff, contract: Contract
) -> None:
    programme = factories.make_programme(
        rows,
        factories.make_recipient(rows, staff.provider, surname="Юдина"),
        unit_code="day_care",
        form=Form.SEMI_STATIONARY,
    )

    page = director.get(f"/contracts/draft/{programme.id}").text

    tick = page.split('name="until_course"', 1)[0].rsplit("<input", 1)[1]
    tick += page.split('name="until_course"', 1)[1].split(">", 1)[0]
    assert "checked" in tick
    assert "курс в нём один" in page
    first = page.split('name="course_start"', 1)[0].rsplit("<input", 1)[1]
    first += page.split('name="course_start"', 1)[1].split(">", 1)[0]
    assert 'value="17.03.2026"' in first, "the next working day"

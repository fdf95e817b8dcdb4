"""VLA-RGT-05: how urgent help is judged when it is over, and the totals of a year."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.information import QualityMark, Rater
from portal.models import Provider, Role, UrgentCase, UrgentMark, UrgentRating
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

RATING = {
    "mark-completeness": "fully",
    "mark-timeliness": "partly",
    "mark-effectiveness": "not",
    "result": "better_conditions",
    "rater": "recipient",
    "rated_on": "16.03.2026",
}


@pytest.fixture
def case(rows: Session, provider: Provider, staff: Staff) -> UrgentCase:
    """A case whose act was drawn up on 10 March."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, provider)
    paper = factories.make_paper(rows, provider.id, recipient_id=person.id)
    return factories.make_urgent_case(
        rows, person, worker, drawn_on=date(2026, 3, 10), paper_id=paper.id
    )


@pytest.fixture
def head(staff: Staff) -> Browser:
    return staff.browser(Role.HEAD_OF_DEPARTMENT)


def test_a_rating_stands_on_the_case_and_is_written_anew(
    rows: Session, head: Browser, case: UrgentCase
) -> None:
    address = f"/urgent/{case.id}/rating"
    assert head.post(address, RATING).status_code == 303
    page = words(head.get(f"/urgent/{case.id}"))
    again = RATING | {"mark-timeliness": "not", "result": "none", "version": "1"}

    answer, outdated = head.post(address, again), head.post(address, again)

    rows.expire_all()
    row = rows.scalars(select(UrgentRating)).one()
    marks = dict(rows.execute(select(UrgentMark.criterion, UrgentMark.mark)).all())
    assert "Своевременность частично" in " ".join(page.split())
    assert "Улучшились условия жизнедеятельности" in page
    assert (answer.status_code, outdated.status_code) == (303, 409)
    assert (row.result, row.rater) == (None, Rater.RECIPIENT)
    assert marks == {
        "completeness": QualityMark.FULLY,
        "timeliness": QualityMark.NOT,
        "effectiveness": QualityMark.NOT,
    }


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({"mark-timeliness": None}, "Не оценено: своевременность", id="one left out"),
        pytest.param({"result": None}, "Отметьте, что изменилось", id="no result"),
        pytest.param({"result": "riches"}, "Выберите", id="a strange result"),
        pytest.param({"rated_on": "09.03.2026"}, "оценивают не раньше", id="before the act"),
        pytest.param({"rated_on": "10.03.2026"}, "", id="on the day of the act"),
        pytest.param({"rated_on": "17.03.2026"}, "не позже сегодняшнего", id="tomorrow"),
    ],
)
def test_every_criterion_has_its_mark_and_the_day_is_after_the_act(
    rows: Session, head: Browser, case: UrgentCase, change: dict[str, str | None], refused: str
) -> None:
    typed = {name: value for name, value in (RATING | change).items() if value is not None}

    answer = head.post(f"/urgent/{case.id}/rating", typed)

    assert answer.status_code == (422 if refused else 303), words(answer)
    assert refused in words(answer)
    assert rows.scalar(select(func.count()).select_from(UrgentRating)) == (0 if refused else 1)


def test_help_is_not_judged_before_it_is_over(
    rows: Session, head: Browser, case: UrgentCase
) -> None:
    case.drawn_on = case.paper_id = None
    rows.commit()

    answer = head.post(f"/urgent/{case.id}/rating", RATING)

    assert "Сначала составьте акт" in words(answer)
    assert "Оценить помощь" not in words(head.get(f"/urgent/{case.id}"))


def test_the_register_counts_marks_and_results_of_its_year(
    rows: Session, provider: Provider, staff: Staff, head: Browser, case: UrgentCase
) -> None:
    """Another year and another provider are not counted; a case without a rating is told."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, provider)
    paper = {"drawn_on": case.drawn_on, "paper_id": case.paper_id}
    second, silent = (factories.make_urgent_case(rows, person, worker, **paper) for _ in range(2))
    earlier = factories.make_urgent_case(rows, person, worker, year=2025, **paper)
    for one, more in ((case, {}), (second, {"mark-completeness": "not"}), (earlier, {})):
        assert head.post(f"/urgent/{one.id}/rating", RATING | more).status_code == 303

    page = " ".join(words(head.get("/urgent/register/2026")).split())

    assert silent.id
    assert "Как оценили помощь: 2 из 3" in page
    assert "Полнота 1 0 1" in page
    assert "Своевременность 0 2 0" in page
    assert "Улучшились условия жизнедеятельности: 2." in page
    assert "Со слов получателей: 2." in page


def test_a_region_that_judges_nothing_has_no_such_page(
    rows: Session, provider: Provider, head: Browser, case: UrgentCase
) -> None:
    provider.region_code = "moscow"
    rows.commit()

    assert head.get(f"/urgent/{case.id}/rating").status_code == 404
    assert "Как оценили помощь" not in words(head.get("/urgent/register/2026"))

"""What a region names for an application is shown before it is written down; nothing is stopped."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Application, ApplicationPaper, Provider, Recipient, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff


@pytest.mark.parametrize(
    ("region", "told"),
    [
        pytest.param("moscow", True, id="MSK-DOC-01, MSK-DOC-02, MSK-DOC-03, MSK-REC-06"),
        pytest.param("astrakhan", False, id="a region without lists of its own"),
    ],
)
def test_papers_and_grounds_stand_beside_the_application(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    provider.region_code = region
    rows.commit()

    page = words(staff.browser(Role.SOCIAL_WORKER).get("/admissions/applications/new"))

    for sentence in ("Бумаги к заявлению", "выписка из домовой книги", "болезнь дольше месяца"):
        assert (sentence in page.casefold() or sentence in page) is told, sentence


@pytest.mark.parametrize(
    ("born", "of_children"), [(date(1946, 5, 2), False), (date(2015, 9, 1), True)]
)
def test_the_papers_of_every_department_that_takes_the_age_are_told(
    rows: Session, provider: Provider, staff: Staff, born: date, *, of_children: bool
) -> None:
    """VLA-DOC-01, VLA-DOC-05, VLA-DOC-07."""
    provider.region_code = "vladimir"
    person = factories.make_recipient(rows, provider, born=born)
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/admissions/applications/new/{person.id}"))

    assert "на дому (отделение социального обслуживания на дому)" in page
    assert "Бумаги личного дела семьи с детьми: на дому" in page
    assert ("отделение реабилитации детей и подростков" in page) is of_children


@pytest.mark.parametrize(("region", "told"), [("vladimir", True), ("moscow", False)])
def test_the_short_list_of_urgent_help_stands_on_its_page(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    """VLA-DOC-04."""
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/urgent/new/{person.id}"))

    assert ("помощь не задерживают" in page) is told


@pytest.fixture
def application(rows: Session, provider: Provider, staff: Staff) -> Application:
    """Of a child of ten in Moscow."""
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider, born=date(2015, 9, 1))
    return factories.make_application(rows, person, staff.actor(Role.SOCIAL_WORKER))


def test_papers_of_an_application_are_recorded_by_kind_and_crossed_out(
    rows: Session, staff: Staff, application: Application
) -> None:
    """MSK-DOC-02, MSK-MIN-02."""
    worker, page = staff.browser(Role.DIRECTOR), f"/admissions/applications/{application.id}"
    paper = {"code": "circumstances_proof", "brought_on": "16.03.2026"}

    asked = words(worker.get(page))
    unnamed = worker.post(f"{page}/papers", paper)
    done = worker.post(f"{page}/papers", paper | {"proof": "house_book_extract"})
    twice = worker.post(f"{page}/papers", paper | {"proof": "house_book_extract"})
    row = rows.scalars(select(ApplicationPaper)).one()
    shown = words(worker.get(page))
    worker.post(f"{page}/papers/strike", {"row": str(row.id)})

    assert "свидетельство о рождении с отметкой о жительстве" in asked.casefold()
    assert unnamed.status_code == 422
    assert "Выберите, чем именно подтверждают" in words(unnamed)
    assert (done.status_code, twice.status_code) == (303, 422)
    assert "выписка из домовой книги Вычеркнуть" in shown
    assert "выписка из домовой книги Вычеркнуть" not in words(worker.get(page))


@pytest.mark.parametrize(
    ("until", "status"),
    [
        pytest.param("20.03.2026", 422, id="MSK-DOC-03: ill for eighteen days"),
        pytest.param("01.04.2026", 422, id="MSK-DOC-03: a day short of a month"),
        pytest.param("02.04.2026", 303, id="MSK-DOC-03: longer than a month"),
    ],
)
def test_a_relatives_illness_counts_when_it_lasts(
    rows: Session, staff: Staff, application: Application, until: str, status: int
) -> None:
    told = {
        "code": "relatives_cannot_care_proof",
        "proof": "medical_extract",
        "brought_on": "16.03.2026",
        "relative": "сын Пётр",
        "obstacle": "long_illness",
        "since": "02.03.2026",
        "until": until,
    }
    path = f"/admissions/applications/{application.id}/papers"

    answer = staff.browser(Role.DIRECTOR).post(path, told)

    assert answer.status_code == status
    kept = rows.scalars(select(ApplicationPaper)).all()
    assert [one.relative for one in kept] == (["сын Пётр"] if status == 303 else [])


@pytest.mark.parametrize(
    ("born", "missing"),
    [
        pytest.param(date(2015, 9, 1), 1, id="MSK-MIN-02: a child lacks the representative's"),
        pytest.param(date(2008, 3, 16), 0, id="MSK-MIN-02: of age, no list for children"),
    ],
)
def test_a_paper_of_a_child_that_has_not_come_is_told_as_missing(
    rows: Session, staff: Staff, application: Application, born: date, missing: int
) -> None:
    rows.scalars(select(Recipient)).one().born = born
    application.applied_on = date(2026, 3, 16)
    rows.commit()
    clerk, page = staff.browser(Role.DIRECTOR), f"/admissions/applications/{application.id}"
    paper = {"code": "birth_certificate_with_moscow_residence", "brought_on": "16.03.2026"}

    before = words(clerk.get(page)).count("Не хватает")
    clerk.post(f"{page}/papers", paper)

    assert before == missing * 2
    assert words(clerk.get(page)).count("Не хватает") == missing

"""An application and an act of inspection are recorded field by field (FED-FRM-06, MSK-FRM-03)."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Provider, RecordedSheet, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_expected_days import APPLICATION


def text_of(answer: bytes) -> str:
    pages = PdfReader(io.BytesIO(answer)).pages
    return " ".join(" ".join(one.extract_text().split()) for one in pages)


@pytest.fixture
def director(rows: Session, provider: Provider, staff: Staff) -> Browser:
    provider.region_code = "moscow"
    rows.commit()
    return staff.browser(Role.DIRECTOR)


def test_an_application_of_somebody_without_a_card_is_filled_and_printed(
    director: Browser, rows: Session
) -> None:
    address = director.post("/admissions/applications/new", APPLICATION).location
    typed = {
        "version": "0",
        "paper-preferred_providers": "Центр «Яуза»",
        "paper-wanted_services-0-0": "Покупка продуктов",
        "paper-wanted_services-0-1": "дважды в неделю",
        "paper-data_consent": "согласен",
    }

    done = director.post(f"{address}/sheets/application", typed)

    kept = rows.scalars(select(RecordedSheet)).one()
    printed = text_of(director.get(f"{address}/sheets/application/paper.pdf").data)
    again = words(director.get(f"{address}/sheets/application"))
    assert done.location == address
    assert kept.tables == {"wanted_services": [["Покупка продуктов", "дважды в неделю"]]}
    for said in ("Юдина Анна Ивановна", "Центр «Яуза»", "дважды в неделю", "согласен"):
        assert said in printed
    assert "Ещё не заполнено" in again


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        pytest.param(Role.ACCOUNTANT, True, id="FED-PDP-01: whose work income is"),
        pytest.param(Role.SOCIAL_WORKER, False, id="FED-PDP-01: whose work it is not"),
    ],
)
def test_income_in_an_act_of_inspection_is_for_those_whose_work_it_is(
    director: Browser, rows: Session, provider: Provider, staff: Staff, role: Role, *, shown: bool
) -> None:
    """A reader who does not see a field leaves it as it was."""
    person = factories.make_recipient(rows, provider)
    address = director.post(f"/admissions/applications/new/{person.id}", APPLICATION).location
    first = {"version": "0", "paper-income": "пенсия 21500 рублей", "paper-act_date": "16.03.2026"}
    director.post(f"{address}/sheets/inspection_act", first)
    reader = staff.browser(role)

    page = reader.get(f"{address}/sheets/inspection_act")
    printed = text_of(reader.get(f"{address}/sheets/inspection_act/paper.pdf").data)
    reader.post(
        f"{address}/sheets/inspection_act",
        {"version": "1", "paper-reason": "трудно ходить", "paper-income": "тайно"},
    )

    kept = rows.scalars(select(RecordedSheet)).one()
    assert ("пенсия 21500" in page.get_data(as_text=True)) is shown
    assert ("пенсия 21500" in printed) is shown
    assert kept.values["income"] == ("тайно" if shown else "пенсия 21500 рублей")
    assert kept.values["reason"] == "трудно ходить"


@pytest.mark.parametrize("outcome", ["refused", "recognition"])
def test_a_decision_has_its_number_whichever_it_is(director: Browser, outcome: str) -> None:
    """FED-REC-03."""
    address = director.post("/admissions/applications/new", APPLICATION).location
    decided = {"outcome": outcome, "decided_on": "16.03.2026", "note": "нет нуждаемости"}

    director.post(address, decided | {"version": "1", "decision_number": "17-ОТ"})

    assert "№ 17-ОТ" in words(director.get(address)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param("09.03.2026", "день от 10.03.2026", id="MSK-FRM-03: before the application"),
        pytest.param("10.03.2026", None, id="MSK-FRM-03: the day of the application"),
        pytest.param("16.03.2026", None, id="today"),
        pytest.param("17.03.2026", "до сегодняшнего", id="to come"),
    ],
)
def test_a_home_is_inspected_between_the_application_and_today(
    director: Browser, day: str, said: str | None
) -> None:
    earlier = APPLICATION | {"applied_on": "10.03.2026"}
    address = director.post("/admissions/applications/new", earlier).location
    typed = {"version": "0", "paper-act_date": day, "paper-birth_date": "02.05.1948"}

    done = director.post(f"{address}/sheets/inspection_act", typed)

    printed = text_of(director.get(f"{address}/sheets/inspection_act/paper.pdf").data)
    assert done.status_code == (422 if said else 303)
    assert said is None or said in words(done).replace("\u00a0", " ")
    assert ("02.05.1948" in printed) is (said is None)
    assert "Юдина" in printed


def test_what_an_act_must_say_is_told_before_it_is_recorded(director: Browser) -> None:
    address = director.post("/admissions/applications/new", APPLICATION).location

    page = words(director.get(f"{address}/sheets/inspection_act"))

    assert "Ещё не заполнено" in page
    assert "Обязательно по форме" in page
    assert "не заполнено: Наличие жилищной субсидии" not in page


@pytest.mark.parametrize(
    ("role", "opened"),
    [(Role.HEAD_OF_DEPARTMENT, 200), (Role.SOCIAL_WORKER, 403), (Role.ACCOUNTANT, 403)],
)
def test_papers_of_somebody_without_a_card_are_for_those_who_admit(
    director: Browser, staff: Staff, role: Role, opened: int
) -> None:
    """FED-PDP-01."""
    address = director.post("/admissions/applications/new", APPLICATION).location
    reader = staff.browser(role)

    answers = [
        reader.get(f"{address}/sheets/inspection_act").status_code,
        reader.get(f"{address}/sheets/inspection_act/paper.pdf").status_code,
        reader.post(f"{address}/sheets/inspection_act", {"version": "0"}).status_code,
    ]

    assert answers == ([200, 200, 303] if opened == 200 else [403] * 3)
    assert ("Бумаги заявления" in words(reader.get(address))) is (opened == 200)

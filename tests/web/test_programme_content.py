"""What stands on a programme's form is copied, shown and printed (FED-FRM-01, MSK-FRM-04)."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Programme, Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.test_programmes import FORM

WHOLE = {
    "conditions": "на дому",
    "frequency-VLA-H-01": "weekly_2",
    "frequency-VLA-H-07": "monthly",
    "paper-recommended_providers-0-0": "Центр «Клязьма»",
    "paper-recommended_providers-0-1": "г. Владимир",
}


def test_a_programme_with_gaps_is_completed_on_its_own_page(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """FED-IPP-01."""
    person = factories.make_recipient(rows, provider)
    director = staff.browser(Role.DIRECTOR)
    address = director.post(f"/programmes/present/{person.id}?form=home", FORM).location
    page = words(director.get(address)).replace("\u00a0", " ")
    found = rows.scalars(select(Programme)).one()
    draft = words(director.get(f"/contracts/draft/{found.id}")).replace("\u00a0", " ")
    refused = words(director.post(f"/contracts/draft/{found.id}", {}))
    rest = WHOLE | {
        "version": "1",
        "paper-first_or_repeat": "повторно",
        "paper-social_support-0-0": "Помощь психолога",
        "paper-social_support-0-1": "дочь",
        "decision-decision_number": "45-р",
    }

    done = director.post(f"/programmes/{found.id}/content", rest)

    after = words(director.get(address)).replace("\u00a0", " ")
    paper = PdfReader(io.BytesIO(director.get(f"/programmes/{found.id}/paper.pdf").data))
    text = " ".join(" ".join(one.extract_text().split()) for one in paper.pages)
    assert "договор по ней не составить. Не хватает: периодичность" in page
    assert "договор по ней не составить. Не хватает: периодичность" in draft
    assert "текст станет неизменным" not in draft
    assert "В записи программы не хватает: периодичность" in refused
    assert done.location == address
    assert "договор по ней не составить" not in after
    assert "№ 45-р" in after
    for said in (
        "Помощь психолога",
        "Центр «Клязьма»",
        "повторно, до 01.03.2029",
        "2 раза в неделю",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("31.02.2026", "Дня 31.02.2026 не бывает", id="no such day"),
        pytest.param("весной", "Введите дату, например", id="no day"),
        pytest.param("17.03.2026", "ещё не наступил", id="tomorrow"),
        pytest.param("16.03.2026", "", id="today"),
        pytest.param("", "", id="not told"),
    ],
)
def test_the_day_of_a_refusal_copied_from_the_form_is_a_day(
    rows: Session, provider: Provider, staff: Staff, typed: str, said: str
) -> None:
    """FED-FRM-01: item 13."""
    person = factories.make_recipient(rows, provider)
    director = staff.browser(Role.DIRECTOR)
    director.post(f"/programmes/present/{person.id}?form=home", FORM)
    found = rows.scalars(select(Programme)).one()
    refused = {"paper-refusals-0-0": "Уборка <жилья>", "paper-refusals-0-2": typed}

    done = director.post(f"/programmes/{found.id}/content", WHOLE | refused | {"version": "1"})

    assert done.status_code == (422 if said else 303)
    assert said in words(done)


@pytest.mark.parametrize(
    ("cap", "warned"),
    [
        pytest.param("", True, id="MSK-FRM-04: item 2.2 is empty"),
        pytest.param("900,00", False, id="MSK-FRM-04: item 2.2 is filled"),
    ],
)
def test_an_empty_field_of_the_decision_is_spoken_of(
    rows: Session, provider: Provider, staff: Staff, cap: str, *, warned: bool
) -> None:
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider)
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    page = director.get(f"/programmes/present/{person.id}?form=home").get_data(as_text=True)
    service = page.split('name="service-')[1].split('"')[0]
    typed = {key: text for key, text in FORM.items() if not key.startswith("service-")} | {
        f"service-{service}": "8",
        "decision_date": "02.03.2026",
        "decision_income": "36000,00",
        "decision_cap": cap,
        "issuer_kind": "uszn",
        "decision-decision_number": "45-р",
    }

    answer = director.post(f"/programmes/present/{person.id}?form=home", typed)

    shown = words(director.get(answer.location))
    assert ("не заполнено: Размер ежемесячной платы не может превышать" in shown) is warned

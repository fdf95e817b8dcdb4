"""Rules that regions only answered are met where somebody acts by them."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.test_expected_days import APPLICATION
from tests.web.test_programmes import FORM

ENROLLED = {
    "outcome": "presented",
    "decided_on": "16.03.2026",
    "enrolled_on": "16.03.2026",
    "order_number": "5",
    "order_date": "16.03.2026",
    "version": "1",
}


@pytest.mark.parametrize(
    ("form", "refused"),
    [
        pytest.param("stationary", True, id="VLA-MIN-01: a place for a child"),
        pytest.param("home", False, id="VLA-MIN-01: another form of service"),
    ],
)
def test_no_child_is_enrolled_without_a_programme(
    rows: Session, provider: Provider, staff: Staff, form: str, *, refused: bool
) -> None:
    director = staff.browser(Role.DIRECTOR)
    typed = APPLICATION | {"service_form": form, "applicant": "legal_representative"}
    address = director.post(
        "/admissions/applications/new", typed | {"submitted_by": "Юдина Нина Петровна"}
    ).location

    answer = director.post(address, ENROLLED)

    assert (answer.status_code == 422) is refused
    assert ("Программы нет. Её готовит отдел" in words(answer)) is refused


@pytest.mark.parametrize(
    ("code", "consented"),
    [
        pytest.param("application", True, id="MSK-PDP-01: a form with a line of consent"),
        pytest.param("waiver", False, id="MSK-PDP-01: a form without one"),
    ],
)
def test_the_sheet_of_consent_is_printed_beside_a_form_with_its_line(
    rows: Session, provider: Provider, staff: Staff, code: str, *, consented: bool
) -> None:
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider)
    rows.commit()

    answer = staff.browser(Role.DIRECTOR).get(f"/recipients/{person.id}/forms/{code}")

    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.data)).pages)
    assert ("Согласие на обработку персональных данных" in " ".join(text.split())) is consented


def test_of_a_family_each_has_a_programme_of_its_own(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """FED-MIN-03, MSK-MIN-01."""
    child = factories.make_recipient(rows, provider)
    mother = factories.make_recipient(rows, provider, snils="112-233-445 95")
    director = staff.browser(Role.DIRECTOR)
    director.post(f"/programmes/present/{child.id}?form=home", FORM)

    same = words(director.post(f"/programmes/present/{child.id}?form=home", FORM))
    hers = words(director.post(f"/programmes/present/{mother.id}?form=home", FORM))

    assert "уже принята" in same
    assert "Договор и программа — на одного получателя" in hers

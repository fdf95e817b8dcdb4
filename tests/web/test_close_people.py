"""Who lives alone and which relative pays, where the region asks (MSK-REC-08, MSK-REC-11)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import LivingAlone, OtherPayer, Provider, Recipient, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_expected_days import APPLICATION
from tests.web.test_recognition_refusals import WARNING, _family
from tests.web.test_tenancy import MOMENT

PAPER = {"paper": "справка № 12", "since": "10.03.2026"}


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    provider.region_code = "moscow"
    found = factories.make_recipient(rows, provider)
    rows.commit()
    return found


@pytest.fixture
def director(person: Recipient, staff: Staff) -> Browser:
    return staff.browser(Role.DIRECTOR)


@pytest.mark.parametrize(
    ("typed", "ground"),
    [
        pytest.param(PAPER, "nobody_registered", id="MSK-REC-08: nobody is registered"),
        pytest.param(
            PAPER | {"registered_relatives": "y", "lives_elsewhere": "y"},
            "registered_relative_lives_elsewhere",
            id="MSK-REC-08: a relative lives in another town",
        ),
        pytest.param(PAPER | {"registered_relatives": "y"}, None, id="a relative lives there"),
        pytest.param(
            {"since": "10.03.2026", "registered_relatives": "y", "lives_elsewhere": "y"},
            None,
            id="MSK-REC-08: no proof",
        ),
        pytest.param({"since": "10.03.2026"}, None, id="no paper at all"),
        pytest.param(PAPER | {"paper": "x"}, None, id="MSK-REC-08: a letter is no paper"),
        pytest.param(
            PAPER | {"lives_elsewhere": "y"}, None, id="MSK-REC-08: elsewhere but not registered"
        ),
        pytest.param(PAPER | {"since": "17.03.2026"}, None, id="tomorrow's paper"),
    ],
)
def test_living_alone_is_marked_with_its_paper(
    rows: Session, director: Browser, person: Recipient, typed: dict[str, str], ground: str | None
) -> None:
    answer = director.post(f"/recipients/{person.id}/close", typed | {"step": "alone"})

    kept = rows.scalars(select(LivingAlone)).one_or_none()
    assert (kept.ground if kept else None) == ground
    assert answer.status_code == (303 if ground else 422)


def test_nobody_is_warned_of_relatives_of_who_lives_alone(
    rows: Session, director: Browser, person: Recipient, provider: Provider
) -> None:
    """MSK-REC-06: until the mark ends."""
    rows.add(_family(person.id, provider.id, date(1990, 1, 1), MOMENT))
    rows.commit()
    address = director.post(f"/admissions/applications/new/{person.id}", APPLICATION).location
    before = words(director.get(address))
    director.post(f"/recipients/{person.id}/close", PAPER | {"step": "alone"})
    marked = words(director.get(address))
    row = rows.scalars(select(LivingAlone)).one()
    end = {"step": "end_alone", "row_id": str(row.id), "until": "16.03.2026"}

    director.post(f"/recipients/{person.id}/close", end)

    assert WARNING in before
    assert WARNING not in marked
    assert WARNING in words(director.get(address))


def test_a_relative_pays_by_consent_until_it_is_withdrawn(
    rows: Session, director: Browser, person: Recipient
) -> None:
    """MSK-REC-11: named at the account."""
    contract = factories.make_contract(rows, factories.make_programme(rows, person))
    account = f"/payments/accounts/{contract.id}"
    consent = {"step": "payer", "name": "Юдина Нина", "relation": "дочь"}
    director.post(f"/recipients/{person.id}/close", consent | {"consent_on": "10.03.2026"})
    named = words(director.get(account))
    row = rows.scalars(select(OtherPayer)).one()
    end = {"step": "end_payer", "row_id": str(row.id), "until": "16.03.2026"}

    director.post(f"/recipients/{person.id}/close", end)
    again = director.post(f"/recipients/{person.id}/close", end)

    assert "Платит по согласию Юдина Нина" in named
    assert "Платит по согласию" not in words(director.get(account))
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        pytest.param({"name": "ИЛЬИНА  Мария Петровна"}, 422, id="MSK-REC-11: the recipient"),
        pytest.param({"relation": "Сама"}, 422, id="MSK-REC-11: to oneself"),
        pytest.param({"name": "Ильина Мария Павловна"}, 303, id="a daughter of that name"),
    ],
)
def test_who_pays_by_consent_is_somebody_else(
    director: Browser, person: Recipient, typed: dict[str, str], status: int
) -> None:
    consent = {"step": "payer", "name": "Юдина Нина", "relation": "дочь"}

    done = director.post(
        f"/recipients/{person.id}/close", consent | typed | {"consent_on": "10.03.2026"}
    )

    assert done.status_code == status
    assert ("Это сам получатель" in words(done)) is (status == 422)


@pytest.mark.parametrize(("region", "status"), [("moscow", 200), ("vladimir", 404)])
def test_the_page_is_there_only_where_the_region_asks(
    rows: Session,
    director: Browser,
    person: Recipient,
    provider: Provider,
    region: str,
    status: int,
) -> None:
    provider.region_code = region
    rows.commit()

    assert director.get(f"/recipients/{person.id}/close").status_code == status
    assert ("Близкие" in words(director.get(f"/recipients/{person.id}"))) is (status == 200)

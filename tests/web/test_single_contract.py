"""Where a recipient has one contract only, pages lead to its amendment (MSK-CON-05)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.moves import MoveKind
from portal.models import Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

TOLD = "Второй договор не составляют"


@pytest.mark.parametrize(
    ("region", "last", "told"),
    [
        pytest.param("moscow", date(2026, 3, 16), True, id="MSK-CON-05: its last day"),
        pytest.param("moscow", date(2026, 3, 15), False, id="MSK-CON-05: it has run out"),
        pytest.param("vladimir", date(2026, 3, 16), False, id="elsewhere a second is drawn up"),
    ],
)
def test_beside_a_running_contract_pages_lead_to_its_amendment(
    rows: Session, provider: Provider, staff: Staff, region: str, last: date, *, told: bool
) -> None:
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    running = factories.make_contract(rows, factories.make_programme(rows, person))
    running.valid_until = last
    another = factories.make_programme(rows, person, issued_on=date(2026, 3, 10))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    shown = words(director.get(f"/programmes/{another.id}"))
    draft = director.get(f"/contracts/draft/{another.id}")
    card = words(director.get(f"/recipients/{person.id}"))
    first = director.get("/").get_data(as_text=True)

    amendment = f"/contracts/{running.id}/amendments/new"
    assert (TOLD in shown) is told
    assert ("Заключить" in shown) is not told
    assert (TOLD in words(draft)) is told
    assert (amendment in draft.get_data(as_text=True)) is told
    assert ("Изменить действующий договор" in card) is told
    assert (f'href="/programmes/{another.id}"' in first) is not told


@pytest.mark.parametrize("closed", [None, date(2026, 3, 16)], ids=["runs", "over"])
@pytest.mark.parametrize("kind", [MoveKind.RESIDENTIAL, MoveKind.DEPARTMENT])
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
def test_on_the_way_into_residential_care_the_next_contract_follows_on_its_step(
    rows: Session, provider: Provider, staff: Staff, role: Role, kind: MoveKind, closed: date | None
) -> None:
    """MSK-CON-05, FED-TRN-01: the contract that is left is not amended for another form."""
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider)
    running = factories.make_contract(rows, factories.make_programme(rows, person))
    another = factories.make_programme(rows, person, issued_on=date(2026, 3, 10))
    worker = staff.actor(Role.DIRECTOR)
    move = factories.make_move(rows, running, worker, kind=kind, closed_on=closed)
    leaves = kind is MoveKind.RESIDENTIAL and closed is None
    reader = staff.browser(role)

    page = reader.get(f"/programmes/{another.id}").get_data(as_text=True)
    card = words(reader.get(f"/recipients/{person.id}"))

    assert (TOLD in page) is not leaves
    assert ("Составить дополнительное соглашение" in page) is not leaves
    assert ("Идёт переход в стационар" in page) is leaves
    assert ("Идёт переход в стационар" in card) is leaves
    assert (f'href="/moves/{move.id}">' in page) is (leaves and role is Role.DIRECTOR)

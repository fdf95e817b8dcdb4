"""Where a recipient has one contract only, pages lead to its amendment (MSK-CON-05)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

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

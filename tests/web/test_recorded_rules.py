"""What a rule asks to be recorded is asked on its page and shown where it is needed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Contract, Provider, Role, Termination
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

REFUSAL = {
    "day": "16.03.2026",
    "issued-refusal_application": "16.03.2026",
    "number-refusal_application": "7",
}


@pytest.fixture
def contract(rows: Session, provider: Provider) -> Contract:
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    return factories.make_contract(rows, programme)


@pytest.fixture
def director(rows: Session, provider: Provider, staff: Staff) -> Browser:
    return staff.browser(Role.DIRECTOR)


def settle(rows: Session, provider: Provider, region: str) -> None:
    provider.region_code = region
    rows.commit()


@pytest.mark.parametrize(("region", "asked"), [("moscow", True), ("astrakhan", False)])
def test_a_refusal_says_what_it_covers_where_the_region_asks(
    rows: Session,
    provider: Provider,
    director: Browser,
    contract: Contract,
    region: str,
    *,
    asked: bool,
) -> None:
    """MSK-IPP-06."""
    settle(rows, provider, region)
    address = f"/contracts/{contract.id}/end?ground=refusal"
    assert ("только от этого поставщика" in words(director.get(address))) is asked
    assert (
        "только от этого поставщика" in words(director.get(f"/contracts/{contract.id}/waive"))
    ) is asked
    if not asked:
        return

    assert director.post(address, REFUSAL).status_code == 422
    director.post(address, REFUSAL | {"scope": "this_provider"})

    end = rows.scalars(select(Termination)).one()
    assert end.scope == "this_provider"
    page = words(director.get(f"/terminations/{end.id}"))
    assert "Только от этого поставщика; у других поставщиков программа действует" in page

"""An older fee bounds what a contract writes, and what any month of it may be billed at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import ContractTerms
from portal.usecases.legacy_fees import RecordLegacyFee, record_legacy_fee
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    conclude,
    earn,
    hand_in_everything,
    make_house,
    present,
    register,
)

OLD = Decimal("140.00")


@pytest.mark.parametrize(
    ("interrupted_on", "kept"),
    [
        pytest.param(None, True, id="FED-FEE-13: served without a break"),
        pytest.param(TODAY, False, id="FED-FEE-13: interrupted that day"),
    ],
)
def test_a_contract_is_drawn_up_within_the_older_fee(
    session: Session, interrupted_on: date | None, *, kept: bool
) -> None:
    house = make_house(session)
    recipient_id = register(house)
    earn(house, recipient_id)
    older = RecordLegacyFee(
        recipient_id, Form.HOME, date(2012, 3, 12), OLD, "договор № 41", interrupted_on
    )
    record_legacy_fee(older, region=house.region, actor=house.director, now=MORNING)
    programme_id = present(house, recipient_id).id
    hand_in_everything(house, recipient_id)

    conclude(house, programme_id)

    terms = session.scalars(select(ContractTerms)).one()
    assert (terms.monthly_fee == OLD, terms.fee_cap == OLD) == (kept, kept)
    told = [str(step["text"]) for step in terms.explanation]
    assert any("плата не выше прежней" in text for text in told) is kept

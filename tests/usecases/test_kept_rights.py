"""An older fee bounds what a contract writes, and what any month of it may be billed at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Contract, ContractTerms
from portal.usecases.legacy_fees import RecordLegacyFee, record_legacy_fee
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    conclude,
    contract_in_force,
    earn,
    hand_in_everything,
    make_house,
    present,
    register,
)
from tests.usecases.test_tariff_days import EVERYTHING, draft, put, rehearse, rehearsed, terms_of

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


@pytest.mark.parametrize(
    ("older", "counted"),
    [
        pytest.param("1199.99", False, id="FED-FEE-13: a kopeck under the fee of the contract"),
        pytest.param("1320.00", True, id="FED-FEE-13: over what the new tariffs come to"),
    ],
)
def test_a_tariff_day_begins_no_terms_over_an_older_fee_recorded_since(
    session: Session, older: str, *, counted: bool
) -> None:
    """The contract comes to 1 200.00, and to 1 320.00 at the tariffs of the day."""
    house = make_house(session, EVERYTHING)
    contract_id = contract_in_force(house)
    recipient_id = session.get_one(Contract, contract_id).recipient_id
    kept = RecordLegacyFee(
        recipient_id, Form.HOME, date(2012, 3, 12), Decimal(older), "договор № 41"
    )
    record_legacy_fee(kept, region=house.region, actor=house.director, now=MORNING)
    day_id = draft(house)
    rehearse(house, day_id)

    row = rehearsed(session)
    assert ("возраст, льгота или право" in row.problem) is not counted
    put(house, day_id, leave=not counted)
    fees = [one.monthly_fee for one in terms_of(session)]
    assert fees == [Decimal("1200.00"), *([Decimal("1320.00")] if counted else [])]

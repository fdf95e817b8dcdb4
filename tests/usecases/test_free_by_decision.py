"""A contract that follows the authority's decision stays free, whatever is calculated anew."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.fee_decision import BY_DECISION, ModeConfirmed
from portal.domain.fee_rules import FeeMode
from portal.domain.law import Timeline, Version
from portal.models import ContractTerms, Programme, SignatureMethod, TariffDayContract
from portal.regions.registry import Region
from portal.usecases.amendment_drafts import (
    DraftAmendment,
    ServiceVolume,
    draft_amendment,
)
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.fee_changes import ChangeFee, change_fee
from tests.support.sample_region import FIRST, IN_FORCE, LAW
from tests.usecases.procedures import (
    MORNING,
    House,
    conclude,
    earn,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
)
from tests.usecases.test_fee_changes_alone import NOW, tariff
from tests.usecases.test_tariff_days import EVERYTHING, draft, rehearse

APRIL = date(2026, 4, 1)
MARCH_3 = date(2026, 3, 3)


def naming_the_mode(region: Region) -> Region:
    fees = replace(region.rules.fee_rules.on(APRIL), mode_in_decision=LAW)
    timeline = Timeline(Version(IN_FORCE, fees, LAW))
    return replace(region, rules=replace(region.rules, fee_rules=timeline))


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session, naming_the_mode(EVERYTHING))


def contract(house: House, *, by_decision: bool) -> int:
    """In force since 2 March; 1200.00 a month by the calculation, free by the decision."""
    recipient_id = register(house)
    earn(house, recipient_id)
    programme_id = present(house, recipient_id).id
    house.session.get_one(Programme, programme_id).decision_mode = FeeMode.FREE
    house.session.commit()
    hand_in_everything(house, recipient_id)
    mode = ModeConfirmed("решение в силе", by_decision=by_decision)
    done = conclude(house, programme_id, mode=mode)
    for party, actor, method in (
        (Party.PROVIDER, house.director, SignatureMethod.PASSWORD),
        (Party.RECIPIENT, house.worker, SignatureMethod.PAPER),
    ):
        command = SignContract(done.id, party, method, house.region.today(MORNING))
        sign_contract(command, region=house.region, actor=actor, now=MORNING)
    return done.id


def test_its_ground_reads_as_a_noun_in_every_paper(session: Session, house: House) -> None:
    contract(house, by_decision=True)

    terms = session.scalars(select(ContractTerms)).one()
    assert (terms.free_ground, terms.free_ground_title) == (
        BY_DECISION,
        "решение органа социальной защиты",
    )


@pytest.mark.parametrize(
    ("by_decision", "fee"),
    [
        pytest.param(True, "0.00", id="MSK-FEE-01 the decision is followed"),
        pytest.param(False, "600.00", id="MSK-FEE-01 the calculation is followed"),
    ],
)
def test_an_agreement_on_services_leaves_it_free(
    house: House, fee: str, *, by_decision: bool
) -> None:
    contract_id = contract(house, by_decision=by_decision)
    command = DraftAmendment(
        contract_id,
        MARCH_3,
        "recipient",
        "agreement",
        services=(ServiceVolume(FIRST, Decimal(4)),),
    )

    done = draft_amendment(command, region=house.region, actor=house.director, now=MORNING)

    assert done.monthly_fee == Decimal(fee)


@pytest.mark.parametrize("by_decision", [True, False])
def test_a_new_tariff_gives_nothing_to_tell(
    session: Session, house: House, *, by_decision: bool
) -> None:
    """MSK-FEE-08: the tariff is a ground, but a free contract has no fee to change."""
    contract_id = contract(house, by_decision=by_decision)
    tariff(house, "165.00")
    command = ChangeFee(contract_id, "tariff_changed", APRIL)

    if by_decision:
        with expect_refusal(session, "value_invalid", "ground"):
            change_fee(command, region=house.region, actor=house.director, now=NOW)
        return
    done = change_fee(command, region=house.region, actor=house.director, now=NOW)
    assert done.monthly_fee == Decimal("1320.00")


@pytest.mark.parametrize("by_decision", [True, False])
def test_a_tariff_day_says_why_it_leaves_the_contract_alone(
    session: Session, house: House, *, by_decision: bool
) -> None:
    contract(house, by_decision=by_decision)

    rehearse(house, draft(house))

    session.rollback()
    row = session.scalars(select(TariffDayContract)).one()
    assert ("по решению органа социальной защиты" in row.problem) is by_decision
    assert row.free_before is by_decision

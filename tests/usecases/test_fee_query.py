"""The fee before a contract: known as soon as the income is, or a category frees."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.fees import ClaimedCategory
from portal.domain.people import PopulationGroup, Relation
from portal.domain.violations import NotFound, RulesBroken
from portal.usecases.income import MemberIncome, RecordIncome, record_income
from portal.usecases.queries.fee import fee_for
from tests.support.sample_region import DAY_CARE
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    earn,
    hand_in_everything,
    make_house,
    months,
    present,
    programme,
    register,
    rows,
)


def test_nothing_is_said_while_nothing_is_known(house: House) -> None:
    recipient_id = register(house)

    assert fee_for(house.provider_id, recipient_id, None, house.region, TODAY) is None


def test_income_threshold_and_cap_are_known_before_the_programme(house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)

    decision = fee_for(house.provider_id, recipient_id, None, house.region, TODAY)

    assert decision is not None
    assert (decision.average_income, decision.threshold, decision.fee_cap) == (
        Decimal("26000.00"),
        Decimal("21000.00"),
        Decimal("2500.00"),
    )
    assert decision.monthly_fee == Decimal("0.00")


@pytest.mark.parametrize(
    ("details", "ground"),
    [
        pytest.param(
            {"categories": (ClaimedCategory("wwii_participant", proved=True),)},
            "wwii_participant",
            id="a proved category, FED-FEE-01",
        ),
        pytest.param({"born": date(2012, 5, 2)}, "minor", id="a minor, FED-FEE-01"),
    ],
)
def test_free_by_category_is_known_without_income(
    house: House, details: dict[str, Any], ground: str
) -> None:
    recipient_id = register(house, **details)

    decision = fee_for(house.provider_id, recipient_id, None, house.region, TODAY)

    assert decision is not None
    assert (decision.free, decision.free_ground) == (True, ground)


def test_what_is_shown_is_what_the_contract_fixes(house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    presented = present(house, recipient_id)
    hand_in_everything(house, recipient_id)
    shown = fee_for(house.provider_id, recipient_id, presented.id, house.region, TODAY)

    assert shown is not None
    # The contract keeps beside each clause the edition of its act on that day.
    assert conclude(house, presented.id).decision == shown.in_editions(house.region.identity.acts)


def test_papers_may_name_another_population_group(house: House) -> None:
    """FED-FEE-03: a pension by disability makes a pensioner of a person of forty."""
    recipient_id = register(house, born=date(1986, 3, 1))
    alone = MemberIncome(Relation.RECIPIENT, incomes=months(date(2025, 2, 1), ["22000.00"] * 12))
    command = RecordIncome(recipient_id, TODAY, PopulationGroup.PENSIONERS, (alone,))
    record_income(command, region=house.region, actor=house.director, now=MORNING)

    decision = fee_for(house.provider_id, recipient_id, None, house.region, TODAY)

    assert decision is not None
    assert decision.threshold == Decimal("21000.00")


def test_a_later_application_does_not_count_yet(house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)

    yesterday = date(2026, 3, 1)
    assert fee_for(house.provider_id, recipient_id, None, house.region, yesterday) is None


def test_a_missing_tariff_is_named(house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    line = programme(recipient_id).services[0]
    services = (type(line)(DAY_CARE, Decimal(1)),)
    presented = present(house, recipient_id, form=Form.SEMI_STATIONARY, services=services)

    with pytest.raises(RulesBroken) as caught:
        fee_for(house.provider_id, recipient_id, presented.id, house.region, TODAY)

    assert caught.value.code == "reference_missing"


def test_another_providers_recipient_and_programme_are_not_found(
    session: Session, house: House
) -> None:
    other = make_house(session)
    foreign = register(other)
    own = register(house)
    presented = present(other, foreign)
    before = rows(session)

    with pytest.raises(NotFound):
        fee_for(house.provider_id, foreign, None, house.region, TODAY)
    with pytest.raises(NotFound):
        fee_for(house.provider_id, own, presented.id, house.region, TODAY)

    assert rows(session) == before

"""The house that tells people of new tariffs before it charges by them."""

from datetime import date

from flask import Flask
from sqlalchemy import and_, func, or_, select

from portal.demo.tariff_year import NEW_YEAR
from portal.extensions import db
from portal.models import Act, ContractTerms, Notice, Provider, TariffDay
from portal.regions.registry import discover


def test_only_a_house_with_that_ground_sets_the_day_and_hands_its_notices_over(demo: Flask) -> None:
    """MSK-FEE-08, MSK-NOT-01."""
    regions = discover()
    telling = {
        provider.id
        for provider in db.session.scalars(select(Provider))
        if "tariff_changed"
        in regions[provider.region_code].rules.fee_rules.on(NEW_YEAR).change_grounds.codes
    }
    days = db.session.scalars(select(TariffDay)).all()

    assert telling
    assert {day.provider_id for day in days} == telling
    told = Notice.tariff_day_id.is_not(None)
    handed = db.session.scalars(select(Notice.handed_on).where(told)).all()
    assert handed
    assert set(handed) == {date(2025, 12, 30)}


def test_no_act_of_such_a_house_asks_more_than_the_terms_of_its_month(demo: Flask) -> None:
    """MSK-PAY-02."""
    telling = select(TariffDay.provider_id)
    above = db.session.scalar(
        select(func.count())
        .select_from(Act)
        .join(
            ContractTerms,
            and_(
                ContractTerms.contract_id == Act.contract_id,
                ContractTerms.since <= Act.month,
                or_(ContractTerms.until.is_(None), ContractTerms.until > Act.month),
            ),
        )
        .where(
            Act.provider_id.in_(telling),
            Act.payable - Act.additional_cost > ContractTerms.monthly_fee,
        )
    )

    assert above == 0

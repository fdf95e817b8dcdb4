"""A fee that rests on an earlier year's minimum is told on the first page, draft and contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.domain.fees import PlannedService
from portal.domain.people import Relation
from portal.models import HouseholdMember, IncomeAssessment, IncomeItem, Provider, Recipient
from portal.usecases.facts import as_data
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.test_tariff_days import facts

FORTY = Decimal(40)


@pytest.mark.parametrize(
    ("held_on", "visits", "told"),
    [
        pytest.param(date(2025, 12, 31), FORTY, True, id="FED-FEE-04: over the bound of today"),
        pytest.param(date(2026, 1, 1), FORTY, False, id="FED-FEE-14: the minimum's first day"),
        pytest.param(date(2025, 12, 31), Decimal(8), False, id="cheaper than either bound"),
    ],
)
def test_a_fee_by_the_minimum_of_last_year_says_what_it_is_by_todays(
    rows: Session,
    provider: Provider,
    director: Browser,
    held_on: date,
    visits: Decimal,
    *,
    told: bool,
) -> None:
    served = (PlannedService(factories.SERVICE, visits, Decimal("125.50")),)
    terms = factories.make_terms(
        ((factories.SERVICE, int(visits), "125.50"),),
        inputs={"facts": as_data(replace(facts(), threshold_day=held_on, services=served))},
        average_income=Decimal("26000.00"),
        threshold=Decimal("19662.00"),
        monthly_fee=min(Decimal("125.50") * visits, Decimal("3169.00" if told else "2500.00")),
    )
    recipient = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, recipient)
    contract = factories.make_contract(rows, programme, terms=terms)
    rows.commit()

    page = words(director.get(f"/contracts/{contract.id}")).replace("\u00a0", " ")

    assert ("по прожиточному минимуму на 31.12.2025, с 01.01.2026 он другой" in page) is told
    assert ("при тех же доходах и услугах плата 2 500,00" in page) is told
    first_page = words(director.get("/")).replace("\u00a0", " ")
    assert ("3 169,00 ₽ → 2 500,00 ₽, минимум другой с 01.01.2026" in first_page) is told


@pytest.mark.parametrize(
    ("applied_on", "told"),
    [
        pytest.param(date(2025, 12, 31), True, id="FED-FEE-02: applied by the minimum of 2025"),
        pytest.param(date(2026, 1, 1), False, id="FED-FEE-02: applied on the new one's first day"),
    ],
)
def test_the_draft_says_that_its_fee_rests_on_the_minimum_of_last_year(
    rows: Session, provider: Provider, director: Browser, applied_on: date, *, told: bool
) -> None:
    recipient = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, recipient, ((factories.SERVICE, 40),))
    rows.add(_assessment(recipient, applied_on))
    rows.commit()

    answer = director.get(f"/contracts/draft/{programme.id}")

    page = words(answer).replace("\u00a0", " ")
    assert "Плата в месяц" in page
    assert "Пока не посчитана" not in page
    assert ("по прожиточному минимуму на 31.12.2025, с 01.01.2026 он другой" in page) is told
    assert ("при тех же доходах и услугах плата 2 500,00" in page) is told
    assert ("запишите доход нового обращения: плату посчитают" in page) is told
    if told:
        assert f'href="/recipients/{recipient.id}/income"' in answer.get_data(as_text=True)


def _assessment(recipient: Recipient, applied_on: date) -> IncomeAssessment:
    """26 000 a month, of one person, through all of 2024 and 2025."""
    own = recipient.provider_id
    items = [
        IncomeItem(provider_id=own, month=date(year, month, 1), amount=Decimal(26000))
        for year in (2024, 2025)
        for month in range(1, 13)
    ]
    alone = HouseholdMember(
        provider_id=own, position=1, relation=Relation.RECIPIENT, born=recipient.born, incomes=items
    )
    return IncomeAssessment(
        provider_id=own,
        recipient_id=recipient.id,
        applied_on=applied_on,
        recorded_at=factories.MOMENT,
        household=[alone],
    )

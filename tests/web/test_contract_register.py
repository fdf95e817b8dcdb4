"""The account of contracts for a period: made, performed, ended (MSK-REG-02)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.models import Contract, Provider, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

MARCH = "/contracts/register?since=01.03.2026&until=16.03.2026"


@pytest.fixture
def provider(rows: Session) -> Provider:
    return factories.make_provider(rows, "moscow")


def stand(rows: Session, provider: Provider, surname: str, **changes: Any) -> Contract:
    person = factories.make_recipient(rows, provider, surname=surname)
    return factories.make_contract(rows, factories.make_programme(rows, person), **changes)


def shown(browser: Browser, address: str = MARCH) -> str:
    return words(browser.get(address)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("changes", "listed", "counts"),
    [
        ({"concluded_on": date(2026, 3, 1)}, True, "заключено 1, прекращено 0"),
        ({"concluded_on": date(2026, 2, 27)}, True, "заключено 0, прекращено 0"),
        (
            {
                "concluded_on": date(2026, 2, 20),
                "ended_on": date(2026, 3, 1),
                "state": ContractState.TERMINATED,
            },
            True,
            "заключено 0, прекращено 1",
        ),
        (
            {
                "concluded_on": date(2026, 2, 20),
                "ended_on": date(2026, 2, 28),
                "state": ContractState.TERMINATED,
            },
            False,
            "заключено 0, прекращено 0",
        ),
        (
            {
                "concluded_on": date(2026, 3, 2),
                "in_force_from": None,
                "state": ContractState.AWAITING_SIGNATURE,
            },
            False,
            "заключено 0, прекращено 0",
        ),
    ],
    ids=[
        "made on the first day",
        "made before",
        "ended on the first day",
        "ended before",
        "unsigned",
    ],
)
def test_a_period_holds_the_contracts_that_stood_in_it(
    rows: Session,
    provider: Provider,
    staff: Staff,
    changes: dict[str, object],
    listed: bool,
    counts: str,
) -> None:
    stand(rows, provider, "Ветлугина", **changes)

    page = shown(staff.browser(Role.DIRECTOR))

    assert ("Ветлугина" in page) is listed
    assert counts in page


def test_units_of_the_period_stand_beside_the_programme(
    rows: Session, provider: Provider, other_provider: Provider, staff: Staff
) -> None:
    contract = stand(rows, provider, "Ветлугина", concluded_on=date(2026, 2, 20))
    stand(rows, other_provider, "Чужая", concluded_on=date(2026, 2, 20))
    worker = staff.actor(Role.SOCIAL_WORKER)
    for day, quantity in ((date(2026, 2, 28), 5), (date(2026, 3, 1), 1), (date(2026, 3, 16), 2)):
        factories.make_delivery(rows, contract, worker, day=day, quantity=Decimal(quantity))
    director = staff.browser(Role.DIRECTOR)

    page = shown(director)

    assert f"{factories.SERVICE}: 3" in page
    assert "от 27.02.2026" in page
    assert "Чужая" not in page
    paper = director.get(MARCH.replace("register", "register.pdf"))
    assert paper.data.startswith(b"%PDF")


@pytest.mark.parametrize(("code", "status"), [("moscow", 200), ("vladimir", 404)])
def test_the_account_is_kept_where_the_region_asks_for_it(
    rows: Session, staff: Staff, provider: Provider, code: str, status: int
) -> None:
    provider.region_code = code
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    assert director.get(MARCH).status_code == status
    assert ("Учёт договоров и услуг" in shown(director, "/contracts")) is (status == 200)

"""The month's work with JavaScript switched off: every form is a form, every step a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.models import Act, Contract, Membership, Payment, Provider, Role
from tests.browser import steps
from tests.browser.house import House
from tests.browser.installation import keep
from tests.browser.stories import VLADIMIR
from tests.support import factories

pytestmark = pytest.mark.browser

MARCH = "2026-03"
LOOKS = 60


def test_the_work_is_done_without_scripts(settled_in: Callable[[str], House]) -> None:
    """Registering, income, services by numbers, closing with a plain progress link, a payment."""
    house = settled_in("vladimir")
    contract_id = _somebody_is_served(house)

    with house.on("2026-03-31T16:00+03:00") as last_day:
        worker = last_day.colleague(Role.SOCIAL_WORKER, scripts=False)
        recipient_id = steps.register(worker, VLADIMIR.person)
        accountant = last_day.colleague(Role.ACCOUNTANT, scripts=False)
        steps.record_income(accountant, recipient_id, "02.03.2026", VLADIMIR.income)
        assert steps.fact(accountant, "Средний доход на человека").startswith(VLADIMIR.average)
        _paper_is_ticked_off(worker, recipient_id)
        worker.goto(f"/deliveries/{contract_id}/{MARCH}")
        steps.enter_numbers(worker, {"VLA-H-01": (3, 5, 10)})
        _cell_is_tapped(worker, contract_id)
        keep(worker, "40-without-scripts-services")

        _month_is_closed(accountant)
        steps.record_payment(accountant, contract_id, "500", "31.03.2026", "В кассе банка", "77")
        keep(accountant, "42-without-scripts-payment")

    with house.rows() as session:
        act = session.scalars(select(Act)).one()
        payment = session.scalars(select(Payment)).one()
        assert (act.month, str(act.payable)) == (date(2026, 3, 1), "502.00")
        assert str(payment.amount) == "500.00"


def _somebody_is_served(house: House) -> int:
    """A contract in force for the social worker's round."""
    with house.rows() as session:
        provider = session.scalars(select(Provider)).one()
        worker = session.scalars(
            select(Membership).where(Membership.role == Role.SOCIAL_WORKER)
        ).one()
        recipient = factories.make_recipient(
            session, provider, surname="Быкова", name="Раиса", social_worker_id=worker.id
        )
        contract = factories.make_contract(
            session, factories.make_programme(session, recipient), social_worker_id=worker.id
        )
        assert isinstance(contract, Contract)
        return contract.id


def _paper_is_ticked_off(worker: Page, recipient_id: int) -> None:
    steps.tick_off(worker, recipient_id, "application", issued="20.02.2026")
    expect(worker.get_by_text("Документ отмечен.")).to_be_visible()


def _cell_is_tapped(worker: Page, contract_id: int) -> None:
    """A tap is a form of its own: the whole sheet comes back."""
    worker.goto(f"/deliveries/{contract_id}/{MARCH}")
    worker.locator("#row-q-VLA-H-01-12").click()
    expect(worker.locator("#row-q-VLA-H-01-12")).to_have_text("1")
    expect(worker).to_have_url(re.compile(f"/deliveries/{contract_id}/{MARCH}#d-1?[0-9]$"))


def _month_is_closed(accountant: Page) -> None:
    accountant.goto(f"/months/{MARCH}")
    steps.follow(accountant, "Проверить и закрыть")
    steps.agree_to_close(accountant)
    steps.press(accountant, "Закрыть месяц")
    expect(accountant).to_have_url(re.compile(r"/jobs/\d+$"))
    _work_is_watched(accountant)
    keep(accountant, "41-without-scripts-closed")


def _work_is_watched(accountant: Page) -> None:
    """Nothing moves by itself: the plain link looks again."""
    for _ in range(LOOKS):
        accountant.wait_for_load_state()
        refresh = accountant.get_by_role("link", name="Обновить", exact=True)
        if not refresh.count():
            break
        accountant.wait_for_timeout(500)
        refresh.click()
    expect(accountant.get_by_role("heading", name="Готово")).to_be_visible()

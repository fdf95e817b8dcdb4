"""The director opens another way of paying; the accountant's form and the recipient follow."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from portal.models import Provider, Role
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.served import serve

PAGE = "/settings/payment-channels"


def test_the_director_opens_a_channel_from_the_settings(
    rows: Session, provider: Provider, staff: Staff, app: Flask
) -> None:
    """VLA-PAY-01."""
    provider.region_code = "vladimir"
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    before = director.get("/settings")
    assert f'href="{PAGE}"' in before.text
    assert "в кассе банка" in words(before)

    page = director.get(PAGE)
    refused = director.post(PAGE, data={"opened": "cash_desk", "reason": ""})
    assert "на чём основан" in words(refused)
    director.post(PAGE, data={"opened": "cash_desk", "reason": "приказ № 7"})
    done = director.get("/settings")

    assert "переводом на счёт" in words(page)
    assert "Сейчас платят в кассе банка, в кассе поставщика" in words(done)
    assert "приказ № 7" in words(director.get(PAGE))


def test_the_accountants_form_offers_what_the_director_opened(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """VLA-PAY-01."""
    found = serve(rows, staff)
    provider.region_code = "vladimir"
    rows.commit()
    page = f"/payments/accounts/{found.contract.id}/record"
    accountant = staff.browser(Role.ACCOUNTANT)

    before = accountant.get(page)
    staff.browser(Role.DIRECTOR).post(PAGE, data={"opened": "cash_desk", "reason": "приказ № 7"})
    after = accountant.get(page)

    assert 'value="cash_desk"' not in before.text
    assert 'value="cash_desk"' in after.text
    assert "другие открыл директор" in words(after)
    assert 'value="bank_transfer"' not in after.text


def test_a_region_with_every_channel_and_who_is_no_director_have_no_such_page(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    provider.region_code = "vladimir"
    rows.commit()
    assert staff.browser(Role.ADMINISTRATOR).get(PAGE).status_code == 403
    provider.region_code = "moscow"
    rows.commit()
    assert staff.browser(Role.DIRECTOR).get(PAGE).status_code == 404

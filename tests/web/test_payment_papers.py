"""A payment takes its fiscal receipt and a scan when they come."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.payments import Channel
from portal.models import Payment, Provider, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

NO_NUMBER = "Нет номера кассового чека"
SCAN = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def payment(rows: Session, provider: Provider, staff: Staff) -> Payment:
    """Cash taken at the provider's desk, the bank gave no receipt."""
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    contract = factories.make_contract(rows, programme, terms=factories.make_terms())
    return factories.make_payment(
        rows,
        contract,
        staff.actor(Role.ACCOUNTANT),
        channel=Channel.CASH_DESK,
        receipt_number=None,
        paid_on=date(2026, 3, 13),
    )


def test_the_number_of_a_fiscal_receipt_is_added_later_and_ends_the_warning(
    payment: Payment, staff: Staff
) -> None:
    """FED-PAY-04."""
    accountant = staff.browser(Role.ACCOUNTANT)
    page = f"/payments/{payment.id}"
    assert NO_NUMBER in words(accountant.get(page))

    accountant.post(f"{page}/receipt", {"fiscal_number": "0001 42"})

    shown = words(accountant.get(page))
    assert "Кассовый чек 0001 42" in shown
    assert NO_NUMBER not in shown
    assert "Квитанция без номера" in shown


def test_a_scan_is_attached_to_a_payment_and_read_back(payment: Payment, staff: Staff) -> None:
    """VLA-PAY-02; a number alone leaves the scan where it is."""
    accountant = staff.browser(Role.ACCOUNTANT)
    page = f"/payments/{payment.id}"
    assert accountant.get(f"{page}/scan").status_code == 404

    accountant.post(f"{page}/receipt", {"scan": (io.BytesIO(SCAN), "квитанция.pdf")})
    accountant.post(f"{page}/receipt", {"fiscal_number": "17"})

    assert accountant.get(f"{page}/scan").data == SCAN
    assert "квитанция.pdf" in words(accountant.get(page))
    assert accountant.post(f"{page}/receipt", {"fiscal_number": "17"}).status_code == 422

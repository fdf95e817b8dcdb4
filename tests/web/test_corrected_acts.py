"""An act that was corrected is paid by its new sum: no page and no receipt asks for the old one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.corrections import LineChange
from portal.models import Act, Role
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from tests.support import factories
from tests.support.browser import words
from tests.usecases.procedures import BlankPress
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, close_march, deliver, serve


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def act(app: Flask, rows: Session, staff: Staff) -> Act:
    """An act of 376.50 of which a correction leaves 251.00; its receipt was printed before."""
    served = serve(rows, staff)
    deliver(rows, staff, served, [3, 4, 5])
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, served.recipient)
    act = close_march(app, rows, staff)[0]
    assert staff.browser(Role.ACCOUNTANT).get(f"/acts/{act.id}/receipt.pdf").status_code == 200
    with app.app_context():
        correct_issued_act(
            CorrectAct(act.id, (LineChange(1, Decimal(2)),), "в один из дней был в больнице"),
            region=app.extensions["regions"][staff.provider.region_code],
            actor=staff.actor(Role.DIRECTOR),
            now=APRIL_MORNING,
            press=BlankPress(),
        )
    rows.rollback()
    return act


def test_the_office_reads_the_sum_that_holds_and_which_receipt_does_not(
    staff: Staff, act: Act
) -> None:
    """FED-ACT-04."""
    office = staff.browser(Role.ACCOUNTANT)

    page = words(office.get(f"/acts/{act.id}"))
    account = words(office.get(f"/payments/accounts/{act.contract_id}"))

    assert "К оплате 251,00 ₽ Акт исправлен: в нём 376,50 ₽" in page
    assert "Прежняя квитанция на 376,50 ₽ (PDF)" in page
    assert "Квитанция с кодом" not in page
    assert "осталось оплатить, 251,00 ₽" in page
    assert "исправлен, квитанция на остаток, 251,00 ₽" in account


def test_the_list_of_acts_and_the_months_sum_what_holds_and_name_the_correction(
    staff: Staff, act: Act
) -> None:
    """FED-ACT-04."""
    office = staff.browser(Role.ACCOUNTANT)

    listed = words(office.get("/acts?month=2026-03"))
    months = words(office.get("/months"))

    assert "251,00 исправлен, в акте 376,50" in listed
    assert "Итого 251,00 251,00" in listed
    assert "251,00 ₽ 251,00 ₽" in months
    assert "376,50" not in months


def test_the_recipient_is_asked_for_the_sum_that_holds(staff: Staff, act: Act) -> None:
    reader = staff.browser(Role.RECIPIENT)

    for page in ("/cabinet", "/cabinet/acts", f"/cabinet/acts/{act.id}"):
        text = words(reader.get(page))
        assert "251,00 ₽" in text, page
        assert "К оплате 376,50 ₽" not in text, page
    assert "Акт исправлен: было 376,50 ₽, стало 251,00 ₽." in words(reader.get("/cabinet"))

"""A child whom the state keeps in full: no income asked, the act says why and what was given."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.catalogue import Form
from portal.models import IssuedItem, Recipient, Role
from portal.usecases.contract_fee import decide_contract_fee
from portal.usecases.facts import load_case
from portal.usecases.reference import reference_book
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, MARCH, Served, close_march, deliver

UNIT, OTHER = "minors_stationary", "child_rehabilitation"
FORMS = {UNIT: Form.STATIONARY, OTHER: Form.SEMI_STATIONARY}
KEPT = "полное государственное обеспечение"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


def take_in(rows: Session, staff: Staff, unit: str, born: date) -> Served:
    department = factories.make_department(
        rows, staff.provider, unit_code=unit, form=FORMS[unit], name="Отделение"
    )
    child = factories.make_recipient(rows, staff.provider, born=born, department_id=department.id)
    programme = factories.make_programme(rows, child, form=FORMS[unit], unit_code=unit)
    terms = factories.make_terms(
        free=True,
        free_ground="full_state_maintenance",
        free_ground_title=KEPT,
        average_income=None,
        threshold=None,
        fee_cap=None,
        monthly_fee=Decimal(0),
    )
    contract = factories.make_contract(rows, programme, terms=terms, department_id=department.id)
    return Served(child, programme, contract, terms)


def give(rows: Session, staff: Staff, child: Recipient, title: str, day: date) -> None:
    rows.add(
        IssuedItem(
            provider_id=staff.provider.id,
            recipient_id=child.id,
            item="clothes",
            title=title,
            size="36",
            season="зима",
            quantity=2,
            issued_on=day,
            recorded_at=APRIL_MORNING,
            recorded_by_id=staff.actor(Role.HEAD_OF_DEPARTMENT).membership_id,
        )
    )
    rows.commit()


@pytest.mark.parametrize(
    ("unit", "born", "ground"),
    [
        pytest.param(UNIT, date(2008, 4, 21), "full_state_maintenance", id="on the eve of 18"),
        pytest.param(OTHER, date(2008, 4, 21), "minor", id="another department"),
        pytest.param(UNIT, date(2008, 4, 20), None, id="18 today"),
    ],
)
def test_the_ground_of_a_child_of_the_stationary_unit_is_full_maintenance(
    app: Flask, rows: Session, staff: Staff, unit: str, born: date, ground: str | None
) -> None:
    """VLA-MIN-04, FED-MIN-02."""
    served = take_in(rows, staff, unit, born)
    region = app.extensions["regions"][staff.provider.region_code]
    day = APRIL_MORNING.date()
    case = load_case(rows, staff.provider.id, served.recipient.id, day=day)

    _facts, fee = decide_contract_fee(case, None, region=region, book=reference_book(rows, region))

    assert fee.free_ground == ground
    assert (fee.free, fee.known) == (ground is not None, ground is not None)


@pytest.mark.parametrize(("born", "asked"), [(date(2008, 4, 21), False), (date(2008, 4, 20), True)])
def test_the_card_of_a_child_asks_for_no_income(
    rows: Session, staff: Staff, born: date, *, asked: bool
) -> None:
    """FED-FEE-01, VLA-MIN-04: what is free whatever the income needs no income."""
    child = factories.make_recipient(rows, staff.provider, born=born)

    card = words(staff.browser(Role.DIRECTOR).get(f"/recipients/{child.id}"))

    assert ("Внести доходы" in card) is asked
    assert ("Услуги бесплатны при любом доходе" in card) is not asked


def test_the_act_and_its_draft_name_full_maintenance_and_what_was_given_in_the_month(
    app: Flask, rows: Session, staff: Staff
) -> None:
    """VLA-MIN-04: the things of the month, those of the contract's days alone, for nothing."""
    served = take_in(rows, staff, UNIT, date(2014, 5, 5))
    for title, day in (
        ("шапка", date(2026, 3, 1)),
        ("куртка", date(2026, 3, 2)),
        ("ботинки", date(2026, 3, 31)),
        ("майка", date(2026, 4, 1)),
    ):
        give(rows, staff, served.recipient, title, day)
    deliver(rows, staff, served, [3, 4])
    draft = words(staff.browser(Role.ACCOUNTANT).get(f"/months/2026-03/draft/{served.contract.id}"))
    act = close_march(app, rows, staff)[0]

    page = words(staff.browser(Role.ACCOUNTANT).get(f"/acts/{act.id}"))
    paper = staff.browser(Role.DIRECTOR).get(f"/acts/{act.id}/act.pdf")

    assert act.month == MARCH
    assert act.payable == Decimal(0)
    assert f"бесплатно: {KEPT}" in page
    for shown in (draft, page):
        assert "Выдано бесплатно" in shown
        assert "Куртка 36 зима 2 02.03.2026 Ботинки 36 зима 2 31.03.2026" in shown
        assert "Шапка" not in shown
        assert "Майка" not in shown
    printed = " ".join(
        " ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(paper.data)).pages
    )
    assert "Выдано бесплатно по нормам вещевого довольствия" in printed
    assert f"основание: {KEPT}" in printed
    assert "куртка" in printed

"""Lists cost the same number of statements, however many people stand on them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.extensions import db
from portal.models import Role
from tests.support import factories
from tests.support.browser import Browser
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, close_march, deliver, serve

LISTS = (
    "/contracts",
    "/deliveries?month=2026-03",
    "/deliveries/today",
    "/acts?month=2026-03",
    "/payments",
    "/payments/receipts",
    "/months",
    "/months/2026-03",
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


def statements(app: Flask, reader: Browser, address: str) -> int:
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        counted.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert reader.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_no_list_asks_row_by_row(app: Flask, rows: Session, staff: Staff) -> None:
    accountant = staff.actor(Role.ACCOUNTANT)
    people = [serve(rows, staff) for _ in range(2)]
    for served in people:
        deliver(rows, staff, served, [3, 4])
        factories.make_payment(rows, served.contract, accountant)
    close_march(app, rows, staff)
    reader = staff.browser(Role.DIRECTOR)
    few = {address: statements(app, reader, address) for address in LISTS}

    for _ in range(12):
        served = serve(rows, staff)
        act = factories.make_act(rows, served.contract, served.terms)
        factories.make_payment(rows, served.contract, accountant)
        assert act.id

    assert {address: statements(app, reader, address) for address in LISTS} == few

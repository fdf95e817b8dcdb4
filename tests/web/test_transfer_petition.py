"""The petition that the director signs names the package as it goes (AST-FRM-05)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.models import Role, TransferLetter
from tests.support import factories
from tests.web.test_transfers import PAPERS, Sides, provider, settings, sides, step, text_of

__all__ = ["provider", "settings", "sides"]


@pytest.mark.parametrize(("whole", "drawn"), [(False, 2), (True, 1)])
def test_a_petition_printed_before_the_package_was_whole_is_drawn_anew(
    sides: Sides, *, whole: bool, drawn: int
) -> None:
    director, move = sides.a.browser(Role.DIRECTOR), sides.put("draft")
    url = f"/transfers/{move.id}"
    if not whole:
        step(director, url, "print", paper="provider_petition")
    for code in PAPERS:
        on = "01.04.2026" if code in ("personal_file", "clearance_sheet") else "07.05.2026"
        step(director, url, "paper", code=code, issued_on=on)
    if whole:
        step(director, url, "print", paper="provider_petition")
    step(director, url, "ready")
    step(director, url, "submit", password=factories.PASSWORD)

    printed = sides.rows.scalars(select(TransferLetter).order_by(TransferLetter.id)).all()
    assert len(printed) == drawn
    officer = sides.ministry.browser(Role.OFFICER)
    read = officer.get(f"/transfers/cases/{move.id}/papers/provider_petition")
    if read.status_code == 404:
        read = officer.get(f"/transfers/{move.id}/papers/provider_petition")
    assert "Обходной лист" in text_of(read.data)

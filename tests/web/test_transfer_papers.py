"""What papers of a move name: the package as it goes, the papers of the file (AST-FRM-05)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.models import IdentityPaper, Role, SubmittedDocument, TransferLetter
from tests.support import factories
from tests.web.test_transfers import (
    MORNING,
    PAPERS,
    Sides,
    provider,
    settings,
    sides,
    step,
    text_of,
)

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


def test_the_index_of_the_file_names_the_passport_by_its_own_number(sides: Sides) -> None:
    """AST-PDP-02: the day on which a paper was entered is not the day on it."""
    director, move = sides.a.browser(Role.DIRECTOR), sides.put("draft")
    for code in ("identity_document", "snils"):
        paper = SubmittedDocument(
            provider_id=sides.a.provider.id,
            recipient_id=sides.person.id,
            code=code,
            issued_on=date(2025, 3, 27),
            received_at=MORNING,
            received_by_id=sides.a.actor(Role.DIRECTOR).membership_id,
        )
        factories.save(sides.rows, paper)
    passport = sides.rows.scalars(
        select(IdentityPaper).where(IdentityPaper.recipient_id == sides.person.id)
    ).one()
    url = f"/transfers/{move.id}"
    step(director, url, "print", paper="personal_file_index")

    letter = sides.rows.scalars(select(TransferLetter)).one()
    text = text_of(director.get(f"{url}/letters/{letter.id}/letter.pdf").data)
    assert passport.number in text
    assert "27.03.2025" not in text

"""What was charged for the month of a move is certified for the receiver (AST-FEE-01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.models import Role, TransferLetter
from tests.support import factories
from tests.support.browser import words
from tests.web.test_transfers import Sides, provider, settings, sides, step, text_of

__all__ = ["provider", "settings", "sides"]


def test_the_certificate_names_the_sum_of_the_act_without_services_beyond_the_programme(
    sides: Sides,
) -> None:
    move = sides.put("completed", moved_on=date(2026, 5, 7))
    director, url = sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}"
    early = director.send(url, {"step": "print", "paper": "former_provider_bill"})
    _charge(sides, date(2026, 5, 1))
    step(director, url, "print", paper="former_provider_bill")

    assert early.status_code == 422
    assert "Акт за май 2026 ещё не выдан" in words(early)
    letter = sides.rows.scalars(select(TransferLetter)).one()
    paper = text_of(director.get(f"{url}/letters/{letter.id}/letter.pdf").data)
    paper = paper.replace("\N{NO-BREAK SPACE}", " ")
    assert all(said in paper for said in ("1 100,00", "по 06.05.2026", "Приволжский дом"))


@pytest.mark.parametrize(("moved_on", "status"), [("2026-05-01", 422), ("2026-05-02", 303)])
def test_a_move_of_the_first_day_of_a_month_needs_no_certificate(
    sides: Sides, moved_on: str, status: int
) -> None:
    move = sides.put("completed", moved_on=date.fromisoformat(moved_on))
    _charge(sides, date(2026, 5, 1))
    _charge(sides, date(2026, 4, 1))

    page = sides.a.browser(Role.DIRECTOR).send(
        f"/transfers/{move.id}", {"step": "print", "paper": "former_provider_bill"}
    )

    assert page.status_code == status


def _charge(sides: Sides, month: date) -> None:
    factories.make_act(
        sides.rows,
        sides.contract,
        sides.contract.terms[0],
        month=month,
        due_on=date(2026, 6, 10),
        payable=Decimal("1200.00"),
        additional_cost=Decimal("100.00"),
    )

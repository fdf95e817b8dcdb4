"""The authority's refusal is kept with its number and reason; a move that is over says how."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.models import Role, Transfer
from tests.support.browser import words
from tests.web.test_transfers import Sides, provider, settings, sides, step

__all__ = ["provider", "settings", "sides"]


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [
        ("", "нет мест", "Введите номер решения об отказе"),
        ("15", "—", "Напишите, почему отказано"),
        ("15", "нет мест", ""),
    ],
)
def test_an_officer_refuses_with_a_number_and_a_reason(
    sides: Sides, number: str, reason: str, said: str
) -> None:
    """AST-TRN-12."""
    move, officer = sides.put("registered"), sides.ministry.browser(Role.OFFICER)
    address = f"/transfers/cases/{move.id}"

    answer = officer.send(address, {"outcome": "refuse", "number": number, "reason": reason})

    assert answer.status_code == (422 if said else 303)
    assert said in words(answer)
    assert ("Почему нет мест" in words(officer.get(address))) is not bool(said)


def test_the_officer_reads_that_and_why_a_move_was_withdrawn(sides: Sides) -> None:
    """AST-TRN-13, AST-PDP-02."""
    move, officer = sides.put("submitted"), sides.ministry.browser(Role.OFFICER)
    sheet = {"taken_back_by": "recipient", "withdrawn_on": "07.05.2026", "words": "передумала"}
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "withdraw", **sheet)

    page = words(officer.get(f"/transfers/cases/{move.id}"))

    assert sides.rows.scalars(select(Transfer.state)).one() == "withdrawn"
    assert "7 мая 2026" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "передумала" in page

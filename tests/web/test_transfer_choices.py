"""Who decides in a move, whom the decision names, and by which rules a child was examined."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import Role
from tests.support.browser import words
from tests.web.test_transfers import Sides, provider, settings, sides

__all__ = ["provider", "settings", "sides"]


@pytest.mark.parametrize(
    ("born", "status"),
    [
        pytest.param(date(2012, 5, 8), 422, id="AST-MIN-02: fourteen tomorrow"),
        pytest.param(date(2012, 5, 7), 303, id="AST-MIN-02: fourteen today"),
    ],
)
def test_a_child_under_fourteen_does_not_choose_the_provider(
    sides: Sides, born: date, status: int
) -> None:
    sides.person.born = born
    move = sides.put("notified", told_on=date(2026, 5, 7), notified_on=date(2026, 5, 7))
    chosen = {"step": "choose", "provider_id": str(sides.b.provider.id), "by": "recipient"}

    answer = sides.a.browser(Role.DIRECTOR).post(f"/transfers/{move.id}", chosen)

    assert answer.status_code == status
    assert ("за получателя решает представитель" in words(answer)) is (status == 422)


@pytest.mark.parametrize(
    ("name", "status"), [("", 303), ("Приволжский дом", 303), ("Совсем чужой дом", 422)]
)
def test_a_provider_of_the_list_and_another_name_are_not_one_choice(
    sides: Sides, name: str, status: int
) -> None:
    """AST-TRN-07."""
    move = sides.put("notified", told_on=date(2026, 5, 7), notified_on=date(2026, 5, 7))
    chosen = {"provider_id": str(sides.b.provider.id), "name": name, "by": "recipient"}

    answer = sides.a.browser(Role.DIRECTOR).post(
        f"/transfers/{move.id}", {"step": "choose", **chosen}
    )

    assert answer.status_code == status
    assert ("Оставьте одно из двух" in words(answer)) is (status == 422)


@pytest.mark.parametrize(("basis", "status"), [("", 422), ("decree_170", 303)])
def test_an_examination_names_the_rules_it_was_made_by(
    sides: Sides, basis: str, status: int
) -> None:
    """AST-DOC-02."""
    sides.person.born = date(2015, 5, 7)
    move = sides.put("draft")
    paper = {"step": "paper", "code": "medical_examination", "issued_on": "01.04.2026"}

    answer = sides.a.browser(Role.DIRECTOR).post(f"/transfers/{move.id}", {**paper, "basis": basis})

    assert answer.status_code == status
    assert ("по каким правилам обследовали: этого" in words(answer)) is (status == 422)

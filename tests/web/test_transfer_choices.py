"""Who decides in a move, whom the decision names, and by which rules a child was examined."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.models import MoveRequest, RepresentativeKind, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.test_transfers import Sides, own_cabinet, provider, settings, sides

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


@pytest.mark.parametrize("state", ["draft", "submitted", "notified"])
@pytest.mark.parametrize(
    ("born", "by", "on", "status"),
    [
        pytest.param(date(2012, 5, 8), "recipient", "07.05.2026", 422, id="fourteen tomorrow"),
        pytest.param(date(2012, 5, 7), "recipient", "07.05.2026", 303, id="fourteen today"),
        pytest.param(date(2012, 5, 7), "recipient", "06.05.2026", 422, id="thirteen that day"),
        pytest.param(date(2012, 5, 8), "representative", "07.05.2026", 303, id="the parent"),
    ],
)
def test_a_childs_move_is_taken_back_by_whom_the_law_lets_speak_on_that_day(
    sides: Sides, state: str, born: date, by: str, on: str, status: int
) -> None:
    """AST-TRN-13, AST-MIN-02: the contract stays whoever says it."""
    sides.person.born = born
    if by == "representative":
        factories.make_representative(sides.rows, sides.person, kind=RepresentativeKind.PARENT)
    move = sides.put(state, applied_on=date(2026, 5, 6), received_on=None)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    said = {"taken_back_by": by, "withdrawn_on": on, "words": "хочет остаться"}

    answer = director.post(url, {"step": "withdraw", **said})

    assert answer.status_code == status
    if status == 422:
        assert "за получателя решает представитель" in words(answer)
        assert sides.states() == [state]
        return
    assert sides.states() == ["withdrawn"]
    assert "Договор действует дальше" in words(director.get(url))


@pytest.mark.parametrize(("born", "decided"), [(date(2008, 5, 7), True), (date(2008, 5, 8), False)])
def test_only_from_eighteen_on_somebody_takes_the_own_move_back_alone_in_the_cabinet(
    sides: Sides, born: date, *, decided: bool
) -> None:
    """AST-MIN-02: until then the office writes it down with the representative's word."""
    sides.person.born = born
    move = sides.put("notified")
    sides.rows.commit()
    wish = {"do": "stay", "transfer": move.id, "why": "хочу остаться"}

    answer = own_cabinet(sides).post("/cabinet/ways", wish)

    assert answer.status_code == (303 if decided else 422)
    assert bool(sides.rows.scalars(select(MoveRequest)).all()) is decided
    assert ("вы решаете вместе с представителем" in words(answer)) is not decided


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

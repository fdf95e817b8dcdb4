"""Who decides in a move, whom the decision names, and by which rules a child was examined."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.authorities import Capacity
from portal.domain.cabinet import EVERYTHING
from portal.domain.contract import ContractState
from portal.models import MoveRequest, RelativeAccess, RepresentativeKind, Role
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
    factories.make_representative(sides.rows, sides.person, kind=RepresentativeKind.PARENT)
    move = sides.put("notified", told_on=date(2026, 5, 7), notified_on=date(2026, 5, 7))
    chosen = {"step": "choose", "provider_id": str(sides.b.provider.id), "by": "recipient"}
    chosen["consented"] = "y"

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", chosen)

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
    factories.make_representative(sides.rows, sides.person, kind=RepresentativeKind.PARENT)
    move = sides.put(state, applied_on=date(2026, 5, 6), received_on=None)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    said = {"taken_back_by": by, "withdrawn_on": on, "words": "хочет остаться"}
    said["consent_given"] = "y"

    answer = director.send(url, {"step": "withdraw", **said})

    assert answer.status_code == status
    if status == 422:
        assert "за получателя решает представитель" in words(answer)
        assert sides.states() == [state]
        return
    assert sides.states() == ["withdrawn"]
    page = words(director.get(url))
    assert "Договор действует дальше" in page
    assert ("Заявление подал представитель. хочет остаться" in page) is (by == "representative")


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
    ("born", "kind", "told"),
    [
        pytest.param(
            date(2010, 5, 8),
            RepresentativeKind.PARENT,
            "с вашего письменного согласия",
            id="fifteen",
        ),
        pytest.param(
            date(1948, 5, 8), RepresentativeKind.ATTORNEY, "Взрослый получатель решает сам", id="78"
        ),
    ],
)
def test_a_relative_is_told_who_decides_about_whoever_speaks_for_himself(
    sides: Sides, born: date, kind: RepresentativeKind, told: str
) -> None:
    """AST-MIN-02: from fourteen the child decides with the parent's consent."""
    sides.person.born = born
    relative = factories.make_representative(sides.rows, sides.person, kind=kind)
    move = sides.put("notified")
    browser = own_cabinet(sides)
    opened = RelativeAccess(
        provider_id=relative.provider_id,
        representative_id=relative.id,
        membership_id=sides.a.actors[Role.RECIPIENT].membership_id,
        parts=sorted(EVERYTHING),
        since=relative.since,
    )
    factories.save(sides.rows, opened)
    sides.rows.commit()
    wish = {"do": "stay", "transfer": move.id, "why": "пусть останется"}

    answer = browser.post("/cabinet/ways", wish)

    assert answer.status_code == 422
    assert told in words(answer)


@pytest.mark.parametrize(
    ("name", "status"), [("", 303), ("Приволжский дом", 303), ("Совсем чужой дом", 422)]
)
def test_a_provider_of_the_list_and_another_name_are_not_one_choice(
    sides: Sides, name: str, status: int
) -> None:
    """AST-TRN-07."""
    move = sides.put("notified", told_on=date(2026, 5, 7), notified_on=date(2026, 5, 7))
    chosen = {"provider_id": str(sides.b.provider.id), "name": name, "by": "recipient"}

    answer = sides.a.browser(Role.DIRECTOR).send(
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

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", {**paper, "basis": basis})

    assert answer.status_code == status
    assert ("по каким правилам обследовали: этого" in words(answer)) is (status == 422)


FROM_14 = date(2012, 5, 7)
TO_18 = date(2008, 5, 8)
GROWN_UP = date(2008, 5, 7)
CHOICE = {"step": "choose", "by": "recipient"}
BACK = {
    "step": "withdraw",
    "taken_back_by": "recipient",
    "withdrawn_on": "07.05.2026",
    "words": "хочет остаться",
}


@pytest.mark.parametrize(("said", "tick"), [(CHOICE, "consented"), (BACK, "consent_given")])
@pytest.mark.parametrize(
    ("born", "consent", "recorded", "status"),
    [
        pytest.param(FROM_14, False, True, 422, id="14, alone"),
        pytest.param(TO_18, False, True, 422, id="18 tomorrow, alone"),
        pytest.param(TO_18, True, False, 422, id="a consent of nobody on record"),
        pytest.param(TO_18, True, True, 303, id="with the consent"),
        pytest.param(GROWN_UP, False, False, 303, id="18 today"),
    ],
)
def test_from_fourteen_to_eighteen_a_move_is_decided_with_the_written_consent(
    sides: Sides,
    said: dict[str, str],
    tick: str,
    born: date,
    status: int,
    *,
    consent: bool,
    recorded: bool,
) -> None:
    """AST-MIN-02, FED-MIN-01."""
    sides.person.born = born
    if recorded:
        factories.make_representative(sides.rows, sides.person, kind=RepresentativeKind.PARENT)
    day = date(2026, 5, 7)
    move = sides.put("notified", told_on=day, notified_on=day)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    shown = director.get(url).text
    typed = {"provider_id": str(sides.b.provider.id), **said} | ({tick: "y"} if consent else {})

    answer = director.send(url, typed)

    assert (f'name="{tick}"' in shown) is (born != GROWN_UP)
    assert answer.status_code == status, words(answer)
    if status == 422:
        assert sides.states() == ["notified"]
        asked = "нет представителя" if consent else "с письменного согласия представителя"
        assert asked in words(answer)


@pytest.mark.parametrize(
    ("said", "who"),
    [(CHOICE, {"by": "representative"}), (BACK, {"taken_back_by": "representative"})],
)
@pytest.mark.parametrize(
    ("born", "status"),
    [
        pytest.param(FROM_14, 422, id="14 today"),
        pytest.param(FROM_14 + timedelta(days=1), 303, id="14 tomorrow"),
    ],
)
def test_from_fourteen_on_the_representative_consents_and_does_not_decide(
    sides: Sides, said: dict[str, str], who: dict[str, str], born: date, status: int
) -> None:
    """AST-MIN-02: the child's own word with the written consent."""
    sides.person.born = born
    factories.make_representative(sides.rows, sides.person, kind=RepresentativeKind.PARENT)
    day = date(2026, 5, 7)
    move = sides.put("notified", told_on=day, notified_on=day)
    typed = {"provider_id": str(sides.b.provider.id), **said, **who}

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", typed)

    assert answer.status_code == status, words(answer)
    assert ("представитель соглашается письменно" in words(answer)) is (status == 422)


def test_the_body_in_place_of_parents_gives_the_consent_of_an_orphan(sides: Sides) -> None:
    """AST-MIN-02: it is nobody's card."""
    sides.person.born = TO_18
    day = date(2026, 5, 7)
    marks = ["both_in_nomenclature", "orphan"]
    move = sides.put("notified", told_on=day, notified_on=day, marks=marks)

    answer = sides.a.browser(Role.DIRECTOR).send(
        f"/transfers/{move.id}", {**BACK, "consent_given": "y"}
    )

    assert answer.status_code == 303, words(answer)


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize(
    ("born", "signed"),
    [
        pytest.param(GROWN_UP, ["representative"], id="a grown-up's attorney"),
        pytest.param(TO_18, ["recipient", "representative_consent"], id="consent"),
        pytest.param(date(2012, 5, 8), ["representative"], id="a parent"),
        pytest.param(date(2012, 5, 8), ["guardian"], id="a child's guardian"),
    ],
)
def test_an_application_is_taken_on_the_word_of_a_recorded_representative_only(
    sides: Sides, born: date, signed: list[str], *, recorded: bool
) -> None:
    """AST-TRN-03, AST-MIN-02."""
    sides.person.born = born
    if recorded:
        kind = RepresentativeKind.ATTORNEY if born == GROWN_UP else RepresentativeKind.PARENT
        kind = RepresentativeKind.GUARDIAN if signed == ["guardian"] else kind
        factories.make_representative(sides.rows, sides.person, kind=kind)
    sides.rows.commit()
    wanted = {
        "provider_id": sides.b.provider.id,
        "reason": "ближе к брату",
        "citizenship": "Российская Федерация",
        "applied_on": "07.05.2026",
        "signed_by": signed,
        "consent": "agree",
        "listed": "y",
    }

    answer = sides.a.browser(Role.DIRECTOR).post(f"/transfers/new/{sides.contract.id}", wanted)

    assert answer.status_code == (303 if recorded else 422), words(answer)
    if not recorded:
        assert "нет представителя" in words(answer)
        assert f'href="/recipients/{sides.person.id}"' in answer.text


@pytest.mark.parametrize("why", ["", "!!!"])
@pytest.mark.parametrize("state", ["draft", "provider_chosen"])
def test_a_withdrawal_without_words_comes_back_with_its_form(
    sides: Sides, state: str, why: str
) -> None:
    """AST-TRN-13: what was typed stays, and nobody is told that no move runs."""
    move = sides.put(state)
    reader = own_cabinet(sides)

    page = reader.post("/cabinet/ways", {"do": "stay", "transfer": move.id, "why": why})
    form = page.text.split('aria-labelledby="h-transfer"')[1]

    assert page.status_code == 422
    assert f'name="transfer" value="{move.id}"' in form
    assert 'id="why-error"' in form
    assert f'value="{why}"' in form
    assert "<details open>" in form
    assert "Переходов нет" not in page.text


@pytest.mark.parametrize(("state", "empty"), [("notified", False), ("completed", True)])
def test_the_ways_are_not_called_none_while_a_transfer_runs(
    sides: Sides, state: str, *, empty: bool
) -> None:
    sides.put(state)
    sides.contract.state = ContractState.TERMINATED
    sides.contract.ended_on = date(2026, 5, 6)
    sides.rows.commit()

    page = own_cabinet(sides).get("/cabinet/ways").text

    assert ("Переходов нет" in page) is empty
    assert ("Отозвать заявление" in page) is not empty


@pytest.mark.parametrize(("day", "said"), [(8, "Вы переезжаете 8"), (7, "Вы переехали 7")])
def test_on_the_eve_the_cabinet_speaks_of_a_move_to_come(sides: Sides, day: int, said: str) -> None:
    on = date(2026, 5, day)
    sides.put("completed", moved_on=on, closed_on=on)

    assert said in words(own_cabinet(sides).get("/cabinet/move"))


def test_who_comes_second_reads_what_became_of_a_transfer_and_who_took_it_back(
    sides: Sides,
) -> None:
    """AST-TRN-13: of two who may take it back one is quicker."""
    move = sides.put("submitted")
    factories.make_representative(sides.rows, sides.person)
    first, second = sides.a.browser(Role.DIRECTOR), sides.a.browser(Role.SOCIAL_WORKER)
    url, reader = f"/transfers/{move.id}", own_cabinet(sides)
    said = {"step": "withdraw", "withdrawn_on": "07.05.2026", "words": "хочет остаться"}
    before = {**said, "taken_back_by": "representative", "version": "1"}
    name = " ".join(sides.a.actor(Role.DIRECTOR).name.split())
    told = f"Запись: {name}"

    assert first.send(url, {**said, "taken_back_by": "recipient"}).status_code == 303
    late = second.post(url, before)
    asked = reader.post("/cabinet/ways", {"do": "stay", "transfer": move.id, "why": "останусь"})
    officer = sides.ministry.browser(Role.OFFICER)
    decided = officer.post(f"/transfers/cases/{move.id}", {"outcome": "register", "version": "1"})

    for answer in (late, asked):
        assert answer.status_code == 422
        assert f"Перевод отозван 07.05.2026. {told}" in words(answer)
        assert "Договор действует как прежде" in words(answer)
    assert decided.status_code == 422
    for page in (second.get(url), officer.get(f"/transfers/cases/{move.id}")):
        assert name in words(page).split("Кто и когда")[0]
    assert f"Заявление отозвано 7 мая 2026. {told}" in words(reader.get("/cabinet/move"))


def test_an_application_answered_by_the_withdrawal_says_so_to_who_still_has_it_open(
    sides: Sides,
) -> None:
    move, reader = sides.put("submitted"), own_cabinet(sides)
    reader.post("/cabinet/ways", {"do": "stay", "transfer": move.id, "why": "останусь"})
    request = sides.rows.scalars(select(MoveRequest)).one()
    said = {"step": "withdraw", "withdrawn_on": "07.05.2026", "words": "хочет остаться"}
    url = f"/transfers/{move.id}"
    sides.a.browser(Role.DIRECTOR).send(url, {**said, "taken_back_by": "recipient"})

    dropped = reader.post("/cabinet/ways", {"do": "drop", "request": request.id})

    assert dropped.status_code == 422
    assert "уже ответили: Перевод отозван 07.05.2026. Запись:" in words(dropped)


@pytest.mark.parametrize(
    ("limited", "why"), [(False, "Получателю 15 лет"), (True, "Суд ограничил дееспособность")]
)
def test_why_a_consent_is_asked_for_is_the_age_or_the_court(
    sides: Sides, why: str, *, limited: bool
) -> None:
    """AST-MIN-02, FED-MIN-01."""
    day = date(2026, 5, 7)
    sides.person.born = date(1970, 5, 8) if limited else date(2011, 5, 6)
    kind = RepresentativeKind.TRUSTEE if limited else RepresentativeKind.PARENT
    factories.make_representative(sides.rows, sides.person, kind=kind)
    if limited:
        sides.person.capacity, sides.person.capacity_since = Capacity.LIMITED, day
        sides.person.capacity_basis = "решение суда № 2-15"
    move = sides.put("notified", told_on=day, notified_on=day)

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", BACK)

    assert answer.status_code == 422
    assert f"{why}{'' if limited else ': решает'}" in words(answer)

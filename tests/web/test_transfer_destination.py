"""Whoever is left sees what the receiver has ready and by when the move ends (AST-TRN-11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.models import (
    Department,
    HoldState,
    Programme,
    Recipient,
    ReviewOutcome,
    Role,
    VacancyHold,
)
from tests.support import factories
from tests.support.browser import words
from tests.web.test_transfers import DAY, MORNING, Sides, provider, settings, sides, step

__all__ = ["provider", "settings", "sides"]


@pytest.mark.parametrize(
    ("days", "tag"), [(0, "Сегодня"), (-1, "Срок прошёл"), (2, "")], ids=["today", "late", "ahead"]
)
def test_a_contract_signed_there_is_shown_and_asks_for_the_end(
    sides: Sides, days: int, tag: str
) -> None:
    first, move = DAY + timedelta(days=days), sides.put("provider_chosen")
    director, url = sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}"
    _awaited(sides, move.id, first)
    before = words(director.get(url))
    _begun(sides, first)
    page, home = words(director.get(url)), director.get("/").text.split("h-moves", 1)[1]

    assert "Договор нового ещё не подписан" in before
    assert f"действует с {first.day} мая 2026" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f'value="{first:%d.%m.%Y}"' in director.get(url).text
    assert tag in home.split("</section>", 1)[0]


@pytest.mark.parametrize(
    ("until", "said", "flashed"),
    [
        (None, "до конца договора, 6 мая 2026", True),
        (date(2026, 5, 7), "до конца договора, 6 мая 2026", True),
        (date(2026, 5, 6), "до 6 мая 2026, в этот день услуги уже есть", False),
    ],
)
def test_a_break_goes_on_to_the_end_of_a_contract_that_is_left(
    sides: Sides, until: date | None, said: str, *, flashed: bool
) -> None:
    """No services are promised for a day after the contract (AST-TRN-11, FED-SUS-04)."""
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    vouched = ["vacancy_confirmed", "new_contract_concluded"]
    move = sides.put("provider_chosen", **there, confirmed=vouched, notified_on=DAY)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    given = {"since": date(2026, 4, 20), "until": until}
    factories.make_suspension(sides.rows, sides.contract, sides.a.actor(Role.DIRECTOR), **given)
    handed = {"papers": "личное дело", "on": f"{DAY:%d.%m.%Y}", "person": "Носова И. Д."}
    step(director, url, "file", **handed)

    end = {"moved_on": f"{DAY:%d.%m.%Y}", "new_from": f"{DAY:%d.%m.%Y}"}
    before = words(director.get(url))
    step(director, url, "complete", **end, own_password=factories.PASSWORD)
    after = words(director.get(url))
    breaks = words(director.get(f"/contracts/{sides.contract.id}/breaks"))

    assert ("Услуги приостановлены с 20 апреля 2026" in before) is (until is None)
    assert ("Услуги были приостановлены с 20 апреля 2026" in after) is flashed
    assert said in breaks.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("days", [0, 1], ids=["on the first day there", "after it"])
def test_a_break_that_was_to_begin_on_the_first_day_there_is_told_at_the_end(
    sides: Sides, days: int, *, told: bool
) -> None:
    """FED-SUS-04: the receiver begins services for somebody who is known to be away."""
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    vouched = ["vacancy_confirmed", "new_contract_concluded"]
    move = sides.put("provider_chosen", **there, confirmed=vouched, notified_on=DAY)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    if not told:
        step(director, url, "envelope")
    given = {"since": DAY + timedelta(days=days), "until": date(2026, 5, 30)}
    factories.make_suspension(sides.rows, sides.contract, sides.a.actor(Role.DIRECTOR), **given)
    if told:
        step(director, url, "envelope")
    handed = {"papers": "личное дело", "on": f"{DAY:%d.%m.%Y}", "person": "Носова И. Д."}
    step(director, url, "file", **handed)
    end = {"moved_on": f"{DAY:%d.%m.%Y}", "new_from": f"{DAY:%d.%m.%Y}"}
    step(director, url, "complete", **end, own_password=factories.PASSWORD)

    after = words(director.get(url)).replace("\N{NO-BREAK SPACE}", " ")
    left = "Перерыв с 7 мая 2026 до 30 мая 2026 (в этот день услуги уже есть) здесь не начнётся"
    assert (left in after) is (days == 0)
    assert ("Скажите о перерыве новому поставщику" in after) is (days == 0 and not told)
    breaks = words(director.get(f"/contracts/{sides.contract.id}/breaks"))
    assert "— не начался: договор кончился 6 мая 2026" in breaks.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("outcome", [ReviewOutcome.OPEN, ReviewOutcome.UNCHANGED])
def test_whoever_completes_a_move_is_told_of_a_review_that_waits(
    sides: Sides, outcome: ReviewOutcome
) -> None:
    """AST-TRN-08: the new programme comes to the receiving provider."""
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    vouched = ["vacancy_confirmed", "new_contract_concluded"]
    move = sides.put("provider_chosen", **there, confirmed=vouched, notified_on=DAY)
    asked = DAY - timedelta(days=2)
    outcome_on = None if outcome is ReviewOutcome.OPEN else DAY
    told = {"asked_on": asked, "outcome": outcome, "outcome_on": outcome_on}
    clerk = sides.a.actor(Role.DIRECTOR)
    factories.make_review(sides.rows, move.provider_id, move.programme_id, clerk, **told)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    handed = {"papers": "личное дело", "on": f"{DAY:%d.%m.%Y}", "person": "Носова И. Д."}
    step(director, url, "file", **handed)

    end = {"moved_on": f"{DAY:%d.%m.%Y}", "new_from": f"{DAY:%d.%m.%Y}"}
    step(director, url, "complete", **end, own_password=factories.PASSWORD)

    said = "О пересмотре программы попросили" in words(director.get(url))
    assert said is (outcome is ReviewOutcome.OPEN)


@pytest.mark.parametrize("days", [0, 1], ids=["moved today", "moves tomorrow"])
def test_a_review_ends_with_a_programme_that_went_with_the_person(sides: Sides, days: int) -> None:
    """AST-TRN-08, AST-REG-02: whoever was left names it, and it is presented where it is served."""
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    move = sides.put("provider_chosen", **there)
    asked, clerk = {"asked_on": DAY - timedelta(days=2)}, sides.a.actor(Role.DIRECTOR)
    factories.make_review(sides.rows, move.provider_id, move.programme_id, clerk, **asked)
    page, director = f"/admissions/programmes/{move.programme_id}", sides.a.browser(Role.DIRECTOR)
    issued = {"new_number": "88/2026", "new_issued_on": f"{DAY:%d.%m.%Y}"}
    typed = {"outcome": "new_programme", "decided_on": f"{DAY:%d.%m.%Y}", "new_programme_id": ""}

    before = director.post(f"{page}/review/end", {**typed, **issued})
    moved_on = DAY + timedelta(days=days)
    move.state, move.moved_on, move.closed_on = "completed", moved_on, moved_on
    sides.rows.commit()
    assert "Номер новой программы" in words(director.get(f"{page}/review/end"))
    refused = [
        director.post(f"{page}/review/end", {**typed, **issued, **wrong})
        for wrong in (
            {"new_number": " "},
            {"new_issued_on": ""},
            {"new_issued_on": f"{DAY + timedelta(days=1):%d.%m.%Y}"},
        )
    ]
    told = director.post(f"{page}/review/end", {**typed, **issued})

    assert "Номер новой программы" not in words(before)
    assert "Сначала примите новую программу" in words(before)
    assert [one.status_code for one in (before, *refused)] == [422] * 4
    assert told.status_code == 303, words(told)
    shown = words(director.get(page)).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Новая программа: № 88/2026 от {DAY:%d.%m.%Y}, у нового поставщика" in shown
    register = words(director.get(f"/admissions/registers/revisions/{DAY.year}"))
    assert f"{DAY:%d.%m.%Y}, № 88/2026" in register


@pytest.mark.parametrize(
    ("number", "issued", "fits"),
    [
        ("88", -2, True),
        ("б", 0, True),
        ("...", -1, False),
        ("!!!", -1, False),
        ("88", -3, False),
        ("88", 1, False),
    ],
)
def test_what_a_review_brought_has_a_number_and_was_issued_after_it_was_asked_for(
    sides: Sides, number: str, issued: int, *, fits: bool
) -> None:
    """AST-REG-02: the register names the programme, and nothing can be corrected there."""
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    move = sides.put("completed", **there, moved_on=DAY, closed_on=DAY)
    asked, clerk = {"asked_on": DAY - timedelta(days=2)}, sides.a.actor(Role.DIRECTOR)
    factories.make_review(sides.rows, move.provider_id, move.programme_id, clerk, **asked)
    typed = {
        "outcome": "new_programme",
        "decided_on": f"{DAY:%d.%m.%Y}",
        "new_programme_id": "",
        "new_number": number,
        "new_issued_on": f"{DAY + timedelta(days=issued):%d.%m.%Y}",
    }

    ended = f"/admissions/programmes/{move.programme_id}/review/end"
    told = sides.a.browser(Role.DIRECTOR).post(ended, typed)

    assert told.status_code == (303 if fits else 422), words(told)
    if issued < -2:
        assert "когда попросили о пересмотре" in words(told)


@pytest.mark.parametrize("later", [False, True])
def test_the_receiver_hears_of_a_review_from_the_envelope(sides: Sides, *, later: bool) -> None:
    """AST-TRN-08: one that was asked for after the envelope asks for the envelope anew."""
    move = sides.put("provider_chosen")
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    incoming, receiver = f"/transfers/incoming/{move.id}", sides.b.browser(Role.DIRECTOR)
    if later:
        step(director, url, "envelope")
    asked, clerk = {"asked_on": DAY - timedelta(days=2)}, sides.a.actor(Role.DIRECTOR)
    factories.make_review(sides.rows, move.provider_id, move.programme_id, clerk, **asked)

    assert ("О пересмотре программы в конверте сказано не то" in words(director.get(url))) is later
    assert "О нём попросили" not in words(receiver.get(incoming))
    step(director, url, "envelope")
    assert "О пересмотре программы в конверте" not in words(director.get(url))
    assert "О нём попросили 5 мая 2026" in words(receiver.get(incoming)).replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.parametrize("same", [True, False], ids=["the programme brought", "another one"])
def test_the_receiver_is_told_not_to_ask_for_a_second_review(sides: Sides, *, same: bool) -> None:
    move = sides.put("provider_chosen")
    asked, clerk = {"asked_on": DAY - timedelta(days=2)}, sides.a.actor(Role.DIRECTOR)
    factories.make_review(sides.rows, move.provider_id, move.programme_id, clerk, **asked)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    receiver, incoming = sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}"
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since=f"{DAY:%d.%m.%Y}")
    step(receiver, incoming, "take")
    card = sides.rows.scalars(
        select(Recipient).where(Recipient.provider_id == sides.b.provider.id)
    ).one()
    old = sides.rows.get_one(Programme, move.programme_id)
    number = old.number if same else "other/2026"
    brought = factories.make_programme(sides.rows, card, number=number, issued_on=old.issued_on)

    for page in ("", "/review"):
        shown = words(receiver.get(f"/admissions/programmes/{brought.id}{page}"))
        assert ("уже попросили через прежнего поставщика" in shown) is same


def _awaited(sides: Sides, transfer_id: int, since: date) -> None:
    person = factories.make_recipient(sides.rows, sides.b.provider)
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    hold = VacancyHold(
        provider_id=sides.b.provider.id,
        transfer_id=transfer_id,
        department_id=home,
        recipient_id=person.id,
        since=since,
        state=HoldState.HELD,
        confirmed_at=MORNING,
        confirmed_by_id=sides.b.actor(Role.DIRECTOR).membership_id,
    )
    factories.save(sides.rows, hold)


def _begun(sides: Sides, first: date) -> None:
    hold = sides.rows.scalars(select(VacancyHold)).one()
    person = sides.rows.get_one(type(sides.person), hold.recipient_id)
    programme = factories.make_programme(
        sides.rows, person, form=Form.STATIONARY, unit_code="residential"
    )
    factories.make_contract(
        sides.rows,
        programme,
        form=Form.STATIONARY,
        concluded_on=DAY - timedelta(days=1),
        terms=factories.make_terms(),
        in_force_from=first,
    )


@pytest.mark.parametrize(("state", "kept"), [("provider_chosen", True), ("completed", False)])
def test_a_place_is_kept_until_the_person_has_moved_in(
    sides: Sides, state: str, *, kept: bool
) -> None:
    """AST-CAP-01."""
    move = sides.put(state, moved_on=None if kept else DAY)
    _awaited(sides, move.id, DAY)

    page = words(sides.b.browser(Role.DIRECTOR).get(f"/transfers/incoming/{move.id}"))

    assert ("Место держим с" in page) is kept
    assert ("Место занял получатель" in page) is not kept

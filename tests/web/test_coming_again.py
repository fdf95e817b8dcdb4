"""Who comes in spite of a transfer that came to nothing: the next one, a file, an own application.

Rules: AST-TRN-11, AST-TRN-13, AST-PDP-01.
"""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.domain.contract import ContractState
from portal.models import (
    Department,
    HoldState,
    Outcome,
    Programme,
    Recipient,
    Role,
    Transfer,
    TransferEnvelope,
    VacancyHold,
)
from portal.usecases.refusals import constraint_name
from tests.support import factories
from tests.support.browser import words
from tests.web.test_transfers import DAY, MORNING, Sides, provider, settings, sides, step

__all__ = ["provider", "settings", "sides"]

LEFT = "получатель к вам не придёт"


@pytest.fixture
def first(sides: Sides) -> Transfer:
    """A transfer that B had received the person for when it was withdrawn."""
    move = sides.put("provider_chosen", chosen_on=DAY)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    receiver, incoming = sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}"
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    sides.rows.refresh(move)
    place = sides.rows.scalars(select(VacancyHold)).one()
    move.state, move.closed_on, place.state = "withdrawn", DAY, HoldState.RELEASED
    sides.rows.commit()
    return move


def card_of(sides: Sides) -> Recipient:
    """The card that B has made of the person."""
    mine = select(Recipient).where(Recipient.provider_id == sides.b.provider.id)
    first_one = mine.order_by(Recipient.id).limit(1)
    return sides.rows.scalars(first_one.execution_options(populate_existing=True)).one()


def again(sides: Sides, state: str, *, taken: bool = False, **changes: object) -> Transfer:
    """The next application of the same person, B again if nothing else is said."""
    move = sides.put(state, **changes)
    if taken:
        place = sides.rows.scalars(select(VacancyHold).order_by(VacancyHold.id)).first()
        assert place is not None
        values = {
            "provider_id": place.provider_id,
            "transfer_id": move.id,
            "department_id": place.department_id,
            "recipient_id": place.recipient_id,
            "since": DAY,
            "state": HoldState.RELEASED if state == "withdrawn" else HoldState.HELD,
            "confirmed_at": MORNING,
            "confirmed_by_id": place.confirmed_by_id,
        }
        factories.save(sides.rows, VacancyHold(**values))
    return move


def brought(sides: Sides, *, came_in: bool = True) -> None:
    """A file from elsewhere that was taken over into the card, or an own envelope about it."""
    made = sides.rows.scalars(select(TransferEnvelope).order_by(TransferEnvelope.id)).first()
    assert made is not None
    values = {
        name: getattr(made, name)
        for name in ("sender", "person", "public_key", "index", "facts", "content")
    }
    own = {"recipient_id": card_of(sides).id} if came_in else {"transfer_id": made.transfer_id}
    director = sides.b.actor(Role.DIRECTOR)
    row = TransferEnvelope(
        provider_id=sides.b.provider.id,
        came_in=came_in,
        sha256="0" * 64,
        made_at=MORNING,
        made_by_id=director.membership_id,
        **values,
        **own,
    )
    factories.save(sides.rows, row)


@pytest.mark.parametrize(
    ("state", "taken", "changes", "comes"),
    [
        pytest.param("provider_chosen", True, {}, True, id="received again"),
        pytest.param("provider_chosen", False, {}, True, id="chosen again, not received yet"),
        pytest.param("completed", True, {"moved_on": DAY}, True, id="has come"),
        pytest.param("notified", False, {}, False, id="chooses still"),
        pytest.param("withdrawn", True, {}, False, id="withdrawn again"),
        pytest.param("refused", False, {}, False, id="refused the second time"),
        pytest.param(
            "provider_chosen",
            False,
            {"chosen_provider_id": None, "chosen_name": "Дом в другом городе"},
            False,
            id="goes to somebody else",
        ),
    ],
)
def test_the_card_of_somebody_whom_the_next_transfer_brings_is_not_emptied(
    sides: Sides,
    first: Transfer,
    state: str,
    changes: dict[str, object],
    *,
    taken: bool,
    comes: bool,
) -> None:
    """FED-PDP-01: the second transfer is what the data rest on."""
    again(sides, state, taken=taken, **changes)
    card, receiver = card_of(sides), sides.b.browser(Role.DIRECTOR)
    erase, surname = f"/recipients/{card.id}/erase", card.surname

    for page in ("/", f"/recipients/{card.id}"):
        assert (erase in receiver.get(page).text) is not comes
    assert LEFT not in words(receiver.get(f"/recipients/{card.id}")) or not comes
    assert receiver.get(erase).status_code == (404 if comes else 200)
    assert receiver.post(erase, {}).status_code == (404 if comes else 303)

    assert (card_of(sides).surname == surname) is comes
    assert first.state == "withdrawn"


def test_a_card_into_which_a_file_was_taken_over_is_emptied_by_a_reason_alone(
    sides: Sides, first: Transfer
) -> None:
    """FED-PDP-01: whether the person of the file comes, only the provider knows."""
    card, receiver = card_of(sides), sides.b.browser(Role.DIRECTOR)
    erase, surname = f"/recipients/{card.id}/erase", card.surname
    assert erase in receiver.get("/").text
    brought(sides)

    assert erase not in receiver.get("/").text
    assert erase in receiver.get(f"/recipients/{card.id}").text
    assert receiver.post(erase, {}).status_code == 422
    assert card_of(sides).surname == surname
    assert receiver.post(erase, {"reason": "письмо дома от 07.05.2026"}).status_code == 303
    assert card_of(sides).surname != surname
    assert first.state == "withdrawn"


@pytest.mark.parametrize(
    ("what", "comes"),
    [
        pytest.param("provider_chosen", True, id="received again"),
        pytest.param("completed", True, id="has come"),
        pytest.param("withdrawn", False, id="withdrawn again"),
        pytest.param("file", True, id="FED-TRN-03: a file from elsewhere"),
        pytest.param("envelope", False, id="an envelope of its own"),
        pytest.param("application", True, id="asks for services"),
        pytest.param("answered", False, id="asked for services"),
        pytest.param("own programme", True, id="a programme of its own"),
        pytest.param("that programme", False, id="the programme of the transfer"),
        pytest.param("contract", True, id="served here"),
        pytest.param("unsigned", False, id="a contract that nobody signs any more"),
    ],
)
def test_today_does_not_say_that_somebody_stays_away_who_comes_another_way(
    sides: Sides, first: Transfer, what: str, *, comes: bool
) -> None:
    receiver = sides.b.browser(Role.DIRECTOR)
    assert LEFT in words(receiver.get("/"))

    bring(sides, first, what)

    assert (LEFT in words(receiver.get("/"))) is not comes
    assert (LEFT in words(receiver.get(f"/recipients/{card_of(sides).id}"))) is not comes


def bring(sides: Sides, first: Transfer, what: str) -> None:
    """Another reason for the person to come to B, or something like it that is none."""
    card, rows = card_of(sides), sides.rows
    if what in ("provider_chosen", "completed", "withdrawn"):
        again(sides, what, taken=True)
    elif what in ("file", "envelope"):
        brought(sides, came_in=what == "file")
    elif what in ("application", "answered"):
        over = {"outcome": Outcome.WITHDRAWN, "outcome_on": DAY} if what == "answered" else {}
        factories.make_application(rows, card, sides.b.actor(Role.DIRECTOR), **over)
    else:
        theirs = rows.get_one(Programme, first.programme_id)
        same: dict[str, Any] = {"number": theirs.number, "issued_on": theirs.issued_on}
        own, later = {} if what == "own programme" else same, MORNING + timedelta(hours=1)
        programme = factories.make_programme(rows, card, presented_at=later, **own)
        if what in ("contract", "unsigned"):
            waits: dict[str, Any] = {
                "state": ContractState.AWAITING_SIGNATURE,
                "in_force_from": None,
            }
            factories.make_contract(rows, programme, **(waits if what == "unsigned" else {}))


def envelopes_of(sides: Sides, move: Transfer) -> list[str]:
    """The hashes of the envelopes that were made for a transfer."""
    made = select(TransferEnvelope.sha256).where(TransferEnvelope.transfer_id == move.id)
    return list(sides.rows.scalars(made.order_by(TransferEnvelope.id)))


def test_the_next_transfer_of_the_same_day_has_an_envelope_of_its_own(
    sides: Sides, first: Transfer
) -> None:
    """AST-TRN-11: equal byte for byte to that of the withdrawn one, and none of it."""
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    move = again(sides, "provider_chosen", chosen_on=DAY)
    url, incoming = f"/transfers/{move.id}", f"/transfers/incoming/{move.id}"
    assert "Принять из конверта" not in words(receiver.get(incoming))

    for _pressed_twice in range(2):
        step(director, url, "envelope")

    assert envelopes_of(sides, move) == envelopes_of(sides, first)
    made, old = (
        sides.rows.scalars(
            select(TransferEnvelope.id).where(TransferEnvelope.transfer_id == one.id)
        ).one()
        for one in (move, first)
    )
    assert director.get(f"/transfers/envelopes/{made}/file").status_code == 200
    assert director.get(f"/transfers/envelopes/{old}/file").status_code == 404, "AST-PDP-01"
    home = sides.rows.scalars(select(VacancyHold.department_id)).one()
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    assert LEFT not in words(receiver.get(f"/recipients/{card_of(sides).id}"))


def test_an_envelope_follows_facts_that_were_changed_and_put_back(sides: Sides) -> None:
    director, move = sides.a.browser(Role.DIRECTOR), sides.put("provider_chosen")
    url, phone = f"/transfers/{move.id}", sides.person.phone
    step(director, url, "envelope")
    for number in ("+79270000001", phone):
        sides.person.phone = number
        sides.rows.commit()
        step(director, url, "envelope")

    one, other, last = envelopes_of(sides, move)
    assert (one == last, one == other) == (True, False), "the newest one counts"


def test_a_file_is_taken_in_once_whatever_is_made_here(sides: Sides, first: Transfer) -> None:
    brought(sides)
    brought(sides, came_in=False)
    assert first.state == "withdrawn"

    with pytest.raises(IntegrityError) as refusal:
        brought(sides)

    assert constraint_name(refusal.value) == "uq_transfer_envelope_came_in"
    sides.rows.rollback()


def keep_place(sides: Sides, move: Transfer) -> VacancyHold:
    """B keeps a place; nobody is taken over yet."""
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    typed = {"department_id": home, "since": "12.05.2026"}
    step(sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}", "place", **typed)
    return sides.rows.scalars(select(VacancyHold).order_by(VacancyHold.id.desc()).limit(1)).one()


FREED = "Место с 12.05.2026 свободно: перевод к вам не состоялся"


@pytest.mark.parametrize(
    ("state", "back", "told"),
    [
        pytest.param("withdrawn", 30, True, id="AST-TRN-13: withdrawn 30 days ago"),
        pytest.param("withdrawn", 31, False, id="withdrawn long ago"),
        pytest.param("refused", 0, True, id="refused"),
        pytest.param("provider_chosen", 0, True, id="chose somebody else"),
        pytest.param("provider_chosen", 31, False, id="chose somebody else long ago"),
    ],
)
def test_whoever_kept_a_place_hears_that_nobody_comes(
    sides: Sides, state: str, back: int, *, told: bool
) -> None:
    """AST-CAP-01; without a name, the data rest on nothing here (AST-PDP-01)."""
    move, receiver = sides.put("notified"), sides.b.browser(Role.DIRECTOR)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    place = keep_place(sides, move)
    assert FREED not in words(receiver.get("/"))
    sides.rows.refresh(move)
    move.state, on = state, DAY - timedelta(days=back)
    place.state = HoldState.RELEASED
    if state == "provider_chosen":
        move.chosen_provider_id, move.chosen_on = sides.third.provider.id, on
        move.chosen_name = sides.third.provider.short_name
    else:
        move.closed_on = on
    sides.rows.commit()

    page = receiver.get("/")

    assert (FREED in words(page)) is told
    link = f'href="/admissions?department={place.department_id}"'
    assert (link in page.text) is told
    assert receiver.get(f"/admissions?department={place.department_id}").status_code == 200
    assert sides.person.surname not in page.text
    assert FREED not in words(sides.third.browser(Role.DIRECTOR).get("/"))
    assert FREED not in words(sides.b.browser(Role.SOCIAL_WORKER).get("/"))


@pytest.mark.parametrize("again_kept", [False, True])
def test_who_has_given_the_place_up_is_not_told_that_it_is_free(
    sides: Sides, *, again_kept: bool
) -> None:
    move, receiver = sides.put("notified"), sides.b.browser(Role.DIRECTOR)
    keep_place(sides, move)
    step(receiver, f"/transfers/incoming/{move.id}", "free")
    place = keep_place(sides, move) if again_kept else None
    sides.rows.refresh(move)
    move.state, move.closed_on = "withdrawn", DAY
    if place is not None:
        place.state = HoldState.RELEASED
    sides.rows.commit()

    assert words(receiver.get("/")).count(FREED) == int(again_kept)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        pytest.param("goes on", "принимают на странице «Переводы»", id="is to come"),
        pytest.param("withdrawn", "Удалите конверт", id="AST-PDP-01: withdrawn"),
        pytest.param("somebody else", "Удалите конверт", id="AST-PDP-01: chose another"),
    ],
)
def test_a_file_of_a_transfer_that_leads_here_no_more_is_to_be_deleted(
    sides: Sides, what: str, said: str
) -> None:
    move, receiver = sides.put("notified"), sides.b.browser(Role.DIRECTOR)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    content = sides.rows.scalars(select(TransferEnvelope.content)).one()
    typed = {"file": (io.BytesIO(content), "e.zip")}
    assert receiver.post("/transfers/envelopes", typed).status_code == 303
    came = select(TransferEnvelope.id).where(TransferEnvelope.came_in.is_(True))
    address = f"/transfers/envelopes/{sides.rows.scalars(came).one()}"
    sides.rows.refresh(move)
    if what == "withdrawn":
        move.state, move.closed_on = "withdrawn", DAY
    if what == "somebody else":
        move.state, move.chosen_on = "provider_chosen", DAY
        move.chosen_provider_id = sides.third.provider.id
    sides.rows.commit()

    refused = receiver.post(address, {})

    assert (refused.status_code, said in words(refused)) == (422, True)
    if what != "goes on":
        dropped = {"step": "drop", "reason": "перевод не состоялся"}
        assert receiver.post(address, dropped).status_code == 303

"""A text with a person whose transfer here came to nothing: nobody hurries, pages lead to its end.

Rules: AST-TRN-11, AST-TRN-13.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, Party
from portal.models import (
    Contract,
    HoldState,
    Programme,
    Role,
    Signature,
    SignatureMethod,
    Transfer,
    VacancyHold,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.test_coming_again import again, card_of, first
from tests.web.test_transfers import DAY, MORNING, Sides, provider, settings, sides

__all__ = ["first", "provider", "settings", "sides"]


@pytest.fixture(autouse=True)
def somebody_else(sides: Sides, first: Transfer) -> None:
    """Another person whom B has taken over by a transfer that is completed, and serves."""
    rows = sides.rows
    there, here = (factories.make_recipient(rows, one.provider) for one in (sides.a, sides.b))
    served = factories.make_contract(rows, factories.make_programme(rows, here))
    left = factories.make_contract(rows, factories.make_programme(rows, there))
    values = {
        "state": "completed",
        "closed_on": DAY,
        "chosen_provider_id": sides.b.provider.id,
        "new_contract_id": served.id,
    }
    move = factories.make_transfer(rows, left, sides.a.actor(Role.DIRECTOR), **values)
    place = place_of(sides, first)
    factories.save(
        rows,
        VacancyHold(
            provider_id=place.provider_id,
            transfer_id=move.id,
            department_id=place.department_id,
            recipient_id=here.id,
            since=DAY,
            state=HoldState.USED,
            confirmed_at=MORNING,
            confirmed_by_id=place.confirmed_by_id,
        ),
    )


def place_of(sides: Sides, move: Transfer) -> VacancyHold:
    """The place that B has kept for the transfer."""
    return sides.rows.scalars(select(VacancyHold).where(VacancyHold.transfer_id == move.id)).one()


VOID, HURRY = "Договоры, которые не подписывают", "Остался день"


def waiting(sides: Sides, move: Transfer, stands: str) -> Programme | Contract:
    """What B has drawn up on the programme of the transfer so far."""
    rows, director = sides.rows, sides.b.actor(Role.DIRECTOR)
    theirs = rows.get_one(Programme, move.programme_id)
    programme = factories.make_programme(
        rows,
        card_of(sides),
        number=theirs.number,
        issued_on=theirs.issued_on,
        form=theirs.form,
        presented_at=MORNING,
        contract_due_at=MORNING + timedelta(days=1),
        contract_due_rule="FED-CON-01",
    )
    if stands == "presented":
        return programme
    contract = factories.make_contract(
        rows,
        programme,
        concluded_on=DAY,
        in_force_from=None,
        state=ContractState.AWAITING_SIGNATURE,
    )
    if stands == "returned":
        factories.make_return(rows, contract, director)
    elif stands == "signed":
        signature = Signature(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            paper_id=contract.paper_id,
            party=Party.PROVIDER,
            signer="Директор",
            method=SignatureMethod.PASSWORD,
            signed_on=DAY,
            recorded_at=MORNING,
            recorded_by_id=director.membership_id,
        )
        factories.save(rows, signature)
    return contract


def becomes(sides: Sides, move: Transfer, what: str) -> None:
    """What the transfer has come to."""
    place = place_of(sides, move)
    if what in ("goes on", "chose another"):
        move.state, move.closed_on = "provider_chosen", None
    else:
        move.state = what
    if what == "goes on":
        place.state = HoldState.HELD
    if what == "chose another":
        move.chosen_provider_id = sides.third.provider.id
        move.chosen_name = sides.third.provider.short_name
    sides.rows.commit()


MOVES = pytest.mark.parametrize(
    ("what", "void"),
    [("goes on", False), ("withdrawn", True), ("refused", True), ("chose another", True)],
)


@MOVES
@pytest.mark.parametrize("stands", ["drawn up", "signed", "returned"])
def test_today_leads_to_the_end_of_a_text_that_nobody_signs_any_more(
    sides: Sides, first: Transfer, stands: str, what: str, *, void: bool
) -> None:
    contract = waiting(sides, first, stands)
    becomes(sides, first, what)

    page = sides.b.browser(Role.DIRECTOR).get("/")

    told = words(page)
    assert (VOID in told, f"/contracts/{contract.id}/not-signed" in page.text) == (void, void)
    hurries = stands != "returned" and not void
    assert (HURRY in told) is hurries
    assert ("Ждут подписи получателя" in told) is (hurries and stands == "signed")
    assert ("Подписать сегодня" in told) is (hurries and stands == "drawn up")
    assert ("Не тот адрес" in told) is (stands == "returned" and not void)
    head = sides.b.browser(Role.HEAD_OF_DEPARTMENT).get("/")
    assert ("Закрывает договор директор" in words(head)) is void
    assert f"/contracts/{contract.id}/not-signed" not in head.text


@MOVES
def test_nobody_is_asked_for_a_contract_with_a_person_who_never_comes(
    sides: Sides, first: Transfer, what: str, *, void: bool
) -> None:
    programme = waiting(sides, first, "presented")
    becomes(sides, first, what)

    told = words(sides.b.browser(Role.DIRECTOR).get("/"))

    assert ("Составить договор" in told, HURRY in told) == (not void, not void)
    page = words(sides.b.browser(Role.DIRECTOR).get(f"/programmes/{programme.id}"))
    assert ("Перевод не состоялся" in page) is void
    assert "Получатель перешёл" not in page
    assert "обслуживает «" not in page


@MOVES
@pytest.mark.parametrize("stands", ["drawn up", "signed"])
def test_the_card_and_the_contract_lead_to_the_end_of_such_a_text(
    sides: Sides, first: Transfer, stands: str, what: str, *, void: bool
) -> None:
    contract = waiting(sides, first, stands)
    becomes(sides, first, what)
    director, head = (sides.b.browser(one) for one in (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT))
    card, page = f"/recipients/{card_of(sides).id}", f"/contracts/{contract.id}"
    closing = f"{page}/not-signed"

    assert (f'href="{closing}"' in director.get(card).text) is void
    assert ("Подписать договор" in words(director.get(card))) is not void
    assert f'href="{page}"' in head.get(card).text
    assert closing not in head.get(card).text
    assert ("Закрыть договор без подписи" in director.get(page).text) is void
    assert director.get(page).text.count(closing) == 1
    assert ("Закрывает его директор" in words(head.get(page))) is void
    for browser in (director, head):
        shown = words(browser.get(page))
        assert ("Подписать нельзя" in shown) is void
        turn = "Проверить и подписать" if browser is director else "ждёт подписи директора"
        asked = "дайте подписать" if stands == "signed" else turn
        assert (asked in shown) is not void
        assert ("Перевод к другому поставщику" in shown) is not void
    if void:
        close(director, closing, card)


def close(director: Browser, closing: str, card: str) -> None:
    said = {"reason": "taken_back", "words": "перевод отозван"}
    assert "новый договор" not in words(director.get(closing))
    sent = director.send(closing, said)
    assert sent.status_code == 303, words(sent)
    assert VOID not in words(director.get("/"))
    assert closing not in director.get(card).text


def test_a_cabinet_asks_for_no_signature_under_such_a_text(sides: Sides, first: Transfer) -> None:
    waiting(sides, first, "signed")
    becomes(sides, first, "goes on")
    access = factories.make_recipient_access(sides.rows, card_of(sides))
    reader = Browser(sides.app).enter(sides.rows, access)
    assert "Ждут вашей подписи" in words(reader.get("/cabinet"))

    becomes(sides, first, "withdrawn")

    assert "Ждут вашей подписи" not in words(reader.get("/cabinet"))


@pytest.mark.parametrize("settled", [False, True])
def test_a_cabinet_asks_for_no_signature_under_a_text_that_is_to_be_drawn_up_anew(
    sides: Sides, first: Transfer, *, settled: bool
) -> None:
    """Nobody signs what was sent back until the new text settles it (FED-CON-05)."""
    contract = waiting(sides, first, "signed")
    assert isinstance(contract, Contract)
    becomes(sides, first, "goes on")
    director = sides.b.actor(Role.DIRECTOR)
    changes = {"settled_at": MORNING, "settled_by_id": director.membership_id} if settled else {}
    factories.make_return(sides.rows, contract, director, **changes)
    access = factories.make_recipient_access(sides.rows, card_of(sides))
    reader = Browser(sides.app).enter(sides.rows, access)

    assert ("Ждут вашей подписи" in words(reader.get("/cabinet"))) is settled


@pytest.mark.parametrize("stands", ["drawn up", "signed", "returned"])
@pytest.mark.parametrize(("days", "early"), [(0, False), (1, True)], ids=["same day", "later"])
def test_a_text_left_from_an_earlier_transfer_is_drawn_up_anew_for_a_later_place(
    sides: Sides, first: Transfer, stands: str, days: int, *, early: bool
) -> None:
    """AST-TRN-11: pages hurry nobody to sign it, and lead to the new text."""
    contract = waiting(sides, first, stands)
    assert isinstance(contract, Contract)
    contract.form, contract.starts_on = Form.STATIONARY, DAY + timedelta(days=1)
    sides.rows.commit()
    becomes(sides, first, "withdrawn")
    move = again(sides, "provider_chosen", taken=True)
    place = sides.rows.scalars(select(VacancyHold).where(VacancyHold.transfer_id == move.id)).one()
    place.since = DAY + timedelta(days=1 + days)
    sides.rows.commit()
    early = early and stands != "returned"
    director, head = (sides.b.browser(one) for one in (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT))
    page = f"/contracts/{contract.id}"

    for browser in (director, head):
        home, shown = words(browser.get("/")), words(browser.get(page))
        assert (VOID in home) is early
        assert ("Место для переезда держат с 9 мая" in home) is early
        assert ("Подписать нельзя" in shown) is early
        assert ("этот текст начинается раньше" in shown) is early
    card = words(director.get(f"/recipients/{card_of(sides).id}"))
    assert ("Составить договор заново" in card) is early
    told = words(director.get("/"))
    assert ("Ждут подписи получателя" in told) is (stands == "signed" and not early)
    assert ("Подписать сегодня" in told) is (stands == "drawn up" and not early)
    if early:
        way = f"{page}/not-signed" if stands == "signed" else f"/signing{page}/send-back"
        assert director.get(page).text.count(f'class="btn big" href="{way}"') == 1
        assert f'{page}/sign"' not in director.get(page).text
        said = "составляют заново с дня" if stands == "drawn up" else "начинается раньше"
        assert said in words(director.get(f"{page}/sign"))
        assert "начинается раньше" in words(head.get(f"{page}/paper-signature"))


@pytest.mark.parametrize(("days", "early"), [(0, False), (1, True)], ids=["same day", "later"])
def test_a_cabinet_asks_for_no_signature_under_a_text_that_begins_too_early(
    sides: Sides, first: Transfer, days: int, *, early: bool
) -> None:
    contract = waiting(sides, first, "signed")
    assert isinstance(contract, Contract)
    contract.form, contract.starts_on = Form.STATIONARY, DAY
    sides.rows.commit()
    becomes(sides, first, "goes on")
    place_of(sides, first).since = DAY + timedelta(days=days)
    sides.rows.commit()
    access = factories.make_recipient_access(sides.rows, card_of(sides))
    reader = Browser(sides.app).enter(sides.rows, access)

    assert ("Ждут вашей подписи" in words(reader.get("/cabinet"))) is not early

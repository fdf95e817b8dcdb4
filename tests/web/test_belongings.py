"""Belongings in care: a list of two of the staff, its paper, what is given back (FED-RGT-03)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import Contract, Inventory, InventoryItem, Paper, Provider, Recipient, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

WATCH = {
    "thing-0-title": "Часы наручные",
    "thing-0-features": "жёлтый металл",
    "thing-0-quantity": "1",
    "thing-1-title": "Деньги",
    "thing-1-features": "12 000,00 ₽",
}


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider, surname="Ветлугина")


def reside(rows: Session, person: Recipient, form: Form = Form.STATIONARY) -> Contract:
    return factories.make_contract(rows, factories.make_programme(rows, person, form=form))


def filled(contract: Contract, staff: Staff, **changes: str) -> dict[str, str]:
    return {
        "contract": str(contract.id),
        "drawn_on": "03.03.2026",
        "handed_by": "0",
        "accepted_by": str(staff.actor(Role.SOCIAL_WORKER).membership_id),
        "witness": str(staff.actor(Role.HEAD_OF_DEPARTMENT).membership_id),
        **WATCH,
    } | changes


def test_a_watch_and_cash_are_listed_over_two_signatures_on_a_paper(
    rows: Session, person: Recipient, staff: Staff
) -> None:
    """The example of FED-RGT-03."""
    contract = reside(rows, person)
    director = staff.browser(Role.DIRECTOR)
    address = f"/recipients/{person.id}/belongings"

    done = director.post(address, filled(contract, staff))

    row = rows.scalars(select(Inventory)).one()
    paper = rows.get_one(Paper, row.paper_id)
    assert done.status_code == 303
    assert (paper.form_code, paper.contract_id) == ("inventory", contract.id)
    assert director.get(f"{address}/{row.id}/paper.pdf").data.startswith(b"%PDF")
    assert "Ждёт подписей" in words(director.get(address))


@pytest.mark.parametrize(
    ("changes", "form", "said"),
    [
        pytest.param({"witness": "same"}, Form.STATIONARY, "разных сотрудников", id="one of staff"),
        pytest.param({}, Form.HOME, "Такого договора сейчас нет", id="at home nothing is kept"),
        pytest.param({}, Form.SEMI_STATIONARY, None, id="nor only in residence"),
        pytest.param(
            {"thing-0-title": "", "thing-1-title": ""},
            Form.STATIONARY,
            "Назовите вещь",
            id="no name",
        ),
        pytest.param(
            {"thing-0-quantity": "1,5"}, Form.STATIONARY, "целое число", id="half a watch"
        ),
        pytest.param(
            {"thing-1-title": "Наличные деньги", "thing-1-features": "в конверте"},
            Form.STATIONARY,
            "назовите сумму",
            id="FED-RGT-03: money without its sum",
        ),
        pytest.param({"thing-0-title": "Я" * 120}, Form.STATIONARY, None, id="a long name"),
        pytest.param({"thing-0-title": "Я" * 121}, Form.STATIONARY, "120 знаков", id="longer"),
        pytest.param({"drawn_on": "02.03.2026"}, Form.STATIONARY, None, id="the contract's day"),
        pytest.param({"drawn_on": "01.03.2026"}, Form.STATIONARY, "в его дни", id="the day before"),
        pytest.param({"drawn_on": "17.03.2026"}, Form.STATIONARY, "не в будущем", id="tomorrow"),
    ],
)
def test_a_list_names_things_days_and_two_people(
    rows: Session,
    person: Recipient,
    staff: Staff,
    changes: dict[str, str],
    form: Form,
    said: str | None,
) -> None:
    contract = reside(rows, person, form)
    typed = filled(contract, staff, **changes)
    if changes.get("witness"):
        typed["witness"] = typed["accepted_by"]

    done = staff.browser(Role.DIRECTOR).post(f"/recipients/{person.id}/belongings", typed)

    assert done.status_code == (422 if said else 303)
    assert said is None or said in words(done).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("day", "said"),
    [("17.03.2026", "ещё не наступил"), ("01.03.2026", "могли с этого дня")],
)
def test_things_are_given_back_between_the_list_and_today(
    rows: Session, person: Recipient, staff: Staff, day: str, said: str
) -> None:
    row = factories.make_inventory(rows, reside(rows, person), staff.actor(Role.SOCIAL_WORKER))
    item = rows.scalars(select(InventoryItem.id)).first()
    given = {"items": [str(item)], "returned_on": day, "returned_to": person.full_name}
    address = f"/recipients/{person.id}/belongings/{row.id}/returned"

    done = staff.browser(Role.DIRECTOR).post(address, given)

    assert done.status_code == 422
    assert said in words(done)


@pytest.mark.parametrize(
    ("name", "paper", "said"),
    [
        pytest.param("кто-то", "паспорт", "фамилия и имя", id="somebody"),
        pytest.param("Ветлугин Пётр", "", "назовите документ", id="a relative without a paper"),
        pytest.param("Ветлугин Пётр", "паспорт 17 08", None, id="a relative with one"),
    ],
)
def test_who_takes_things_is_named_and_shows_a_paper(
    rows: Session, person: Recipient, staff: Staff, name: str, paper: str, said: str | None
) -> None:
    row = factories.make_inventory(rows, reside(rows, person), staff.actor(Role.SOCIAL_WORKER))
    item = rows.scalars(select(InventoryItem.id)).first()
    address = f"/recipients/{person.id}/belongings"
    given = {"items": [str(item)], "returned_on": "16.03.2026"}
    director = staff.browser(Role.DIRECTOR)

    done = director.post(
        f"{address}/{row.id}/returned", given | {"returned_to": name, "paper": paper}
    )

    page = words(done if said else director.get(address))
    assert done.status_code == (422 if said else 303)
    assert (said or "Ветлугин Пётр, паспорт 17 08") in page.replace("\u00a0", " ")


def test_beside_the_lists_stands_the_law_of_visits_and_safety(
    person: Recipient, staff: Staff
) -> None:
    page = words(staff.browser(Role.DIRECTOR).get(f"/recipients/{person.id}/belongings"))

    assert "не препятствует посещениям" in page
    assert "обжаловать" not in page


@pytest.mark.parametrize("ticked", [1, 2])
def test_things_are_given_back_one_by_one_or_all_at_once(
    rows: Session, person: Recipient, staff: Staff, ticked: int
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    row = factories.make_inventory(rows, reside(rows, person), worker)
    ids = rows.scalars(select(InventoryItem.id).order_by(InventoryItem.place)).all()
    director = staff.browser(Role.DIRECTOR)
    address = f"/recipients/{person.id}/belongings"
    given = {
        "items": [str(one) for one in ids[:ticked]],
        "returned_on": "16.03.2026",
        "returned_to": person.full_name,
    }

    done = director.post(f"{address}/{row.id}/returned", given)
    again = director.post(f"{address}/{row.id}/returned", given)

    assert (done.status_code, again.status_code) == (303, 409)
    left = rows.scalars(select(InventoryItem.id).where(InventoryItem.returned_on.is_(None))).all()
    assert list(left) == list(ids[ticked:])
    assert ("Всё отдано" in words(director.get(address))) is (ticked == len(ids))


@pytest.mark.parametrize(
    ("last", "reminded"),
    [
        pytest.param(date(2026, 3, 16), True, id="ended today"),
        pytest.param(date(2026, 3, 17), False, id="ends tomorrow"),
        pytest.param(None, False, id="goes on"),
    ],
)
def test_what_is_still_kept_after_an_end_is_told_on_the_first_page(
    rows: Session, person: Recipient, staff: Staff, last: date | None, *, reminded: bool
) -> None:
    contract = reside(rows, person)
    factories.make_inventory(rows, contract, staff.actor(Role.SOCIAL_WORKER))
    if last is not None:
        contract.ended_on, contract.state = last, ContractState.TERMINATED
        rows.commit()

    page = words(staff.browser(Role.HEAD_OF_DEPARTMENT).get("/"))

    assert ("Отдать вещи: Ветлугина" in page) is reminded


def test_an_unsigned_list_is_signed_or_struck_but_nothing_of_it_is_given_back(
    rows: Session, person: Recipient, staff: Staff
) -> None:
    contract, worker = reside(rows, person), staff.actor(Role.SOCIAL_WORKER)
    row = factories.make_inventory(rows, contract, worker, signed_on=None)
    other = factories.make_inventory(rows, contract, worker, signed_on=None)
    director = staff.browser(Role.DIRECTOR)
    address = f"/recipients/{person.id}/belongings"
    item = rows.scalars(
        select(InventoryItem.id).where(InventoryItem.inventory_id == row.id)
    ).first()
    given = {"items": [str(item)], "returned_on": "16.03.2026", "returned_to": person.full_name}

    early = director.post(f"{address}/{row.id}/returned", given)
    signed = director.post(f"{address}/{row.id}/signed", {"signed_on": "03.03.2026"})
    struck = director.post(f"{address}/{other.id}/signed", {"strike": "1", "reason": "не те часы"})
    late = director.post(f"{address}/{other.id}/signed", {"signed_on": "03.03.2026"})

    assert early.status_code == 422
    assert (signed.status_code, struck.status_code, late.status_code) == (303, 303, 409)

"""The calendar of breaks: seen, weighed, moved by an order; refusals name their clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.contract import ContractState
from portal.models import Contract, Paper, Role, Suspension, SuspensionOrder
from tests.support.browser import Browser, words
from tests.support.factories import make_delivery
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, Served, serve


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff)


@pytest.fixture
def pause(director: Browser, rows: Session, served: Served) -> Suspension:
    """A break of a few days in April, ordered on its page."""
    form = {
        "ground": "hospital_stay",
        "since": "06.04.2026",
        "until": "09.04.2026",
        "paper_later": "y",
    }
    done = director.post(f"/contracts/{served.contract.id}/suspend", form)
    assert done.status_code == 303
    return rows.scalars(select(Suspension)).one()


def page(pause: Suspension) -> str:
    return f"/contracts/{pause.contract_id}/breaks/{pause.id}"


def test_the_calendar_shows_the_break_and_its_order(director: Browser, pause: Suspension) -> None:
    """FED-SUS-04."""
    found = director.get(f"/contracts/{pause.contract_id}/breaks?month=2026-04")
    shown = words(found)

    assert "перерыв: нахождение в медицинской организации" in shown
    assert "без услуг 3" in shown
    assert "Почему столько за апрель 2026? Дней с услугами" in shown
    assert 'data-day="2026-04-06" class=" away first"' in found.get_data(as_text=True)
    assert f"№ {pause.order_number} (PDF)" in shown


def test_the_order_is_frozen(director: Browser, rows: Session, pause: Suspension) -> None:
    order = rows.scalars(select(SuspensionOrder)).one()
    address = f"/contracts/{pause.contract_id}/breaks/orders/{order.id}"
    first, second = director.get(address), director.get(address)
    elsewhere = director.get(f"/contracts/{pause.contract_id + 1}/breaks/orders/{order.id}")
    inputs = rows.scalars(select(Paper.inputs).where(Paper.id == order.paper_id)).one()

    assert first.get_data().startswith(b"%PDF")
    assert first.get_data() == second.get_data()
    assert elsewhere.status_code == 404
    assert "06.04.2026" in str(inputs)
    assert "09.04.2026" in str(inputs)


def test_a_preview_records_nothing(director: Browser, rows: Session, pause: Suspension) -> None:
    found = director.post(f"{page(pause)}/preview", {"since": "06.04.2026", "until": "20.04.2026"})
    shown = words(found)
    rows.refresh(pause)

    assert found.status_code == 200
    assert "Услуги снова с 20 апреля 2026" in shown
    assert "Приказ об изменении дней перерыва" in shown
    assert "→" in shown
    assert "без услуг 14" in shown, "the calendar lies on the new days without scripts too"
    assert pause.until == date(2026, 4, 9)


def test_a_preview_says_what_stands_in_the_way(
    director: Browser, rows: Session, served: Served, staff: Staff, pause: Suspension
) -> None:
    """FED-SUS-04."""
    make_delivery(rows, served.contract, staff.actor(Role.SOCIAL_WORKER), day=date(2026, 4, 10))
    rows.commit()
    found = director.post(f"{page(pause)}/preview", {"since": "06.04.2026", "until": "11.04.2026"})
    beside = director.post(f"{page(pause)}/preview", {"since": "06.04.2026", "until": "10.04.2026"})

    assert (found.status_code, beside.status_code) == (422, 200)
    assert "На 10.04.2026 уже записаны услуги" in words(found)
    assert "ст. 32 442-ФЗ" in words(found)


def test_a_move_is_ordered_and_the_first_order_stays(
    director: Browser, rows: Session, pause: Suspension
) -> None:
    form = {"since": "07.04.2026", "until": "10.04.2026", "reason": "выписали позже", "seen": "1"}
    unreasoned = director.post(page(pause), {**form, "reason": ""})
    done = director.post(page(pause), form)
    stale = director.post(page(pause), {**form, "until": "11.04.2026"})
    rows.refresh(pause)
    orders = rows.scalars(select(SuspensionOrder).order_by(SuspensionOrder.sequence)).all()

    assert (unreasoned.status_code, done.status_code, stale.status_code) == (422, 303, 409)
    assert (pause.since, pause.until) == (date(2026, 4, 7), date(2026, 4, 10))
    assert [(one.since, one.until) for one in orders] == [
        (date(2026, 4, 6), date(2026, 4, 9)),
        (date(2026, 4, 7), date(2026, 4, 10)),
    ]
    assert orders[0].number == pause.order_number != orders[1].number


def test_only_whoever_gives_orders_moves_a_break(
    director: Browser, accountant: Browser, social_worker: Browser, pause: Suspension
) -> None:
    """FED-PDP-01."""
    calendar = f"/contracts/{pause.contract_id}/breaks"

    assert director.get(page(pause)).status_code == 200
    assert accountant.get(calendar).status_code == 200
    assert accountant.get(page(pause)).status_code == 403
    assert social_worker.get(calendar).status_code == 403


@pytest.mark.parametrize("month", ["", "2026", "0001-01", "9999-12", "2026-13"])
def test_a_month_that_is_none_is_the_present_one(
    director: Browser, pause: Suspension, month: str
) -> None:
    found = director.get(f"/contracts/{pause.contract_id}/breaks?month={month}")

    assert "Апрель 2026" in words(found)


@pytest.mark.parametrize(
    ("since", "told"),
    [
        pytest.param(date(2026, 4, 20), "Приостановлен", id="the break begins today"),
        pytest.param(date(2026, 4, 21), "Приостановка с 21 апреля", id="it begins tomorrow"),
    ],
)
def test_lists_say_suspended_from_the_first_day_of_the_break_only(
    director: Browser, rows: Session, served: Served, pause: Suspension, since: date, told: str
) -> None:
    """FED-SUS-04."""
    pause.since, pause.until = since, date(2026, 4, 25)
    rows.merge(pause)
    rows.get_one(Contract, pause.contract_id).state = ContractState.SUSPENDED
    rows.commit()

    for listed in ("/contracts", "/recipients", f"/recipients/{served.recipient.id}"):
        assert f">{told}</span>" in director.get(listed).text.replace("\xa0", " "), listed


MEDICAL = {
    "ground": "medical_contraindication",
    "conclusion_number": "17",
    "conclusion_issuer": "Городская поликлиника № 1",
    "conclusion_named": "y",
}


@pytest.mark.parametrize(
    ("term", "leads"),
    [({"conclusion_until": "24.04.2026"}, True), ({"conclusion_endless": "y"}, False)],
    ids=["with a term", "without one"],
)
def test_a_longer_break_by_a_newer_conclusion_is_reached_from_the_page_of_days(
    director: Browser, rows: Session, served: Served, term: dict[str, str], *, leads: bool
) -> None:
    """FED-SUS-02: each break rests on a conclusion of its own."""
    suspend = f"/contracts/{served.contract.id}/suspend"
    first = {**MEDICAL, "since": "20.04.2026", "conclusion_on": "17.04.2026", **term}
    done = director.post(suspend, first)
    assert done.status_code == 303, words(done)
    pause = rows.scalars(select(Suspension)).one()

    shown = director.get(page(pause))

    link = f"{suspend}?ground=medical_contraindication&amp;since=2026-04-25"
    assert (link in shown.text) is leads
    assert ("снова не позже 25 апреля 2026" in words(shown)) is leads
    if not leads:
        return
    form = director.get(link.replace("&amp;", "&")).text
    assert 'value="25.04.2026"' in form
    assert 'value="17.04.2026"' not in form, "the conclusion that is over by then"
    newer = {"since": "25.04.2026", "conclusion_on": "20.04.2026", "conclusion_until": "08.05.2026"}
    again = director.post(suspend, {**MEDICAL, **newer, "conclusion_number": "18"})
    assert again.status_code == 303, words(again)


@pytest.mark.parametrize(
    ("since", "told", "form"),
    [
        ("20.04.2026", "Перерыв идёт с 20 апреля", True),
        ("21.04.2026", "Перерыв начнётся 21 апреля", False),
    ],
)
def test_the_page_of_resumption_tells_of_a_break_with_a_named_end(
    director: Browser, served: Served, since: str, told: str, *, form: bool
) -> None:
    sent = {"ground": "hospital_stay", "since": since, "until": "29.04.2026", "paper_later": "y"}
    director.post(f"/contracts/{served.contract.id}/suspend", sent)

    shown = words(director.get(f"/contracts/{served.contract.id}/resume"))

    assert told in shown
    assert "по приказу услуги снова с 29 апреля" in shown
    assert ("Первый день услуг после перерыва" in shown) is form

"""A page left open while a colleague was quicker: it writes over nothing and says who it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

import pytest
from sqlalchemy.orm import Session

from portal.models import (
    Contract,
    Notice,
    NoticeEvent,
    Role,
)
from portal.models.types import JsonObject
from portal.usecases.facts import as_data
from portal.web.forms import PortalForm, Seen
from tests.documents import samples
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff
from tests.web.served import Served, everything, serve

TODAY = date(2026, 3, 16)
HIDDEN = re.compile(r'<input[^>]*name="(version|seen)"[^>]*value="([^"]*)"')


@dataclass(frozen=True)
class Page:
    """A form by its address: what both of its readers type, and what the second is told."""

    address: str
    typed: dict[str, str]
    told: str


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    staff.actor(Role.DIRECTOR)
    return serve(rows, staff)


@pytest.fixture
def second(staff: Staff, rows: Session) -> Browser:
    """Another director's browser."""
    user = factories.make_user(rows, surname="Вторых", name="Пётр", patronymic="Львович")
    actor = factories.make_staff(rows, staff.provider, Role.DIRECTOR, user=user, basis="Устав")
    return Browser(staff.app).enter(rows, actor)


def first_name(staff: Staff) -> str:
    """Whoever was quicker, as a page writes the name."""
    return " ".join(staff.actor(Role.DIRECTOR).name.split())


def _make_notice(rows: Session, staff: Staff, contract: Contract, event: NoticeEvent) -> Notice:
    return factories.save(
        rows,
        Notice(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            event=event,
            since=date(2026, 4, 1),
            due_on=date(2026, 3, 31),
            due_rule="FED-NOT-02",
            inputs=cast("JsonObject", as_data(samples.make_notice()))
            if event is NoticeEvent.FEE_CHANGED
            else {},
            drafted_at=MORNING,
            drafted_by_id=staff.actor(Role.DIRECTOR).membership_id,
        ),
    )


def _fee_notice(rows: Session, staff: Staff, served: Served) -> Page:
    notice = _make_notice(rows, staff, served.contract, NoticeEvent.FEE_CHANGED)
    typed = {"handed_on": "16.03.2026", "answer": ""}
    return Page(f"/tariff-days/notices/{notice.id}", typed, "вручено 16.03.2026")


def _conditions(rows: Session, staff: Staff, served: Served) -> Page:
    notice = _make_notice(rows, staff, served.contract, NoticeEvent.CONDITIONS_CHANGED)
    typed = {"handed_on": "16.03.2026", "handed": "in_person"}
    return Page(f"/contracts/notices/{notice.id}", typed, "вручено 16.03.2026")


def _list(rows: Session, staff: Staff, served: Served) -> Page:
    director = staff.actor(Role.DIRECTOR)
    factories.make_termination(rows, served.contract, director)
    move = factories.make_move(rows, served.contract, director)
    factories.make_mark(rows, move.programme_id, director)
    return Page(f"/moves/{move.id}", {"do": "list"}, "переход: опись составлена заново")


def _correction(rows: Session, staff: Staff, served: Served) -> Page:
    act = factories.make_act(rows, served.contract, served.terms, inputs={"parts": [{}]})
    factories.make_charge(rows, act, staff.actor(Role.DIRECTOR))
    line = act.lines[0]
    typed = {
        f"quantity-{line.position}": f"{line.quantity:f}",
        f"reduction-{line.position}": "10,00",
        "claim_id": "",
        "reason": "Окна остались грязными",
    }
    return Page(f"/acts/{act.id}/correction", typed, f"акт № {act.number}: исправлен")


def _pause(staff: Staff, served: Served, since: str, until: str = "") -> str:
    form = {"ground": "hospital_stay", "since": since, "until": until, "paper_later": "y"}
    contract = f"/contracts/{served.contract.id}"
    assert staff.browser(Role.DIRECTOR).post(f"{contract}/suspend", form).status_code == 303
    return contract


def _ended_break(rows: Session, staff: Staff, served: Served) -> Page:
    contract = _pause(staff, served, "10.03.2026")
    return Page(f"{contract}/resume", {"day": "16.03.2026"}, "услуги снова с 16.03.2026")


def _cancelled_break(rows: Session, staff: Staff, served: Served) -> Page:
    contract = _pause(staff, served, "18.03.2026", "20.03.2026")
    typed = {"reason": "госпитализацию отменили"}
    return Page(f"{contract}/breaks/1/withdraw", typed, "перерыв с 18.03.2026 отменён")


def _moved_break(rows: Session, staff: Staff, served: Served) -> Page:
    contract = _pause(staff, served, "18.03.2026", "20.03.2026")
    typed = {"since": "19.03.2026", "until": "23.03.2026", "reason": "выписали позже"}
    return Page(f"{contract}/breaks/1", typed, "перерыв с 19.03.2026")


def _found(rows: Session, staff: Staff, served: Served) -> Page:
    typed = {
        "since": "02.03.2026",
        "basis": "решение районного суда № 2-15",
        "returned_on": "15.03.2026",
        "return_basis": "решение суда об отмене",
    }
    told = "безвестное отсутствие с 02.03.2026, получатель вернулся 15.03.2026"
    return Page(f"/recipients/{served.recipient.id}/people/missing", typed, told)


def _court(rows: Session, staff: Staff, served: Served) -> Page:
    typed = {"capacity": "limited", "since": "02.03.2026", "basis": "решение суда № 2-15"}
    told = "решение суда: дееспособность ограничена с 02.03.2026"
    return Page(f"/recipients/{served.recipient.id}/people/capacity", typed, told)


def _death(rows: Session, staff: Staff, served: Served) -> Page:
    typed = {"died_on": "15.03.2026", "basis": "свидетельство № 1"}
    told = "в карточке день смерти 15.03.2026"
    return Page(f"/recipients/{served.recipient.id}/people/death", typed, told)


PAGES = {
    "fee notice": _fee_notice,
    "notice of conditions": _conditions,
    "list": _list,
    "correction": _correction,
    "break ended": _ended_break,
    "break cancelled": _cancelled_break,
    "break moved": _moved_break,
    "return": _found,
    "court's decision": _court,
    "death": _death,
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_left_open_meets_what_a_colleague_did(
    rows: Session, staff: Staff, served: Served, second: Browser, kind: str
) -> None:
    shown: Callable[[Session, Staff, Served], Page] = PAGES[kind]
    page = shown(rows, staff, served)
    director = staff.browser(Role.DIRECTOR)
    opened = second.get(page.address).text
    found = dict(HIDDEN.findall(opened))
    assert len(found) == 1, "the page keeps what its reader has seen"
    first = director.post(page.address, page.typed | found)
    assert first.status_code == 303, words(first)
    before = everything(rows)

    late = second.post(page.address, page.typed | found)

    assert late.status_code == 409
    told = words(late)
    assert page.told in told
    assert f"Последняя запись: {first_name(staff)}" in told
    assert "Открыть новую редакцию" in told
    assert everything(rows) == before


@pytest.mark.parametrize("kind", PAGES)
def test_what_does_not_say_what_it_has_seen_is_asked_to_open_the_page_anew(
    rows: Session, staff: Staff, served: Served, kind: str
) -> None:
    shown: Callable[[Session, Staff, Served], Page] = PAGES[kind]
    page = shown(rows, staff, served)
    before = everything(rows)

    blind = staff.browser(Role.DIRECTOR).post(page.address, page.typed)

    assert blind.status_code == 422
    assert "Откройте страницу заново" in words(blind)
    assert everything(rows) == before


ASKED_ELSEWHERE = {
    "DeleteDayForm": "a draft of a tariff day is never of version 0, which stands for none",
    "SetDayForm": "the same",
    "ValuesForm": "the same",
    "RatingForm": "a case that nobody has rated has no version, a rated one refuses without",
    "RecipientForm": "a card sent without its version is shown beside what is recorded now",
}


def kinds_of_forms(kind: type[PortalForm] = PortalForm) -> Iterator[type[PortalForm]]:
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of_forms(one)


def test_a_form_that_shows_a_version_demands_it(staff: Staff) -> None:
    """A form without it would write over what its reader has not seen."""
    lenient = {
        one.__name__
        for one in kinds_of_forms()
        if (field := getattr(one, "version", None)) is not None and field.field_class is not Seen
    }

    assert staff.app.view_functions, "every page is here, and with them their forms"
    assert lenient == set(ASKED_ELSEWHERE)


def test_an_answer_to_a_demand_that_is_answered_is_said_to_be_late(
    rows: Session, staff: Staff, served: Served, second: Browser
) -> None:
    act = factories.make_act(rows, served.contract, served.terms, inputs={"parts": [{}]})
    director = staff.browser(Role.DIRECTOR)
    demand = {"claim": "price_reduction", "position": "", "claimed_on": "16.03.2026"}
    director.post(f"/acts/{act.id}/claim", demand)
    address = f"/acts/{act.id}/claims/1"
    answer = {"answer": "Проверили: убрано", "version": "1"}
    director.post(address, answer)

    assert second.post(address, answer | {"answer": "Согласны"}).status_code == 303

    told = words(second.get(f"/acts/{act.id}"))
    assert f"На это требование уже ответили ({first_name(staff)}" in told
    assert "Согласны" not in told

"""«Места и очередь»: places named, a queue joined, a place offered, declined, the queue left."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import (
    Application,
    Contract,
    Department,
    Outcome,
    PaperRequest,
    Programme,
    Provider,
    Recipient,
    ReviewOutcome,
    Role,
    WaitingEntry,
    WaitingState,
)
from portal.usecases.queries.printed_marks import print_marks
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

LOG = "/admissions/registers/expiry_duties/2026"


@pytest.fixture
def department(rows: Session, provider: Provider) -> Department:
    """One place, and somebody in it."""
    found = factories.make_department(rows, provider, unit_code="home_care", places=1)
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, unit_code="home_care")
    factories.make_contract(rows, programme)
    return found


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    """She has brought a programme for care at home, without which nobody waits for it."""
    found = factories.make_recipient(rows, provider, surname="Юдина")
    factories.make_programme(rows, found, unit_code="home_care")
    return found


def put_in_queue(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> WaitingEntry:
    answer = staff.browser(Role.SOCIAL_WORKER).post(
        f"/admissions/join/{person.id}",
        {"department_id": str(department.id), "came_on": "16.03.2026"},
    )
    assert answer.status_code == 303
    return rows.scalars(select(WaitingEntry)).one()


def test_who_finds_no_place_is_put_in_the_queue(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    put_in_queue(staff, rows, department, person)

    page = words(staff.browser(Role.DIRECTOR).get("/admissions"))

    assert "Ждут места: 1" in page
    assert "Юдина" in page
    assert "Свободно сегодня 0" in page


def test_a_place_is_offered_and_declined(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    entry = put_in_queue(staff, rows, department, person)
    director = staff.browser(Role.DIRECTOR)
    director.post(f"/admissions/places/{department.id}", {"places": "2"})
    address = f"/admissions/turns/{entry.id}"
    offer = {"step": "offer", "free_from": "16.03.2026", "answer_by": "19.03.2026"}

    answer = director.post(address, {**offer, "version": str(entry.version)})

    rows.refresh(entry)
    assert answer.status_code == 303
    assert (entry.state, entry.answer_by) == (WaitingState.OFFERED, date(2026, 3, 19))
    assert "ответ до 19.03.2026" in words(director.get(address))
    decline = {"step": "decline", "keeps": "goes", "reason": "уехала к дочери"}
    director.post(address, {**decline, "version": str(entry.version)})
    rows.refresh(entry)
    assert (entry.state, entry.reason) == (WaitingState.LEFT, "уехала к дочери")
    assert "в очереди уже нет" in words(director.get(address))


def test_a_refusal_stands_beside_its_field(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    entry = put_in_queue(staff, rows, department, person)
    director = staff.browser(Role.DIRECTOR)
    offer = {"step": "offer", "free_from": "16.03.2026", "answer_by": "19.03.2026"}

    answer = director.post(
        f"/admissions/turns/{entry.id}", {**offer, "version": str(entry.version)}
    )

    assert answer.status_code == 422
    assert "все места заняты" in words(answer)


def test_a_refused_contract_is_told_before_anybody_tries(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    """FED-TER-02: on the card, on the draft and in the turn; no term runs."""
    entry = put_in_queue(staff, rows, department, person)
    programme = rows.scalars(select(Programme).where(Programme.recipient_id == person.id)).one()
    director = staff.browser(Role.DIRECTOR)
    pages = {
        f"/contracts/draft/{programme.id}": "Составить договор</button>",
        f"/admissions/turns/{entry.id}": "Предложить место</button>",
        f"/programmes/{programme.id}": "Успейте до",
    }
    director.post(f"/admissions/places/{department.id}", {"places": "2"})
    programme.contract_due_at = datetime(2026, 3, 17, 2, 4, tzinfo=UTC)
    refusal = factories.make_refusal(rows, programme, staff.actor(Role.DIRECTOR))
    link = f"/refusals/{refusal.id}"

    for address, gone in {**pages, f"/recipients/{person.id}": "Составить договор"}.items():
        page = director.get(address).text
        assert link in page, address
        assert gone not in page, address

    refusal.lifted_at, refusal.lifted_reason = datetime(2026, 3, 16, 9, tzinfo=UTC), "место есть"
    rows.commit()
    for address, back in pages.items():
        page = director.get(address).text
        assert link not in page, address
        assert back in page, address


def test_a_social_worker_offers_no_places(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    entry = put_in_queue(staff, rows, department, person)
    worker = staff.browser(Role.SOCIAL_WORKER)
    offer = {"step": "offer", "free_from": "16.03.2026", "answer_by": "19.03.2026"}

    answer = worker.post(f"/admissions/turns/{entry.id}", {**offer, "version": "1"})

    assert answer.status_code == 403
    assert worker.get(f"/admissions/places/{department.id}").status_code == 403


def test_who_waits_no_more_is_taken_off_with_a_reason(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    entry = put_in_queue(staff, rows, department, person)
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/turns/{entry.id}"

    empty = worker.post(address, {"step": "leave", "version": "1", "leave_reason": ""})
    left = worker.post(address, {"step": "leave", "version": "1", "leave_reason": "переехала"})

    rows.refresh(entry)
    assert (empty.status_code, left.status_code) == (422, 303)
    assert (entry.state, entry.reason) == (WaitingState.LEFT, "переехала")


@pytest.mark.parametrize("typed", ["много", "-1", "12345"])
def test_places_are_a_whole_number(staff: Staff, department: Department, typed: str) -> None:
    director = staff.browser(Role.DIRECTOR)

    answer = director.post(f"/admissions/places/{department.id}", {"places": typed})

    assert answer.status_code == 422
    assert "целое число" in words(answer)


def test_a_draft_without_a_place_points_to_the_queue(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    programme = factories.make_programme(rows, person, unit_code="home_care")

    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/draft/{programme.id}"))

    assert "Свободных мест нет" in page
    assert "Поставить в очередь" in page


@pytest.mark.parametrize("most", [1, 2])
def test_a_full_department_is_told_before_the_draft_with_the_queue_or_the_own_turn(
    staff: Staff, rows: Session, department: Department, person: Recipient, most: int
) -> None:
    """FED-CON-09."""
    programme = rows.scalars(select(Programme).where(Programme.recipient_id == person.id)).one()
    department.places = most
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    pages = (f"/recipients/{person.id}", f"/programmes/{programme.id}")
    join = f'href="/admissions/join/{person.id}?department={department.id}"'

    for address in pages:
        page = director.get(address)
        assert ("Свободных мест нет" in words(page)) is (most == 1)
        assert (join in page.get_data(as_text=True)) is (most == 1)

    if most == 1:
        entry = put_in_queue(staff, rows, department, person)
        for address in pages:
            html = director.get(address).get_data(as_text=True)
            assert f'href="/admissions/turns/{entry.id}"' in html
            assert join not in html


def test_a_place_kept_for_somebody_is_free_for_them(
    staff: Staff, rows: Session, department: Department, person: Recipient
) -> None:
    entry = put_in_queue(staff, rows, department, person)
    director = staff.browser(Role.DIRECTOR)
    director.post(f"/admissions/places/{department.id}", {"places": "2"})
    offer = {"step": "offer", "free_from": "16.03.2026", "answer_by": "19.03.2026"}
    director.post(f"/admissions/turns/{entry.id}", {**offer, "version": str(entry.version)})
    programme = rows.scalars(select(Programme).where(Programme.recipient_id == person.id)).one()

    page = words(director.get(f"/contracts/draft/{programme.id}"))

    assert "Свободных мест нет" not in page


def make_offer(
    rows: Session, staff: Staff, department: Department, person: Recipient, answer_by: date
) -> WaitingEntry:
    programme = rows.scalars(select(Programme).where(Programme.recipient_id == person.id)).one()
    return factories.make_turn(
        rows,
        person,
        department,
        staff.actor(Role.DIRECTOR),
        programme_id=programme.id,
        state=WaitingState.OFFERED,
        free_from=date(2026, 3, 16),
        answer_by=answer_by,
    )


@pytest.mark.parametrize(
    ("places", "answer_by", "said", "drafts", "offers"),
    [
        pytest.param(2, 16, "место за ним", True, False, id="the last day to answer"),
        pytest.param(2, 15, "больше не держат", True, True, id="the day after it"),
        pytest.param(1, 16, "места больше нет", False, True, id="fewer places"),
        pytest.param(1, 15, "места больше нет", False, True, id="taken after it"),
    ],
)
def test_an_offered_place_is_theirs_while_the_offer_and_the_place_are_there(
    staff: Staff,
    rows: Session,
    department: Department,
    person: Recipient,
    *,
    places: int,
    answer_by: int,
    said: str,
    drafts: bool,
    offers: bool,
) -> None:
    """FED-CON-09: else it says what to do, and the place may be offered anew."""
    department.places = places
    entry = make_offer(rows, staff, department, person, date(2026, 3, answer_by))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    address = f"/admissions/turns/{entry.id}"

    page = director.get(address)

    assert said in words(page)
    assert ("место за ним" in words(page)) is (said == "место за ним")
    assert (f'href="/contracts/draft/{entry.programme_id}"' in page.text) is drafts
    assert ("Предложить место</button>" in page.text) is offers
    again = {"step": "offer", "free_from": "16.03.2026", "answer_by": "19.03.2026"}
    answer = director.post(address, {**again, "version": str(entry.version)})
    assert answer.status_code == (303 if places == 2 else 422)


@pytest.mark.parametrize(
    ("places", "answer_by", "said"),
    [
        pytest.param(2, 16, "Держат за другими из очереди", id="kept for another"),
        pytest.param(2, 15, "они не ответили в срок: 1", id="the last place, unanswered"),
        pytest.param(3, 15, "", id="one place more"),
    ],
)
def test_a_draft_tells_whom_the_last_place_was_offered(
    staff: Staff,
    rows: Session,
    department: Department,
    person: Recipient,
    *,
    places: int,
    answer_by: int,
    said: str,
) -> None:
    department.places = places
    entry = make_offer(rows, staff, department, person, date(2026, 3, answer_by))
    other = factories.make_recipient(
        rows, rows.get_one(Provider, person.provider_id), surname="Ясенева"
    )
    programme = factories.make_programme(rows, other, unit_code="home_care")
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    page = words(director.get(f"/contracts/draft/{programme.id}"))
    own = words(director.get(f"/contracts/draft/{entry.programme_id}"))

    assert said in page
    assert ("из очереди" in page) is bool(said)
    assert "из очереди" not in own


def test_the_queue_is_not_offered_twice_to_who_stands_in_it(
    staff: Staff, rows: Session, provider: Provider, department: Department, person: Recipient
) -> None:
    entry = put_in_queue(staff, rows, department, person)
    director = staff.browser(Role.DIRECTOR)
    address = f"/admissions/join/{person.id}"

    page = director.get(f"{address}?department={department.id}")
    again = director.post(address, {"department_id": department.id, "came_on": "16.03.2026"})
    factories.make_department(rows, provider, name="Отделение № 2", unit_code="day_care")
    other = director.get(address)

    assert f'href="/admissions/turns/{entry.id}"' in page.get_data(as_text=True)
    assert "Записать в очередь" not in words(page)
    assert again.status_code == 422
    assert "уже в очереди этого отделения" in words(again)
    assert "Записать в очередь" in words(other)
    assert f'<option value="{department.id}"' not in other.get_data(as_text=True)
    assert "<option" in other.get_data(as_text=True)


def test_somebody_elses_queue_is_not_found(
    staff: Staff, rows: Session, other_provider: Provider
) -> None:
    strange = factories.make_department(rows, other_provider, unit_code="home_care", places=1)

    answer = staff.browser(Role.DIRECTOR).get(f"/admissions/places/{strange.id}")

    assert answer.status_code == 404


APPLICATION = {
    "citizen": "Юдина Анна Ивановна",
    "applicant": "public_association",
    "submitted_by": "Совет ветеранов",
    "channel": "written",
    "applied_on": "13.03.2026",
    "service_form": "home",
}


def test_an_application_is_entered_and_its_outcome_written(staff: Staff, rows: Session) -> None:
    worker = staff.browser(Role.SOCIAL_WORKER)

    answer = worker.post("/admissions/applications/new", APPLICATION)
    page = words(worker.get(answer.location))
    line = rows.scalars(select(Application)).one()
    outcome = {"outcome": "recognition", "decided_on": "16.03.2026", "version": str(line.version)}
    worker.post(answer.location, outcome)

    rows.refresh(line)
    assert "Заявление № 1/2026" in page
    assert "По этому обращению договор не заключают" in page
    assert line.outcome is Outcome.RECOGNITION
    assert "Совет ветеранов" in words(worker.get("/admissions/applications"))


def test_an_application_of_a_recipient_needs_no_name(
    staff: Staff, rows: Session, person: Recipient
) -> None:
    typed = {**APPLICATION, "applicant": "citizen", "citizen": "", "submitted_by": ""}

    answer = staff.browser(Role.SOCIAL_WORKER).post(
        f"/admissions/applications/new/{person.id}", typed
    )

    assert answer.status_code == 303
    assert rows.scalars(select(Application.citizen)).one() == person.full_name


@pytest.mark.parametrize(("another", "status"), [("", 422), ("y", 303)])
def test_a_second_application_is_told_to_be_another_one(
    staff: Staff, person: Recipient, another: str, status: int
) -> None:
    """FED-REC-01: the page links to the first; nothing leaves the register again."""
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/applications/new/{person.id}"
    typed = {**APPLICATION, "applicant": "citizen", "citizen": "", "submitted_by": ""}
    first = worker.post(address, typed).location

    second = worker.post(address, {**typed, "another": another})

    assert second.status_code == status
    assert status == 303 or f'href="{first}"' in second.get_data(as_text=True)


def test_who_brought_it_is_asked_beside_its_field(staff: Staff, rows: Session) -> None:
    answer = staff.browser(Role.SOCIAL_WORKER).post(
        "/admissions/applications/new", {**APPLICATION, "submitted_by": ""}
    )

    assert answer.status_code == 422
    assert "Напишите, кто подал" in words(answer)
    assert not rows.scalars(select(Application)).all()


def test_the_register_is_printed_for_a_period(staff: Staff) -> None:
    worker = staff.browser(Role.SOCIAL_WORKER)
    worker.post("/admissions/applications/new", APPLICATION)

    paper = worker.get("/admissions/applications.pdf?since=01.03.2026&until=31.03.2026")
    nobody = words(worker.get("/admissions/applications?since=01.01.2026&until=31.01.2026"))

    assert paper.data.startswith(b"%PDF")
    assert "За эти дни записей нет" in nobody


@pytest.mark.parametrize("since", ["вчера", "31.02.2026", "1.1"])
def test_a_strange_period_is_this_year(staff: Staff, since: str) -> None:
    answer = staff.browser(Role.SOCIAL_WORKER).get(f"/admissions/applications?since={since}")

    assert answer.status_code == 200


@pytest.fixture
def programme(rows: Session, person: Recipient) -> Programme:
    """A served programme that ends in a month."""
    found = factories.make_programme(rows, person, valid_until=date(2026, 4, 15))
    factories.make_contract(rows, found)
    return found


def test_a_programme_is_marked_and_its_move_recorded(
    staff: Staff, rows: Session, programme: Programme
) -> None:
    director = staff.browser(Role.DIRECTOR)
    address = f"/admissions/programmes/{programme.id}"
    assert "Юдина" in words(director.get("/admissions/programmes"))
    assert "Ещё не поставлены" in words(director.get(address))

    silent = director.post(f"{address}/marks", {"mark-0": "not_fulfilled", "reason-0": ""})
    marked = director.post(f"{address}/marks", {"mark-0": "partly_fulfilled", "reason-0": ""})
    move = {"moved_on": "16.03.2026", "moved_to": "Тульская область", "version": "0"}
    moved = director.post(f"{address}/sent", move)

    page = words(director.get(address))
    assert (silent.status_code, marked.status_code, moved.status_code) == (422, 303, 303)
    assert "Напишите, почему услуга не оказана" in words(silent)
    assert "выполнена частично" in page
    assert "Тульская область, с 16 марта 2026" in page
    assert director.get(f"{address}/marks.pdf").data.startswith(b"%PDF")


def test_a_review_is_asked_for_and_ended(staff: Staff, programme: Programme) -> None:
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/programmes/{programme.id}"
    assert worker.get(f"{address}/review/end").status_code == 404

    asked = {"initiator": "provider", "asked_on": "16.03.2026", "reason": "не может ходить"}
    worker.post(f"{address}/review", asked)
    assert "ждём решения" in words(worker.get(address))
    worker.post(f"{address}/review/end", {"outcome": "unchanged", "decided_on": "16.03.2026"})

    assert "программа осталась прежней" in words(worker.get(address))
    assert worker.get(f"{address}/marks").status_code == 403


@pytest.mark.parametrize("issued", [16, 15], ids=["of the day", "the day before"])
def test_an_outcome_without_its_programme_asks_to_present_it_first(
    staff: Staff, rows: Session, programme: Programme, issued: int
) -> None:
    """FED-IPP-06: what was issued before the request came of no review."""
    person = rows.get_one(Recipient, programme.recipient_id)
    factories.make_programme(rows, person, number="77/2026", issued_on=date(2026, 3, issued))
    clerk, asked = staff.actor(Role.DIRECTOR), date(2026, 3, 16)
    factories.make_review(rows, staff.provider.id, programme.id, clerk, asked_on=asked)
    rows.commit()

    page = staff.browser(Role.DIRECTOR).get(f"/admissions/programmes/{programme.id}/review/end")

    brought = issued == asked.day
    assert ("№ 77/2026 от" in words(page)) is brought
    assert ("Сначала примите новую программу в карточке получателя" in words(page)) is not brought
    assert (f'href="/programmes/present/{person.id}"' in page.text) is not brought


@pytest.mark.parametrize("replaced", [True, False])
def test_a_replaced_programme_is_neither_reviewed_nor_taken_along(
    staff: Staff, rows: Session, programme: Programme, *, replaced: bool
) -> None:
    """FED-IPP-06: what stands in its place is."""
    if replaced:
        person = rows.get_one(Recipient, programme.recipient_id)
        ended: dict[str, Any] = {"outcome": ReviewOutcome.NEW_PROGRAMME}
        ended["outcome_on"] = date(2026, 3, 16)
        ended["new_programme_id"] = factories.make_programme(rows, person, number="77/2026").id
        clerk = staff.actor(Role.DIRECTOR)
        factories.make_review(rows, staff.provider.id, programme.id, clerk, **ended)
        rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/admissions/programmes/{programme.id}"))

    assert ("Попросить о пересмотре" in page) is not replaced
    assert ("Переезд в другой регион" in page) is not replaced


def test_a_paper_is_asked_for_and_comes(staff: Staff, rows: Session, person: Recipient) -> None:
    worker = staff.browser(Role.SOCIAL_WORKER)
    asked = {"code": "income_certificates", "addressee": "Фонд", "sent_on": "16.03.2026"}

    sent = worker.post(f"/admissions/requests/new/{person.id}", asked)
    row = rows.scalars(select(PaperRequest)).one()
    listed = words(worker.get("/admissions/requests"))
    silent = worker.post(f"/admissions/requests/{row.id}", {"answered_on": "16.03.2026"})
    came = {"answered_on": "16.03.2026", "issued_on": "16.03.2026"}
    worker.post(f"/admissions/requests/{row.id}", came)

    assert (sent.status_code, silent.status_code) == (303, 422)
    assert "ждём до 23.03.2026" in listed
    assert "Бумага не пришла" in words(silent)
    assert "Запросов без ответа нет" in words(worker.get("/admissions/requests"))
    assert "бумага пришла" in words(worker.get("/admissions/requests?all=1"))


def _resident(rows: Session, home: Provider, valid_until: date, **programme: Any) -> Contract:
    """A contract with a home in Astrakhan, whose programme ends on a day."""
    person = factories.make_recipient(rows, home)
    given = factories.make_programme(
        rows, person, form=Form.STATIONARY, valid_until=valid_until, **programme
    )
    return factories.make_contract(rows, given)


@pytest.mark.parametrize(
    ("valid_until", "reminded"),
    [
        pytest.param(date(2026, 4, 29), True, id="due on 30 March, from the 16th, AST-IPP-01"),
        pytest.param(date(2026, 4, 30), False, id="due on 31 March, from the 17th, AST-IPP-01"),
    ],
)
def test_the_director_is_reminded_two_weeks_before_the_notice_is_due(
    app: Flask, rows: Session, valid_until: date, *, reminded: bool
) -> None:
    home = factories.make_provider(rows, "astrakhan")
    _resident(rows, home, valid_until)

    page = words(Staff(app, rows, home).browser(Role.DIRECTOR).get("/"))

    assert ("Известить о конце программы" in page) is reminded


@pytest.mark.parametrize(
    ("valid_until", "missed"),
    [
        pytest.param(date(2026, 4, 14), True, id="due on 15 March, yesterday, AST-IPP-01"),
        pytest.param(date(2026, 4, 15), False, id="due today, AST-IPP-01"),
    ],
)
def test_a_missed_duty_is_not_called_a_coming_one(
    app: Flask, rows: Session, valid_until: date, *, missed: bool
) -> None:
    home = factories.make_provider(rows, "astrakhan")
    _resident(rows, home, valid_until)

    page = words(Staff(app, rows, home).browser(Role.DIRECTOR).get("/"))

    told = page.index("Известить о конце программы")
    assert (told < page.index("Ближайшие сроки")) is missed
    assert ("Срок прошёл" in page) is missed


@pytest.mark.parametrize(
    ("moved_on", "reminded"),
    [
        pytest.param(date(2026, 3, 16), False, id="moved today, AST-IPP-01"),
        pytest.param(date(2026, 3, 17), True, id="moves tomorrow, AST-IPP-01"),
        pytest.param(None, True, id="a transfer that runs"),
    ],
)
def test_whoever_moved_away_with_the_programme_is_told_of_its_end_by_the_other_provider(
    app: Flask, rows: Session, moved_on: date | None, *, reminded: bool
) -> None:
    home = factories.make_provider(rows, "astrakhan")
    contract = _resident(rows, home, date(2026, 4, 15))
    surname = rows.get_one(Recipient, contract.recipient_id).surname
    staff = Staff(app, rows, home)
    done = {"moved_on": moved_on, "closed_on": moved_on, "chosen_name": "Приморский дом"}
    if moved_on:
        contract.state, contract.ended_on = ContractState.TERMINATED, date(2026, 3, 15)
    factories.make_transfer(
        rows,
        contract,
        staff.actor(Role.DIRECTOR),
        **done if moved_on else {},
        state="completed" if moved_on else "agreed",
    )
    director = staff.browser(Role.DIRECTOR)

    assert ("Известить о конце программы" in words(director.get("/"))) is reminded
    assert (surname in words(director.get("/admissions/programmes"))) is reminded
    page = words(director.get(f"/admissions/programmes/{contract.programme_id}"))
    assert ("ушла вместе с получателем" in page) is not reminded


@pytest.mark.parametrize(
    ("outcome", "form", "chased"),
    [
        pytest.param(ReviewOutcome.NEW_PROGRAMME, Form.STATIONARY, False, id="it is replaced"),
        pytest.param(ReviewOutcome.NEW_PROGRAMME, Form.HOME, True, id="one of another form beside"),
        pytest.param(ReviewOutcome.UNCHANGED, None, True, id="it stays as it was"),
        pytest.param(None, None, True, id="the outcome is awaited"),
    ],
)
def test_a_programme_that_a_review_has_replaced_is_chased_no_more(
    app: Flask, rows: Session, outcome: ReviewOutcome | None, form: Form | None, *, chased: bool
) -> None:
    """AST-IPP-01, FED-IPP-06: what stands in its place is named instead of what was due."""
    home = factories.make_provider(rows, "astrakhan")
    contract = _resident(rows, home, date(2026, 4, 14), number="12/2025")
    staff = Staff(app, rows, home)
    ended: dict[str, Any] = {"outcome": outcome, "outcome_on": date(2026, 3, 5)} if outcome else {}
    if form is not None:
        person = rows.get_one(Recipient, contract.recipient_id)
        new = factories.make_programme(rows, person, form=form, number="77/2026")
        ended["new_programme_id"] = new.id
    clerk = staff.actor(Role.DIRECTOR)
    factories.make_review(rows, home.id, contract.programme_id, clerk, **ended)
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    today = words(director.get("/"))
    listed = director.get("/admissions/programmes")
    ending = director.get(f"/admissions/programmes/{contract.programme_id}")
    region = app.extensions["regions"]["astrakhan"]
    with app.app_context():
        _, sheet = print_marks(clerk, contract.programme_id, region, date(2026, 3, 16))

    assert ("Известить о конце программы" in today) is chased
    assert ("Заканчивается программа" in today) is chased
    assert ("просрочено" in words(listed)) is chased
    assert ("просрочено" in words(director.get(LOG))) is chased
    assert ("Программа действует до 14 апреля 2026" in words(ending)) is chased
    assert ("notice.pdf" in ending.text) is chased
    assert "marks.pdf" in ending.text
    for page in (listed, ending):
        told = "Заменена программой № 77/2026 от 27.02.2026" in words(page)
        assert told is not chased
    assert ("заменена программой № 77/2026" in str(sheet.values["programme"])) is not chased


@pytest.mark.parametrize(
    ("presented", "missed"),
    [
        pytest.param(date(2026, 3, 13), True, id="here on the last day, a Friday, AST-IPP-01"),
        pytest.param(date(2026, 3, 14), False, id="here the day after, AST-IPP-01"),
    ],
)
def test_a_term_that_ran_out_before_the_programme_came_is_not_missed_here(
    app: Flask, rows: Session, presented: date, *, missed: bool
) -> None:
    home = factories.make_provider(rows, "astrakhan")
    here = datetime.combine(presented, time(6), UTC)
    contract = _resident(rows, home, date(2026, 4, 14), presented_at=here)
    director = Staff(app, rows, home).browser(Role.DIRECTOR)

    page = words(director.get("/"))
    ending = words(director.get(f"/admissions/programmes/{contract.programme_id}"))

    assert "Известить о конце программы" in page
    assert ("Срок был" in page) is missed
    assert ("до приёма программы здесь" in page) is not missed
    assert ("просрочено" in ending) is missed
    assert ("раньше чем программу приняли здесь" in ending) is not missed


@pytest.mark.parametrize(("asked", "status"), [("15.03.2026", 303), ("16.03.2026", 422)])
def test_a_provider_that_was_left_records_a_review_of_days_before_the_move_only(
    app: Flask, rows: Session, asked: str, status: int
) -> None:
    """AST-TRN-08: the programme has gone with the person."""
    home = factories.make_provider(rows, "vladimir")
    person = factories.make_recipient(rows, home)
    contract = factories.make_contract(rows, factories.make_programme(rows, person))
    contract.state, contract.ended_on = ContractState.TERMINATED, date(2026, 3, 15)
    staff = Staff(app, rows, home)
    moved = {"moved_on": date(2026, 3, 16), "closed_on": date(2026, 3, 16)}
    factories.make_transfer(
        rows, contract, staff.actor(Role.DIRECTOR), state="completed", chosen_name="Дом", **moved
    )
    typed = {"initiator": "provider", "reason": "нужен уход", "asked_on": asked}

    answer = staff.browser(Role.DIRECTOR).post(
        f"/admissions/programmes/{contract.programme_id}/review", typed
    )

    assert answer.status_code == status, words(answer)
    assert ("просят через того" in words(answer)) is (status == 422)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param({}, 422, id="nobody has heard the child"),
        pytest.param(
            {"opinion": "согласен", "opinion_on": "16.03.2026", "opinion_by": "Котова А. Л."},
            303,
            id="heard",
        ),
        pytest.param({"opinion_exception": "against_child_interests"}, 422, id="no reason given"),
        pytest.param(
            {"opinion_exception": "against_child_interests", "opinion_reason": "склоняют"},
            303,
            id="a reasoned exception",
        ),
    ],
)
def test_parents_application_waits_for_the_childs_opinion(
    rows: Session, director: Browser, provider: Provider, more: dict[str, str], status: int
) -> None:
    child = factories.make_recipient(rows, provider, born=date(2014, 4, 15))
    address = f"/admissions/applications/new/{child.id}"
    assert "Мнение ребёнка" in words(director.get(address))
    typed = {
        "applicant": "legal_representative",
        "submitted_by": "Петрова Ольга, мать",
        "channel": "written",
        "applied_on": "16.03.2026",
        "service_form": "stationary",
    }

    answer = director.post(address, typed | more)

    assert answer.status_code == status, words(answer)
    if status == 422:
        assert "Запишите мнение ребёнка" in words(answer)


@pytest.mark.parametrize(
    ("course_to", "places", "held"),
    [
        pytest.param(date(2026, 5, 28), 1, True, id="VLA-SCH-03: the course ends a day sooner"),
        pytest.param(date(2026, 5, 29), 1, False, id="VLA-SCH-03: both end on a day"),
        pytest.param(date(2026, 5, 28), None, False, id="VLA-CAP-02: nobody counts places"),
    ],
)
def test_a_place_held_after_the_councils_course_is_told(
    staff: Staff,
    rows: Session,
    provider: Provider,
    course_to: date,
    places: int | None,
    *,
    held: bool,
) -> None:
    """The contract binds to its last day: the place stays taken, and who may free it reads why."""
    unit, form = "child_rehabilitation", Form.SEMI_STATIONARY
    department = factories.make_department(rows, provider, unit_code=unit, form=form, places=places)
    children = [
        factories.make_recipient(rows, provider, surname=name, born=date(2016, 5, 5))
        for name in ("Савин", "Юдина")
    ]
    served, waits = (
        factories.make_programme(rows, one, form=form, unit_code=unit) for one in children
    )
    factories.make_council(rows, served, staff.actor(Role.DIRECTOR), course_to=course_to)
    factories.make_contract(rows, served, valid_until=date(2026, 5, 29))
    director = staff.browser(Role.DIRECTOR)

    page = words(director.get(f"/admissions?department={department.id}")).replace("\xa0", " ")
    card = words(director.get(f"/programmes/{waits.id}"))

    line = "курс до 28 мая 2026, договор до 29 мая 2026"
    assert ("первое место освободится 1 июня 2026" in page) is (places is not None)
    assert (line in page, "чьи места можно освободить" in card) == (held, held)

"""The recipient's own ways in the cabinet: where they stand, what may be asked for, by whom."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.moves import MoveKind
from portal.models import Contract, Move, MoveRequest, Paper, Recipient, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

MORNING = datetime(2026, 3, 23, 7, 0, tzinfo=UTC)
DAY = date(2026, 3, 23)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=MORNING)


@pytest.fixture
def contract(rows: Session, staff: Staff) -> Contract:
    home = factories.make_department(rows, staff.provider, unit_code="home_care")
    person = factories.make_recipient(rows, staff.provider, department_id=home.id)
    programme = factories.make_programme(rows, person)
    return factories.make_contract(
        rows, programme, terms=factories.make_terms(), department_id=home.id
    )


def cabinet_of(rows: Session, staff: Staff, recipient_id: int) -> Browser:
    person = rows.get_one(Recipient, recipient_id)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    return staff.browser(Role.RECIPIENT)


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        (MoveKind.PROVIDER, "recipient_application", "последний акт"),
        (MoveKind.REGION, "completion_marks", "возьмёте с собой"),
        (MoveKind.DEPARTMENT, "department_order", "переведут в назначенный день"),
        (MoveKind.RESIDENTIAL, "stationary_programme", "место и день приёма"),
    ],
)
def test_the_cabinet_tells_of_every_way_where_it_stands_and_whose_turn_it_is(
    rows: Session, staff: Staff, contract: Contract, kind: MoveKind, state: str, said: str
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    factories.make_move(rows, contract, worker, kind=kind, state=state, moves_on=date(2026, 3, 30))
    reader = cabinet_of(rows, staff, contract.recipient_id)

    page = reader.get("/cabinet/ways").text

    assert said in page
    assert "Чья очередь" in page
    assert "30 марта 2026" in page.replace("\xa0", " ")
    assert said in reader.get("/cabinet").text


def test_a_wish_written_in_the_cabinet_waits_for_the_office_which_begins_the_way_with_it(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    reader = cabinet_of(rows, staff, contract.recipient_id)
    wish = {"do": "go", "contract": contract.id, "kind": "another_region", "reason": "к дочери"}

    nowhere = reader.post("/cabinet/ways", wish)
    asked = reader.post("/cabinet/ways", {**wish, "destination": "Тверская область"})
    again = reader.post("/cabinet/ways", {**wish, "destination": "Тверская область"})

    assert (nowhere.status_code, asked.status_code, again.status_code) == (422, 303, 422)
    assert rows.scalars(select(Move)).all() == []
    director = staff.browser(Role.DIRECTOR)
    assert "просит перейти в другой регион: Тверская область" in director.get("/").text
    form = director.get(f"/moves/new/{contract.id}?way=another_region").text
    assert 'value="Тверская область"' in form
    sent = {"reason": "к дочери", "destination": "Тверская область", "applied_on": "23.03.2026"}
    unsigned = director.post(f"/moves/new/{contract.id}?way=another_region", sent)
    assert unsigned.status_code == 422
    assert "ещё не подписано" in unsigned.text
    sent |= {"signed_on_paper": "y"}
    assert director.post(f"/moves/new/{contract.id}?way=another_region", sent).status_code == 303
    request = rows.scalars(select(MoveRequest)).one()
    assert request.move_id == rows.scalars(select(Move.id)).one()
    assert "Переход начат 23.03.2026" in reader.get("/cabinet/ways").text


@pytest.mark.parametrize(("said", "status"), [("", 422), ("Мест нет до июня.", 303)])
def test_the_office_may_answer_a_wish_with_words_that_the_recipient_reads(
    rows: Session, staff: Staff, contract: Contract, said: str, status: int
) -> None:
    reader = cabinet_of(rows, staff, contract.recipient_id)
    asked = factories.make_move_request(rows, contract, staff.actors[Role.RECIPIENT])
    director = staff.browser(Role.DIRECTOR)

    answer = director.post(f"/moves/requests/{asked.id}/answer", {"answer": said})

    assert answer.status_code == status
    assert (said in reader.get("/cabinet/ways").text) is True
    rows.refresh(asked)
    assert (asked.closed_at is not None) is (status == 303)


def test_an_application_is_taken_back_by_its_owner_and_read_by_nobody_else(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    other = factories.make_recipient(rows, staff.provider)
    stranger = cabinet_of(rows, staff, other.id)
    asked = factories.make_move_request(rows, contract, staff.actors[Role.RECIPIENT])
    drop = {"do": "drop", "request": asked.id}

    assert stranger.get(f"/cabinet/ways/requests/{asked.id}/application.pdf").status_code == 404
    assert stranger.post("/cabinet/ways", drop).status_code == 404
    way = factories.make_move(rows, contract, staff.actor(Role.SOCIAL_WORKER))
    stays = {"do": "stay", "move": way.id, "why": "передумала"}
    assert stranger.post("/cabinet/ways", stays).status_code == 404
    assert stranger.get(f"/cabinet/ways/{way.id}/list.pdf").status_code == 404

    reader = cabinet_of(rows, staff, contract.recipient_id)
    assert reader.post("/cabinet/ways", drop).status_code == 303
    assert reader.post("/cabinet/ways", stays).status_code == 303


def agree(worker: Browser, recipient_id: int) -> None:
    """The agreement on codes, signed and scanned."""
    writer, scan = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(scan)
    address = f"/signing-codes/recipients/{recipient_id}"
    assert worker.post(address, {"email": ""}).status_code == 303
    sheet = {"signed_on": "23.03.2026", "scan": (io.BytesIO(scan.getvalue()), "соглашение.pdf")}
    assert worker.post(f"{address}/signed", sheet).status_code == 303


@pytest.mark.parametrize(
    ("kind", "given_up"), [(MoveKind.REGION, True), (MoveKind.DEPARTMENT, False)]
)
def test_a_code_under_the_application_gives_the_own_way_up_and_a_wrong_one_does_not(
    rows: Session, staff: Staff, contract: Contract, kind: MoveKind, given_up: bool
) -> None:
    """AST-TRN-13, FED-TRN-01: an order of the director is taken back by the office."""
    worker, director = staff.browser(Role.SOCIAL_WORKER), staff.browser(Role.DIRECTOR)
    way = factories.make_move(rows, contract, staff.actor(Role.SOCIAL_WORKER), kind=kind)
    reader = cabinet_of(rows, staff, contract.recipient_id)
    agree(director, contract.recipient_id)
    reader.post("/cabinet/ways", {"do": "stay", "move": way.id, "why": "передумала"})
    asked = rows.scalars(select(MoveRequest)).one()
    slip = worker.post(f"/signing-codes/move-requests/{asked.id}/paper", {})
    if slip.status_code != 200:
        slip = director.post(f"/signing-codes/move-requests/{asked.id}/paper", {})
    found = re.search(r'class="secret">(\d{3}) (\d{3})<', slip.text)
    assert found is not None, slip.text
    sha256 = rows.get_one(Paper, asked.paper_id).sha256
    address = f"/signing-codes/own/move-requests/{asked.id}"
    code = f"{found[1]}{found[2]}"
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    assert "Подписать кодом" in reader.get("/cabinet/ways").text
    assert reader.post(address, {"code": wrong, "paper_sha256": sha256}).status_code == 422
    rows.refresh(way)
    assert way.closed_on is None
    signed = reader.post(address, {"code": code, "paper_sha256": sha256})

    assert signed.status_code == 303, signed.text
    rows.refresh(way)
    rows.refresh(asked)
    assert asked.signed_at is not None
    assert (way.closed_on is not None, asked.closed_at is not None) == (given_up, given_up)
    assert "передумала" in (way.withdrawal if given_up else director.get("/").text)


def test_who_comes_second_reads_that_the_way_is_called_off_when_and_by_whom(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    """FED-TRN-01: of two who may call it off one is quicker."""
    move = factories.make_move(rows, contract, staff.actor(Role.SOCIAL_WORKER), applied_on=DAY)
    first, second = staff.browser(Role.DIRECTOR), staff.browser(Role.SOCIAL_WORKER)
    reader, url = cabinet_of(rows, staff, contract.recipient_id), f"/moves/{move.id}"
    said = {"do": "withdraw", "withdrawn_on": "23.03.2026", "withdrawal": "передумала"}
    told = "Запись: " + " ".join(staff.actor(Role.DIRECTOR).name.split())

    assert first.send(url, said).status_code == 303
    late = second.post(url, {**said, "version": "1"})
    asked = reader.post("/cabinet/ways", {"do": "stay", "move": move.id, "why": "останусь"})

    for answer in (late, asked):
        assert answer.status_code == 422
        assert f"Переход отменён 23.03.2026. {told}" in words(answer)
    assert told in words(second.get(url))
    assert f"Переход отменён 23 марта 2026. {told}" in words(reader.get("/cabinet/ways"))

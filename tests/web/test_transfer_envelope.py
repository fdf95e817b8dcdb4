"""What an envelope says at its receiver, and that nothing of it is lost on the way (AST-TRN-11)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, selectinload

from portal.app import create_app
from portal.config import Settings
from portal.domain.authorities import Capacity
from portal.domain.envelope import BreakDays, EnvelopeFacts, PersonFacts
from portal.domain.visit_plan import Frequency
from portal.models import (
    AuditEvent,
    Department,
    Programme,
    Recipient,
    RecipientCategory,
    RepresentativeKind,
    Role,
    SubmittedDocument,
    TransferEnvelope,
    TransferPaper,
)
from portal.signing.envelopes import FACTS, pack, unpack
from portal.usecases.act_papers import read_facts
from portal.usecases.envelope_facts import collected
from portal.usecases.envelopes import facts_of_envelope
from portal.usecases.facts import as_data
from tests.documents import samples
from tests.signing.test_envelopes import PUBLIC, sign
from tests.support import factories
from tests.support.browser import words
from tests.support.empty_database import make_database
from tests.web.conftest import Staff
from tests.web.test_transfers import (
    DAY,
    MORNING,
    SERVICE,
    Sides,
    blank_page,
    provider,
    settings,
    sides,
    step,
)

__all__ = ["provider", "settings", "sides"]

INN = "3015000017"


@pytest.mark.parametrize(
    ("role", "told"),
    [(Role.DIRECTOR, True), (Role.HEAD_OF_DEPARTMENT, False), (Role.SOCIAL_WORKER, False)],
)
def test_the_receiver_knows_of_a_special_route_before_it_takes_anybody(
    sides: Sides, role: Role, *, told: bool
) -> None:
    """AST-TRN-09: what it is about, only who reads of health is told (FED-PDP-04)."""
    marks = ["both_in_nomenclature", "mental_disorder"]
    move = sides.put("notified", marks=marks, manual=True)
    incoming, page = f"/transfers/incoming/{move.id}", ""
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")

    page = words(sides.b.browser(role).get(incoming))

    assert "Особый порядок" in page
    assert ("страдает психическим расстройством" in page) is told
    assert ("Заключение врачебной комиссии" in page) is told, "the envelope does not name it"
    assert "nomenclature" not in page


@pytest.mark.parametrize(
    ("role", "named"), [(Role.DIRECTOR, True), (Role.HEAD_OF_DEPARTMENT, False)]
)
def test_a_paper_brought_after_the_envelope_asks_for_a_new_one(
    sides: Sides, role: Role, *, named: bool
) -> None:
    """AST-TRN-09: the receiver hears of it; what it is, only who reads of health (FED-PDP-04)."""
    move = sides.put("notified", marks=["mental_disorder"], manual=True)
    url, incoming = f"/transfers/{move.id}", f"/transfers/incoming/{move.id}"
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(role)
    step(director, url, "envelope")
    assert "внес" not in words(director.get(url)).split("Конверт уже собран", 1)[1]
    assert "После конверта" not in words(receiver.get(incoming))

    dated = {"issued_on": "05.05.2026", "number": "12"}
    step(director, url, "paper", code="psychiatric_commission", **dated)

    assert "После конверта внесено: Заключение врачебной комиссии" in words(director.get(url))
    told = words(receiver.get(incoming)).split("После конверта прежний поставщик внёс:", 1)[1]
    assert ("Заключение врачебной комиссии" in told.split("Попросите", 1)[0]) is named
    step(director, url, "envelope")
    for page in (director.get(url), receiver.get(incoming)):
        assert "После конверта" not in words(page)


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2026, 5, 1), None, "приостановлены с 1 мая 2026, в день сборки"),
        (DAY, None, "приостановлены с 7 мая 2026, в день сборки"),
        (date(2026, 5, 8), None, "будут приостановлены с 8 мая 2026, в день сборки"),
        (date(2026, 5, 8), date(2026, 5, 30), "будут приостановлены с 8 мая 2026 до 30 мая 2026"),
        (date(2026, 5, 8), date(2026, 5, 8), ""),
        (date(2026, 5, 1), date(2026, 5, 8), "приостановлены с 1 мая 2026 до 8 мая 2026"),
        (date(2026, 5, 1), DAY, ""),
    ],
)
def test_the_receiver_knows_that_services_are_suspended_and_not_why(
    sides: Sides, since: date, until: date | None, told: str
) -> None:
    move = sides.put("notified")
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    receiver, incoming = sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}"
    step(director, url, "envelope")
    given = {"ground": "medical_contraindications", "since": since, "until": until}
    factories.make_suspension(sides.rows, sides.contract, sides.a.actor(Role.DIRECTOR), **given)

    assert ("а в конверте этого нет" in words(director.get(url))) is bool(told)
    step(director, url, "envelope")

    page = words(receiver.get(incoming)).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Услуги {told}" in page if told else "приостановлены" not in page
    ask = "Спросите прежнего поставщика, когда"
    assert (ask in page) is bool(told)
    assert ask not in words(director.get(url)), "the former provider itself reads it"
    move.closed_on = DAY
    sides.rows.commit()
    assert ask not in words(receiver.get(incoming)), "the person has moved"
    assert "противопоказан" not in page
    assert "а в конверте этого нет" not in words(director.get(url))


@pytest.mark.parametrize(("begins", "told"), [(9, True), (10, False)])
def test_a_break_that_begins_by_the_first_day_there_is_told(
    sides: Sides, begins: int, *, told: bool
) -> None:
    """FED-SUS-04, AST-TRN-11: nobody keeps a place unawares for somebody who will be away."""
    move = sides.put("provider_chosen")
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    receiver, incoming = sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}"
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since="09.05.2026")
    given = {"since": date(2026, 5, begins), "until": None}
    factories.make_suspension(sides.rows, sides.contract, sides.a.actor(Role.DIRECTOR), **given)
    step(director, url, "envelope")

    own, page = words(director.get(url)), words(receiver.get(incoming))
    assert [f"Услуги будут приостановлены с {begins}" in one for one in (own, page)] == [told] * 2
    step(receiver, incoming, "other", other_day="10.05.2026")
    assert ("а в конверте этого нет" in words(director.get(url))) is not told
    step(director, url, "envelope")
    assert "будут приостановлены" in words(receiver.get(incoming))
    step(receiver, incoming, "other", other_day="08.05.2026")
    assert "Соберите конверт заново" not in words(director.get(url)), "it concerns nobody there"


def test_the_general_path_has_no_special_route(sides: Sides) -> None:
    move = sides.put("notified")
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")

    page = words(sides.b.browser(Role.DIRECTOR).get(f"/transfers/incoming/{move.id}"))

    assert "Особый порядок" not in page
    assert "Без скана" not in page


def test_papers_that_come_without_a_scan_are_named(sides: Sides) -> None:
    move = sides.put("notified")
    director = sides.a.actor(Role.DIRECTOR)
    _paper(sides, None)
    factories.save(sides.rows, _package(sides, move.id, "clearance_sheet", None))
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")

    page = words(sides.b.browser(Role.DIRECTOR).get(f"/transfers/incoming/{move.id}"))
    own = words(sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}"))

    assert director.provider_id == move.provider_id
    for one in (page, own):
        listed = one.split("Без скана, придут с бумажным делом", 1)[1]
        assert "Обходной лист (приложение № 2 к порядку № 572-П) № 5 от 07.05.2026" in listed
        assert "№ 17 03 от 07.05.2026" in listed


@pytest.mark.parametrize("scanned", [True, False])
@pytest.mark.parametrize(("issued", "over"), [(7, False), (6, True)], ids=["today", "yesterday"])
def test_a_paper_of_the_package_that_has_run_out_is_told_to_the_receiver(
    sides: Sides, issued: int, *, scanned: bool, over: bool
) -> None:
    """AST-DOC-03, AST-TRN-11: half a year; who takes the person over asks for a new one before."""
    move = sides.put("notified")
    sheet = _package(sides, move.id, "clearance_sheet", _page("sheet") if scanned else None)
    sheet.issued_on = date(2025, 11, issued)
    factories.save(sides.rows, sheet)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")

    page = words(sides.b.browser(Role.DIRECTOR).get(f"/transfers/incoming/{move.id}"))

    assert f"действует по {issued:02}.05.2026" in page
    assert ("срок истёк" in page) is over


def test_an_envelope_of_an_earlier_portal_is_read(sides: Sides) -> None:
    move = sides.put("notified")
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    kept = as_data(facts_of_envelope(sides.rows.scalars(select(TransferEnvelope)).one()))
    assert isinstance(kept, dict)
    older = {
        name: value
        for name, value in kept.items()
        if name not in ("routes", "package", "addressee", "breaks")
    }

    assert read_facts(EnvelopeFacts, older).routes == ()
    assert read_facts(EnvelopeFacts, older).told_breaks == ()
    paused = read_facts(EnvelopeFacts, {**older, "suspended_since": "2026-05-01"})
    assert paused.told_breaks == (BreakDays(date(2026, 5, 1)),)


@pytest.mark.parametrize("told", [b"[]", b"[" * 100_000], ids=["no facts", "without end"])
def test_facts_that_are_none_are_refused_with_the_name_of_their_file(
    sides: Sides, told: bytes
) -> None:
    """AST-TRN-11: whoever has a key of their own can sign anything."""
    content = pack({FACTS: told}, "Дом-интернат", PUBLIC, sign)

    answer = sides.b.browser(Role.DIRECTOR).post(
        "/transfers/envelopes", {"file": (io.BytesIO(content), "e.zip"), "key_compared": "y"}
    )

    assert answer.status_code == 422
    assert "facts.json: сведения записаны не так" in words(answer)


@dataclass
class Elsewhere:
    """The receiving provider in an installation of its own, with a database of its own."""

    app: Flask
    rows: Session
    staff: Staff


@pytest.fixture
def elsewhere(sides: Sides, settings: Settings, tmp_path: Path) -> Iterator[Elsewhere]:
    make_database(tmp_path / "elsewhere.sqlite3")
    url = f"sqlite:///{tmp_path}/elsewhere.sqlite3"
    instance = tmp_path / "instance"
    instance.mkdir()
    app = create_app(replace(settings, database_url=url, instance=instance))
    app.testing = True
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with Session(engine, expire_on_commit=False) as rows:
        names = {"short_name": sides.b.provider.short_name, "inn": INN}
        receiver = factories.make_provider(rows, "astrakhan", **names)
        yield Elsewhere(app, rows, Staff(app, rows, receiver))
    engine.dispose()


def test_every_field_of_an_envelope_arrives_at_another_database(
    sides: Sides, elsewhere: Elsewhere
) -> None:
    """A new field of the facts has to be filled here, and it must come through to the end."""
    move_id = _fill(sides)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move_id}", "envelope")
    made = sides.rows.scalars(select(TransferEnvelope)).one()
    sent = facts_of_envelope(made)
    assert _empty(EnvelopeFacts, [sent]) == ["package.contraindications"], "a sheet names none"

    director = elsewhere.staff.browser(Role.DIRECTOR)
    typed = {"file": (io.BytesIO(made.content), "e.zip"), "key_compared": "y"}
    answer = director.post("/transfers/envelopes", typed)
    assert answer.status_code == 303, words(answer)
    came = elsewhere.rows.scalars(select(TransferEnvelope)).one()
    for one in fields(EnvelopeFacts):
        assert getattr(facts_of_envelope(came), one.name) == getattr(sent, one.name), one.name
    assert unpack(came.content).files == unpack(made.content).files
    assert json.loads(unpack(came.content).files["facts.json"]) == as_data(sent)

    taken = director.post(f"/transfers/envelopes/{came.id}")
    assert taken.status_code == 303, words(taken)
    card = elsewhere.rows.scalars(select(Recipient)).one()
    programme = factories.make_programme(elsewhere.rows, card)
    contract = factories.make_contract(elsewhere.rows, programme)
    move = factories.make_transfer(
        elsewhere.rows, contract, elsewhere.staff.actor(Role.DIRECTOR), applied_on=DAY
    )
    there, files = collected(elsewhere.rows, move, DAY)
    carried = [one.name for one in fields(PersonFacts) if one.name != "citizenship"]
    for name in carried:
        assert getattr(there.person, name) == getattr(sent.person, name), name
    assert there.papers == sent.papers
    scans = {one.file or "" for one in sent.papers}
    assert {name: files[name] for name in scans} == {
        name: unpack(made.content).files[name] for name in scans
    }


@pytest.mark.parametrize("rests", [False, True])
def test_the_card_of_a_file_is_emptied_with_the_file_once_the_provider_says_that_nobody_comes(
    sides: Sides, elsewhere: Elsewhere, *, rests: bool
) -> None:
    """FED-PDP-01: what became of a move led elsewhere, only the receiver can say."""
    move_id = _fill(sides)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move_id}", "envelope")
    content = sides.rows.scalars(select(TransferEnvelope.content)).one()
    director = elsewhere.staff.browser(Role.DIRECTOR)
    typed = {"file": (io.BytesIO(content), "e.zip"), "key_compared": "y"}
    director.post("/transfers/envelopes", typed)
    came = elsewhere.rows.scalars(select(TransferEnvelope)).one()
    director.post(f"/transfers/envelopes/{came.id}")
    card = elsewhere.rows.scalars(select(Recipient)).one()
    erase, surname = f"/recipients/{card.id}/erase", card.surname
    if rests:
        factories.make_programme(elsewhere.rows, card)
    page = director.get(f"/recipients/{card.id}").text
    assert (erase in page) is not rests
    assert director.get(erase).status_code == (404 if rests else 200)

    silent = director.post(erase, {"reason": "№ 7"})
    assert silent.status_code == (404 if rests else 422)
    said = director.post(erase, {"reason": "письмо дома от 07.05.2026"})

    elsewhere.rows.expire_all()
    envelopes = elsewhere.rows.scalars(select(TransferEnvelope.id)).all()
    assert (said.status_code, card.surname == surname, bool(envelopes)) == (
        (404, True, True) if rests else (303, False, False)
    )
    if not rests:
        event = select(AuditEvent).where(AuditEvent.what == "card_erased")
        assert elsewhere.rows.scalars(event).one().reason == "письмо дома от 07.05.2026"
        assert surname not in director.get("/transfers/envelopes").text


def test_a_file_brought_beside_a_move_of_this_portal_goes_with_its_card(sides: Sides) -> None:
    move = sides.put("provider_chosen", chosen_on=DAY)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    made = sides.rows.scalars(select(TransferEnvelope)).one()
    receiver = sides.b.browser(Role.DIRECTOR)
    brought = receiver.post("/transfers/envelopes", {"file": (io.BytesIO(made.content), "e.zip")})
    assert brought.status_code == 303
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    incoming = f"/transfers/incoming/{move.id}"
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    card = sides.rows.scalars(
        select(Recipient.id).where(Recipient.provider_id == sides.b.provider.id)
    ).one()
    assert receiver.get(f"/recipients/{card}/erase").status_code == 404, "the move goes on"
    move.state, move.closed_on = "withdrawn", DAY
    sides.rows.commit()

    assert receiver.post(f"/recipients/{card}/erase", {}).status_code == 303

    left = sides.rows.scalars(select(TransferEnvelope.came_in)).all()
    assert left == [False], "the sender's own envelope stays with the sender"


def test_a_file_from_which_nobody_was_taken_over_is_deleted_by_a_reason(
    sides: Sides, elsewhere: Elsewhere
) -> None:
    """FED-PDP-01: the person has chosen somebody else, so the data rest on nothing."""
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{_fill(sides)}", "envelope")
    content = sides.rows.scalars(select(TransferEnvelope.content)).one()
    head = elsewhere.staff.browser(Role.HEAD_OF_DEPARTMENT)
    typed = {"file": (io.BytesIO(content), "e.zip"), "key_compared": "y"}
    assert head.post("/transfers/envelopes", typed).status_code == 303
    address = "/transfers/envelopes/1"
    worker = elsewhere.staff.browser(Role.SOCIAL_WORKER)
    said = {"step": "drop", "reason": "получатель выбрал другой дом"}

    assert worker.post(address, said).status_code == 403
    silent = head.post(address, {**said, "reason": "…"})
    assert silent.status_code == 422
    assert "Напишите, почему конверт не нужен" in words(silent)
    assert head.post(address, said).status_code == 303

    assert elsewhere.rows.scalars(select(TransferEnvelope)).all() == []
    event = select(AuditEvent).where(AuditEvent.what == "envelope_dropped")
    assert elsewhere.rows.scalars(event).one().reason == said["reason"]
    again = {"file": (io.BytesIO(content), "e.zip"), "key_compared": "y"}
    assert head.post("/transfers/envelopes", again).status_code == 303
    (made,) = elsewhere.rows.scalars(select(TransferEnvelope.id)).all()
    assert head.post(f"/transfers/envelopes/{made}").status_code == 303
    assert head.post(f"/transfers/envelopes/{made}", said).status_code == 404, "it has a card"


def _empty(kind: type, values: list[object], path: str = "") -> list[str]:
    """The fields that none of these facts fills, with those of the facts within them."""
    found = []
    for one in fields(kind):
        told = [value for each in values if (value := getattr(each, one.name))]
        inner = [item for value in told for item in (value if type(value) is tuple else (value,))]
        if not inner:
            found.append(f"{path}{one.name}")
        elif is_dataclass(inner[0]):
            found.extend(_empty(type(inner[0]), inner, f"{path}{one.name}."))
    return found


def _fill(sides: Sides) -> int:
    """A move whose envelope has something to say in every field."""
    person, contract, rows = sides.person, sides.contract, sides.rows
    sides.b.provider.inn = INN
    director = sides.a.actor(Role.DIRECTOR)
    rows.add(
        RecipientCategory(
            provider_id=person.provider_id,
            recipient_id=person.id,
            code="war_disabled",
            proved=True,
            since=date(2026, 1, 1),
            until=date(2027, 1, 1),
        )
    )
    person.capacity, person.capacity_since = Capacity.INCAPABLE, date(2025, 12, 1)
    person.capacity_basis = "решение районного суда № 2-15 от 10.11.2025"
    factories.make_representative(
        rows,
        person,
        kind=RepresentativeKind.GUARDIAN,
        identity_series="17 04",
        basis="опека",
        until=date(2027, 1, 1),
        paper_number="12",
        paper_issued_on=date(2026, 1, 12),
        paper_issued_by="Отдел опеки",
        paper_until=date(2026, 12, 31),
        body="guardianship_body",
        body_name="Отдел опеки Советского района",
    )
    _paper(sides, _page("own"))
    marks = ["both_in_nomenclature", "special_social_service"]
    move = sides.put("notified", marks=marks, manual=True, citizenship="Россия")
    factories.save(rows, _package(sides, move.id, "clearance_sheet", _page("sheet")))
    act = factories.make_act(
        rows,
        contract,
        contract.terms[0],
        number="17/2026",
        inputs={"act": as_data(samples.make_act(number="17/2026"))},
    )
    factories.make_charge(rows, act, director)
    factories.make_mark(rows, move.programme_id, director, SERVICE)
    factories.make_review(rows, move.provider_id, move.programme_id, director)
    programme = rows.get_one(
        Programme, move.programme_id, options=[selectinload(Programme.services)]
    )
    service = programme.services[0]
    service.since, service.until = date(2026, 3, 1), date(2027, 3, 1)
    service.frequency = Frequency.DAILY
    programme.decision_date, programme.first_contract_on = date(2026, 2, 26), date(2026, 3, 2)
    programme.conditions, programme.issuer, programme.issuer_kind = (
        "тихая комната",
        "УСЗН",
        "authority",
    )
    programme.circumstances, programme.care_leaver = ["no_housing"], True
    programme.stay_mode = "permanent"
    factories.make_suspension(rows, contract, director, until=date(2026, 6, 1))
    factories.make_suspension(rows, contract, director, since=date(2026, 6, 10), until=None)
    rows.commit()
    return move.id


def _scan(sides: Sides, content: bytes | None) -> int | None:
    if content is None:
        return None
    return factories.make_file(sides.rows, sides.a.provider.id, content).id


def _paper(sides: Sides, content: bytes | None) -> None:
    """A passport in the personal file."""
    factories.save(
        sides.rows,
        SubmittedDocument(
            provider_id=sides.a.provider.id,
            recipient_id=sides.person.id,
            code="identity_document",
            number="17 03",
            issuer="УВД",
            contraindications=True,
            issued_on=DAY,
            expires_on=date(2030, 1, 1),
            file_id=_scan(sides, content),
            received_at=MORNING,
            received_by_id=sides.a.actor(Role.DIRECTOR).membership_id,
        ),
    )


def _package(sides: Sides, move_id: int, code: str, content: bytes | None) -> TransferPaper:
    return TransferPaper(
        provider_id=sides.a.provider.id,
        transfer_id=move_id,
        code=code,
        number="5",
        issuer="Больница № 2",
        issued_on=DAY,
        file_id=_scan(sides, content),
        recorded_at=MORNING,
        recorded_by_id=sides.a.actor(Role.DIRECTOR).membership_id,
    )


def _page(name: str) -> bytes:
    """A scan that is like no other."""
    return blank_page().replace(b"\n", f"\n%{name}\n".encode(), 1)

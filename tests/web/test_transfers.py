"""A move in pages: two providers and an authority, each with its own and nothing of the others."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.config import Settings
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.moves import MoveKind, MoveWish
from portal.domain.programme import ProgrammeLine
from portal.models import (
    AccessEvent,
    AuditEvent,
    Contract,
    Department,
    HoldState,
    MoveRequest,
    PersonalFileMove,
    Programme,
    Provider,
    Recipient,
    RepresentativeKind,
    Role,
    SubmittedDocument,
    Transfer,
    TransferEnvelope,
    TransferLetter,
    TransferOffer,
    TransferPaper,
    VacancyHold,
)
from portal.regions.registry import discover
from portal.signing.envelopes import unpack
from portal.usecases.envelopes import facts_of_envelope
from portal.usecases.facts import as_data
from portal.usecases.programmes import PresentProgramme, present_programme
from portal.web.programmes.brought import difference
from tests.documents import samples
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

MORNING = datetime(2026, 5, 7, 6, 0, tzinfo=UTC)
DAY = date(2026, 5, 7)
SERVICE = "AST-S-01"
SHOWN_TO_B = ("notified", "provider_chosen", "completed")
PAPERS = ("provider_petition", "transfer_application", "personal_file", "clearance_sheet")


def blank_page() -> bytes:
    """A scan that holds nothing."""
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=MORNING)


@pytest.fixture
def provider(rows: Session) -> Provider:
    return factories.make_provider(rows, "astrakhan", short_name="Заволжский дом")


@dataclass
class Sides:
    """Who takes part: A is left, B receives, the third has nothing to do with it."""

    app: Flask
    rows: Session
    a: Staff
    b: Staff
    third: Staff
    ministry: Staff
    contract: Contract

    def states(self) -> list[str]:
        """The states of every move there is."""
        return list(self.rows.scalars(select(Transfer.state).order_by(Transfer.id)))

    @property
    def person(self) -> Recipient:
        return self.rows.get_one(Recipient, self.contract.recipient_id)

    def put(self, state: str, **changes: object) -> Transfer:
        """A move in some state, written past the pages; B is recommended if ``offered``."""
        offered = changes.pop("offered", True)
        director = self.a.actor(Role.DIRECTOR)
        values: dict[str, object] = {
            "state": state,
            "applied_on": DAY,
            "wish_provider_id": self.b.provider.id,
            "wish_name": self.b.provider.short_name,
        }
        if state not in ("draft", "package_ready"):
            values |= {"received_on": DAY, "authority_id": self.ministry.provider.id}
        if state in ("provider_chosen", "completed"):
            values |= {
                "chosen_provider_id": self.b.provider.id,
                "chosen_name": self.b.provider.short_name,
                "chosen_on": DAY,
            }
        if state in ("completed", "refused", "withdrawn"):
            values["closed_on"] = DAY
        move = factories.make_transfer(self.rows, self.contract, director, **values | changes)
        if offered and state in SHOWN_TO_B:
            named = {"offered_id": self.b.provider.id, "name": self.b.provider.short_name}
            offer = TransferOffer(
                provider_id=move.provider_id, transfer_id=move.id, position=1, **named
            )
            factories.save(self.rows, offer)
        return move


@pytest.fixture
def sides(app: Flask, rows: Session, staff: Staff) -> Sides:
    home = factories.make_department(
        rows, staff.provider, unit_code="residential", name="Милосердие", form=Form.STATIONARY
    )
    receiver = factories.make_provider(rows, "astrakhan", short_name="Приволжский дом")
    factories.make_department(
        rows, receiver, unit_code="residential", name="Отделение № 2", form=Form.STATIONARY
    )
    ministry = factories.make_provider(
        rows, "astrakhan", short_name="Министерство", is_authority=True
    )
    third = factories.make_provider(rows, "astrakhan", short_name="Третий дом")
    recipient = factories.make_recipient(rows, staff.provider, department_id=home.id)
    programme = factories.make_programme(
        rows, recipient, form=Form.STATIONARY, unit_code="residential"
    )
    contract = factories.make_contract(
        rows,
        programme,
        form=Form.STATIONARY,
        terms=factories.make_terms(),
        in_force_from=date(2026, 3, 2),
    )
    others = (Staff(app, rows, one) for one in (receiver, third, ministry))
    b, outsider, officers = others
    return Sides(app, rows, staff, b, outsider, officers, contract)


def test_the_application_opens_a_move_whose_package_lacks_papers(sides: Sides) -> None:
    director = sides.a.browser(Role.DIRECTOR)
    page = director.get(f"/transfers/new/{sides.contract.id}")
    assert page.status_code == 200
    assert "Приволжский дом" in page.text
    assert "Министерство" not in page.text.split("<main", 1)[1]

    answer = director.post(
        f"/transfers/new/{sides.contract.id}",
        {
            "provider_id": sides.b.provider.id,
            "reason": "ближе к дочери",
            "citizenship": "Российская Федерация",
            "applied_on": "07.05.2026",
            "signed_by": "recipient",
            "consent": "agree",
            "listed": "y",
        },
    )

    assert answer.status_code == 303, answer.text
    case = director.get(answer.location)
    assert case.text.count("нет, нужен") == len(PAPERS)
    assert sides.states() == ["draft"]


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("listed", "номенклатуре"),
        ("provider_id", "Назовите поставщика"),
        ("reason", "Напишите причину"),
        ("consent", "Отметьте согласие"),
        ("citizenship", "Впишите гражданство"),
        ("signed_by", "подпись получателя"),
    ],
)
def test_an_application_without_something_says_what(sides: Sides, left_out: str, said: str) -> None:
    data = {
        "provider_id": str(sides.b.provider.id),
        "reason": "ближе к дочери",
        "citizenship": "Российская Федерация",
        "applied_on": "07.05.2026",
        "signed_by": "recipient",
        "consent": "agree",
        "listed": "y",
    }
    del data[left_out]

    answer = sides.a.browser(Role.DIRECTOR).post(f"/transfers/new/{sides.contract.id}", data)

    assert answer.status_code == 422
    assert said in answer.text
    assert sides.states() == []


def step(browser: Browser, url: str, name: str, **data: object) -> None:
    answer = browser.send(url, {"step": name, **data})
    assert answer.status_code == 303, f"{name}: {answer.status_code} {answer.text}"


ACTS = "прежний поставщик — с 01.05.2026 по 06.05.2026, новый — с 07.05.2026 по 31.05.2026"


def test_a_move_from_the_application_to_its_end_by_four_people(sides: Sides) -> None:
    director, worker = sides.a.browser(Role.DIRECTOR), sides.a.browser(Role.SOCIAL_WORKER)
    officer, receiver = sides.ministry.browser(Role.OFFICER), sides.b.browser(Role.DIRECTOR)
    move = sides.put("draft")
    url = f"/transfers/{move.id}"
    for code in PAPERS:
        made_now = code in ("provider_petition", "transfer_application")
        on = "07.05.2026" if made_now else "01.04.2026"
        step(worker, url, "paper", code=code, issued_on=on)
    step(worker, url, "ready")
    assert worker.send(url, {"step": "submit", "password": "любой"}).status_code in (403, 422)
    step(director, url, "submit", password=factories.PASSWORD)

    assert sides.states() == ["submitted"]
    case = f"/transfers/cases/{move.id}"
    assert "07.05.2026" in officer.get("/transfers/queue").text
    assert officer.send(case, {"outcome": "register"}).status_code == 303
    assert officer.send(case, {"outcome": "agree"}).status_code == 303
    nobody = officer.send(case, {"outcome": "notify", "returned": "personal_file"})
    assert nobody.status_code == 422
    notice = {"outcome": "notify", "recommended": sides.b.provider.id, "returned": "personal_file"}
    assert officer.send(case, notice).status_code == 303
    line = officer.get("/transfers/register").text
    assert all(word in line for word in ("1/2026", "Приволжский дом", "Заволжский дом"))

    chosen = {"provider_id": sides.b.provider.id, "by": "recipient"}
    untold = worker.send(url, {"step": "choose", **chosen})
    assert "Сначала передайте получателю, кого рекомендуют" in words(untold), "AST-NOT-03"
    step(worker, url, "choose", **chosen, told_on="07.05.2026")
    step(director, url, "envelope")
    incoming = f"/transfers/incoming/{move.id}"
    seen = receiver.get(incoming)
    assert "Опись файлов" in seen.text
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    step(worker, url, "file", papers="личное дело, 40 листов", on="07.05.2026")
    end = {"moved_on": "07.05.2026", "own_password": factories.PASSWORD}
    unsigned = director.send(url, {"step": "complete", **end})
    assert "Личное дело не передано под расписку" in words(unsigned), "AST-TRN-11"
    step(receiver, incoming, "receipt", person="Носова И. Д.")

    early = director.send(
        url, {"step": "complete", "moved_on": "07.05.2026", "own_password": factories.PASSWORD}
    )
    assert early.status_code == 422
    assert "ещё не заключил свой договор" in early.text
    assert sides.states() == ["provider_chosen"]

    _conclude_there(sides)
    end = {"moved_on": "07.05.2026", "own_password": factories.PASSWORD}
    step(director, url, "complete", **end)

    assert sides.states() == ["completed"]
    old = sides.rows.get_one(Contract, sides.contract.id, populate_existing=True)
    assert (old.state, old.ended_on) == (ContractState.TERMINATED, date(2026, 5, 6))
    assert all(said in words(director.get(url)) for said in ("прекращён 6", ACTS))
    assert all(said in words(receiver.get(incoming)) for said in ("Наш договор подписан", ACTS))
    assert director.send(url, {"step": "complete", **end}).status_code == 422


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("", "с какого дня действует его договор"),
        ("06.05.2026", "новый может начаться не раньше 07.05.2026"),
        ("07.05.2026", ""),
        ("08.05.2026", "не должно быть перерыва: прежний кончится 06.05.2026, а новый"),
    ],
)
def test_a_contract_elsewhere_begins_the_day_after_the_old_one_ends(
    sides: Sides, first: str, said: str
) -> None:
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    vouched = ["vacancy_confirmed", "new_contract_concluded"]
    move = sides.put("provider_chosen", **there, confirmed=vouched, notified_on=DAY)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    step(director, url, "file", papers="личное дело", on="07.05.2026", person="Носова И. Д.")
    end = {"step": "complete", "moved_on": "07.05.2026", "own_password": factories.PASSWORD}

    answer = director.send(url, end | {"new_from": first})

    assert answer.status_code == (422 if said else 303), words(answer)
    assert said in words(answer)
    assert sides.states() == ["provider_chosen" if said else "completed"]


def _conclude_there(sides: Sides) -> None:
    """The receiver's own contract, signed on the day of the move."""
    hold = sides.rows.scalars(select(VacancyHold)).one()
    person = sides.rows.get_one(Recipient, hold.recipient_id)
    programme = factories.make_programme(
        sides.rows, person, form=Form.STATIONARY, unit_code="residential"
    )
    factories.make_contract(
        sides.rows,
        programme,
        form=Form.STATIONARY,
        concluded_on=DAY,
        terms=factories.make_terms(),
        in_force_from=DAY,
    )


STATES = (
    "draft", "package_ready", "submitted", "registered", "agreed", "notified", "provider_chosen",
    "completed", "refused", "withdrawn",
)  # fmt: skip
ROLES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER, Role.ACCOUNTANT)


@pytest.mark.parametrize("state", STATES)
def test_every_address_of_a_move_opens_to_its_own_side_and_state_only(
    sides: Sides, state: str
) -> None:
    move = sides.put(state)
    addresses = {
        "case": f"/transfers/{move.id}",
        "incoming": f"/transfers/incoming/{move.id}",
        "officer": f"/transfers/cases/{move.id}",
    }
    open_to = {
        ("a", "case"): True,
        ("b", "incoming"): state in SHOWN_TO_B,
        ("ministry", "officer"): state not in ("draft", "package_ready"),
    }
    wrong = []
    for side, staff, roles in (
        ("a", sides.a, ROLES),
        ("b", sides.b, ROLES),
        ("third", sides.third, ROLES),
        ("ministry", sides.ministry, (Role.OFFICER,)),
    ):
        for role in roles:
            browser = staff.browser(role)
            for page, address in addresses.items():
                allowed = role is Role.OFFICER if page == "officer" else role in ROLES[:3]
                here = allowed and open_to.get((side, page), False)
                expected = (200 if here else 404) if allowed else 403
                got = browser.get(address).status_code
                sent = browser.post(address, {"step": "nothing"}).status_code
                if got != expected or (sent != expected and not (here and sent == 422)):
                    wrong.append(f"{side} {role} {page}: {got}, {sent} instead of {expected}")

    assert wrong == []


def test_the_receiver_reads_the_envelope_and_nothing_beside_it(sides: Sides) -> None:
    move = sides.put("notified", reason="ссора с соседкой по палате")
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    person = sides.person
    before = receiver.get(f"/transfers/incoming/{move.id}").text
    assert "Конверта пока нет" in before

    factories.make_representative(sides.rows, person)
    step(director, f"/transfers/{move.id}", "envelope")

    page = receiver.get(f"/transfers/incoming/{move.id}").text
    assert person.surname in page
    assert "Смирнова Ирина Олеговна, доверенность" in page
    assert "ссора с соседкой" not in page
    assert receiver.get(f"/recipients/{person.id}").status_code == 404
    assert receiver.get(f"/contracts/{sides.contract.id}").status_code == 404
    envelope = sides.rows.scalars(select(TransferEnvelope)).one()
    assert receiver.get(f"/transfers/envelopes/{envelope.id}/file").status_code == 404
    assert director.get(f"/transfers/envelopes/{envelope.id}/file").status_code == 200


def test_an_envelope_holds_the_last_acts_as_files_and_what_was_done_of_the_programme(
    sides: Sides,
) -> None:
    move = sides.put("notified")
    director = sides.a.browser(Role.DIRECTOR)
    act = factories.make_act(
        sides.rows,
        sides.contract,
        sides.contract.terms[0],
        number="17/2026",
        inputs={"act": as_data(samples.make_act(number="17/2026"))},
    )
    factories.make_mark(sides.rows, move.programme_id, sides.a.actor(Role.DIRECTOR), SERVICE)

    step(director, f"/transfers/{move.id}", "envelope")

    made = sides.rows.scalars(select(TransferEnvelope)).one()
    files, name = unpack(made.content).files, f"act-{act.month:%Y-%m}.pdf"
    facts = json.loads(files["facts.json"])
    assert act.number in text_of(files[name])
    assert [one["file"] for one in facts["acts"]] == [name]
    assert facts["programme"]["marks"] == [
        {"code": SERVICE, "mark": "partly_fulfilled", "reason": "болел"}
    ]
    address = f"/transfers/incoming/{move.id}/files/{name.removesuffix('.pdf')}"
    receiver = sides.b.browser(Role.DIRECTOR)
    assert address in receiver.get(f"/transfers/incoming/{move.id}").text
    assert receiver.get(address).data == files[name]
    assert receiver.get(address.replace("act-", "facts-")).status_code == 404
    assert receiver.get(f"/acts/{act.id}/act.pdf").status_code == 404, "never the sender's own row"


def _scanned(sides: Sides, code: str) -> int:
    """A paper of the personal file at A with its scan."""
    page = blank_page() + code.encode()
    scan = factories.make_file(sides.rows, sides.a.provider.id, page)
    paper = SubmittedDocument(
        provider_id=sides.a.provider.id,
        recipient_id=sides.person.id,
        code=code,
        issued_on=DAY,
        file_id=scan.id,
        received_at=MORNING,
        received_by_id=sides.a.actor(Role.DIRECTOR).membership_id,
    )
    factories.save(sides.rows, paper)
    return scan.id


@pytest.mark.parametrize(
    ("side", "role", "statuses"),
    [
        ("b", Role.DIRECTOR, (200, 200)),
        ("b", Role.HEAD_OF_DEPARTMENT, (200, 403)),
        ("b", Role.SOCIAL_WORKER, (200, 403)),
        ("b", Role.ACCOUNTANT, (403, 403)),
        ("a", Role.DIRECTOR, (404, 404)),
        ("third", Role.DIRECTOR, (404, 404)),
        ("ministry", Role.OFFICER, (403, 403)),
    ],
)
def test_scans_of_an_envelope_open_to_whose_work_they_are_and_not_before_the_notification(
    sides: Sides, side: str, role: Role, statuses: tuple[int, int]
) -> None:
    codes: tuple[str, ...] = ("identity_document", "medical_conclusion")
    *_others, scan = (_scanned(sides, code) for code in codes)
    move = sides.put("notified")
    sheet = TransferPaper(
        provider_id=move.provider_id,
        transfer_id=move.id,
        code="clearance_sheet",
        issued_on=DAY,
        file_id=scan,
        recorded_at=MORNING,
        recorded_by_id=move.opened_by_id,
    )
    factories.save(sides.rows, sheet)
    codes = (*codes, "package-clearance_sheet")
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    addresses = [f"/transfers/incoming/{move.id}/files/{code}" for code in codes]
    browser = getattr(sides, side).browser(role)

    got = tuple(browser.get(one).status_code for one in addresses)
    assert got == (*statuses, statuses[-1]), "FED-PDP-01: papers about health are the director's"

    sides.rows.refresh(move)
    move.state = "agreed"
    sides.rows.commit()
    assert all(browser.get(one).status_code in (403, 404) for one in addresses)


def test_the_file_of_who_disagreed_goes_on_by_the_directors_reason_and_leaves_a_trace(
    sides: Sides,
) -> None:
    move = sides.put("notified", consent="disagree")
    url = f"/transfers/{move.id}"
    director, head = sides.a.browser(Role.DIRECTOR), sides.a.browser(Role.HEAD_OF_DEPARTMENT)
    reason = "объяснили, настаивает на переезде"

    assert head.send(url, {"step": "envelope", "despite": reason}).status_code == 403
    silent = director.send(url, {"step": "envelope", "despite": "…"})
    assert silent.status_code == 422
    assert "Напишите, почему личное дело" in words(silent)
    assert sides.rows.scalars(select(TransferEnvelope)).all() == []
    step(director, url, "envelope", despite=reason)

    made = select(AuditEvent).where(AuditEvent.what == "envelope_made")
    trace = sides.rows.scalars(made).one()
    assert trace.after is not None
    assert (trace.reason, trace.after["to"]) == (reason, "Приволжский дом")
    assert "передача личного дела" in director.get("/settings/access-log").text


def test_the_programme_of_an_envelope_is_filled_in_and_a_difference_is_told(sides: Sides) -> None:
    move = sides.put("provider_chosen")
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    step(director, f"/transfers/{move.id}", "envelope")
    incoming = f"/transfers/incoming/{move.id}"
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    person = sides.rows.scalars(select(VacancyHold)).one().recipient_id
    assert sides.rows.get_one(Recipient, person).department_id == home
    programme = sides.rows.get_one(Programme, move.programme_id)

    page = receiver.get(f"/programmes/present/{person}").text

    assert f'value="{programme.number}"' in page
    assert f'value="{programme.valid_until:%d.%m.%Y}"' in page
    facts = facts_of_envelope(sides.rows.scalars(select(TransferEnvelope)).one()).programme
    same = [ProgrammeLine(one.code, one.quantity_per_month) for one in facts.services]
    typed = PresentProgramme(
        recipient_id=0,
        number=facts.number,
        issued_on=facts.issued_on,
        decision_date=None,
        form=Form.STATIONARY,
        unit_code=None,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        services=tuple(same),
    )
    assert difference(facts, typed) == ""
    assert same[0].code in difference(facts, replace(typed, services=tuple(same[1:])))


@pytest.mark.parametrize("over", [False, True])
def test_only_a_transfer_that_goes_on_leads_to_the_programme_and_the_contract(
    sides: Sides, *, over: bool
) -> None:
    move = sides.put("provider_chosen")
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    step(director, f"/transfers/{move.id}", "envelope")
    incoming = f"/transfers/incoming/{move.id}"
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    move.closed_on = date(2026, 5, 7) if over else None
    sides.rows.commit()

    page = words(receiver.get(incoming))

    assert "Принят: карточка" in page
    assert ("Дальше — программа и договор" in page) is not over


@pytest.mark.parametrize("same_number", [True, False])
def test_marks_of_the_former_provider_stay_with_its_own_programme_only(
    sides: Sides, same_number: bool
) -> None:
    move = sides.put("provider_chosen")
    mark = {"code": SERVICE, "mark": "partly_fulfilled", "reason": "болел"}
    factories.make_mark(sides.rows, move.programme_id, sides.a.actor(Role.DIRECTOR), SERVICE)
    receiver, incoming = sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}"
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")
    step(receiver, incoming, "take")
    hold = sides.rows.scalars(select(VacancyHold)).one()
    old = sides.rows.get_one(Programme, move.programme_id)
    presented = PresentProgramme(
        recipient_id=hold.recipient_id or 0,
        number=old.number if same_number else "77/2026",
        issued_on=old.issued_on,
        decision_date=None,
        form=Form.STATIONARY,
        unit_code="residential",
        valid_from=old.valid_from,
        valid_until=old.valid_until,
        services=(ProgrammeLine(SERVICE, Decimal(31)),),
    )

    with sides.app.app_context():
        done = present_programme(
            presented,
            region=discover()["astrakhan"],
            actor=sides.b.actor(Role.DIRECTOR),
            now=MORNING,
        )

    kept = sides.rows.get_one(Programme, done.id)
    assert kept.marks_before == ([mark] if same_number else None), "FED-TRN-01"
    page = words(receiver.get(f"/admissions/programmes/{done.id}/marks"))
    assert ("Прежний поставщик: выполнена частично, болел" in page) is same_number


def test_a_scan_of_the_package_is_kept_and_read_by_both_who_prepare_and_who_decide(
    sides: Sides,
) -> None:
    move = sides.put("package_ready")
    director = sides.a.browser(Role.DIRECTOR)
    sheet = {"code": "clearance_sheet", "issued_on": "01.04.2026", "issuer": "Больница № 2"}
    early = {"step": "paper", "code": "provider_petition", "issued_on": "06.05.2026"}
    page, scan = f"/transfers/{move.id}/papers/clearance_sheet", blank_page()

    step(director, f"/transfers/{move.id}", "paper", **sheet, scan=(io.BytesIO(scan), "лист.pdf"))

    assert director.send(f"/transfers/{move.id}", early).status_code == 422, "AST-TRN-03"
    assert director.get(page).data == scan
    officer = sides.ministry.browser(Role.OFFICER)
    assert officer.get(page).status_code == 404, "not sent yet"
    sides.rows.refresh(move)
    move.state, move.authority_id, move.received_on = "submitted", sides.ministry.provider.id, DAY
    sides.rows.commit()
    assert page in officer.get(f"/transfers/cases/{move.id}").text
    assert officer.get(page).data == scan
    assert sides.third.browser(Role.DIRECTOR).get(page).status_code == 404


@pytest.mark.parametrize("offered", [True, False])
def test_whom_the_recipient_wished_for_learns_of_it_only_when_recommended_and_without_a_name(
    sides: Sides, offered: bool
) -> None:
    move = sides.put("notified", offered=offered)
    receiver = sides.b.browser(Role.DIRECTOR)

    page = receiver.get("/transfers").text

    assert ("Имя будет в конверте" in page) is offered
    assert sides.person.surname not in page
    status = 200 if offered else 404
    assert receiver.get(f"/transfers/incoming/{move.id}").status_code == status


def test_nobody_is_taken_over_before_the_choice(sides: Sides) -> None:
    move = sides.put("notified")
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    receiver, incoming = sides.b.browser(Role.DIRECTOR), f"/transfers/incoming/{move.id}"
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    step(receiver, incoming, "place", department_id=home, since="07.05.2026")

    early = receiver.post(incoming, {"step": "take"})

    assert early.status_code == 422, "AST-TRN-11: choose_provider comes first"
    assert "ещё не выбрал" in early.text


def test_a_transfer_is_not_withdrawn_while_the_receivers_own_contract_is_in_force(
    sides: Sides,
) -> None:
    move = sides.put("provider_chosen")
    there = factories.make_recipient(sides.rows, sides.b.provider)
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    factories.save(
        sides.rows,
        VacancyHold(
            provider_id=sides.b.provider.id,
            transfer_id=move.id,
            department_id=home,
            since=DAY,
            state=HoldState.HELD,
            recipient_id=there.id,
            confirmed_at=MORNING,
            confirmed_by_id=sides.b.actor(Role.DIRECTOR).membership_id,
        ),
    )
    _conclude_there(sides)
    sheet = {"taken_back_by": "recipient", "withdrawn_on": "07.05.2026", "words": "передумала"}

    answer = sides.a.browser(Role.DIRECTOR).send(
        f"/transfers/{move.id}", {"step": "withdraw", **sheet}
    )

    assert answer.status_code == 422, "AST-TRN-11: no overlap"
    assert sides.states() == ["provider_chosen"]


def test_an_envelope_carried_as_a_file_is_taken_over_whole_and_refused_when_changed(
    sides: Sides,
) -> None:
    move = sides.put("notified")
    sides.b.provider.inn = "3015000017"
    factories.save(sides.rows, sides.b.provider)
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    third = sides.third.browser(Role.DIRECTOR)
    step(director, f"/transfers/{move.id}", "envelope")
    made = sides.rows.scalars(select(TransferEnvelope)).one()
    content = director.get(f"/transfers/envelopes/{made.id}/file").data
    changed = bytearray(content)
    changed[content.rindex("Заволжский".encode())] ^= 1

    broken = receiver.post("/transfers/envelopes", {"file": (io.BytesIO(bytes(changed)), "e.zip")})
    assert broken.status_code == 422
    assert "facts.json" in broken.text
    theirs = third.post("/transfers/envelopes", {"file": (io.BytesIO(content), "e.zip")})
    assert theirs.status_code == 422
    assert "адресован другому учреждению" in theirs.text
    whole = receiver.post("/transfers/envelopes", {"file": (io.BytesIO(content), "e.zip")})
    assert whole.status_code == 303, whole.text
    again = receiver.post("/transfers/envelopes", {"file": (io.BytesIO(content), "e.zip")})
    assert again.status_code == 422
    came = sides.rows.scalars(select(TransferEnvelope).where(TransferEnvelope.came_in)).one()
    assert came.facts == made.facts
    here = receiver.post(f"/transfers/envelopes/{came.id}")
    assert here.status_code == 422, "AST-TRN-11: nobody has chosen, and the move has its page"
    assert f'href="/transfers/incoming/{move.id}"' in here.text
    # As in another installation, which has nothing of the sender.
    sides.rows.delete(made)
    sides.rows.commit()
    taken = receiver.post(f"/transfers/envelopes/{came.id}")
    assert taken.status_code == 303
    cards = sides.rows.scalars(
        select(Recipient).where(Recipient.provider_id == sides.b.provider.id)
    ).all()
    person = sides.person
    assert [(one.full_name, one.born, one.snils) for one in cards] == [
        (person.full_name, person.born, person.snils)
    ]


def test_the_register_of_a_provider_is_a_mirror_of_its_own_lines(sides: Sides) -> None:
    registered = {"register_year": 2026, "register_number": 7, "registered_on": DAY}
    sides.put("registered", **registered)

    assert "7/2026" in sides.a.browser(Role.DIRECTOR).get("/transfers/register").text
    table = sides.ministry.browser(Role.OFFICER).get("/transfers/register/table").data.decode()
    assert "7/2026;" in table
    assert "Дата согласования*;" in table
    assert "Наименование поставщика;" in table
    assert sides.person.surname in table
    assert "7/2026" not in sides.third.browser(Role.DIRECTOR).get("/transfers/register/table").text
    assert "7/2026" not in sides.b.browser(Role.DIRECTOR).get("/transfers/register").text
    assert "7/2026" in sides.ministry.browser(Role.OFFICER).get("/transfers/register").text


@pytest.mark.parametrize(
    ("received", "registered", "counted"),
    [
        pytest.param("2026-05-07", "2026-05-07", "2026-05-07", id="a working day"),
        pytest.param("2026-05-09", "2026-05-09", "2026-05-12", id="registered on a day off"),
        pytest.param("2026-05-09", "2026-05-12", "2026-05-12", id="registered after it"),
        pytest.param("2026-05-07", "2026-05-08", "2026-05-08", id="registered late"),
    ],
)
def test_the_register_keeps_the_day_the_papers_came_beside_the_day_terms_run_from(
    sides: Sides, received: str, registered: str, counted: str
) -> None:
    """AST-TRN-04, AST-REG-01: 9 to 11 May 2026 are days off."""
    days = [date.fromisoformat(one) for one in (received, registered, counted)]
    number = {"register_year": 2026, "register_number": 7}
    move = sides.put("registered", received_on=days[0], registered_on=days[1], **number)
    officer = sides.ministry.browser(Role.OFFICER)

    table = officer.get("/transfers/register/table").data.decode()
    page = words(officer.get("/transfers/register"))
    case = words(officer.get(f"/transfers/cases/{move.id}"))

    came, _began, runs = (f"{one:%d.%m.%Y}" for one in days)
    assert "Сроки считают с;Итог" in table
    assert f"7/2026;{came};" in table
    assert f";{runs};зарегистрировано" in table
    assert "«Сроки считают с» и «Итог» ведёт портал" in page
    assert f"{runs} зарегистрировано" in page
    assert ("Сроки считают с" in case) is (came != runs)


def test_the_officer_sees_a_term_that_is_over(sides: Sides) -> None:
    sides.put("registered", agreement_due=DAY - timedelta(days=1))

    assert "срок прошёл" in sides.ministry.browser(Role.OFFICER).get("/transfers/queue").text


@pytest.mark.parametrize(("late", "asked"), [(0, True), (1, False)])
def test_the_terms_of_a_move_say_how_they_were_counted(
    sides: Sides, late: int, asked: bool
) -> None:
    """A day that the calendar of today does not give has no derivation (AST-TRN-04)."""
    move = sides.put("submitted", register_due=DAY + timedelta(days=late))
    pages = (
        sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}"),
        sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}"),
    )

    assert [("Почему до этого дня?" in words(page)) for page in pages] == [asked] * 2


def test_a_contract_of_residential_care_leads_to_the_move(sides: Sides) -> None:
    page = sides.a.browser(Role.DIRECTOR).get(f"/contracts/{sides.contract.id}")

    assert f"/transfers/new/{sides.contract.id}" in page.text


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        ("draft", "transfer_application", "Приволжский дом"),
        ("package_ready", "provider_petition", "хочет жить ближе к дочери"),
        ("agreed", "personal_file_index", "Индивидуальная программа"),
        ("notified", "recommended_providers_letter", "Приволжский дом"),
        ("provider_chosen", "handover_receipt", "Приволжский дом"),
        ("refused", "transfer_refusal_letter", "нет свободных мест"),
        ("withdrawn", "transfer_withdrawal_letter", "прекратить рассмотрение"),
    ],
)
def test_a_paper_of_the_move_is_printed_in_its_state_and_frozen(
    sides: Sides, state: str, code: str, said: str
) -> None:
    move = sides.put(state, notified_on=DAY, decision_reason="нет свободных мест")
    director = sides.a.browser(Role.DIRECTOR)
    step(director, f"/transfers/{move.id}", "print", paper=code)

    letter = sides.rows.scalars(select(TransferLetter)).one()
    paper = director.get(f"/transfers/{move.id}/letters/{letter.id}/letter.pdf")
    assert said in text_of(paper.data)
    assert sides.person.surname in text_of(paper.data)
    stranger = sides.b.browser(Role.DIRECTOR)
    assert stranger.get(f"/transfers/{move.id}/letters/{letter.id}/letter.pdf").status_code == 404


@pytest.mark.parametrize(
    ("state", "days", "asked", "tag"),
    [
        ("submitted", {"register_due": DAY}, "Ждём регистрации", "Сегодня"),
        ("registered", {"agreement_due": DAY - timedelta(days=1)}, "согласования", "Срок прошёл"),
        ("notified", {"told_due": DAY - timedelta(days=1)}, "кого рекомендуют", "Срок прошёл"),
        ("notified", {"told_due": DAY, "told_on": DAY}, "выбирает поставщика", ""),
        ("refused", {}, "Сообщить получателю об отказе", ""),
        ("withdrawn", {}, "Сообщить уполномоченному органу", ""),
    ],
)
def test_the_first_page_says_what_a_move_asks_and_by_when(
    sides: Sides, state: str, days: dict[str, date], asked: str, tag: str
) -> None:
    sides.put(state, **days)

    for role in (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER):
        card = _moves_card(sides.a.browser(role))
        assert asked in card
        assert tag in card
        assert tag or 'class="tag' not in card
    assert _moves_card(sides.third.browser(Role.DIRECTOR)) == ""


@pytest.mark.parametrize(
    ("issued", "asked", "late"),
    [
        pytest.param(date(2025, 12, 6), True, False, id="AST-DOC-03: thirty days before the end"),
        pytest.param(date(2025, 12, 7), False, False, id="AST-DOC-03: a day longer"),
        pytest.param(date(2025, 11, 6), True, True, id="AST-DOC-03: over since yesterday"),
    ],
)
def test_a_new_sheet_is_asked_for_ahead_of_the_end_and_taken_in_place_of_the_old_one(
    sides: Sides, issued: date, *, asked: bool, late: bool
) -> None:
    move = sides.put("registered", agreement_due=DAY + timedelta(days=9))
    sheet = TransferPaper(
        provider_id=move.provider_id,
        transfer_id=move.id,
        code="clearance_sheet",
        issued_on=issued,
        recorded_at=MORNING,
        recorded_by_id=move.opened_by_id,
    )
    factories.save(sides.rows, sheet)
    director, url = sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}"

    card = _moves_card(director)
    assert ("Получить новый документ" in card, "Срок прошёл" in card) == (asked, late)
    paper = {"code": "clearance_sheet", "number": "8", "issuer": "поликлиника № 2"}
    older = director.send(url, paper | {"step": "paper", "issued_on": f"{issued:%d.%m.%Y}"})
    assert "Пакет уже направлен" in words(older)
    newer = director.send(url, paper | {"step": "paper", "issued_on": f"{DAY:%d.%m.%Y}"})
    assert newer.status_code == (303 if asked else 422)
    assert "Получить новый документ" not in _moves_card(director)


@pytest.mark.parametrize(("days", "reminded"), [(30, True), (31, False)])
def test_a_letter_about_a_move_that_is_over_is_reminded_of_for_a_month(
    sides: Sides, days: int, reminded: bool
) -> None:
    over = DAY - timedelta(days=days)
    sides.put("refused", applied_on=over, closed_on=over)

    assert bool(_moves_card(sides.a.browser(Role.DIRECTOR))) is reminded


def _moves_card(browser: Browser) -> str:
    """The card of moves on the first page; empty when there is none."""
    _, found, rest = browser.get("/").text.partition('id="h-moves"')
    return rest.partition("</section>")[0] if found else ""


def test_the_receiver_is_asked_for_a_place_and_told_no_name_before_the_envelope(
    sides: Sides,
) -> None:
    sides.put("notified")

    card = _moves_card(sides.b.browser(Role.DIRECTOR))

    assert "Подтвердить место" in card
    assert sides.person.surname not in card


@pytest.mark.parametrize(("days", "said"), [(0, "Последний день сегодня"), (-1, "Срок прошёл")])
def test_the_officers_first_page_counts_terms(sides: Sides, days: int, said: str) -> None:
    sides.put("registered", agreement_due=DAY + timedelta(days=days))

    page = sides.ministry.browser(Role.OFFICER).get("/transfers/queue").text

    assert said in page
    assert "1 заявление" in page.replace("\xa0", " ")


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_the_answer_reaches_the_recipient_within_a_working_day(
    sides: Sides, days: int, late: bool
) -> None:
    due = DAY - timedelta(days=days)
    move = sides.put("notified", notified_on=DAY - timedelta(days=2), told_due=due)
    director = sides.a.browser(Role.DIRECTOR)
    url = f"/transfers/{move.id}"
    step(director, url, "print", paper="recommended_providers_letter")
    letter = sides.rows.scalars(select(TransferLetter)).one()

    early = {"letter_id": letter.id, "handed_on": "06.05.2026", "how": "in_person"}
    assert director.send(url, {"step": "hand", **early}).status_code == 422
    step(director, url, "hand", **early | {"handed_on": "07.05.2026"})

    page = director.get(url).text
    assert "Получателю сообщено" in page
    assert ("позже срока" in page) is late
    again = {"step": "print", "paper": "recommended_providers_letter"}
    assert director.send(url, again).status_code == 422


def test_the_notification_sets_the_day_for_passing_it_on(sides: Sides) -> None:
    move = sides.put("agreed", notice_due=DAY)
    notice = {"outcome": "notify", "recommended": sides.b.provider.id}

    case = f"/transfers/cases/{move.id}"
    assert sides.ministry.browser(Role.OFFICER).send(case, notice).status_code == 303

    due = sides.rows.scalars(select(Transfer.told_due)).one()
    assert due == date(2026, 5, 8), "AST-NOT-03: one working day"


def own_cabinet(sides: Sides) -> Browser:
    sides.a.actors[Role.RECIPIENT] = factories.make_recipient_access(sides.rows, sides.person)
    return sides.a.browser(Role.RECIPIENT)


@pytest.mark.parametrize("wish", ["go", "stay", "elsewhere"])
def test_what_was_written_in_the_cabinet_stands_in_the_application(sides: Sides, wish: str) -> None:
    """AST-TRN-03: the office copies down nothing that the recipient has written already."""
    reader, worker = own_cabinet(sides), sides.a.browser(Role.SOCIAL_WORKER)
    url = f"/transfers/new/{sides.contract.id}"
    empty = reader.get("/cabinet/move")
    assert 'href="/cabinet/ways">напишите заявление' in empty.text
    assert "к реке" not in worker.get(url).text
    where = "Дом на другом берегу" if wish == "elsewhere" else sides.b.provider.short_name
    written = {"destination": where, "reason": "вернуться к реке", "asked_at": MORNING}
    factories.make_move_request(
        sides.rows,
        sides.contract,
        sides.a.actor(Role.RECIPIENT),
        wish=MoveWish.STAY if wish == "stay" else MoveWish.GO,
        kind=MoveKind.PROVIDER,
        **written,
    )

    page = worker.get(url).text
    typed = worker.post(url, {"reason": "сам передумал"}).text

    assert ("вернуться к реке" in page) is (wish != "stay")
    assert (f'<option selected value="{sides.b.provider.id}">' in page) is (wish == "go")
    assert (f'value="{where}"' in page) is (wish == "elsewhere")
    assert "к реке" not in typed


def test_a_recipient_reads_the_own_move_chooses_and_opens_the_letter(sides: Sides) -> None:
    move = sides.put("notified", offered=False, notified_on=DAY)
    director, reader = sides.a.browser(Role.DIRECTOR), own_cabinet(sides)
    step(director, f"/transfers/{move.id}", "print", paper="recommended_providers_letter")
    step(director, f"/transfers/{move.id}", "print", paper="personal_file_index")
    letter, index = sides.rows.scalars(select(TransferLetter).order_by(TransferLetter.id)).all()

    assert "Выбрать поставщика" in reader.get("/cabinet").text
    assert reader.get(f"/cabinet/move/letters/{letter.id}/letter.pdf").status_code == 200
    assert reader.get(f"/cabinet/move/letters/{index.id}/letter.pdf").status_code == 404
    nobody = reader.send("/cabinet/move", {"step": "choose"})
    assert nobody.status_code == 422
    beside = {"step": "choose", "provider": sides.b.provider.id}
    unwarned = reader.send("/cabinet/move", beside)
    assert "отметьте внизу, что знаете" in words(unwarned), "AST-RGT-01: asked before it is written"
    assert sides.states() == ["notified"]
    answer = reader.send("/cabinet/move", beside | {"warned": "y"})
    assert answer.status_code == 303, answer.text
    assert sides.states() == ["provider_chosen"]
    page = reader.get("/cabinet/move").text
    assert "Выбран поставщик — 7&nbsp;мая 2026" in page.replace("\xa0", "&nbsp;")
    assert "Вы переходите к поставщику: Приволжский дом" in page
    assert "не рекомендовал" in page, "AST-RGT-01: a choice beside the list is warned of"


def test_a_withdrawal_in_the_cabinet_is_a_paper_and_no_password_does_instead(sides: Sides) -> None:
    move = sides.put("agreed")
    reader, director = own_cabinet(sides), sides.a.browser(Role.DIRECTOR)

    old = reader.send("/cabinet/move", {"step": "withdraw", "password": factories.PASSWORD})
    asked = reader.post("/cabinet/ways", {"do": "stay", "transfer": move.id, "why": "передумала"})

    assert (old.status_code, asked.status_code) == (200, 303)
    assert sides.states() == ["agreed"], "AST-TRN-13: in writing"
    request = sides.rows.scalars(select(MoveRequest)).one()
    paper = reader.get(f"/cabinet/ways/requests/{request.id}/application.pdf")
    assert paper.data.startswith(b"%PDF")
    assert "ещё не подписано" in director.get("/").text
    sheet = {"taken_back_by": "recipient", "withdrawn_on": "07.05.2026", "words": "передумала"}
    step(director, f"/transfers/{move.id}", "withdraw", **sheet)
    sides.rows.refresh(request)
    assert (sides.states(), request.closed_at is not None) == (["withdrawn"], True)


@pytest.mark.parametrize(
    ("born", "alone"),
    [(date(2008, 5, 7), True), (date(2008, 5, 8), False)],
    ids=["18 today, AST-MIN-02", "18 tomorrow, AST-MIN-02"],
)
def test_only_a_grown_up_decides_alone_in_the_cabinet(
    sides: Sides, born: date, alone: bool
) -> None:
    sides.person.born = born
    sides.rows.commit()
    sides.put("notified")
    reader = own_cabinet(sides)

    assert ("Ваш выбор" in reader.get("/cabinet/move").text) is alone
    sent = reader.send("/cabinet/move", {"step": "choose", "provider": sides.b.provider.id})
    assert sent.status_code == (303 if alone else 422)


def test_nobody_chooses_in_the_cabinet_of_somebody_else(sides: Sides) -> None:
    sides.put("notified")
    stranger = factories.make_recipient(sides.rows, sides.a.provider)
    sides.a.actors[Role.RECIPIENT] = factories.make_recipient_access(sides.rows, stranger)
    reader = sides.a.browser(Role.RECIPIENT)

    assert "Заявления о переходе нет" in reader.get("/cabinet/move").text
    reader.send("/cabinet/move", {"step": "choose", "provider": sides.b.provider.id})
    assert sides.states() == ["notified"]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("mental_disorder", "AST-TRN-09"),
        ("special_social_service", "AST-TRN-10"),
        ("orphan", "AST-MIN-01"),
    ],
)
def test_a_special_route_is_named_with_its_clause_and_asks_for_the_directors_mark(
    sides: Sides, mark: str, said: str
) -> None:
    move = sides.put("provider_chosen", marks=["both_in_nomenclature", mark], manual=True)

    page = sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}").text
    case = sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}").text

    assert said in page.split("<h2", 1)[0]
    assert "Отметки директора" in page
    assert said in case.split("<h2", 1)[0]


@pytest.mark.parametrize(
    ("balance", "said"),
    [("15033.65", "Долг у прежнего"), ("-0.01", "Аванс у прежнего"), ("0", "всё оплачено")],
)
def test_a_debt_at_the_former_provider_is_called_a_debt(
    sides: Sides, balance: str, said: str
) -> None:
    page = sides.app.jinja_env.get_template("transfers/_account.html").module

    assert said in page.account(Decimal(balance), " у прежнего")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("state", "turn"),
    [
        ("package_ready", "Ход за учреждением"),
        ("submitted", "Ход за уполномоченным органом"),
        ("agreed", "Ход за уполномоченным органом"),
        ("notified", "Ход за получателем"),
        ("provider_chosen", "Ход за учреждением"),
    ],
)
def test_the_page_of_a_move_names_who_acts_next(sides: Sides, state: str, turn: str) -> None:
    move = sides.put(state)

    assert turn in sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}").text


@pytest.mark.parametrize(("state", "asked"), [("notified", True), ("provider_chosen", False)])
def test_nobody_is_asked_to_pass_the_list_on_once_the_choice_is_made(
    sides: Sides, state: str, asked: bool
) -> None:
    move = sides.put(state, told_due=DAY - timedelta(days=1))
    page = sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}").text

    assert ("Передать получателю уведомление" in page) is asked


@pytest.mark.parametrize(
    ("day", "words", "status"),
    [
        ("07.05.2026", "передумал", 303),
        ("07.05.2026", "🙂", 422),
        ("06.05.2026", "передумал", 422),
        ("08.05.2026", "передумал", 422),
        ("", "передумал", 422),
        ("07.05.2026", "", 422),
    ],
)
def test_the_office_takes_a_move_back_by_the_day_and_words_of_an_application(
    sides: Sides, day: str, words: str, status: int
) -> None:
    move = sides.put("agreed")
    sent = {"taken_back_by": "recipient", "withdrawn_on": day, "words": words}

    answer = sides.a.browser(Role.DIRECTOR).send(
        f"/transfers/{move.id}", {"step": "withdraw", **sent}
    )

    assert answer.status_code == status


def test_a_stale_tab_of_the_cabinet_speaks_of_no_colleague(sides: Sides) -> None:
    move = sides.put("notified", notified_on=DAY)
    reader = own_cabinet(sides)
    chosen = {"step": "choose", "provider": sides.b.provider.id}

    answer = reader.send("/cabinet/move", {**chosen, "version": move.version + 1})

    assert answer.status_code == 409
    assert "вы сами в другом окне или учреждение" in answer.text
    assert "другой сотрудник" not in answer.text
    assert "«Сегодня»" not in answer.text
    assert "На главную страницу кабинета" in answer.text


def test_a_consent_the_package_goes_without_is_not_called_missing(sides: Sides) -> None:
    move = sides.put("draft")
    page = sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}").text
    rows = page.split('id="h-papers"', 1)[1].split("</table>", 1)[0].split("<tr>")

    said = next(one for one in rows if "отдельным листом" in one)
    assert "можно без него" in said
    assert any("нет, нужен" in one for one in rows if "Обходной лист" in one)


@pytest.mark.parametrize(
    ("issued_on", "soon"), [(date(2025, 12, 6), True), (date(2025, 12, 7), False)]
)
def test_a_sheet_about_to_expire_is_told_of_thirty_days_before(
    sides: Sides, issued_on: date, soon: bool
) -> None:
    """AST-DOC-03: it holds six months, here until 6 or 7 June; today is 7 May."""
    move = sides.put("draft")
    director = sides.a.actor(Role.DIRECTOR)
    factories.save(
        sides.rows,
        TransferPaper(
            provider_id=move.provider_id,
            transfer_id=move.id,
            code="clearance_sheet",
            issued_on=issued_on,
            recorded_by_id=director.membership_id,
            recorded_at=MORNING,
        ),
    )

    page = words(sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}"))

    assert ("скоро истечёт" in page) is soon


@pytest.mark.parametrize(
    ("issued_on", "lapsed"), [(date(2025, 11, 6), True), (date(2025, 11, 7), False)]
)
def test_a_sheet_that_ran_out_before_the_answer_is_told_of_to_both_sides(
    sides: Sides, issued_on: date, lapsed: bool
) -> None:
    """AST-DOC-03: sent back or not, it is held against the day of the notification."""
    move = sides.put("notified", received_on=date(2026, 5, 4), notified_on=DAY)
    sheet = TransferPaper(
        provider_id=move.provider_id,
        transfer_id=move.id,
        code="clearance_sheet",
        issued_on=issued_on,
        returned_on=DAY,
        recorded_by_id=sides.a.actor(Role.DIRECTOR).membership_id,
        recorded_at=MORNING,
    )
    factories.save(sides.rows, sheet)

    pages = (
        sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}"),
        sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}"),
    )

    assert ["срок истёк" in words(page) for page in pages] == [lapsed] * 2
    assert ["Нужен новый" in words(page) for page in pages] == [lapsed] * 2


@pytest.mark.parametrize("state", ["refused", "withdrawn", "notified"])
def test_a_file_that_the_authority_has_not_sent_back_is_asked_for_and_its_return_recorded(
    sides: Sides, state: str
) -> None:
    move = sides.put(state)
    journey = {"leg": "authority", "sender": "А", "receiver": "Министерство", "papers": "дело"}
    factories.save(
        sides.rows,
        PersonalFileMove(
            provider_id=move.provider_id,
            transfer_id=move.id,
            moved_on=DAY,
            recorded_at=MORNING,
            **journey,
        ),
    )
    worker, url = sides.a.browser(Role.SOCIAL_WORKER), f"/transfers/{move.id}"

    page = worker.get(url).text
    assert "Личное дело не вернулось" in page, "AST-PDP-02"
    if state == "provider_chosen":
        assert 'value="file"' not in page
        sent = worker.send(url, {"step": "file", "papers": "личное дело", "on": "07.05.2026"})
        assert "сначала запишите его возврат" in words(sent), "AST-PDP-02"
    early = worker.send(url, {"step": "return", "returned_on": "06.05.2026"})
    step(worker, url, "return", returned_on="07.05.2026")

    assert early.status_code == 422
    assert "Личное дело не вернулось" not in worker.get(url).text
    assert worker.send(url, {"step": "return", "returned_on": "07.05.2026"}).status_code == 422


def test_the_own_name_typed_is_no_other_provider(sides: Sides) -> None:
    move = sides.put("notified")
    wanted = {"step": "choose", "name": " заволжский  дом ", "by": "recipient"}

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", wanted)

    assert answer.status_code == 422, "AST-TRN-07"
    assert "нынешний поставщик" in answer.text


@pytest.mark.parametrize(
    ("born", "status"),
    [(date(2008, 5, 7), 422), (date(2008, 5, 8), 303)],
    ids=["18 today, AST-MIN-01", "18 tomorrow, AST-MIN-01"],
)
def test_the_mark_of_an_orphan_is_for_a_child_only(sides: Sides, born: date, status: int) -> None:
    sides.person.born = born
    factories.make_representative(sides.rows, sides.person, kind=RepresentativeKind.PARENT)
    sides.rows.commit()
    wanted = {
        "provider_id": sides.b.provider.id,
        "reason": "ближе к брату",
        "citizenship": "Российская Федерация",
        "applied_on": "07.05.2026",
        "signed_by": ["recipient", "representative_consent"],
        "consent": "agree",
        "listed": "y",
        "marks": "orphan",
    }

    answer = sides.a.browser(Role.DIRECTOR).post(f"/transfers/new/{sides.contract.id}", wanted)

    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("born", "offered", "status"),
    [
        pytest.param(date(2008, 5, 8), True, 303, id="18 tomorrow"),
        pytest.param(date(2008, 5, 7), True, 422, id="18 today"),
        pytest.param(date(1950, 5, 7), False, 422, id="of age before the contract"),
    ],
)
def test_nobody_stands_in_for_the_parents_of_a_grown_up(
    sides: Sides, born: date, status: int, *, offered: bool
) -> None:
    """AST-MIN-02."""
    sides.person.born = born
    sides.rows.commit()
    url, director = f"/transfers/new/{sides.contract.id}", sides.a.browser(Role.DIRECTOR)
    wanted = {
        "provider_id": sides.b.provider.id,
        "reason": "ближе к брату",
        "citizenship": "Российская Федерация",
        "applied_on": "07.05.2026",
        "signed_by": ["recipient", "guardianship_body"],
        "consent": "agree",
        "listed": "y",
        "marks": ["orphan"] if status == 303 else [],
    }

    form, answer = director.get(url), director.send(url, wanted)

    assert ('value="guardianship_body"' in form.text) is offered
    assert answer.status_code == status, words(answer)
    assert ("вместо родителей за него никто" in words(answer)) is (offered and status == 422)


@pytest.mark.parametrize(
    ("code", "day", "status"),
    [
        ("transfer_application", "05.05.2026", 422),
        ("transfer_application", "06.05.2026", 303),
        ("transfer_application", "07.05.2026", 422),
        ("provider_petition", "05.05.2026", 422),
        ("provider_petition", "07.05.2026", 303),
        ("personal_file", "05.05.2026", 303),
        ("personal_file", "day before birth", 422),
        ("data_consent", "08.05.2026", 422),
    ],
)
def test_a_paper_of_the_package_is_dated_between_the_birth_or_the_application_and_today(
    sides: Sides, code: str, day: str, status: int
) -> None:
    move = sides.put("draft", applied_on=date(2026, 5, 6))
    unborn = f"{sides.person.born - timedelta(days=1):%d.%m.%Y}"
    typed = {"step": "paper", "code": code, "issued_on": unborn if "birth" in day else day}

    answer = sides.a.browser(Role.SOCIAL_WORKER).send(f"/transfers/{move.id}", typed)

    assert answer.status_code == status, "AST-DOC-01"


@pytest.mark.parametrize(("day", "status"), [("01.03.2026", 422), ("02.03.2026", 303)])
def test_an_application_is_not_older_than_the_contract_it_leaves(
    sides: Sides, day: str, status: int
) -> None:
    typed = {
        "provider_id": sides.b.provider.id,
        "reason": "ближе к дочери",
        "citizenship": "Российская Федерация",
        "applied_on": day,
        "signed_by": "recipient",
        "consent": "agree",
        "listed": "y",
    }

    answer = sides.a.browser(Role.DIRECTOR).post(f"/transfers/new/{sides.contract.id}", typed)

    assert answer.status_code == status, "AST-TRN-03"
    assert ("не может быть старше" in words(answer)) == (status == 422)


@pytest.mark.parametrize(
    ("note", "status"), [(".", 422), ("письмо", 422), ("12", 422), ("письмо № 12", 303)]
)
def test_a_mark_of_the_director_rests_on_a_paper_that_can_be_found(
    sides: Sides, note: str, status: int
) -> None:
    move = sides.put("provider_chosen", chosen_provider_id=None, chosen_name="Дом вне портала")
    typed = {"step": "vouch", "vouched": "vacancy_confirmed", "note": note}

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", typed)

    assert answer.status_code == status, "AST-CAP-01"
    sides.rows.refresh(move)
    assert move.confirmed == (["vacancy_confirmed"] if status == 303 else [])


def test_a_mark_without_its_paper_is_told_what_to_write(sides: Sides) -> None:
    move = sides.put("provider_chosen", marks=["mental_disorder"], manual=True)
    typed = {"step": "vouch", "vouched": "psychiatric_care_observed", "note": ""}

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", typed)

    assert answer.status_code == 422
    assert "Напишите название документа и его номер или день" in words(answer)


@pytest.mark.parametrize("there", [True, False])
def test_the_mark_of_a_referral_that_is_not_in_the_package_asks_for_it(
    sides: Sides, *, there: bool
) -> None:
    """AST-MIN-01: the rule warns of the paper and holds the end back without the mark alone."""
    move = sides.put("provider_chosen", marks=["orphan"])
    director, url = sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}"
    if there:
        step(director, url, "paper", code="referral", issued_on="05.05.2026", number="12")
    step(director, url, "vouch", vouched="referral_checked", note="направление № 12")

    flashed = words(director.get(url)).split("Отметка записана.", 1)[1].lstrip()
    assert flashed.startswith("Для такого ребёнка нужно: направление") is not there
    sides.rows.refresh(move)
    assert move.confirmed == ["referral_checked"]


def test_a_second_move_of_a_contract_leads_to_the_one_that_runs(sides: Sides) -> None:
    move = sides.put("submitted")
    typed = {
        "name": "Дом-интернат на Волге",
        "reason": "хочет жить ближе к дочери",
        "citizenship": "Российская Федерация",
        "applied_on": "07.05.2026",
        "signed_by": "recipient",
        "consent": "agree",
        "listed": "y",
    }

    page = sides.a.browser(Role.DIRECTOR).post(f"/transfers/new/{sides.contract.id}", typed)

    assert page.status_code == 422
    summary = page.text.split("<h1", 1)[0]
    assert "уже идёт" in summary
    assert f'href="/transfers/{move.id}"' in summary
    assert "уже идёт" not in page.text.split("<h1", 1)[1], "under no field"


@pytest.mark.parametrize(
    ("told_on", "status"),
    [("06.05.2026", 422), ("07.05.2026", 303), ("08.05.2026", 422)],
)
def test_the_choice_follows_the_news_of_who_is_recommended(
    sides: Sides, told_on: str, status: int
) -> None:
    move = sides.put("notified", notified_on=DAY)
    chosen = {"step": "choose", "provider_id": sides.b.provider.id, "by": "recipient"}

    answer = sides.a.browser(Role.DIRECTOR).send(
        f"/transfers/{move.id}", chosen | {"told_on": told_on}
    )

    assert answer.status_code == status, "AST-NOT-03"
    sides.rows.refresh(move)
    assert move.told_on == (DAY if status == 303 else None)


@pytest.mark.parametrize(
    ("chosen", "status"),
    [
        ({}, 303),
        ({"name": "Дом вне портала"}, 422),
        ({"name": "Дом вне портала", "warned": "y"}, 303),
    ],
)
def test_a_choice_beside_the_list_is_warned_of_before_it_is_written(
    sides: Sides, chosen: dict[str, object], status: int
) -> None:
    move = sides.put("notified", notified_on=DAY, told_on=DAY)
    typed: dict[str, object] = {"step": "choose", "by": "recipient", **chosen}
    if "name" not in chosen:
        typed["provider_id"] = sides.b.provider.id

    answer = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", typed)

    assert answer.status_code == status, "AST-RGT-01"
    assert sides.states() == ["provider_chosen" if status == 303 else "notified"]


@pytest.mark.parametrize(
    "typed",
    [
        {"step": "choose", "by": "representative"},
        {
            "step": "withdraw",
            "taken_back_by": "representative",
            "withdrawn_on": "07.05.2026",
            "words": "передумала",
        },
    ],
    ids=["choice", "withdrawal"],
)
def test_nobody_decides_for_the_recipient_without_a_right_that_is_on_record(
    sides: Sides, typed: dict[str, str]
) -> None:
    move = sides.put("notified", notified_on=DAY, told_on=DAY)
    url, worker = f"/transfers/{move.id}", sides.a.browser(Role.SOCIAL_WORKER)
    sent = {"provider_id": sides.b.provider.id, **typed}

    nobody = worker.send(url, sent)
    factories.make_representative(sides.rows, sides.person, until=date(2026, 5, 8))
    somebody = worker.send(url, sent)

    assert nobody.status_code == 422
    assert "нет представителя" in words(nobody), "AST-MIN-02"
    assert somebody.status_code == 303


@pytest.mark.parametrize(
    ("since", "status"), [("06.05.2026", 422), ("last", 303), ("day after", 422)]
)
def test_a_place_is_kept_from_today_on_while_the_programme_runs(
    sides: Sides, since: str, status: int
) -> None:
    move = sides.put("notified")
    last = sides.rows.get_one(Programme, move.programme_id).valid_until
    known = {"last": f"{last:%d.%m.%Y}", "day after": f"{last + timedelta(days=1):%d.%m.%Y}"}

    answer = _keep(sides, move, known.get(since, since))

    assert answer.status_code == status, "AST-CAP-01"


def _keep(sides: Sides, move: Transfer, since: str) -> TestResponse:
    home = sides.rows.scalars(
        select(Department.id).where(Department.provider_id == sides.b.provider.id)
    ).one()
    typed = {"step": "place", "department_id": home, "since": since}
    return sides.b.browser(Role.DIRECTOR).post(f"/transfers/incoming/{move.id}", typed)


def test_a_place_promised_from_a_later_day_is_not_promised_twice(sides: Sides) -> None:
    home = sides.rows.scalars(
        select(Department).where(Department.provider_id == sides.b.provider.id)
    ).one()
    home.places = 1
    sides.rows.commit()
    person = factories.make_recipient(sides.rows, sides.a.provider)
    programme = factories.make_programme(
        sides.rows, person, form=Form.STATIONARY, unit_code="residential"
    )
    terms = factories.make_terms()
    leaving = factories.make_contract(sides.rows, programme, form=Form.STATIONARY, terms=terms)
    first, second = sides.put("notified"), replace(sides, contract=leaving).put("notified")

    assert _keep(sides, first, "09.05.2026").status_code == 303
    full = _keep(sides, second, "08.05.2026")

    assert full.status_code == 422, "AST-CAP-01: free on the 8th only"
    assert "обещаны другим" in words(full)


@pytest.mark.parametrize(
    ("side", "role", "shown"),
    [
        ("b", Role.DIRECTOR, "Держим с 9 мая 2026 Ильина Мария Петровна"),
        ("b", Role.HEAD_OF_DEPARTMENT, "Держим с 9 мая 2026 Ильина Мария Петровна"),
        ("b", Role.SOCIAL_WORKER, "Держим с 9 мая 2026 1 место"),
        ("b", Role.ACCOUNTANT, "Держим с 9 мая 2026 1 место"),
        ("a", Role.DIRECTOR, ""),
        ("third", Role.DIRECTOR, ""),
    ],
)
def test_a_place_kept_from_a_later_day_stands_apart_from_what_is_free_today(
    sides: Sides, side: str, role: Role, shown: str
) -> None:
    """AST-CAP-01: who keeps places reads for whom, the others from when; nobody else anything."""
    home = sides.rows.scalars(
        select(Department).where(Department.provider_id == sides.b.provider.id)
    ).one()
    home.places = 2
    sides.rows.commit()
    move, director = sides.put("notified"), sides.b.browser(Role.DIRECTOR)
    assert _keep(sides, move, "09.05.2026").status_code == 303
    url = f"/admissions?department={home.id}"
    assert "имя будет в конверте" in words(director.get(url))
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")

    page = words(getattr(sides, side).browser(role).get(url)).replace("\xa0", " ")

    if shown:
        assert shown in page
        assert "Свободно сегодня 2" in page
    else:
        assert "Держим" not in page
    assert (sides.person.surname in page) is ("Ильина" in shown)


def test_a_kept_place_gets_another_day_or_is_given_up(sides: Sides) -> None:
    move = sides.put("notified")
    url, receiver = f"/transfers/incoming/{move.id}", sides.b.browser(Role.DIRECTOR)
    assert _keep(sides, move, "09.05.2026").status_code == 303

    assert receiver.send(url, {"step": "other", "other_day": "06.05.2026"}).status_code == 422
    step(receiver, url, "other", other_day="08.05.2026")
    hold = sides.rows.scalars(select(VacancyHold)).one()
    assert (hold.since, hold.state) == (date(2026, 5, 8), HoldState.HELD)
    worker = sides.b.browser(Role.SOCIAL_WORKER)
    assert worker.send(url, {"step": "free"}).status_code == 403
    step(receiver, url, "free")

    sides.rows.refresh(hold)
    assert hold.state is HoldState.RELEASED
    assert _keep(sides, move, "07.05.2026").status_code == 303


def test_a_receipt_from_elsewhere_that_comes_later_is_written_down(sides: Sides) -> None:
    there = {"chosen_provider_id": None, "chosen_name": "Дом в другой области"}
    move = sides.put("provider_chosen", **there)
    url, director = f"/transfers/{move.id}", sides.a.browser(Role.DIRECTOR)
    step(director, url, "file", papers="личное дело", on="07.05.2026")
    receipt = {"papers": "личное дело", "on": "07.05.2026", "person": "Носова И. Д."}

    assert "Записать расписку" in director.get(url).text
    nobody = director.send(url, {"step": "file", **receipt, "person": "1"})
    assert "расписка без имени не действует" in words(nobody), "AST-PDP-02"
    step(director, url, "file", **receipt)

    page = words(director.get(url))
    assert "Принято под расписку 7" in page
    assert "расписка за него записаны" in page
    assert director.send(url, {"step": "file", **receipt}).status_code == 422


def test_an_envelope_for_a_name_that_is_not_ours_is_kept_by_a_reason_only(sides: Sides) -> None:
    there = {"wish_provider_id": None, "wish_name": "Дом на Волге"}
    move = sides.put("notified", **there)
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    step(director, f"/transfers/{move.id}", "envelope")
    made = sides.rows.scalars(select(TransferEnvelope)).one()
    content = director.get(f"/transfers/envelopes/{made.id}/file").data

    def bring(browser: Browser, because: str) -> int:
        sent = {"file": (io.BytesIO(content), "e.zip"), "ours_because": because}
        return browser.post("/transfers/envelopes", sent).status_code

    assert [bring(receiver, because) for because in ("", "…")] == [422, 422], "AST-TRN-11"
    assert bring(receiver, "так нас звали до 2025 года") == 303
    event = select(AuditEvent).where(AuditEvent.what == "envelope_imported")
    assert sides.rows.scalars(event).one().reason == "так нас звали до 2025 года"
    sides.third.provider.name = "«Дом на Волге»"
    factories.save(sides.rows, sides.third.provider)
    assert bring(sides.third.browser(Role.DIRECTOR), "") == 303, "the own full name"


def test_the_checklist_of_a_special_route_is_kept_by_day_and_document_and_seen_by_the_authority(
    sides: Sides,
) -> None:
    move = sides.put("submitted", marks=["mental_disorder"], manual=True)
    url, worker = f"/transfers/{move.id}", sides.a.browser(Role.SOCIAL_WORKER)
    officer = sides.ministry.browser(Role.OFFICER)
    assert "Документ особого порядка" in worker.get(url).text
    dated = {"issued_on": "05.05.2026", "number": "12"}

    step(worker, url, "paper", code="psychiatric_commission", **dated)
    step(worker, url, "paper", code="special_paper", title="Решение суда", **dated)
    late = worker.send(url, {"step": "paper", "code": "personal_file", **dated})
    nameless = worker.send(url, {"step": "paper", "code": "special_paper", **dated})

    assert (late.status_code, nameless.status_code) == (422, 422)
    case = words(officer.get(f"/transfers/cases/{move.id}"))
    assert "Заключение врачебной комиссии" in case
    assert "Решение суда" in case
    assert case.count("№ 12") == 2


@pytest.mark.parametrize(
    ("mark", "rule"),
    [("mental_disorder", "AST-TRN-09"), ("special_social_service", "AST-TRN-10"), ("", "")],
)
def test_a_checklist_that_the_portal_proposes_is_called_so(
    sides: Sides, mark: str, rule: str
) -> None:
    """The clause names no papers: both sides read that the list is to be verified."""
    marks = ["both_in_nomenclature", *([mark] if mark else [])]
    move = sides.put("submitted", marks=marks, manual=bool(mark))

    pages = (
        sides.a.browser(Role.SOCIAL_WORKER).get(f"/transfers/{move.id}"),
        sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}"),
    )

    for page in pages:
        papers = words(page).split("Пакет документов", 1)[1]
        assert ("начало предлагает портал" in papers) is bool(mark)
        if mark:
            assert f"{rule}, сверить с действующим текстом" in papers.replace("\xa0", " ")


@pytest.mark.parametrize("acting", [None, RepresentativeKind.ATTORNEY, RepresentativeKind.GUARDIAN])
def test_the_guardianship_paper_is_asked_only_for_who_cannot_act(
    sides: Sides, acting: RepresentativeKind | None
) -> None:
    """AST-TRN-09: somebody grown up and capable has no guardian who would bring it."""
    if acting:
        factories.make_representative(sides.rows, sides.person, kind=acting)
    move = sides.put("draft", marks=["mental_disorder"], manual=True)

    page = words(sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}"))

    assert ("Решение органа опеки" in page) is (acting is RepresentativeKind.GUARDIAN)
    assert "Заключение врачебной комиссии" in page


@pytest.mark.parametrize(
    "state",
    ["draft", "package_ready", "submitted", "registered", "agreed", "notified", "provider_chosen"],
)
@pytest.mark.parametrize("mark", ["mental_disorder", "special_service"])
def test_a_special_route_opens_in_every_state_for_both_sides(
    sides: Sides, state: str, mark: str
) -> None:
    """AST-TRN-09, AST-TRN-10: without terms of the authority, with the term of telling."""
    told = {"notified_on": DAY, "told_due": DAY} if state in ("notified", "provider_chosen") else {}
    move = sides.put(state, marks=[mark], manual=True, **told)

    assert sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}").status_code == 200
    if state not in ("draft", "package_ready"):
        case = sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}")
        assert case.status_code == 200


@pytest.mark.parametrize(
    ("state", "came"),
    [("completed", "завершён"), ("refused", "отказано"), ("withdrawn", "отозван"), ("draft", "")],
)
def test_the_contracts_timeline_says_what_came_of_a_transfer(
    sides: Sides, state: str, came: str
) -> None:
    sides.put(state)

    page = words(sides.a.browser(Role.DIRECTOR).get(f"/contracts/{sides.contract.id}"))

    told = page[page.index("Перевод к другому поставщику:") :][:200]
    assert (f"{came} {DAY.day} " in told) is bool(came)


def test_a_childs_referral_for_placement_is_kept_with_the_move(sides: Sides) -> None:
    """AST-MIN-01: what is asked for has its place, and the authority sees it."""
    move = sides.put("submitted", marks=["orphan"])
    url, worker = f"/transfers/{move.id}", sides.a.browser(Role.SOCIAL_WORKER)
    dated = {"issued_on": "05.05.2026", "number": "12"}

    assert "Другой документ, например направление" in worker.get(url).text
    step(worker, url, "paper", code="special_paper", title="Направление под надзор", **dated)

    case = words(sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}"))
    assert "Направление под надзор" in case


@pytest.mark.parametrize("mark", ["orphan", "left_without_parental_care", "mental_disorder"])
def test_the_referral_of_a_child_without_parents_is_listed_at_both_providers(
    sides: Sides, mark: str
) -> None:
    """AST-MIN-01: what the package lacks is named like on the other special routes."""
    asked = mark != "mental_disorder"
    move = sides.put("notified", marks=[mark])
    url, incoming = f"/transfers/{move.id}", f"/transfers/incoming/{move.id}"
    director, receiver = sides.a.browser(Role.DIRECTOR), sides.b.browser(Role.DIRECTOR)
    step(director, url, "envelope")
    named, needed = "Направление для помещения под надзор", "Для такого ребёнка нужно"

    page, there = words(director.get(url)), words(receiver.get(incoming))
    assert (named in page.split("Пакет документов", 1)[1]) is asked
    assert (f"В конверте нет: {named}" in there) is asked
    assert (needed in page) is asked
    if asked:
        step(director, url, "paper", code="referral", issued_on="05.05.2026", number="12")
        step(director, url, "envelope")
        page, there = words(director.get(url)), words(receiver.get(incoming))
        assert "не внесён" not in page
        assert needed not in page
        assert "В конверте нет" not in there
        assert f"{named} № 12 от 05.05.2026" in there


def test_the_general_path_has_no_checklist(sides: Sides) -> None:
    move = sides.put("draft")
    typed = {
        "step": "paper",
        "code": "special_paper",
        "issued_on": "05.05.2026",
        "title": "Справка",
    }

    assert "особого порядка" not in sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}").text
    refused = sides.a.browser(Role.DIRECTOR).send(f"/transfers/{move.id}", typed)
    assert refused.status_code == 422


def test_the_citizenship_of_the_application_is_printed_sent_on_and_known_next_time(
    sides: Sides,
) -> None:
    move = sides.put("draft", citizenship="Республика Казахстан")
    director, url = sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}"

    step(director, url, "print", paper="transfer_application")

    letter = sides.rows.scalars(select(TransferLetter)).one()
    paper = director.get(f"{url}/letters/{letter.id}/letter.pdf")
    assert "Республика Казахстан, " in text_of(paper.data), "AST-FRM-01, 0.6"
    assert "Республика Казахстан" in director.get(f"/transfers/new/{sides.contract.id}").text
    sides.rows.refresh(move)
    move.state = "notified"
    sides.rows.commit()
    step(director, url, "envelope")
    made = sides.rows.scalars(select(TransferEnvelope)).one()
    assert facts_of_envelope(made).person.citizenship == "Республика Казахстан"


@pytest.mark.parametrize(
    ("state", "goes_on"), [("refused", True), ("withdrawn", True), ("completed", False)]
)
def test_a_move_that_is_not_completed_leaves_the_contract(
    sides: Sides, state: str, goes_on: bool
) -> None:
    move = sides.put(state)

    page = sides.a.browser(Role.DIRECTOR).get(f"/transfers/{move.id}")

    assert ("Договор действует дальше" in page.text) is goes_on, "AST-TRN-11"


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
@pytest.mark.parametrize("again", ["asked already", "contract over", ""])
def test_a_move_that_came_to_nothing_shows_what_was_and_leads_to_a_new_application(
    sides: Sides, state: str, again: str
) -> None:
    move = sides.put("draft", marks=["special_social_service"], manual=True)
    director, url = sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}"
    step(director, url, "paper", code="personal_file", issued_on="07.05.2026")
    before = words(director.get(url))
    sides.rows.refresh(move)
    move.state, move.closed_on = state, DAY
    if again == "contract over":
        sides.contract.state = ContractState.TERMINATED
    sides.rows.commit()
    if again == "asked already":
        sides.put("draft")

    page = director.get(url)

    asked = ("запросите его текст", "нет, нужен", "можно без него", "Записать документ")
    for one in asked:
        assert one in before
        assert one not in words(page)
    assert "Личное дело получателя" in words(page)
    leads = f'href="/transfers/new/{sides.contract.id}"' in page.text
    assert leads is (not again)


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_a_move_that_came_to_nothing_says_so_on_its_path_and_to_who_has_taken_the_person_over(
    sides: Sides, state: str
) -> None:
    move = sides.put("provider_chosen", chosen_on=DAY)
    director = sides.a.browser(Role.DIRECTOR)
    step(director, f"/transfers/{move.id}", "envelope")
    assert _keep(sides, move, "07.05.2026").status_code == 303
    receiver = sides.b.browser(Role.DIRECTOR)
    step(receiver, f"/transfers/incoming/{move.id}", "take")
    made = sides.rows.scalars(select(TransferEnvelope)).one()
    file = f"/transfers/envelopes/{made.id}/file"
    assert (director.get(file).status_code, _CAME_TO_NOTHING in words(receiver.get("/"))) == (
        200,
        False,
    )

    move.state, move.closed_on = state, DAY
    sides.rows.commit()

    path = director.get(f"/transfers/{move.id}").text.split('id="h-path"', 1)[1]
    assert 'aria-current="step"' in path.split("</ol>", 1)[0]
    if state == "refused":
        assert "номер и причина не указаны" in path, "AST-TRN-12"
    assert _CAME_TO_NOTHING in words(receiver.get("/")), "AST-PDP-01"
    assert director.get(file).status_code == 404
    for page in (f"/transfers/envelopes/{made.id}", f"/transfers/{move.id}"):
        assert "конверт больше никому не передают" in words(director.get(page))
        assert file not in director.get(page).text


@pytest.mark.parametrize("rests", [False, True])
def test_the_card_of_somebody_who_does_not_come_is_emptied_unless_something_rests_on_it(
    sides: Sides, *, rests: bool
) -> None:
    """FED-PDP-01: the data go, the access log and the audit trail stay."""
    move = sides.put("provider_chosen", chosen_on=DAY)
    step(sides.a.browser(Role.DIRECTOR), f"/transfers/{move.id}", "envelope")
    assert _keep(sides, move, "07.05.2026").status_code == 303
    receiver = sides.b.browser(Role.DIRECTOR)
    step(receiver, f"/transfers/incoming/{move.id}", "take")
    card = sides.rows.scalars(
        select(Recipient).where(Recipient.provider_id == sides.b.provider.id)
    ).one()
    erase, surname, snils = f"/recipients/{card.id}/erase", card.surname, card.snils
    assert receiver.get(erase).status_code == 404, "the move goes on"
    if rests:
        factories.make_programme(sides.rows, card)
    move.state, move.closed_on = "withdrawn", DAY - timedelta(days=60)
    sides.rows.commit()

    assert (erase in receiver.get("/").text) is not rests
    assert sides.b.browser(Role.SOCIAL_WORKER).get(erase).status_code == 403
    sent = receiver.post(erase, {})

    sides.rows.expire_all()
    if rests:
        assert (sent.status_code, card.surname) == (422, surname)
        assert "К карточке уже относится: программа" in words(sent)
        return
    assert sent.status_code == 303
    assert (card.snils, card.address, card.phone, card.patronymic) == (None, "", "", None)
    left = sides.rows.scalars(
        select(SubmittedDocument).where(SubmittedDocument.recipient_id == card.id)
    ).all()
    looks = sides.rows.scalars(select(AccessEvent).where(AccessEvent.recipient_id == card.id)).all()
    assert (left, bool(looks)) == ([], True)
    for address in ("/", "/recipients", f"/recipients?words={snils}"):
        page = receiver.get(address).text
        assert surname not in page
        assert "Удалённая карточка" not in page
    assert [receiver.get(one).status_code for one in (erase, f"/recipients/{card.id}")] == [404] * 2
    assert sides.person.surname == surname, "the provider that is left keeps its own card"


_CAME_TO_NOTHING = "получатель к вам не придёт"


def test_the_officer_reads_what_was_done_instead_of_its_term(sides: Sides) -> None:
    terms = {"register_due": DAY, "agreement_due": DAY, "notice_due": date(2026, 5, 6)}
    done = {"registered_on": DAY, "notified_on": DAY}
    move = sides.put("notified", **terms, **done)

    case = words(sides.ministry.browser(Role.OFFICER).get(f"/transfers/cases/{move.id}"))

    assert "Зарегистрировать" not in case, "AST-TRN-04"
    assert "позже срока 06.05.2026" in case, "AST-TRN-06"

"""The end of a residential programme in pages: its papers, its logs, what a move leaves of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.catalogue import Form
from portal.models import (
    Contract,
    IdentityPaper,
    Programme,
    ProgrammeReview,
    Provider,
    Recipient,
    Role,
)
from portal.usecases.recipient_details import RUSSIAN_PASSPORT
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.test_transfers import text_of

MORNING = datetime(2026, 5, 7, 6, 0, tzinfo=UTC)
DAY = date(2026, 5, 7)
UNTIL = date(2026, 6, 30)
ASKED = {
    "initiator": "recipient",
    "asked_on": "07.05.2026",
    "service_form": "стационарная",
    "providers": "Заволжский дом",
    "services": "уход — ежедневно",
    "without": "y",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=MORNING)


@pytest.fixture
def provider(rows: Session) -> Provider:
    return factories.make_provider(rows, "astrakhan", short_name="Заволжский дом")


@pytest.fixture
def contract(app: Flask, rows: Session, staff: Staff) -> Contract:
    return served(rows, staff, UNTIL)


def served(rows: Session, staff: Staff, until: date, **changes: object) -> Contract:
    recipient = factories.make_recipient(rows, staff.provider, **changes)
    programme = factories.make_programme(
        rows, recipient, form=Form.STATIONARY, unit_code="residential", valid_until=until
    )
    return factories.make_contract(
        rows, programme, form=Form.STATIONARY, terms=factories.make_terms()
    )


def test_papers_are_printed_recorded_and_stand_in_the_log(staff: Staff, contract: Contract) -> None:
    """AST-NOT-01, AST-NOT-02, AST-REG-03."""
    director = staff.browser(Role.DIRECTOR)
    address = f"/admissions/programmes/{contract.programme_id}"
    nothing = director.send(f"{address}/sent", {"dispatch_number": ""})
    assert director.get(f"{address}/notice.pdf").data[:4] == b"%PDF"
    drawn = director.send(f"{address}/sent", {"dispatch_number": ""})
    assert director.get(f"{address}/conclusion.pdf").status_code == 422
    director.post(f"{address}/marks", {"mark-0": "fulfilled", "reason-0": ""})
    assert director.get(f"{address}/conclusion.pdf").data[:4] == b"%PDF"
    done = {"notice_delivered_on": "07.05.2026", "notice_handed": "registered_post"}
    sent = {"conclusion_sent_on": "07.05.2026", "dispatch_number": "14/1"}
    director.send(f"{address}/sent", {**sent, "dispatch_number": "", "copies": "2"})
    bare = director.get(address)
    one = director.send(f"{address}/sent", {**done, **sent, "copies": "1"})
    part = director.send(f"{address}/sent", {**done, **sent, "copies": "2,5"})
    two = director.send(f"{address}/sent", {**done, **sent, "copies": "2"})
    again = director.get(f"{address}/sent")

    page = words(director.get(address))
    log = words(director.get("/admissions/registers/expiry_duties/2026"))
    paper = director.get("/admissions/registers/expiry_duties/2026/paper.pdf")

    assert (one.status_code, two.status_code) == (422, 303), two.text
    assert (nothing.status_code, "исх. № 1/2026" in words(bare)) == (422, True)
    assert (drawn.status_code, "Ничего не заполнено" in words(drawn)) == (422, True)
    assert "экземпляров" in words(one)
    assert "целое число экземпляров" in words(part)
    assert (again.status_code, 'value="2"' in again.text) == (200, True)
    assert f"{address}/conclusion.pdf" in director.get(address).text
    assert "заказным письмом" in page
    assert "исх. № 14/1" in page
    assert "29.05.2026" in log
    assert paper.data[:4] == b"%PDF"
    assert director.get("/admissions/registers/transfers/2026").status_code == 404
    assert director.get("/admissions/registers/revisions/2028").status_code == 404


@pytest.mark.parametrize(
    ("until", "reached"),
    [
        pytest.param(date(2028, 1, 1), True, id="AST-REG-03: it ends on the first day of 2028"),
        pytest.param(date(2027, 12, 31), False, id="AST-REG-03: the day before"),
    ],
)
def test_every_year_that_holds_entries_is_reached(
    app: Flask, rows: Session, staff: Staff, until: date, *, reached: bool
) -> None:
    served(rows, staff, until)
    director = staff.browser(Role.DIRECTOR)
    address = "/admissions/registers/expiry_duties"

    linked = director.get(f"{address}/2026").text
    asked = director.get(f"{address}/2028").status_code

    assert f'href="{address}/{until.year}"' in linked
    assert (asked == 200) == reached
    assert director.get(f"{address}/2029").status_code == 404


def test_an_application_without_a_reason_comes_back_and_with_one_is_registered(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    """AST-FRM-02, AST-REG-02."""
    rows.scalars(select(IdentityPaper)).one().kind = RUSSIAN_PASSPORT
    rows.commit()
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/programmes/{contract.programme_id}/review"
    silent = worker.post(address, ASKED)
    said = worker.post(address, {**ASKED, "changed_need": "нужны перевязки"})
    paper = worker.get(f"{address}/application.pdf")
    early = worker.post(f"{address}/days", {"ministry_received_on": "06.05.2026"})
    worker.post(f"{address}/days", {"ministry_received_on": "07.05.2026"})

    mirror = words(worker.get("/admissions/registers/revisions/2026"))

    assert (silent.status_code, said.status_code) == (422, 303), said.text
    assert "хотя бы одна причина" in words(silent)
    assert "Российская Федерация" in text_of(paper.data)
    assert early.status_code == 422
    assert rows.scalars(select(ProgrammeReview.ministry_received_on)).one() == DAY
    assert "Дата поступления заявления в министерство" in mirror
    assert mirror.count("07.05.2026") == 1


def ask(staff: Staff, contract: Contract, ministry_received_on: str) -> None:
    """An application for a revision, which the ministry has from that day on, if from any."""
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/programmes/{contract.programme_id}/review"
    worker.post(address, {**ASKED, "changed_need": "нужны перевязки"})
    worker.post(f"{address}/days", {"ministry_received_on": ministry_received_on})


def test_the_authority_reads_its_register_of_revisions_across_the_providers_of_its_region(
    app: Flask, rows: Session, staff: Staff
) -> None:
    """AST-REG-02: kept by the authority, which knows of what has come to it."""
    other = Staff(app, rows, factories.make_provider(rows, "astrakhan", short_name="Приморский"))
    ask(staff, served(rows, staff, UNTIL, surname="Авдеева"), "07.05.2026")
    ask(staff, served(rows, staff, UNTIL, surname="Бокова"), "")
    ask(other, served(rows, other, UNTIL, surname="Волкова"), "07.05.2026")
    ministry = factories.make_provider(rows, "astrakhan", is_authority=True)
    officer = Staff(app, rows, ministry).browser(Role.OFFICER)
    address = "/admissions/registers/revisions/2026"

    shown = officer.get(address)

    assert address in officer.get("/transfers/register").text
    assert ("Авдеева" in shown.text, "Волкова" in shown.text) == (True, True)
    assert "Бокова" not in shown.text, "nothing of what has not come yet"
    assert "/admissions/programmes/" not in shown.text, "cards are the provider's"
    assert officer.get(f"{address}/paper.pdf").data[:4] == b"%PDF"
    assert officer.get("/admissions/registers/expiry_duties/2026").status_code == 404
    assert "Волкова" not in staff.browser(Role.DIRECTOR).get(address).text


@pytest.mark.parametrize("region", ["moscow", "vladimir"])
def test_an_authority_of_another_region_reads_no_register_of_revisions(
    app: Flask, rows: Session, staff: Staff, contract: Contract, region: str
) -> None:
    ask(staff, contract, "07.05.2026")
    elsewhere = Staff(app, rows, factories.make_provider(rows, region, is_authority=True))

    answer = elsewhere.browser(Role.OFFICER).get("/admissions/registers/revisions/2026")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("initiator", "name"),
    [("recipient", "Ильина Мария Петровна"), ("representative", "Смирнова Ирина Олеговна")],
)
def test_the_application_names_its_signer_under_the_line(
    rows: Session, staff: Staff, contract: Contract, initiator: str, name: str
) -> None:
    """AST-FRM-02: s.3."""
    factories.make_representative(rows, rows.get_one(Recipient, contract.recipient_id))
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/programmes/{contract.programme_id}/review"
    typed = {**ASKED, "initiator": initiator, "changed_need": "нужны перевязки"}
    assert worker.post(address, typed).status_code == 303

    paper = worker.get(f"{address}/application.pdf")

    under = text_of(paper.data).split("Расшифровка подписи", 1)[1]
    assert name in " ".join(under.split())


@pytest.mark.parametrize(
    ("initiator", "marked", "missing"),
    [
        ("recipient", ["programme", "need_of_revision_proof"], "Заявление о пересмотре программы"),
        ("recipient", ["revision_application", "programme", "need_of_revision_proof"], None),
        (
            "representative",
            ["revision_application", "programme", "need_of_revision_proof"],
            "Документ о полномочиях представителя",
        ),
    ],
)
def test_a_missing_enclosure_is_told_before_the_application_is_filed(
    rows: Session, staff: Staff, contract: Contract, initiator: str, marked: list[str],
    missing: str | None,
) -> None:  # fmt: skip
    """AST-DOC-04."""
    worker = staff.browser(Role.SOCIAL_WORKER)
    address = f"/admissions/programmes/{contract.programme_id}/review"
    told = {**ASKED, "initiator": initiator, "changed_need": "нужны перевязки"}
    del told["without"]

    answer = worker.post(address, {**told, "enclosed": marked})

    filed = rows.scalars(select(ProgrammeReview.id)).all()
    assert bool(filed) is (missing is None)
    if missing:
        assert f"не приложено: {missing}." in words(answer)
        assert worker.post(address, {**told, "enclosed": marked, "without": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("until", "asked", "said"),
    [
        pytest.param(DAY, {}, "сохраняется", id="AST-TRN-08: the last day of the programme"),
        pytest.param(
            DAY - timedelta(days=1), {}, "истёк срок программы", id="AST-TRN-08: the day after it"
        ),
        pytest.param(
            UNTIL,
            {"circumstances": "слёг"},
            "изменились обстоятельства нуждаемости",
            id="AST-TRN-08: circumstances",
        ),
        pytest.param(
            UNTIL,
            {"changed_need": "хочет чаще гулять"},
            "пересмотра хочет получатель",
            id="AST-TRN-08: a wish",
        ),
    ],
)
def test_the_page_of_a_move_says_whether_the_programme_is_kept(
    rows: Session, staff: Staff, contract: Contract, until: date, asked: dict[str, str], said: str
) -> None:
    director = staff.browser(Role.DIRECTOR)
    move = factories.make_transfer(rows, contract, staff.actor(Role.DIRECTOR), applied_on=DAY)
    if asked:
        director.post(f"/admissions/programmes/{contract.programme_id}/review", ASKED | asked)
    rows.get_one(Programme, contract.programme_id).valid_until = until
    rows.commit()

    page = words(director.get(f"/transfers/{move.id}")).partition("Программа при переводе")[2]
    told = page.partition("Заявление о пересмотре уже")[0].partition("Перевод сам")[0]

    assert said in told
    assert ("сохраняется" in told) == (said == "сохраняется")

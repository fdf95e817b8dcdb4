"""The pages of the director's queue, of papers sent back, of copies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, Party
from portal.models import (
    Contract,
    Job,
    JobState,
    Paper,
    Role,
    SentBack,
    Signature,
    SignatureMethod,
    SubmittedDocument,
)
from portal.usecases.sealing import Sealer
from tests.support import factories
from tests.support.browser import Browser, words
from tests.support.factories import PASSWORD
from tests.web.conftest import Staff


@pytest.fixture
def waiting(rows: Session, staff: Staff) -> Contract:
    """A contract that nobody has signed."""
    recipient = factories.make_recipient(rows, staff.provider, surname="Гуляева")
    return factories.make_contract(
        rows,
        factories.make_programme(rows, recipient),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
    )


def tick(rows: Session, contract: Contract) -> str:
    sha256 = rows.scalars(select(Paper.sha256).where(Paper.id == contract.paper_id)).one()
    return f"contract.{contract.id}.{contract.version}.{sha256}"


def test_the_queue_names_the_paper_its_term_and_where_to_read_it(
    director: Browser, waiting: Contract
) -> None:
    answer = director.get("/signing")
    page = words(answer)

    assert "Вашей подписи ждут: 1 договор." in page
    assert "Гуляева" in page
    assert f'href="/contracts/{waiting.id}/paper.pdf"' in answer.get_data(as_text=True)
    assert "Подписать сегодня: 1 бумага" in words(director.get("/"))


def test_ticked_papers_go_to_a_job_with_the_state_that_was_seen(
    rows: Session, director: Browser, waiting: Contract
) -> None:
    value = tick(rows, waiting)

    answer = director.post("/signing", {"papers": value, "password": PASSWORD})

    job = rows.scalars(select(Job).where(Job.kind == "sign_queue")).one()
    assert answer.location == f"/jobs/{job.id}"
    assert job.arguments["papers"] == [
        ["contract", waiting.id, waiting.version, value.rpartition(".")[2]]
    ]
    assert PASSWORD not in str(job.arguments)


def test_a_tokens_pin_is_used_within_the_request_and_kept_nowhere(
    rows: Session, director: Browser, waiting: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def sign(_command: object, *, sealer: Sealer, **_others: object) -> tuple[()]:
        given.append(sealer.pin)
        return ()

    monkeypatch.setattr(import_module("portal.web.signing.views"), "asks_pin", lambda: True)
    monkeypatch.setattr("portal.usecases.signing_queue.sign_queue", sign)
    typed = {"papers": tick(rows, waiting), "password": PASSWORD, "pin": "31415926"}

    director.post("/signing", typed)

    job = rows.scalars(select(Job).where(Job.kind == "sign_queue")).one()
    assert (given, job.state) == (["31415926"], JobState.DONE)
    assert "31415926" not in f"{job.arguments} {job.result} {job.message}"


@pytest.mark.parametrize(("pin", "told"), [("", True), ("31415926", False)])
def test_an_empty_pin_is_asked_for_before_anything_is_tried(
    rows: Session,
    director: Browser,
    waiting: Contract,
    monkeypatch: pytest.MonkeyPatch,
    pin: str,
    *,
    told: bool,
) -> None:
    monkeypatch.setattr(import_module("portal.web.signing.views"), "asks_pin", lambda: True)
    monkeypatch.setattr("portal.usecases.signing_queue.sign_queue", lambda *_, **__: ())
    typed = {"papers": tick(rows, waiting), "password": PASSWORD, "pin": pin}

    answer = director.post("/signing", typed)

    assert ("Введите PIN токена" in words(answer)) is told
    assert len(rows.scalars(select(Job)).all()) == (0 if told else 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": PASSWORD}, "Отметьте хотя бы одну бумагу"),
        ({"papers": "payslip.1.1."}, "Отметьте хотя бы одну бумагу"),
        ({"papers": "contract.1.1."}, "Введите свой пароль ещё раз"),
    ],
)
def test_nothing_is_signed_unticked_or_without_the_password(
    rows: Session, director: Browser, waiting: Contract, typed: Mapping[str, str], sentence: str
) -> None:
    answer = director.post("/signing", typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert rows.scalars(select(Job)).all() == []


def test_a_text_with_gaps_cannot_be_ticked_and_says_what_is_missing(
    rows: Session, director: Browser, staff: Staff
) -> None:
    recipient = factories.make_recipient(rows, staff.provider)
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, recipient),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
    )
    gap = {"customer": {"address": "________________________________", "identity": "паспорт"}}
    paper = factories.make_paper(
        rows, staff.provider.id, b"gap", inputs=gap, contract_id=contract.id
    )
    contract.paper_id = paper.id
    factories.save(rows, contract)

    answer = director.get("/signing")

    assert f'value="contract.{contract.id}.' not in answer.get_data(as_text=True)
    assert "Не указан адрес получателя." in words(answer)
    assert "Подписать этот текст нельзя." in words(director.get(f"/contracts/{contract.id}/sign"))


def test_sent_back_it_shows_the_reason_to_the_office_and_can_be_drawn_up_anew(
    rows: Session, director: Browser, staff: Staff, waiting: Contract
) -> None:
    before = words(staff.browser(Role.ACCOUNTANT).get(f"/contracts/{waiting.id}"))
    director.post(
        f"/contracts/{waiting.id}".replace("/contracts", "/signing/contracts") + "/send-back",
        {"reason": "Не тот адрес", "version": str(waiting.version)},
    )

    row = rows.scalars(select(SentBack)).one()
    accountant = staff.browser(Role.ACCOUNTANT)
    assert row.reason == "Не тот адрес"
    for address in ("/", "/signing/returned", f"/contracts/{waiting.id}"):
        assert "Не тот адрес" in words(accountant.get(address)), address
    shown = words(accountant.get(f"/contracts/{waiting.id}"))
    for offered in ("Экземпляр 1", "Ещё не подписали", "Приложить подпись"):
        assert (offered in before, offered in shown) == (True, False), offered
    assert "Этот текст не подпишут" in shown
    draft = words(accountant.get(f"/contracts/draft/{waiting.programme_id}"))
    assert "Прежний текст вернули без подписи: Не тот адрес" in draft
    old = accountant.get(f"/signing/contracts/{waiting.id}/returned/{row.id}/paper.pdf")
    assert old.get_data() == f"contract {waiting.id}".encode()
    assert "Вашей подписи ждут" not in words(director.get("/signing"))


@pytest.mark.parametrize("signed", [False, True])
def test_the_form_to_send_back_opens_only_for_a_text_nobody_has_signed(
    rows: Session, director: Browser, waiting: Contract, signed: bool
) -> None:
    if signed:
        waiting.state, waiting.in_force_from = ContractState.ACTIVE, waiting.concluded_on
        factories.save(rows, waiting)

    answer = director.get(f"/signing/contracts/{waiting.id}/send-back")

    assert answer.status_code == (422 if signed else 200)
    assert ("вернуть уже нельзя, подпись стоит" in words(answer)) is signed


def test_the_result_tells_each_paper_and_first_what_is_not_signed(
    rows: Session, director: Browser, staff: Staff, waiting: Contract
) -> None:
    told = {"kind": "contract", "id": waiting.id}
    job = factories.save(
        rows,
        Job(
            provider_id=staff.provider.id,
            kind="sign_queue",
            arguments={},
            state=JobState.DONE,
            done=2,
            total=2,
            queued_at=factories.MOMENT,
            queued_by_id=staff.actor(Role.DIRECTOR).membership_id,
            result={
                "papers": [
                    {**told, "title": "Договор № 1", "outcome": "signed", "text": ""},
                    {**told, "title": "Договор № 2", "outcome": "refused", "text": "Срок прошёл."},
                ]
            },
        ),
    )

    page = words(director.get(f"/jobs/{job.id}"))

    assert "Подписана 1 бумага. Не подписано: 1, причины ниже." in page
    assert page.index("Договор № 2 Срок прошёл. Не подписано") < page.index("Договор № 1 Подписано")


@pytest.mark.parametrize("outcome", ["signed", "changed"])
@pytest.mark.parametrize("kind", ["sign_queue", "sign_acts"])
def test_work_that_has_signed_nothing_is_not_called_done(
    rows: Session, director: Browser, staff: Staff, waiting: Contract, kind: str, outcome: str
) -> None:
    told = {"kind": "contract", "id": waiting.id, "title": "Договор № 1", "outcome": outcome}
    signed = outcome == "signed"
    job = Job(
        provider_id=staff.provider.id,
        kind=kind,
        arguments={"month": "2026-02-01"},
        state=JobState.DONE,
        done=1,
        total=1,
        queued_at=factories.MOMENT,
        queued_by_id=staff.actor(Role.DIRECTOR).membership_id,
        result={
            "papers": [{**told, "text": ""}],
            "signed": ["1/2026"] if signed else [],
            "failed": [] if signed else ["Акт № 1/2026"],
        },
    )
    factories.save(rows, job)

    page = director.get(f"/jobs/{job.id}").get_data(as_text=True)

    title = "Готово" if signed else "Не подписано"
    assert f'<h2 id="h-job">{title}</h2>' in page


def test_work_that_was_broken_off_tells_what_is_signed_and_leads_to_the_rest(
    rows: Session, director: Browser, staff: Staff, waiting: Contract
) -> None:
    job = factories.save(
        rows,
        Job(
            provider_id=staff.provider.id,
            kind="sign_queue",
            arguments={"papers": [["contract", 1, 1, ""], ["fee", 2, 1, ""], ["act", 3, 1, ""]]},
            state=JobState.FAILED,
            message="Работа прервана остановкой портала.",
            done=2,
            total=3,
            queued_at=factories.MOMENT,
            queued_by_id=staff.actor(Role.DIRECTOR).membership_id,
            result={
                "papers": [
                    {"kind": kind, "id": waiting.id, "title": kind, "outcome": "signed", "text": ""}
                    for kind in ("contract", "fee")
                ]
            },
        ),
    )

    answer = director.get(f"/jobs/{job.id}")
    page = words(answer)

    assert "Подписано не всё" in page
    assert "Подписаны 2 бумаги. О других, их 1, портал записать не успел" in page
    assert answer.get_data(as_text=True).count(f'href="/contracts/{waiting.id}"') == 2


def test_the_copies_stand_on_the_contracts_page_with_the_short_code(
    rows: Session, director: Browser, social_worker: Browser, waiting: Contract, staff: Staff
) -> None:
    paper = factories.make_paper(
        rows,
        waiting.provider_id,
        b"two copies",
        inputs={"copies": 2},
        contract_id=waiting.id,
        code="ABCD-EFGH",
        statement="said",
    )
    waiting.paper_id = paper.id
    by = staff.actor(Role.DIRECTOR).membership_id
    factories.save(rows, waiting)
    factories.save(
        rows,
        Signature(
            provider_id=waiting.provider_id,
            contract_id=waiting.id,
            paper_id=paper.id,
            party=Party.PROVIDER,
            signer="Орлова В. П.",
            method=SignatureMethod.PASSWORD,
            signed_on=date(2026, 3, 16),
            recorded_at=datetime(2026, 3, 16, 9, tzinfo=UTC),
            recorded_by_id=by,
        ),
    )

    answer = social_worker.post(
        f"/copies/contracts/{waiting.id}/1",
        {
            "printed_on": "16.03.2026",
            "handed_on": "16.03.2026",
            "handed_to": "Гуляева М. П.",
            "version": "0",
        },
    )

    page = words(director.get(f"/contracts/{waiting.id}"))
    assert answer.location == f"/contracts/{waiting.id}#copies"
    assert "Экземпляр 1, получателя Напечатан 16 марта 2026" in page
    assert "Гуляева М. П." in page
    assert "ABCD-EFGH" in page


def test_a_third_copy_is_not_found(rows: Session, director: Browser, waiting: Contract) -> None:
    assert director.get(f"/copies/contracts/{waiting.id}/3").status_code == 404


def marked(page: str, field: str, value: str) -> bool:
    """Whether an answer is ticked or chosen; ``field`` is "option" for one of a list."""
    tags = re.findall(r"<(?:input|option)[^>]*>", page)
    (found,) = [one for one in tags if field in one and f'value="{value}"' in one]
    return "checked" in found or "selected" in found


@pytest.mark.parametrize("begins", [date(2026, 4, 6), date(2026, 3, 2)], ids=["to come", "over"])
def test_the_form_of_a_contract_drawn_up_anew_begins_with_its_answers(
    rows: Session, director: Browser, staff: Staff, begins: date
) -> None:
    """VLA-SCH-01: the course of day care, its tick, the first day; days that are over are asked."""
    unit = "day_care"
    factories.make_department(rows, staff.provider, unit_code=unit, form=Form.SEMI_STATIONARY)
    person = factories.make_recipient(rows, staff.provider)
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, person, form=Form.SEMI_STATIONARY, unit_code=unit),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
        starts_on=begins,
        course_start=begins,
        valid_until=date(2026, 4, 24) if begins.month == 4 else date(2026, 3, 23),
    )
    draft = f"/contracts/draft/{contract.programme_id}"
    before = director.get(draft).text
    factories.make_return(rows, contract, staff.actor(Role.DIRECTOR))

    page = director.get(draft).text
    told = f'value="{begins:%d.%m.%Y}"'
    assert (before.count(told), page.count(told)) == (0, 2 if begins.month == 4 else 0)
    assert marked(page, "until_course", "y")
    assert marked(before, "until_course", "y")
    text = words(director.get(f"{draft}/text"))
    assert ("24 апреля 2026" in text or "24.04.2026" in text) is (begins.month == 4)


def test_temporary_service_and_the_grounds_of_a_break_are_kept(app: Flask, rows: Session) -> None:
    """MSK-SCH-03, MSK-SUS-02, MSK-CON-06: so is who signs by a power of attorney."""
    staff = Staff(app, rows, factories.make_provider(rows, region="moscow"))
    person = factories.make_recipient(rows, staff.provider)
    agent = factories.make_representative(rows, person)
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, person, valid_until=date(2026, 4, 30)),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
        temporary=True,
        representative_id=agent.id,
        suspension_grounds=["hospital_stay"],
    )
    draft = f"/contracts/draft/{contract.programme_id}"
    director = staff.browser(Role.DIRECTOR)
    before = director.get(draft).text
    offered = re.findall(r'name="grounds" value="([^"]+)"', before)
    assert all(marked(before, "grounds", one) for one in offered)
    assert not marked(before, "temporary", "temporary")
    contract.suspension_grounds = offered[:1]
    rows.commit()
    factories.make_return(rows, contract, staff.actor(Role.DIRECTOR))

    page = director.get(draft).text
    assert [one for one in offered if marked(page, "grounds", one)] == offered[:1]
    assert len(offered) > 1
    assert marked(page, "temporary", "temporary")
    assert (marked(before, "option", str(agent.id)), marked(page, "option", str(agent.id))) == (
        False,
        True,
    )


@pytest.mark.parametrize("brought", [False, True])
@pytest.mark.parametrize("page", ["", "/sign", "/signed", "/paper-signature"])
def test_papers_looked_at_when_the_recipient_signs_are_named_before(
    app: Flask, rows: Session, page: str, brought: bool
) -> None:
    """MSK-DOC-04: they hold up neither the text nor the director, but the next signature."""
    staff = Staff(app, rows, factories.make_provider(rows, region="moscow"))
    person = factories.make_recipient(rows, staff.provider)
    agent = factories.make_representative(rows, person)
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, person),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
        representative_id=agent.id,
    )
    for code in ("identity_document", *(["representative_authority"] if brought else [])):
        paper = SubmittedDocument(
            provider_id=staff.provider.id,
            recipient_id=person.id,
            code=code,
            issued_on=date(2026, 1, 12),
            received_at=factories.MOMENT,
            received_by_id=staff.actor(Role.DIRECTOR).membership_id,
        )
        factories.save(rows, paper)
    sign_for_provider(rows, contract, staff)

    answer = staff.browser(Role.DIRECTOR).get(f"/contracts/{contract.id}{page}")

    told = "К подписи представителя не хватает документов: Документ о полномочиях представителя"
    assert answer.status_code == 200
    assert (told in words(answer)) is not brought
    link = f'href="/recipients/{person.id}/documents?programme={contract.programme_id}"'
    assert (link in answer.get_data(as_text=True)) is not brought


def test_once_the_recipients_side_has_signed_no_paper_is_asked_for(
    app: Flask, rows: Session
) -> None:
    staff = Staff(app, rows, factories.make_provider(rows, region="moscow"))
    contract = factories.make_contract(
        rows, factories.make_programme(rows, factories.make_recipient(rows, staff.provider))
    )

    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/{contract.id}"))

    assert "не хватает документов" not in page


def sign_for_provider(rows: Session, contract: Contract, staff: Staff) -> None:
    signature = Signature(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        paper_id=contract.paper_id,
        party=Party.PROVIDER,
        signer="Орлова В. П.",
        method=SignatureMethod.PASSWORD,
        signed_on=date(2026, 3, 16),
        recorded_at=datetime(2026, 3, 16, 9, tzinfo=UTC),
        recorded_by_id=staff.actor(Role.DIRECTOR).membership_id,
    )
    factories.save(rows, signature)

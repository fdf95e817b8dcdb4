"""Pages of agreements and codes: printed, handed over, typed by the recipient alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.cabinet import Part
from portal.domain.contract import ContractState, Party
from portal.domain.e_signatures import CODE_ATTEMPTS
from portal.models import (
    Contract,
    Paper,
    Recipient,
    RelativeAccess,
    Representative,
    RepresentativeKind,
    Role,
    Signature,
    SignatureMethod,
    SigningAgreement,
    SigningCode,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

SCAN = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"

TODAY = date(2026, 3, 16)
SOON, JUST = MORNING + timedelta(minutes=5), MORNING - timedelta(minutes=5)


@pytest.fixture
def waiting(rows: Session, staff: Staff) -> Contract:
    """A contract that the director has signed."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    recipient = factories.make_recipient(
        rows, staff.provider, social_worker_id=worker.membership_id
    )
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, recipient),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
        social_worker_id=worker.membership_id,
    )
    director = staff.browser(Role.DIRECTOR)
    paper = rows.get_one(Paper, contract.paper_id)
    form = {
        "password": factories.PASSWORD,
        "version": str(contract.version),
        "paper_sha256": paper.sha256,
    }
    assert director.post(f"/contracts/{contract.id}/sign", form).status_code == 303
    return contract


@pytest.fixture
def person(staff: Staff, rows: Session, waiting: Contract) -> Browser:
    recipient = rows.get_one(Recipient, waiting.recipient_id)
    access = factories.make_recipient_access(rows, recipient)
    return Browser(staff.app).enter(rows, access)


@pytest.fixture(autouse=True)
def _told_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told before a contract is another test's matter."""
    monkeypatch.setattr("portal.usecases.contract_signing.demand_briefing", lambda *_args: None)


def agree(browser: Browser, contract: Contract, email: str = "") -> None:
    address = f"/signing-codes/recipients/{contract.recipient_id}"
    assert browser.post(address, {"email": email}).status_code == 303
    scan = (io.BytesIO(SCAN), "соглашение.pdf")
    signed = browser.post(f"{address}/signed", {"signed_on": "16.03.2026", "scan": scan})
    assert signed.status_code == 303


def slip(browser: Browser, contract: Contract) -> str:
    page = browser.post(f"/signing-codes/contracts/{contract.id}/paper", {})
    found = re.search(r'class="secret">(\d{3}) (\d{3})<', page.get_data(as_text=True))
    assert found is not None
    return f"{found[1]}{found[2]}"


def confirm(person: Browser, rows: Session, contract: Contract, code: str) -> tuple[int, str]:
    sha256 = rows.get_one(Paper, contract.paper_id).sha256
    address = f"/signing-codes/own/contracts/{contract.id}"
    answer = person.post(address, {"code": code, "paper_sha256": sha256})
    return answer.status_code, words(answer)


def test_agreement_code_and_signature_walk_from_paper_to_a_contract_in_force(
    social_worker: Browser, person: Browser, rows: Session, waiting: Contract
) -> None:
    before = words(person.get(f"/signing-codes/own/contracts/{waiting.id}"))
    agree(social_worker, waiting)
    code = slip(social_worker, waiting)

    status, _ = confirm(person, rows, waiting, code)

    shown = words(person.get("/cabinet/contract"))
    office = words(social_worker.get(f"/contracts/{waiting.id}"))
    assert "подписывают на бумаге" in before
    assert status == 303
    assert "Договор подписан. Он действует." in shown
    assert "одноразовым кодом" in shown
    assert "одноразовым кодом, простая электронная подпись" in office
    assert "кто набирал код, портал не видит" in office
    assert "Скан соглашения о простой электронной подписи приложен" in office
    assert "вход в кабинет выдан другим сотрудником" in office
    assert "Подпись получателя: договор" in office
    assert "на бумаге" not in office.partition("Ход договора")[2]


def test_agreement_is_printed_with_the_clause_and_both_sides(
    social_worker: Browser, rows: Session, waiting: Contract
) -> None:
    agree(social_worker, waiting, "maria@example.ru")
    address = f"/signing-codes/recipients/{waiting.recipient_id}"

    paper = social_worker.get(f"{address}/agreement.pdf")
    page = words(social_worker.get(address))

    printed = " ".join(
        " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.data)).pages).split()
    )
    assert paper.data.startswith(b"%PDF")
    assert "дополнительные соглашения к ним, акты" in printed
    assert "документы о расторжении" in printed
    assert "выданный на бумаге — сутки" in printed
    assert "Подписано 16 марта 2026" in page.replace("\xa0", " ")
    assert "Почтовый сервер в портале не настроен" in page


def test_wrong_code_comes_back_with_its_reason(
    social_worker: Browser, person: Browser, rows: Session, waiting: Contract
) -> None:
    agree(social_worker, waiting)
    code = slip(social_worker, waiting)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    status, text = confirm(person, rows, waiting, wrong)

    assert status == 422
    assert "Код не подошёл" in text
    assert wrong not in text or code not in text
    assert len(rows.scalars(select(Signature)).all()) == 1


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345ъ", "١٢٣٤٥٦"])
def test_what_is_no_code_is_asked_for_again_and_not_counted(
    social_worker: Browser, person: Browser, rows: Session, waiting: Contract, typed: str
) -> None:
    agree(social_worker, waiting)
    slip(social_worker, waiting)

    status, text = confirm(person, rows, waiting, typed)

    assert status == 422
    assert "В коде шесть цифр" in text
    assert "шрифте" not in text
    assert [one.attempts for one in rows.scalars(select(SigningCode))] == [0]


def test_a_code_typed_in_wide_figures_with_a_hyphen_signs(
    social_worker: Browser, person: Browser, rows: Session, waiting: Contract
) -> None:
    agree(social_worker, waiting)
    code = slip(social_worker, waiting)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)

    assert confirm(person, rows, waiting, f"{wide[:3]}-{wide[3:]}")[0] == 303


def test_without_an_agreement_no_code_is_handed_over(
    social_worker: Browser, waiting: Contract
) -> None:
    asked = words(social_worker.get(f"/signing-codes/contracts/{waiting.id}/paper"))
    answer = social_worker.post(f"/signing-codes/contracts/{waiting.id}/paper", {})

    assert "Нет подписанного соглашения" in asked
    assert answer.status_code == 422
    assert "Нет подписанного соглашения" in words(answer)


def test_agreement_is_ended_and_nobody_else_records_it(
    social_worker: Browser,
    administrator: Browser,
    person: Browser,
    rows: Session,
    waiting: Contract,
) -> None:
    address = f"/signing-codes/recipients/{waiting.recipient_id}"
    agree(social_worker, waiting)

    ended = social_worker.post(f"{address}/end", {})

    assert ended.status_code == 303
    assert rows.scalars(select(SigningAgreement.ended_on)).all() != [None]
    assert administrator.get(address).status_code == 403
    assert person.get(address).status_code == 403
    assert social_worker.get(f"{address}/agreement.pdf").status_code == 404


def test_another_persons_contract_is_not_found(
    staff: Staff, rows: Session, social_worker: Browser, waiting: Contract
) -> None:
    agree(social_worker, waiting)
    code = slip(social_worker, waiting)
    other = factories.make_recipient(rows, staff.provider, surname="Чужова")
    thief = Browser(staff.app).enter(rows, factories.make_recipient_access(rows, other))

    assert thief.get(f"/signing-codes/own/contracts/{waiting.id}").status_code == 404
    assert confirm(thief, rows, waiting, code)[0] == 404


def test_code_by_mail_is_refused_where_no_server_is_set(
    social_worker: Browser, person: Browser, waiting: Contract
) -> None:
    agree(social_worker, waiting, "maria@example.ru")

    answer = person.post(f"/signing-codes/own/contracts/{waiting.id}/code", {})

    assert answer.status_code == 422
    assert "почта в портале не настроена" in words(answer)


def test_recipient_signs_an_act_in_the_cabinet_and_it_leaves_the_list(
    director: Browser, social_worker: Browser, person: Browser, rows: Session, waiting: Contract
) -> None:
    terms = factories.make_terms()
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, rows.get_one(Recipient, waiting.recipient_id)),
        terms=terms,
        social_worker_id=waiting.social_worker_id,
    )
    paper = factories.make_paper(rows, contract.provider_id, b"%PDF-1.4 act")
    act = factories.make_act(rows, contract, terms, paper_id=paper.id)
    agree(social_worker, waiting)
    factories.save(
        rows,
        Signature(
            provider_id=contract.provider_id,
            act_id=act.id,
            paper_id=paper.id,
            party=Party.PROVIDER,
            signer="Директорова А. А.",
            method=SignatureMethod.PASSWORD,
            signed_on=MORNING.date(),
            recorded_at=MORNING,
            recorded_by_id=waiting.social_worker_id,
        ),
    )
    before = words(person.get("/cabinet"))
    own = words(person.get(f"/signing-codes/own/acts/{act.id}"))
    page = director.post(f"/signing-codes/acts/{act.id}/paper", {})
    found = re.search(r'class="secret">(\d{3}) (\d{3})<', page.get_data(as_text=True))
    assert found is not None

    form = {"code": f"{found[1]}{found[2]}", "paper_sha256": paper.sha256}
    answer = person.post(f"/signing-codes/own/acts/{act.id}", form)

    assert f"Акт № {act.number}" in before
    assert "Ею вы подтверждаете" in own
    assert answer.status_code == 303
    assert "Акт подписан." in words(person.get(answer.location))
    assert f"Акт № {act.number}" not in words(person.get("/cabinet"))


def test_an_agreement_recorded_without_a_scan_waits_for_a_second_person(
    social_worker: Browser, director: Browser, waiting: Contract
) -> None:
    address = f"/signing-codes/recipients/{waiting.recipient_id}"
    social_worker.post(address, {"email": ""})
    social_worker.post(f"{address}/signed", {"signed_on": "16.03.2026"})
    alone = words(social_worker.get(address))
    own = social_worker.post(f"{address}/confirmed", {})
    refused = social_worker.post(f"/signing-codes/contracts/{waiting.id}/paper", {})

    confirmed = director.post(f"{address}/confirmed", {})

    assert "слово одного сотрудника" in alone
    assert "Подтверждаю: соглашение подписано" not in alone
    assert own.status_code == 422
    assert refused.status_code == 422
    assert "без скана" in words(refused)
    assert confirmed.status_code == 303
    assert "видел и второй сотрудник" in words(social_worker.get(address))
    assert slip(social_worker, waiting)


def test_the_scan_may_come_later_and_a_form_without_a_file_is_sent_back(
    social_worker: Browser, waiting: Contract
) -> None:
    address = f"/signing-codes/recipients/{waiting.recipient_id}"
    social_worker.post(address, {"email": ""})
    social_worker.post(f"{address}/signed", {"signed_on": "16.03.2026"})

    empty = social_worker.post(f"{address}/scan", {})
    kept = social_worker.post(f"{address}/scan", {"scan": (io.BytesIO(SCAN), "лист.pdf")})

    assert (empty.status_code, kept.status_code) == (422, 303)
    assert slip(social_worker, waiting)


def test_whoever_opened_the_cabinet_hands_over_no_code_and_the_reverse(
    social_worker: Browser, director: Browser, waiting: Contract
) -> None:
    agree(social_worker, waiting)
    login, page = f"/recipients/{waiting.recipient_id}/access", f"/contracts/{waiting.id}/paper"

    assert social_worker.post(login, {}).status_code == 200
    refused = social_worker.post(f"/signing-codes{page}", {})
    assert refused.status_code == 422
    assert "выдаёт другой сотрудник" in words(refused)
    assert slip(director, waiting)
    again = director.post(login, {})
    assert again.status_code == 422
    assert "он ещё действует" in words(again)


@pytest.fixture
def guardian(rows: Session, waiting: Contract) -> Representative:
    """The contract that waits is in a guardian's name."""
    recipient = rows.get_one(Recipient, waiting.recipient_id)
    acts = factories.make_representative(
        rows, recipient, kind=RepresentativeKind.GUARDIAN, basis="решение об опеке"
    )
    recipient.capacity, recipient.capacity_since = Capacity.INCAPABLE, acts.since
    recipient.capacity_basis = "решение суда № 2-15"
    rows.refresh(waiting)
    waiting.representative_id = acts.id
    rows.commit()
    return acts


def let_in(staff: Staff, rows: Session, acts: Representative, *parts: Part) -> Browser:
    actor = factories.make_recipient_access(rows, rows.get_one(Recipient, acts.recipient_id))
    access = RelativeAccess(
        provider_id=acts.provider_id,
        representative_id=acts.id,
        membership_id=actor.membership_id,
        parts=[part.value for part in parts],
        since=acts.since,
    )
    factories.save(rows, access)
    return Browser(staff.app).enter(rows, actor)


def test_a_guardian_agrees_reads_and_signs_in_the_own_cabinet(
    staff: Staff,
    social_worker: Browser,
    person: Browser,
    rows: Session,
    waiting: Contract,
    guardian: Representative,
) -> None:
    cabinet = let_in(staff, rows, guardian, Part.CONTRACT)
    address = f"/signing-codes/recipients/{waiting.recipient_id}/people/{guardian.id}"
    asked = words(social_worker.get(f"/signing-codes/contracts/{waiting.id}/paper"))
    office = words(social_worker.get(f"/contracts/{waiting.id}"))
    scan = (io.BytesIO(SCAN), "соглашение.pdf")
    social_worker.post(address, {"email": ""})
    social_worker.post(f"{address}/signed", {"signed_on": "16.03.2026", "scan": scan})
    paper = social_worker.get(f"{address}/agreement.pdf")
    page = social_worker.post(
        f"/signing-codes/contracts/{waiting.id}/paper", {"whose": str(guardian.id)}
    )
    found = re.search(r'class="secret">(\d{3}) (\d{3})<', page.get_data(as_text=True))
    assert found is not None
    code = f"{found[1]}{found[2]}"

    card = social_worker.get(f"/signing-codes/recipients/{waiting.recipient_id}")
    contract = words(cabinet.get("/cabinet/contract"))
    own = words(cabinet.get(f"/signing-codes/own/contracts/{waiting.id}"))
    stolen, _ = confirm(person, rows, waiting, code)
    status, _ = confirm(cabinet, rows, waiting, code)

    printed = " ".join(
        " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.data)).pages).split()
    )
    assert address in card.get_data(as_text=True)
    assert "Смирнова Ирина Олеговна, опекун: своё соглашение подписано 16 марта 2026" in words(card)
    assert "Ещё не подписали: Смирнова Ирина Олеговна, опекун." in office
    assert "Смирнова Ирина Олеговна, представитель" in asked
    assert "(далее — Представитель), действующая в интересах получателя" in printed
    assert "на основании решения об опеке" in printed
    assert "Смирнова Ирина Олеговна" in words(page)
    assert "Договор ждёт вашей подписи" in contract
    assert "Вы подписываете как представитель" in own
    assert (stolen, status) == (422, 303)
    assert "под его собственным входом" in words(social_worker.get(f"/contracts/{waiting.id}"))


def test_who_is_shown_acts_only_signs_no_contract(
    staff: Staff, rows: Session, waiting: Contract, guardian: Representative
) -> None:
    cabinet = let_in(staff, rows, guardian, Part.ACTS)

    assert cabinet.get(f"/signing-codes/own/contracts/{waiting.id}").status_code == 403
    assert confirm(cabinet, rows, waiting, "123456")[0] == 403


def test_the_agreement_of_somebody_around_another_recipient_is_not_found(
    staff: Staff, rows: Session, social_worker: Browser, waiting: Contract
) -> None:
    other = factories.make_recipient(rows, staff.provider, surname="Чужова")
    acts = factories.make_representative(rows, other)
    address = f"/signing-codes/recipients/{waiting.recipient_id}/people/{acts.id}"

    assert social_worker.get(address).status_code == 404
    assert social_worker.post(f"{address}/end", {}).status_code == 404


def signed_by(rows: Session) -> set[Party]:
    return set(rows.scalars(select(Signature.party)))


def _ends(row: SigningCode, border: int) -> None:
    row.expires_at = SOON if border else JUST


def _tried(row: SigningCode, border: int) -> None:
    row.attempts = CODE_ATTEMPTS - border


def _used(row: SigningCode, border: int) -> None:
    row.used_at = None if border else JUST


def _replaced(row: SigningCode, border: int) -> None:
    row.replaced_at = None if border else JUST


def _of_another(row: SigningCode, border: int) -> None:
    row.sha256 = row.sha256 if border else "0" * 64


REFUSED: dict[str, tuple[Callable[[SigningCode, int], None], str]] = {
    "expired": (_ends, "Срок кода прошёл"),
    "tried too often": (_tried, "Код ввели неверно пять раз"),
    "used": (_used, "уже подпис"),
    "replaced": (_replaced, "новый"),
    "of another paper": (_of_another, "другого документа"),
}


@pytest.mark.parametrize("border", [0, 1], ids=["over the border", "at the border"])
@pytest.mark.parametrize("why", REFUSED)
def test_a_code_that_is_worth_nothing_says_why_on_its_page(
    social_worker: Browser, person: Browser, rows: Session, waiting: Contract, why: str, border: int
) -> None:
    spoil, told = REFUSED[why]
    agree(social_worker, waiting)
    code = slip(social_worker, waiting)
    spoil(rows.scalars(select(SigningCode)).one(), border)
    rows.commit()

    status, text = confirm(person, rows, waiting, code)

    if border:
        assert (status, signed_by(rows)) == (303, {Party.PROVIDER, Party.RECIPIENT})
        return
    assert (status, signed_by(rows)) == (422, {Party.PROVIDER})
    assert told in text


def parents_slip(office: Browser, contract: Contract, parent: Representative) -> str:
    """The parent agrees on paper to sign by codes and gets one."""
    address = f"/signing-codes/recipients/{contract.recipient_id}/people/{parent.id}"
    office.post(address, {"email": ""})
    scan = (io.BytesIO(SCAN), "соглашение.pdf")
    office.post(f"{address}/signed", {"signed_on": "16.03.2026", "scan": scan})
    page = office.post(f"/signing-codes/contracts/{contract.id}/paper", {"whose": str(parent.id)})
    found = re.search(r'class="secret">(\d{3}) (\d{3})<', page.get_data(as_text=True))
    assert found is not None, words(page)
    return f"{found[1]}{found[2]}"


@pytest.fixture
def minor(rows: Session, waiting: Contract) -> Representative:
    """The parent in whose name the contract of a child of fifteen waits."""
    child = rows.get_one(Recipient, waiting.recipient_id)
    child.born = date(2010, 5, 2)
    parent = factories.make_representative(rows, child, kind=RepresentativeKind.PARENT)
    rows.refresh(waiting)
    waiting.representative_id = parent.id
    rows.commit()
    return parent


def come_of_age(rows: Session, parent: Representative, ahead: int) -> Recipient:
    """The child turns eighteen today, or in so many days."""
    child = rows.get_one(Recipient, parent.recipient_id)
    child.born = TODAY.replace(year=2008) + timedelta(days=ahead)
    rows.commit()
    return child


@pytest.mark.parametrize("ahead", [0, 1], ids=["on the birthday", "on its eve"])
def test_a_parents_cabinet_and_code_end_with_the_eighteenth_birthday(
    staff: Staff,
    social_worker: Browser,
    rows: Session,
    waiting: Contract,
    minor: Representative,
    ahead: int,
) -> None:
    """FED-MIN-01: a signature that waits is the parent's on the eve and not on the day."""
    cabinet = let_in(staff, rows, minor, Part.CONTRACT)
    code = parents_slip(social_worker, waiting, minor)
    come_of_age(rows, minor, ahead)

    page = cabinet.get(f"/signing-codes/own/contracts/{waiting.id}")
    status, _text = confirm(cabinet, rows, waiting, code)

    if ahead:
        assert (page.status_code, status) == (200, 303)
        assert signed_by(rows) == {Party.PROVIDER, Party.REPRESENTATIVE}
        return
    assert (page.status_code, status) == (303, 303)
    assert "получателю исполнилось 18 лет" in words(cabinet.get(page.location))
    assert signed_by(rows) == {Party.PROVIDER}


@pytest.mark.parametrize("ahead", [0, 1], ids=["on the birthday", "on its eve"])
def test_a_parents_signature_on_paper_is_of_the_eve_at_the_latest(
    social_worker: Browser,
    rows: Session,
    waiting: Contract,
    minor: Representative,
    ahead: int,
) -> None:
    come_of_age(rows, minor, ahead)
    form = {"party": "representative", "signed_on": "16.03.2026", "copies": "1"}

    tried = social_worker.post(f"/contracts/{waiting.id}/paper-signature", form)

    if ahead:
        assert tried.status_code == 303, words(tried)
        assert signed_by(rows) == {Party.PROVIDER, Party.REPRESENTATIVE}
        return
    assert (tried.status_code, signed_by(rows)) == (422, {Party.PROVIDER})
    assert "получателю исполнилось 18 лет" in words(tried)


@pytest.mark.parametrize("ahead", [0, 1], ids=["on the birthday", "on its eve"])
def test_who_comes_of_age_is_told_that_a_paper_in_the_parents_name_is_drawn_anew(
    staff: Staff, rows: Session, waiting: Contract, minor: Representative, ahead: int
) -> None:
    """FED-MIN-01: nobody signs it any more, neither the parent nor the recipient."""
    child = come_of_age(rows, minor, ahead)
    own = Browser(staff.app).enter(rows, factories.make_recipient_access(rows, child))

    page = words(own.get(f"/signing-codes/own/contracts/{waiting.id}"))
    office = words(staff.browser(Role.DIRECTOR).get("/"))

    assert ("с 16 марта 2026 за вас не действует" in page) is not bool(ahead)
    assert ("За вас подписывает представитель" in page) is bool(ahead)
    assert ("с 16 марта не действует: подписать некому" in office) is not bool(ahead)
    assert ("Подписывает представитель: Смирнова" in office) is bool(ahead)


def test_another_parent_is_told_for_whom_the_first_one_acts_no_more(
    staff: Staff, rows: Session, waiting: Contract, minor: Representative
) -> None:
    """FED-MIN-01."""
    child = rows.get_one(Recipient, waiting.recipient_id)
    second = factories.make_representative(
        rows, child, kind=RepresentativeKind.PARENT, surname="Ильин", name="Олег"
    )
    minor.until = TODAY
    rows.commit()

    page = words(
        let_in(staff, rows, second, Part.CONTRACT).get(f"/signing-codes/own/contracts/{waiting.id}")
    )

    assert "с 16 марта 2026 за получателя не действует" in page
    assert "за вас" not in page

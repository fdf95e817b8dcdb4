"""Pages of an end: grounds, papers, the director's word, signatures, handovers; refusals."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.models import (
    Amendment,
    Contract,
    ContractRefusal,
    ContractTerms,
    Department,
    Programme,
    Provider,
    Recipient,
    RepresentativeKind,
    ReviewOutcome,
    Role,
    Termination,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_tariff_days import make_paying

REFUSAL = {
    "day": "01.04.2026",
    "issued-refusal_application": "16.03.2026",
    "number-refusal_application": "7",
}


@pytest.fixture
def contract(rows: Session, staff: Staff, provider: Provider) -> Contract:
    """A paid contract in force of one service, at a provider with a director."""
    staff.actor(Role.DIRECTOR)
    return make_paying(rows, provider)


TAKEN_BACK = "Отменить прекращение, пока последний день не прошёл"
"""What a contract's page says of an end that an order takes back."""


def prepared(
    rows: Session, browser: Browser, contract: Contract, ground: str = "refusal", **fields: str
) -> Termination:
    answer = browser.post(f"/contracts/{contract.id}/end?ground={ground}", fields or REFUSAL)
    assert answer.status_code == 303, words(answer)
    found = rows.scalars(select(Termination).order_by(Termination.id.desc())).first()
    assert found is not None
    assert answer.location == f"/terminations/{found.id}"
    return found


def confirm(rows: Session, director: Browser, row: Termination) -> None:
    rows.refresh(row)
    answer = director.post(
        f"/terminations/{row.id}/confirm",
        {"password": factories.PASSWORD, "version": str(row.version)},
    )
    assert answer.status_code == 303, words(answer)
    rows.expire_all()


def test_grounds_are_those_of_the_form_and_department(
    director: Browser, contract: Contract
) -> None:
    page = words(director.get(f"/contracts/{contract.id}/end"))

    assert "Осуждение к лишению свободы" in page
    assert "приказ директора" in page
    assert "Расчёт при прекращении" in page
    assert "Соглашение сторон" not in page
    assert "Получатель пишет заявление об отказе" in page
    assert "Ликвидация" not in page


def test_end_is_prepared_confirmed_and_told(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    page = words(director.get(f"/terminations/{row.id}"))
    assert "Приказ директора" in page
    assert "31 марта 2026" in page

    confirm(rows, director, row)

    assert (row.state, row.order_number) == (EndingState.TERMINATED, "1/2026")
    assert row.inputs["order_rule"] == "VLA-TER-03"
    assert rows.get_one(Contract, contract.id).ended_on == date(2026, 3, 31)
    assert "1/2026" in words(director.get("/terminations"))
    for kind in ("order", "notice"):
        answer = director.get(f"/terminations/{row.id}/{kind}.pdf")
        assert answer.data.startswith(b"%PDF"), kind
    answer = director.post(
        f"/terminations/{row.id}/notice",
        {"handed_on": "16.03.2026", "handed": "registered_post"},
    )
    assert answer.status_code == 303, words(answer)
    assert "заказным письмом" in words(director.get(f"/terminations/{row.id}"))


def test_contract_page_leads_to_its_end(
    rows: Session, director: Browser, contract: Contract
) -> None:
    before = words(director.get(f"/contracts/{contract.id}"))
    _, _, ends = before.partition("Что возможно дальше")[2].partition("Прекратить договор")
    assert "VLA-TER-01" in ends.partition("Печатают")[0][:200]
    assert "FED-TER-07" not in ends[:200]

    row = prepared(rows, director, contract)
    assert "Прекращение оформляется" in words(director.get(f"/contracts/{contract.id}"))

    confirm(rows, director, row)
    page = words(director.get(f"/contracts/{contract.id}"))
    assert "Действует по 31 марта" in page
    assert "Договор прекращён, но действует по 31 марта" in page
    assert "Прекращение оформлено" in page


def test_a_refusal_that_waits_for_its_document_is_told_wherever_the_contract_stands(
    app: Flask, rows: Session
) -> None:
    """MSK-TER-03: the copy is not signed and not handed over yet; services stop all the same."""
    staff = Staff(app, rows, factories.make_provider(rows, region="moscow"))
    director, contract = staff.browser(Role.DIRECTOR), make_paying(rows, staff.provider)
    row = prepared(rows, director, contract, **REFUSAL, scope="this_provider")
    told = "Отказ с 1 апреля, ждёт документа"
    places = (
        f"/contracts/{contract.id}",
        "/contracts",
        "/recipients",
        f"/recipients/{contract.recipient_id}",
    )
    assert not any(told in words(director.get(one)) for one in places)

    confirm(rows, director, row)
    for one in places:
        assert told in words(director.get(one)), one

    director.post(
        f"/terminations/{row.id}/document", {"handed_on": "16.03.2026", "handed": "in_person"}
    )
    assert "Действует по 31 марта" in words(director.get(places[0]))
    assert not any(told in words(director.get(one)) for one in places)


def test_refusals_stand_under_their_fields(director: Browser, contract: Contract) -> None:
    answer = director.post(f"/contracts/{contract.id}/end?ground=refusal", {"day": ""})

    assert answer.status_code == 422
    assert "Зарегистрируйте письменное заявление" in words(answer)
    assert 'id="issued-refusal_application-error"' in answer.text


def test_wrong_password_ends_nothing(rows: Session, director: Browser, contract: Contract) -> None:
    row = prepared(rows, director, contract)

    answer = director.post(
        f"/terminations/{row.id}/confirm", {"password": "не тот", "version": str(row.version)}
    )

    assert answer.status_code == 422
    rows.expire_all()
    assert row.state is EndingState.PENDING


def test_the_director_sends_an_end_back_from_its_page(
    rows: Session, director: Browser, social_worker: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    address = f"/signing/ends/{row.id}/send-back"

    assert address in director.get(f"/terminations/{row.id}").text
    assert address not in social_worker.get(f"/terminations/{row.id}").text
    assert director.get(address).status_code == 200


def test_end_is_given_up_with_a_reason(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    version = {"version": str(row.version)}
    assert director.post(f"/terminations/{row.id}/withdraw", version).status_code == 422

    answer = director.post(f"/terminations/{row.id}/withdraw", {**version, "reason": "Передумала"})

    assert answer.status_code == 303
    rows.expire_all()
    assert row.state is EndingState.WITHDRAWN
    assert "Прекратить договор" in words(director.get(f"/contracts/{contract.id}"))


def test_a_complete_end_is_taken_back_on_its_page_with_an_order(
    rows: Session, director: Browser, social_worker: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    confirmed = {"password": factories.PASSWORD, "version": str(row.version)}
    director.post(f"/terminations/{row.id}/confirm", confirmed)
    rows.expire_all()
    address = f"/terminations/{row.id}/cancel"
    shown = director.get(f"/terminations/{row.id}").text
    assert TAKEN_BACK in words(director.get(f"/contracts/{contract.id}"))
    form = {"version": str(row.version), "reason": "Передумала", "consent_on": ""}
    refused = director.post(address, form)
    agreed = {"consent_on": "16.03.2026"}
    too_long = director.post(address, form | agreed | {"reason": "б" * 301})

    done = director.post(address, form | agreed | {"reason": "б" * 300})

    page = director.get(done.location)
    paper = director.get(f"/terminations/{row.id}/cancellation.pdf")
    assert f'href="{address}"' in shown
    assert social_worker.get(address).status_code == 403
    assert (refused.status_code, too_long.status_code, done.status_code) == (422, 422, 303)
    assert "Приказ об отмене № 2/2026" in words(page)
    assert "отменён приказом № 2/2026" in words(director.get("/terminations"))
    assert paper.mimetype == "application/pdf"
    again = director.get(f"/contracts/{contract.id}")
    assert "Прекратить договор" in words(again)
    assert "Прекращение отменено приказом № 2/2026" in words(again).replace("\xa0", " ")
    assert f'href="/terminations/{row.id}/cancellation.pdf"' in again.text


def test_what_has_followed_an_end_is_told_before_an_order_is_asked_for(
    rows: Session, director: Browser, contract: Contract
) -> None:
    """FED-TER-06: the last act is issued, so neither page leads to an order that is refused."""
    row = prepared(rows, director, contract)
    director.post(
        f"/terminations/{row.id}/confirm",
        {"password": factories.PASSWORD, "version": str(row.version)},
    )
    rows.expire_all()
    here, order = f"/terminations/{row.id}", f"/terminations/{row.id}/cancel"
    assert f'href="{order}"' in director.get(here).text
    terms = rows.scalars(select(ContractTerms).where(ContractTerms.contract_id == contract.id))
    assert row.last_day is not None
    factories.make_act(rows, contract, terms.one(), month=row.last_day.replace(day=1))

    page, form = director.get(here), director.get(order)

    assert f'href="{order}"' not in page.text
    assert "Последний акт уже выдан" in words(page)
    assert "Последний акт уже выдан" in words(form)
    assert 'name="reason"' not in form.text


def test_a_copy_without_a_signature_is_handed_to_whom_there_is(app: Flask, rows: Session) -> None:
    """FED-MIN-01: no representative is offered whom nobody has, and no receipt is spoken of."""
    staff = Staff(app, rows, factories.make_provider(rows, region="moscow"))
    director, contract = staff.browser(Role.DIRECTOR), make_paying(rows, staff.provider)
    row = prepared(rows, director, contract, **REFUSAL, scope="this_provider")
    confirm(rows, director, row)
    here = f"/terminations/{row.id}/document"
    alone = director.get(here).text
    assert 'value="representative"' not in alone
    assert 'value="in_person"' in alone
    assert "под подпись" not in alone

    factories.make_representative(rows, rows.get_one(Recipient, contract.recipient_id))
    assert 'value="representative"' in director.get(here).text


@pytest.mark.parametrize(
    ("ground", "paper"), [("agreement", "соглашении"), ("refusal", "заявлении")]
)
def test_the_first_day_without_services_names_its_paper(
    app: Flask, rows: Session, ground: str, paper: str
) -> None:
    staff = Staff(app, rows, factories.make_provider(rows, region="astrakhan"))
    director, contract = staff.browser(Role.DIRECTOR), make_paying(rows, staff.provider)

    page = words(director.get(f"/contracts/{contract.id}/end?ground={ground}"))

    assert f"Как в {paper}." in page


def test_an_end_that_is_not_complete_is_not_taken_back_by_an_order(
    rows: Session, staff: Staff, director: Browser, contract: Contract
) -> None:
    """FED-TER-06: nor does the page ask for the order's words, which nothing can come of."""
    actor = staff.actor(Role.DIRECTOR)
    row = factories.make_termination(rows, contract, actor, last_day=None, needs_notice=True)
    address = f"/terminations/{row.id}/cancel"

    answers = [
        director.get(address),
        director.post(address, {"version": str(row.version), "reason": "Передумала"}),
    ]

    assert [one.status_code for one in answers] == [200, 422]
    for answer in answers:
        assert "Отменить приказом можно оформленное прекращение" in words(answer)
        assert 'name="reason"' not in answer.text


def test_breach_ends_when_its_notice_is_handed_over(
    rows: Session, director: Browser, contract: Contract
) -> None:
    fields = {
        "issued-breach_record": "15.03.2026",
        "words-breach_record": "не открыла дверь",
        "words-contract_clause": "подп. «б» п. 9",
    }
    row = prepared(rows, director, contract, "breach_by_recipient", **fields)
    # The line that papers print, without the form's own words.
    assert row.basis[0]["text"] == "Запись о нарушении от 15.03.2026: не открыла дверь"
    confirm(rows, director, row)
    assert row.state is EndingState.PENDING
    assert "Вручение письменного уведомления" in words(director.get(f"/terminations/{row.id}"))

    director.post(
        f"/terminations/{row.id}/notice", {"handed_on": "16.03.2026", "handed": "in_person"}
    )

    rows.expire_all()
    assert (row.state, row.last_day) == (EndingState.TERMINATED, date(2026, 3, 16))
    page = words(director.get(f"/contracts/{contract.id}"))
    assert "Что возможно дальше" in page
    assert TAKEN_BACK not in page, "FED-TER-06: what a handed notice has ended stays ended"


def test_directors_first_page_names_what_waits(
    rows: Session, director: Browser, contract: Contract
) -> None:
    prepared(rows, director, contract)

    page = words(director.get("/"))

    assert "Окончание договоров" in page
    assert "Прекращение оформляется" in page


@pytest.mark.parametrize(("until", "reminded"), [("2026-04-15", True), ("2026-04-16", False)])
def test_end_of_a_term_is_reminded_of_thirty_days_ahead(
    rows: Session, director: Browser, contract: Contract, until: str, *, reminded: bool
) -> None:
    contract.valid_until = date.fromisoformat(until)
    rows.commit()

    assert ("VLA-TER-05" in director.get("/").text) is reminded


def test_services_are_given_up_in_writing(
    rows: Session, director: Browser, contract: Contract
) -> None:
    page = director.get(f"/contracts/{contract.id}/waive")
    code = page.text.split('name="services"')[1].split('value="')[1].split('"')[0]

    answer = director.post(
        f"/contracts/{contract.id}/waive",
        {
            "services": code,
            "first_day": "01.04.2026",
            "issued-refusal_application": "16.03.2026",
        },
    )

    assert answer.status_code == 303, words(answer)
    rows.expire_all()
    # The contract has one service: nothing is left of it.
    (row,) = rows.scalars(select(Termination))
    assert (row.ground, row.last_day) == ("refusal", date(2026, 3, 31))
    assert not rows.scalars(select(Amendment)).all()


def test_nobody_is_offered_to_refuse_for_an_incapable_person_without_a_guardian(
    rows: Session, director: Browser, contract: Contract
) -> None:
    """FED-MIN-01: the person herself is not among the choices, and the refusal says who signs."""
    person = rows.get_one(Recipient, contract.recipient_id)
    person.capacity, person.capacity_since = Capacity.INCAPABLE, date(2026, 1, 12)
    rows.commit()
    page = director.get(f"/contracts/{contract.id}/end?ground=refusal")
    assert "Подписать некому" in words(page)
    assert f"{person.full_name}, получатель" not in words(page)

    answer = director.post(f"/contracts/{contract.id}/end?ground=refusal", REFUSAL)

    assert answer.status_code == 422
    assert 'id="author-error"' in answer.text
    assert "За недееспособного получателя договор подписывает опекун" in words(answer)


@pytest.fixture
def programme_id(rows: Session, staff: Staff, provider: Provider) -> int:
    staff.actor(Role.DIRECTOR)
    factories.make_department(rows, provider, unit_code="home_care", places=0)
    recipient = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, recipient)
    programme.unit_code = "home_care"
    rows.commit()
    return programme.id


def test_contract_is_refused_with_a_numbered_paper(
    rows: Session, director: Browser, programme_id: int
) -> None:
    assert "Отказать в договоре" in words(director.get(f"/programmes/{programme_id}"))
    grounds = words(director.get(f"/programmes/{programme_id}/refuse"))
    assert "Все места отделения заняты" in grounds

    answer = director.post(
        f"/programmes/{programme_id}/refuse?ground=no_vacancy",
        {"ground": "no_vacancy", "password": factories.PASSWORD, "note": "Позвоните в мае."},
    )

    assert answer.status_code == 303, words(answer)
    (row,) = rows.scalars(select(ContractRefusal))
    assert row.number == "1/2026"
    assert director.get(f"/refusals/{row.id}/paper.pdf").data.startswith(b"%PDF")
    assert "Отказ №" in words(director.get(f"/programmes/{programme_id}"))
    assert "1/2026" in words(director.get("/refusals"))
    director.post(f"/refusals/{row.id}", {"handed_on": "16.03.2026", "handed": "in_person"})
    rows.expire_all()
    assert row.handed_on == date(2026, 3, 16)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_refusal_for_the_incapable_is_handed_to_the_guardian(
    rows: Session, director: Browser, programme_id: int, guarded: bool
) -> None:
    """FED-MIN-01: the pages say that nobody is there to take it, and where one is recorded."""
    person = rows.get_one(Recipient, rows.get_one(Programme, programme_id).recipient_id)
    person.capacity, person.capacity_since = Capacity.INCAPABLE, date(2026, 1, 12)
    if guarded:
        since = date(2026, 1, 12)
        factories.make_representative(rows, person, kind=RepresentativeKind.GUARDIAN, since=since)
    rows.commit()
    form = f"/programmes/{programme_id}/refuse?ground=no_vacancy"
    asked = director.get(form)
    director.post(form, {"ground": "no_vacancy", "password": factories.PASSWORD})
    (row,) = rows.scalars(select(ContractRefusal))
    page = director.get(f"/refusals/{row.id}")

    for one in (asked, page):
        assert ("Принять отказ некому" in words(one)) is not guarded
        assert (f'/recipients/{person.id}/people">Кто действует' in one.text) is not guarded
    assert 'value="in_person"' not in page.text
    assert ('value="representative"' in page.text) is guarded
    for way in ("in_person", "registered_post"):
        answer = director.post(f"/refusals/{row.id}", {"handed_on": "16.03.2026", "handed": way})
        assert answer.status_code == (422 if way == "in_person" else 303)
    assert "Принять отказ некому" not in words(director.get(f"/refusals/{row.id}"))


@pytest.mark.parametrize("role", [Role.HEAD_OF_DEPARTMENT, Role.ACCOUNTANT, Role.SOCIAL_WORKER])
def test_a_ground_of_health_is_the_director_s(
    rows: Session, staff: Staff, director: Browser, programme_id: int, role: Role
) -> None:
    """FED-PDP-04: others read that there is a refusal, and neither why nor its paper."""
    answer = director.post(
        f"/programmes/{programme_id}/refuse?ground=medical_contraindication",
        {
            "ground": "medical_contraindication",
            "issued-medical_conclusion": "12.03.2026",
            "number-medical_conclusion": "17",
            "words-medical_conclusion": "поликлиника № 1",
            "valid-medical_conclusion": "12.03.2027",
            "against-medical_conclusion": "y",
            "password": factories.PASSWORD,
        },
    )
    assert answer.status_code == 303, words(answer)
    (row,) = rows.scalars(select(ContractRefusal))
    other = staff.browser(role)

    for page in (f"/refusals/{row.id}", "/refusals", f"/programmes/{programme_id}"):
        assert "едицинские противопоказания" in words(director.get(page))
        read = other.get(page)
        assert read.status_code == 403 or "едицинские противопоказания" not in words(read)
    assert "поликлиника" in words(director.get(f"/refusals/{row.id}"))
    assert "поликлиника" not in words(other.get(f"/refusals/{row.id}"))
    assert "основание видит только директор" in words(other.get("/refusals"))
    assert other.get(f"/refusals/{row.id}/paper.pdf").status_code in {403, 404}


@pytest.mark.parametrize(
    ("field", "left_out"),
    [("valid", {"against": "y"}), ("against", {"valid": "12.03.2027"})],
    ids=["FED-DOC-02 its last day", "FED-DOC-02 its contraindications"],
)
def test_what_a_conclusion_leaves_unsaid_is_asked_for_at_its_field(
    director: Browser, programme_id: int, field: str, left_out: dict[str, str]
) -> None:
    said = {"issued": "12.03.2026", "number": "17", "words": "поликлиника № 1", **left_out}
    answer = director.post(
        f"/programmes/{programme_id}/refuse?ground=medical_contraindication",
        {
            "ground": "medical_contraindication",
            **{f"{name}-medical_conclusion": value for name, value in said.items()},
            "password": factories.PASSWORD,
        },
    )

    assert answer.status_code == 422
    assert f'href="#{field}-medical_conclusion"' in answer.text
    assert 'href="#issued-medical_conclusion"' not in answer.text


@pytest.mark.parametrize("against", [True, False])
def test_contraindications_are_told_where_they_stand(
    rows: Session, staff: Staff, director: Browser, programme_id: int, against: bool
) -> None:
    """VLA-REC-03, FED-PDP-04: on the paper's row and on the draft; why, to the director alone."""
    recipient_id = rows.get_one(Programme, programme_id).recipient_id
    fields = {"issued_on": "12.03.2026", "number": "17"} | (
        {"contraindications": "y"} if against else {}
    )
    sent = director.post(f"/recipients/{recipient_id}/documents/medical_conclusion", fields)
    assert sent.status_code in {200, 303}, words(sent)

    papers = words(director.get(f"/recipients/{recipient_id}/documents"))
    draft = words(director.get(f"/contracts/draft/{programme_id}"))
    other = words(staff.browser(Role.HEAD_OF_DEPARTMENT).get(f"/contracts/draft/{programme_id}"))

    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    read = words(director.get(f"/contracts/draft/{programme_id}/text"))
    refused = words(head.post(f"/contracts/draft/{programme_id}"))

    assert ("Заключение называет" in read) is against
    for page in (refused, words(head.get(f"/contracts/draft/{programme_id}/text"))):
        assert "Заключение называет" not in page
        assert ("о бумаге этого получателя решает директор" in page) is against
    assert ("Договор по такому заключению не составить" in papers) is against
    assert ("Заключение называет медицинские противопоказания" in draft) is against
    programme = f"/programmes/{programme_id}"
    step, others = words(director.get(programme)), words(head.get(programme))
    assert ("Заключение называет медицинские противопоказания" in step) is against
    assert ("о бумаге этого получателя решает директор" in others) is against
    assert "Заключение называет" not in others
    to_refusal = f'class="btn big" href="{programme}/refuse"'
    assert (to_refusal in director.get(programme).text) is against
    assert "Заключение называет" not in other
    assert ("о бумаге этого получателя решает директор" in other) is against


@pytest.mark.parametrize("against", [True, False])
def test_contraindications_stand_in_place_of_the_button_of_a_contract(
    rows: Session, staff: Staff, director: Browser, programme_id: int, against: bool
) -> None:
    """VLA-REC-03: with every paper there, who drafts is led to the draft, or to the refusal."""
    papers = f"/recipients/{rows.get_one(Programme, programme_id).recipient_id}/documents"
    for code in set(re.findall(rf'action="{papers}/([a-z0-9_]+)"', director.get(papers).text)):
        fields = {"issued_on": "12.03.2026", "number": "17", "valid_until": "12.03.2030"}
        named = {"contraindications": "y"} if against and code == "medical_conclusion" else {}
        director.post(f"{papers}/{code}", fields | named)
    here = f"/programmes/{programme_id}"
    told = re.findall(r'name="(told-[^"]+)"', director.get(f"{here}/information").text)
    version = str(rows.get_one(Programme, programme_id).version)
    heard = {"told_on": "16.03.2026", "signed_on": "16.03.2026", "told_to": "0", "version": version}
    done = director.post(f"{here}/information", heard | dict.fromkeys(told, "y"))
    assert done.status_code == 303, words(done)

    for reader in (director, staff.browser(Role.HEAD_OF_DEPARTMENT)):
        page = reader.get(here).text
        assert (f'href="/contracts/draft/{programme_id}"' in page) is not against
        assert (f'href="/contracts/draft/{programme_id}/text"' in page) is against


@pytest.mark.parametrize("role", [Role.HEAD_OF_DEPARTMENT, Role.ACCOUNTANT, Role.SOCIAL_WORKER])
def test_a_ground_of_places_is_read_by_everybody(
    rows: Session, staff: Staff, director: Browser, programme_id: int, role: Role
) -> None:
    director.post(
        f"/programmes/{programme_id}/refuse?ground=no_vacancy",
        {"ground": "no_vacancy", "password": factories.PASSWORD},
    )
    (row,) = rows.scalars(select(ContractRefusal))

    assert "тсутствие свободных мест" in words(staff.browser(role).get(f"/refusals/{row.id}"))


@pytest.mark.parametrize("lifted", [True, False])
def test_a_lifted_refusal_is_handed_to_nobody(
    rows: Session, director: Browser, programme_id: int, *, lifted: bool
) -> None:
    """FED-TER-02: nothing is left to do with it, also for a page that stayed open."""
    person = rows.get_one(Recipient, rows.get_one(Programme, programme_id).recipient_id)
    person.capacity, person.capacity_since = Capacity.INCAPABLE, date(2026, 1, 12)
    rows.commit()
    refusal = {"ground": "no_vacancy", "password": factories.PASSWORD}
    director.post(f"/programmes/{programme_id}/refuse?ground=no_vacancy", refusal)
    (row,) = rows.scalars(select(ContractRefusal))
    if lifted:
        lifting = {"version": str(row.version), "reason": "Место есть"}
        assert director.post(f"/refusals/{row.id}/lift", lifting).status_code == 303

    page = director.get(f"/refusals/{row.id}")
    typed = {"handed_on": "16.03.2026", "handed": "registered_post"}
    sent = director.post(f"/refusals/{row.id}", typed)

    assert ("Принять отказ некому" in words(page)) is not lifted
    assert ("Записать вручение" in words(page)) is not lifted
    assert ("договору он больше не мешает" in words(page)) is lifted
    assert sent.status_code == (422 if lifted else 303)
    assert ("вручать его не нужно" in words(sent)) is lifted


def test_refusal_is_lifted(rows: Session, director: Browser, programme_id: int) -> None:
    director.post(
        f"/programmes/{programme_id}/refuse?ground=no_vacancy",
        {"ground": "no_vacancy", "password": factories.PASSWORD},
    )
    (row,) = rows.scalars(select(ContractRefusal))

    answer = director.post(
        f"/refusals/{row.id}/lift", {"version": str(row.version), "reason": "Место есть"}
    )

    assert answer.status_code == 303, words(answer)
    assert "Отказать в договоре" in words(director.get(f"/programmes/{programme_id}"))


def test_free_place_is_no_ground(rows: Session, director: Browser, programme_id: int) -> None:
    for department in rows.scalars(select(Department)):
        department.places = 5
    rows.commit()

    opened = words(director.get(f"/programmes/{programme_id}/refuse?ground=no_vacancy"))
    answer = director.post(
        f"/programmes/{programme_id}/refuse?ground=no_vacancy",
        {"ground": "no_vacancy", "password": factories.PASSWORD},
    )

    assert "отказать из-за мест нельзя" in opened
    assert "Составить отказ" not in opened
    assert answer.status_code == 422
    assert "есть свободное место" in words(answer)


def test_social_worker_reads_but_does_not_end(
    rows: Session, director: Browser, social_worker: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)

    assert social_worker.get(f"/terminations/{row.id}").status_code == 200
    assert social_worker.get(f"/contracts/{contract.id}/end").status_code == 403
    assert social_worker.get(f"/terminations/{row.id}/confirm").status_code == 403
    rows.expire_all()
    assert rows.get_one(Contract, contract.id).state is ContractState.ACTIVE


@pytest.fixture
def recipient(rows: Session, staff: Staff, contract: Contract) -> Browser:
    """The recipient of the contract, signed in to her cabinet."""
    person = rows.get_one(Recipient, contract.recipient_id)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    return staff.browser(Role.RECIPIENT)


def test_the_last_act_is_spoken_of_until_it_is_issued(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    confirm(rows, director, row)
    before = words(director.get(f"/terminations/{row.id}"))
    (terms,) = rows.scalars(select(ContractTerms))
    factories.make_act(rows, contract, terms)
    after = words(director.get(f"/terminations/{row.id}"))

    assert "Акт за последний месяц" in before
    assert "Акт за последний месяц" not in after


def test_recipient_reads_her_papers_after_the_end(
    rows: Session, director: Browser, recipient: Browser, contract: Contract
) -> None:
    confirm(rows, director, prepared(rows, director, contract))

    page = recipient.get("/cabinet/contract")

    assert page.status_code == 200
    assert contract.number in words(page)


def test_death_closes_the_cabinet_the_same_day(
    rows: Session, director: Browser, recipient: Browser, contract: Contract
) -> None:
    assert recipient.get("/cabinet/contract").status_code == 200

    prepared(
        rows,
        director,
        contract,
        "death",
        **{
            "day": "16.03.2026",
            "issued-death_certificate": "16.03.2026",
            "number-death_certificate": "12",
        },
    )

    assert recipient.get("/cabinet/contract").status_code == 303
    assert director.get(f"/contracts/{contract.id}").status_code == 200
    card = words(director.get(f"/recipients/{contract.recipient_id}"))
    assert "16.03.2026" in card
    assert "ещё действует" in card
    assert "Поставить в очередь" not in card


def test_a_second_end_leads_to_the_one_that_is_prepared(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)

    answer = director.get(f"/contracts/{contract.id}/end?ground=refusal")

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/terminations/{row.id}")


def test_director_who_confirms_what_was_confirmed_or_withdrawn_is_told(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    late = {"password": factories.PASSWORD, "version": str(row.version)}
    reason = {"version": str(row.version), "reason": "передумала"}
    director.post(f"/terminations/{row.id}/withdraw", reason)

    assert director.post(f"/terminations/{row.id}/confirm", late).status_code == 303

    told = words(director.get(f"/terminations/{row.id}"))
    assert "Подтверждения это прекращение уже не ждёт: " in told


def test_second_director_sees_that_somebody_was_quicker(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    seen = str(row.version)
    confirm(rows, director, row)

    answer = director.post(
        f"/terminations/{row.id}/withdraw", {"version": seen, "reason": "передумала"}
    )

    assert answer.status_code == 409
    assert "прекращение договора №" in words(answer)
    assert "Последняя запись: " in words(answer)
    rows.expire_all()
    assert row.state is EndingState.TERMINATED


@pytest.mark.parametrize(
    ("moved_to", "told", "left_with"),
    [
        pytest.param(
            "",
            "Новый составляют, если получатель снова обратился",
            "Не переезжает",
            id="FED-TER-01",
        ),
        pytest.param(
            "Тверская область",
            "Выезжает: Тверская область",
            "Тверская область, с 11 марта 2026",
            id="FED-TRN-03",
        ),
    ],
)
def test_a_contract_that_has_ended_is_no_contract_never_made(
    rows: Session, staff: Staff, contract: Contract, moved_to: str, told: str, left_with: str
) -> None:
    """The programme's term was kept; who moves to another region takes it along with its marks."""
    director = staff.browser(Role.DIRECTOR)
    pages = [f"/recipients/{contract.recipient_id}", f"/programmes/{contract.programme_id}"]
    before = [words(director.get(one)) for one in pages]
    last = date(2026, 3, 10)
    contract.state, contract.ended_on = ContractState.TERMINATED, last
    ending = factories.make_termination(
        rows,
        contract,
        staff.actor(Role.DIRECTOR),
        state=EndingState.TERMINATED,
        last_day=last,
        moved_to=moved_to,
        confirmed_at=factories.MOMENT,
        confirmed_on=last,
        confirmed_by_id=staff.actor(Role.DIRECTOR).membership_id,
    )
    rows.commit()

    after = [words(director.get(one)) for one in pages]
    end = words(director.get(f"/admissions/programmes/{contract.programme_id}"))
    way = director.get(f"/terminations/{ending.id}").get_data(as_text=True)

    assert all("Договор прекращён" not in page for page in before)
    assert all("Договор прекращён" in page and told in page for page in after)
    assert "договора по ней ещё нет" not in after[0]
    assert "Договора нет" not in after[0]
    assert "Срок прошёл" not in after[1]
    assert "Приём по шагам" not in after[1]
    assert "Заключить" not in after[1]
    assert left_with in end
    assert f'href="/admissions/programmes/{contract.programme_id}"' in way
    assert ("Выдайте программу с отметками" in way) == bool(moved_to)


@pytest.mark.parametrize("moved_to", ["", "Тверская область"])
def test_an_end_on_its_way_names_where_the_programme_goes(
    rows: Session, staff: Staff, contract: Contract, moved_to: str
) -> None:
    """FED-TRN-03: the marks are prepared before the last day, not after it."""
    ending = factories.make_termination(
        rows, contract, staff.actor(Role.DIRECTOR), moved_to=moved_to
    )
    rows.commit()

    page = staff.browser(Role.DIRECTOR).get(f"/terminations/{ending.id}")

    assert ("Получатель выезжает: Тверская область." in words(page)) is bool(moved_to)
    marks = f'href="/admissions/programmes/{contract.programme_id}"'
    assert (marks in page.get_data(as_text=True)) is bool(moved_to)


def test_a_contract_never_signed_leaves_the_term_running(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    contract.state = ContractState.TERMINATED
    contract.in_force_from = contract.ended_on = None
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/programmes/{contract.programme_id}"))

    assert "Договор прекращён" not in page
    assert "Заключить" in page


@pytest.mark.parametrize("served", [False, True])
def test_an_end_with_nothing_recorded_tells_that_there_will_be_no_act(
    rows: Session, staff: Staff, contract: Contract, served: bool
) -> None:
    """FED-ACT-01: an act is drawn by recorded services alone."""
    last = date(2026, 3, 10)
    contract.in_force_from = date(2026, 3, 2)
    ending = factories.make_termination(rows, contract, staff.actor(Role.DIRECTOR), last_day=last)
    if served:
        factories.make_delivery(rows, contract, staff.actor(Role.SOCIAL_WORKER), day=last)
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/terminations/{ending.id}"))

    assert "Последний акт — по записанным услугам (март 2026)" in page
    assert ("Пока не записано ни одной услуги за март 2026" in page) is not served


@pytest.mark.parametrize(
    ("reviewed", "begins"),
    [
        pytest.param(True, date(2026, 3, 10), id="the contract on the programme of the review"),
        pytest.param(False, date(2026, 3, 10), id="no review: two programmes are two"),
        pytest.param(True, None, id="a term that is over by itself"),
    ],
)
def test_an_end_by_a_replaced_programme_names_what_follows(
    rows: Session, staff: Staff, *, reviewed: bool, begins: date | None
) -> None:
    """FED-IPP-06: on order, notice and both pages; frozen with the papers."""
    director, over = staff.browser(Role.DIRECTOR), date(2026, 3, 9)
    person = factories.make_recipient(rows, staff.provider)
    until = date(2029, 2, 27) if reviewed and begins else over
    former = factories.make_programme(rows, person, valid_until=until)
    contract = factories.make_contract(rows, former)
    follows, named = reviewed and begins is not None, ""
    if begins:
        new = factories.make_programme(rows, person, number="77/2026")
        later = factories.make_contract(rows, new, in_force_from=begins)
        named = f"выдана № 77/2026 от 27.02.2026; с 10.03.2026 услуги по договору № {later.number}"
        if reviewed:
            factories.make_review(
                rows,
                staff.provider.id,
                contract.programme_id,
                staff.actor(Role.DIRECTOR),
                new_programme_id=new.id,
                outcome=ReviewOutcome.NEW_PROGRAMME,
                outcome_on=date(2026, 3, 5),
            )
    rows.commit()

    row = prepared(rows, director, contract, "term_expired", note="")
    before = words(director.get(f"/terminations/{row.id}/confirm"))
    confirm(rows, director, row)
    after = words(director.get(f"/terminations/{row.id}"))
    ended = words(director.get(f"/contracts/{contract.id}"))

    assert row.last_day == over
    assert ("Убедитесь, что после этого дня получателя не обслуживали" in before) is not follows
    assert ("услуги после этого дня записывают в нём" in before) is follows
    said = f"Программа пересмотрена: {named}"
    assert row.inputs["succeeded_by"] == (said if follows else "")
    assert (said in after) is follows
    assert ("С 10 марта 2026 услуги оказывают по договору" in ended) is follows
    wish = {"reason": "остаётся", "consent_on": "", "version": str(row.version)}
    refused = words(director.post(f"/terminations/{row.id}/cancel", wish))
    assert (f"приказ его не вернёт. {said}" in refused) is follows
    for step in ("cancel", "withdraw"):
        taken_back = words(director.get(f"/terminations/{row.id}/{step}"))
        assert (said in taken_back) is follows
        assert ("по той же программе можно" in taken_back) is not follows
    if follows:
        rows.get_one(Programme, later.programme_id).number = "78/2026"
        rows.commit()
        assert said in words(director.get(f"/terminations/{row.id}"))

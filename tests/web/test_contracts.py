"""Pages of contracts: who sees what, signing with one's own password, paper, suspension."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.contract import ContractState, Party
from portal.models import (
    Contract,
    Paper,
    Recipient,
    Role,
    Signature,
    SignatureMethod,
    SubmittedDocument,
    Suspension,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff
from tests.web.served import Served, everything, serve

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
WRONG = "не тот пароль"


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff, social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id)


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


def test_a_stranger_is_sent_to_sign_in_and_back(stranger: Browser, served: Served) -> None:
    answer = stranger.get(f"/contracts/{served.contract.id}")

    assert answer.status_code == 303
    assert answer.location == f"/sign-in?next=/contracts/{served.contract.id}"


def test_the_list_is_narrowed_by_name_and_state(
    director: Browser, served: Served, waiting: Contract
) -> None:
    everyone = words(director.get("/contracts"))
    by_name = words(director.get("/contracts?q=ИЛЬИНА"))
    by_state = words(director.get("/contracts?state=awaiting_signature"))
    nobody = words(director.get("/contracts?q=Ёлкина"))

    assert "Всего 2 договора" in everyone
    assert "Найдено 1 договор" in by_name
    assert "Ильина" in by_name
    assert "Гуляева" in by_state
    assert "Ильина" not in by_state
    assert "С таким отбором договоров нет" in nobody


@pytest.mark.parametrize(
    ("begins", "state", "waited_for"),
    [(date(2026, 3, 16), "Действует", True), (date(2026, 3, 17), "начнётся 17 марта", False)],
    ids=["today", "tomorrow"],
)
def test_a_contract_that_is_yet_to_begin_says_from_when(
    director: Browser,
    rows: Session,
    staff: Staff,
    begins: date,
    state: str,
    *,
    waited_for: bool,
) -> None:
    recipient = factories.make_recipient(rows, staff.provider, surname="Гуляева")
    programme = factories.make_programme(rows, recipient)
    factories.make_contract(rows, programme, in_force_from=begins)

    for page in ("/contracts", "/recipients", f"/recipients/{recipient.id}"):
        assert state in words(director.get(page))
    assert ("Не внесли" in words(director.get("/"))) is waited_for


def test_the_list_is_asked_for_contracts_that_have_ended(
    rows: Session, director: Browser, served: Served
) -> None:
    assert "С таким отбором договоров нет" in words(director.get("/contracts?state=terminated"))

    served.contract.state = ContractState.TERMINATED
    rows.commit()

    assert "Найдено 1 договор" in words(director.get("/contracts?state=terminated"))


def test_before_signing_nothing_is_promised_that_cannot_be_done(
    director: Browser, waiting: Contract
) -> None:
    page = words(director.get(f"/contracts/{waiting.id}/sign"))

    assert "удалить договор нельзя, его можно только прекратить" in page
    assert "можно только расторгнуть" not in page


def test_htmx_gets_the_list_alone(director: Browser, served: Served) -> None:
    answer = director.get("/contracts?q=ил", htmx=True)

    assert answer.get_data(as_text=True).lstrip().startswith('<div id="_list"')
    assert "HX-Request" in answer.headers["Vary"]


def test_a_list_shows_fifty_a_page(director: Browser, rows: Session, staff: Staff) -> None:
    recipient = factories.make_recipient(rows, staff.provider)
    for _ in range(51):
        factories.make_contract(rows, factories.make_programme(rows, recipient))

    first, second = director.get("/contracts"), director.get("/contracts?page=2")

    assert first.get_data(as_text=True).count('data-l="Получатель"') == 50
    assert second.get_data(as_text=True).count('data-l="Получатель"') == 1
    assert 'href="/contracts?page=2"' in first.get_data(as_text=True)


def test_the_page_says_whose_turn_it_is_and_why_the_term(
    director: Browser, waiting: Contract
) -> None:
    page = words(director.get(f"/contracts/{waiting.id}"))

    assert "Ждёт подписи директора" in page
    assert "Срок заключения прошёл" in page
    assert "Директор его ещё не подписал. Отдельно об опоздании писать не нужно" in page
    assert "запишите причину" not in page
    assert "Программа № " in page
    assert "Проверить и подписать" in page


def test_words_of_drawing_up_and_of_concluding_are_kept_apart(
    director: Browser, rows: Session, served: Served, waiting: Contract
) -> None:
    unsigned = words(director.get(f"/contracts/{waiting.id}"))
    served.programme.contract_due_at = factories.MOMENT - timedelta(days=1)
    rows.commit()
    late = words(director.get(f"/contracts/{served.contract.id}"))
    served.programme.contract_due_at = factories.MOMENT
    rows.commit()
    early = words(director.get(f"/contracts/{served.contract.id}"))

    assert "Договор составлен" in unsigned
    assert "Договор заключён" not in unsigned
    assert "Договор заключён" in late
    assert "Договор заключён позже срока" in late
    assert "позже срока" not in early
    assert "Договор заключён в срок" in early


def _sign(rows: Session, staff: Staff, contract: Contract, on: date, **given: object) -> None:
    values: dict[str, object] = {
        "party": Party.RECIPIENT,
        "method": SignatureMethod.PAPER,
        "recorded_at": MORNING,
        **given,
    }
    rows.add(
        Signature(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            paper_id=contract.paper_id,
            signer="Гуляева Мария Петровна",
            signed_on=on,
            recorded_by_id=staff.actor(Role.DIRECTOR).membership_id,
            **values,
        )
    )
    rows.commit()


def test_after_the_term_the_page_says_whose_signature_is_awaited(
    director: Browser, rows: Session, staff: Staff, waiting: Contract
) -> None:
    own = {"party": Party.PROVIDER, "method": SignatureMethod.PASSWORD}
    _sign(rows, staff, waiting, date(2026, 3, 3), **own)

    page = words(director.get(f"/contracts/{waiting.id}"))

    assert "Срок заключения прошёл" in page
    assert "Директор подписал, ждём подпись получателя. Отдельно об опоздании" in page
    assert "Директор его ещё не подписал" not in page


def test_after_the_term_nobody_s_signature_is_awaited_of_the_dead(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    rows.get_one(Recipient, waiting.recipient_id).died_on = date(2026, 3, 10)
    rows.commit()

    page = words(director.get(f"/contracts/{waiting.id}"))

    assert "Подписать его теперь нельзя: как быть, сказано в «Что дальше»" in page
    assert "Директор его ещё не подписал" not in page


@pytest.mark.parametrize(
    ("method", "on", "late"),
    [
        (SignatureMethod.PAPER, date(2026, 3, 3), False),
        (SignatureMethod.PAPER, date(2026, 3, 4), True),
        (SignatureMethod.CODE, date(2026, 3, 3), True),
    ],
    ids=["on paper on the last day", "on paper the day after", "in the portal after the hour"],
)
def test_a_contract_is_late_by_the_days_of_its_signatures(
    director: Browser,
    rows: Session,
    staff: Staff,
    served: Served,
    method: SignatureMethod,
    on: date,
    *,
    late: bool,
) -> None:
    served.programme.contract_due_at = factories.MOMENT.replace(day=3)
    _sign(rows, staff, served.contract, on, method=method)

    page = words(director.get(f"/contracts/{served.contract.id}"))

    assert ("Договор заключён позже срока" in page) is late
    assert ("Договор заключён в срок" in page) is not late


def test_who_comes_before_the_director_is_told_before_filling_anything(
    social_worker: Browser, rows: Session, staff: Staff, waiting: Contract, served: Served
) -> None:
    early = social_worker.get(f"/contracts/{waiting.id}/paper-signature")

    assert "Первым договор подписывает директор" in words(early)
    assert 'name="signed_on"' not in early.get_data(as_text=True)


def test_a_social_worker_sees_neither_fee_nor_income_nor_the_paper(
    social_worker: Browser, served: Served
) -> None:
    page = words(social_worker.get(f"/contracts/{served.contract.id}"))
    paper = social_worker.get(f"/contracts/{served.contract.id}/paper.pdf")

    assert "Покупка и доставка на дом" in page
    assert "1 200,00" not in page
    assert "150,00" not in page
    assert "Как посчитали" not in page
    assert "SHA-256" not in page
    assert paper.status_code == 403


def test_a_social_worker_does_not_find_another_workers_contract(
    social_worker: Browser, rows: Session, staff: Staff
) -> None:
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    theirs = serve(rows, staff, surname="Чужова", social_worker_id=colleague.membership_id)

    listed = words(social_worker.get("/contracts"))
    page = social_worker.get(f"/contracts/{theirs.contract.id}")

    assert "Чужова" not in listed
    assert page.status_code == 404


def test_the_paper_is_shown_inline_under_our_own_name(director: Browser, served: Served) -> None:
    answer = director.get(f"/contracts/{served.contract.id}/paper.pdf")

    disposition = answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/pdf"
    assert disposition.startswith(f'inline; filename="contract-{served.contract.number}.pdf"')
    assert "filename*=UTF-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80" in disposition
    assert disposition.isascii()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_check_page_shows_what_is_signed_and_what_follows(
    director: Browser, waiting: Contract
) -> None:
    page = director.get(f"/contracts/{waiting.id}/sign")

    text = words(page)
    assert "изменить нельзя" in text
    assert "SHA-256:" in text
    assert f'value="{waiting.version}"' in page.get_data(as_text=True)


def test_the_director_signs_with_the_own_password(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    answer = director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting))

    done = words(director.get(answer.location))
    assert answer.status_code == 303
    assert f"Договор № {waiting.number} подписан" in done
    assert "Запишите дату подписи получателя" in done


def test_a_wrong_password_signs_nothing_and_guessing_is_throttled(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    address, form = f"/contracts/{waiting.id}/sign", sign_form(rows, waiting, WRONG)
    before = everything(rows)

    answers = [director.post(address, form) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Пароль не подошёл" in words(answers[0])
    assert everything(rows) == before


def test_htmx_gets_the_form_back_with_its_error_and_title(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    answer = director.post(
        f"/contracts/{waiting.id}/sign", sign_form(rows, waiting, WRONG), htmx=True
    )

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert html.lstrip().startswith('<aside class="card actions" id="_sign_form"')
    assert "<title>Ошибка:" in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("seen", [{"version": "99"}, {"paper_sha256": "0" * 64}])
def test_what_was_seen_is_what_is_signed(
    director: Browser, rows: Session, waiting: Contract, seen: dict[str, str]
) -> None:
    before = everything(rows)

    answer = director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting) | seen)

    assert answer.status_code == 409
    assert everything(rows) == before
    assert f'href="/contracts/{waiting.id}/sign"' in answer.get_data(as_text=True)
    assert factories.PASSWORD not in answer.get_data(as_text=True)


def test_a_signature_needs_the_forms_token(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    before = everything(rows)

    answer = director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting), token=False)

    assert answer.status_code == 400
    assert everything(rows) == before


def test_the_recipients_signature_puts_the_contract_into_force(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting))

    scan = (io.BytesIO(PDF), "подпись.pdf")
    form = {"party": "recipient", "signed_on": "16.03.2026", "scan": scan, "copies": ["1", "2"]}
    answer = director.post(f"/contracts/{waiting.id}/paper-signature", form)

    page = director.get(answer.location)
    rows.rollback()
    assert answer.status_code == 303
    assert rows.get_one(Contract, waiting.id).in_force_from == date(2026, 3, 16)
    assert "Действует" in words(page)
    assert f"/contracts/{waiting.id}/scans/" in page.get_data(as_text=True)


def test_the_missing_hand_on_our_copy_is_told_of_on_both_pages(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting))
    form = {"party": "recipient", "signed_on": "16.03.2026", "copies": ["1"]}
    answer = director.post(f"/contracts/{waiting.id}/paper-signature", form)

    page, home = words(director.get(answer.location)), director.get("/")

    assert "На экземпляре учреждения нет подписи получателя" in page
    assert "На экземпляре учреждения нет подписи получателя" in words(home)
    assert f'href="/copies/contracts/{waiting.id}/2"' in home.get_data(as_text=True)


@pytest.mark.parametrize(
    ("since", "lost"),
    [
        pytest.param(date(2026, 3, 16), True, id="FED-MIN-01: from the court's day on"),
        pytest.param(date(2026, 3, 17), False, id="FED-MIN-01: the day before"),
    ],
)
def test_a_contract_that_the_recipient_can_no_longer_sign_says_so(
    director: Browser, rows: Session, waiting: Contract, since: date, *, lost: bool
) -> None:
    director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting))
    person = rows.get_one(Recipient, waiting.recipient_id)
    person.capacity, person.capacity_since = Capacity.INCAPABLE, since
    person.capacity_basis = "решение суда"
    rows.commit()

    page = words(director.get(f"/contracts/{waiting.id}"))
    paper = director.get(f"/contracts/{waiting.id}/paper-signature")

    assert ("За недееспособного получателя договор подписывает опекун." in page) is lost
    assert ("Закрыть договор и составить заново" in page) is lost
    assert ("Выдать код для подписи" in page) is not lost
    assert ("Записать можно только подпись, поставленную раньше" in words(paper)) is lost
    assert 'value="recipient"' in paper.text


def test_a_scan_is_only_saved_to_disk(director: Browser, rows: Session, waiting: Contract) -> None:
    director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting))
    scan = (io.BytesIO(PDF), "../<b>скан</b>.pdf")
    form = {"party": "recipient", "signed_on": "16.03.2026", "scan": scan, "copies": ["1", "2"]}
    director.post(f"/contracts/{waiting.id}/paper-signature", form)
    rows.rollback()
    file_id = rows.scalar(select(func.max(Signature.file_id)))

    answer = director.get(f"/contracts/{waiting.id}/scans/{file_id}")
    elsewhere = director.get(f"/contracts/{waiting.id + 1}/scans/{file_id}")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.mimetype == "application/pdf"
    assert elsewhere.status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"signed_on": "32.03.2026"}, "Дня 32.03.2026 не бывает", id="32 March"),
        pytest.param({"signed_on": "17.03.2026"}, "ещё не наступила", id="tomorrow"),
        pytest.param({"party": ""}, "Отметьте, кто подписал", id="nobody"),
        pytest.param({"scan": "html"}, "Это не PDF, не JPEG и не PNG", id="not a PDF"),
    ],
)
def test_a_signature_that_cannot_be_is_refused_in_words(
    director: Browser, rows: Session, waiting: Contract, change: dict[str, object], sentence: str
) -> None:
    director.post(f"/contracts/{waiting.id}/sign", sign_form(rows, waiting))
    before = everything(rows)
    form: dict[str, object] = {"party": "recipient", "signed_on": "16.03.2026"} | change
    if "scan" in form:
        form["scan"] = (io.BytesIO(b"<html>"), "скан.pdf")

    answer = director.post(f"/contracts/{waiting.id}/paper-signature", form)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert everything(rows) == before


def test_a_scan_of_twenty_megabytes_is_refused(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    before = everything(rows)
    scan = (io.BytesIO(b"%PDF-1.4" + b"0" * 20 * 1024 * 1024), "скан.pdf")

    answer = director.post(f"/contracts/{waiting.id}/paper-signature", {"scan": scan})

    # The test's own request keeps so large a body in a temporary file.
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 413
    assert "до 10 МБ" in words(answer)
    assert everything(rows) == before


def test_a_contract_cannot_be_drafted_without_papers_and_says_which(
    director: Browser, rows: Session, staff: Staff
) -> None:
    department = factories.make_department(rows, staff.provider, unit_code="home_care")
    recipient = factories.make_recipient(rows, staff.provider, department_id=department.id)
    programme = factories.make_programme(rows, recipient)
    before = everything(rows)

    check = words(director.get(f"/contracts/draft/{programme.id}"))
    answer = director.post(f"/contracts/draft/{programme.id}")

    assert "Каких бумаг не хватает" in check
    assert answer.status_code == 422
    assert "порядка" in words(answer)
    assert everything(rows) == before


def test_a_second_contract_on_a_programme_is_refused(
    director: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    page = words(director.get(f"/contracts/draft/{served.programme.id}"))
    answer = director.post(f"/contracts/draft/{served.programme.id}")

    assert "По этой программе договор уже есть" in page
    assert answer.status_code in {409, 422}
    assert everything(rows) == before


def test_service_is_suspended_and_resumed(
    director: Browser, app: Flask, rows: Session, served: Served, staff: Staff
) -> None:
    rules = app.extensions["regions"][staff.provider.region_code].rules
    grounds = rules.suspension_rules.on(date(2026, 3, 16)).grounds
    ground = next(one for one in grounds if served.contract.form in one.forms)
    if ground.document:
        paper_in(rows, served.recipient, ground.document, staff)
    address = f"/contracts/{served.contract.id}"

    form = {"ground": ground.code, "since": "16.03.2026", "reason": "справка"}
    stopped = director.post(f"{address}/suspend", form)
    paused = words(director.get(address))
    again = director.post(f"{address}/resume", {"day": "18.03.2026"})

    assert stopped.status_code == 303
    assert "Приостановлен" in paused
    assert ground.title[1:] in paused
    assert again.status_code in {303, 422}


def test_a_break_without_a_ground_is_told_about_its_days_too(
    director: Browser, served: Served
) -> None:
    form = {"ground": "", "since": "01.02.2020", "until": "31.01.2020"}

    answer = words(director.post(f"/contracts/{served.contract.id}/suspend", form))

    assert "Выберите основание из списка" in answer
    assert "Укажите первый день перерыва в этих пределах" in answer
    assert "FED-CON-06" in answer
    assert "должен быть позже его начала" in answer


def test_a_suspension_without_a_ground_is_refused(
    director: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = director.post(f"/contracts/{served.contract.id}/suspend", {"since": "завтра"})

    assert answer.status_code == 422
    assert "Выберите основание" in words(answer)
    assert "Введите дату, например" in words(answer)
    assert everything(rows) == before
    assert rows.scalar(select(func.count()).select_from(Suspension)) == 0


def sign_form(rows: Session, contract: Contract, password: str = "") -> dict[str, object]:
    paper = rows.get_one(Paper, contract.paper_id)
    return {
        "password": password or factories.PASSWORD,
        "version": str(contract.version),
        "paper_sha256": paper.sha256,
    }


def paper_in(rows: Session, recipient: Recipient, code: str, staff: Staff) -> None:
    factories.save(
        rows,
        SubmittedDocument(
            provider_id=recipient.provider_id,
            recipient_id=recipient.id,
            code=code,
            issued_on=date(2026, 3, 16),
            received_at=factories.MOMENT,
            received_by_id=staff.actor(Role.DIRECTOR).membership_id,
        ),
    )

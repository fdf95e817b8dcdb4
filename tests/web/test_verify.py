"""The public page: answers for a file, a code, a QR code's text, without names; a saved copy."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.page_marks import Marker, inputs_digest
from portal.domain.page_codes import page_code
from portal.domain.statements import PaperStatement
from portal.models import Paper, Provider, StatementKey, VerificationAttempt
from portal.usecases.verification import QUESTIONS_IN_WINDOW, WINDOW
from tests.support.browser import Browser, words
from tests.support.factories import MOMENT, make_paper, save
from tests.web.conftest import MORNING

MARKER = Marker("a secret for tests, which is long enough")
CONTENT = b"%PDF-1.4 sample"
CODE = page_code(442)
INPUTS: dict[str, object] = {
    "number": "17/2026",
    "concluded_on": "2026-03-02",
    "fee": {"monthly_fee": "1200.00"},
    "customer": {"name": "Ильина Мария Петровна"},
}


@pytest.fixture
def paper(rows: Session, provider: Provider) -> Paper:
    statement = PaperStatement(
        inn=provider.inn,
        form="contract",
        number="17/2026",
        day=date(2026, 3, 2),
        amount=Decimal("1200.00"),
        inputs=inputs_digest(INPUTS),
        code=CODE,
    )
    mark = MARKER.mark(provider.id, statement)
    key = MARKER.public_key(provider.id)
    save(rows, StatementKey(provider_id=provider.id, public_key=key, since=MOMENT))
    return make_paper(
        rows, provider.id, CONTENT, inputs=INPUTS, code=CODE, statement=mark.statement
    )


def ask(browser: Browser, code: str = "", file: bytes | None = None) -> str:
    fields: dict[str, object] = {"code": code}
    if file is not None:
        fields["file"] = (io.BytesIO(file), "договор.pdf")
    answer = browser.post("/verify", fields)
    assert answer.status_code == 200, answer.status_code
    return words(answer)


def test_anybody_may_ask_without_signing_in(stranger: Browser, paper: Paper) -> None:
    page = words(stranger.get("/verify"))

    assert "Проверка документа" in page
    assert MARKER.public_key(paper.provider_id) in page


def test_the_issued_file_is_confirmed_without_a_name(stranger: Browser, paper: Paper) -> None:
    page = ask(stranger, file=CONTENT)

    assert "Файл подлинный" in page
    assert "совпадает байт в байт" in page
    assert "№ 17/2026 от 02.03.2026" in page
    assert "1 200,00 руб." in page.replace("\u00a0", " ")
    assert "Ильин" not in page


def test_a_changed_file_says_where_it_differs(stranger: Browser, paper: Paper) -> None:
    page = ask(stranger, file=b"%PDF-1.5 sample /Keywords (" + CODE.encode() + b")")

    assert "Файл изменён или не наш" in page
    assert "байт 8" in page


@pytest.mark.parametrize(
    ("form", "inputs", "told"),
    [
        (
            "signing_agreement",
            {"number": "1"},
            "Соглашение об использовании простой электронной подписи",
        ),
        (
            "department_order",
            {"title": "Приказ № 3/2026", "number": "3/2026"},
            "Приказ № 3/2026 от",
        ),
        ("department_order", {}, "Документ"),
    ],
    ids=["its form", "what it prints", "neither"],
)
def test_a_paper_is_named_by_its_title(
    stranger: Browser,
    rows: Session,
    provider: Provider,
    form: str,
    inputs: dict[str, object],
    told: str,
) -> None:
    content = b"%PDF-1.4 another paper"
    make_paper(rows, provider.id, content, form_code=form, inputs=inputs)

    assert f"Документ {told}" in ask(stranger, file=content)


def test_another_file_is_not_ours(stranger: Browser, paper: Paper) -> None:
    assert "не найден среди выданных" in ask(stranger, file=b"%PDF-1.4 samplf")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(CODE.lower(), "Документ с этим кодом выдан", id="our code"),
        pytest.param(page_code(443), "Такого кода нет", id="a code nobody issued"),
    ],
)
def test_a_code_is_answered(stranger: Browser, paper: Paper, typed: str, said: str) -> None:
    assert said in ask(stranger, typed)


def test_a_code_in_the_address_is_asked_at_once(stranger: Browser, paper: Paper) -> None:
    assert "Документ с этим кодом выдан" in words(stranger.get(f"/verify?code={CODE}"))


def test_the_text_of_a_qr_code_is_answered(stranger: Browser, paper: Paper) -> None:
    statement = str(paper.statement)

    assert "Подпись верна" in ask(stranger, statement)
    assert "Подпись неверна" in ask(stranger, statement.replace("120000", "120001"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("", "Введите код с бумаги или выберите файл", id="nothing"),
        pytest.param(CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "опечатка", id="a slip"),
        pytest.param("договор", "не код документа", id="no code"),
    ],
)
def test_a_wrong_input_stands_under_its_field(stranger: Browser, typed: str, said: str) -> None:
    answer = stranger.post("/verify", {"code": typed})

    assert answer.status_code == 422
    assert said in words(answer)
    assert 'id="code-error"' in answer.get_data(as_text=True)


def test_too_many_questions_are_slowed_down(stranger: Browser, rows: Session, paper: Paper) -> None:
    rows.add_all(
        VerificationAttempt(address="127.0.0.1", at=MORNING) for _ in range(QUESTIONS_IN_WINDOW - 1)
    )
    rows.commit()

    last = stranger.get(f"/verify?code={page_code(443)}")
    refused = stranger.get(f"/verify?code={CODE}")

    assert refused.status_code == 429
    assert last.status_code == 200
    assert 0 < int(refused.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert "Попробуйте снова через" in words(refused)
    kept = rows.scalar(select(func.count()).select_from(VerificationAttempt))
    assert kept == QUESTIONS_IN_WINDOW


def test_opening_the_page_is_no_question(stranger: Browser, rows: Session) -> None:
    stranger.get("/verify")

    assert rows.scalar(select(func.count()).select_from(VerificationAttempt)) == 0


def test_who_signs_in_asks_the_same_way(director: Browser, paper: Paper) -> None:
    assert "Документ с этим кодом выдан" in ask(director, CODE)


def test_the_saved_page_is_one_file_that_may_reach_nothing(stranger: Browser, paper: Paper) -> None:
    answer = stranger.get("/verify/page")
    page = answer.get_data(as_text=True)

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="verify.html"')
    assert MARKER.public_key(paper.provider_id) in page
    assert not re.search(r"https?://|src=|href=|@import|url\(", page)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for inline in (script, style):
        digest = b64encode(sha256(inline.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page
    assert "default-src 'none'; script-src 'sha256-" in page
    assert len(page) < 20_000

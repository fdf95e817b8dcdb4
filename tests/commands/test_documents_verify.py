import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.documents.page_marks import Marker, inputs_digest
from portal.domain.page_codes import page_code
from portal.domain.statements import PaperStatement
from portal.models import Paper, StatementKey
from tests.commands.conftest import Portal
from tests.support.empty_database import make_database
from tests.support.factories import MOMENT, make_paper, make_provider, save

MARKER = Marker("a secret for tests, which is long enough")
CODE = page_code(442)


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """An installation of its own, with whatever a test puts into it."""
    file = tmp_path / "portal.sqlite3"
    address = f"sqlite:///{file}"
    for key in [key for key in os.environ if key.startswith("PORTAL_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_DATABASE", address)
    make_database(file)
    engine = create_engine(address)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def paper(rows: Session) -> Paper:
    provider = make_provider(rows, code="klyazma")
    statement = PaperStatement(
        inn=provider.inn,
        form="contract",
        number="17/2026",
        day=date(2026, 3, 2),
        amount=None,
        inputs=inputs_digest({}),
        code=CODE,
    )
    mark = MARKER.mark(provider.id, statement)
    key = MARKER.public_key(provider.id)
    save(rows, StatementKey(provider_id=provider.id, public_key=key, since=MOMENT))
    return make_paper(rows, provider.id, code=mark.code, statement=mark.statement)


def test_an_issued_file_is_confirmed(
    portal: Portal, rows: Session, paper: Paper, tmp_path: Path
) -> None:
    file = tmp_path / "договор.pdf"
    file.write_bytes(b"%PDF-1.4 sample")

    said = portal("documents", "verify", str(file))
    answer = portal("documents", "verify", str(file), "--json").answer

    assert (said.status, said.err) == (0, "")
    assert "совпадает байт в байт" in said.out
    assert f"SHA-256: {paper.sha256}" in said.out
    assert (answer["verdict"], answer["confirmed"]) == ("issued", True)
    assert isinstance(answer["paper"], dict)
    assert answer["paper"]["code"] == CODE


def test_another_file_is_not(portal: Portal, paper: Paper, tmp_path: Path) -> None:
    file = tmp_path / "договор.pdf"
    file.write_bytes(b"%PDF-1.4 samplf")

    done = portal("documents", "verify", str(file), "--json")

    assert (done.status, done.answer["verdict"]) == (1, "unknown_file")
    assert done.answer["paper"] is None


def test_a_changed_file_says_where_it_differs(portal: Portal, paper: Paper, tmp_path: Path) -> None:
    file = tmp_path / "договор.pdf"
    file.write_bytes(f"%PDF-1.5 sample\n/Keywords ({CODE})".encode())

    done = portal("documents", "verify", str(file))

    assert done.status == 1
    assert "Первое отличие: байт 8" in done.out


@pytest.mark.parametrize(
    ("what", "status", "verdict"),
    [
        pytest.param(CODE.lower().replace("-", ""), 0, "code_known", id="a code"),
        pytest.param(page_code(443), 1, "code_unknown", id="a code nobody issued"),
    ],
)
def test_a_code_is_looked_up(
    portal: Portal, paper: Paper, what: str, status: int, verdict: str
) -> None:
    done = portal("documents", "verify", what, "--json")

    assert (done.status, done.answer["verdict"]) == (status, verdict)


def test_the_text_of_a_qr_code_is_checked(portal: Portal, paper: Paper) -> None:
    statement = str(paper.statement)

    true = portal("documents", "verify", statement, "--json")
    false = portal("documents", "verify", statement.replace("17/2026", "18/2026"), "--json")

    assert (true.status, true.answer["verdict"]) == (0, "signed")
    assert (false.status, false.answer["verdict"]) == (1, "forged")


@pytest.mark.parametrize(
    ("what", "field", "sentence"),
    [
        pytest.param(CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "code", "опечатка", id="slip"),
        pytest.param("договор 17", "code", "не код документа", id="no code"),
        pytest.param("нет/такого", "file", "нет", id="no such path"),
        pytest.param("нет.PDF", "file", "нет", id="no such file"),
    ],
)
def test_what_cannot_be_asked_is_a_wrong_input(
    portal: Portal, paper: Paper, what: str, field: str, sentence: str
) -> None:
    done = portal("documents", "verify", what)

    assert (done.status, done.out) == (2, "")
    assert done.error["field"] == field
    assert sentence in str(done.error["message"])

"""``portal documents verify``: a file or a code asked about as on the page «Проверка документа»."""

from __future__ import annotations

import sys
from pathlib import Path

from portal.commands.answers import Status, error_object, error_of, fail, write, write_text
from portal.commands.application import opened_app
from portal.domain.money import figures
from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer
from portal.usecases.verification import Verification, verify_file, verify_text
from portal.usecases.verified_papers import VerifiedPaper

_LOOKS_LIKE_A_FILE = ("/", "\\", ".pdf")


def verify(what: str, *, as_json: bool) -> None:
    """Say whether it is ours; leaves with 1 when it is not, with 2 when it cannot be asked."""
    content = _content(what)
    with opened_app() as app:
        regions = app.extensions["regions"]
        try:
            answer = (
                verify_text(what, regions) if content is None else verify_file(content, regions)
            )
        except RulesBroken as refusal:
            fail(error_of(refusal), Status.WRONG_INPUT)
    if as_json:
        write(_as_json(answer))
    else:
        _as_text(answer)
    if not answer.verdict.confirmed:
        sys.exit(Status.REFUSED)


def _content(what: str) -> bytes | None:
    """The bytes of a file; None for a code or a statement."""
    path = Path(what)
    try:
        if path.is_file():
            return path.read_bytes()
    except OSError as error:
        message = f"Файл «{what}» не прочитать: {error.strerror}."
        fail(error_object("value_invalid", "file", message), Status.WRONG_INPUT)
    if what.lower().endswith(_LOOKS_LIKE_A_FILE[-1]) or (
        ":" not in what and any(sign in what for sign in _LOOKS_LIKE_A_FILE)
    ):
        message = f"Файла «{what}» нет. Проверьте путь."
        fail(error_object("value_invalid", "file", message), Status.WRONG_INPUT)
    return None


def _as_json(answer: Verification) -> Answer:
    return {
        "verdict": answer.verdict.value,
        "confirmed": answer.verdict.confirmed,
        "text": answer.text,
        "differs_at": answer.differs_at,
        "paper": None if answer.paper is None else _paper(answer.paper),
    }


def _paper(paper: VerifiedPaper) -> Answer:
    return {
        "provider": paper.provider,
        "inn": paper.inn,
        "title": paper.title,
        "number": paper.number,
        "contract": paper.contract,
        "day": paper.day.isoformat(),
        "amount": None if paper.amount is None else str(paper.amount),
        "issued_on": paper.issued_on.isoformat(),
        "pages": paper.pages,
        "state": paper.state.value,
        "code": paper.code,
        "sha256": paper.sha256,
    }


def _as_text(answer: Verification) -> None:
    write_text(answer.text)
    paper = answer.paper
    if paper is None:
        return
    write_text(f"{paper.name}: {paper.state.label}")
    if paper.amount is not None:
        write_text(f"Сумма: {figures(paper.amount)} руб.")
    write_text(f"Выдан {paper.issued_on:%d.%m.%Y}: {paper.provider}, ИНН {paper.inn}")
    if answer.differs_at is not None:
        write_text(f"Первое отличие: байт {answer.differs_at}")
    write_text(f"SHA-256: {paper.sha256}")

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.demo import drawing
from portal.demo.drawing import DrawingOffice
from portal.documents.press import Press, paper_title
from portal.extensions import db
from portal.models import Provider
from portal.usecases.transaction import transaction
from tests.documents.samples import RECEIPT_FORM, make_receipt
from tests.support.factories import make_provider

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def test_a_foreseen_page_is_the_page_that_would_be_drawn() -> None:
    facts = make_receipt()
    plain = Press(TEMPLATES, {})
    office = DrawingOffice(TEMPLATES, {}, processes=2)
    office.foresee(plain.html(RECEIPT_FORM, "", facts), paper_title(facts))

    try:
        ready = office.press.pdf(RECEIPT_FORM, "", facts)
    finally:
        office.close()

    assert ready == plain.pdf(RECEIPT_FORM, "", facts)


def test_without_helpers_pages_are_drawn_when_they_are_needed() -> None:
    facts = make_receipt()
    office = DrawingOffice(TEMPLATES, {}, processes=1)
    office.rehearse(lambda _press: None)

    assert office.press.pdf(RECEIPT_FORM, "", facts) == Press(TEMPLATES, {}).pdf(
        RECEIPT_FORM, "", facts
    )


def refuse_shared_memory(*_args: object, **_options: object) -> NoReturn:
    raise FileNotFoundError(2, "No such file or directory", "/dev/shm")  # noqa: S108 - not ours


def test_without_shared_memory_pages_are_drawn_without_helpers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "ProcessPoolExecutor", refuse_shared_memory)
    facts = make_receipt()
    office = DrawingOffice(TEMPLATES, {}, processes=2)
    office.foresee("<p>страница</p>", "Страница")
    office.rehearse(lambda _press: None)

    assert office.press.pdf(RECEIPT_FORM, "", facts).startswith(b"%PDF")
    office.close()


def test_the_page_of_a_lost_helper_is_drawn_on_the_spot(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = make_receipt()
    plain = Press(TEMPLATES, {})
    office = DrawingOffice(TEMPLATES, {}, processes=1)
    lost: Future[bytes] = Future()
    lost.set_exception(BrokenProcessPool("gone"))
    monkeypatch.setitem(office._pages, plain.html(RECEIPT_FORM, "", facts), lost)

    assert office.press.pdf(RECEIPT_FORM, "", facts) == plain.pdf(RECEIPT_FORM, "", facts)


def test_a_rehearsal_leaves_nothing_behind(database: Flask, session: Session) -> None:
    make_provider(session)
    played = []

    def play(press: Press) -> None:
        with transaction() as copy:
            copy.add(Provider(**values(copy)))
        played.append(press.pdf(RECEIPT_FORM, "", make_receipt()))

    office = DrawingOffice(TEMPLATES, {}, processes=2)
    try:
        office.rehearse(play)
    finally:
        office.close()

    assert played
    assert db.session.scalar(select(func.count()).select_from(Provider)) == 1


def values(session: Session) -> dict[str, object]:
    """Another provider with everything of the first but its code."""
    first = session.scalars(select(Provider)).one()
    columns = (column.key for column in Provider.__table__.columns)
    kept = {key: getattr(first, key) for key in columns if key not in ("id", "code")}
    return {**kept, "code": "another"}

"""All papers of a month: drawn in bulk, once, and joined in the order of a round."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from portal.documents.press import Press
from portal.models import Act, Paper, PaperContent
from portal.usecases import month_papers
from portal.usecases.month_papers import combined_month_pdf, print_month_papers
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.transaction import reading
from tests.usecases.billing import Desk, deliver, make_contract, make_desk, make_worker, moment

APRIL = date(2026, 4, 1)
NOW = moment(2026, 5, 6)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(Path(__file__).resolve().parents[2] / "templates", {})


@pytest.fixture
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month_papers, "WORTH_A_POOL", 10_000)


def served(desk: Desk, **options: object) -> int:
    contract_id = make_contract(desk, **options)  # type: ignore[arg-type]
    deliver(desk, contract_id, date(2026, 4, 10), "S1", "2")
    return contract_id


def close(desk: Desk) -> None:
    close_month(CloseMonth(APRIL), region=desk.region, actor=desk.accountant, now=NOW)


def draw(desk: Desk, press: Press, steps: list[tuple[int, int]] | None = None) -> int:
    return print_month_papers(
        APRIL,
        region=desk.region,
        actor=desk.accountant,
        now=NOW,
        press=press,
        progress=None if steps is None else lambda done, total: steps.append((done, total)),
    )


def pages_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.usefixtures("_one_process")
def test_every_act_gets_its_papers_and_a_free_one_no_receipt(desk: Desk, press: Press) -> None:
    served(desk)
    served(desk, free=True, fee_cap=None)
    close(desk)

    papers = draw(desk, press)

    with reading() as session:
        rows = session.execute(
            select(Act.payable, Act.paper_id.is_not(None), Act.receipt_paper_id.is_not(None))
        ).all()
    assert papers == 3
    assert sorted(tuple(row) for row in rows) == [
        (Decimal("0.00"), True, False),
        (Decimal("300.00"), True, True),
    ]


@pytest.mark.usefixtures("_one_process")
def test_printing_again_draws_nothing_new(desk: Desk, press: Press) -> None:
    served(desk)
    close(desk)
    draw(desk, press)
    first = combined_month_pdf(desk.provider_id, APRIL)

    assert draw(desk, press) == 2
    with reading() as session:
        assert session.scalar(select(func.count(Paper.id))) == 2
    assert combined_month_pdf(desk.provider_id, APRIL) == first


@pytest.mark.usefixtures("_one_process")
def test_what_was_drawn_before_a_stop_is_kept(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        served(desk)
    close(desk)
    monkeypatch.setattr(month_papers, "BATCH", 2)
    steps: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_month_papers(
            APRIL,
            region=desk.region,
            actor=desk.accountant,
            now=NOW,
            press=press,
            progress=stop,
        )
    papers = draw(desk, press, steps)

    assert papers == 6
    assert steps == [(2, 4), (4, 4)]


def test_several_processes_draw_the_same_papers_as_one(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_papers, "WORTH_A_POOL", 1)
    monkeypatch.setattr("portal.usecases.month_papers.os.cpu_count", lambda: 2)
    for _ in range(2):
        served(desk)
    close(desk)

    draw(desk, press)

    with reading() as session:
        drawn = session.execute(
            select(Paper.inputs, PaperContent.content).join(
                PaperContent, PaperContent.sha256 == Paper.sha256
            )
        ).all()
    assert len(drawn) == 4
    assert all(content.startswith(b"%PDF") for _, content in drawn)
    assert {str(inputs["number"]) for inputs, _ in drawn if "number" in inputs} == {
        "1/2026",
        "2/2026",
    }


@pytest.mark.usefixtures("_one_process")
def test_the_round_goes_by_worker_then_house_then_name(desk: Desk, press: Press) -> None:
    early = make_worker(desk, "Абрамова")
    rounds = (
        ("Волкова Анна Петровна", "ул. Мира, д. 2", desk.worker),
        ("Агеева Анна Петровна", "ул. Мира, д. 10", desk.worker),
        ("Яковлева Анна Петровна", "ул. Труда, д. 1", early),
        ("Ёлкина Анна Петровна", "ул. Мира, д. 10", desk.worker),
    )
    for name, address, worker in rounds:
        served(desk, name=name, address=address, worker=worker)
    close(desk)
    draw(desk, press)

    pages = pages_of(combined_month_pdf(desk.provider_id, APRIL))

    acts = [text for text in pages if "АКТ №" in text]
    order = [
        next(name for name, *_ in rounds if name in text.replace("\u00a0", " ")) for text in acts
    ]
    assert order == [rounds[index][0] for index in (2, 0, 1, 3)]
    assert "АКТ №" in pages[0]
    assert "Извещение" in pages[1]


@pytest.mark.usefixtures("_one_process")
def test_another_provider_s_papers_stay_apart(desk: Desk, press: Press) -> None:
    other = make_desk(desk.app, code="other")
    served(desk)
    served(other)
    for each in (desk, other):
        close(each)
        draw(each, press)

    assert len(pages_of(combined_month_pdf(desk.provider_id, APRIL))) == 2

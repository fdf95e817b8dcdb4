"""All papers of a month: drawn in bulk, once, and joined in the order of a round."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from portal.documents.page_marks import Marker, inputs_digest, read_signed
from portal.documents.press import Press
from portal.domain.corrections import LineChange
from portal.domain.law import Timeline
from portal.domain.printed_forms import MONTH
from portal.models import Act, ActCorrection, Paper, PaperContent, StatementKey
from portal.usecases import month_papers
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from portal.usecases.month_papers import MonthPrinted, Undrawn, print_month_papers
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.papers import paper_bytes
from portal.usecases.queries.month_file import MonthFile, joined_papers, newest_file
from portal.usecases.queries.month_file import month_papers as papers_of
from portal.usecases.queries.paper_states import PaperState
from portal.usecases.transaction import reading
from portal.usecases.verification import Verdict, verify_file
from tests.usecases.billing import Desk, deliver, make_contract, make_desk, make_worker, moment

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
APRIL = date(2026, 4, 1)
NOW = moment(2026, 5, 6)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(TEMPLATES, {})


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
    printed = print_all(desk, press, steps)
    assert not printed.failed
    return printed.papers


def print_all(desk: Desk, press: Press, steps: list[tuple[int, int]] | None = None) -> MonthPrinted:
    def told(done: int, total: int, message: str = "") -> None:
        if steps is not None and not message:
            steps.append((done, total))

    return print_month_papers(
        APRIL,
        region=desk.region,
        actor=desk.accountant,
        now=NOW,
        press=press,
        progress=told,
    )


def file_of(desk: Desk) -> MonthFile:
    found = papers_of(desk.provider_id, APRIL).file
    assert found is not None
    return found


def combined(desk: Desk) -> bytes:
    return paper_bytes(desk.provider_id, file_of(desk).paper_id)


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
def test_papers_drawn_in_bulk_carry_codes_of_their_own(desk: Desk) -> None:
    marker = Marker("a secret for tests, which is long enough")
    served(desk)
    served(desk)
    close(desk)

    draw(desk, Press(TEMPLATES, {}, marker=marker))

    pages = " ".join(pages_of(combined(desk)))
    with reading() as session:
        papers = session.scalars(select(Paper).where(Paper.form_code != MONTH)).all()
        (key,) = session.scalars(select(StatementKey.public_key))
    assert len({paper.code for paper in papers}) == 4
    for paper in papers:
        signed = read_signed(str(paper.statement))
        assert signed is not None
        assert signed.is_signed_by(key)
        assert signed.statement.inputs == inputs_digest(paper.inputs)
        assert str(paper.code).encode() in paper_bytes(desk.provider_id, paper.id)
        assert f"код {paper.code} ·" in pages


@pytest.mark.usefixtures("_one_process")
def test_a_file_of_joined_papers_has_no_code_and_is_known_by_its_bytes(desk: Desk) -> None:
    served(desk)
    close(desk)
    draw(desk, Press(TEMPLATES, {}, marker=Marker("a secret for tests, which is long enough")))

    found = verify_file(combined(desk), {})

    assert (found.verdict, found.paper and found.paper.state) == (
        Verdict.ISSUED,
        PaperState.JOINED,
    )
    assert found.paper is not None
    assert found.paper.code is None


@pytest.mark.usefixtures("_one_process")
def test_printing_again_draws_nothing_new(desk: Desk, press: Press) -> None:
    served(desk)
    close(desk)
    draw(desk, press)
    first = combined(desk)

    assert draw(desk, press) == 2
    with reading() as session:
        # The act, the receipt, and the one file of both.
        assert session.scalar(select(func.count(Paper.id))) == 3
    assert combined(desk) == first


@pytest.mark.usefixtures("_one_process")
def test_what_was_drawn_before_a_stop_is_kept(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        served(desk)
    close(desk)
    monkeypatch.setattr(month_papers, "BATCH", 2)
    steps: list[tuple[int, int]] = []

    def stop(done: int, total: int, message: str = "") -> None:
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
            select(Paper.inputs, PaperContent.content)
            .join(PaperContent, PaperContent.sha256 == Paper.sha256)
            .where(Paper.act_id.is_not(None))
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

    pages = pages_of(combined(desk))

    acts = [text for text in pages if "АКТ №" in text]
    order = [
        next(name for name, *_ in rounds if name in text.replace("\u00a0", " ")) for text in acts
    ]
    # Each act in two copies, then its receipt (FED-ACT-01).
    assert order == [rounds[index][0] for index in (2, 2, 0, 0, 1, 1, 3, 3)]
    assert ["АКТ №" in text for text in pages[:3]] == [True, True, False]
    assert "Извещение" in pages[2]


@pytest.mark.usefixtures("_one_process")
def test_another_provider_s_papers_stay_apart(desk: Desk, press: Press) -> None:
    other = make_desk(desk.app, code="other")
    served(desk)
    served(other)
    for each in (desk, other):
        close(each)
        draw(each, press)

    assert len(pages_of(combined(desk))) == 3
    assert file_of(desk).paper_id != file_of(other).paper_id


@pytest.mark.usefixtures("_one_process")
@pytest.mark.parametrize("copies", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_the_file_holds_as_many_copies_as_the_region_asks_for(
    desk: Desk, press: Press, copies: int
) -> None:
    served(desk)
    close(desk)
    rules = desk.region.rules
    acts = Timeline(
        *(
            replace(version, value=replace(version.value, copies=copies))
            for version in rules.act_rules.versions
            if version.value is not None
        )
    )
    asking = desk.under(replace(desk.region, rules=replace(rules, act_rules=acts)))

    draw(asking, press)

    assert ["АКТ №" in text for text in pages_of(combined(desk))] == [True] * copies + [False]
    assert (file_of(desk).copies, file_of(desk).pages) == (copies, copies + 1)


@pytest.mark.usefixtures("_one_process")
def test_a_paper_that_cannot_be_drawn_stops_no_other_and_is_named(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(desk)
    served(desk)
    close(desk)
    whole = month_papers.try_page

    def try_page(page: tuple[str, str]) -> bytes | Undrawn:
        return Undrawn("знака нет в шрифте.") if "№ 1/2026 от" in page[1] else whole(page)

    monkeypatch.setattr(month_papers, "try_page", try_page)
    printed = print_all(desk, press)
    partly = papers_of(desk.provider_id, APRIL)
    monkeypatch.setattr(month_papers, "try_page", whole)
    again = print_all(desk, press)
    after = papers_of(desk.provider_id, APRIL)

    assert printed.papers == 3
    assert [text.partition(",")[0] for text in printed.failed] == ["Акт № 1/2026"]
    assert printed.failed[0].endswith(": знака нет в шрифте.")
    assert (partly.unprinted, partly.complete, file_acts(partly.file)) == (("1/2026",), False, 1)
    assert (again.papers, again.failed) == (4, ())
    assert (after.unprinted, after.complete, file_acts(after.file)) == ((), True, 2)


def file_acts(file: MonthFile | None) -> int:
    return file.acts if file else 0


def test_what_the_press_refuses_is_a_sentence_and_not_an_error(press: Press) -> None:
    refused = month_papers.try_page(("<p>\u4e2d</p>", "Акт"))

    assert isinstance(refused, Undrawn)
    assert "нельзя напечатать" in refused.text
    assert refused.error == ""


@pytest.mark.usefixtures("_one_process")
@pytest.mark.parametrize("drawn_before", [False, True])
def test_an_act_that_was_corrected_has_the_correction_in_the_place_of_its_receipt(
    desk: Desk, press: Press, *, drawn_before: bool
) -> None:
    """FED-ACT-04: the receipt would ask for a sum that does not hold; another act keeps its own."""
    served(desk)
    served(desk)
    close(desk)
    if drawn_before:
        assert draw(desk, press) == 4
    with reading() as session:
        corrected, other = session.scalars(select(Act.id).order_by(Act.sequence)).all()
    correct_issued_act(
        CorrectAct(corrected, (LineChange(1, Decimal(1)),), "в один из дней был в больнице"),
        region=desk.region,
        actor=desk.director,
        now=NOW,
        press=press,
    )
    stale = papers_of(desk.provider_id, APRIL)

    papers = draw(desk, press)

    with reading() as session:
        acts = {act.id: act for act in session.scalars(select(Act))}
        correction = session.scalars(select(ActCorrection.paper_id)).one()
        joined = newest_file(session, desk.provider_id, APRIL)
    assert not stale.complete
    assert papers == 4
    assert (acts[corrected].receipt_paper_id is None) is not drawn_before
    assert joined is not None
    assert joined_papers(joined[0]) == (
        acts[corrected].paper_id,
        correction,
        acts[other].paper_id,
        acts[other].receipt_paper_id,
    )
    after = papers_of(desk.provider_id, APRIL)
    assert after.complete
    assert [act_id for act_id, _number in after.corrected] == [corrected]


def test_a_free_act_needs_no_receipt_to_be_complete(desk: Desk, press: Press) -> None:
    served(desk, free=True, fee_cap=None)
    close(desk)
    before = papers_of(desk.provider_id, APRIL)

    draw(desk, press)

    assert (before.file, before.unprinted, before.complete) == (None, ("1/2026",), False)
    assert papers_of(desk.provider_id, APRIL).complete

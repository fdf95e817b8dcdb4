"""Frozen papers: the same bytes for ever, only for their owner, and never damaged ones."""

import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.documents.facts import ContractFacts
from portal.documents.page_marks import Marker, PageMark, inputs_digest, read_signed
from portal.documents.press import Press
from portal.domain.violations import NotFound
from portal.models import Contract, Paper, PaperContent, StatementKey
from portal.regions.registry import discover
from portal.usecases.act_papers import read_facts
from portal.usecases.contracts import ConcludeContract, conclude_contract
from portal.usecases.papers import (
    PaperDamaged,
    PaperSubject,
    Unmarked,
    freeze,
    marks_of,
    paper_bytes,
    paper_file,
)
from portal.usecases.transaction import transaction
from tests.support.factories import make_paper
from tests.support.sample_region import CODE
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    conclude,
    make_house,
    ready,
)

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_a_contract_is_drawn_once_and_read_again_as_it_was(session: Session, house: House) -> None:
    programme_id = ready(house)
    press = Press(TEMPLATES, {})
    done = conclude_contract(
        ConcludeContract(programme_id),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=press,
    )
    contract = session.get_one(Contract, done.id)
    assert contract.paper_id is not None

    content = paper_bytes(house.provider_id, contract.paper_id)

    paper = session.get_one(Paper, contract.paper_id)
    pages = PdfReader(io.BytesIO(content)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    assert len(pages) == paper.pages
    for expected in (
        "ДОГОВОР № 1/2026",
        "Ильина Мария Петровна",
        "директора Орловой Веры Павловны",
        "на основании Устава",
        "1 200,00",
        "Одна тысяча двести рублей 00 копеек",
        "27 февраля 2029 года",
        "программе № 12/2026",
        "2 500,00",
    ):
        assert expected in words.replace("\u00a0", " ")


def test_stored_inputs_draw_the_same_bytes_again(session: Session, house: House) -> None:
    programme_id = ready(house)
    press = Press(TEMPLATES, {})
    conclude_contract(
        ConcludeContract(programme_id),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=press,
    )
    paper = session.scalars(select(Paper)).one()

    facts = read_facts(ContractFacts, paper.inputs)

    form = house.region.printed_form("contract", paper.rules_day)
    assert press.pdf(form, CODE, facts) == paper_bytes(house.provider_id, paper.id)


MARKER = Marker("a secret for tests, which is long enough")


def test_a_marked_paper_keeps_its_code_its_statement_and_the_key(
    session: Session, house: House
) -> None:
    concluded = conclude_contract(
        ConcludeContract(ready(house)),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=Press(TEMPLATES, {}, marker=MARKER),
    )

    paper = session.scalars(select(Paper)).one()
    key = session.scalars(select(StatementKey)).one()
    signed = read_signed(paper.statement or "")
    assert signed is not None
    assert signed.is_signed_by(key.public_key)
    assert signed.statement.code == paper.code
    assert signed.statement.inputs == inputs_digest(paper.inputs)
    assert signed.statement.number == session.get_one(Contract, concluded.id).number
    assert str(paper.code).encode() in paper_bytes(house.provider_id, paper.id)
    mark = PageMark(str(paper.code), str(paper.statement))
    facts = read_facts(ContractFacts, paper.inputs)
    form = house.region.printed_form("contract", paper.rules_day)
    again = Press(TEMPLATES, {}).pdf(form, CODE, facts, mark)
    assert again == paper_bytes(house.provider_id, paper.id)


def test_papers_made_from_the_same_get_codes_of_their_own(session: Session, house: House) -> None:
    press = BlankPress()
    press.marker = MARKER
    conclude(house, ready(house))
    inputs = session.scalars(select(Paper.inputs)).one()
    facts = read_facts(ContractFacts, inputs)
    day = date(2026, 3, 2)
    paper = Unmarked(house.region.printed_form("contract", day), facts, day)

    def frozen() -> str:
        with transaction() as writing:
            made = freeze(
                writing,
                press,
                paper.form,
                house.region,
                facts,
                provider_id=house.provider_id,
                subject=PaperSubject(),
                rules_day=day,
                now=MORNING,
            )
            return str(made.code)

    at_once = marks_of(session, press, house.provider_id, (paper, paper))

    codes = {frozen(), frozen(), frozen()}
    assert len(codes) == 3
    assert len({mark.code for mark in at_once if mark}) == 2
    assert len(session.scalars(select(StatementKey)).all()) == 1


def test_a_press_without_a_marker_prints_papers_without_codes(
    session: Session, house: House
) -> None:
    conclude(house, ready(house))

    paper = session.scalars(select(Paper)).one()

    assert (paper.code, paper.statement) == (None, None)
    assert session.scalars(select(StatementKey)).all() == []


def test_a_line_is_left_for_what_nobody_wrote_down(session: Session, house: House) -> None:
    conclude(house, ready(house, address=""))

    paper = session.scalars(select(Paper)).one()

    assert str(paper.inputs["customer"]["address"]).startswith("____")  # type: ignore[index]


def test_two_papers_of_the_same_bytes_share_their_content(session: Session, house: House) -> None:
    first = make_paper(session, house.provider_id)
    second = make_paper(session, house.provider_id)

    assert paper_file(house.provider_id, first.id).content == paper_bytes(
        house.provider_id, second.id
    )


def test_another_providers_paper_is_not_found(session: Session, house: House) -> None:
    foreign = make_paper(session, make_house(session).provider_id)

    with pytest.raises(NotFound):
        paper_bytes(house.provider_id, foreign.id)


def test_damaged_bytes_are_not_handed_out(session: Session, house: House) -> None:
    """One flipped bit on the disk, past every guard."""
    paper = make_paper(session, house.provider_id, rules_day=date(2026, 3, 2))
    if session.get_bind().dialect.name == "sqlite":
        triggers = (
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='paper_content'"
        )
        for name in session.scalars(text(triggers)).all():
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("ALTER TABLE paper_content DISABLE TRIGGER USER"))
    session.execute(update(PaperContent).values(content=b"%PDF-1.4 sampld"))
    session.commit()

    with pytest.raises(PaperDamaged):
        paper_bytes(house.provider_id, paper.id)


def test_the_database_refuses_to_change_a_paper(session: Session, house: House) -> None:
    conclude(house, ready(house))

    with pytest.raises(IntegrityError, match="paper_content_is_immutable"):
        session.execute(update(PaperContent).values(content=b""))
    session.rollback()


def test_the_installed_regions_print_their_contract() -> None:
    day = date(2026, 3, 2)

    assert all(region.printed_form("contract", day).copies >= 2 for region in discover().values())

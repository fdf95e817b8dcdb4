"""Verification: one changed byte is found, a forged line is not believed, nobody's name is told."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.documents.page_marks import Marker, PageMark, read_signed
from portal.documents.press import Press
from portal.domain.contract import ContractState
from portal.domain.page_codes import ALPHABET, page_code
from portal.domain.violations import RulesBroken
from portal.models import (
    Contract,
    Paper,
    PaperContent,
    PaperSeal,
    StatementKey,
)
from portal.regions.registry import Region
from portal.usecases.contracts import ConcludeContract, conclude_contract
from portal.usecases.papers import paper_bytes
from portal.usecases.queries.paper_states import PaperState
from portal.usecases.verification import (
    QUESTIONS_IN_WINDOW,
    WINDOW,
    TooManyQuestions,
    Verdict,
    Verification,
    count_question,
    public_keys,
    verify_file,
    verify_text,
)
from tests.documents.samples import ACT_FORM, make_act
from tests.support.factories import make_certificate, make_paper, save
from tests.support.sample_region import CODE
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    everything,
    make_house,
    ready,
)

MARKER = Marker("a secret for tests, which is long enough")


@pytest.fixture
def regions(house: House) -> Mapping[str, Region]:
    return {CODE: house.region}


@pytest.fixture
def paper(session: Session, house: House) -> Paper:
    """A contract's paper with a code on it."""
    programme_id = ready(house)
    press = BlankPress()
    press.marker = MARKER
    conclude_contract(
        ConcludeContract(programme_id, told=everything(house, programme_id)),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=press,
    )
    return session.scalars(select(Paper)).one()


@pytest.fixture
def content(house: House, paper: Paper) -> bytes:
    return paper_bytes(house.provider_id, paper.id)


def statement_of(paper: Paper) -> str:
    assert paper.statement is not None
    return paper.statement


def test_an_issued_file_is_confirmed_byte_for_byte(
    paper: Paper, content: bytes, regions: Mapping[str, Region]
) -> None:
    found = verify_file(content, regions)

    assert found.verdict is Verdict.ISSUED
    assert found.paper is not None
    assert (found.paper.number, found.paper.amount) == ("1/2026", Decimal("1200.00"))
    assert (found.paper.state, found.paper.code) == (PaperState.UNSIGNED, paper.code)
    assert found.paper.title.startswith("Договор")
    assert "Ильин" not in repr(found)


def changed_copies(content: bytes) -> Iterator[tuple[int, bytes]]:
    near_the_code = range(len(content) - 40, len(content))
    for place in (*range(0, len(content), 997), *near_the_code):
        yield place, content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :]


def test_one_flipped_bit_is_found_wherever_it_is(
    paper: Paper, content: bytes, regions: Mapping[str, Region]
) -> None:
    whole_code = f"/Keywords ({paper.code})".encode()

    for place, copy in changed_copies(content):
        found = verify_file(copy, regions)
        if whole_code in copy:
            assert (found.verdict, found.differs_at) == (Verdict.CHANGED, place + 1)
        else:
            assert found.verdict is Verdict.UNKNOWN_FILE


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param(lambda pdf: pdf + b"%", Verdict.EXTENDED, id="something added"),
        pytest.param(lambda pdf: pdf[:-1], Verdict.CHANGED, id="the last byte is gone"),
        pytest.param(
            lambda pdf: pdf[:-1].replace(b"-", b"\\055"), Verdict.CHANGED, id="saved anew by pypdf"
        ),
        pytest.param(lambda pdf: b"%" + pdf, Verdict.CHANGED, id="something in front"),
        pytest.param(
            lambda pdf: pdf.replace(b"/Keywords", b"/Keyworbs"), Verdict.UNKNOWN_FILE, id="no code"
        ),
        pytest.param(lambda _: b"", Verdict.UNKNOWN_FILE, id="an empty file"),
        pytest.param(lambda _: b"/Keywords (0000-0000-0)", Verdict.UNKNOWN_FILE, id="no such code"),
    ],
)
def test_any_other_file_is_told_from_an_issued_one(
    content: bytes, regions: Mapping[str, Region], change: object, verdict: Verdict
) -> None:
    assert callable(change)

    found = verify_file(change(content), regions)

    assert found.verdict is verdict
    assert not found.verdict.confirmed


def test_a_cut_file_differs_where_it_ends(content: bytes, regions: Mapping[str, Region]) -> None:
    assert verify_file(content[:-1], regions).differs_at == len(content)
    assert verify_file(content + b"%", regions).differs_at == len(content) + 1


def test_our_real_files_name_their_code_in_plain_letters() -> None:
    press = Press(Path(__file__).parents[2] / "templates", {})
    mark = PageMark(page_code(442), "SP1")

    drawn = press.pdf(ACT_FORM, "", make_act(), mark)

    assert f"/Keywords ({mark.code})".encode() in drawn
    assert PdfReader(io.BytesIO(drawn)).metadata["/Keywords"] == mark.code  # type: ignore[index]


def test_a_paper_without_a_code_is_known_by_its_bytes(
    session: Session, house: House, regions: Mapping[str, Region]
) -> None:
    old = make_paper(session, house.provider_id)

    found = verify_file(paper_bytes(house.provider_id, old.id), regions)

    assert found.verdict is Verdict.ISSUED
    assert found.paper is not None
    assert found.paper.code is None


def test_a_sealed_copy_is_confirmed_too(
    session: Session, house: House, paper: Paper, content: bytes, regions: Mapping[str, Region]
) -> None:
    sealed = content + b"% the organisation's signature"
    seal(session, house, paper, sealed)

    assert verify_file(sealed, regions).verdict is Verdict.SEALED
    assert verify_file(sealed + b"%", regions).verdict is Verdict.EXTENDED


SEAL = b"".join(b"%d 0 obj of the seal\n" % number for number in range(60)) + b"0" * 8000


@pytest.fixture
def sealed(session: Session, house: House, paper: Paper, content: bytes) -> None:
    seal(session, house, paper, content + SEAL)


@pytest.mark.parametrize("place", [0, 1, 700, len(SEAL) // 2, len(SEAL) - 1])
@pytest.mark.usefixtures("sealed")
def test_a_flipped_byte_of_a_seal_is_a_changed_sealed_copy(
    content: bytes, regions: Mapping[str, Region], place: int
) -> None:
    flipped = SEAL[:place] + bytes((SEAL[place] ^ 1,)) + SEAL[place + 1 :]

    found = verify_file(content + flipped, regions)

    assert (found.verdict, found.differs_at) == (
        Verdict.SEALED_CHANGED,
        len(content) + place + 1,
    )
    assert not found.verdict.confirmed


@pytest.mark.parametrize(
    ("behind", "verdict", "place"),
    [
        pytest.param(SEAL, Verdict.SEALED, None, id="the seal"),
        pytest.param(SEAL + b"%", Verdict.EXTENDED, len(SEAL), id="something behind the seal"),
        pytest.param(SEAL[:1], Verdict.SEALED_CHANGED, 1, id="the seal is cut"),
        pytest.param(SEAL[:40] + b"!" + SEAL[40:], Verdict.SEALED_CHANGED, 40, id="put in"),
        pytest.param(b"% strange" + b"0" * 8000, Verdict.EXTENDED, 0, id="another's signature"),
    ],
)
@pytest.mark.usefixtures("sealed")
def test_what_stands_behind_a_sealed_paper_is_told_apart(
    content: bytes,
    regions: Mapping[str, Region],
    behind: bytes,
    verdict: Verdict,
    place: int | None,
) -> None:
    found = verify_file(content + behind, regions)

    expected = None if place is None else len(content) + place + 1
    assert (found.verdict, found.differs_at) == (verdict, expected)


def seal(session: Session, house: House, paper: Paper, sealed: bytes) -> None:
    certificate = make_certificate(session, house.provider_id)
    digest = hashlib.sha256(sealed).hexdigest()
    save(session, PaperContent(sha256=digest, content=sealed))
    save(
        session,
        PaperSeal(
            provider_id=house.provider_id,
            paper_id=paper.id,
            certificate_id=certificate.id,
            sha256=digest,
            sealed_at=MORNING,
            sealed_by_id=house.director.membership_id,
        ),
    )


def test_a_code_finds_its_paper_as_people_type_it(
    paper: Paper, regions: Mapping[str, Region]
) -> None:
    found = verify_text(f" {str(paper.code).replace('-', '').lower()} ", regions)

    assert found.verdict is Verdict.CODE_KNOWN
    assert found.paper is not None
    assert found.paper.code == paper.code
    assert "Сверьте с бумагой" in found.text


def test_a_slip_in_a_code_is_refused_before_anybody_is_asked(
    paper: Paper, regions: Mapping[str, Region]
) -> None:
    code = str(paper.code)
    slip = ("1" if code[0] != "1" else "2") + code[1:]

    with pytest.raises(RulesBroken, match="опечатка"):
        verify_text(slip, regions)


def test_a_code_nobody_issued_is_unknown(paper: Paper, regions: Mapping[str, Region]) -> None:
    assert verify_text(page_code(442), regions) == Verification(Verdict.CODE_UNKNOWN)


def test_the_text_of_a_qr_code_is_believed_when_its_signature_is_true(
    paper: Paper, regions: Mapping[str, Region]
) -> None:
    found = verify_text(statement_of(paper), regions)

    assert found.verdict is Verdict.SIGNED
    assert found.paper is not None
    assert found.paper.amount == Decimal("1200.00")


@pytest.mark.parametrize("field", range(1, 9))
def test_no_field_of_the_text_may_change(
    paper: Paper, regions: Mapping[str, Region], field: int
) -> None:
    parts = statement_of(paper).split(":")
    last = parts[field][-1]
    parts[field] = parts[field][:-1] + ("2" if last != "2" else "3")
    if field == 8:
        # The last sign of a signature has bits to spare: only the canonical one is read at all.
        parts[field] = "A" + parts[field][1:-1] + last

    try:
        found = verify_text(":".join(parts), regions)
    except RulesBroken:
        return

    assert found.verdict is Verdict.FORGED
    assert not found.verdict.confirmed


def test_another_providers_key_signs_nothing_for_this_one(
    session: Session, paper: Paper, regions: Mapping[str, Region]
) -> None:
    stranger = make_house(session).provider_id
    save(
        session,
        StatementKey(provider_id=stranger, public_key=MARKER.public_key(stranger), since=MORNING),
    )
    signed = read_signed(statement_of(paper))
    assert signed is not None

    forged = MARKER.mark(stranger, signed.statement).statement

    assert verify_text(forged, regions).verdict is Verdict.FORGED


def test_a_true_signature_without_its_paper_is_not_confirmed(
    paper: Paper, regions: Mapping[str, Region]
) -> None:
    signed = read_signed(statement_of(paper))
    assert signed is not None

    lost = MARKER.mark(paper.provider_id, replace(signed.statement, code=page_code(442)))

    assert verify_text(lost.statement, regions) == Verification(Verdict.SIGNED_MISSING)


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (ContractState.AWAITING_SIGNATURE, PaperState.UNSIGNED),
        (ContractState.ACTIVE, PaperState.IN_FORCE),
        (ContractState.SUSPENDED, PaperState.SUSPENDED),
    ],
)
def test_a_contracts_paper_stands_as_the_contract_does(
    session: Session,
    paper: Paper,
    regions: Mapping[str, Region],
    state: ContractState,
    seen: PaperState,
) -> None:
    session.execute(update(Contract).values(state=state))
    session.commit()

    found = verify_text(str(paper.code), regions)

    assert found.paper is not None
    assert found.paper.state is seen


def test_a_paper_drawn_anew_replaces_the_one_before(
    session: Session, house: House, paper: Paper, regions: Mapping[str, Region]
) -> None:
    newer = make_paper(session, house.provider_id)
    session.execute(update(Contract).values(paper_id=newer.id))
    session.commit()

    found = verify_text(str(paper.code), regions)

    assert found.paper is not None
    assert found.paper.state is PaperState.REPLACED


def test_keys_are_told_with_their_owners(paper: Paper) -> None:
    (key,) = public_keys()

    assert key.key == MARKER.public_key(paper.provider_id)


NOON = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def test_questions_from_one_address_are_counted(session: Session) -> None:
    for _ in range(QUESTIONS_IN_WINDOW):
        count_question("198.51.100.7", NOON)

    with pytest.raises(TooManyQuestions) as refused:
        count_question("198.51.100.7", NOON + timedelta(minutes=9))

    assert refused.value.retry_after == 60
    count_question("198.51.100.8", NOON)
    count_question("198.51.100.7", NOON + WINDOW)


def test_a_random_code_is_one_in_a_trillion() -> None:
    assert len(ALPHABET) ** 8 == 2**40


def test_an_unreadable_pdf_is_only_bytes(regions: Mapping[str, Region]) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    target = io.BytesIO()
    writer.write(target)

    assert verify_file(target.getvalue(), regions).verdict is Verdict.UNKNOWN_FILE


@pytest.mark.parametrize(
    ("form_code", "inputs", "named"),
    [
        pytest.param(
            "amendment",
            {"number": "1", "drawn_on": "2026-11-23"},
            "Дополнительное соглашение № 1 от 23.11.2026 по договору № 14/2025 от 09.04.2025",
            id="an agreement has a number of its own",
        ),
        pytest.param(
            "ending_order",
            {"order_number": "7", "drawn_on": "2026-11-23"},
            "Приказ о прекращении социального обслуживания № 7 от 23.11.2026 "
            "по договору № 14/2025 от 09.04.2025",
            id="an order is known by the order's number",
        ),
        pytest.param(
            "ending_notice",
            {"order_number": "7", "drawn_on": "2026-11-23"},
            "Уведомление о прекращении договора от 23.11.2026 по договору № 14/2025 от 09.04.2025",
            id="a notice has none",
        ),
    ],
)
def test_a_paper_is_told_from_the_contract_it_is_about(
    session: Session,
    house: House,
    regions: Mapping[str, Region],
    form_code: str,
    inputs: dict[str, object],
    named: str,
) -> None:
    about: dict[str, object] = {"contract_number": "14/2025", "contract_date": "2025-04-09"}
    content = b"%PDF-1.4 another paper"
    make_paper(session, house.provider_id, content, form_code=form_code, inputs=inputs | about)

    found = verify_file(content, regions)

    assert found.paper is not None
    assert found.paper.name == named

"""Marks of pages: read by a camera, signed by the provider's key, the same in any process."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
import zxingcpp

from portal.documents.facts import PaperFacts
from portal.documents.page_marks import (
    Marker,
    PageMark,
    inputs_digest,
    outline_of,
    read_signed,
)
from portal.documents.press import Press
from portal.domain.printed_forms import PrintedForm
from portal.domain.statements import PaperStatement
from tests.documents.pages import character_boxes, crossings, page_texts, picture_of
from tests.documents.samples import (
    ACT_FORM,
    CONTRACT_FORM,
    LONG_CUSTOMER,
    NOTICE_FORM,
    RECEIPT_FORM,
    make_act,
    make_contract,
    make_notice,
    make_payload,
    make_receipt,
)

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret for tests, which is long enough"
MARKER = Marker(SECRET)
PAPERS = [
    pytest.param(CONTRACT_FORM, make_contract(), id="contract"),
    pytest.param(ACT_FORM, make_act(), id="act"),
    pytest.param(RECEIPT_FORM, make_receipt(), id="receipt"),
    pytest.param(NOTICE_FORM, make_notice(), id="notice"),
]


def make_statement(form: str = "contract", number: str = "17/2026") -> PaperStatement:
    return PaperStatement(
        inn="3322002459",
        form=form,
        number=number,
        day=date(2026, 3, 2),
        amount=Decimal("2140.05"),
        inputs=inputs_digest({"number": number}),
        code=MARKER.code(1, form, number, 0),
    )


def make_mark(form: str = "contract", provider_id: int = 1) -> PageMark:
    return MARKER.mark(provider_id, make_statement(form))


def codes_on(paper: bytes, page: int) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture_of(paper, page))]


@pytest.mark.parametrize(("form", "facts"), PAPERS)
def test_each_page_carries_the_code_and_a_readable_statement(
    press: Press, form: PrintedForm, facts: PaperFacts
) -> None:
    mark = make_mark(form.code)

    paper = press.pdf(form, "vladimir", facts, mark)

    for number, text in enumerate(page_texts(paper)):
        assert f"код {mark.code} · страница {number + 1} из" in text
        assert mark.statement in codes_on(paper, number)
    assert mark.code.encode() in paper


@pytest.mark.parametrize(("form", "facts"), PAPERS)
def test_a_mark_moves_nothing_to_another_page(
    press: Press, form: PrintedForm, facts: PaperFacts
) -> None:
    plain = press.pdf(form, "vladimir", facts)

    marked = press.pdf(form, "vladimir", facts, make_mark(form.code))

    assert len(page_texts(marked)) == len(page_texts(plain))
    assert crossings(marked) == []
    assert all(left >= 13 and right <= 198.5 for left, _, right, _ in character_boxes(marked))


def test_a_receipt_with_long_names_still_fits_one_page(press: Press) -> None:
    facts = make_receipt(
        payer_name=LONG_CUSTOMER.name,
        payer_address=LONG_CUSTOMER.address,
        recipient_name="Ильина Мария Петровна",
        debt_before=Decimal("12345.60"),
        total_due=Decimal("14485.65"),
    )

    paper = press.pdf(RECEIPT_FORM, "vladimir", facts, make_mark("receipt"))

    assert len(page_texts(paper)) == 1


def test_the_payment_code_of_a_receipt_is_read_before_its_mark(press: Press) -> None:
    mark = make_mark("receipt")

    paper = press.pdf(RECEIPT_FORM, "vladimir", make_receipt(), mark)

    assert sorted(codes_on(paper, 0)) == sorted([make_payload(), mark.statement])


IN_ANOTHER_PROCESS = """
import sys
from hashlib import sha256
from pathlib import Path
from portal.documents.press import Press
from tests.documents.samples import ACT_FORM, make_act
from tests.documents.test_page_marks import make_mark
paper = Press(Path("templates"), {}).pdf(ACT_FORM, "vladimir", make_act(), make_mark("act"))
sys.stdout.write(sha256(paper).hexdigest())
"""


def test_the_same_facts_make_the_same_marked_bytes_in_any_process(press: Press) -> None:
    here = sha256(press.pdf(ACT_FORM, "vladimir", make_act(), make_mark("act"))).hexdigest()

    there = subprocess.run(  # noqa: S603  # our own interpreter and our own text
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert here == there


def test_a_signature_of_the_provider_is_true() -> None:
    signed = read_signed(make_mark().statement)

    assert signed is not None
    assert signed.statement == make_statement()
    assert signed.is_signed_by(MARKER.public_key(1))


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(MARKER.public_key(2), id="another provider's"),
        pytest.param(Marker(SECRET + "!").public_key(1), id="another installation's"),
        pytest.param("", id="no key"),
        pytest.param("A" * 52, id="a point that is no key"),
        pytest.param("не ключ", id="no base32"),
    ],
)
def test_no_other_key_confirms_a_signature(key: str) -> None:
    signed = read_signed(make_mark().statement)

    assert signed is not None
    assert not signed.is_signed_by(key)


def test_no_sign_of_a_statement_may_change() -> None:
    whole = make_mark().statement

    for place, sign in enumerate(whole):
        other = "B" if sign != "B" else "7"
        changed = read_signed(whole[:place] + other + whole[place + 1 :])
        assert changed is None or not changed.is_signed_by(MARKER.public_key(1)), place


def test_a_statement_broken_into_lines_by_a_telephone_is_read() -> None:
    whole = make_mark().statement

    signed = read_signed(f"  {whole[:80]}\n{whole[80:]}\r\n")

    assert signed is not None
    assert signed.is_signed_by(MARKER.public_key(1))


def test_codes_differ_by_provider_form_contents_and_attempt() -> None:
    codes = {
        MARKER.code(1, "act", "A", 0),
        MARKER.code(2, "act", "A", 0),
        MARKER.code(1, "contract", "A", 0),
        MARKER.code(1, "act", "B", 0),
        MARKER.code(1, "act", "A", 1),
        Marker(SECRET + "!").code(1, "act", "A", 0),
    }

    assert len(codes) == 6
    assert MARKER.code(1, "act", "A", 0) == Marker(SECRET).code(1, "act", "A", 0)


def test_the_digest_of_inputs_ignores_the_order_of_keys_alone() -> None:
    assert inputs_digest({"a": 1, "b": "я"}) == inputs_digest({"b": "я", "a": 1})
    assert inputs_digest({"a": 1, "b": "я"}) != inputs_digest({"a": 1, "b": "Я"})


RULES_DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("inputs", "number", "day", "amount"),
    [
        pytest.param(
            {"number": "17", "concluded_on": "2026-03-02", "fee": {"monthly_fee": "0.00"}},
            "17",
            date(2026, 3, 2),
            Decimal("0.00"),
            id="a contract free of charge",
        ),
        pytest.param(
            {"number": "208", "drawn_on": "2026-03-30", "payable": "2140.05"},
            "208",
            date(2026, 3, 30),
            Decimal("2140.05"),
            id="an act",
        ),
        pytest.param(
            {"act_number": "208", "contract_number": "17", "total_due": "1.00"},
            "208",
            RULES_DAY,
            Decimal("1.00"),
            id="a receipt has no day of its own",
        ),
        pytest.param(
            {"act_number": "", "contract_number": "17", "after": None},
            "17",
            RULES_DAY,
            None,
            id="a change of the text alone",
        ),
        pytest.param({"title": "Заявление"}, "", RULES_DAY, None, id="a blank"),
    ],
)
def test_the_outline_is_found_by_the_names_all_facts_share(
    inputs: dict[str, object], number: str, day: date, amount: Decimal | None
) -> None:
    outline = outline_of(inputs, RULES_DAY)

    assert (outline.number, outline.day, outline.amount) == (number, day, amount)

"""The signed line of a paper: what is written is read, and nothing else is taken for it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.page_codes import page_code
from portal.domain.statements import PaperStatement, read_statement

STATEMENT = PaperStatement(
    inn="3322002459",
    form="fee_notice",
    number="17/2026",
    day=date(2026, 3, 2),
    amount=Decimal("2140.05"),
    inputs="A" * 52,
    code=page_code(442),
)


def test_a_statement_is_one_line_of_the_short_alphabet() -> None:
    code = STATEMENT.code.replace("-", "")

    assert STATEMENT.text == (
        f"SP1:3322002459:FEE%5FNOTICE:17/2026:20260302:214005:{'A' * 52}:{code}"
    )


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(STATEMENT, id="a notice"),
        pytest.param(replace(STATEMENT, amount=None), id="no sum"),
        pytest.param(replace(STATEMENT, amount=Decimal("0.00")), id="free of charge"),
        pytest.param(replace(STATEMENT, number=""), id="no number"),
        pytest.param(replace(STATEMENT, number="17/2026-ДО"), id="a number with letters"),
        pytest.param(replace(STATEMENT, number="a:b%3A_~ё"), id="a number with our own signs"),
    ],
)
def test_what_is_written_is_read(statement: PaperStatement) -> None:
    assert read_statement(statement.text) == statement


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(STATEMENT.text.replace("SP1", "SP2"), id="another version"),
        pytest.param(STATEMENT.text + ":X", id="a field more"),
        pytest.param(STATEMENT.text.rpartition(":")[0], id="a field less"),
        pytest.param(STATEMENT.text.replace("20260302", "20260230"), id="no such day"),
        pytest.param(STATEMENT.text.replace("214005", "2140.05"), id="kopecks with a point"),
        pytest.param(STATEMENT.text.replace("214005", "0214005"), id="a sum written otherwise"),
        pytest.param(
            STATEMENT.text.replace("20260302", "2026-03-02"), id="a day written otherwise"
        ),
        pytest.param(STATEMENT.text.lower(), id="small letters"),
    ],
)
def test_another_text_is_no_statement(text: str) -> None:
    assert read_statement(text) is None

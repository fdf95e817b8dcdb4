"""Which papers are asked for, and which are still missing."""

from datetime import date

import pytest

from portal.domain.catalogue import Form
from portal.domain.conditions import Has, Trait, Traits
from portal.domain.documents import (
    DocumentList,
    DocumentRequirement,
    SubmittedPaper,
    document_list,
    missing_documents,
    required_documents,
    run_out_on,
)
from portal.domain.law import Citation
from portal.regions.federal.documents import FEDERAL_DOCUMENTS

CITED = Citation("FED-DOC-01", "442-FZ", "ст. 17 442-ФЗ")
DAY = date(2026, 3, 2)
ISSUED = date(2026, 2, 20)


def make_list(form: Form, unit_code: str | None, *codes: str) -> DocumentList:
    papers = tuple(DocumentRequirement(code, code.title(), CITED) for code in codes)
    return DocumentList(form, papers, CITED, unit_code)


HOME = make_list(Form.HOME, None, "programme")
PREVENTION = make_list(Form.HOME, "prevention", "petition")
DAY_CARE = make_list(Form.SEMI_STATIONARY, "day_care", "programme")


@pytest.mark.parametrize(
    ("form", "unit", "expected"),
    [
        (Form.HOME, None, HOME),
        (Form.HOME, "home_care", HOME),
        pytest.param(Form.HOME, "prevention", PREVENTION, id="the department's own comes first"),
        (Form.SEMI_STATIONARY, "day_care", DAY_CARE),
        pytest.param(Form.SEMI_STATIONARY, "other", None, id="not the list of another department"),
        (Form.STATIONARY, None, None),
    ],
)
def test_the_department_picks_the_list(
    form: Form, unit: str | None, expected: DocumentList | None
) -> None:
    assert document_list((PREVENTION, HOME, DAY_CARE), form, unit) is expected


@pytest.mark.parametrize(
    ("traits", "codes"),
    [
        pytest.param(
            frozenset({Trait.FREE_BY_CATEGORY}),
            ["free_category_proof"],
            id="FED-DOC-01: free by category, nobody represents",
        ),
        (
            frozenset({Trait.REPRESENTED, Trait.INCOME_TESTED}),
            [
                "representative_authority",
                "representative_identity",
                "family_composition",
                "income_certificates",
            ],
        ),
        (frozenset(), []),
    ],
)
def test_the_federal_list_asks_by_condition(traits: Traits, codes: list[str]) -> None:
    submitted = [
        SubmittedPaper(code, ISSUED) for code in ("programme", "identity_document", "snils")
    ]

    missing = missing_documents(FEDERAL_DOCUMENTS[0], traits, submitted, DAY)

    assert [paper.code for paper in missing] == codes


def test_requirements_keep_the_order_of_the_list() -> None:
    papers = DocumentList(
        Form.HOME,
        (
            DocumentRequirement("b", "Б", CITED),
            DocumentRequirement("a", "А", CITED, when=Has(Trait.MINOR)),
        ),
        CITED,
    )

    assert [item.code for item in required_documents(papers, frozenset())] == ["b"]
    assert [item.code for item in required_documents(papers, frozenset({Trait.MINOR}))] == [
        "b",
        "a",
    ]


@pytest.mark.parametrize(
    ("issued", "expires", "valid"),
    [
        pytest.param(date(2026, 3, 2), None, True, id="issued on the day itself"),
        pytest.param(date(2026, 3, 3), None, False, id="issued tomorrow"),
        pytest.param(ISSUED, date(2026, 3, 2), True, id="the last day of validity"),
        pytest.param(ISSUED, date(2026, 3, 1), False, id="expired yesterday"),
    ],
)
def test_a_paper_counts_while_it_is_valid(
    issued: date, expires: date | None, *, valid: bool
) -> None:
    missing = missing_documents(
        HOME, frozenset(), [SubmittedPaper("programme", issued, expires)], DAY
    )

    assert bool(missing) is not valid


BEFORE = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        pytest.param([SubmittedPaper("programme", ISSUED, DAY)], None, id="its last day"),
        pytest.param([SubmittedPaper("programme", ISSUED, BEFORE)], BEFORE, id="a day later"),
        pytest.param([], None, id="never handed in"),
        pytest.param([SubmittedPaper("snils", ISSUED, BEFORE)], None, id="another paper"),
        pytest.param(
            [SubmittedPaper("programme", ISSUED, BEFORE), SubmittedPaper("programme", ISSUED)],
            None,
            id="a newer one holds",
        ),
        pytest.param(
            [
                SubmittedPaper("programme", ISSUED, BEFORE),
                SubmittedPaper("programme", ISSUED, ISSUED),
            ],
            BEFORE,
            id="the later of two",
        ),
    ],
)
def test_a_paper_that_ran_out_tells_its_last_day(
    papers: list[SubmittedPaper], told: date | None
) -> None:
    assert run_out_on(HOME.requirements[0], papers, DAY) == told

"""The checklist: whose list, which papers by which circumstances, valid on which day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.documents import DocumentList, Proof
from portal.domain.fees import ClaimedCategory
from portal.domain.income import IncomeItem
from portal.domain.law import Timeline, Version
from portal.domain.people import Relation
from portal.domain.violations import NotFound
from portal.models import Provider, RepresentativeKind
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.income import MemberIncome, RecordIncome, record_income
from portal.usecases.queries.checklist import Checklist, PaperState, document_checklist
from portal.usecases.recipients import RepresentativeDetails
from tests.support.factories import make_department
from tests.support.sample_region import IN_FORCE, LAW, SAMPLE, with_contract_rules
from tests.usecases.procedures import (
    MORNING,
    SNILS,
    TODAY,
    House,
    hand_in_everything,
    make_house,
    present,
    register,
)

GUARDIAN = RepresentativeDetails(
    RepresentativeKind.GUARDIAN, "Белова", "Анна", basis="решение суда № 5"
)


def checklist(house: House, recipient_id: int, day: date = TODAY) -> Checklist:
    return document_checklist(house.provider_id, recipient_id, house.region, day)


def codes(found: Checklist) -> list[str]:
    return [row.requirement.code for row in found.rows]


def submit(
    house: House, recipient_id: int, code: str, issued: date, expires: date | None = None
) -> None:
    submit_document(
        SubmitDocument(recipient_id, code, issued, expires),
        region=house.region,
        actor=house.worker,
        now=MORNING,
    )


def test_the_list_keeps_the_order_and_letters_of_the_region(house: House) -> None:
    """VLA-DOC-01."""
    found = checklist(house, register(house))

    assert [(row.requirement.letter, row.state) for row in found.rows] == [
        ("а", PaperState.MISSING),
        ("б", PaperState.MISSING),
        ("г", PaperState.MISSING),
        ("е", PaperState.MISSING),
        ("ж", PaperState.MISSING),
    ]
    assert [item.letter for item in found.blocking] == ["а", "б", "г", "ж"]
    assert not found.complete


@pytest.mark.parametrize(
    ("details", "more"),
    [
        pytest.param({}, set(), id="alone"),
        pytest.param(
            {"representative": GUARDIAN}, {"representative_authority"}, id="represented, letter в"
        ),
        pytest.param(
            {"born": date(2012, 5, 2)}, {"representative_authority"}, id="a minor always is"
        ),
        pytest.param(
            {"categories": (ClaimedCategory("wwii_participant", proved=False),)},
            {"free_category_proof"},
            id="a category claimed, FED-DOC-01",
        ),
    ],
)
def test_circumstances_ask_for_more(house: House, details: dict[str, Any], more: set[str]) -> None:
    plain = set(codes(checklist(house, register(house, snils=None))))

    found = checklist(house, register(house, **details))

    assert set(codes(found)) - plain == more


@pytest.mark.parametrize("signs", [True, False])
def test_papers_of_authority_are_asked_of_who_may_act(session: Session, *, signs: bool) -> None:
    """FED-DOC-01: where an attorney signs no contract, the power holds up none."""
    house = make_house(session, with_contract_rules(attorney_may_sign=signs))
    attorney = replace(GUARDIAN, kind=RepresentativeKind.ATTORNEY, basis="доверенность № 5")

    found = checklist(house, register(house, representative=attorney))

    assert ("representative_authority" in codes(found)) is signs


def test_a_family_is_what_the_income_shows(house: House) -> None:
    recipient_id = register(house)
    item = (IncomeItem(date(2025, 3, 1), Decimal("1.00")),)
    wife = MemberIncome(Relation.SPOUSE, date(1950, 1, 1), item)
    command = RecordIncome(recipient_id, TODAY, None, (MemberIncome(Relation.RECIPIENT), wife))
    record_income(command, region=house.region, actor=house.director, now=MORNING)

    assert "family_composition" in codes(checklist(house, recipient_id))


def test_a_proved_category_needs_no_second_proof(house: House) -> None:
    claim = ClaimedCategory("wwii_participant", proved=True)
    found = checklist(house, register(house, categories=(claim,)))

    row = next(row for row in found.rows if row.requirement.code == "free_category_proof")
    assert row.state is PaperState.VALID
    assert row.submitted is not None
    assert row.submitted.id is None


def test_a_presented_programme_is_its_own_paper(house: House) -> None:
    recipient_id = register(house)
    present(house, recipient_id)

    found = checklist(house, recipient_id)

    row = next(row for row in found.rows if row.requirement.code == "programme")
    assert (row.state, row.submitted and row.submitted.expires_on) == (
        PaperState.VALID,
        date(2029, 2, 27),
    )


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        pytest.param(None, PaperState.VALID, id="without an end"),
        pytest.param(TODAY, PaperState.VALID, id="on its last day"),
        pytest.param(TODAY - timedelta(days=1), PaperState.EXPIRED, id="a day after its last"),
    ],
)
def test_papers_run_out(house: House, ends: date | None, state: PaperState) -> None:
    recipient_id = register(house)
    submit(house, recipient_id, "application", date(2026, 2, 1), ends)

    row = checklist(house, recipient_id).rows[0]

    assert (row.state, row.submitted and row.submitted.expires_on) == (state, ends)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        pytest.param(TODAY, {}, id="on its last day nothing is said"),
        pytest.param(
            TODAY - timedelta(days=1),
            {"application": TODAY - timedelta(days=1)},
            id="a day later the paper and its day",
        ),
    ],
)
def test_a_paper_that_ran_out_is_missing_and_named(
    house: House, ends: date, told: dict[str, date]
) -> None:
    recipient_id = register(house)
    submit(house, recipient_id, "application", date(2026, 2, 1), ends)

    found = checklist(house, recipient_id)

    assert found.run_out == told
    assert ("application" in {one.code for one in found.missing}) is bool(told)


def test_a_valid_paper_is_shown_before_a_newer_expired_one(house: House) -> None:
    recipient_id = register(house)
    submit(house, recipient_id, "application", date(2025, 1, 1))
    submit(house, recipient_id, "application", date(2026, 2, 1), date(2026, 2, 2))

    row = checklist(house, recipient_id).rows[0]

    assert row.submitted is not None
    assert (row.state, row.submitted.issued_on) == (PaperState.VALID, date(2025, 1, 1))


def test_everything_handed_in_is_complete(house: House) -> None:
    recipient_id = register(house)
    hand_in_everything(house, recipient_id)

    found = checklist(house, recipient_id)

    assert (found.missing, found.complete) == ((), True)


def test_the_departments_form_decides_before_a_programme_does(
    session: Session, house: House
) -> None:
    """FED-DOC-01 asks for the insurance number; the list of care at home does not."""
    department = make_department(
        session,
        session.get_one(Provider, house.provider_id),
        unit_code="day_care",
        form=Form.SEMI_STATIONARY,
    )

    found = checklist(house, register(house, department_id=department.id))

    assert (found.form, "snils" in codes(found)) == (Form.SEMI_STATIONARY, True)


@pytest.mark.parametrize(
    ("born", "state"),
    [
        pytest.param(TODAY.replace(year=TODAY.year - 10), PaperState.VALID, id="ten today"),
        pytest.param(
            TODAY.replace(year=TODAY.year - 10) + timedelta(days=1),
            PaperState.MISSING,
            id="ten tomorrow",
        ),
    ],
)
def test_a_proof_counts_from_the_age_of_its_signer(
    house: House, born: date, state: PaperState
) -> None:
    """VLA-DOC-06, VLA-MIN-02."""
    papers = house.region.rules.required_documents.on(TODAY)[0]
    first = replace(papers.requirements[0], accepts=(Proof("own_appeal", "Обращение", 10),))
    lists = (replace(papers, requirements=(first,)),)
    rules = replace(SAMPLE.rules, required_documents=Timeline(Version(IN_FORCE, lists, LAW)))
    strict = replace(house, region=replace(SAMPLE, rules=rules))
    recipient_id = register(strict, born=born)

    submit(strict, recipient_id, "own_appeal", TODAY)

    assert [row.state for row in checklist(strict, recipient_id).rows] == [state]


@pytest.mark.parametrize(
    ("code", "number", "on_card"),
    [
        ("snils", SNILS, None),
        ("snils", "СНИЛС " + SNILS.replace("-", " "), None),
        ("snils", "165-004-312 88", SNILS),
        ("snils", None, None),
        ("identity_document", "17 03 123456", None),
        ("identity_document", "№ 123456", None),
        ("identity_document", "паспорт 17 03 № 123456", None),
        ("identity_document", "17 03 123457", "17 03 123456"),
    ],
)
def test_a_paper_with_another_number_than_the_card_is_told_of(
    session: Session, house: House, code: str, number: str | None, on_card: str | None
) -> None:
    provider = session.get_one(Provider, house.provider_id)
    day_care = make_department(session, provider, unit_code="day_care", form=Form.SEMI_STATIONARY)
    recipient_id = register(house, department_id=day_care.id)
    handed_in = SubmitDocument(recipient_id, code, TODAY, number=number)
    submit_document(handed_in, region=house.region, actor=house.worker, now=MORNING)

    found = checklist(house, recipient_id)

    row = next(one for one in found.rows if one.requirement.code == code)
    assert row.on_card == on_card
    assert found.astray == (() if on_card is None else (row,))


def test_a_form_without_a_list_asks_for_nothing(house: House) -> None:
    nothing: tuple[DocumentList, ...] = ()
    rules = replace(SAMPLE.rules, required_documents=Timeline(Version(IN_FORCE, nothing, LAW)))
    bare = replace(house, region=replace(SAMPLE, rules=rules))

    found = checklist(bare, register(house))

    assert (found.rows, found.complete, found.citation) == ((), True, None)


def test_another_providers_recipient_is_not_found(session: Session, house: House) -> None:
    with pytest.raises(NotFound):
        checklist(house, register(make_house(session)))


def test_the_number_of_statements_does_not_grow_with_the_papers(
    session: Session, house: House
) -> None:
    recipient_id = register(house)
    present(house, recipient_id)

    def statements() -> int:
        seen: list[str] = []
        engine = session.get_bind()

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        session.rollback()
        event.listen(engine, "before_cursor_execute", note)
        checklist(house, recipient_id)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    before = statements()
    hand_in_everything(house, recipient_id)

    assert statements() == before

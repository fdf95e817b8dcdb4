"""Transfer: terms, agreement, papers with a term, days around the move (FED-TRN, AST-TRN)."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation
from portal.domain.package import Package, PackagePaper, missing_papers, package_for, valid_until
from portal.domain.transfer import (
    Agreement,
    Continuity,
    check_continuity,
    check_scope,
    contract_stays,
    form_facts,
    old_contract_ends,
    revision_reasons,
    take_step,
    transfer_terms,
)
from portal.domain.violations import RulesBroken
from portal.domain.workflow import State, Workflow, WorkflowStep
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.transfer import FEDERAL_TRANSFER

CITED = Citation("AST-TRN-02", "ast-11", "п. 4")
HALF_YEAR = DeadlineRule("validity", 6, Unit.MONTH, "issue_date", CITED)
DAY = date(2026, 5, 14)
NEXT = date(2026, 5, 15)
PATH = Workflow(
    "transfer",
    "Перевод",
    (
        State("sent", "отправлено"),
        State("agreed", "согласовано"),
        State("moved", "завершено", final=True),
        State("refused", "отказано", final=True),
    ),
    (
        WorkflowStep("agree", "Согласовать", ("authority",), "sent", "agreed", CITED),
        WorkflowStep("refuse", "Отказать", ("authority",), "sent", "refused", CITED),
        WorkflowStep("move", "Завершить", ("director",), "agreed", "moved", CITED),
    ),
)
RULES = replace(FEDERAL_TRANSFER, workflow=PATH, agreement=Agreement("agreed", CITED))


def test_without_an_authority_there_are_no_terms() -> None:
    terms = transfer_terms(FEDERAL_TRANSFER, DAY, FEDERAL_CALENDAR)

    assert (terms.register, terms.agreement, terms.notice) == (None, None, None)
    assert FEDERAL_TRANSFER.terms == ()


@pytest.mark.parametrize(
    ("state", "step", "role", "expected"),
    [
        ("sent", "agree", "authority", "agreed"),
        ("sent", "refuse", "authority", "refused"),
        ("agreed", "move", "director", "moved"),
    ],
)
def test_steps_lead_on(state: str, step: str, role: str, expected: str) -> None:
    assert take_step(RULES, state, step, role, frozenset()) == expected


@pytest.mark.parametrize(
    ("state", "step", "role", "refusal"),
    [
        pytest.param("sent", "move", "director", "agreement_missing", id="AST-TRN-02"),
        pytest.param("refused", "move", "director", "transition_not_allowed", id="after a refusal"),
        pytest.param("moved", "move", "director", "transition_not_allowed", id="a second time"),
        pytest.param("sent", "leap", "director", "transition_not_allowed", id="a strange step"),
        pytest.param("agreed", "move", "recipient", "not_authorised", id="another's step"),
    ],
)
def test_a_move_waits_for_the_agreement(state: str, step: str, role: str, refusal: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        take_step(RULES, state, step, role, frozenset())

    assert caught.value.code == refusal


def test_only_the_last_step_ends_the_contract() -> None:
    assert [contract_stays(RULES, state.code) for state in PATH.states] == [True, True, False, True]
    assert old_contract_ends(NEXT) == DAY


@pytest.mark.parametrize(
    ("new_from", "overlap", "gap", "refusal"),
    [
        pytest.param(NEXT, False, False, None, id="day after day"),
        pytest.param(DAY, False, True, "overlap", id="FED-TRN-01: an overlap"),
        pytest.param(DAY, True, True, None, id="an overlap where it is allowed"),
        pytest.param(date(2026, 5, 16), True, False, "gap", id="AST-TRN-11: a gap"),
        pytest.param(date(2026, 5, 16), False, True, None, id="a gap where it is allowed"),
    ],
)
def test_contracts_follow_one_another(
    new_from: date, refusal: str | None, *, overlap: bool, gap: bool
) -> None:
    rule = Continuity(overlap_allowed=overlap, gap_allowed=gap, citation=CITED)

    if refusal is None:
        check_continuity(rule, DAY, new_from)
        return
    with pytest.raises(RulesBroken) as caught:
        check_continuity(rule, DAY, new_from)
    assert caught.value.code == refusal


@pytest.mark.parametrize(
    ("until", "told", "expected"),
    [
        pytest.param(NEXT, (), (), id="AST-TRN-08: valid on the day itself"),
        pytest.param(DAY, (), ("programme_expired",), id="AST-TRN-08: a day too short"),
        pytest.param(NEXT, ("wish",), ("wish",), id="AST-TRN-08: the recipient's wish"),
        pytest.param(DAY, ("wish",), ("programme_expired", "wish"), id="both, as listed"),
        pytest.param(NEXT, ("whim",), (), id="no listed reason"),
    ],
)
def test_a_programme_is_kept_without_a_listed_reason(
    until: date, told: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    reasons = (Choice("programme_expired", "истекла"), Choice("wish", "желание"))
    rules = replace(FEDERAL_TRANSFER, revisions=ChoiceList("r", "Причины", reasons, CITED))

    assert revision_reasons(rules, until, NEXT, told) == expected


def test_both_contracts_must_be_residential_where_a_region_says_so() -> None:
    both = (Form.STATIONARY, Form.STATIONARY)

    assert form_facts(both) == {"both_stationary"}
    assert form_facts((Form.STATIONARY, Form.HOME)) == frozenset()
    assert check_scope(FEDERAL_TRANSFER, frozenset()) == ()


SHEET = PackagePaper(
    "sheet", "лист", CITED, validity=HALF_YEAR, instead="examination", blocking=False
)
EXAMINATION = PackagePaper("examination", "обследование", CITED, validity=HALF_YEAR)
CONSENT = PackagePaper("consent", "согласие", CITED, since=date(2025, 9, 1))
PACKAGE = Package("minor", minor=True, papers=(SHEET, EXAMINATION, CONSENT), citation=CITED)


def test_a_package_is_found_by_age() -> None:
    assert package_for((PACKAGE,), minor=True) is PACKAGE
    assert package_for((PACKAGE,), minor=False) is None


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        pytest.param(date(2025, 11, 30), date(2026, 5, 30), id="AST-DOC-03"),
        pytest.param(date(2025, 8, 31), date(2026, 2, 28), id="AST-DOC-03: the month is shorter"),
    ],
)
def test_six_months_run_to_the_same_number(issued: date, last: date) -> None:
    assert valid_until(SHEET, issued, FEDERAL_CALENDAR) == last
    assert valid_until(CONSENT, issued, FEDERAL_CALENDAR) is None


@pytest.mark.parametrize(
    ("issued", "day", "missing"),
    [
        pytest.param({}, date(2025, 8, 31), ["sheet", "examination"], id="before the consent"),
        pytest.param({}, date(2025, 9, 1), ["sheet", "examination", "consent"], id="its first day"),
        pytest.param(
            {"sheet": date(2025, 6, 1)}, date(2025, 8, 31), ["examination"], id="AST-DOC-02: sheet"
        ),
        pytest.param(
            {"examination": date(2025, 6, 1)}, date(2025, 8, 31), [], id="AST-DOC-02: stands in"
        ),
        pytest.param(
            {"examination": date(2025, 2, 28)}, date(2025, 8, 28), [], id="the last valid day"
        ),
        pytest.param(
            {"examination": date(2025, 2, 28)},
            date(2025, 8, 29),
            ["sheet", "examination"],
            id="a day later",
        ),
    ],
)
def test_papers_that_are_missing(issued: dict[str, date], day: date, missing: list[str]) -> None:
    found = missing_papers(PACKAGE, issued, day, FEDERAL_CALENDAR)

    assert [paper.code for paper in found] == missing

"""Who signs for whom, when minority ends, whose contract it is, how guarded procedures move."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.choices import Choice, ChoiceList
from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.minors import (
    AdmissionAge,
    Guard,
    GuardedWorkflow,
    OwnAppeal,
    advance_guarded,
    check_age,
    check_own_appeal,
)
from portal.domain.representation import (
    check_recipients,
    check_signatures,
    minority_end,
    signers_of,
)
from portal.domain.violations import RulesBroken
from portal.domain.workflow import State, Workflow, WorkflowStep
from portal.regions.federal.representation import FEDERAL_REPRESENTATION

DAY = date(2026, 3, 2)
LAW = Citation("SMP-MIN-01", "442-FZ", "п. 1")
GROUPS = ChoiceList("groups", "группы", (Choice("disabled", "инвалид"),), LAW)


@pytest.mark.parametrize(
    ("born", "capacity", "signers"),
    [
        pytest.param(date(2012, 3, 3), "capable", ("representative",), id="thirteen"),
        pytest.param(
            date(2012, 3, 2), "capable", ("recipient", "representative_consent"), id="fourteen"
        ),
        pytest.param(
            date(2008, 3, 3), "capable", ("recipient", "representative_consent"), id="seventeen"
        ),
        pytest.param(date(2008, 3, 2), "capable", ("recipient",), id="eighteen"),
        pytest.param(date(2008, 3, 2), "incapable", ("guardian",), id="incapable"),
        pytest.param(date(2008, 3, 2), "limited", ("recipient", "trustee_consent"), id="limited"),
        pytest.param(date(2012, 3, 3), "incapable", ("representative",), id="a child in any case"),
    ],
)
def test_who_signs_by_age_and_capacity(born: date, capacity: str, signers: tuple[str, ...]) -> None:
    assert signers_of(FEDERAL_REPRESENTATION, born, DAY, capacity) == signers
    assert check_signatures(FEDERAL_REPRESENTATION, born, DAY, signers, capacity) == ()
    assert check_signatures(FEDERAL_REPRESENTATION, born, DAY, signers[:-1], capacity)


@pytest.mark.parametrize(
    ("born", "signed", "missing"),
    [
        pytest.param(date(2012, 3, 3), {"guardianship_body"}, 0, id="the body alone at thirteen"),
        pytest.param(date(2012, 3, 2), {"guardianship_body"}, 1, id="the body alone at fourteen"),
        pytest.param(date(2012, 3, 2), {"recipient", "guardianship_body"}, 0, id="and the child"),
        pytest.param(date(2012, 3, 3), {"representative"}, 0, id="a guardian is enough as well"),
        pytest.param(date(2012, 3, 3), set(), 1, id="nobody"),
    ],
)
def test_a_body_stands_in_for_the_parents_of_a_child_without_them(
    born: date, signed: set[str], missing: int
) -> None:
    bodies = ChoiceList("bodies", "вместо родителей", (Choice("guardianship_body", "опека"),), LAW)
    rules = replace(FEDERAL_REPRESENTATION, orphan_signers=bodies)

    assert len(check_signatures(rules, born, DAY, signed, without_parents=True)) == missing
    assert check_signatures(rules, born, DAY, signed - {"recipient", "representative"})


@pytest.mark.parametrize(
    ("born", "through", "fee_from", "warned"),
    [
        pytest.param(
            date(2008, 7, 15), date(2026, 7, 14), date(2026, 7, 15), date(2026, 5, 16), id="July"
        ),
        pytest.param(
            date(2008, 2, 29), date(2026, 2, 28), date(2026, 3, 1), date(2025, 12, 31), id="leap"
        ),
    ],
)
def test_minority_ends_on_the_birthday(
    born: date, through: date, fee_from: date, warned: date
) -> None:
    found = minority_end(FEDERAL_REPRESENTATION.minority, born)

    assert (found.free_through, found.fee_from, found.warned_on) == (through, fee_from, warned)


def test_a_contract_and_a_programme_are_for_one() -> None:
    assert check_recipients(FEDERAL_REPRESENTATION, 1, 1) == ()
    assert check_recipients(FEDERAL_REPRESENTATION, 2, 1)
    assert check_recipients(FEDERAL_REPRESENTATION, 1, 2)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        pytest.param(date(2026, 4, 14), False, id="VLA-MIN-02: the day before the tenth birthday"),
        pytest.param(date(2026, 4, 15), True, id="VLA-MIN-02: the tenth birthday"),
    ],
)
def test_a_child_appeals_from_an_age_on(day: date, *, allowed: bool) -> None:
    rule = OwnAppeal("unit", 10, LAW)

    assert (not check_own_appeal(rule, date(2016, 4, 15), day)) is allowed


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        pytest.param(date(2008, 4, 9), False, id="VLA-MIN-06: not born yet"),
        pytest.param(date(2008, 4, 10), True, id="VLA-MIN-06: the day of birth"),
        pytest.param(date(2026, 4, 9), True, id="VLA-MIN-06: the day before eighteen"),
        pytest.param(date(2026, 4, 10), False, id="VLA-MIN-06: eighteen"),
    ],
)
def test_a_department_admits_between_two_birthdays(day: date, *, allowed: bool) -> None:
    rule = AdmissionAge("unit", 0, 18, GROUPS)

    assert (not check_age(rule, date(2008, 4, 10), day)) is allowed


def _step(code: str, source: str, target: str) -> WorkflowStep:
    return WorkflowStep(code, code, ("head",), source, target, LAW)


WORK = GuardedWorkflow(
    Workflow(
        "work",
        "работа",
        (State("a", "начало"), State("b", "середина"), State("c", "конец", final=True)),
        (_step("decide", "a", "b"), _step("open", "b", "c")),
    ),
    (Guard("decide", (Demand("decision", "decision_missing", "Нет решения.", LAW),)),),
)


@pytest.mark.parametrize(
    ("state", "step", "facts", "code"),
    [
        pytest.param("a", "decide", (), "decision_missing", id="its own fact is missing"),
        pytest.param("a", "open", (), "decision_missing", id="a fact on the way is missing"),
        pytest.param("a", "open", ("decision",), "transition_not_allowed", id="a step is skipped"),
        pytest.param("c", "open", ("decision",), "transition_not_allowed", id="nothing leads on"),
        pytest.param("a", "fly", ("decision",), "transition_not_allowed", id="no such step"),
    ],
)
def test_a_guarded_step_is_refused(
    state: str, step: str, facts: tuple[str, ...], code: str
) -> None:
    with pytest.raises(RulesBroken) as caught:
        advance_guarded(WORK, state, step, "head", facts)

    assert caught.value.code == code


def test_a_guarded_step_is_taken_with_its_facts() -> None:
    assert advance_guarded(WORK, "a", "decide", "head", ("decision",)) == "b"
    assert advance_guarded(WORK, "b", "open", "head", ()) == "c"

"""Procedures that pass through states: who may take which arrow."""

from dataclasses import replace

import pytest

from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.domain.workflow import (
    Link,
    State,
    Workflow,
    WorkflowStep,
    advance,
    goal,
    main_path,
    open_steps,
    states_from,
    straight,
)

CITED = Citation("VLA-PAY-03", "vla-procedure", "п. 11")
COPIES = Workflow(
    "copies",
    "Сдача копий",
    (State("new", "Записана"), State("taken", "У работника"), State("done", "Сдана", final=True)),
    (
        WorkflowStep("take", "Получить", ("social_worker",), "new", "taken", CITED),
        WorkflowStep("hand_over", "Сдать", ("social_worker",), "taken", "done", CITED),
        WorkflowStep("accept", "Принять", ("head_of_department",), "taken", "done", CITED),
    ),
)


def test_a_case_starts_in_the_first_state() -> None:
    assert COPIES.start == "new"
    assert COPIES.state("done").final


def test_a_strange_state_is_refused() -> None:
    with pytest.raises(RulesBroken) as caught:
        COPIES.state("lost")

    assert caught.value.code == "transition_not_allowed"


def test_open_steps_are_those_of_the_state_and_of_the_role() -> None:
    assert [step.code for step in open_steps(COPIES, "taken")] == ["hand_over", "accept"]
    assert [step.code for step in open_steps(COPIES, "taken", "head_of_department")] == ["accept"]
    assert open_steps(COPIES, "done") == ()


def test_an_arrow_leads_to_its_state() -> None:
    assert advance(COPIES, "new", "take", "social_worker") == "taken"
    assert advance(COPIES, "taken", "accept", "head_of_department") == "done"


@pytest.mark.parametrize(
    ("state", "step", "role", "code"),
    [
        ("taken", "hand_over", "accountant", "not_authorised"),
        ("new", "hand_over", "social_worker", "transition_not_allowed"),
        ("done", "take", "social_worker", "transition_not_allowed"),
    ],
)
def test_other_arrows_are_refused(state: str, step: str, role: str, code: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        advance(COPIES, state, step, role)

    assert caught.value.code == code


def test_a_step_waits_for_what_it_demands() -> None:
    need = Demand("paper", "documents_missing", "Нужна бумага.", CITED)
    first, *others = COPIES.steps
    strict = replace(COPIES, steps=(replace(first, demands=(need,)), *others))

    with pytest.raises(RulesBroken) as caught:
        advance(strict, "new", "take", "social_worker")

    assert caught.value.code == "documents_missing"
    assert advance(strict, "new", "take", "social_worker", frozenset({"paper"})) == "taken"


def test_another_role_is_told_so_before_what_is_missing() -> None:
    need = Demand("paper", "documents_missing", "Нужна бумага.", CITED)
    first, *others = COPIES.steps
    strict = replace(COPIES, steps=(replace(first, demands=(need,)), *others))

    with pytest.raises(RulesBroken) as caught:
        advance(strict, "new", "take", "accountant")

    assert caught.value.code == "not_authorised"


def test_a_straight_procedure_goes_from_step_to_step() -> None:
    links = tuple(Link(code, code, ("director",), CITED) for code in ("act", "marks", "contract"))

    path = straight("change", "Смена", links)

    assert [state.code for state in path.states] == ["start", "act", "marks", "contract"]
    assert [(step.source, step.target) for step in path.steps] == [
        ("start", "act"),
        ("act", "marks"),
        ("marks", "contract"),
    ]
    assert goal(path) == "contract"
    assert [state.final for state in path.states] == [False, False, False, True]


def test_what_can_still_be_reached() -> None:
    assert states_from(COPIES, "new") == {"new", "taken", "done"}
    assert states_from(COPIES, "done") == {"done"}


def test_the_main_path_leads_to_the_goal_without_refusals_and_withdrawals() -> None:
    """AST-TRN-07."""
    back = (
        WorkflowStep("withdraw_new", "Отозвать", ("recipient",), "new", "withdrawn", CITED),
        WorkflowStep("withdraw_taken", "Отозвать", ("recipient",), "taken", "withdrawn", CITED),
        WorkflowStep("refuse", "Отказать", ("authority",), "taken", "refused", CITED),
    )
    aside = (State("withdrawn", "Отозвана", final=True), State("refused", "Отказ", final=True))
    branched = replace(COPIES, states=(*COPIES.states, *aside), steps=(*back, *COPIES.steps))

    assert [step.code for step in main_path(branched)] == ["take", "hand_over"]

"""Procedures that pass through states: who may take which arrow."""

import pytest

from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.domain.workflow import State, Workflow, WorkflowStep, advance, open_steps

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

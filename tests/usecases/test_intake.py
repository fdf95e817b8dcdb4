"""The way into service: each guard holds up its own step, and says who must act."""

import pytest

from portal.domain.enrolment import EnrolmentRules, Intake, IntakeGuard
from portal.domain.law import Citation
from portal.domain.workflow import State, Workflow, WorkflowStep
from portal.usecases.intake import INCOME, PAPERS, SIGNED, TOLD, progress_of

CITED = Citation("SMP-REC-01", "sample", "п. 1")
STATES = (
    "programme_presented",
    "documents_checked",
    "fee_decided",
    "citizen_informed",
    "contract_concluded",
    "in_service",
)
STEPS = (
    ("check", "head_of_department", PAPERS, "documents_missing"),
    ("decide", "accountant", INCOME, "documents_missing"),
    ("inform", "head_of_department", TOLD, "information_not_confirmed"),
    ("conclude", "director", TOLD, "information_not_confirmed"),
    ("begin", "head_of_department", SIGNED, "signature_missing"),
)
RULES = EnrolmentRules(
    intake=Intake(
        ("home_care",),
        Workflow(
            "intake",
            "Приём",
            tuple(State(code, code, final=code == STATES[-1]) for code in STATES),
            tuple(
                WorkflowStep(step, step, (actor,), source, target, CITED)
                for (step, actor, _, _), source, target in zip(
                    STEPS, STATES, STATES[1:], strict=False
                )
            ),
        ),
        tuple(IntakeGuard(step, needs, code, "Нельзя.", CITED) for step, _, needs, code in STEPS),
    )
)


@pytest.mark.parametrize(
    ("met", "concluded", "state", "step", "refusal"),
    [
        pytest.param((), False, STATES[0], "check", "documents_missing", id="papers missing"),
        pytest.param((PAPERS,), False, STATES[1], "decide", "documents_missing", id="no income"),
        pytest.param(
            (PAPERS, INCOME), False, STATES[2], "inform", "information_not_confirmed", id="untold"
        ),
        pytest.param((PAPERS, TOLD), False, STATES[1], "decide", "documents_missing", id="in turn"),
        pytest.param(
            (PAPERS, INCOME, TOLD), False, STATES[3], "conclude", None, id="the director's turn"
        ),
        pytest.param((), True, STATES[4], "begin", "signature_missing", id="one signature"),
        pytest.param((SIGNED,), True, STATES[5], None, None, id="both signatures"),
        pytest.param((SIGNED,), False, STATES[0], "check", "documents_missing", id="nothing else"),
    ],
)
def test_each_guard_holds_up_its_own_step(
    met: tuple[str, ...], concluded: bool, state: str, step: str | None, refusal: str | None
) -> None:
    found = progress_of(RULES, "home_care", met, concluded=concluded)

    assert found is not None
    assert found.state == state
    assert (found.next_step.code if found.next_step else None) == step
    assert (found.stops[0].code if found.stops else None) == refusal


@pytest.mark.parametrize("unit", ["minors_stationary", None])
def test_other_departments_have_no_such_way(unit: str | None) -> None:
    assert progress_of(RULES, unit, (), concluded=False) is None
    assert progress_of(EnrolmentRules(), "home_care", (), concluded=False) is None

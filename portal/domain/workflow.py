"""One small engine for procedures that pass through states: receipts, suspensions, transfers."""

from dataclasses import dataclass

from portal.domain.deadlines import DeadlineRule
from portal.domain.law import Citation
from portal.domain.violations import refuse


@dataclass(frozen=True, slots=True)
class State:
    """A state of a workflow, with its word for people; a final one has no way out."""

    code: str
    title: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """An arrow: who may take it, from where to where, and by when."""

    code: str
    title: str
    actors: tuple[str, ...]
    source: str
    target: str
    citation: Citation
    within: DeadlineRule | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """A procedure: its states, the first of them the start, and its arrows."""

    code: str
    title: str
    states: tuple[State, ...]
    steps: tuple[WorkflowStep, ...]

    @property
    def start(self) -> str:
        """The state a new case is in."""
        return self.states[0].code

    def state(self, code: str) -> State:
        """The state with this code; raises transition_not_allowed for a strange one."""
        for state in self.states:
            if state.code == code:
                return state
        refuse("transition_not_allowed", f"В процедуре «{self.title}» нет состояния «{code}».")


def open_steps(workflow: Workflow, state: str, role: str | None = None) -> tuple[WorkflowStep, ...]:
    """The arrows out of ``state``, those of one role only when ``role`` is given."""
    return tuple(
        step
        for step in workflow.steps
        if step.source == state and (role is None or role in step.actors)
    )


def advance(workflow: Workflow, state: str, step_code: str, role: str) -> str:
    """The state after taking a step.

    Raises RulesBroken("transition_not_allowed") when there is no such arrow from here and
    RulesBroken("not_authorised") when it is not this role's to take.
    """
    for step in open_steps(workflow, state):
        if step.code != step_code:
            continue
        if role not in step.actors:
            refuse(
                "not_authorised",
                f"«{step.title}» выполняет другой сотрудник. Попросите того, кому это поручено.",
                citation=step.citation,
            )
        return step.target
    title = workflow.state(state).title
    refuse(
        "transition_not_allowed",
        f"Сейчас состояние «{title}», из него такой шаг невозможен. Обновите страницу и проверьте.",
    )

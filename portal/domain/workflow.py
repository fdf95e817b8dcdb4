"""One small engine for procedures that pass through states: receipts, suspensions, transfers."""

from dataclasses import dataclass

from portal.domain.deadlines import DeadlineRule
from portal.domain.demands import Demand, Facts, demand_all
from portal.domain.law import Citation
from portal.domain.violations import refuse


@dataclass(frozen=True, slots=True)
class State:
    """A state of a workflow, with its word for people; a final one has no way out.

    ``owner`` is whose turn it is: the provider, the authority, the recipient.
    """

    code: str
    title: str
    final: bool = False
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """An arrow: who may take it, from where to where, by when, and on which facts."""

    code: str
    title: str
    actors: tuple[str, ...]
    source: str
    target: str
    citation: Citation
    within: DeadlineRule | None = None
    demands: tuple[Demand, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a procedure that goes straight ahead, named by what is done in it."""

    code: str
    title: str
    actors: tuple[str, ...]
    citation: Citation
    demands: tuple[Demand, ...] = ()


def straight(code: str, title: str, links: tuple[Link, ...]) -> Workflow:
    """A procedure without forks: each step leads to the state in which it is done."""
    names = ("start", *(link.code for link in links))
    states = (
        State("start", "Начало"),
        *(State(link.code, link.title, final=link is links[-1]) for link in links),
    )
    steps = tuple(
        WorkflowStep(
            link.code, link.title, link.actors, before, link.code, link.citation,
            demands=link.demands,
        )
        for before, link in zip(names, links, strict=False)
    )  # fmt: skip
    return Workflow(code, title, states, steps)


def states_from(workflow: Workflow, state: str) -> frozenset[str]:
    """The state itself and every state that can still be reached from it."""
    reached = {state}
    while more := {
        step.target
        for step in workflow.steps
        if step.source in reached and step.target not in reached
    }:
        reached |= more
    return frozenset(reached)


def goal(workflow: Workflow) -> str:
    """The state a procedure is meant to end in: the first of its final ones."""
    return next(state.code for state in workflow.states if state.final)


def main_path(workflow: Workflow) -> tuple[WorkflowStep, ...]:
    """The arrows from the start to the goal, each once; refusals and withdrawals lead elsewhere."""
    wanted, state = goal(workflow), workflow.start
    found: list[WorkflowStep] = []
    while state != wanted:
        step = next(
            one
            for one in open_steps(workflow, state)
            if one not in found and wanted in states_from(workflow, one.target)
        )
        found.append(step)
        state = step.target
    return tuple(found)


def whose_turn(workflow: Workflow, state: str) -> tuple[str, ...]:
    """Who may take the next step towards the goal; none in a final state."""
    wanted = goal(workflow)
    ahead = (
        one for one in open_steps(workflow, state) if wanted in states_from(workflow, one.target)
    )
    return next((step.actors for step in ahead), ())


def advance(
    workflow: Workflow, state: str, step_code: str, role: str, facts: Facts = frozenset()
) -> str:
    """The state after taking a step.

    Raises RulesBroken("transition_not_allowed") when there is no such arrow from here,
    RulesBroken("not_authorised") when it is not this role's to take, and the refusals of whatever
    the step demands and ``facts`` do not hold.
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
        demand_all(step.demands, facts)
        return step.target
    title = workflow.state(state).title
    refuse(
        "transition_not_allowed",
        f"Сейчас состояние «{title}», из него такой шаг невозможен. Обновите страницу и проверьте.",
    )

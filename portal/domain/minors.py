"""Departments for minors: whom they admit, what they ask, how the work with a family goes.

Rules: VLA-MIN-01 to VLA-MIN-09.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.choices import ChoiceList
from portal.domain.demands import Demand, demand_all, unmet
from portal.domain.law import Citation
from portal.domain.money import ZERO
from portal.domain.people import age_on, is_minor
from portal.domain.records import RecordSpec
from portal.domain.violations import Violation, refuse
from portal.domain.workflow import Workflow, WorkflowStep, advance, open_steps


@dataclass(frozen=True, slots=True)
class Applicants:
    """Who may apply for a place in a department, and what it rests on (VLA-MIN-01)."""

    unit_code: str
    applicants: ChoiceList
    programme: Demand


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """From which birthday on a minor's own appeal is a ground (VLA-MIN-02)."""

    unit_code: str
    from_age: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class ChildOpinion:
    """From which birthday on a child's opinion is recorded, or a reason not to (VLA-MIN-03).

    ``paper`` is the paper of the file by which parents apply: with it the opinion is asked for.
    """

    unit_code: str
    from_age: int
    paper: str
    record: RecordSpec
    exception: ChoiceList


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What a department gives besides services, by which norms (VLA-MIN-04, VLA-MIN-05).

    ``norms`` names the act; ``reference`` the key under which its values are loaded.
    """

    code: str
    unit_code: str
    fee_charged: bool
    criteria: ChoiceList
    items: ChoiceList
    norms: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class AdmissionAge:
    """From which birthday up to which a department admits, and its target groups (VLA-MIN-06)."""

    unit_code: str
    from_age: int
    until_age: int
    groups: ChoiceList


@dataclass(frozen=True, slots=True)
class CaseGrounds:
    """On which grounds work with a minor is begun, and who decides (VLA-MIN-08)."""

    unit_code: str
    grounds: ChoiceList
    decision: Demand
    decided_by: str


@dataclass(frozen=True, slots=True)
class Guard:
    """The facts without which an arrow of a procedure may not be taken."""

    step: str
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class GuardedWorkflow:
    """A procedure whose arrows ask for facts (VLA-MIN-09)."""

    workflow: Workflow
    guards: tuple[Guard, ...]

    def demands(self, step: str) -> tuple[Demand, ...]:
        """What an arrow asks for."""
        return next((guard.demands for guard in self.guards if guard.step == step), ())


@dataclass(frozen=True, slots=True)
class MinorsRules:
    """What departments for minors have of their own; nothing where a region has none."""

    applicants: tuple[Applicants, ...] = ()
    own_appeals: tuple[OwnAppeal, ...] = ()
    opinions: tuple[ChildOpinion, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    ages: tuple[AdmissionAge, ...] = ()
    activities: tuple[ChoiceList, ...] = ()
    grounds: tuple[CaseGrounds, ...] = ()
    family_work: GuardedWorkflow | None = None


NO_DEPARTMENTS = MinorsRules()


def takes_in(rules: MinorsRules, unit_code: str | None, born: date, day: date) -> bool:
    """Whether a department of this kind takes somebody of that age (VLA-MIN-01, VLA-MIN-06).

    A department for whose places one applies as for a child's is for children only.
    """
    age = age_on(born, day)
    for rule in rules.ages:
        if rule.unit_code == unit_code:
            return rule.from_age <= age < rule.until_age
    for_children = any(rule.unit_code == unit_code for rule in rules.applicants)
    return is_minor(born, day) or not for_children


def check_application(
    rule: Applicants, applicant: str, *, programme_registered: bool
) -> tuple[Violation, ...]:
    """Whether this person may apply, and the programme admission rests on is there (VLA-MIN-01)."""
    rule.applicants.choice(applicant, field="applicant")
    facts = frozenset({rule.programme.code} if programme_registered else ())
    return unmet((rule.programme,), facts)


def check_own_appeal(rule: OwnAppeal, born: date, day: date) -> tuple[Violation, ...]:
    """Whether a minor may appeal in person on a day (VLA-MIN-02)."""
    if age_on(born, day) >= rule.from_age:
        return ()
    text = (
        f"Лично обратиться можно с {rule.from_age} лет. Примите заявление родителя или законного "
        "представителя."
    )
    return (Violation("not_authorised", text, "applicant", rule.citation),)


def check_opinion(
    rule: ChildOpinion,
    child_age: int,
    recorded: Iterable[str],
    exception: str | None = None,
    *,
    reason: bool = False,
) -> tuple[Violation, ...]:
    """Whether the opinion of an older child is on record, or a reasoned exception (VLA-MIN-03)."""
    if child_age < rule.from_age:
        return ()
    if exception is not None:
        rule.exception.choice(exception, field="exception")
        if reason:
            return ()
    have = frozenset(recorded)
    empty = [item for item in rule.record.must if item.code not in have]
    if exception is None and not empty:
        return ()
    text = (
        "Запишите мнение ребёнка: какое, когда и кем выслушано. Если это противоречит его "
        "интересам, укажите причину."
    )
    return (Violation(rule.record.refusal, text, "opinion", rule.record.fields.citation),)


def maintenance_due(rule: Maintenance, cost: str) -> str:
    """What a minor pays for maintenance: nothing where the state keeps them in full."""
    return cost if rule.fee_charged else f"{ZERO:.2f}"


def norms_missing(rule: Maintenance, *, loaded: bool) -> tuple[Violation, ...]:
    """A warning while the norms are not in the reference book (VLA-MIN-05)."""
    if loaded:
        return ()
    text = f"Нормы не загружены: {rule.norms}. Введите действующие на странице отделения."
    return (Violation("norms_reference_missing", text, rule.code, rule.citation),)


def check_age(rule: AdmissionAge, born: date, day: date) -> tuple[Violation, ...]:
    """Whether a child's age admits on a day; the last birthday itself does not (VLA-MIN-06)."""
    age = age_on(born, day)
    if rule.from_age <= age < rule.until_age and born <= day:
        return ()
    text = (
        f"Отделение принимает до {rule.until_age} лет, а в этот день исполнилось {age}. Предложите "
        "другое отделение."
    )
    return (Violation("value_invalid", text, "born", rule.groups.citation),)


def outside_groups(rule: AdmissionAge, marked: Iterable[str]) -> tuple[Violation, ...]:
    """A warning when no target group is marked (VLA-MIN-06)."""
    if frozenset(marked) & frozenset(rule.groups.codes):
        return ()
    words = ", ".join(item.title for item in rule.groups.choices)
    text = f"Не отмечено, кто это: {words}. Проверьте документы и отметьте."
    return (Violation("target_group_missing", text, "groups", rule.groups.citation),)


def check_case_opened(
    rule: CaseGrounds, ground: str | None, *, decided: bool, by: str
) -> tuple[Violation, ...]:
    """Whether work with a minor may begin: a ground of the list and the decision (VLA-MIN-08)."""
    if ground is None:
        text = "Основание не указано. Выберите его из списка и приложите документ."
        return (Violation("ground_missing", text, "ground", rule.grounds.citation),)
    if ground not in rule.grounds.codes:
        text = "Такого основания нет. Выберите основание из списка."
        return (Violation("ground_unknown", text, "ground", rule.grounds.citation),)
    if decided and by != rule.decided_by:
        text = "Решение принимает заведующий отделением после проверки. Передайте ему дело."
        return (Violation("not_authorised", text, "decided_by", rule.grounds.citation),)
    return unmet((rule.decision,), frozenset({rule.decision.code} if decided else ()))


def advance_guarded(
    guarded: GuardedWorkflow, state: str, step_code: str, role: str, facts: Iterable[str]
) -> str:
    """The state after a step whose facts are on record (VLA-MIN-09).

    A step that would skip another is refused by the first missing fact on the way to it, and by
    transition_not_allowed when only the step itself was left out.
    """
    have = frozenset(facts)
    for step in _way_to(guarded.workflow, state, step_code):
        demand_all(guarded.demands(step.code), have)
    return advance(guarded.workflow, state, step_code, role)


def _way_to(workflow: Workflow, state: str, step_code: str) -> tuple[WorkflowStep, ...]:
    """The shortest way of arrows from a state that ends with the step; empty when there is none."""
    if all(step.code != step_code for step in workflow.steps):
        refuse("transition_not_allowed", f"В процедуре «{workflow.title}» нет такого шага.")
    ways: list[tuple[WorkflowStep, ...]] = [(step,) for step in open_steps(workflow, state)]
    seen = {state}
    while ways:
        way = ways.pop(0)
        if way[-1].code == step_code:
            return way
        if way[-1].target not in seen:
            seen.add(way[-1].target)
            ways += [(*way, step) for step in open_steps(workflow, way[-1].target)]
    return ()

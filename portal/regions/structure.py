"""Checks of everything of one kind, wherever a region declares it.

A new kind of rule needs no check of its own here: workflows, lists of codes, terms, norms and names
of departments are found by walking through all that the region answers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from portal.domain.calendar import WorkCalendar
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule, due
from portal.domain.norms import Norm
from portal.domain.violations import RulesBroken
from portal.domain.workflow import Workflow
from portal.regions.registry import Region
from portal.regions.walk import Found, walk

NOON = time(12, 0)
UNIT_FIELDS = frozenset({"unit_code", "unit_codes"})


def check_structure(region: Region) -> Iterator[str]:
    """Every problem of this sort; a sentence begins with the path of the thing at fault."""
    units = frozenset(unit.code for unit in region.units)
    for found in walk(region):
        match found.value:
            case Workflow():
                yield from workflow_problems(found.path, found.value)
            case ChoiceList():
                yield from _choice_list(found.path, found.value)
            case DeadlineRule():
                yield from _term(found.path, found.value, region.calendar)
            case Norm():
                yield from _norm(found.path, found.value)
        if found.name in UNIT_FIELDS:
            yield from _units(found, units)


def workflow_problems(path: str, workflow: Workflow) -> Iterator[str]:
    """One start, no dead end, every state reached, every step somebody's."""
    states = {state.code: state for state in workflow.states}
    yield from repeated(path, "state", (state.code for state in workflow.states))
    yield from repeated(path, "step", (step.code for step in workflow.steps))
    if not states:
        yield f"{path} has no state to start in"
        return
    for step in workflow.steps:
        for code in sorted({step.source, step.target} - states.keys()):
            yield f"{path}: step {step.code} names the unknown state {code}"
        if not step.actors:
            yield f"{path}: nobody may take the step {step.code}"
    reached = _reached(workflow)
    for code, state in states.items():
        if code not in reached:
            yield f"{path}: nothing leads to the state {code}"
        if state.final == any(step.source == code for step in workflow.steps):
            yield f"{path}: the state {code} must be final or have a way out"


def repeated(path: str, what: str, codes: Iterable[str]) -> Iterator[str]:
    """Codes that are declared more than once."""
    for code, count in Counter(codes).items():
        if count > 1:
            yield f"{path}: {what} {code} is declared {count} times"


def _reached(workflow: Workflow) -> frozenset[str]:
    reached = {workflow.start}
    while more := {
        step.target
        for step in workflow.steps
        if step.source in reached and step.target not in reached
    }:
        reached |= more
    return frozenset(reached)


def _choice_list(path: str, choices: ChoiceList) -> Iterator[str]:
    yield from repeated(path, "code", choices.codes)
    for item in choices.choices:
        if not item.title.strip():
            yield f"{path}: the code {item.code} has no words"


def _term(path: str, rule: DeadlineRule, calendar: WorkCalendar) -> Iterator[str]:
    """A term that counts forward is asked on the calendar's first day, one backward on its last."""
    start = (
        date(min(calendar.years), 1, 1) if rule.amount >= 0 else date(max(calendar.years), 12, 31)
    )
    event = datetime.combine(start, NOON)
    try:
        ends = due(rule, event, calendar)
    except RulesBroken as broken:
        yield f"{path}: the term {rule.code} cannot be counted: {broken}"
        return
    if rule.amount < 0 and ends.counted_at.date() >= start:
        yield f"{path}: the term {rule.code} of {rule.amount} {rule.unit} is not counted back"


def _norm(path: str, norm: Norm) -> Iterator[str]:
    if not norm.title.strip() or not norm.text.strip():
        yield f"{path}: the norm has no words"
    if not norm.places:
        yield f"{path}: the norm is shown nowhere"
    if norm.since is not None and norm.until is not None and norm.until < norm.since:
        yield f"{path}: the norm ends before it begins"
    yield from repeated(path, "item", (item.code for item in norm.items))


def _units(found: Found, known: frozenset[str]) -> Iterator[str]:
    named = (found.value,) if isinstance(found.value, str) else found.value
    if isinstance(named, tuple | frozenset):
        for code in sorted(str(item) for item in named if item not in known):
            yield f"{found.path}: the department {code} is unknown"

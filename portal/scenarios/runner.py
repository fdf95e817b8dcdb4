"""Playing a scenario: step after step on a fresh stage, each outcome held against its expectation.

A step that must be refused must leave every table as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.violations import NotAllowed, NotFound, RulesBroken
from portal.explain.answers import plain, same
from portal.scenarios.given import Given
from portal.scenarios.loader import Scenario, Step
from portal.scenarios.stage import Stage, fingerprints, open_stage

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What a step was to give and what it gave; a refusal stands under ``error``."""

    do: str
    line: int
    passed: bool
    expected: Values
    actual: Values


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """How a scenario went; steps after one that could not be played are not there."""

    scenario: Scenario
    passed: bool
    steps: tuple[StepOutcome, ...]


@dataclass(frozen=True, slots=True)
class _Refused:
    code: str
    message: str


def play(scenario: Scenario) -> ScenarioOutcome:
    """Play a scenario on a database of its own."""
    outcomes: list[StepOutcome] = []
    start = scenario.region.utc(scenario.steps[0].at)
    with open_stage(scenario.region, start) as stage:
        for number, step in enumerate(scenario.steps):
            stage.step = number
            outcome, goes_on = _play_step(stage, step)
            outcomes.append(outcome)
            if not goes_on:
                break
    passed = len(outcomes) == len(scenario.steps) and all(step.passed for step in outcomes)
    return ScenarioOutcome(scenario, passed, tuple(outcomes))


def _play_step(stage: Stage, step: Step) -> tuple[StepOutcome, bool]:
    """The outcome, and whether the next step has something to build on."""
    stage.earlier, stage.now = stage.now, stage.region.utc(step.at)
    if step.refusal is not None:
        return _play_refusal(stage, step, step.refusal)
    found = _attempt(stage, step)
    if isinstance(found, _Refused):
        refused: Values = {"error": found.code, "message": found.message}
        return StepOutcome(step.do, step.line, False, plain(step.expected), refused), False
    expected = plain(step.expected)
    actual = plain({key: found.get(key) for key in step.expected})
    passed = all(same(expected[key], actual[key]) for key in expected)
    return StepOutcome(step.do, step.line, passed, expected, actual), True


def _play_refusal(stage: Stage, step: Step, code: str) -> tuple[StepOutcome, bool]:
    before = fingerprints()
    found = _attempt(stage, step)
    changed = sorted(table for table, digest in fingerprints().items() if digest != before[table])
    expected = {"error": code}
    if isinstance(found, _Refused):
        actual: dict[str, object] = {"error": found.code, "message": found.message}
    else:
        actual = {"error": None, **plain(found)}
    if changed:
        actual["changed"] = changed
    passed = isinstance(found, _Refused) and found.code == code and not changed
    return StepOutcome(step.do, step.line, passed, expected, actual), passed


def _attempt(stage: Stage, step: Step) -> Values | _Refused:
    try:
        played = step.verb.play(stage, Given(step.inputs))
    except RulesBroken as broken:
        return _Refused(broken.code, broken.violations[0].text)
    except NotFound:
        return _Refused("not_found", "У этого поставщика такого нет.")
    except NotAllowed:
        return _Refused("not_authorised", "Роль не позволяет этого.")
    if step.name is not None and played.thing is not None:
        stage.things[step.name] = played.thing
    return played.facts

"""``portal scenario run``: every scenario on a database of its own, one line each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from portal.commands.answers import Status, say, write, write_text
from portal.explain.yaml_text import YamlError
from portal.regions.registry import Region, discover
from portal.scenarios.loader import Scenario, find_files, load
from portal.scenarios.runner import ScenarioOutcome, StepOutcome, play


def run(paths: Iterable[Path], *, as_json: bool) -> None:
    """Play every scenario under the paths; leaves with 1 when one fails, 2 when one is wrong."""
    regions = discover()
    wrong = failed = played = 0
    for path in find_files(paths):
        scenarios = _load(path, regions)
        if scenarios is None:
            wrong += 1
            continue
        for scenario in scenarios:
            outcome = play(scenario)
            played += 1
            failed += not outcome.passed
            if as_json:
                write(_as_json(outcome))
            else:
                write_text(_as_line(outcome))
    if not played and not wrong:
        say("Сценариев не найдено. Назовите файл .yaml или папку с такими файлами.")
        sys.exit(Status.WRONG_INPUT)
    sys.exit(Status.WRONG_INPUT if wrong else Status.REFUSED if failed else Status.DONE)


def _load(path: Path, regions: Mapping[str, Region]) -> tuple[Scenario, ...] | None:
    try:
        return load(path, regions)
    except YamlError as error:
        say(str(error))
    except OSError as error:
        say(f"{path}: {error.strerror}")
    return None


def _as_json(outcome: ScenarioOutcome) -> dict[str, object]:
    return {
        "name": outcome.scenario.name,
        "passed": outcome.passed,
        "steps": [
            {
                "do": step.do,
                "passed": step.passed,
                "expected": step.expected,
                "actual": step.actual,
            }
            for step in outcome.steps
        ],
    }


def _as_line(outcome: ScenarioOutcome) -> str:
    if outcome.passed:
        return f"верно    {outcome.scenario.name}"
    step = next(step for step in outcome.steps if not step.passed)
    place = f"{outcome.scenario.path}:{step.line}, {step.do}"
    return f"неверно  {outcome.scenario.name}: {place}: {_difference(step)}"


def _difference(step: StepOutcome) -> str:
    if "error" in step.actual:
        told = step.actual.get("message", "отказа не было")
        wanted = step.expected.get("error", "без отказа")
        changed = step.actual.get("changed")
        moved = f", изменились таблицы {changed}" if changed else ""
        return f"ждали {wanted}, получили {step.actual['error']} ({told}){moved}"
    different = [
        f"{key}: ждали {value}, получили {step.actual[key]}"
        for key, value in step.expected.items()
        if value != step.actual[key]
    ]
    return "; ".join(different)

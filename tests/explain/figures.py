"""What an example or a scenario shows literally: the figures it gives, expects, is refused with."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portal.explain.examples import Example
from portal.scenarios.loader import Scenario

_CODES = re.compile(r"\b[A-Z]{3}-[A-Z]{1,3}-\d+\b|\b[A-Z]\d+\b")
_FIGURES = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d|\d{4}-\d\d-\d\d|\d{4}-\d\d(?!\d)|\d\d\.\d\d\.\d{4}"
    r"|\d\d:\d\d|\d+(?:\.\d+)?|[a-z]+(?:_[a-z0-9]+)*"
)
_WRITTEN_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Shown:
    """What one example or scenario holds."""

    name: str
    given: frozenset[str]
    expected: frozenset[str]
    refused: bool

    def shows(self, case: Mapping[str, object]) -> bool:
        """Whether every figure of the case stands here; what is expected, among the answers.

        A refused question answers nothing: what the rule expects of it stands in the question.
        """
        refused = case.get("refused") == "true"
        answers = self.expected | (self.given if refused else frozenset())
        return (
            figures([case.get("given", [])]) <= self.given | self.expected
            and figures([case.get("expect", [])]) <= answers
            and (self.refused or not refused)
        )


def shown_by_example(example: Example) -> Shown:
    """What an example shows."""
    return Shown(
        example.name,
        figures([example.given]),
        figures([example.expected, example.refusal]),
        example.refusal is not None,
    )


def shown_by_scenario(scenario: Scenario) -> Shown:
    """What the steps of a scenario show together."""
    steps = scenario.steps
    return Shown(
        scenario.name,
        figures([[step.at.isoformat(), step.inputs] for step in steps]),
        figures([[step.expected, step.refusal] for step in steps]),
        any(step.refusal for step in steps),
    )


def figures(values: Iterable[object]) -> frozenset[str]:
    """Numbers, days, moments, codes, «key=true»; a moment also counts as its day and its month."""
    return frozenset(part for value in _plain(values) for part in _of(value))


def _plain(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            yield from (
                f"{key}={held}".lower() for key, held in value.items() if isinstance(held, bool)
            )
            yield from _plain(value.values())
        elif isinstance(value, list | tuple):
            yield from _plain(value)
        elif value is not None and not isinstance(value, bool):
            yield str(value)


def _of(text: str) -> Iterator[str]:
    if text.endswith(("=true", "=false")):
        yield text
        return
    yield from _CODES.findall(text)
    plain = _WRITTEN_DAY.sub(r"\3-\2-\1", _CODES.sub(" ", text).replace(",", "."))
    for figure in _FIGURES.findall(plain):
        moment = figure.replace("T", " ")
        yield moment
        if re.match(r"\d{4}-\d\d-\d\d", moment):
            yield from {moment[:10], moment[:7]}

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
    answers: frozenset[tuple[str, str]]
    refused: bool

    def shows(self, case: Mapping[str, object]) -> bool:
        """Whether every figure of the case stands here; what is expected, under its own key."""
        anywhere = self.given | {figure for _, figure in self.answers}
        return (
            figures([case.get("given", [])]) <= anywhere
            and answers([case.get("expect", {})]) <= self.answers
            and (self.refused or case.get("refused") != "true")
        )


def shown_by_example(example: Example) -> Shown:
    """What an example shows."""
    return Shown(
        example.name,
        figures([example.given]),
        answers([example.expected, {"refusal": example.refusal}]),
        example.refusal is not None,
    )


def shown_by_scenario(scenario: Scenario) -> Shown:
    """What the steps of a scenario show together."""
    steps = scenario.steps
    return Shown(
        scenario.name,
        figures([[step.at.isoformat(), step.inputs] for step in steps]),
        answers([[step.expected, {"refusal": step.refusal}] for step in steps]),
        any(step.refusal for step in steps),
    )


def figures(values: Iterable[object]) -> frozenset[str]:
    """Numbers, days, moments, codes, «key=true»; a moment also counts as its day and its month."""
    return frozenset(part for value in _plain(values) for part in _of(value))


def answers(values: Iterable[object]) -> frozenset[tuple[str, str]]:
    """Every figure with the key of the answer it stands under; a flag is «true» or «false»."""
    return frozenset(
        (key, part) for value in values for key, text in _keyed("", value) for part in _of(text)
    )


def _keyed(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            yield from _keyed(str(name), held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _keyed(key, held)
    elif value is not None:
        yield key, str(value).lower() if isinstance(value, bool) else str(value)


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

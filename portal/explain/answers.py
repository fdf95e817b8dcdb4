"""What a question is answered with: a mapping of JSON values, its steps in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from portal.domain.explanation import Step
from portal.explain.moments import to_the_minute

Answer = Mapping[str, object]


def flat_steps(steps: Iterable[Step]) -> list[Answer]:
    """The steps of a derivation in reading order with their clauses; details follow their step."""
    found: list[Answer] = []
    for step in steps:
        citation = step.citation
        found.append(
            {
                "text": step.text,
                "value": step.value,
                "rule": citation.rule if citation else None,
                "citation": citation.text if citation else None,
            }
        )
        if step.children:
            found.extend(flat_steps(step.children))
    return found


def plain(values: Answer) -> dict[str, object]:
    """Values as JSON knows them; a quantity becomes a number or, with a fraction, a text."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else f"{value.normalize():f}"
    return to_the_minute(value)


def same(expected: object, actual: object) -> bool:
    """Whether two plain values are equal; true is not 1, and a quantity may stand in quotes."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(actual, int) and isinstance(expected, str):
        return expected == str(actual)
    return expected == actual

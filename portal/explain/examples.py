"""Examples: one question to a region's law, and what the answer must hold.

An example is the quick sibling of a scenario: no database, no clock, nothing but the rules. Regions
ship them in ``examples/*.yaml``, the federal baseline in ``portal/regions/federal/examples``. Only
the keys that are expected are compared; a list compares whole; ``~`` means absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer, plain, same
from portal.explain.questions import QUESTIONS
from portal.explain.shapes import Misshapen
from portal.explain.yaml_text import Block, YamlError, documents
from portal.regions.registry import Region

_KEYS = frozenset({"name", "rules", "ask", "given", "expect", "expect_error"})
_RULE = re.compile(r"[A-Z]{3}-[A-Z]{3}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its answer; ``refusal`` is the code it must be refused with."""

    path: str
    line: int
    name: str
    rules: tuple[str, ...]
    ask: str
    given: Block
    expected: Answer
    refusal: str | None


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """How an example went; ``actual`` holds the expected keys alone, or the refusal."""

    example: Example
    passed: bool
    actual: Answer


def examples_of(region: Region) -> tuple[Example, ...]:
    """The examples a region ships; raises YamlError naming file and line."""
    package = region.identity.template_package
    return load_examples(package) if package else ()


def load_examples(package: str) -> tuple[Example, ...]:
    """Every example in the ``examples`` folder of a package, by file and place."""
    folder = files(package).joinpath("examples")
    if not folder.is_dir():
        return ()
    found = sorted(
        (item for item in folder.iterdir() if item.name.endswith(".yaml")),
        key=lambda item: item.name,
    )
    return tuple(example for item in found for example in _of_file(item))


def ask(example: Example, region: Region) -> ExampleOutcome:
    """Ask the region and compare."""
    try:
        answer = plain(QUESTIONS[example.ask](example.given, region))
    except RulesBroken as broken:
        return _refused(example, broken.code, broken.violations[0].text)
    except Misshapen as wrong:
        return _refused(example, "value_invalid", f"{wrong.field}: {wrong.text}")
    if example.refusal is not None:
        return ExampleOutcome(example, False, answer)
    expected = plain(example.expected)
    actual = {key: answer.get(key) for key in expected}
    passed = all(same(expected[key], actual[key]) for key in expected)
    return ExampleOutcome(example, passed, actual)


def _refused(example: Example, code: str, text: str) -> ExampleOutcome:
    actual = {"error": code, "message": text}
    return ExampleOutcome(example, code == example.refusal, actual)


def _of_file(item: Traversable) -> Iterator[Example]:
    try:
        for block in documents(item.read_text(encoding="utf-8")):
            yield _example(item.name, block)
    except YamlError as error:
        raise error.of(str(item)) from None


def _example(path: str, block: Block) -> Example:
    for key in block:
        if key not in _KEYS:
            raise YamlError(block.line_of(key), f"ключа «{key}» у примера нет")
    question = _text(block, "ask")
    if question not in QUESTIONS:
        known = ", ".join(sorted(QUESTIONS))
        raise YamlError(block.line_of("ask"), f"вопроса «{question}» нет; есть: {known}")
    given, expected = block.get("given"), block.get("expect")
    refusal = _text(block, "expect_error") if "expect_error" in block else None
    if not isinstance(given, Block):
        raise YamlError(block.line_of("given"), "«given» — это ключи со значениями")
    if refusal is None and (not isinstance(expected, Block) or not expected):
        raise YamlError(block.line, "нужен ожидаемый ответ: expect или expect_error")
    return Example(
        path=path,
        line=block.line,
        name=_text(block, "name"),
        rules=_rules(block),
        ask=question,
        given=given,
        expected=expected if isinstance(expected, Block) else {},
        refusal=refusal,
    )


def _rules(block: Block) -> tuple[str, ...]:
    rules = block.get("rules")
    if not isinstance(rules, list) or not all(
        isinstance(rule, str) and _RULE.fullmatch(rule) for rule in rules
    ):
        raise YamlError(block.line_of("rules"), "«rules» — список номеров правил: [FED-CON-01]")
    return tuple(rules)


def _text(block: Block, key: str) -> str:
    value = block.get(key)
    if not isinstance(value, str) or not value:
        raise YamlError(block.line_of(key), f"нужен текст «{key}»")
    return value

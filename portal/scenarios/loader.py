"""Scenario files read and checked to the end before anything is played.

An unknown verb, key or reference, a step back in time, a repeated name: each is a YamlError
with the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from portal.explain.moments import local_moment
from portal.explain.yaml_text import Block, YamlError, documents
from portal.regions.registry import Region
from portal.scenarios.facts_of import FACTS
from portal.scenarios.inputs import check
from portal.scenarios.stage import OTHER, OWN
from portal.scenarios.verb import Verb
from portal.scenarios.verbs import ADVANCE_CLOCK, ASK_FACTS, VERBS

SUFFIXES = (".yaml", ".yml")
QUANTITIES = frozenset({"delivered_total"})
_SCENARIO = frozenset({"name", "region", "rules", "steps"})
_STEP = frozenset({"at", "do", "as", "with", "expect", "expect_error"})
_RULE = re.compile(r"[A-Z]{3}-[A-Z]{3}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when, what, and what must come of it. ``refusal`` is the code it must fail with."""

    line: int
    at: datetime
    do: str
    verb: Verb
    inputs: Block
    name: str | None
    expected: Mapping[str, object]
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario ready to be played; ``rules`` are the rulebook ids it demonstrates."""

    path: str
    name: str
    region: Region
    rules: tuple[str, ...]
    steps: tuple[Step, ...]


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named and the scenario files of the folders named, in order of their names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        yield from sorted(found for found in path.rglob("*") if found.suffix in SUFFIXES)


def load(path: Path, regions: Mapping[str, Region]) -> tuple[Scenario, ...]:
    """Every scenario of a file; raises YamlError, and OSError when it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8")
        found = tuple(_scenario(str(path), block, regions) for block in documents(text))
        if not found:
            raise YamlError(1, "файл пуст: сценария нет")
    except UnicodeDecodeError:
        raise YamlError(1, "текст не в UTF-8", str(path)) from None
    except YamlError as error:
        raise error.of(str(path)) from None
    return found


def _scenario(path: str, block: Block, regions: Mapping[str, Region]) -> Scenario:
    _known_keys(block, _SCENARIO)
    return Scenario(
        path=path,
        name=_text(block, "name"),
        region=_region(block, regions),
        rules=_rules(block),
        steps=_steps(block.get("steps"), block.line_of("steps")),
    )


def _region(block: Block, regions: Mapping[str, Region]) -> Region:
    code = _text(block, "region")
    if code not in regions:
        installed = ", ".join(regions) or "ни одного"
        raise YamlError(
            block.line_of("region"), f"регион «{code}» не установлен; установлены: {installed}"
        )
    return regions[code]


def _rules(block: Block) -> tuple[str, ...]:
    rules = block.get("rules", [])
    if not isinstance(rules, list) or not all(
        isinstance(rule, str) and _RULE.fullmatch(rule) for rule in rules
    ):
        raise YamlError(
            block.line_of("rules"), "«rules» — это список номеров правил, например [FED-CON-01]"
        )
    return tuple(rules)


def _steps(items: object, line: int) -> tuple[Step, ...]:
    if not isinstance(items, list) or not items:
        raise YamlError(line, "нужен список шагов «steps»")
    names = {OWN: "provider", OTHER: "provider"}
    steps: list[Step] = []
    clock: datetime | None = None
    for item in items:
        if not isinstance(item, Block):
            raise YamlError(line, "шаг — это ключи at, do, as, with, expect, expect_error")
        step = _step(item, clock, names)
        if step.name is not None and step.verb.makes is not None and step.refusal is None:
            names[step.name] = step.verb.makes
        clock = step.at
        steps.append(step)
    return tuple(steps)


def _step(block: Block, clock: datetime | None, names: Mapping[str, str]) -> Step:
    _known_keys(block, _STEP)
    do = _text(block, "do")
    verb = VERBS.get(do)
    if verb is None:
        raise YamlError(
            block.line_of("do"), f"действия «{do}» нет; есть: {', '.join(sorted(VERBS))}"
        )
    inputs = block.get("with") or Block(block.line)
    if not isinstance(inputs, Block):
        raise YamlError(block.line_of("with"), "«with» — это ключи со значениями")
    check(inputs, verb.inputs, names)
    return Step(
        line=block.line,
        at=_moment(block, do, inputs, clock),
        do=do,
        verb=verb,
        inputs=inputs,
        name=_name(block, do, verb, names),
        expected=_expected(block, do, verb, inputs, names),
        refusal=_refusal(block),
    )


def _moment(block: Block, do: str, inputs: Block, clock: datetime | None) -> datetime:
    """When the step happens: ``at``, the new time of the clock, or the time of the step before."""
    line = block.line_of("at")
    moment = clock
    if block.get("at") is not None:
        moment = local_moment(block["at"], line)
    if do == ADVANCE_CLOCK:
        line = inputs.line_of("to")
        moment = local_moment(inputs["to"], line)
    if moment is None:
        raise YamlError(line, "первый шаг говорит, когда он: at: 2026-03-02T10:15")
    if clock is not None and moment < clock:
        raise YamlError(line, f"время идёт только вперёд: {moment} раньше {clock}")
    return moment


def _name(block: Block, do: str, verb: Verb, names: Mapping[str, str]) -> str | None:
    if block.get("as") is None:
        return None
    name, line = _text(block, "as"), block.line_of("as")
    if verb.makes is None:
        raise YamlError(line, f"«{do}» не создаёт ничего, что можно назвать")
    if name in names:
        raise YamlError(line, f"имя «{name}» уже занято")
    return name


def _expected(
    block: Block, do: str, verb: Verb, inputs: Block, names: Mapping[str, str]
) -> Mapping[str, object]:
    expected = block.get("expect")
    if expected is None:
        return {}
    if not isinstance(expected, Block):
        raise YamlError(block.line_of("expect"), "«expect» — это ключи со значениями")
    if block.get("expect_error") is not None:
        raise YamlError(block.line_of("expect"), "либо expect, либо expect_error")
    known = FACTS[names[str(inputs["of"])]] if do == ASK_FACTS else verb.facts
    for key, value in expected.items():
        line = expected.line_of(key)
        if key not in known:
            raise YamlError(line, f"факта «{key}» нет; есть: {', '.join(sorted(known))}")
        if isinstance(value, Decimal) and key not in QUANTITIES:
            raise YamlError(line, f"«{key}»: деньги пишут в кавычках")
    return expected


def _refusal(block: Block) -> str | None:
    return _text(block, "expect_error") if block.get("expect_error") is not None else None


def _known_keys(block: Block, known: frozenset[str]) -> None:
    for key in block:
        if key not in known:
            raise YamlError(
                block.line_of(key), f"ключа «{key}» здесь нет; есть: {', '.join(sorted(known))}"
            )


def _text(block: Block, key: str) -> str:
    value = block.get(key)
    if not isinstance(value, str) or not value:
        raise YamlError(block.line_of(key), f"нужен текст «{key}»")
    return value

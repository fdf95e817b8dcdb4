"""The manual of scenarios lists what there is."""

import re
from pathlib import Path

import pytest

from portal.scenarios.facts_of import FACTS
from portal.scenarios.inputs import Input
from portal.scenarios.verb import Verb
from portal.scenarios.verbs import ASK_FACTS, VERBS

MANUAL = (Path(__file__).resolve().parents[2] / "docs/reference/scenarios.md").read_text("utf-8")
TABLES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in MANUAL.splitlines()
    if line.startswith("| ")
]
ROWS = {cells[0]: cells[1:] for cells in TABLES}


def words(cell: str) -> set[str]:
    return set(re.findall(r"[a-z_]+", cell))


def keys_of(inputs: dict[str, Input]) -> set[str]:
    return set(inputs).union(*(keys_of(dict(one.inside)) for one in inputs.values()))


@pytest.mark.parametrize(("name", "verb"), VERBS.items())
def test_every_verb_is_in_the_manual(name: str, verb: Verb) -> None:
    inputs, facts = ROWS[f"`{name}`"]

    assert words(inputs) == keys_of(dict(verb.inputs))
    if name != ASK_FACTS:
        assert words(facts) == verb.facts


@pytest.mark.parametrize(("thing", "facts"), FACTS.items())
def test_every_fact_is_in_the_manual(thing: str, facts: frozenset[str]) -> None:
    assert words(ROWS[thing][0]) == facts

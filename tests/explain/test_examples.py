"""Every shipped example is answered by the law as it says; the federal ones by the baseline."""

import re

import pytest

from portal.explain.examples import Example, ask, examples_of
from portal.regions.registry import Region, baseline, discover

CASES = [
    pytest.param(region, example, id=f"{region.code}: {example.name}")
    for region in (baseline(), *discover().values())
    for example in examples_of(region)
]


@pytest.mark.parametrize(("region", "example"), CASES)
def test_the_law_answers_as_the_example_says(region: Region, example: Example) -> None:
    outcome = ask(example, region)

    assert outcome.passed, f"{example.path}:{example.line}: {outcome.actual}"


@pytest.mark.parametrize("region", [baseline(), *discover().values()], ids=lambda one: one.code)
def test_an_example_is_named_in_words_and_once_in_its_file(region: Region) -> None:
    names = [(example.path, example.name) for example in examples_of(region)]

    assert [name for _, name in names if re.search(r"[a-z]{2,}", name)] == []
    assert sorted({one for one in names if names.count(one) > 1}) == []

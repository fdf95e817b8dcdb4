"""Every shipped example is answered by the law as it says; the federal ones by the baseline."""

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

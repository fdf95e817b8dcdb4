"""Every scenario that ships with an installed region, played."""

from pathlib import Path

import pytest

from portal.regions.registry import discover
from portal.scenarios.loader import Scenario, find_files, load
from portal.scenarios.runner import play

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
REGIONS = discover()
SHIPPED = [
    scenario
    for path in find_files(sorted(PLUGINS.glob("*/portal_*/scenarios")))
    for scenario in load(path, REGIONS)
]


@pytest.mark.parametrize(
    "scenario", [pytest.param(scenario, id=scenario.name) for scenario in SHIPPED]
)
def test_shipped_scenario(scenario: Scenario) -> None:
    outcome = play(scenario)

    wrong = [step for step in outcome.steps if not step.passed]
    assert outcome.passed, wrong


def test_every_region_tells_a_whole_month() -> None:
    for code in REGIONS:
        verbs = [
            {step.do for step in scenario.steps}
            for scenario in SHIPPED
            if scenario.region.code == code
        ]
        assert any({"present_programme", "close_month", "record_payment"} <= do for do in verbs)


def test_names_tell_scenarios_apart() -> None:
    names = [(scenario.region.code, scenario.name) for scenario in SHIPPED]

    assert len(names) == len(set(names))

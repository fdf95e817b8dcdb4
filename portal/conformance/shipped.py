"""The examples and scenarios that a region ships, and how they went."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from portal.explain.examples import Example, examples_of
from portal.regions.registry import Region
from portal.scenarios.loader import Scenario, find_files, load


@dataclass(frozen=True, slots=True)
class Shipped:
    """What proves a region's law; both in the order of their files."""

    examples: tuple[Example, ...]
    scenarios: tuple[Scenario, ...]


def shipped_by(region: Region) -> Shipped:
    """The region's examples and scenarios; raises YamlError naming file and line."""
    return Shipped(examples_of(region), scenarios_of(region))


def scenarios_of(region: Region) -> tuple[Scenario, ...]:
    """The scenarios in the ``scenarios`` folder of the region's package."""
    package = region.identity.template_package
    folder = Path(str(files(package))) / "scenarios" if package else None
    if folder is None or not folder.is_dir():
        return ()
    known = {region.code: region}
    return tuple(scenario for path in find_files([folder]) for scenario in load(path, known))

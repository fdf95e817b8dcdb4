"""Discovery and the typed facade; what does not fit together never starts."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal.domain.violations import RulesBroken
from portal.regions.errors import RegionError
from portal.regions.registry import Region, build, discover
from tests.regions.fake_region import IDENTITY, make_plugin

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = sorted(discover())


def test_every_folder_of_a_region_is_installed_and_found() -> None:
    folders = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))

    assert folders == INSTALLED


def test_discovered_regions_cannot_be_changed() -> None:
    regions = discover()

    with pytest.raises(TypeError):
        regions["other"] = regions[INSTALLED[0]]  # type: ignore[index]


@pytest.mark.parametrize("code", INSTALLED)
def test_a_region_alone_is_enough(code: str) -> None:
    others = {f"portal_{other}": None for other in INSTALLED if other != code}
    program = (
        "import sys\n"
        f"sys.modules.update({others!r})\n"
        "from portal.regions import registry\n"
        "every = registry.entry_points\n"
        f"registry.entry_points = lambda group: every(group=group, name={code!r})\n"
        "print(*registry.discover())\n"
    )

    found = subprocess.run(  # noqa: S603  # our own interpreter, our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert found.stdout.split() == [code]


def test_the_day_of_a_region_is_that_of_its_time_zone() -> None:
    region = build("fake", make_plugin())
    evening_in_utc = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)

    assert region.local(evening_in_utc) == datetime.fromisoformat("2026-03-02T08:30")
    assert region.today(evening_in_utc) == date(2026, 3, 2)
    assert region.utc(region.local(evening_in_utc)) == evening_in_utc


def test_a_form_is_found_by_its_code(region: Region) -> None:
    day = date(2026, 3, 1)

    assert region.printed_form("act", day).template == "act.html"
    with pytest.raises(RulesBroken, match="«cheque»"):
        region.printed_form("cheque", day)


@pytest.mark.parametrize(
    ("code", "plugin", "message"),
    [
        pytest.param("fake", make_plugin(region_identity=None), "nobody answers", id="no identity"),
        pytest.param(
            "fake", make_plugin(reference_values=[]), "returned list, not tuple", id="a wrong type"
        ),
        pytest.param("real", make_plugin(), "says «fake»", id="another name"),
        pytest.param("fake", make_plugin(contract_rulez=IDENTITY), "contract_rulez", id="misspelt"),
    ],
)
def test_a_region_that_does_not_fit_is_refused_by_name(
    code: str, plugin: object, message: str
) -> None:
    with pytest.raises(RegionError, match=message) as caught:
        build(code, plugin)

    assert f"region {code}" in str(caught.value)

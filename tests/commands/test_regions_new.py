"""``portal regions new``: what it writes loads, passes the kit, and follows the tutorial."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.commands.new_region import genitive_of
from portal.regions.registry import discover
from tests.commands.conftest import Portal

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial-region.md"
NAME = "Тверская область"


def install(region: Path, code: str, site: Path) -> dict[str, str]:
    """The region on the path with its entry point, as an editable install leaves it."""
    info = site / f"portal_{code}-0.1.0.dist-info"
    info.mkdir(parents=True)
    about = f"Metadata-Version: 2.1\nName: portal-{code}\nVersion: 0.1.0\n"
    (info / "METADATA").write_text(about, encoding="utf-8")
    entry = f"[portal.regions]\n{code} = portal_{code}.plugin\n"
    assert f'{code} = "portal_{code}.plugin"' in (region / "pyproject.toml").read_text("utf-8")
    (info / "entry_points.txt").write_text(entry, encoding="utf-8")
    path = os.pathsep.join([str(ROOT), str(region), str(site), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(  # noqa: S603 - our own
        command, capture_output=True, encoding="utf-8", env=environment, check=False, cwd=ROOT
    )


@pytest.fixture
def tver(portal: Portal, tmp_path: Path) -> Path:
    done = portal("regions", "new", "tver", "--name", NAME, "--dir", str(tmp_path))
    assert (done.status, done.err) == (0, "")
    assert "portal regions check tver" in done.out
    return tmp_path / "tver"


def test_a_new_region_passes_the_whole_kit_and_its_own_test(tver: Path, tmp_path: Path) -> None:
    environment = install(tver, "tver", tmp_path / "site")

    listed = run("portal.cli", "regions", "list", environment=environment)
    checked = run("portal.cli", "regions", "check", "tver", "--write", environment=environment)

    assert "Тверская область" in listed.stdout
    assert checked.returncode == 0, checked.stdout[-2000:]
    assert "доказано 37, не доказано 0" in checked.stdout
    assert checked.stdout.endswith("Замечаний нет.\n")
    assert "константы: 37 из 37" in checked.stderr
    proof = (tver / "portal_tver" / "data" / "passport.toml").read_text("utf-8")
    assert "proved = 37" in proof


def test_the_tutorial_works_as_it_is_written(tver: Path, tmp_path: Path) -> None:
    environment = install(tver, "tver", tmp_path / "site")
    package = tver / "portal_tver"
    module, hook = re.findall(r"```python\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    (example,) = re.findall(r"```yaml\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    (package / "contract.py").write_text(module, encoding="utf-8")
    plugin = (package / "plugin.py").read_text("utf-8")
    plugin = plugin.replace("api import (", "api import (\n    ContractRules,").replace(
        "from portal_tver.identity",
        "from portal_tver.contract import CONTRACTS\nfrom portal_tver.identity",
    )
    (package / "plugin.py").write_text(f"{plugin}\n\n{hook}", encoding="utf-8")

    federal = run("portal.cli", "regions", "check", "tver", "--quick", environment=environment)
    (package / "examples" / "contract.yaml").write_text(example, encoding="utf-8")
    scenario = package / "scenarios" / "month-at-home.yaml"
    told = re.sub(
        r"contract_due: \S+, contract_due_rule: FED-CON-01",
        "contract_due_rule: TVE-CON-01",
        scenario.read_text("utf-8"),
    )
    scenario.write_text(told, encoding="utf-8")
    regional = run("portal.cli", "regions", "check", "tver", "--quick", environment=environment)

    assert federal.returncode == 1
    assert "contract_due_rule" in federal.stdout
    assert regional.returncode == 0, regional.stdout[-2000:]


def test_what_is_written_is_in_the_house_style(tver: Path) -> None:
    package = str(tver / "portal_tver")
    for command in (("check", "--ignore=I001"), ("format", "--check")):
        arguments = ("ruff", *command, "--config", str(ROOT / "pyproject.toml"), package)
        done = run(*arguments, environment=dict(os.environ))
        assert done.returncode == 0, done.stdout


def test_rules_begin_with_letters_that_nobody_uses(portal: Portal, tmp_path: Path) -> None:
    portal("regions", "new", "vladikavkaz", "--name", "город Владикавказ", "--dir", str(tmp_path))

    reference = (tmp_path / "vladikavkaz" / "portal_vladikavkaz" / "plugin.py").read_text("utf-8")
    assert "VLA-" not in reference
    assert "VLD-IPP-01" in reference


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [
        pytest.param("Tver", NAME, "code", id="capitals"),
        pytest.param("тверь", NAME, "code", id="Russian letters"),
        pytest.param("tv", NAME, "code", id="too short"),
        pytest.param("a-b-c", NAME, "code", id="hyphens"),
        pytest.param("federal", NAME, "code", id="the baseline's code"),
        *(pytest.param(code, NAME, "code", id=code) for code in discover()),
        pytest.param("tver", " ", "name", id="no name"),
        pytest.param("tver", 'область "Т"', "name", id="quotes"),
    ],
)
def test_a_wrong_call_writes_nothing(
    portal: Portal, tmp_path: Path, code: str, name: str, field: str
) -> None:
    done = portal("regions", "new", code, "--name", name, "--dir", str(tmp_path))

    assert (done.status, done.out) == (2, "")
    assert done.error["field"] == field
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_left_alone(portal: Portal, tver: Path) -> None:
    done = portal("regions", "new", "tver", "--name", NAME, "--dir", str(tver.parent))

    assert done.status == 2
    assert done.error["field"] == "dir"


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Тверская область", "Тверской области"),
        ("Пермский край", "Пермского края"),
        ("Республика Коми", "Республики Коми"),
        ("город Севастополь", "города Севастополь"),
        ("Чукотка", "Чукотка"),
    ],
)
def test_names_are_declined_where_it_is_known_how(name: str, genitive: str) -> None:
    assert genitive_of(name) == genitive

"""Guards over the source: what the layers' linter cannot see. A failing guard names the remedy."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"
CLOCK_FREE = ("domain", "regions", "usecases", "documents")
CLOCKS = ("datetime.now(", "datetime.utcnow(", "date.today(", "time.time(")
VAGUE = {"utils", "helpers", "common", "manager", "managers", "base", "misc"}
INVENTED_PEOPLE = ("demo",)


def sources(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts)


def region_codes() -> tuple[str, ...]:
    return tuple(entry.name for entry in entry_points(group="portal.regions"))


def test_no_module_has_a_vague_name() -> None:
    vague = [path for path in sources(PORTAL) if path.stem in VAGUE]

    assert not vague, f"give these modules a concept's name: {vague}"


@pytest.mark.parametrize("layer", CLOCK_FREE)
def test_the_clock_is_an_argument(layer: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {clock}"
        for path in sources(PORTAL / layer)
        for clock in CLOCKS
        if clock in path.read_text(encoding="utf-8")
    ]

    assert not found, f"take the moment as an argument: {found}"


def test_regions_do_not_ask_the_clock() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources(ROOT / "plugins")
        if "tests" not in path.parts
        and any(clock in path.read_text(encoding="utf-8") for clock in CLOCKS)
    ]

    assert not found, f"a rule never asks the clock: {found}"


def test_the_portal_names_no_region() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {code}"
        for path in sources(PORTAL)
        if not set(INVENTED_PEOPLE) & set(path.relative_to(PORTAL).parts)
        for code in region_codes()
        if re.search(rf"[\"']{code}[\"']|portal_{code}", path.read_text(encoding="utf-8"))
    ]

    assert not named, f"ask the region's facade instead: {named}"


def test_money_never_meets_binary_floating_point() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for layer in ("domain", "regions", "usecases", "models")
        for path in sources(PORTAL / layer)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]

    assert not found, f"use Decimal or integer kopecks: {found}"


def test_only_one_module_commits() -> None:
    committing = {
        str(path.relative_to(PORTAL))
        for path in sources(PORTAL)
        if re.search(r"\.commit\(\)", path.read_text(encoding="utf-8"))
    }

    assert committing <= {"usecases/transaction.py"}, (
        f"let transaction() commit: {committing - {'usecases/transaction.py'}}"
    )


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for folder in (PORTAL, ROOT / "plugins")
        for path in sources(folder)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert not silent, f"open these modules with one sentence: {silent}"


def test_every_template_is_used() -> None:
    everything = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (PORTAL, TEMPLATES, ROOT / "plugins")
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html", ".css"}
    )
    unused = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if path.name not in everything
    ]

    assert not unused, f"delete or include: {unused}"


def test_no_template_carries_script_or_style_inside() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>\s*\S|\son[a-z]+=\"|javascript:|\shx-on|\sstyle=\""
    )
    found = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "documents" not in path.parts and inline.search(path.read_text(encoding="utf-8"))
    ]

    assert not found, f"the content policy forbids it: {found}"


def test_terms_are_counted_by_the_calendar_with_its_added_years() -> None:
    found = [
        str(path.relative_to(PORTAL))
        for layer in ("usecases", "web")
        for path in sources(PORTAL / layer)
        if path.name != "work_calendar.py" and "region.calendar" in path.read_text(encoding="utf-8")
    ]

    assert not found, f"ask usecases.work_calendar.work_calendar(session, region): {found}"

"""Coverage is honest: an id counts only when an object carries it."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from portal.conformance.code_citations import ROOT, code_citations
from portal.conformance.coverage import (
    Carrier,
    Covered,
    Rule,
    RulebookError,
    State,
    coverage,
    read_rulebook,
)
from portal.regions.api import Gap
from portal.regions.registry import Region, baseline, discover
from tests.conformance.conftest import PACKAGE, Ship
from tests.regions.fake_region import IDENTITY

EXAMPLE = """name: Перечень с начала закона
rules: [FED-IPP-11, FAK-URG-01]
ask: editions
given: {hooks: [service_catalogue]}
expect: {service_catalogue: ["2015-01-01"]}
"""
CODE = '''"""A module."""
NAMED = Citation("TST-LAW-90", "GK", "ст. 1 ГК РФ", verify=True)
TYPED: Citation = Citation(rule="TST-LAW-91", act="GK", unit="ст. 2 ГК РФ")
FORGOTTEN = Citation("TST-LAW-92", "GK", "ст. 3 ГК РФ")


def decide():
    refuse("no", citation=NAMED, other=laws.TYPED)
    return Citation("TST-LAW-93", "GK", "ст. 4 ГК РФ"), Citation(a_name, "GK", "x"), laws.Citation()
'''


def rule(code: str) -> Rule:
    return Rule(code, code[4:7], "название")


@pytest.fixture
def regions(ship: Ship) -> dict[str, Region]:
    gaps = (Gap("FAK-TER-01", "потом"), Gap("FED-IPP-11", "уже есть"))
    identity = replace(IDENTITY, template_package=PACKAGE, gaps=gaps)
    region = ship({"examples/list.yaml": EXAMPLE}, region_identity=identity)
    return {"federal": baseline(), "fake": region}


def test_a_rule_is_held_left_or_missing(regions: dict[str, Region]) -> None:
    asked = [rule(code) for code in ("FED-IPP-11", "FAK-TER-01", "FAK-URG-01")]

    held, left, missing = coverage(asked, regions)

    assert (held.state, left.state, missing.state) == (State.HELD, State.LEFT, State.MISSING)
    assert "Перечень с начала закона" in held.shown_by
    assert missing.shown_by == ("Перечень с начала закона",)
    assert left.reason == "потом"
    assert [state.label for state in State] == [
        "есть", "только отвечает", "оставлено", "НЕТ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("used", "carriers", "state"),
    [
        (True, 1, State.HELD),
        (None, 1, State.HELD),
        (False, 1, State.ANSWERED),
        (False, 0, State.MISSING),
    ],
)
def test_a_rule_no_page_reads_is_only_answered(
    used: bool | None, carriers: int, state: State
) -> None:
    carried = (Carrier("fake", "fee_rules.caps", "п. 1"),) * carriers

    found = Covered(rule("FAK-FEE-01"), carried, (), None, answered="не читает", used=used)

    assert found.state is state


def test_objects_are_told_by_region_and_path_and_code_by_its_name(
    regions: dict[str, Region],
) -> None:
    cap, next_day = coverage([rule("FED-FEE-05"), rule("FED-CAL-02")], regions)

    assert [item.text for item in cap.carriers] == ["federal: fee_rules.caps[stationary]"]
    assert "portal.domain.deadlines.NEXT_DAY" in [item.text for item in next_day.carriers]
    assert cap.carriers[0].clause == "ч. 4 ст. 32 442-ФЗ"


def test_what_a_region_takes_over_is_told_where_it_comes_from(
    regions: dict[str, Region],
) -> None:
    (found,) = coverage([rule("FED-TRN-01")], regions)

    assert {item.region for item in found.carriers} <= {"federal", None}


def test_code_counts_when_something_uses_it(tmp_path: Path) -> None:
    folder = tmp_path / "law" / "domain"
    folder.mkdir(parents=True)
    (folder / "rules.py").write_text(CODE, encoding="utf-8")

    found = list(code_citations(tmp_path / "law", ("domain",)))

    assert [(item.rule, item.place, item.verify) for item in found] == [
        ("TST-LAW-90", "law.domain.rules.NAMED", True),
        ("TST-LAW-91", "law.domain.rules.TYPED", False),
        ("TST-LAW-93", "law.domain.rules", False),
    ]


def test_every_clause_of_the_portals_code_names_a_rule() -> None:
    places = [item.place for item in code_citations()]

    assert "portal.domain.deadlines.NEXT_DAY" in places
    assert all(ast.parse(place, mode="eval") for place in places)
    assert ROOT.name == "portal"


def test_the_rulebook_is_read_from_every_file(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("- {id: FED-CAL-01, area: CAL, title_ru: День}\n", "utf-8")
    (tmp_path / "a.yaml").write_text("- {id: FAK-CAL-01, area: CAL, title_ru: Час}\n", "utf-8")

    assert [item.id for item in read_rulebook(tmp_path)] == ["FAK-CAL-01", "FED-CAL-01"]


@pytest.mark.parametrize("text", ["- {id: X}\n", "a: [\n", "5\n"])
def test_a_rulebook_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.yaml").write_text(text, "utf-8")

    with pytest.raises(RulebookError, match=r"broken\.yaml"):
        read_rulebook(tmp_path)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="нет файлов правил"):
        read_rulebook(tmp_path)
    with pytest.raises(RulebookError):
        read_rulebook(tmp_path / "nowhere")


def test_installed_regions_are_covered_by_their_own_objects() -> None:
    regions = {"federal": baseline(), **discover()}

    (found,) = coverage([rule("VLA-FEE-02")], regions)

    assert found.state is State.HELD
    assert {item.region for item in found.carriers} == {"vladimir"}

"""``portal regions explain`` and ``portal rules coverage``: what is said, and how they leave."""

from pathlib import Path

import pytest

from portal.regions.registry import discover
from tests.commands.conftest import Portal

RULES = """- {id: FED-CAL-02, area: CAL, title_ru: Начало срока}
- {id: FED-FEE-05, area: FEE, title_ru: Три четверти}
"""
STRANGE = "- {id: XXX-CAL-01, area: CAL, title_ru: Ничьё правило}\n"


def test_a_procedure_is_told_in_lines(portal: Portal) -> None:
    done = portal("regions", "explain", "vladimir", "--day", "2026-03-16")

    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0] == "Владимирская область (vladimir): порядок на 16.03.2026"
    assert "[VLA-FEE-02: п. 8 порядка обслуживания на дому]" in done.out


def test_json_is_one_object_with_every_procedure(portal: Portal) -> None:
    answer = portal("regions", "explain", "moscow", "--day", "2026-03-16", "--json").answer

    assert (answer["region"], answer["day"]) == ("moscow", "2026-03-16")
    assert "contract_rules" in answer["procedures"]  # type: ignore[operator]


def test_today_is_meant_when_no_day_is_named(portal: Portal) -> None:
    assert portal("regions", "explain", "federal").status == 0


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        pytest.param(("explain", "nowhere"), "code", id="no such region"),
        pytest.param(("explain", "moscow", "--day", "16.03.2026"), "day", id="no such day"),
        pytest.param(("check", "nowhere"), "code", id="no such region to check"),
    ],
)
def test_a_wrong_call_names_the_field(
    portal: Portal, arguments: tuple[str, ...], field: str
) -> None:
    done = portal("regions", *arguments)

    assert (done.status, done.out) == (2, "")
    assert done.error["field"] == field


def test_an_unknown_region_is_answered_with_those_there_are(portal: Portal) -> None:
    message = portal("regions", "explain", "nowhere").error["message"]

    assert message is not None
    assert all(code in message for code in ("federal", *discover()))


@pytest.fixture
def rulebook(tmp_path: Path) -> Path:
    (tmp_path / "federal.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def test_coverage_names_objects_and_totals(portal: Portal, rulebook: Path) -> None:
    done = portal("rules", "coverage", "--rulebook", str(rulebook))

    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "FED-CAL-02  есть             Начало срока"
    assert "portal.domain.deadlines.NEXT_DAY" in lines[1]
    assert "federal: fee_rules.caps[stationary] (ч. 4 ст. 32 442-ФЗ)" in done.out
    assert lines[-1].startswith("Правил 2: есть 2, только отвечает 0 ")


def test_a_rule_that_nobody_carries_leaves_with_one(portal: Portal, rulebook: Path) -> None:
    (rulebook / "other.yaml").write_text(STRANGE, encoding="utf-8")

    done = portal("rules", "coverage", "--rulebook", str(rulebook), "--json")

    assert done.status == 1
    assert done.answers[-1] == {
        "rule": "XXX-CAL-01",
        "area": "CAL",
        "title": "Ничьё правило",
        "state": "missing",
        "objects": [],
        "shown_by": [],
        "reason": None,
        "used": None,
        "answered_only": None,
    }


def test_a_rulebook_that_is_not_there_is_a_wrong_call(portal: Portal, tmp_path: Path) -> None:
    done = portal("rules", "coverage", "--rulebook", str(tmp_path / "nowhere"))

    assert (done.status, done.out) == (2, "")
    assert done.error["field"] == "rulebook"

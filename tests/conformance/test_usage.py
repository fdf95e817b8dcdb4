"""What the portal reads of the law is followed through its own sources, name by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from portal.conformance.coverage import Rule, coverage
from portal.conformance.usage import Usage, answered_only, unread_rules, usage_of
from portal.regions.proof import Answered, as_toml, stored_proof
from portal.regions.registry import baseline
from tests.conformance.conftest import PACKAGE, Ship
from tests.regions.fake_region import IDENTITY
from tests.regions.test_passport import PROOF

LAW = """
TERM = Citation("TST-LAW-01", "GK", "ст. 1")
FORGOTTEN = Citation("TST-LAW-02", "GK", "ст. 2")


class Rules:
    first: int
    second: int

    def shown(self):
        return self.third

    def hidden(self):
        return self.fourth


def due(rules):
    '''By when (TST-LAW-01).'''
    return rules.first, TERM


def idle(rules):
    '''Whether (TST-LAW-01, TST-LAW-02, TST-LAW-03).'''
    return rules.second, FORGOTTEN
"""
PAGE = """
'''A page of TST-LAW-03.'''
from law.domain.rules import Rules, due
from law.domain import rules as whole


def view(found: Rules):
    match found:
        case Rules(fifth=5):
            return whole.TERM
    return due(found), found.shown(), "asked_by_code"
"""


@pytest.fixture
def usage(tmp_path: Path) -> Usage:
    root, templates = tmp_path / "law", tmp_path / "templates"
    for path, text in {
        root / "domain" / "rules.py": LAW,
        root / "web" / "page.py": PAGE,
        root / "explain" / "answer.py": "from law.domain.rules import idle\nidle(1)\n",
        templates / "page.html": "{{ found.sixth }} {{ address('pages.seventh') }} a.eighth",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return usage_of(root, templates)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        pytest.param("first", True, id="in a function that a page calls"),
        pytest.param("second", False, id="in a function that only explain calls"),
        pytest.param("third", True, id="in a method that a page calls"),
        pytest.param("fourth", False, id="in a method that nobody calls"),
        pytest.param("fifth", True, id="in a pattern"),
        pytest.param("sixth", True, id="in a template"),
        pytest.param("seventh", False, id="in an address of a template"),
        pytest.param("eighth", False, id="in the words of a template"),
    ],
)
def test_a_field_counts_when_a_page_comes_to_it(usage: Usage, name: str, *, read: bool) -> None:
    assert (name in usage.fields) is read


def test_a_clause_in_code_counts_when_a_page_comes_to_it(usage: Usage) -> None:
    assert usage.reads("law.domain.rules.TERM")
    assert not usage.reads("law.domain.rules.FORGOTTEN")
    assert "asked_by_code" in usage.texts


def test_a_rule_by_which_nobody_decides_is_only_shown(usage: Usage) -> None:
    """Of the three that the idle function names, one is decided elsewhere, one by the page."""
    assert usage.undecided == {"TST-LAW-02"}


def test_a_list_on_a_page_decides_nothing() -> None:
    fields = ("notices", "within", "subjects", "opens")
    asked = reading(*fields, texts=("public_information",))

    shown = unread_rules(baseline(), replace(asked, undecided=frozenset({"FED-NOT-04"})))

    assert shown["FED-NOT-04"] == "портал показывает правило, но сам по нему ничего не решает"


def reading(*fields: str, texts: tuple[str, ...] = ()) -> Usage:
    return Usage(frozenset(fields), frozenset(texts), frozenset())


def test_a_member_counts_when_somebody_asks_for_its_code() -> None:
    """FED-NOT-04: the notices are read as a whole, this one by its code."""
    fields = ("notices", "within", "subjects", "opens")
    federal = baseline()

    asked = unread_rules(federal, reading(*fields, texts=("public_information",)))
    idle = unread_rules(federal, reading(*fields))

    assert asked["FED-NOT-04"] is None
    assert idle["FED-NOT-04"] == (
        "в разделе «Уведомления» портал не спрашивает «Обновление сведений на сайте»"
    )


def test_a_section_that_nobody_opens_is_the_reason() -> None:
    found = {one.rule: one.reason for one in answered_only(baseline(), reading())}

    assert found["FED-NOT-04"] == "страницы портала не читают раздел «Уведомления»"


def test_coverage_tells_used_from_answered() -> None:
    asked = [Rule(code, code[4:7], "название") for code in ("FED-NOT-04", "XXX-NOT-01")]
    usage = reading("notices", texts=("public_information",))

    used, nobodys = coverage(asked, {"federal": baseline()}, usage)
    (idle, _) = coverage(asked, {"federal": baseline()}, reading("notices"))
    (unasked, _) = coverage(asked, {"federal": baseline()})

    assert (used.used, used.answered) == (True, None)
    assert (idle.used, bool(idle.answered)) == (False, True)
    assert (unasked.used, nobodys.used) == (None, None)


def test_the_passport_keeps_what_was_only_answered(ship: Ship) -> None:
    told = replace(PROOF, answered=(Answered("FAK-NOT-01", "нет «страницы»"),))
    identity = replace(IDENTITY, template_package=PACKAGE)
    region = ship({"data/passport.toml": as_toml("fake", told)}, region_identity=identity)

    assert stored_proof(region) == told

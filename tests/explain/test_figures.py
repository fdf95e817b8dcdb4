"""The worked figures of every rule of the law run literally somewhere: what is given, what comes.

``figures.yaml`` names, rule by rule, cases that one example or one scenario of that rule must show
in full. Those run by themselves; here it is only seen that none of the figures has got lost. A rule
that no region ships is shown by a test of the portal, by its name.
"""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from portal.conformance.shipped import shipped_by
from portal.regions.registry import baseline, discover
from tests.explain.figures import Shown, answers, figures, shown_by_example, shown_by_scenario

TABLE = Path(__file__).with_name("figures.yaml")
ROOT = TABLE.parents[2]
# Every scalar stays the text it is written as: a day is compared as it is read.
FIGURES: Mapping[str, list[dict[str, object]]] = yaml.load(
    TABLE.read_text("utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 - it builds texts, lists and mappings, nothing else
)
ASKED = {rule: [case for case in cases if "test" not in case] for rule, cases in FIGURES.items()}
TESTED = [(rule, case) for rule, cases in FIGURES.items() for case in cases if "test" in case]


@pytest.fixture(scope="module")
def shown() -> Mapping[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for region in (baseline(), *discover().values()):
        shipped = shipped_by(region)
        for example in shipped.examples:
            _put(found, example.rules, shown_by_example(example))
        for scenario in shipped.scenarios:
            _put(found, scenario.rules, shown_by_scenario(scenario))
    return found


def _put(found: dict[str, list[Shown]], rules: tuple[str, ...], one: Shown) -> None:
    for rule in rules:
        found.setdefault(rule, []).append(one)


@pytest.mark.parametrize("rule", [rule for rule, cases in ASKED.items() if cases])
def test_the_figures_of_a_rule_stand_together_where_it_is_shown(
    rule: str, shown: Mapping[str, list[Shown]]
) -> None:
    lost = [case for case in ASKED[rule] if not any(one.shows(case) for one in shown[rule])]

    assert lost == [], f"no example or scenario that names {rule} shows this"


@pytest.mark.parametrize(
    ("rule", "case"), [pytest.param(rule, case, id=rule) for rule, case in TESTED]
)
def test_the_figures_of_an_unshipped_rule_stand_in_a_test_of_its_name(
    rule: str, case: Mapping[str, str]
) -> None:
    path, name = case["test"].split("::")
    text = (ROOT / path).read_text("utf-8")
    (function,) = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    source = "\n".join(text.splitlines()[first - 1 : function.end_lineno])

    assert rule in source
    assert [figure for figure in case["figures"] if figure not in source] == []


@pytest.mark.parametrize("rule", FIGURES)
def test_every_case_says_something(rule: str) -> None:
    assert FIGURES[rule] != []
    assert all(case.keys() & {"given", "expect", "refused", "test"} for case in FIGURES[rule])
    assert all(isinstance(case.get("expect", {}), dict) for case in FIGURES[rule])


FEE = Shown(
    "плата",
    figures([{"applied_on": "2026-03-16"}]),
    answers([{"free": True, "monthly_fee": "0.00", "steps": ["21000.00"]}]),
    False,
)
LATE = Shown(
    "отказ", figures([{"from": "2026-03-05T10:15"}]), answers([{"refusal": "overlap"}]), True
)


@pytest.mark.parametrize(
    ("one", "case", "shows"),
    [
        (FEE, {"given": ["2026-03-16"], "expect": {"free": "true"}}, True),
        (FEE, {"given": ["2026-03-17"]}, False),
        (FEE, {"expect": {"applied_on": "2026-03-16"}}, False),
        (FEE, {"expect": {"free": "false"}}, False),
        (FEE, {"expect": {"monthly_fee": "0.00"}}, True),
        (FEE, {"expect": {"threshold": "21000.00"}}, False),
        (FEE, {"expect": {"monthly_fee": "21000.00"}}, False),
        (FEE, {"refused": "true"}, False),
        (LATE, {"refused": "true"}, True),
        (LATE, {"expect": {"refusal": "overlap"}, "refused": "true"}, True),
        (LATE, {"expect": {"refusal": "value_invalid"}, "refused": "true"}, False),
        (LATE, {"given": ["2026-03-05"]}, True),
        (LATE, {"given": ["2026-03-05 10:16"]}, False),
    ],
)
def test_a_figure_counts_under_its_own_key_only(
    one: Shown, case: Mapping[str, object], shows: bool
) -> None:
    assert one.shows(case) is shows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("07.05.2026", {"2026-05-07", "2026-05"}),
        ("2026-05-07T09:00", {"2026-05-07 09:00", "2026-05-07", "2026-05"}),
        ("S1 8 × 150,00", {"S1", "8", "150.00"}),
        ("FED-FEE-02", {"FED-FEE-02"}),
        ("2026-05", {"2026-05"}),
        ("", set()),
    ],
)
def test_a_figure_is_read_as_it_is_written(text: str, found: set[str]) -> None:
    assert figures([text]) == found

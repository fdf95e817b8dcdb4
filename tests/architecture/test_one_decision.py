"""One decision, one function: what `portal explain` answers with is what the product decides by.

A public function of the domain that only answers questions means that the product decides the same
by code of its own, or not at all. The region's proof then proves nothing of the product.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
DOMAIN = PORTAL / "domain"
ASKING = ("explain", "conformance", "scenarios", "demo")
"""Layers that ask the law or tell it: what only they call decides nothing for anybody."""

ONLY_ANSWERED: dict[str, str] = {
    "as_text": "prints a derivation for the command line; pages have the partial, papers an annex",
    "share_between_providers": "both bills of a month at once; an act takes its part by payable_of",
    "share_cap": "every bill under a bound at once; an act takes its part by payable_of",
    "check_fee_within": "of a fee found elsewhere; nobody types one, contracts calculate it",
    "maintenance_due": "a child's clothes and meals are issued without a price, none is charged",
    "check_storage": "where the server stands whoever installs the portal knows, no page asks it",
    "service_named": "a service is chosen from the catalogue by its code, nobody types its name",
    "check_served": "a record of a service has no other person than the one of its contract",
}
"""Functions that only answer, each with the reason why the product has no use for it."""


def product_sources() -> Iterator[str]:
    for path in PORTAL.rglob("*.py"):
        layer = path.relative_to(PORTAL).parts[0]
        if layer != "domain" and layer not in ASKING:
            yield path.read_text(encoding="utf-8")
    for path in (ROOT / "plugins").rglob("*.py"):
        if "tests" not in path.parts:
            yield path.read_text(encoding="utf-8")


def words_of(node: ast.AST) -> set[str]:
    return {
        part.id if isinstance(part, ast.Name) else part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Name | ast.Attribute)
    }


@cache
def domain() -> tuple[frozenset[str], dict[str, set[str]]]:
    """The public functions of the domain, and which names every function and class there names."""
    public: set[str] = set()
    names: dict[str, set[str]] = {}
    for path in DOMAIN.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.setdefault(node.name, set()).update(words_of(node))
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                public.add(node.name)
    return frozenset(public), names


@cache
def only_answered() -> frozenset[str]:
    """Public functions that the product reaches neither itself nor through another it calls."""
    public, names = domain()
    reached = set().union(*(re.findall(r"\w+", source) for source in product_sources()))
    todo = [name for name in names if name in reached]
    seen = set(todo)
    while todo:
        found = (names[todo.pop()] & names.keys()) - seen
        seen |= found
        todo.extend(found)
    return public - seen


def test_the_product_decides_by_the_functions_that_answer_questions() -> None:
    lonely = sorted(only_answered() - ONLY_ANSWERED.keys())

    assert not lonely, (
        f"only `explain` calls {lonely}: let the use case decide by it, or name the reason here"
    )


def test_what_the_product_has_come_to_call_is_taken_off_the_list() -> None:
    stale = sorted(ONLY_ANSWERED.keys() - only_answered())

    assert not stale, f"the product decides by {stale} now: take them off ONLY_ANSWERED"


def test_every_function_left_to_questions_has_its_reason() -> None:
    assert all(len(reason.split()) > 3 for reason in ONLY_ANSWERED.values())


def test_which_contracts_are_in_force_is_said_once() -> None:
    both = re.compile(r"ContractState\.(ACTIVE|SUSPENDED),\s+ContractState\.(ACTIVE|SUSPENDED)\b")
    places = [
        str(path.relative_to(ROOT))
        for path in sorted(PORTAL.rglob("*.py"))
        if both.search(path.read_text(encoding="utf-8"))
    ]

    assert places == ["portal/domain/contract.py"], "import RUNNING from portal.domain.contract"

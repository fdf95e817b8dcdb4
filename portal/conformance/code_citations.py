"""Rules that code carries: every ``Citation`` written in the portal's own modules.

Read from the sources, so that a clause inside a function counts as well as a named one. A named one
that nothing uses does not count: it would be a promise without a rule behind it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import portal

ROOT = Path(portal.__file__).resolve().parent
LAYERS = ("domain", "usecases", "documents", "explain", "web")
RULE, ACT, UNIT = "rule", "act", "unit"
CITATION = "Citation"


@dataclass(frozen=True, slots=True)
class CodeCitation:
    """A clause in code: the rule, the clause, and where it stands as a dotted name."""

    rule: str
    unit: str
    verify: bool
    place: str


def code_citations(root: Path = ROOT, layers: tuple[str, ...] = LAYERS) -> Iterator[CodeCitation]:
    """Every clause of the portal's code that something uses, module by module."""
    used: set[str] = set()
    citing: dict[Path, ast.Module] = {}
    for layer in layers:
        for path in sorted((root / layer).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            used.update(_names_used(tree))
            if CITATION in text:
                citing[path] = tree
    for path, tree in citing.items():
        module = ".".join((root.name, *path.relative_to(root).with_suffix("").parts))
        yield from _in_module(module.removesuffix(".__init__"), tree, used)


@cache
def portals_citations() -> tuple[CodeCitation, ...]:
    """Those of the portal itself: its code does not change while a process runs."""
    return tuple(code_citations())


def _every_node(tree: ast.AST) -> Iterator[ast.AST]:
    """What ast.walk finds, in no order and in half its time: the portal has a million nodes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for part in vars(node).values():
            if isinstance(part, list):
                waiting.extend(one for one in part if isinstance(one, ast.AST))
            elif isinstance(part, ast.AST) and not isinstance(part, ast.expr_context):
                waiting.append(part)


def _in_module(module: str, tree: ast.Module, used: set[str]) -> Iterator[CodeCitation]:
    for statement in tree.body:
        names = _names_of(statement)
        if names and not used & set(names):
            continue
        place = f"{module}.{names[0]}" if names else module
        for node in ast.walk(statement):
            found = _citation(node, place)
            if found is not None:
                yield found


def _names_of(statement: ast.stmt) -> list[str]:
    """The names a statement of a module binds; a function or a class counts as used."""
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    return []


def _names_used(tree: ast.Module) -> Iterator[str]:
    for node in _every_node(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _citation(node: ast.AST, place: str) -> CodeCitation | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id != CITATION:
        return None
    given = dict(zip((RULE, ACT, UNIT), node.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    rule, unit = _text(given.get(RULE)), _text(given.get(UNIT))
    if rule is None:
        return None
    verify = isinstance(mark := given.get("verify"), ast.Constant) and mark.value is True
    return CodeCitation(rule, unit or "", verify, place)


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

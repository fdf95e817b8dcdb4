"""What of the declared law the portal itself reads: read off its own sources, with no list by hand.

From every use case, page, paper and job the names are followed that it calls, into the pure
functions of the law. A part of a region is *used* when each field on the way to it is read there;
a member that is asked for by its code, when the code is named there. Everything else is only
answered: ``portal explain`` and the kit know it, nobody who works with the portal meets it. So is a
rule whose list a page shows while the function that decides by it is called by nobody who works.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from portal.conformance.code_citations import ROOT, portals_citations
from portal.regions.captions import code_words, field_title, hook_title
from portal.regions.proof import Answered
from portal.regions.registry import Region
from portal.regions.walk import HOOK_OF_FIELD, Found, Place, citations_in, walk

WORKING = ("usecases", "documents", "web", "signing", "jobs.py")
"""Where people meet the law; what stands below is law, what stands above is tools."""
ANSWERING = ("explain", "conformance", "scenarios", "commands", "demo")
TEMPLATES = ROOT.parent / "templates"
ASKED_BY_CODE = frozenset({"lists", "notices", "registers", "deadlines", "records"})
"""Fields whose members are asked for one by one: reading the field says nothing of a member."""
MACHINERY = frozenset({"rules", "versions", "value"})
"""Steps of a place that are the dated machinery, not law."""
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_IN_TEMPLATE = re.compile(r"\.([a-z_][a-z0-9_]*)")
_RULE = re.compile(r"\b[A-Z]{3}-[A-Z]{2,4}-\d{2,3}\b")
LAW = "domain"
_SHOWN_ONLY = "портал показывает правило, но сам по нему ничего не решает"
Definition = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Usage:
    """Names of fields that are read, texts that are named, definitions that are reached.

    ``undecided`` are the rules that only functions decide by which nobody reaches.
    """

    fields: frozenset[str]
    texts: frozenset[str]
    reached: frozenset[Definition]
    undecided: frozenset[str] = frozenset()

    def reads(self, place: str) -> bool:
        """Whether a constant of the portal's code, by its dotted name, is reached."""
        module, _, name = place.rpartition(".")
        return (module, name) in self.reached or any(at == place for at, _ in self.reached)


@dataclass(slots=True)
class _Module:
    """A source file: what it defines, and where the names come from that it imports."""

    name: str
    statements: list[ast.stmt]
    defined: dict[str, ast.stmt] = field(default_factory=dict)
    imported: dict[str, Definition] = field(default_factory=dict)


def usage_of(root: Path = ROOT, templates: Path = TEMPLATES) -> Usage:
    """Follow every name from the working layers of a package and the fields of its templates."""
    modules = {one.name: one for one in _modules(root)}
    found = _Follower(modules)
    working = tuple(f"{root.name}.{layer.removesuffix('.py')}" for layer in WORKING)
    for module in modules.values():
        if module.name in working or module.name.startswith(tuple(f"{one}." for one in working)):
            for name in module.defined:
                found.reach(module.name, name)
    for page in sorted(templates.rglob("*.html")):
        for name in _fields_of(page.read_text(encoding="utf-8")):
            found.read(name)
    found.follow()
    reached = frozenset(found.reached)
    return Usage(
        frozenset(found.fields),
        frozenset(found.texts),
        reached,
        _undecided(modules.values(), reached, f"{root.name}.{LAW}.", working),
    )


def _fields_of(template: str) -> Iterator[str]:
    """The fields that a template reads; addresses and other texts in quotes are none."""
    for expression in _EXPRESSION.findall(template):
        yield from _IN_TEMPLATE.findall(_QUOTED.sub("", expression))


def _undecided(
    modules: Iterable[_Module], reached: frozenset[Definition], law: str, working: tuple[str, ...]
) -> frozenset[str]:
    """Rules by which only unreached functions of the law decide, as their docstrings say.

    A rule that a working module names, or a function that somebody reaches, is decided by.
    """
    idle: set[str] = set()
    decided: set[str] = set()
    for module in modules:
        if module.name.startswith(working):
            decided.update(rule for one in module.statements for rule in _named_rules(one))
        if not module.name.startswith(law):
            continue
        for name, statement in module.defined.items():
            if isinstance(statement, ast.FunctionDef):
                rules = _RULE.findall(ast.get_docstring(statement) or "")
                (decided if (module.name, name) in reached else idle).update(rules)
    return frozenset(idle - decided)


def _named_rules(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _RULE.findall(node.value)


@cache
def portals_usage() -> Usage:
    """The portal's own; its sources do not change while a process runs."""
    return usage_of()


def unread_rules(region: Region, usage: Usage) -> dict[str, str | None]:
    """Every rule that a region carries: None when the portal reads a part of it, else why not."""
    dead: dict[Place, Found] = {}
    found: dict[str, str | None] = {}
    for part in walk(region):
        stop = next((dead[at] for at in _prefixes(part.place) if at in dead), None)
        if stop is None and not _is_read(part, usage):
            stop = dead[part.place] = part
        for citation in citations_in(part.value):
            known = found.setdefault(citation.rule, None if stop is None else _why(stop))
            if known is not None and stop is None:
                found[citation.rule] = None
    for cited in portals_citations():
        if cited.rule in found and usage.reads(cited.place):
            found[cited.rule] = None
    for rule in usage.undecided & found.keys():
        found[rule] = found[rule] or _SHOWN_ONLY
    return found


def answered_only(region: Region, usage: Usage) -> tuple[Answered, ...]:
    """The rules of a region that no page, paper or use case reads, with the reason."""
    unread = unread_rules(region, usage)
    return tuple(Answered(rule, why) for rule, why in sorted(unread.items()) if why is not None)


def _prefixes(place: Place) -> Iterator[Place]:
    return (place[:end] for end in range(1, len(place)))


def _why(stop: Found) -> str:
    """What stands between the portal and a rule: a whole section, a field, a member."""
    hook = next((str(one) for one in stop.place if one not in MACHINERY), stop.name)
    section = hook_title(HOOK_OF_FIELD.get(hook, hook))
    names = [str(one) for one in stop.place if isinstance(one, str) and one not in MACHINERY]
    if isinstance(stop.place[-1], int) and names[-1] in ASKED_BY_CODE:
        title = getattr(stop.value, "title", "") or code_words(stop.name)
        return f"в разделе «{section}» портал не спрашивает «{title}»"
    if len(names) == 1:
        return f"страницы портала не читают раздел «{section}»"
    return f"в разделе «{section}» портал не читает «{field_title(names[-1])}»"


def _is_read(part: Found, usage: Usage) -> bool:
    names = [str(step) for step in part.place if isinstance(step, str)]
    if names and names[-1] not in MACHINERY and names[-1] not in usage.fields:
        return False
    code = getattr(part.value, "code", None)
    if not isinstance(part.place[-1], int) or not isinstance(code, str):
        return True
    if not names or names[-1] not in ASKED_BY_CODE:
        return True
    # A term is asked for by the event it runs from, too.
    event = getattr(part.value, "counts_from", code)
    return code in usage.texts or event in usage.texts


class _Follower:
    """Names still to be followed, and what has been met on the way."""

    def __init__(self, modules: dict[str, _Module]) -> None:
        self.modules = modules
        self.fields: set[str] = set()
        self.texts: set[str] = set()
        self.reached: set[Definition] = set()
        self.waiting: list[tuple[_Module, ast.AST]] = []
        # A method counts once somebody names it; until then it waits here.
        self.methods: dict[str, list[tuple[_Module, ast.AST]]] = {}

    def reach(self, module: str, name: str) -> None:
        """A definition is used; a name that was only passed on is looked up where it stands."""
        known = self.modules.get(module)
        if known is None or (module, name) in self.reached:
            return
        if name not in known.defined:
            if name in known.imported:
                self.reached.add((module, name))
                self.reach(*known.imported[name])
            return
        self.reached.add((module, name))
        self.waiting.append((known, known.defined[name]))

    def read(self, name: str) -> None:
        """A field or a method is named."""
        self.fields.add(name)
        self.waiting.extend(self.methods.pop(name, ()))

    def follow(self) -> None:
        """Until nothing new is met."""
        while self.waiting:
            module, node = self.waiting.pop()
            for one in self._parts(module, node):
                self._meet(module, one)

    def _parts(self, module: _Module, node: ast.AST) -> Iterator[ast.AST]:
        if not isinstance(node, ast.ClassDef):
            yield from ast.walk(node)
            return
        for statement in (*node.bases, *node.decorator_list, *node.body):
            name = statement.name if isinstance(statement, ast.FunctionDef) else "__body__"
            if name.startswith("__") or name in self.fields:
                yield from ast.walk(statement)
            else:
                self.methods.setdefault(name, []).append((module, statement))

    def _meet(self, module: _Module, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name):
                self._name(module, name)
            case ast.Attribute(value=value, attr=name):
                self.read(name)
                if isinstance(value, ast.Name) and value.id in module.imported:
                    self.reach(".".join(filter(None, module.imported[value.id])), name)
            case ast.MatchClass(kwd_attrs=names):
                for name in names:
                    self.read(name)
            case ast.Constant(value=str() as text):
                self.texts.add(text)

    def _name(self, module: _Module, name: str) -> None:
        if name in module.defined:
            self.reach(module.name, name)
        elif name in module.imported:
            self.reach(*module.imported[name])


def _modules(root: Path) -> Iterator[_Module]:
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[0] in ANSWERING:
            continue
        name = ".".join((root.name, *parts)).removesuffix(".__init__")
        module = _Module(name, ast.parse(path.read_text(encoding="utf-8")).body)
        for statement in module.statements:
            for bound in _bound(statement):
                module.defined[bound] = statement
            _import(module, statement)
        yield module


def _bound(statement: ast.stmt) -> Iterable[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.Assign(targets=targets):
            return [one.id for one in targets if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
        case ast.Import() | ast.ImportFrom():
            return ()
    # A statement that binds nothing runs when its module is imported.
    return (f"line {statement.lineno}",)


def _import(module: _Module, statement: ast.stmt) -> None:
    if isinstance(statement, ast.ImportFrom) and statement.module:
        for one in statement.names:
            module.imported[one.asname or one.name] = (statement.module, one.name)

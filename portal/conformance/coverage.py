"""The rulebook held against the law as it is declared: rule by rule, who carries it, who shows it.

An id counts only when an object carries it: a citation inside what a region answers, or one in the
portal's code that something uses. A name in an example alone proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from portal.conformance.code_citations import portals_citations
from portal.conformance.shipped import shipped_by
from portal.conformance.usage import Usage, unread_rules
from portal.domain.law import Citation
from portal.regions.registry import Region
from portal.regions.walk import citations_in, walk

OWN_WORDS = "правило стоит в коде портала, но ни страница, ни бумага до него не доходят"


class RulebookError(Exception):
    """A rulebook that cannot be read; the sentence names the file."""


class State(StrEnum):
    """What the portal does about a rule."""

    HELD = "held"
    ANSWERED = "answered"
    LEFT = "left"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The word for people."""
        words = {"held": "есть", "answered": "только отвечает", "left": "оставлено"}
        return words.get(self, "НЕТ")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the rulebook as far as coverage needs it."""

    id: str
    area: str
    title: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """An object that carries a rule: the region it is of (None for code), its path, its clause."""

    region: str | None
    path: str
    clause: str

    @property
    def text(self) -> str:
        """«vladimir: fee_rules.caps[home]», or the dotted name of a constant in code."""
        return f"{self.region}: {self.path}" if self.region else self.path


@dataclass(frozen=True, slots=True)
class Covered:
    """A rule with everything that carries and shows it; ``reason`` where it is knowingly left.

    ``used``: a page, a paper or a use case reads it; else ``answered`` says what keeps them from
    it. Both None when nobody has looked.
    """

    rule: Rule
    carriers: tuple[Carrier, ...]
    shown_by: tuple[str, ...]
    reason: str | None
    answered: str | None = None
    used: bool | None = None

    @property
    def state(self) -> State:
        """A rule that an object carries is there, whatever the gaps say.

        One that no page, paper or use case reads is only answered: nobody is stopped or reminded.
        """
        if self.carriers:
            return State.ANSWERED if self.used is False else State.HELD
        return State.LEFT if self.reason else State.MISSING


def read_rulebook(folder: Path) -> tuple[Rule, ...]:
    """The rules of every YAML file of a folder, in order; raises RulebookError."""
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        raise RulebookError(f"В папке «{folder}» нет файлов правил .yaml. Назовите папку свода.")
    return tuple(rule for path in paths for rule in _rules_of(path))


def _rules_of(path: Path) -> Iterator[Rule]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in rows:
            yield Rule(str(row["id"]), str(row["area"]), str(row["title_ru"]))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise RulebookError(f"{path}: свод не прочитан: {error!r}") from error


def coverage(
    rules: Iterable[Rule], regions: Mapping[str, Region], usage: Usage | None = None
) -> tuple[Covered, ...]:
    """Every rule with its carriers and its examples, over these regions and the portal's code.

    With ``usage`` each says whether the portal itself reads it.
    """
    carriers = _carriers(regions)
    shown = _shown(regions)
    gaps = [gap for region in regions.values() for gap in region.identity.gaps]
    unread = _unread(regions, usage)
    return tuple(
        Covered(
            rule=rule,
            carriers=tuple(carriers.get(rule.id, ())),
            shown_by=tuple(shown.get(rule.id, ())),
            reason=next((gap.reason for gap in gaps if gap.covers(rule.id)), None),
            answered=unread.get(rule.id),
            used=unread[rule.id] is None if rule.id in unread else None,
        )
        for rule in rules
    )


def _unread(regions: Mapping[str, Region], usage: Usage | None) -> dict[str, str | None]:
    """Why the portal does not read a rule, None for one that it reads in any region."""
    found: dict[str, str | None] = {}
    if usage is None:
        return found
    for region in regions.values():
        for rule, why in unread_rules(region, usage).items():
            found[rule] = None if why is None else found.get(rule, why)
    for cited in portals_citations():
        reads = usage.reads(cited.place)
        found[cited.rule] = None if reads else found.get(cited.rule, OWN_WORDS)
    return found


def _carriers(regions: Mapping[str, Region]) -> dict[str, dict[Carrier, None]]:
    """Carriers by rule; what a region takes over as it is stands once, where it comes from."""
    found: dict[str, dict[Carrier, None]] = {}
    told: set[tuple[str, Citation]] = set()
    for code, region in regions.items():
        for part in walk(region):
            for citation in citations_in(part.value):
                if (part.path, citation) not in told:
                    told.add((part.path, citation))
                    carrier = Carrier(code, part.path, citation.unit)
                    found.setdefault(citation.rule, {})[carrier] = None
    for cited in portals_citations():
        carrier = Carrier(None, cited.place, cited.unit)
        found.setdefault(cited.rule, {})[carrier] = None
    return found


def _shown(regions: Mapping[str, Region]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for region in regions.values():
        shipped = shipped_by(region)
        names = [(one.name, one.rules) for one in shipped.examples]
        names += [(one.name, one.rules) for one in shipped.scenarios]
        for name, rules in names:
            for rule in rules:
                found.setdefault(rule, []).append(name)
    return found

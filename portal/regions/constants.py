"""The constants of a region: every number, day, flag and code of its own that could be wrong.

The mutation check nudges them one after another and demands that an example or a scenario notices.
What a region takes over from the baseline is proved with the baseline, not again with each region.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.regions.registry import Region
from portal.regions.walk import (
    DROPPED,
    Found,
    Place,
    changed_at,
    children,
    hooks_of,
    walk,
)

METADATA = frozenset({"checked_on", "dated"})


@dataclass(frozen=True, slots=True)
class Constant:
    """A value of a region, the clause nearest to it, and what it becomes when it is nudged.

    A member of a list is nudged by leaving it out.
    """

    path: str
    place: Place
    value: object
    nudged: object
    citation: Citation | None

    @property
    def hook(self) -> str:
        """The field of the region or of its rules that the constant stands in."""
        first = str(self.place[0])
        return str(self.place[1]) if first == "rules" else first

    @property
    def rule(self) -> str | None:
        """The rule that the constant belongs to."""
        return self.citation.rule if self.citation else None

    @property
    def text(self) -> str:
        """The nudge in words."""
        if self.nudged is DROPPED:
            return f"{self.path}: убрать"
        return f"{self.path}: {self.value} → {self.nudged}"


def constants_of(region: Region, baseline: Region | None = None) -> Iterator[Constant]:
    """The constants that the region declares itself, in the order of its hooks.

    Left out: objects that are the baseline's own, and plain values that an object changed with
    ``replace`` has kept from the baseline's object in its place.
    """
    shared = _objects_of(baseline) if baseline is not None else frozenset()
    given = {hook.path: hook for hook in hooks_of(baseline)} if baseline is not None else {}
    for hook in hooks_of(region):
        base = given.get(hook.path)
        yield from _constants(hook, base.value if base else None, shared)


def with_constant(region: Region, constant: Constant) -> Region:
    """The region with the constant nudged; ValueError when the region refuses to be built so."""
    return changed_at(region, constant.place, constant.nudged)


def _constants(found: Found, base: object, shared: frozenset[int]) -> Iterator[Constant]:
    value = found.value
    if _is_taken_over(value, base, shared):
        return
    if _is_plain_list(value):
        yield from (_constant(member, DROPPED) for member in children(found))
        return
    for child in children(found):
        if child.name in METADATA or _says_nothing(child, value):
            continue
        other = nudge(child.value)
        if other is not None and not _is_kept(child, value, base):
            yield _constant(child, other)
        if _may_be_dropped(child, value) and id(child.value) not in shared:
            yield _constant(child, DROPPED)
        yield from _constants(child, _counterpart(child, value, base), shared)


def _is_taken_over(value: object, base: object, shared: frozenset[int]) -> bool:
    """Whether it is the baseline's own object, or a clause or an act, which are no constants."""
    if isinstance(value, Citation | LegalAct) or id(value) in shared:
        return True
    if isinstance(value, Timeline | Version):
        # The baseline makes some timelines anew at each call: equal is the same.
        return value == base
    return _is_plain_list(value) and value is base


def _says_nothing(child: Found, parent: object) -> bool:
    """A term in hours runs through days off, one in working days ends on none (FED-CAL-02, -05)."""
    if child.name != "roll" or not isinstance(parent, DeadlineRule):
        return False
    return parent.unit is Unit.HOUR or (parent.unit is Unit.WORKING_DAY and parent.amount != 0)


def _may_be_dropped(child: Found, parent: object) -> bool:
    return isinstance(parent, tuple) and hasattr(child.value, "code")


def nudge(value: object) -> object | None:
    """The nearest other value: one more, one day later, the next word; None for what has none."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case Decimal():
            return value + Decimal(1).scaleb(int(value.as_tuple().exponent))
        case date():
            return value + timedelta(days=1)
        case Enum():
            words = list(type(value))
            return words[(words.index(value) + 1) % len(words)]
    return None


def _constant(found: Found, nudged: object) -> Constant:
    return Constant(found.path, found.place, found.value, nudged, found.citation)


def _is_plain_list(value: object) -> bool:
    """Whether it is a list of codes, days or numbers, each of which may be missing."""
    return (
        isinstance(value, tuple | frozenset)
        and bool(value)
        and all(isinstance(item, str | date | int | Decimal) for item in value)
    )


def _is_kept(child: Found, parent: object, base: object) -> bool:
    """Whether an object changed with ``replace`` has kept the value from the baseline's object."""
    if isinstance(parent, Version):
        return False
    kept = _counterpart(child, parent, base)
    return kept is not None and kept == child.value


def _counterpart(child: Found, parent: object, base: object) -> object:
    """What stands in the baseline where the child stands; None when the region speaks for itself.

    An object with a clause of its own, other than the baseline's, restates everything in it.
    """
    if isinstance(parent, Timeline):
        return _edition(base, child.value)
    if isinstance(parent, tuple) and isinstance(base, tuple):
        there = children(Found("", (), base, None))
        return next((item.value for item in there if item.name == child.name), None)
    if type(base) is not type(parent) or not is_dataclass(parent):
        return None
    if not isinstance(parent, Version) and _speaks_for_itself(parent, base):
        return None
    return getattr(base, child.name, None)


def _edition(base: object, version: object) -> object:
    """The baseline's edition of the same day: what an edition of the region is compared with."""
    if not isinstance(base, Timeline) or not isinstance(version, Version):
        return None
    earlier = [item for item in base.versions if item.since <= version.since]
    return earlier[-1] if earlier else None


def _speaks_for_itself(value: object, base: object) -> bool:
    own = getattr(value, "citation", None)
    return isinstance(own, Citation) and own != getattr(base, "citation", None)


def _objects_of(region: Region) -> frozenset[int]:
    """The identities of the region's objects; lists of mere codes are no objects of anybody's."""
    return frozenset(
        id(found.value)
        for found in walk(region)
        if not _is_plain_list(found.value) and _has_parts(found.value)
    )


def _has_parts(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value)
    return isinstance(value, Timeline) or (is_dataclass(value) and bool(fields(value)))

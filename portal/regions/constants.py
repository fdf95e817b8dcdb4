"""The constants of a region: every number, day, flag and code of its own that could be wrong.

The mutation check nudges them one after another and demands that an example or a scenario notices.
What a region takes over from the baseline is proved with the baseline, not again with each region.
A constant that several editions share is one: it is nudged in all of them at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.regions.registry import Region
from portal.regions.walk import DROPPED, Found, Place, changed_at, children, hooks_of, walk

METADATA = frozenset({"checked_on", "dated"})
Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value of a region, the clause nearest to it, and what it becomes when it is nudged.

    A member of a list is nudged by leaving it out. ``places`` are all it stands in; ``path`` and
    ``citation`` are those of the first.
    """

    path: str
    places: tuple[Place, ...]
    value: object
    nudged: object
    citation: Citation | None

    @property
    def hooks(self) -> frozenset[str]:
        """The fields of the region or of its rules that the constant stands in."""
        return frozenset(
            str(place[1]) if place[0] == "rules" else str(place[0]) for place in self.places
        )

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
    collected = _Collected(shared)
    for hook in hooks_of(region):
        base = given.get(hook.path)
        collected.add(_Standing(hook, base.value if base else None, None))
    yield from collected.constants()


def with_constant(region: Region, constant: Constant) -> Region:
    """The region with the constant nudged; ValueError when the region refuses to be built so."""
    # From the last place to the first, so that what is dropped moves nothing before it.
    for place in sorted(constant.places, key=_order, reverse=True):
        region = changed_at(region, place, constant.nudged)
    return region


def _order(place: Place) -> list[tuple[str, int]]:
    return [(step, 0) if isinstance(step, str) else ("", step) for step in place]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A part with what stands in its place in the baseline and in the edition before its own."""

    found: Found
    base: object
    earlier: object

    def inside(self) -> Iterator["_Standing"]:
        """The parts directly inside; an edition is compared with the one before it."""
        value = self.found.value
        previous: object = None
        for child in children(self.found):
            if isinstance(value, Timeline):
                yield _Standing(child, _edition(self.base, child.value), previous)
                previous = child.value
            else:
                base = _counterpart(child, value, self.base)
                yield _Standing(child, base, _counterpart(child, value, self.earlier))


@dataclass(slots=True)
class _Collected:
    """Constants by what they are; the same one met in another place is not another one."""

    shared: frozenset[int]
    found: dict[Key, tuple[Found, object, list[Place]]] = field(default_factory=dict)
    same_as: dict[Key, Key] = field(default_factory=dict)

    def constants(self) -> Iterator[Constant]:
        """Each constant once, in the order in which they were met."""
        for first, nudged, places in self.found.values():
            yield Constant(first.path, tuple(places), first.value, nudged, first.citation)

    def add(self, part: _Standing) -> None:
        """Collect the constants of a part, as far as they are the region's own."""
        value = part.found.value
        if _is_taken_over(value, part.base, self.shared):
            return
        for child in part.inside():
            name = child.found.name
            if name in METADATA or _says_nothing(child.found, value):
                continue
            other = nudge(child.found.value)
            if other is not None:
                if not _is_kept(child.found, value, part.base):
                    self._meet(child, other, (id(value), name), part.earlier)
            elif _is_plain_list(child.found.value):
                self._add_list(child, part)
            else:
                if _may_be_dropped(child.found, value) and id(child.found.value) not in self.shared:
                    self._meet(child, DROPPED, (id(child.found.value),), None)
                self.add(child)

    def _add_list(self, child: _Standing, part: _Standing) -> None:
        """The members of a list of codes, days or numbers belong to the object that lists them."""
        value = child.found.value
        if value is child.base:
            return
        for member in children(child.found):
            key = (id(part.found.value), child.found.name, member.name)
            kept = value == child.earlier
            earlier = (id(part.earlier), child.found.name, member.name) if kept else key
            self._keep(member, DROPPED, key, earlier)

    def _meet(self, child: _Standing, nudged: object, key: Key, owner: object) -> None:
        value = child.found.value
        earlier = key
        if nudged is DROPPED and child.earlier == value:
            earlier = (id(child.earlier),)
        elif owner is not None and child.earlier is not None and child.earlier == value:
            earlier = (id(owner), *key[1:])
        self._keep(child.found, nudged, key, earlier)

    def _keep(self, found: Found, nudged: object, key: Key, earlier: Key) -> None:
        key = self.same_as.setdefault(key, self.same_as.get(earlier, earlier))
        if key not in self.found:
            self.found[key] = (found, nudged, [])
        self.found[key][2].append(found.place)


def _is_taken_over(value: object, base: object, shared: frozenset[int]) -> bool:
    """Whether it is the baseline's own object, or a clause or an act, which are no constants."""
    if isinstance(value, Citation | LegalAct) or id(value) in shared:
        return True
    # The baseline makes some timelines anew at each call: equal is the same.
    return isinstance(value, Timeline | Version) and value == base


def _says_nothing(child: Found, parent: object) -> bool:
    """What nobody has said, or nobody will ask.

    A flag that stands down by default was not put there by the region. What days off do to a term
    is never asked where it runs through them, in hours (FED-CAL-05), or never ends on one, in
    working days.
    """
    if child.value is False and is_dataclass(parent):
        return any(one.name == child.name and one.default is False for one in fields(parent))
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

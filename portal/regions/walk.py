"""Walking through what a region declares: every value with its readable path and nearest clause.

Checks, constants, coverage, the passport and ``explain`` all read a region this way, so a new kind
of rule needs no code of theirs. Paths name a part by its code (``suspension_rules.grounds[death]``)
and an edition by its day where a hook has several.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar, cast

from portal.domain.law import Citation, Timeline, Version
from portal.regions.registry import Region

Place = tuple[str | int, ...]
T = TypeVar("T")

HOOK_OF_FIELD = {
    "units": "departments",
    "calendar": "work_calendar",
    "reference_values": "reference_values",
}


class _Dropped(Enum):
    """The mark for a member that is to be left out."""

    DROPPED = "dropped"


DROPPED = _Dropped.DROPPED


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a region. ``place`` leads to it from the region down, by field and by position.

    ``citation`` is the nearest clause: the field's own, its object's, or that of the object around.
    ``name`` is the last part of the path: what tells a part from its neighbours.
    """

    path: str
    place: Place
    value: object
    citation: Citation | None
    name: str = ""


def hooks_of(region: Region) -> Iterator[Found]:
    """What each hook answered, in the order of the specifications; who the region is left out."""
    for name, hook in HOOK_OF_FIELD.items():
        yield Found(hook, (name,), getattr(region, name), None, hook)
    for field in fields(region.rules):
        timeline = getattr(region.rules, field.name)
        yield Found(field.name, ("rules", field.name), timeline, None, field.name)


def walk(region: Region) -> Iterator[Found]:
    """Every part of a region, each before what is inside it; citations themselves are no parts."""
    for hook in hooks_of(region):
        yield from walk_from(hook)


def walk_from(found: Found) -> Iterator[Found]:
    """A part and everything inside it."""
    yield found
    for child in children(found):
        yield from walk_from(child)


def children(found: Found) -> Iterator[Found]:
    """The parts directly inside a part."""
    value = found.value
    if isinstance(value, Timeline):
        yield from _editions(found, value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _fields(found, value)
    elif isinstance(value, Mapping):
        for index, (key, item) in enumerate(value.items()):
            yield _member(found, index, str(key), item)
    elif isinstance(value, tuple | frozenset):
        items = members(value)
        for index, (name, item) in enumerate(zip(_names(items), items, strict=True)):
            yield _member(found, index, name, item)


def members(value: tuple[T, ...] | frozenset[T]) -> tuple[T, ...]:
    """The members in a fixed order; those of a set in the order of their words."""
    return value if isinstance(value, tuple) else tuple(sorted(value, key=str))


def citations_in(value: object) -> Iterator[Citation]:
    """The citations an object carries itself, not those of the objects inside it."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            found = getattr(value, field.name)
            if isinstance(found, Citation):
                yield found


def changed_at(declared: T, place: Place, new: object) -> T:
    """A region, or a part of one, with another value in one place; ``DROPPED`` leaves a member out.

    Raises ValueError when the value cannot stand there: two editions on one day.
    """
    return cast("T", _rebuilt(declared, place, new))


def _rebuilt(value: object, place: Place, new: object) -> object:
    if not place:
        return new
    step, rest = place[0], place[1:]
    if is_dataclass(value) and not isinstance(value, type):
        name = str(step)
        return replace(value, **{name: _rebuilt(getattr(value, name), rest, new)})
    index = cast("int", step)
    if isinstance(value, Timeline):
        return Timeline(*_with(value.versions, index, rest, new))
    if isinstance(value, Mapping):
        keys = tuple(value)
        items = _with(tuple(value.values()), index, rest, new)
        if len(items) < len(keys):
            keys = (*keys[:index], *keys[index + 1 :])
        return dict(zip(keys, items, strict=True))
    if isinstance(value, frozenset):
        return frozenset(_with(members(value), index, rest, new))
    return tuple(_with(cast("tuple[object, ...]", value), index, rest, new))


def _with(items: tuple[T, ...], index: int, rest: Place, new: object) -> list[T]:
    kept = list(items)
    if new is DROPPED and not rest:
        del kept[index]
    else:
        kept[index] = cast("T", _rebuilt(kept[index], rest, new))
    return kept


def _editions(found: Found, timeline: Timeline[object]) -> Iterator[Found]:
    for index, version in enumerate(timeline.versions):
        day = f"{version.since}"
        path = f"{found.path}[{day}]" if len(timeline.versions) > 1 else found.path
        yield Found(path, (*found.place, index), version, version.citation, day)


def _fields(found: Found, value: object) -> Iterator[Found]:
    own = getattr(value, "citation", None)
    nearest = own if isinstance(own, Citation) else found.citation
    for field in fields(cast("Version[object]", value)):
        inside = getattr(value, field.name)
        if isinstance(inside, Citation):
            continue
        special = getattr(value, f"{field.name}_citation", None)
        is_edition = isinstance(value, Version) and field.name == "value"
        yield Found(
            found.path if is_edition else f"{found.path}.{field.name}",
            (*found.place, field.name),
            inside,
            special if isinstance(special, Citation) else nearest,
            field.name,
        )


def _member(found: Found, index: int, name: str, item: object) -> Found:
    own = getattr(item, "citation", None)
    citation = own if isinstance(own, Citation) else found.citation
    return Found(f"{found.path}[{name}]", (*found.place, index), item, citation, name)


def _names(items: Iterable[object]) -> list[str]:
    """What tells the members of a list apart: their codes, counted where a code comes again."""
    found: list[str] = []
    seen: dict[str, int] = {}
    for index, item in enumerate(items, start=1):
        name = name_of(item) or str(index)
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return found


def name_of(item: object) -> str | None:
    """How an object is told from its neighbours: by code, by key, group and day, by form."""
    if not is_dataclass(item):
        return str(item)
    for names in (("code",), ("key", "group", "since"), ("form", "unit_code"), ("since",)):
        parts = [getattr(item, name, None) for name in names]
        if parts[0] is not None:
            return " ".join(str(part) for part in parts if part is not None)
    return None

"""A region's whole procedure as in force on a day: hook by hook, every value with its clause.

The same tree becomes JSON for programs and lines for people. It is made by walking through what the
region declares, so a new kind of rule is told without code of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from portal.domain.conditions import AllOf, Always, AnyOf, Has, Not
from portal.domain.law import Citation, Timeline, Version
from portal.domain.norms import Norm
from portal.domain.reference import ReferenceValue
from portal.explain.answers import Answer
from portal.regions.captions import code_words, field_title, hook_title
from portal.regions.registry import Region
from portal.regions.walk import hooks_of, members

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CONDITIONS = (Always, Has, Not, AllOf, AnyOf)
HEADS = ("title", "text", "code", "key")
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Procedure:
    """A hook with its edition of the day; ``edition`` is None where no edition is in force."""

    hook: str
    edition: Version[object] | None
    value: object


def procedures_on(region: Region, day: date) -> Iterator[Procedure]:
    """What each hook says on the day."""
    for found in hooks_of(region):
        if not isinstance(found.value, Timeline):
            yield Procedure(found.path, None, found.value)
            continue
        edition = _edition(found.value, day)
        yield Procedure(found.path, edition, edition.value if edition else None)


def as_data(region: Region, day: date) -> Answer:
    """The procedure as JSON values; a value that is not in force that day is null."""
    return {
        "region": region.code,
        "name": region.identity.name,
        "day": day.isoformat(),
        "procedures": {
            one.hook: {
                "since": one.edition.since.isoformat() if one.edition else None,
                "citation": citation_data(one.edition.citation) if one.edition else None,
                "value": _data(one.value, day),
            }
            for one in procedures_on(region, day)
        },
        "acts": [
            {
                "key": act.key,
                "act": act.short,
                "title": act.title,
                "checked_on": f"{act.checked_on}",
            }
            for act in region.identity.acts
        ],
    }


def as_lines(region: Region, day: date) -> Iterator[str]:
    """The procedure for a reader."""
    yield f"{region.identity.name} ({region.code}): порядок на {day:%d.%m.%Y}"
    for one in procedures_on(region, day):
        yield ""
        yield _heading(one)
        yield from _lines(one.value, day, INDENT)


def citation_data(citation: Citation) -> Answer:
    """A clause with its marks."""
    return {
        "rule": citation.rule,
        "act": citation.act,
        "unit": citation.unit,
        "note": citation.note or None,
        "verify": citation.verify,
    }


def citation_text(citation: Citation) -> str:
    """A clause in brackets, its rule first."""
    marks = ("; сверить с актом" if citation.verify else "") + (
        f"; {citation.note}" if citation.note else ""
    )
    return f"[{citation.rule}: {citation.unit}{marks}]"


def _heading(one: Procedure) -> str:
    title = f"{hook_title(one.hook).upper()} ({one.hook})"
    if one.edition is None:
        return title
    return f"{title}, с {one.edition.since:%d.%m.%Y} {citation_text(one.edition.citation)}"


def _edition(timeline: Timeline[object], day: date) -> Version[object] | None:
    """The edition of the day; None before the first one and after a repeal."""
    held = [version for version in timeline.versions if version.since <= day]
    return held[-1] if held and held[-1].value is not None else None


def _in_force(items: Iterable[object], day: date) -> Iterator[object]:
    """The members of a list that hold that day; of reference values the newest of each key."""
    newest: dict[tuple[object, object], ReferenceValue] = {}
    for item in items:
        if isinstance(item, ReferenceValue):
            if item.since <= day:
                newest[item.key, item.group] = item
        elif _holds(item, day):
            yield item
    yield from newest.values()


def _holds(item: object, day: date) -> bool:
    since, until = getattr(item, "since", None), getattr(item, "until", None)
    if isinstance(since, date) and day < since:
        return False
    if not isinstance(until, date):
        return True
    # Of everything that ends only a norm's last day is its own.
    return day <= until if isinstance(item, Norm) else day < until


def _data(value: object, day: date) -> object:
    if isinstance(value, Timeline):
        return _edition_data(value, day)
    if is_dataclass(value) and not isinstance(value, type):
        return _object_data(value, day)
    if isinstance(value, Mapping):
        return {str(key): _data(item, day) for key, item in value.items()}
    if isinstance(value, tuple | frozenset):
        return [_data(item, day) for item in _in_force(members(value), day)]
    return _plain(value)


def _edition_data(timeline: Timeline[object], day: date) -> Answer | None:
    edition = _edition(timeline, day)
    if edition is None:
        return None
    return {
        "since": edition.since.isoformat(),
        "citation": citation_data(edition.citation),
        "value": _data(edition.value, day),
    }


def _object_data(value: DataclassInstance, day: date) -> object:
    if isinstance(value, Citation):
        return citation_data(value)
    if isinstance(value, CONDITIONS):
        return value.text()
    return {one.name: _data(getattr(value, one.name), day) for one in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int | str) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _lines(value: object, day: date, indent: str) -> Iterator[str]:
    """The parts of a value; of a list each member, of an object each field that says something."""
    if isinstance(value, tuple | frozenset):
        for item in _in_force(members(value), day):
            yield from _member(item, day, indent)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _field(str(key), item, day, indent)
    elif is_dataclass(value):
        head = _head(value)
        for one in fields(value):
            inside = getattr(value, one.name)
            if not _says_nothing(inside) and one.name != head:
                yield from _field(one.name, inside, day, indent)


def _member(item: object, day: date, indent: str) -> Iterator[str]:
    if not is_dataclass(item) or isinstance(item, CONDITIONS):
        yield f"{indent}- {_words(item)}"
        return
    head = _head(item)
    short = [] if head is None else [_words(getattr(item, head))]
    long: list[tuple[str, object]] = []
    for one in fields(item):
        inside = getattr(item, one.name)
        if _says_nothing(inside) or one.name == head or isinstance(inside, Citation):
            continue
        if _is_short(inside):
            short.append(f"{field_title(one.name)}: {_words(inside)}")
        else:
            long.append((one.name, inside))
    yield f"{indent}- {'; '.join(short)}{_clauses(item)}"
    for name, inside in long:
        yield from _field(name, inside, day, indent + INDENT)


def _field(name: str, value: object, day: date, indent: str) -> Iterator[str]:
    title = field_title(name)
    if isinstance(value, Citation):
        if name.endswith("_citation") or name == "citation":
            yield f"{indent}{citation_text(value)}"
        else:
            yield f"{indent}{title}: {citation_text(value)}"
    elif isinstance(value, Timeline):
        edition = _edition(value, day)
        if edition is not None:
            since = f"с {edition.since:%d.%m.%Y} {citation_text(edition.citation)}"
            yield f"{indent}{title}, {since}:"
            yield from _lines(edition.value, day, indent + INDENT)
    elif _is_short(value):
        yield f"{indent}{title}: {_words(value)}"
    else:
        yield f"{indent}{title}:{_clauses(value)}"
        yield from _lines(_without_citations(value), day, indent + INDENT)


def _without_citations(value: object) -> object:
    """The fields of an object whose clauses already stand in its heading."""
    if not is_dataclass(value):
        return value
    return {
        one.name: getattr(value, one.name)
        for one in fields(value)
        if not isinstance(getattr(value, one.name), Citation)
        and not _says_nothing(getattr(value, one.name))
    }


def _clauses(value: object) -> str:
    if not is_dataclass(value):
        return ""
    found = (getattr(value, one.name) for one in fields(value))
    return "".join(f" {citation_text(item)}" for item in found if isinstance(item, Citation))


def _head(value: object) -> str | None:
    return next((name for name in HEADS if isinstance(getattr(value, name, None), str)), None)


def _says_nothing(value: object) -> bool:
    return value is None or value is False or value in ("", (), frozenset())


def _is_short(value: object) -> bool:
    if isinstance(value, tuple | frozenset):
        return all(not is_dataclass(item) for item in value)
    return isinstance(value, CONDITIONS) or not (
        is_dataclass(value) or isinstance(value, Timeline | Mapping)
    )


def _words(value: object) -> str:
    match value:
        case bool():
            return "да" if value else "нет"
        case date():
            return f"{value:%d.%m.%Y}"
        case Decimal():
            return str(value).replace(".", ",")
        case Enum():
            return str(getattr(value, "label", code_words(str(value.value))))
        case tuple() | frozenset():
            return ", ".join(_words(item) for item in members(value))
    return value.text() if isinstance(value, CONDITIONS) else str(value)

"""A region's whole procedure as in force on a day: hook by hook, every value with its clause.

The tree becomes JSON for programs here and lines for people in ``procedure_text``. It is made by
walking through what the region declares, so a new kind of rule is told without code of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from portal.domain.conditions import AllOf, Always, AnyOf, Has, Not
from portal.domain.law import Citation, Timeline, Version
from portal.domain.norms import Norm
from portal.domain.reference import ReferenceValue
from portal.explain.answers import Answer
from portal.regions.registry import Region
from portal.regions.walk import hooks_of, members

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CONDITIONS = (Always, Has, Not, AllOf, AnyOf)


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
        edition = edition_of(found.value, day)
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
                "compared": act.compared,
            }
            for act in region.identity.acts
        ],
    }


def citation_data(citation: Citation) -> Answer:
    """A clause with its marks."""
    return {
        "rule": citation.rule,
        "act": citation.act,
        "unit": citation.unit,
        "note": citation.note or None,
        "verify": citation.verify,
    }


def edition_of(timeline: Timeline[object], day: date) -> Version[object] | None:
    """The edition of the day; None before the first one and after a repeal."""
    held = [version for version in timeline.versions if version.since <= day]
    return held[-1] if held and held[-1].value is not None else None


def in_force(items: Iterable[object], day: date) -> Iterator[object]:
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
        return [_data(item, day) for item in in_force(members(value), day)]
    return _plain(value)


def _edition_data(timeline: Timeline[object], day: date) -> Answer | None:
    edition = edition_of(timeline, day)
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

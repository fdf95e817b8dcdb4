"""Every term a region declares, by its code and the day of the event.

A term may stand anywhere in the rules of any procedure, so it is looked for by walking. That takes
a moment, and is done once for each stretch of days in which no edition changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from portal.domain.deadlines import DeadlineRule
from portal.domain.law import Citation, Timeline
from portal.domain.norms import Norm
from portal.regions.registry import Region

WITHOUT_TERMS = (str, Citation, Norm)


class Terms:
    """The terms of a region; asking for the same days again costs nothing."""

    def __init__(self, region: Region) -> None:
        """Remember the region; nothing is looked for before it is asked for."""
        self._rules = region.rules
        self._changes: tuple[date, ...] | None = None
        self._codes: tuple[str, ...] | None = None
        self._found: dict[int, Mapping[str, DeadlineRule]] = {}

    def on(self, day: date) -> Mapping[str, DeadlineRule]:
        """The terms in force on a day by their codes; of two with one code the first declared."""
        stretch = bisect_right(self._days(), day)
        if stretch not in self._found:
            found: dict[str, DeadlineRule] = {}
            for rule in _in_force(self._rules, day):
                found.setdefault(rule.code, rule)
            self._found[stretch] = found
        return self._found[stretch]

    def codes(self) -> tuple[str, ...]:
        """The codes of every edition, in the order in which they are declared."""
        if self._codes is None:
            found: dict[str, None] = {}
            for day in self._days():
                found.update(dict.fromkeys(self.on(day)))
            self._codes = tuple(found)
        return self._codes

    def _days(self) -> tuple[date, ...]:
        """The days on which an edition of anything begins."""
        if self._changes is None:
            self._changes = tuple(sorted(set(_beginnings(self._rules))))
        return self._changes


def _in_force(value: object, day: date) -> Iterator[DeadlineRule]:
    if isinstance(value, DeadlineRule):
        yield value
    elif isinstance(value, Timeline):
        edition = next((item for item in reversed(value.versions) if item.since <= day), None)
        if edition is not None:
            yield from _in_force(edition.value, day)
    else:
        for part in _parts(value):
            yield from _in_force(part, day)


def _beginnings(value: object) -> Iterator[date]:
    if isinstance(value, Timeline):
        for version in value.versions:
            yield version.since
            yield from _beginnings(version.value)
    else:
        for part in _parts(value):
            yield from _beginnings(part)


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, WITHOUT_TERMS):
        return
    if is_dataclass(value):
        yield from (getattr(value, field.name) for field in fields(value))
    elif isinstance(value, tuple | frozenset):
        yield from value
    elif isinstance(value, Mapping):
        yield from value.values()

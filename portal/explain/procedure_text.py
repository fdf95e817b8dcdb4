"""A region's procedure as lines for a reader: titles instead of codes, every value with its clause.

A code stands in brackets after the title it belongs to, because scenarios and plugins are written
with it; where one code refers to another, the title alone is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from portal.domain.law import Citation, Timeline
from portal.domain.reference import ReferenceValue
from portal.explain.procedure import CONDITIONS, Procedure, edition_of, in_force, procedures_on
from portal.regions.captions import code_words, field_title, hook_title
from portal.regions.registry import Region
from portal.regions.walk import Found, hooks_of, members, walk_from

INDENT = "  "
HEADS = ("title", "text", "name")
# The code of a refusal and the file of a paper say nothing to a reader.
HIDDEN = frozenset({"refusal", "consent_refusal", "template"})
PREFIX = "tariff."
_BLANK = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True, slots=True)
class _Reader:
    """The day that is told, and the titles of the codes around."""

    day: date
    titles: Mapping[str, str]

    def inside(self, value: object) -> _Reader:
        """The reader of what is inside a value: its own titles stand before those around it."""
        own = dict(_titles(value))
        return _Reader(self.day, {**self.titles, **own}) if own else self

    def word(self, code: str) -> str:
        """The title of a code, or the text itself; a blank to be filled in is a line."""
        if code.startswith(PREFIX):
            return f"тариф: {self.word(code.removeprefix(PREFIX))}"
        title = self.titles.get(code) or code_words(code)
        return _BLANK.sub("______", title)


def as_lines(region: Region, day: date) -> Iterator[str]:
    """The procedure for a reader."""
    everything = {code: title for hook in hooks_of(region) for code, title in _titles(hook.value)}
    reader = _Reader(day, everything)
    yield f"{region.identity.name} ({region.code}): порядок на {day:%d.%m.%Y}"
    for one in procedures_on(region, day):
        yield ""
        yield _heading(one)
        yield from _lines(one.value, reader.inside(one.value), INDENT)


def _titles(value: object) -> Iterator[tuple[str, str]]:
    """Codes with their titles; what the language of captions has a word for is left to it."""
    for part in walk_from(Found("", (), value, None)):
        code, title = getattr(part.value, "code", None), getattr(part.value, "title", None)
        if isinstance(code, str) and isinstance(title, str) and code_words(code) == code:
            yield code, title


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


def _lines(value: object, reader: _Reader, indent: str) -> Iterator[str]:
    """The parts of a value; of a list each member, of an object each field that says something."""
    if isinstance(value, tuple | frozenset):
        for item in in_force(members(value), reader.day):
            yield from _member(item, reader, indent)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _field(reader.word(str(key)), item, reader, indent)
    elif is_dataclass(value):
        for name, inside in _parts(value):
            yield from _field(_caption(name, inside), inside, reader, indent)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """The fields of an object that its heading has not told yet."""
    named = {"code", _head(value)} if _head(value) or hasattr(value, "code") else set()
    for one in fields(value) if is_dataclass(value) else ():
        inside = getattr(value, one.name)
        if not (_says_nothing(inside) or one.name in named or one.name in HIDDEN):
            yield one.name, inside


def _member(item: object, reader: _Reader, indent: str) -> Iterator[str]:
    if not is_dataclass(item) or isinstance(item, CONDITIONS):
        yield f"{indent}- {_words(item, reader)}"
        return
    short = [_named(item, reader)] if _named(item, reader) else []
    long: list[tuple[str, object]] = []
    for name, inside in _parts(item):
        if isinstance(inside, Citation) or (isinstance(item, ReferenceValue) and name == "key"):
            continue
        if _is_short(inside):
            short.append(f"{field_title(name)}: {_words(inside, reader)}")
        else:
            long.append((name, inside))
    yield f"{indent}- {'; '.join(short)}{_clauses(item)}"
    within = reader.inside(item)
    for name, inside in long:
        yield from _field(_caption(name, inside), inside, within, indent + INDENT)


def _caption(name: str, value: object) -> str:
    """The caption of a field; a clause that is its object's own needs none."""
    own = isinstance(value, Citation) and (name == "citation" or name.endswith("_citation"))
    return "" if own else field_title(name)


def _field(title: str, value: object, reader: _Reader, indent: str) -> Iterator[str]:
    if isinstance(value, Citation):
        yield f"{indent}{title}: {citation_text(value)}" if title else indent + citation_text(value)
    elif isinstance(value, Timeline):
        edition = edition_of(value, reader.day)
        if edition is not None:
            since = f"с {edition.since:%d.%m.%Y} {citation_text(edition.citation)}"
            yield f"{indent}{title}, {since}:"
            yield from _lines(edition.value, reader.inside(edition.value), indent + INDENT)
    elif _is_short(value):
        yield f"{indent}{title}: {_words(value, reader)}"
    else:
        yield f"{indent}{_heads(title, _named(value, reader))}{_clauses(value)}"
        within = reader.inside(value)
        if not is_dataclass(value):
            yield from _lines(value, within, indent + INDENT)
            return
        for name, inside in _parts(value):
            if not isinstance(inside, Citation):
                yield from _field(field_title(name), inside, within, indent + INDENT)


def _heads(title: str, named: str) -> str:
    """«caption: title (code)», or «caption (code):» where the object has no title of its own."""
    if not named:
        return f"{title}:"
    return f"{title} {named}:" if named.startswith("(") else f"{title}: {named}"


def _named(value: object, reader: _Reader) -> str:
    """«title (code)», either alone, or nothing."""
    head = _head(value)
    title = _words(getattr(value, head), reader) if head else ""
    code = getattr(value, "code", None) or getattr(value, "key", None)
    if not isinstance(code, str):
        return title
    known = reader.word(code)
    title = title or (known if known != code else "")
    return f"{title} ({code})".strip()


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


def _words(value: object, reader: _Reader) -> str:
    match value:
        case bool():
            return "да" if value else "нет"
        case date():
            return f"{value:%d.%m.%Y}"
        case Decimal():
            return str(value).replace(".", ",")
        case Enum():
            return str(getattr(value, "label", reader.word(str(value.value))))
        case tuple() | frozenset():
            return ", ".join(_words(item, reader) for item in members(value))
    return value.text() if isinstance(value, CONDITIONS) else reader.word(str(value))

"""How a form made of fields lies on its pages: what stays together, how wide its columns are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.documents.resources import width_of
from portal.documents.unbroken import drawable, loosened
from portal.domain.printed_forms import FieldKind, FormField

_KEPT_BEFORE = 2
_BY_ITSELF = (FieldKind.TABLE, FieldKind.BLOCK)
# Millimetres: the size of letters in a cell, what it leaves at its sides, its widest, one to fill,
# one to fill beside others that are known.
_CELL, _PADDING, _WIDEST, _BLANK, _NARROW = 8.8 * 25.4 / 72, 2.6, 75.0, 16.0, 22.0
# The hyphen of «Иванова-Петрова», not of «VLA-H-01».
_DOUBLE = re.compile(r"(?<=\w{4})-(?=\w{4})")
_SPACES = re.compile(r"[ \n\r\t]+")
# What a column of names and services is called: where it is empty, people write more in it.
_WORDY = ("аименование", "слуга", "окумент", "Что ")


@dataclass(frozen=True, slots=True)
class Block:
    """Fields in a row; ``kept`` ones share a page: nobody signs a page of signatures alone."""

    fields: tuple[FormField, ...]
    kept: bool


def blocks(fields: Sequence[FormField]) -> tuple[Block, ...]:
    """The fields in their order, each run of signatures with what stands before it."""
    found: list[Block] = []
    loose: list[FormField] = []
    place = 0
    while place < len(fields):
        end = _run_end(fields, place)
        if end == place:
            loose.append(fields[place])
            place += 1
            continue
        kept = _taken(loose)
        found.append(Block(tuple(loose), kept=False))
        found.append(Block((*kept, *fields[place:end]), kept=True))
        loose, place = [], end
    return (*found, Block(tuple(loose), kept=False))


def has_numbers(fields: Iterable[FormField]) -> bool:
    """Whether a line of the form is numbered: without one, captions begin at the margin."""
    return any(
        field.number
        for field in fields
        if not field.kind.by_hand
        and not field.kind.printed_as_it_is
        and field.kind is not FieldKind.TABLE
    )


def column_widths(
    columns: Sequence[str], rows: Sequence[Sequence[str]], room: float = 170
) -> tuple[float, ...]:
    """The share of each column of a table in percent; ``room`` is how wide it is in millimetres.

    Each gets its longest word; what is left goes first to those that lack least.
    """
    written = _NARROW if rows else 2 * _BLANK
    needs = [_needs(title, cells, written) for title, cells in _by_column(columns, rows)]
    widths = [least for least, _ in needs]
    lacking = sorted(range(len(needs)), key=lambda place: needs[place][1] - needs[place][0])
    for done, place in enumerate(lacking):
        spare = max(room - sum(widths), 0) / (len(lacking) - done)
        widths[place] += min(max(needs[place][1] - widths[place], 0), spare)
    widths[widths.index(max(widths))] += max(room - sum(widths), 0)
    return tuple(round(100 * width / sum(widths), 1) for width in widths)


def fitted(text: str, percent: float, room: float = 170) -> str:
    """A cell's text, where a name too wide for its column may go on in the next line.

    Initials leave their surname first, then a double surname parts at its hyphen.
    """
    inside = room * percent / 100 - _PADDING
    return " ".join(_parted(word, inside) for word in drawable(text).split(" "))


def _parted(word: str, inside: float) -> str:
    if width_of(word) * _CELL <= inside:
        return word
    return " ".join(_broken(part, inside) for part in loosened(word).split(" "))


def _broken(word: str, inside: float) -> str:
    """The word with a space after each hyphen where its line is full."""
    lines = [""]
    for part in _DOUBLE.sub("-\n", word).split("\n"):
        if lines[-1] and width_of(lines[-1] + part) * _CELL > inside:
            lines.append("")
        lines[-1] += part
    return " ".join(lines)


def _by_column(
    columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[str, list[str]]]:
    for place, title in enumerate(columns):
        yield title, [row[place] for row in rows if place < len(row) and row[place]]


def _needs(title: str, cells: Sequence[str], written: float) -> tuple[float, float]:
    """How wide a column must be for its longest word, and how wide for all to be read well.

    ``written`` is the room for a pen where nothing is known.
    """
    words = [word for text in (title, *cells) for word in _words(text)]
    least = max((width_of(word) for word in words), default=0) * _CELL + _PADDING
    if title == "№":
        return least, least
    if cells:
        widest = max(width_of(text) for text in cells) * _CELL + _PADDING
        return least, min(max(widest, least), _WIDEST)
    return max(least, _BLANK), _WIDEST if any(one in title for one in _WORDY) else written


def _words(text: str) -> Iterator[str]:
    """What has to stand in one line: a sum with its thousands, a surname without its initials."""
    for word in _SPACES.split(drawable(text)):
        yield from [word] if word[:1].isdigit() else _DOUBLE.sub("- ", word).split()


def _run_end(fields: Sequence[FormField], start: int) -> int:
    """Where a run of signatures that begins here ends; the start itself where none begins."""
    if not fields[start].kind.by_hand:
        return start
    end = start
    while end < len(fields) and (fields[end].kind.by_hand or fields[end].n.startswith("s.")):
        end += 1
    return end


def _taken(loose: list[FormField]) -> list[FormField]:
    """The last lines taken off, or the table that stands right before the signatures."""
    kept: list[FormField] = []
    while loose and len(kept) < _KEPT_BEFORE:
        table = loose[-1].kind is FieldKind.TABLE
        if loose[-1].kind in _BY_ITSELF and not (table and not kept):
            break
        kept.insert(0, loose.pop())
        if table:
            break
    return kept

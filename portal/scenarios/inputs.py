"""What a verb takes, and the check of a scenario against it before anything is played.

A scenario written wrongly (an unknown key, money without quotes) is an error with its line. A value
that is merely wrong in law or shape (``"двадцать"`` rubles) reaches the step, and the step is
refused as a page would refuse it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto

from portal.explain.yaml_text import Block, YamlError


class Kind(Enum):
    """How an input is written."""

    TEXT = auto()
    DAY = auto()
    MONTH = auto()
    MONEY = auto()
    NUMBER = auto()
    FLAG = auto()
    REFERENCE = auto()
    OBJECT = auto()
    OBJECTS = auto()


@dataclass(frozen=True, slots=True)
class Input:
    """One input; ``of`` are the things a reference may name, ``inside`` the keys of an object.

    An object may be written as the mere value of its key ``short``.
    """

    kind: Kind
    needed: bool = False
    of: tuple[str, ...] = ()
    inside: Mapping[str, Input] = field(default_factory=dict)
    short: str | None = None


def text(*, needed: bool = False) -> Input:
    """A word or a sentence."""
    return Input(Kind.TEXT, needed)


def day(*, needed: bool = False) -> Input:
    """A date such as 2026-03-16."""
    return Input(Kind.DAY, needed)


def month(*, needed: bool = False) -> Input:
    """A month such as 2026-03."""
    return Input(Kind.MONTH, needed)


def money(*, needed: bool = False) -> Input:
    """Rubles in quotes with two decimals."""
    return Input(Kind.MONEY, needed)


def number(*, needed: bool = False) -> Input:
    """A quantity, with or without quotes."""
    return Input(Kind.NUMBER, needed)


def flag() -> Input:
    """True or false; false when left out."""
    return Input(Kind.FLAG)


def reference(*things: str, needed: bool = True) -> Input:
    """The name that an earlier step gave to one of these things."""
    return Input(Kind.REFERENCE, needed, of=things)


def one(inside: Mapping[str, Input], *, needed: bool = False, short: str | None = None) -> Input:
    """An object with these keys; with ``short`` a text stands for an object of that key."""
    return Input(Kind.OBJECT, needed, inside=inside, short=short)


def many(inside: Mapping[str, Input], *, needed: bool = False, short: str | None = None) -> Input:
    """A list of objects with these keys; with ``short`` a text stands for an object of that key."""
    return Input(Kind.OBJECTS, needed, inside=inside, short=short)


def check(block: Block, inputs: Mapping[str, Input], names: Mapping[str, str]) -> None:
    """Refuse a block that cannot be played; ``names`` maps each name given so far to its thing."""
    for key, value in block.items():
        wanted = inputs.get(key)
        line = block.line_of(key)
        if wanted is None:
            raise YamlError(line, f"ключа «{key}» здесь нет; есть: {', '.join(inputs)}")
        if value is not None:
            _check_value(key, value, wanted, line, names)
    for key, wanted in inputs.items():
        if wanted.needed and block.get(key) is None:
            raise YamlError(block.line, f"нет ключа «{key}»")


def _check_value(
    key: str, value: object, wanted: Input, line: int, names: Mapping[str, str]
) -> None:
    if wanted.kind in (Kind.OBJECT, Kind.OBJECTS):
        items = value if wanted.kind is Kind.OBJECTS else [value]
        if not isinstance(items, list):
            raise YamlError(line, f"«{key}» — это список")
        for item in items:
            _check_object(key, item, wanted, line, names)
    elif wanted.kind is Kind.REFERENCE:
        if not isinstance(value, str) or names.get(value) not in wanted.of:
            raise YamlError(
                line, f"«{value}»: такого имени ({', '.join(wanted.of)}) раньше не было"
            )
    elif not _fits(value, wanted.kind):
        remedy = "напишите true или false" if wanted.kind is Kind.FLAG else "возьмите в кавычки"
        raise YamlError(line, f"«{key}»: {remedy}")


def _check_object(
    key: str, item: object, wanted: Input, line: int, names: Mapping[str, str]
) -> None:
    if isinstance(item, str) and wanted.short is not None:
        return
    if not isinstance(item, Block):
        raise YamlError(line, f"«{key}»: здесь нужны ключи {', '.join(wanted.inside)}")
    check(item, wanted.inside, names)


def _fits(value: object, kind: Kind) -> bool:
    """Whether YAML has read the value as what it must be: a sum without quotes is no sum."""
    if kind is Kind.FLAG:
        return isinstance(value, bool)
    if kind is Kind.NUMBER:
        return isinstance(value, str | int | Decimal) and not isinstance(value, bool)
    return isinstance(value, str)

"""The inputs of a step as typed values; what has the wrong shape is refused with its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar, cast

from portal.domain.violations import refuse

Choice = TypeVar("Choice", bound=StrEnum)
Inputs = Mapping[str, object]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MONEY = re.compile(r"-?[0-9]{1,10}\.[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,3})?")


class Given:
    """Asked for its values one by one; every refusal is value_invalid, as a page's would be."""

    def __init__(self, inputs: Inputs, path: str = "") -> None:
        """``path`` is what stands before a key in the names of fields."""
        self._inputs = inputs
        self._path = path

    def has(self, key: str) -> bool:
        """Whether the key was given."""
        return self._inputs.get(key) is not None

    def text(self, key: str, default: str = "") -> str:
        """A text, or the default."""
        return str(self._inputs[key]) if self.has(key) else default

    def text_or_none(self, key: str) -> str | None:
        """A text, or None when left out."""
        return self.text(key) if self.has(key) else None

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        return bool(self._inputs.get(key, default))

    def day(self, key: str) -> date:
        """A date that must be there."""
        found = _day(self.text(key))
        if found is None:
            self._refuse(key, "не дата")
        return found

    def day_or_none(self, key: str) -> date | None:
        """A date, or None when left out."""
        return self.day(key) if self.has(key) else None

    def month(self, key: str) -> date:
        """A month as its first day."""
        value = self.text(key)
        found = _day(f"{value}-01") if _MONTH.fullmatch(value) else None
        if found is None:
            self._refuse(key, "не месяц")
        return found

    def month_or_none(self, key: str) -> date | None:
        """A month, or None when left out."""
        return self.month(key) if self.has(key) else None

    def money(self, key: str) -> Decimal:
        """Rubles with exactly two decimals."""
        return self._decimal(key, _MONEY, "не сумма в рублях")

    def number(self, key: str) -> Decimal:
        """A quantity or a factor."""
        return self._decimal(key, _NUMBER, "не число")

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the named values."""
        if default is not None and not self.has(key):
            return default
        found = next((item for item in kind if item.value == self.text(key)), None)
        if found is None:
            self._refuse(key, f"нет такого значения, есть {', '.join(kind)}")
        return found

    def one(self, key: str, short: str = "") -> Given | None:
        """An object, or None when left out; a mere text is an object whose key is ``short``."""
        if not self.has(key):
            return None
        inside = cast("Inputs | str", self._inputs[key])
        values = {short: inside} if isinstance(inside, str) else inside
        return Given(values, f"{self._path}{key}.")

    def many(self, key: str, short: str = "") -> tuple[Given, ...]:
        """The objects of a list; a mere text is an object whose key ``short`` has this value."""
        items = cast("list[Inputs | str]", self._inputs.get(key) or [])
        return tuple(
            Given({short: item} if isinstance(item, str) else item, f"{self._path}{key}[{index}].")
            for index, item in enumerate(items)
        )

    def _decimal(self, key: str, shape: re.Pattern[str], words: str) -> Decimal:
        value = self.text(key)
        if not shape.fullmatch(value):
            self._refuse(key, words)
        return Decimal(value)

    def _refuse(self, key: str, words: str) -> NoReturn:
        refuse(
            "value_invalid",
            f"«{self.text(key)}» — {words}. Исправьте значение.",
            field=self._path + key,
        )


def _day(value: str) -> date | None:
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None

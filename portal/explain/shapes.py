"""Strict reading of JSON: what another program sends is refused unless it has exactly our shape.

Nothing is repaired here. A wrong value raises Misshapen with the path of the field, so that the
sender can find it: ``household[0].incomes[3].amount``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NoReturn, TypeVar

Object = Mapping[str, object]
Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

_MONEY = re.compile(r"-?[0-9]{1,10}\.[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_LONGEST_SHOWN = 40
# Terms are counted onwards from a day, so the calendar must not end there.
_LAST_YEAR = 2199


class Misshapen(Exception):
    """A value of the wrong shape; ``field`` is its path, None when the whole input is wrong."""

    def __init__(self, field: str | None, text: str) -> None:
        """Keep the path and the sentence with the remedy."""
        super().__init__(text)
        self.field = field
        self.text = text

    def inside(self, place: str) -> Misshapen:
        """The same finding, seen from the object around it."""
        return Misshapen(f"{place}.{self.field}" if self.field else place, self.text)


def read_object(source: str | bytes) -> Object:
    """One JSON object; refuses repeated keys, NaN, other values and broken text."""
    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
        found = _DECODE(text)
    except UnicodeDecodeError:
        raise Misshapen(None, "Текст не в UTF-8. Сохраните его в этой кодировке.") from None
    except json.JSONDecodeError as error:
        raise Misshapen(
            None,
            f"Это не JSON: строка {error.lineno}, знак {error.colno}. Проверьте скобки и запятые.",
        ) from None
    except (ValueError, RecursionError):
        raise Misshapen(
            None,
            "Слишком длинное число или слишком глубокая вложенность. Проверьте, что отправили.",
        ) from None
    if not isinstance(found, dict):
        raise Misshapen(None, "Нужен объект JSON в фигурных скобках, по одному на расчёт.")
    return found


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Misshapen(None, f"Ключ «{shown(key)}» указан дважды. Оставьте один.")
            seen.add(key)
    return found


def _no_constant(name: str) -> NoReturn:
    raise Misshapen(None, f'{name} — не число JSON. Напишите сумму строкой, например "1250.00".')


def only(data: Object, known: frozenset[str]) -> None:
    """Refuse a key that nobody would read: most often it is a misspelt one."""
    if known.issuperset(data):
        return
    strange = next(key for key in data if key not in known)
    raise Misshapen(
        shown(strange),
        f"Ключа «{shown(strange)}» здесь не бывает. Уберите его или исправьте: "
        f"{', '.join(sorted(known))}.",
    )


_DECODE = json.JSONDecoder(object_pairs_hook=_distinct, parse_constant=_no_constant).decode


def needed(data: Object, key: str) -> object:
    """The value of a key that may not be left out."""
    value = data.get(key)
    if value is None:
        raise Misshapen(key, f"Нет значения «{key}». Добавьте его.")
    return value


def left_out(data: Object, key: str, read: Callable[[Object, str], Value]) -> Value | None:
    """The value of a key that may be left out, or None."""
    return None if data.get(key) is None else read(data, key)


def text(data: Object, key: str) -> str:
    """A text that is not empty."""
    value = needed(data, key)
    if not isinstance(value, str) or not value:
        raise Misshapen(key, f"«{key}» — не текст. Напишите его в кавычках.")
    return value


def texts(data: Object, key: str) -> tuple[str, ...]:
    """A list of texts, in their order; empty when left out."""
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise Misshapen(key, f"«{key}» — это список слов в квадратных скобках.")
    return tuple(value)


def whole(data: Object, key: str) -> int:
    """A whole number, not negative."""
    value = needed(data, key)
    if type(value) is not int or value < 0:
        raise Misshapen(key, f"{_quoted(value)} — не целое число. Напишите его без кавычек: 3.")
    return value


def flag(data: Object, key: str) -> bool:
    """True or false; false when left out."""
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise Misshapen(key, f"«{key}» — это true или false, без кавычек.")
    return value


def choice(data: Object, key: str, kind: type[Choice]) -> Choice:
    """One of the named values."""
    value = text(data, key)
    try:
        return kind(value)
    except ValueError:
        raise Misshapen(
            key, f"«{shown(value)}» здесь не бывает. Выберите одно из: {', '.join(kind)}."
        ) from None


def objects(data: Object, key: str) -> Sequence[Object]:
    """A list of objects; empty when left out."""
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Misshapen(key, f"«{key}» — это список в квадратных скобках.")
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise Misshapen(f"{key}[{index}]", "Здесь нужен объект в фигурных скобках.")
    return value


def each(data: Object, key: str, read: Callable[[Object], Value]) -> tuple[Value, ...]:
    """Every object of a list through ``read``, with its place in the path of a finding."""
    found: list[Value] = []
    for item in objects(data, key):
        try:
            found.append(read(item))
        except Misshapen as wrong:
            raise wrong.inside(f"{key}[{len(found)}]") from None
    return tuple(found)


def money(data: Object, key: str) -> Decimal:
    """Rubles as a string with exactly two decimals."""
    value = data.get(key)
    found = _money(value) if isinstance(value, str) else None
    if found is None:
        raise Misshapen(
            key,
            f"{_quoted(needed(data, key))} — не сумма. Деньги пишут строкой с точкой и двумя "
            'знаками копеек: "1250.00".',
        )
    return found


def number(data: Object, key: str) -> Decimal:
    """A quantity or a factor: a string with at most three decimals, or a whole JSON number."""
    value = needed(data, key)
    if (
        isinstance(value, bool)
        or not isinstance(value, str | int)
        or not _NUMBER.fullmatch(f"{value}")
    ):
        raise Misshapen(
            key, f'{_quoted(value)} — не число. Напишите его строкой, например "8" или "1.5".'
        )
    return Decimal(value)


def day(data: Object, key: str) -> date:
    """A date such as 2026-03-16."""
    value = data.get(key)
    found = _day(value) if isinstance(value, str) else None
    if found is None:
        raise Misshapen(
            key, f"{_quoted(needed(data, key))} — не дата. Напишите её так: 2026-03-16."
        )
    return found if found.year <= _LAST_YEAR else _too_far(key, found)


def month(data: Object, key: str) -> date:
    """A month such as 2026-03, as its first day."""
    value = data.get(key)
    found = _month(value) if isinstance(value, str) else None
    if found is None:
        raise Misshapen(key, f"{_quoted(needed(data, key))} — не месяц. Напишите его так: 2026-03.")
    return found if found.year <= _LAST_YEAR else _too_far(key, found)


def moment(data: Object, key: str) -> datetime:
    """A local moment of the provider such as 2026-04-30T16:10, without a zone."""
    value = needed(data, key)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return found if found.year <= _LAST_YEAR else _too_far(key, found)
    raise Misshapen(
        key,
        f"{_quoted(value)} — не момент. Напишите местное время поставщика без пояса: "
        "2026-04-30T16:10.",
    )


def _too_far(key: str, found: date) -> NoReturn:
    raise Misshapen(key, f"Год {found.year} слишком далёк. Проверьте, нет ли в нём опечатки.")


def shown(value: str) -> str:
    """A strange text, cut to what fits a sentence."""
    return value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"


def _quoted(value: object) -> str:
    return f"«{shown(value if isinstance(value, str) else json.dumps(value))}»"


# A stream of cases repeats its dates, and a pension its sum, many times over.
@lru_cache(maxsize=4096)
def _money(value: str) -> Decimal | None:
    return Decimal(value) if _MONEY.fullmatch(value) else None


@lru_cache(maxsize=4096)
def _day(value: str) -> date | None:
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _month(value: str) -> date | None:
    return _day(f"{value}-01") if _MONTH.fullmatch(value) else None

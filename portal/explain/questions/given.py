"""What examples about people and papers give: lists of codes, events by name, traits of a case."""

from collections.abc import Mapping
from datetime import date, datetime

from portal.domain.conditions import Trait, Traits
from portal.domain.deadlines import END_OF_DAY
from portal.explain.shapes import Misshapen, Object, day, moment


def codes(data: Object, key: str) -> tuple[str, ...]:
    """A list of words; empty when left out."""
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Misshapen(key, f"«{key}» — это список слов в квадратных скобках.")
    return tuple(value)


def traits(data: Object) -> Traits:
    """The traits of a case under ``traits``."""
    known = {trait.value for trait in Trait}
    for code in codes(data, "traits"):
        if code not in known:
            raise Misshapen("traits", f"Признака «{code}» нет. Есть: {', '.join(sorted(known))}.")
    return frozenset(Trait(code) for code in codes(data, "traits"))


def inside(data: Object, key: str) -> Object:
    """A mapping inside a mapping; empty when left out."""
    value = data.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Misshapen(key, f"«{key}» — это ключи со значениями.")
    return value


def event(data: Object, key: str) -> datetime:
    """A moment, or the end of a day where terms in days do not need the hour."""
    value = data.get(key)
    if isinstance(value, str) and "T" in value:
        return moment(data, key)
    return datetime.combine(day(data, key), END_OF_DAY)


def whole(data: Object, key: str) -> int:
    """A whole number."""
    value = data.get(key)
    if type(value) is not int:
        raise Misshapen(key, f"«{key}» — целое число без кавычек.")
    return value


def earliest_day(days: Mapping[str, datetime]) -> date:
    """The day by which law is chosen when several events are given: the first of them."""
    return min(days.values()).date()

"""Values of a tariff day far from the last known ones: asked about before they are kept."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from portal.domain.money import figures
from portal.domain.reference import ReferenceBook, ReferenceValue
from portal.domain.violations import Violation
from portal.regions.registry import Region
from portal.usecases.reference import LARGEST_STEP, is_large_step, rule_behind
from portal.usecases.tariff_tables import MOST_MESSAGES, Key, TableRow

SURE = "sure"
"""The field of the tick that tells that strange rows were compared with the act."""


def doubt(
    book: ReferenceBook, key: Key, amount: Decimal, since: date, field: str
) -> tuple[Violation, ...]:
    """A value typed far from the last known one, under its field (FED-FEE-03)."""
    last = _strange(book, key, amount, since)
    if last is None:
        return ()
    text = (
        f"Значение отличается от последнего известного ({figures(last.amount)} с "
        f"{last.since:%d.%m.%Y}) больше чем на {LARGEST_STEP} %. Исправьте его или сверьте с актом "
        "и отметьте внизу, что оно сверено."
    )
    return (Violation("value_invalid", text, field, rule_behind(key[0])),)


def table_doubts(
    book: ReferenceBook, rows: Mapping[Key, TableRow], since: date, region: Region
) -> tuple[Violation, ...]:
    """The strange rows of a table by their lines; one tick for all of them (FED-FEE-03)."""
    titles = {item.code: item.title for item in region.rules.service_catalogue.on(since).items}
    found = [
        Violation(
            "value_invalid",
            f"Строка {row.line}: {_words(key, titles)} — было {figures(last.amount)} с "
            f"{last.since:%d.%m.%Y}, в таблице {figures(row.amount)}: разница больше "
            f"{LARGEST_STEP} %. Сверьте с актом и отметьте это или исправьте таблицу.",
            SURE,
            rule_behind(key[0]),
        )
        for key, row in rows.items()
        if (last := _strange(book, key, row.amount, since)) is not None
    ]
    if len(found) > MOST_MESSAGES:
        left = f"И ещё строк с такой разницей: {len(found) - MOST_MESSAGES}. Сверьте всю таблицу."
        found[MOST_MESSAGES:] = [Violation("value_invalid", left, SURE)]
    return tuple(found)


def _strange(book: ReferenceBook, key: Key, amount: Decimal, since: date) -> ReferenceValue | None:
    """The last known value, when this one is far from it."""
    last = book.newest(*key, since)
    return last if last is not None and is_large_step(last.amount, amount) else None


def _words(key: Key, titles: Mapping[str, str]) -> str:
    name, group = key
    if group is not None:
        return f"прожиточный минимум, {group.label}"
    code = name.partition(".")[2]
    return f"«{titles[code]}»" if code in titles else "кратность минимума"

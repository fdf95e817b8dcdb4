"""A tariff day's values as a table people fill in, and what of it no book may hold.

Columns are those of ``HEAD``: a code or a word, a population group where there is one, the value,
and the title beside it for the reader's eyes. A row without a value changes nothing.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.money import KOPECK, LARGEST, figures
from portal.domain.people import PopulationGroup
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    TARIFF,
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
    tariff_key,
)
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.regions.registry import Region
from portal.usecases.csv_lines import FIELD, Line, lines_of
from portal.usecases.entered import ENTERED
from portal.usecases.reference import SetReferenceValue, check_value, reference_book
from portal.usecases.transaction import reading

Key = tuple[str, PopulationGroup | None]
HEAD = ("код", "группа", "значение", "название")
MOST_MESSAGES = 10
LONGEST_CELL = 40
"""So much of a cell is said again in a message about it."""
_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]*)?|-?\.[0-9]+")
_WORDS = {
    SUBSISTENCE_MINIMUM: "прожиточный минимум",
    THRESHOLD_MULTIPLIER: "кратность минимума",
}
_KEYS: Mapping[str, str] = {word: key for key, title in _WORDS.items() for word in (key, title)}
_GROUPS: Mapping[str, PopulationGroup] = {
    word: group for group in PopulationGroup for word in (group.value, group.label.casefold())
}
_TITLED = len(HEAD)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A value of the table and the number of its line."""

    amount: Decimal
    line: int


def keys_on(region: Region, day: date) -> tuple[Key, ...]:
    """Everything a tariff day may hold: minimums, the multiplier, a tariff for each service."""
    items = region.rules.service_catalogue.on(day).items
    return (
        *((SUBSISTENCE_MINIMUM, group) for group in PopulationGroup),
        (THRESHOLD_MULTIPLIER, None),
        *((tariff_key(item.code), None) for item in items),
    )


def sample_table(region: Region, day: date) -> str:
    """The table with the values in force on the day: uploaded unchanged it changes nothing."""
    with reading() as session:
        book = reference_book(session, region)
    titles = {item.code: item.title for item in region.rules.service_catalogue.on(day).items}
    found = io.StringIO()
    writer = csv.writer(found, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(_row(key, book, titles, day) for key in keys_on(region, day))
    return found.getvalue()


def _row(key: Key, book: ReferenceBook, titles: Mapping[str, str], day: date) -> Iterable[str]:
    name, group = key
    value = book.find(name, group, day)
    amount = "" if value is None else _plain(value.amount, name)
    code = name.partition(".")[2]
    title = titles.get(code, "")
    return (_WORDS.get(name, code), group.label if group else "", amount, title)


def _plain(amount: Decimal, key: str) -> str:
    text = f"{amount.normalize():f}" if key == THRESHOLD_MULTIPLIER else f"{amount:.2f}"
    return text.replace(".", ",")


def values_of_table(table: str, since: date, region: Region) -> dict[Key, TableRow]:
    """The filled rows; raises RulesBroken with the number of each line that cannot be taken."""
    found: dict[Key, TableRow] = {}
    faults: list[Violation] = []
    for line in lines_of(table):
        try:
            row = _read(line)
        except ValueError as error:
            faults.append(Violation("value_invalid", f"Строка {line.number}: {error}", FIELD))
            continue
        if row is None:
            continue
        key, amount = row
        if key in found:
            text = f"Строка {line.number}: «{_short(line.cell(0))}» уже есть выше. Оставьте одну."
            faults.append(Violation("value_invalid", text, FIELD))
        for fault in value_faults(key, amount, since, region, FIELD):
            text = f"Строка {line.number}: {fault.text}"
            faults.append(Violation(fault.code, text, FIELD, fault.citation))
        found[key] = TableRow(amount, line.number)
    if faults:
        raise RulesBroken(*faults[:MOST_MESSAGES])
    if not found:
        refuse(
            "value_invalid",
            "В таблице не прочитано ни одного значения: строк со значениями под заголовком нет. "
            "Впишите их в третью колонку образца или не прикладывайте файл.",
            field=FIELD,
        )
    return found


def _read(line: Line) -> tuple[Key, Decimal] | None:
    """«code;amount» of a tariff or a row of the table; ValueError says what is odd."""
    name, group, amount = _cells(line)
    if not amount:
        return None
    if len(name) > LONGEST_CELL:
        raise ValueError(f"услуги с кодом «{_short(name)}» нет в перечне. Возьмите код из образца.")
    if group and group.casefold() not in _GROUPS:
        words = ", ".join(f"«{one.label}»" for one in PopulationGroup)
        raise ValueError(f"группа «{_short(group)}» неизвестна. Напишите одну из: {words}.")
    known = _KEYS.get(name.casefold()) or (name if name.startswith(f"{TARIFF}.") else None)
    value = _number(amount)
    if value is None:
        raise ValueError(f"«{_short(amount)}» — не число. Напишите, например, 157,32.")
    return (known or tariff_key(name), _GROUPS[group.casefold()] if group else None), value


def _cells(line: Line) -> tuple[str, str, str]:
    name, group, amount = line.cell(0), line.cell(1), line.cell(2)
    if not amount and (len(line.cells) < _TITLED - 1 or _number(group) is not None):
        return name, "", group
    return name, group, amount


def _number(text: str) -> Decimal | None:
    """A number as people write it: digits with one comma or point, no «1e9»."""
    typed = "".join(text.split()).replace(",", ".")
    return Decimal(typed) if _DIGITS.fullmatch(typed) else None


def _short(text: str) -> str:
    """What was typed, cut where it is no use to read on."""
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def value_faults(
    key: Key, amount: Decimal, since: date, region: Region, field: str
) -> tuple[Violation, ...]:
    """Why this value cannot stand in a book, under the given field."""
    if (text := _odd_sum(key[0], amount)) is not None:
        return (Violation("value_invalid", text, field),)
    try:
        check_value(SetReferenceValue(*key, amount, since, ENTERED), region)
    except RulesBroken as broken:
        return tuple(
            Violation(one.code, one.text, field, one.citation) for one in broken.violations
        )
    return ()


def _odd_sum(key: str, amount: Decimal) -> str | None:
    """A sentence about a sum that is none, in the figures that people type."""
    if not amount.is_finite() or amount <= 0:
        return "Введите число больше нуля, например 157,32."
    if key == THRESHOLD_MULTIPLIER:
        return None
    if amount > LARGEST:
        return f"Сумма слишком велика: наибольшая — {figures(LARGEST)}. Проверьте число знаков."
    if amount != amount.quantize(KOPECK):
        typed = f"{amount:f}".replace(".", ",")
        return f"В «{typed}» больше двух знаков копеек. Напишите, например, 157,32."
    return None

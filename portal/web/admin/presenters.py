"""Words for the reference values; the passport of the reader's region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal.domain.people import search_key
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    TARIFF,
    THRESHOLD_MULTIPLIER,
    TIME_NORM,
    in_force,
)
from portal.regions.passport import Passport, passport_of
from portal.regions.registry import Region
from portal.usecases.queries.reference import ReferenceGaps, ReferenceRow, Replaced
from portal.usecases.reference import SetReferenceValue
from portal.web.access import region
from portal.web.clock import today
from portal.web.filters import money, quantity


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A value in words."""

    title: str
    value: str
    since: date
    clause: str
    checked_on: date
    entered: bool
    entered_by: str
    entered_at: datetime | None
    replaced: tuple[str, ...]
    current: bool
    verify: bool


def reference_rows(
    rows: Sequence[ReferenceRow], words: str, kind: str = ""
) -> tuple[ReferenceLine, ...]:
    """The values of a kind whose titles hold the words; the one in force today is marked."""
    titles = _titles()
    seen: set[tuple[str, object]] = set()
    found: list[ReferenceLine] = []
    key = search_key(words)
    for row in rows:
        current = (row.key, row.group) not in seen and in_force(row.key, row.since, today())
        if row.since <= today():
            seen.add((row.key, row.group))
        line = _line(row, titles, current=current)
        if key in search_key(line.title) and kind in ("", row.kind):
            found.append(line)
    return tuple(found)


def line_of(command: SetReferenceValue, day: date) -> ReferenceLine:
    """A value that is not written yet, in words."""
    row = ReferenceRow(
        command.key, command.group, command.amount, command.since, command.act, day, entered=True
    )
    return _line(row, _titles(), current=False)


def amount_text(key: str, amount: Decimal) -> str:
    """Rubles, minutes, or the multiplier as it is."""
    if key.startswith(f"{TIME_NORM}."):
        return f"{quantity(amount)} мин."
    return quantity(amount) if key == THRESHOLD_MULTIPLIER else money(amount)


def percent_text(percent: Decimal | None) -> str:
    """«+6,4 %», «−12 %»; nothing where there is nothing to compare with."""
    if percent is None:
        return ""
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{quantity(abs(percent))} %"


def _line(row: ReferenceRow, titles: dict[str, str], *, current: bool) -> ReferenceLine:
    if row.key == SUBSISTENCE_MINIMUM:
        group = row.group.label if row.group else "на душу населения"
        title = f"Прожиточный минимум: {group}"
    elif row.key == THRESHOLD_MULTIPLIER:
        title = "Кратность прожиточного минимума"
    else:
        code = row.key.partition(".")[2]
        what = "Норма времени" if row.kind == TIME_NORM else "Тариф"
        title = f"{what}: {titles.get(code, code)} ({code})"
    return ReferenceLine(
        title=title,
        value=amount_text(row.key, row.amount),
        since=row.since,
        clause=row.clause,
        checked_on=row.checked_on,
        entered=row.entered,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        replaced=tuple(_replaced(row.key, one) for one in row.replaced),
        current=current,
        verify=row.verify,
    )


def _replaced(key: str, one: Replaced) -> str:
    """«118,50 ₽ (Иванова Мария, 16.03.2026)»: what stood there before a correction."""
    if one.entered_at is None:
        return f"{amount_text(key, one.amount)} (с порталом)"
    at = region().local(one.entered_at)
    by = f"{one.entered_by}, " if one.entered_by else ""
    return f"{amount_text(key, one.amount)} ({by}{at:%d.%m.%Y})"


def _titles() -> dict[str, str]:
    return {item.code: item.title for item in region().rules.service_catalogue.on(today()).items}


KINDS = {
    SUBSISTENCE_MINIMUM: "Прожиточный минимум",
    THRESHOLD_MULTIPLIER: "Кратность",
    TARIFF: "Тарифы",
    TIME_NORM: "Нормы времени",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing today: limits by name, and how many services have no price."""

    limits: tuple[str, ...]
    tariffs: tuple[str, ...]


def missing(gaps: ReferenceGaps) -> Missing:
    """The missing values in words."""
    titles = _titles()
    limits, tariffs = [], []
    for key, group in gaps.today:
        kind, _, code = key.partition(".")
        if kind == TARIFF:
            tariffs.append(f"{titles.get(code, code)} ({code})")
        else:
            limits.append(f"прожиточный минимум: {group.label}" if group else "кратность")
    return Missing(tuple(limits), tuple(tariffs))


_PASSPORTS: dict[str, tuple[Region, Passport]] = {}


def passport_of_region() -> Passport:
    """What the reader's region declares; it stays as it is while the portal runs."""
    asked = region()
    found = _PASSPORTS.get(asked.code)
    if found is None or found[0] is not asked:
        found = _PASSPORTS[asked.code] = (asked, passport_of(asked))
    return found[1]

"""Dated reference values: subsistence minimums, threshold multipliers, tariffs.

A region ships them as data; an administrator may add newer rows with a citation. A value that is
not there blocks the calculation with a remedy: nothing is guessed.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.law import Citation
from portal.domain.people import PopulationGroup
from portal.domain.violations import refuse

SUBSISTENCE_MINIMUM = "subsistence_minimum"
THRESHOLD_MULTIPLIER = "threshold_multiplier"
TARIFF = "tariff"
MISSING = "reference:0"
"""What a refusal for want of a value points at: the page of the reference values."""
LOWEST_MULTIPLIER = Decimal("1.5")
THRESHOLD_FLOOR = Citation("FED-FEE-03", "442-FZ", "ч. 5 ст. 31 442-ФЗ")
TARIFFS_ARE_DATED = Citation("FED-FEE-15", "442-FZ", "ст. 30, 32 442-ФЗ", verify=True)


def tariff_key(code: str) -> str:
    """The key a service's tariff is kept under."""
    return f"{TARIFF}.{code}"


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """One value from a day on; ``amount`` is rubles or a factor, ``group`` may be None."""

    key: str
    group: PopulationGroup | None
    amount: Decimal
    since: date
    citation: Citation
    checked_on: date


class ReferenceBook:
    """All values of a region; of two with the same key, group and day the one given later wins."""

    def __init__(self, values: Iterable[ReferenceValue]) -> None:
        """Index the values by key and group, ordered by day."""
        rows: dict[tuple[str, PopulationGroup | None], dict[date, ReferenceValue]] = defaultdict(
            dict
        )
        for value in values:
            rows[value.key, value.group][value.since] = value
        self._rows = {
            key: tuple(by_day[day] for day in sorted(by_day)) for key, by_day in rows.items()
        }

    def find(self, key: str, group: PopulationGroup | None, day: date) -> ReferenceValue | None:
        """The value in force on ``day`` or None."""
        rows = self._rows.get((key, group), ())
        place = bisect_right(rows, day, key=lambda row: row.since)
        return rows[place - 1] if place else None

    def tariff(self, code: str, day: date) -> ReferenceValue:
        """The tariff of a service on the day it is given (FED-FEE-15)."""
        found = self.find(tariff_key(code), None, day)
        if found is None:
            refuse(
                "reference_missing",
                f"На {day:%d.%m.%Y} нет тарифа на услугу {code}. Администратор может добавить "
                "тариф в справочниках.",
                field=tariff_key(code),
                citation=TARIFFS_ARE_DATED,
                subject=MISSING,
            )
        return found

    def subsistence_minimum(self, group: PopulationGroup, day: date) -> ReferenceValue:
        """The subsistence minimum of a population group on ``day`` (FED-FEE-03)."""
        found = self.find(SUBSISTENCE_MINIMUM, group, day)
        if found is None:
            refuse(
                "reference_missing",
                f"На {day:%d.%m.%Y} нет прожиточного минимума для группы «{group.label}». "
                "Администратор может добавить его в справочниках.",
                field=SUBSISTENCE_MINIMUM,
                citation=THRESHOLD_FLOOR,
                subject=MISSING,
            )
        return found

    def threshold_multiplier(self, day: date) -> ReferenceValue:
        """How many subsistence minimums make the income threshold; never under 1.5 (FED-FEE-03)."""
        found = self.find(THRESHOLD_MULTIPLIER, None, day)
        if found is None:
            refuse(
                "reference_missing",
                f"На {day:%d.%m.%Y} не задана кратность прожиточного минимума. Администратор может "
                "добавить её в справочниках.",
                field=THRESHOLD_MULTIPLIER,
                citation=THRESHOLD_FLOOR,
                subject=MISSING,
            )
        return check_multiplier(found)


DECEMBER = 12


def minimums_to_load(book: ReferenceBook, day: date) -> tuple[PopulationGroup, ...]:
    """The groups whose minimum for the next year is still missing in December (MSK-FEE-04)."""
    if day.month != DECEMBER:
        return ()
    new_year = date(day.year + 1, 1, 1)
    values = ((group, book.find(SUBSISTENCE_MINIMUM, group, new_year)) for group in PopulationGroup)
    return tuple(group for group, value in values if value is None or value.since < new_year)


def old_minimum(value: ReferenceValue, day: date) -> str | None:
    """A warning when the minimum of an earlier year stands in for the day's (MSK-FEE-04)."""
    if value.since.year >= day.year:
        return None
    return (
        f"Прожиточного минимума на {day.year} год в справочниках нет: взят за {value.since.year} "
        "год. Администратор может добавить новый."
    )


def check_multiplier(value: ReferenceValue) -> ReferenceValue:
    """Refuse a multiplier under one and a half (FED-FEE-03)."""
    if value.amount < LOWEST_MULTIPLIER:
        refuse(
            "value_invalid",
            f"Кратность {value.amount} меньше 1,5: закон не позволяет предел ниже полутора "
            "прожиточных минимумов. Введите 1,5 или больше.",
            field=THRESHOLD_MULTIPLIER,
            citation=THRESHOLD_FLOOR,
        )
    return value

"""Dated reference values: subsistence minimums, threshold multipliers, tariffs.

A region ships them as data; an administrator may add newer rows with a citation. A value that is
not there blocks the calculation with a remedy: nothing is guessed. A tariff and the multiplier run
on until a newer one; a subsistence minimum is set for a year and ends with it (VLA-FEE-05,
MSK-FEE-04).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.law import Citation
from portal.domain.money import quantity_text
from portal.domain.people import PopulationGroup
from portal.domain.violations import refuse

SUBSISTENCE_MINIMUM = "subsistence_minimum"
THRESHOLD_MULTIPLIER = "threshold_multiplier"
TARIFF = "tariff"
TIME_NORM = "time_norm"
MISSING = "reference:0"
"""What a refusal for want of a value points at: the page of the reference values."""
LOWEST_MULTIPLIER = Decimal("1.5")
THRESHOLD_FLOOR = Citation("FED-FEE-03", "442-FZ", "ч. 5 ст. 31 442-ФЗ")
TARIFFS_ARE_DATED = Citation("FED-FEE-15", "442-FZ", "ст. 30, 32 442-ФЗ", verify=True)


def in_force(key: str, since: date, day: date) -> bool:
    """Whether a value begun on ``since`` reaches ``day``: a minimum ends with its calendar year."""
    return since <= day and (key != SUBSISTENCE_MINIMUM or since.year == day.year)


def tariff_key(code: str) -> str:
    """The key a service's tariff is kept under."""
    return f"{TARIFF}.{code}"


def norm_key(code: str) -> str:
    """The key the time norm of a service is kept under, in minutes (MSK-SCH-04)."""
    return f"{TIME_NORM}.{code}"


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """One value from a day on; ``amount`` is rubles or a factor.

    ``group`` is None where there is none; a minimum without one is per capita: it is shown beside
    the groups, and no fee is decided by it (FED-FEE-03 takes the person's group).
    """

    key: str
    group: PopulationGroup | None
    amount: Decimal
    since: date
    citation: Citation
    checked_on: date

    def covers(self, day: date) -> bool:
        """Whether the value counts on ``day`` while there is no newer one."""
        return in_force(self.key, self.since, day)


class ReferenceBook:
    """All values of a region; of two with the same key, group and day the one given later wins."""

    def __init__(
        self, values: Iterable[ReferenceValue], titles: Mapping[str, str] | None = None
    ) -> None:
        """Index the values by key and group, ordered by day; ``titles`` are those of services."""
        self._titles = dict(titles or {})
        rows: dict[tuple[str, PopulationGroup | None], dict[date, ReferenceValue]] = defaultdict(
            dict
        )
        for value in values:
            rows[value.key, value.group][value.since] = value
        self._rows = {
            key: tuple(by_day[day] for day in sorted(by_day)) for key, by_day in rows.items()
        }

    def service(self, code: str) -> str:
        """A service for a reader: «Покупка продуктов (H-01)», the code alone without a title."""
        title = self._titles.get(code)
        return f"{title} ({code})" if title else code

    def find(self, key: str, group: PopulationGroup | None, day: date) -> ReferenceValue | None:
        """The value in force on ``day`` or None; a minimum of an earlier year is not in force."""
        found = self.newest(key, group, day)
        return found if found is not None and found.covers(day) else None

    def newest(self, key: str, group: PopulationGroup | None, day: date) -> ReferenceValue | None:
        """The newest value begun by ``day``, whether or not it still counts; None = none ever."""
        rows = self._rows.get((key, group), ())
        place = bisect_right(rows, day, key=lambda row: row.since)
        return rows[place - 1] if place else None

    def tariff(self, code: str, day: date) -> ReferenceValue:
        """The tariff of a service on the day it is given (FED-FEE-15)."""
        found = self.find(tariff_key(code), None, day)
        if found is None:
            refuse(
                "reference_missing",
                f"На {day:%d.%m.%Y} нет тарифа на услугу {self.service(code)}. Администратор может "
                "добавить тариф в справочниках.",
                field=tariff_key(code),
                citation=TARIFFS_ARE_DATED,
                subject=MISSING,
            )
        return found

    def minutes(self, code: str, day: date) -> int | None:
        """How many minutes a service takes by its norm on ``day``; None without a norm."""
        found = self.find(norm_key(code), None, day)
        return None if found is None else int(found.amount)

    def subsistence_minimum(
        self, group: PopulationGroup, day: date, rule: Citation = THRESHOLD_FLOOR
    ) -> ReferenceValue:
        """The minimum of a population group on ``day``; ``rule`` needs it (FED-FEE-03)."""
        found = self.newest(SUBSISTENCE_MINIMUM, group, day)
        if found is None or not found.covers(day):
            refuse(
                "reference_missing",
                _no_minimum(group, day, found),
                field=SUBSISTENCE_MINIMUM,
                citation=rule,
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


def _no_minimum(group: PopulationGroup, day: date, last: ReferenceValue | None) -> str:
    """Why there is no minimum on the day, and what to do."""
    remedy = "Администратор может добавить его в справочниках."
    if last is None:
        return f"На {day:%d.%m.%Y} нет прожиточного минимума для группы «{group.label}». {remedy}"
    return (
        f"Прожиточного минимума на {day.year} год для группы «{group.label}» нет: последний — за "
        f"{last.since.year} год, по нему считать нельзя. {remedy}"
    )


def minimums_to_load(book: ReferenceBook, day: date) -> tuple[PopulationGroup, ...]:
    """The groups whose minimum for the next year is still missing in December (MSK-FEE-04)."""
    if day.month != DECEMBER:
        return ()
    new_year = date(day.year + 1, 1, 1)
    return tuple(
        group
        for group in PopulationGroup
        if book.find(SUBSISTENCE_MINIMUM, group, new_year) is None
    )


def check_multiplier(value: ReferenceValue) -> ReferenceValue:
    """Refuse a multiplier under one and a half (FED-FEE-03)."""
    if value.amount < LOWEST_MULTIPLIER:
        refuse(
            "value_invalid",
            f"Кратность {quantity_text(value.amount)} меньше 1,5: закон не позволяет предел ниже "
            "полутора прожиточных минимумов. Введите 1,5 или больше.",
            field=THRESHOLD_MULTIPLIER,
            citation=THRESHOLD_FLOOR,
        )
    return value

"""Values that are missing from the reference book: today, and in December for the year to come.

Rules: FED-FEE-03 (limits), FED-FEE-15 (tariffs), MSK-FEE-04 (the warning of December, which every
region gets: a minimum is set for a year).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.people import PopulationGroup
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
    ReferenceValue,
    minimums_to_load,
    tariff_key,
)


@dataclass(frozen=True, slots=True)
class OldMinimum:
    """A group without a minimum of the coming year, and the value that ends with this one."""

    group: PopulationGroup
    year: int
    standing: ReferenceValue | None


def missing_values(
    book: ReferenceBook, codes: Iterable[str], day: date
) -> tuple[tuple[str, PopulationGroup | None], ...]:
    """Keys without a value on the day; ``codes`` are the services that have a price."""
    wanted: list[tuple[str, PopulationGroup | None]] = [
        *((SUBSISTENCE_MINIMUM, group) for group in PopulationGroup),
        (THRESHOLD_MULTIPLIER, None),
        *((tariff_key(code), None) for code in codes),
    ]
    return tuple(key for key in wanted if book.find(*key, day) is None)


def next_years_minimums_missing(book: ReferenceBook, today: date) -> tuple[OldMinimum, ...]:
    """In December: the groups whose minimum of the next year is not in the book (MSK-FEE-04)."""
    return tuple(
        OldMinimum(group, today.year + 1, book.find(SUBSISTENCE_MINIMUM, group, today))
        for group in minimums_to_load(book, today)
    )

"""The days of a month around breaks in the service, and what is likely to be paid for the rest.

Every day is served, suspended or outside the contract, and only one of these (FED-SUS-04).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.domain.acts import PART_MONTH
from portal.domain.calendar import days_of, month_of, next_month
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import ZERO, half_up, rubles_text
from portal.domain.reference import TARIFFS_ARE_DATED
from portal.domain.suspension import Interval, is_suspended

SHORTEST_MONTH, LONGEST_MONTH = 28, 31


@dataclass(frozen=True, slots=True)
class MonthDays:
    """The days of one month: those charged for, those of breaks, those outside the contract."""

    served: tuple[date, ...]
    suspended: tuple[date, ...]
    outside: tuple[date, ...]

    @property
    def whole(self) -> int:
        """How many days the month has."""
        return len(self.served) + len(self.suspended) + len(self.outside)


def days_of_month(month: date, first: date, last: date, breaks: Iterable[Interval]) -> MonthDays:
    """The days of a month in a contract that runs from ``first`` to ``last``, both inclusive."""
    known = tuple(breaks)
    served: list[date] = []
    suspended: list[date] = []
    outside: list[date] = []
    for day in days_of(month):
        if not first <= day <= last:
            outside.append(day)
        elif is_suspended(day, known):
            suspended.append(day)
        else:
            served.append(day)
    return MonthDays(tuple(served), tuple(suspended), tuple(outside))


@dataclass(frozen=True, slots=True)
class ServedDays:
    """How many days of a month were served, of how many."""

    served: int
    whole: int

    def volume(self, quantity: Decimal) -> Decimal:
        """How much of a monthly volume these days hold, in whole units (FED-IPP-08).

        A volume of every day is written for the longest month: a shorter one holds one a day.
        """
        left = quantity * self.served // self.whole
        every_day = quantity >= SHORTEST_MONTH
        a_day = (quantity + LONGEST_MONTH - 1) // LONGEST_MONTH
        return min(left, a_day * self.served) if every_day else left


@dataclass(frozen=True, slots=True)
class MonthlyVolume:
    """How many units of a service a month holds by the contract, and rubles for one.

    ``recorded`` are those given in it already: whatever days are left, they will be charged.
    """

    quantity: Decimal
    tariff: Decimal
    recorded: Decimal = ZERO

    def units(self, days: MonthDays) -> Decimal:
        """What the days left are likely to hold, in whole units, and never less than recorded."""
        held = ServedDays(len(days.served), days.whole).volume(self.quantity)
        return max(self.recorded, held)


@dataclass(frozen=True, slots=True)
class LikelyBounds:
    """What a month's charge does not go above, in rubles.

    ``cap`` is the bound of the month; ``agreed`` the written fee where grown tariffs wait for a
    notice, with the clause that says so (MSK-PAY-02). None: there is no such bound.
    """

    cap: Decimal | None = None
    agreed: Decimal | None = None
    clause: Citation | None = None


def likely_charge(
    volumes: Iterable[MonthlyVolume], days: MonthDays, bounds: LikelyBounds, *, free: bool
) -> Decimal:
    """What the month is likely to cost, in rubles: whole units on the days that are left.

    The cap is not cut in proportion to days (FED-FEE-18); the act is made from records alone.
    """
    if free:
        return ZERO
    known = [one for one in (bounds.cap, bounds.agreed) if one is not None]
    return half_up(min((_cost(volumes, days), *known)))


def _cost(volumes: Iterable[MonthlyVolume], days: MonthDays) -> Decimal:
    return sum((one.tariff * one.units(days) for one in volumes), ZERO)


def likely_steps(
    volumes: Iterable[MonthlyVolume],
    days: MonthDays,
    bounds: LikelyBounds,
    *,
    free: bool,
    priced_on: date,
) -> tuple[Step, ...]:
    """How ``likely_charge`` comes to its sum, in rubles; the tariffs are those of ``priced_on``."""
    if free:
        return (Step("По договору услуги бесплатны: плата 0,00 ₽.", "0", None),)
    left, known = len(days.served), tuple(volumes)
    lines = [
        Step(
            f"{units.normalize():f} по {rubles_text(one.tariff)} = {rubles_text(cost)}.", str(cost)
        )
        for one in known
        if (cost := one.tariff * (units := one.units(days)))
    ]
    cost = half_up(_cost(known, days))
    text = (
        f"Дней с услугами {left} из {days.whole}: за дни перерыва и вне договора не платят. По "
        f"тарифам, которые действуют {priced_on:%d.%m.%Y}, вышло около {rubles_text(cost)}."
    )
    return (
        Step(text, str(cost), TARIFFS_ARE_DATED, tuple(lines)),
        *_bounded(cost, bounds),
    )


def _bounded(cost: Decimal, bounds: LikelyBounds) -> Iterator[Step]:
    """What each bound makes of the cost."""
    if bounds.cap is not None:
        found = half_up(min(cost, bounds.cap))
        bound = "меньше предела" if cost < bounds.cap else "больше предела не возьмут"
        text = (
            f"Предел платы за месяц {rubles_text(bounds.cap)} по дням не делят: {bound}. Итого "
            f"{rubles_text(found)}."
        )
        yield Step(text, str(found), PART_MONTH)
        cost = found
    if bounds.agreed is not None and cost > bounds.agreed:
        text = (
            f"В договоре записано {rubles_text(bounds.agreed)} в месяц: пока о новых тарифах не "
            "уведомили, больше не возьмут."
        )
        yield Step(text, str(bounds.agreed), bounds.clause)


def new_days(old: Interval | None, new: Interval, last: date) -> tuple[date, ...]:
    """The days that a change makes suspended, up to ``last``."""
    end = last + timedelta(days=1) if new.until is None else min(new.until, last + _DAY)
    days = (new.since + timedelta(days=number) for number in range((end - new.since).days))
    return tuple(day for day in days if old is None or not old.holds(day))


def freed_days(old: Interval, new: Interval, last: date) -> tuple[date, ...]:
    """The days that a change gives back to the service, up to ``last``."""
    return new_days(new, old, last)


def months_between(first: date, last: date) -> Sequence[date]:
    """The first days of the months from one day to another."""
    months = [month_of(first)]
    while months[-1] < month_of(last):
        months.append(next_month(months[-1]))
    return months


_DAY = timedelta(days=1)

"""Places: how many people a department serves at once, and from when a place is free (CAP).

Rules: FED-CON-09 (a free place obliges), VLA-CAP-01, VLA-CAP-02, AST-CAP-01.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.calendar import WorkCalendar
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.law import Citation
from portal.domain.violations import Violation, refuse

SEARCHED_DAYS = 366


@dataclass(frozen=True, slots=True)
class CapacityLimit:
    """A department serves at most ``most`` people at the same time."""

    unit_code: str
    most: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Season:
    """Whether a department admits all year round."""

    unit_code: str
    all_year: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class CapacityRules:
    """What a region says about places.

    ``vacancy`` is the clause behind a place that the provider itself counts;
    ``confirmation`` is there where the receiving provider must confirm a place of a transfer.
    """

    vacancy: Citation
    limits: tuple[CapacityLimit, ...] = ()
    seasons: tuple[Season, ...] = ()
    confirmation: Citation | None = None
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    def limit(self, unit_code: str | None, own_places: int | None) -> CapacityLimit | None:
        """The stricter of the region's limit and the places the provider entered; None = no limit.

        A number that only the provider names rests on the duty to contract while a place is free.
        """
        found = next((item for item in self.limits if item.unit_code == unit_code), None)
        if own_places is None or (found is not None and found.most <= own_places):
            return found
        return CapacityLimit(unit_code or "", own_places, self.vacancy)

    def places_violations(self, unit_code: str, places: int | None) -> tuple[Violation, ...]:
        """Whether a department may be given so many places: the region may allow fewer."""
        found = self.limit(unit_code, None)
        if found is None or places is None or places <= found.most:
            return ()
        text = (
            f"В этом отделении одновременно обслуживают не больше {_people(found.most)}. Введите "
            f"число не больше {found.most}."
        )
        return (Violation("capacity_exceeded", text, "places", found.citation),)


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody takes a place from ``since`` through ``until``, both inclusive."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether the place is taken that day."""
        return self.since <= day <= self.until


def taken(stays: Iterable[Stay], day: date) -> int:
    """How many places are taken that day."""
    return sum(1 for stay in stays if stay.holds(day))


def check_enrolment(
    limit: CapacityLimit | None, stays: tuple[Stay, ...], wanted: Stay, calendar: WorkCalendar
) -> tuple[Violation, ...]:
    """Whether a place is free on every day of the wanted stay (VLA-CAP-01).

    Two stays that share a single day overlap. The refusal offers the first free working day.
    """
    if limit is None or _fits(limit, stays, wanted):
        return ()
    first = free_from(limit, stays, wanted, calendar)
    offer = f"{first:%d.%m.%Y}" if first else "другое время"
    text = (
        f"Одновременно обслуживают не более {_people(limit.most)}, свободного места в эти дни нет. "
        f"Предложите {offer} или очередь."
    )
    return (Violation("no_vacancy", text, "since", limit.citation),)


def free_from(
    limit: CapacityLimit, stays: tuple[Stay, ...], wanted: Stay, calendar: WorkCalendar
) -> date | None:
    """The first working day from which a stay of the wanted length fits; None within a year.

    The search ends with the years whose calendar is known: a day is never guessed (FED-CAL-01).
    """
    length = wanted.until - wanted.since
    for ahead in range(SEARCHED_DAYS):
        day = wanted.since + timedelta(days=ahead)
        if day.year not in calendar.years:
            break
        moved = Stay(day, day + length)
        if calendar.is_working(day) and _fits(limit, stays, moved):
            return day
    return None


def admits_all_year(rules: CapacityRules, unit_code: str) -> bool | None:
    """Whether a department admits in every month (VLA-CAP-02); None where no act says."""
    return next((item.all_year for item in rules.seasons if item.unit_code == unit_code), None)


def demand_confirmed_place(rules: CapacityRules, *, confirmed: bool) -> None:
    """Nobody is taken over before the receiving provider has confirmed a place (AST-CAP-01).

    Raises RulesBroken("vacancy_not_confirmed"); asks nothing where the region does not.
    """
    if rules.confirmation is not None and not confirmed:
        refuse(
            "vacancy_not_confirmed",
            "Место у принимающего поставщика не подтверждено: без этого получателя не принимают и "
            "перевод не завершают. Сначала подтвердите место.",
            field="vacancy_confirmed",
            citation=rules.confirmation,
        )


def _people(count: int) -> str:
    """«1 человека», «2 человек», «11 человек», «21 человека»: after «не более»."""
    single = count % 10 == 1 and count % 100 not in range(11, 15)
    return f"{count} человека" if single else f"{count} человек"


def _fits(limit: CapacityLimit, stays: tuple[Stay, ...], wanted: Stay) -> bool:
    # More people at once than the day before there can only be on a day somebody comes.
    days = {wanted.since} | {stay.since for stay in stays if wanted.holds(stay.since)}
    return all(taken(stays, day) < limit.most for day in days)

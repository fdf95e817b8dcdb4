"""Invented people for the invariants: always the same ones, of every sort that the law tells apart.

No name, no address: only what a fee is decided from, and the services of a month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from portal.domain.acts import DeliveredService
from portal.domain.calendar import days_of, month_of, next_month
from portal.domain.catalogue import Form, ServiceItem
from portal.domain.fees import ClaimedCategory, FeeFacts, PlannedService
from portal.domain.income import HouseholdMember, IncomeItem, IncomeRules
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import ReferenceBook, tariff_key
from portal.domain.suspension import Interval
from portal.domain.violations import RulesBroken
from portal.regions.registry import Region

SEED = 442
LONGEST_LIFE = 100
# A family has one spouse and two parents at most; of the others there may be any number.
_COMPANIONS = (
    Relation.SPOUSE,
    *(Relation.PARENT,) * 2,
    *(Relation.CHILD, Relation.SIBLING, Relation.OTHER) * 3,
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented recipient: the facts of the fee, a month's services, two suspensions of it.

    ``shorter`` lies inside ``longer``, so the longer one can only leave out more.
    """

    facts: FeeFacts
    month: date
    deliveries: tuple[DeliveredService, ...]
    shorter: Interval
    longer: Interval


def people_of(region: Region, day: date, count: int) -> Iterator[Person]:
    """So many people of a region, on days between the first that every price is known on and day.

    Raises RulesBroken("reference_missing") when the region cannot price its services on ``day``.
    """
    source = Random(SEED)  # noqa: S311 - people for tests, not secrets
    book = ReferenceBook(region.reference_values)
    items = tuple(
        item
        for item in region.rules.service_catalogue.on(day).items
        if item.form is not Form.URGENT
    )
    first = _first_priced_day(region, book, items, day)
    for _ in range(count):
        yield _person(source, region, book, items, (first, day))


def _first_priced_day(
    region: Region, book: ReferenceBook, items: tuple[ServiceItem, ...], day: date
) -> date:
    """The first day from which the services, the minimums and the multiplier are all known."""
    for item in items:
        book.tariff(item.code, day)
    book.threshold_multiplier(day)
    for group in PopulationGroup:
        book.subsistence_minimum(group, day)
    days = sorted({value.since for value in region.reference_values if value.since <= day})
    return next(one for one in days if _is_priced(book, items, one))


def _is_priced(book: ReferenceBook, items: tuple[ServiceItem, ...], day: date) -> bool:
    try:
        book.threshold_multiplier(day)
        for group in PopulationGroup:
            book.subsistence_minimum(group, day)
    except RulesBroken:
        return False
    return all(book.find(tariff_key(item.code), None, day) for item in items)


def _person(
    source: Random,
    region: Region,
    book: ReferenceBook,
    items: tuple[ServiceItem, ...],
    span: tuple[date, date],
) -> Person:
    first, last = span
    applied_on = first + timedelta(days=source.randint(0, (last - first).days))
    form = source.choice(sorted({item.form for item in items}))
    offered = [item for item in items if item.form is form]
    facts = FeeFacts(
        form=form,
        applied_on=applied_on,
        rules_day=applied_on,
        born=applied_on - timedelta(days=source.randint(0, 365 * LONGEST_LIFE)),
        household=_household(source, _income_rules(region, applied_on), applied_on),
        categories=_claims(source, region, applied_on),
        services=tuple(
            PlannedService(item.code, Decimal(source.randint(0, 31)))
            for item in source.sample(offered, source.randint(0, min(8, len(offered))))
        ),
    )
    month = month_of(applied_on)
    return Person(
        facts, month, _deliveries(source, book, facts, month), *_suspensions(source, month)
    )


def _income_rules(region: Region, applied_on: date) -> IncomeRules:
    return region.rules.fee_rules.on(applied_on).income.on(applied_on)


def _household(source: Random, rules: IncomeRules, applied_on: date) -> tuple[HouseholdMember, ...]:
    companions = source.sample(_COMPANIONS, k=source.choice((0, 0, 1, 1, 2, 4)))
    return (
        HouseholdMember(Relation.RECIPIENT, None, _incomes(source, rules, applied_on)),
        *(
            HouseholdMember(
                relation,
                applied_on - timedelta(days=source.randint(0, 365 * LONGEST_LIFE)),
                _incomes(source, rules, applied_on),
                student=_chance(source, 3),
                married=_chance(source, 3),
            )
            for relation in companions
        ),
    )


def _incomes(source: Random, rules: IncomeRules, applied_on: date) -> tuple[IncomeItem, ...]:
    usual = source.choice((0, 900_000, 1_800_000, 2_600_000, 4_000_000, 15_000_000))
    kind = source.choice((*rules.counted.codes, *sorted(rules.left_out)))
    return tuple(
        IncomeItem(
            next_month(month_of(applied_on), -back),
            Decimal(usual + source.randint(0, 100_000)).scaleb(-2),
            kind,
        )
        for back in range(16)
        if _chance(source, 9)
    )


def _claims(source: Random, region: Region, day: date) -> tuple[ClaimedCategory, ...]:
    codes = [item.code for item in region.rules.fee_rules.on(day).free_categories]
    if _chance(source, 6) or not codes:
        return ()
    return (ClaimedCategory(source.choice(codes), _chance(source, 7)),)


def _deliveries(
    source: Random, book: ReferenceBook, facts: FeeFacts, month: date
) -> tuple[DeliveredService, ...]:
    """Services on days of the month, at the prices of the day the person applied on."""
    return tuple(
        DeliveredService(
            day,
            service.code,
            Decimal(source.randint(1, 3)),
            book.tariff(service.code, facts.rules_day).amount,
            additional=_chance(source, 1),
        )
        for day in days_of(month)
        for service in facts.services
        if _chance(source, 3)
    )


def _suspensions(source: Random, month: date) -> tuple[Interval, Interval]:
    days = days_of(month)
    since, inside, until, after = sorted(source.choices(range(len(days)), k=4))
    return Interval(days[inside], days[until]), Interval(days[since], days[after])


def _chance(source: Random, tenths: int) -> bool:
    return source.randrange(10) < tenths

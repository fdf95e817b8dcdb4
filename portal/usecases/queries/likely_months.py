"""What a month with breaks is likely to cost: the volumes left, at the tariffs of its days."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.domain.break_days import (
    LikelyBounds,
    MonthDays,
    MonthlyVolume,
    days_of_month,
    likely_charge,
    likely_steps,
)
from portal.domain.calendar import last_day
from portal.domain.explanation import Step
from portal.domain.money import ZERO
from portal.domain.reference import ReferenceBook, tariff_key
from portal.domain.suspension import Interval
from portal.models import Contract
from portal.regions.registry import Region
from portal.usecases.month_case import Given, Terms, case_of
from portal.usecases.queries.month_cases import month_cases, month_law


def bounds_of(contract: Contract) -> tuple[date, date]:
    """The first and the last day of a contract, as far as they are known."""
    first = contract.in_force_from or contract.concluded_on
    return first, min(contract.ended_on or date.max, contract.valid_until)


def likely_month(
    session: Session,
    contract: Contract,
    region: Region,
    month: date,
    laid: Iterable[Interval],
) -> tuple[MonthDays, Decimal | None, tuple[Step, ...]]:
    """The days of the month and its likely charge by the terms of its last day, with its steps."""
    first, last = bounds_of(contract)
    cases = month_cases(session, contract.provider_id, month, region, contract.id)
    case = case_of(cases, contract.id)
    if case is None or not case.terms:
        return days_of_month(month, first, last, laid), None, ()
    days = days_of_month(month, case.served_from, case.served_until, laid)
    terms = max(
        (one for one in case.terms if one.since <= last_day(month)),
        key=lambda one: one.since,
        default=case.terms[0],
    )
    law = month_law(session, month, region)
    priced_on = max(days.served, default=last_day(month))
    volumes = _volumes(terms, case.given, law.book, priced_on)
    clause = law.payment.never_above_contract if law.tariffs_by_notice else None
    bounds = LikelyBounds(terms.fee_cap, terms.monthly_fee if clause else None, clause)
    charge = likely_charge(volumes, days, bounds, free=terms.free)
    return (
        days,
        charge,
        likely_steps(volumes, days, bounds, free=terms.free, priced_on=priced_on),
    )


def _volumes(
    terms: Terms, given: Iterable[Given], book: ReferenceBook, day: date
) -> tuple[MonthlyVolume, ...]:
    """The volumes of the contract at the tariffs of a day (FED-FEE-15); where none, at its own."""
    given = tuple(given)
    found: list[MonthlyVolume] = []
    for code, quantity in terms.allowed.items():
        value = book.find(tariff_key(code), None, day)
        tariff = value.amount if value else terms.tariffs[code]
        recorded = (one.quantity for one in given if one.code == code and not one.additional)
        found.append(MonthlyVolume(quantity, tariff, sum(recorded, ZERO)))
    return tuple(found)

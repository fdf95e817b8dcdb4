"""What a fee is decided from: the person's case in plain values. Amounts are rubles."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.income import HouseholdMember
from portal.domain.people import PopulationGroup


@dataclass(frozen=True, slots=True)
class ClaimedCategory:
    """A category a person claims; it frees only when a paper proves it (FED-FEE-01)."""

    code: str
    proved: bool


@dataclass(frozen=True, slots=True)
class PlannedService:
    """A service of the programme and its monthly quantity; without ``tariff`` the book's counts."""

    code: str
    quantity: Decimal
    tariff: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What a fee is decided from.

    ``applied_on`` picks the income rules and the threshold; ``rules_day`` the categories and
    tariffs. The optional amounts, when given, stand in for the reference book. ``legacy_fee`` is
    the fee of 31 December 2014 of somebody whose right arose on ``legacy_since`` (not given: by
    that day) and whose services were not ``legacy_interrupted`` (FED-FEE-13).
    ``unit_code`` is the department of the programme.
    """

    form: Form
    applied_on: date
    rules_day: date
    born: date
    household: tuple[HouseholdMember, ...] = ()
    categories: tuple[ClaimedCategory, ...] = ()
    services: tuple[PlannedService, ...] = ()
    group: PopulationGroup | None = None
    subsistence_minimum: Decimal | None = None
    threshold_multiplier: Decimal | None = None
    threshold_day: date | None = None
    decision_cap: Decimal | None = None
    legacy_fee: Decimal | None = None
    legacy_since: date | None = None
    legacy_interrupted: bool = False
    unit_code: str | None = None

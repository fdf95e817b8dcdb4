"""Waiver: the recipient gives up some services or all of them, at any time (FED-TER-01)."""

from dataclasses import dataclass
from datetime import date

from portal.domain.choices import ChoiceList
from portal.domain.demands import Demand, Facts, demand_all
from portal.domain.law import Citation
from portal.domain.violations import refuse

ALL_SERVICES = "all_services"
SOME_SERVICES = "some_services"


@dataclass(frozen=True, slots=True)
class WaiverRules:
    """What a waiver may cover, what it needs, and the item of the programme it goes into."""

    scopes: ChoiceList
    programme_item: int
    demands: tuple[Demand, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Waiver:
    """What a waiver leaves: the fee is counted anew from its first day."""

    scope: str
    remaining: tuple[str, ...]
    first_day: date
    programme_item: int


def waive_services(
    rules: WaiverRules,
    services: tuple[str, ...],
    refused: tuple[str, ...],
    first_day: date,
    facts: Facts,
) -> Waiver:
    """The contract without the services given up.

    Raises written_refusal_required, or value_invalid for a service that the contract has not.
    """
    demand_all(rules.demands, facts)
    for code in refused:
        if code not in services:
            refuse(
                "value_invalid",
                f"Услуги «{code}» в договоре нет. Выберите услуги из договора.",
                field="services",
                citation=rules.citation,
            )
    remaining = tuple(code for code in services if code not in refused)
    scope = rules.scopes.choice(SOME_SERVICES if remaining else ALL_SERVICES, field="services")
    return Waiver(scope.code, remaining, first_day, rules.programme_item)

"""Terms as a decision of the fee gives them: their columns, their services, what they rest on.

A contract, a day of tariffs and an agreement begin terms of the same making.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from portal.domain.explanation import to_data
from portal.domain.fees import FeeDecision, FeeFacts
from portal.models import ContractService
from portal.models.types import JsonList, JsonObject
from portal.usecases.act_papers import read_facts
from portal.usecases.facts import as_data

Titles = Mapping[str, tuple[str, str]]
"""The title and the unit of each service, by its code."""


@dataclass(frozen=True, slots=True)
class TermsFigures:
    """The columns of planned terms."""

    rules_day: date
    assessment_id: int | None
    free: bool
    free_ground: str | None
    free_ground_title: str | None
    average_income: Decimal | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    cost_at_tariffs: Decimal
    monthly_fee: Decimal
    household_size: int | None


@dataclass(frozen=True, slots=True)
class TermsService:
    """A service of planned terms: the volume a month in units of the tariff."""

    code: str
    title: str
    unit_title: str
    quantity: Decimal
    tariff: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Terms before they begin, with everything they were computed from."""

    figures: TermsFigures
    services: tuple[TermsService, ...]
    explanation: JsonList
    inputs: JsonObject

    def to_data(self) -> JsonObject:
        """The plan as JSON values."""
        return {
            "figures": as_data(self.figures),
            "services": as_data(self.services),
            "explanation": self.explanation,
            "inputs": self.inputs,
        }

    @classmethod
    def from_data(cls, data: JsonObject) -> "Plan":
        """The plan that a change was drafted with."""
        return cls(
            figures=read_facts(TermsFigures, data["figures"]),
            services=tuple(
                read_facts(TermsService, one) for one in cast("JsonList", data["services"])
            ),
            explanation=cast("JsonList", data["explanation"]),
            inputs=cast("JsonObject", data["inputs"]),
        )


def plan_terms(
    facts: FeeFacts, decision: FeeDecision, titles: Titles, assessment_id: int | None
) -> Plan:
    """The terms of a decision; the facts name the tariff of every service."""
    return Plan(
        figures=TermsFigures(
            rules_day=facts.rules_day,
            assessment_id=assessment_id,
            free=decision.free,
            free_ground=decision.free_ground,
            free_ground_title=decision.free_ground_title,
            average_income=decision.average_income,
            threshold=decision.threshold,
            fee_cap=decision.bound,
            cost_at_tariffs=decision.cost_at_tariffs,
            monthly_fee=decision.monthly_fee,
            household_size=decision.household_size,
        ),
        services=tuple(
            TermsService(one.code, *titles[one.code], one.quantity, one.tariff)
            for one in facts.services
            if one.tariff is not None
        ),
        explanation=to_data(decision.steps),
        inputs={
            "facts": as_data(facts),
            "rules": list(decision.rules),
            "warnings": list(decision.warnings),
            "months_counted": decision.months_counted,
        },
    )


def terms_columns(plan: Plan, inputs: JsonObject | None = None) -> dict[str, object]:
    """The columns of the plan; ``inputs``, where more is kept than what it was computed from."""
    return {
        **{name: getattr(plan.figures, name) for name in TermsFigures.__dataclass_fields__},
        "explanation": plan.explanation,
        "inputs": plan.inputs if inputs is None else inputs,
    }


def service_rows(plan: Plan, provider_id: int) -> list[ContractService]:
    """The services of the plan as rows of the provider's terms."""
    return [
        ContractService(
            provider_id=provider_id,
            code=one.code,
            title=one.title,
            unit_title=one.unit_title,
            quantity_per_month=one.quantity,
            tariff=one.tariff,
        )
        for one in plan.services
    ]

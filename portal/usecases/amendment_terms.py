"""The terms that a change of a contract begins: planned when it is drafted, begun when in force.

What was planned is what both sides have read and signed, so nothing is decided again on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import month_of, month_title
from portal.domain.explanation import to_data
from portal.domain.fees import FeeDecision, FeeFacts, PlannedService
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook
from portal.domain.tariff_day import FeeInForce, billed_fee, waits_for_notice
from portal.domain.violations import refuse
from portal.models import (
    Act,
    Contract,
    ContractService,
    ContractTerms,
    MonthClosing,
    MonthState,
)
from portal.models.types import JsonList, JsonObject
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.facts import as_data
from portal.usecases.tariff_cases import written_fee

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


def terms_of_day(session: Session, contract: Contract, day: date) -> ContractTerms:
    """The terms of a day with their services; those set ahead for a later day stay beside them."""
    return session.scalars(
        select(ContractTerms)
        .where(ContractTerms.contract_id == contract.id, ContractTerms.since <= day)
        .order_by(ContractTerms.since.desc())
        .options(selectinload(ContractTerms.services))
        .limit(1)
    ).one()


def written_facts(terms: ContractTerms) -> FeeFacts:
    """What the terms were decided from, their services at the tariffs written there."""
    stored = terms.inputs.get("facts")
    if not isinstance(stored, dict):
        refuse(
            "reference_missing",
            "В портале нет данных, по которым рассчитана плата этого договора. Пересчитать её "
            "можно только новым договором.",
        )
    services = tuple(
        PlannedService(row.code, row.quantity_per_month, row.tariff) for row in terms.services
    )
    return replace(read_facts(FeeFacts, stored), services=services)


def facts_anew(terms: ContractTerms, day: date, services: Iterable[PlannedService]) -> FeeFacts:
    """What a new calculation of the fee rests on: the day's rules, its threshold (FED-FEE-03).

    Income and family stay those of the application. A calculation over the threshold of an earlier
    year would come to more than the bound of FED-FEE-04 on the day.
    """
    return replace(written_facts(terms), rules_day=day, threshold_day=day, services=tuple(services))


def billed_before(
    terms: ContractTerms, day: date, *, region: Region, book: ReferenceBook
) -> FeeInForce:
    """What the terms come to on the eve of the day, at the tariffs of that eve (FED-FEE-15).

    On the first day of the terms itself, at that day's. Raises RulesBroken("reference_missing").
    """
    eve = max(terms.since, day - timedelta(days=1))
    services = [PlannedService(row.code, row.quantity_per_month) for row in terms.services]
    by_notice = waits_for_notice(region.rules.fee_rules.on(day).change_grounds)
    return billed_fee(written_fee(terms), services, eve, book, by_notice=by_notice)


def demand_open_months(session: Session, contract: Contract, day: date, citation: Citation) -> None:
    """Refuse terms that would begin in a month already charged: its acts stay as they are."""
    month = month_of(day)
    charged = session.scalar(
        select(Act.month)
        .where(Act.contract_id == contract.id, Act.month >= month)
        .order_by(Act.month.desc())
        .limit(1)
    ) or session.scalar(
        select(MonthClosing.month)
        .where(
            MonthClosing.provider_id == contract.provider_id,
            MonthClosing.state == MonthState.CLOSED,
            MonthClosing.month >= month,
        )
        .order_by(MonthClosing.month.desc())
        .limit(1)
    )
    if charged is not None:
        refuse(
            "month_closed",
            f"Месяц закрыт ({month_title(charged)}): акты выданы по прежним условиям. Назначьте "
            "день после этого месяца.",
            field="since",
            citation=citation,
        )


def begin_terms(
    session: Session, contract: Contract, base: ContractTerms, plan: Plan, since: date, number: int
) -> ContractTerms:
    """End the terms in force and begin the planned ones; those of the same day are replaced.

    Terms of the same day have charged nobody yet, as their month is open. Terms set ahead follow on
    the planned ones.
    """
    inputs: JsonObject = {**plan.inputs, "amendment": number}
    if base.since == since:
        rewrite_terms(session, contract, base, plan, inputs)
        return base
    until, base.until = base.until, since
    session.flush()
    terms = ContractTerms(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        since=since,
        until=until,
        services=_services(contract, plan.services),
        **_values(plan, inputs),
    )
    session.add(terms)
    session.flush()
    return terms


def rewrite_terms(
    session: Session, contract: Contract, terms: ContractTerms, plan: Plan, inputs: JsonObject
) -> None:
    """Put the plan in the place of terms that have charged nobody; their days stay."""
    for name, value in _values(plan, inputs).items():
        setattr(terms, name, value)
    terms.services.clear()
    session.flush()
    terms.services.extend(_services(contract, plan.services))
    session.flush()


def _values(plan: Plan, inputs: JsonObject) -> dict[str, object]:
    return {
        **{name: getattr(plan.figures, name) for name in TermsFigures.__dataclass_fields__},
        "explanation": plan.explanation,
        "inputs": inputs,
    }


def _services(contract: Contract, planned: Sequence[TermsService]) -> list[ContractService]:
    return [
        ContractService(
            provider_id=contract.provider_id,
            code=one.code,
            title=one.title,
            unit_title=one.unit_title,
            quantity_per_month=one.quantity,
            tariff=one.tariff,
        )
        for one in planned
    ]

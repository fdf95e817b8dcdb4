"""The terms that a change of a contract begins, once both sides have signed.

What was planned (``planned_terms``) is what both sides have read, so nothing is decided again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import month_of, month_title
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook
from portal.domain.tariff_day import FeeInForce, billed_fee, waits_for_notice
from portal.domain.violations import refuse
from portal.models import Act, Contract, ContractTerms, MonthClosing, MonthState
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.planned_terms import Plan, service_rows, terms_columns
from portal.usecases.tariff_cases import written_fee


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
        services=service_rows(plan, contract.provider_id),
        **terms_columns(plan, inputs),
    )
    session.add(terms)
    session.flush()
    return terms


def rewrite_terms(
    session: Session, contract: Contract, terms: ContractTerms, plan: Plan, inputs: JsonObject
) -> None:
    """Put the plan in the place of terms that have charged nobody; their days stay."""
    for name, value in terms_columns(plan, inputs).items():
        setattr(terms, name, value)
    terms.services.clear()
    session.flush()
    terms.services.extend(service_rows(plan, contract.provider_id))
    session.flush()

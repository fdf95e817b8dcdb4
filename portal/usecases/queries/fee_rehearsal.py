"""«А что если…»: real cases without the person, and what an invented case comes to.

A case is made of the record (a recipient) or of the facts its fee was decided from (a contract, a
contract across a tariff day): the same page then comes to the same fee.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.domain.calendar import month_of
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.money import ZERO
from portal.domain.people import population_group
from portal.domain.reference import ReferenceValue
from portal.domain.rehearsal import (
    FamilyKind,
    RehearsedCase,
    RehearsedFee,
    RehearsedMember,
    family_of,
    rehearse_fee,
)
from portal.domain.violations import NotAllowed, NotFound
from portal.explain.editions import in_force
from portal.models import Contract, ContractTerms, TariffDay
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.facts import fee_facts, load_case, own
from portal.usecases.queries.family_income import may_see_income
from portal.usecases.reference import reference_book
from portal.usecases.tariff_days import rehearse_contract
from portal.usecases.tariff_values import new_values
from portal.usecases.transaction import reading

# An anonymous address must not grow without end.
MOST_SERVICES = 40
ALONE = (RehearsedMember(FamilyKind.RECIPIENT, ZERO),)


def anonymous_case(actor: Actor, recipient_id: int, region: Region, day: date) -> RehearsedCase:
    """The recipient's case of the day as kinds and sums; raises NotFound, NotAllowed for income.

    Without recorded income it is a person alone with nothing yet.
    """
    if not may_see_income(actor):
        raise NotAllowed
    with reading() as session:
        case = load_case(session, actor.provider_id, recipient_id, day=day)
        return _case_of(fee_facts(case), day, region)


def contract_case(actor: Actor, contract_id: int, region: Region, day: date) -> RehearsedCase:
    """The case a contract's fee of the day was decided from, threshold's day and all.

    Raises NotFound, also where the terms keep no facts, and NotAllowed for income.
    """
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        terms = session.scalars(
            select(ContractTerms)
            .where(ContractTerms.contract_id == contract.id, ContractTerms.since <= day)
            .order_by(ContractTerms.since.desc())
            .limit(1)
        ).one_or_none()
        stored = terms.inputs.get("facts") if terms else None
    if not may_see_income(actor):
        raise NotAllowed
    if not isinstance(stored, dict):
        raise NotFound
    return _case_of(read_facts(FeeFacts, stored), day, region)


def tariff_day_cases(
    actor: Actor, tariff_day_id: int, contract_id: int, region: Region, now: datetime
) -> tuple[RehearsedCase, RehearsedCase]:
    """A contract on the eve of a tariff day and from it on; NotFound where neither is known."""
    found = rehearse_contract(tariff_day_id, contract_id, region=region, actor=actor, now=now)
    if found is None or found.change is None or found.case.facts is None:
        raise NotFound
    after = found.change.after_facts
    eve = after.rules_day - timedelta(days=1)
    return _case_of(found.case.facts, eve, region), _case_of(after, after.rules_day, region)


def _case_of(facts: FeeFacts, day: date, region: Region) -> RehearsedCase:
    """The facts of a fee as kinds and sums, with the tariffs of a day."""
    rules = region.rules.fee_rules.on(day).income.on(facts.applied_on)
    moved = facts.threshold_day not in (None, facts.applied_on)
    return RehearsedCase(
        form=facts.form,
        group=facts.group or population_group(facts.born, facts.threshold_day or day),
        applied_on=facts.applied_on,
        rules_day=day,
        month=month_of(day),
        members=family_of(facts.household, facts.applied_on, rules) or ALONE,
        services=tuple(
            PlannedService(one.code, one.quantity) for one in facts.services[:MOST_SERVICES]
        ),
        categories=tuple(one.code for one in facts.categories if one.proved),
        threshold_day=facts.threshold_day if moved else None,
        decision_cap=facts.decision_cap,
        legacy_fee=None if facts.legacy_interrupted else facts.legacy_fee,
    )


def rehearsed_fee(
    case: RehearsedCase, region: Region, draft: tuple[ReferenceValue, ...] = ()
) -> RehearsedFee:
    """What the case comes to by the region's law and the values in its book; nothing is saved.

    ``draft`` are values of a tariff day that is not set yet, as ``values_of_draft`` gives them.
    A day before the law is refused at the field of the case that names it.
    """
    rules = in_force(region.rules.fee_rules, case.rules_day, "rules_day")
    in_force(rules.income, case.applied_on, "applied_on")
    with reading() as session:
        book = reference_book(session, region, draft)
    return rehearse_fee(case, rules, book)


def values_of_draft(
    actor: Actor, tariff_day_id: int, region: Region, today: date
) -> tuple[date, tuple[ReferenceValue, ...]]:
    """The day of the reader's tariff day and its new values; NotFound for another provider's."""
    with reading() as session:
        day = own(session, TariffDay, tariff_day_id, actor.provider_id)
        return day.since, new_values(session, day, region, today)


def service_titles(region: Region, day: date) -> Mapping[str, str]:
    """The services that may be chosen, by code."""
    items = region.rules.service_catalogue.on(day).items
    return {item.code: item.title for item in items}

"""A fee that still rests on a threshold of earlier days, told on the page of its contract.

Rules: FED-FEE-14 (a new threshold is a ground for a new fee), FED-FEE-04 (the bound of the day).
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.contract import ContractState
from portal.domain.fee_decision import still_free
from portal.domain.fees import FeeDecision, decide_fee
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook
from portal.domain.threshold_moves import threshold_days
from portal.domain.violations import RulesBroken
from portal.models import Contract, ContractTerms
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.amendment_terms import written_facts
from portal.usecases.queries.scope import latest_terms
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading

RUNNING = (ContractState.ACTIVE, ContractState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class ThresholdLeft:
    """The fee stands on the threshold of ``held_on``; since ``changed_on`` there is another one.

    ``now``: the same income and services by the threshold of today.
    """

    held_on: date
    changed_on: date
    now: FeeDecision
    citation: Citation


def threshold_left(
    actor: Actor, contract_id: int, region: Region, day: date
) -> ThresholdLeft | None:
    """What a new threshold makes of a paid contract's fee; None where it makes nothing of it.

    None, too, where the fee cannot be worked out again: its page of a new fee says why.
    """
    with reading() as session:
        terms = session.scalars(
            select(ContractTerms)
            .join(Contract, Contract.id == ContractTerms.contract_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                Contract.state.in_(RUNNING),
                ContractTerms.free.is_(False),
                ContractTerms.threshold.is_not(None),
                latest_terms(day),
            )
            .options(selectinload(ContractTerms.services))
        ).one_or_none()
        if terms is None:
            return None
        try:
            return _left(terms, region, day, reference_book(session, region))
        except RulesBroken:
            return None


def _left(
    terms: ContractTerms, region: Region, day: date, book: ReferenceBook
) -> ThresholdLeft | None:
    facts, rules = written_facts(terms), region.rules.fee_rules.on(day)
    days = threshold_days(facts, book, day)
    if not days:
        return None
    moved = replace(facts, rules_day=day, threshold_day=day)
    now = still_free(rules, terms.free_ground, decide_fee(moved, rules, book))
    if not now.free and now.monthly_fee == terms.monthly_fee:
        return None
    held_on = facts.threshold_day or facts.applied_on
    return ThresholdLeft(held_on, days[-1], now, rules.change_grounds.citation)

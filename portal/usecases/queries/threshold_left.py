"""Fees that rest on a threshold of earlier days: on the first page, the draft and the contract.

Rules: FED-FEE-14 (a new threshold is a ground for a new fee), FED-FEE-04 (the bound of the day).
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from portal.domain.contract import RUNNING
from portal.domain.fee_decision import still_free
from portal.domain.fees import FeeDecision, FeeFacts, decide_fee
from portal.domain.law import Citation
from portal.domain.money import half_up
from portal.domain.people import PopulationGroup
from portal.domain.reference import ReferenceBook
from portal.domain.threshold_moves import threshold_days
from portal.domain.violations import RulesBroken
from portal.models import Contract, ContractTerms, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.amendment_terms import written_facts
from portal.usecases.facts import fee_facts, load_case, own
from portal.usecases.queries.scope import latest_terms
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading

MOST = 50


@dataclass(frozen=True, slots=True)
class ThresholdLeft:
    """The fee stands on the threshold of ``held_on``; since ``changed_on`` there is another one.

    ``now``: the same income and services by the threshold of today.
    """

    held_on: date
    changed_on: date
    now: FeeDecision
    citation: Citation


@dataclass(frozen=True, slots=True)
class OutgrownFee:
    """A contract whose fee by the threshold of today would be another one."""

    contract_id: int
    number: str
    recipient: str
    written: Decimal
    left: ThresholdLeft


def outgrown_fees(actor: Actor, region: Region, day: date) -> tuple[OutgrownFee, ...]:
    """Contracts whose fee a new threshold changes, the oldest first; of ``MOST`` looked through.

    Nothing while a minimum of the day is missing: that is told by itself.
    """
    with reading() as session:
        book = reference_book(session, region)
        try:
            today = {_threshold(group, book, day) for group in PopulationGroup}
        except RulesBroken:
            return ()
        rows = session.execute(
            select(Contract, Recipient, ContractTerms)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .join(ContractTerms, ContractTerms.contract_id == Contract.id)
            .where(*_paid_by_threshold(actor, day), ContractTerms.threshold.not_in(today))
            .options(selectinload(ContractTerms.services))
            .order_by(Contract.id)
            .limit(MOST)
        ).all()
        worked_out = [(row, _worked_out(row[2], region, day, book)) for row in rows]
    return tuple(
        OutgrownFee(contract.id, contract.number, person.full_name, terms.monthly_fee, left)
        for (contract, person, terms), left in worked_out
        if left is not None
    )


def _threshold(group: PopulationGroup, book: ReferenceBook, day: date) -> Decimal:
    minimum = book.subsistence_minimum(group, day).amount
    return half_up(minimum * book.threshold_multiplier(day).amount)


def _paid_by_threshold(actor: Actor, day: date) -> tuple[ColumnElement[bool], ...]:
    """Contracts in force with terms of the day that are paid for and had a threshold."""
    return (
        Contract.provider_id == actor.provider_id,
        Contract.state.in_(RUNNING),
        ContractTerms.free.is_(False),
        ContractTerms.threshold.is_not(None),
        latest_terms(day),
    )


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
            .where(Contract.id == contract_id, *_paid_by_threshold(actor, day))
            .options(selectinload(ContractTerms.services))
        ).one_or_none()
        return _worked_out(terms, region, day, reference_book(session, region)) if terms else None


def threshold_left_on_draft(
    actor: Actor, programme_id: int, region: Region, day: date
) -> ThresholdLeft | None:
    """The same of a contract to be drawn up on the programme, before it exists.

    The fee is reckoned on the day of the application (FED-FEE-02); None where it is free, or where
    no income is recorded.
    """
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        case = load_case(
            session, actor.provider_id, programme.recipient_id, day=day, programme_id=programme_id
        )
        if case.assessment is None:
            return None
        book, facts = reference_book(session, region), fee_facts(case)
        try:
            written = decide_fee(facts, region.rules.fee_rules.on(day), book)
            return None if written.free else _moved(facts, written, region, day, book)
        except RulesBroken:
            return None


def _worked_out(
    terms: ContractTerms, region: Region, day: date, book: ReferenceBook
) -> ThresholdLeft | None:
    try:
        return _left(terms, region, day, book)
    except RulesBroken:
        return None


def _left(
    terms: ContractTerms, region: Region, day: date, book: ReferenceBook
) -> ThresholdLeft | None:
    return _moved(written_facts(terms), terms, region, day, book)


def _moved(
    facts: FeeFacts,
    written: ContractTerms | FeeDecision,
    region: Region,
    day: date,
    book: ReferenceBook,
) -> ThresholdLeft | None:
    rules = region.rules.fee_rules.on(day)
    days = threshold_days(facts, book, day)
    if not days:
        return None
    moved = replace(facts, rules_day=day, threshold_day=day)
    now = still_free(rules, written.free_ground, decide_fee(moved, rules, book))
    if not now.free and now.monthly_fee == written.monthly_fee:
        return None
    held_on = facts.threshold_day or facts.applied_on
    return ThresholdLeft(held_on, days[-1], now, rules.change_grounds.citation)

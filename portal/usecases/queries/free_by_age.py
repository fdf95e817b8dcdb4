"""Contracts whose free service ends with an age: whom the first page warns of (FED-MIN-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select

from portal.domain.calendar import add_months
from portal.domain.contract import RUNNING
from portal.domain.fee_rules import FeeRules
from portal.domain.fees import MINOR
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.representation import MinorityEnd, minority_end
from portal.models import Contract, ContractTerms, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading

MOST = 8


@dataclass(frozen=True, slots=True)
class FreeByAge:
    """A contract that is free by age for some days more, or not any longer (``over``)."""

    contract_id: int
    number: str
    recipient_id: int
    recipient: str
    end: MinorityEnd
    over: bool
    clause: Citation


def grounds_by_age(rules: FeeRules) -> frozenset[str]:
    """The codes of the free categories that end with an age."""
    claimed = (one.code for one in rules.free_categories if one.minors_only)
    return frozenset({MINOR, *claimed, *(one.code for one in rules.kept_in_full)})


def free_by_age(actor: Actor, region: Region, today: date) -> tuple[FreeByAge, ...]:
    """Contracts in force that are free by an age that ends soon or has ended, by birthday.

    A contract that is over by then is left out, and one whose paid terms stand already.
    """
    rule = region.rules.representation_rules.on(today).minority
    by_age = grounds_by_age(region.rules.fee_rules.on(today))
    # A day more than needed: months differ in length, and the law itself looks below.
    latest = add_months(today + timedelta(days=rule.warn_days + 1), -12 * rule.until_age)
    which = (ContractTerms.free_ground.in_(by_age), Recipient.born <= latest)
    with reading() as session:
        rows = session.execute(_free_contracts(actor, today).where(*which)).all()
    found = [(contract, person, minority_end(rule, person.born)) for contract, person in rows]
    return tuple(
        FreeByAge(
            contract_id=contract.id,
            number=contract.number,
            recipient_id=person.id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            end=end,
            over=end.fee_from <= today,
            clause=rule.citation,
        )
        for contract, person, end in found
        if end.warned_on <= today and end.fee_from <= contract.valid_until
    )[:MOST]


def _free_contracts(actor: Actor, today: date) -> Select[Contract, Recipient]:
    """Contracts in force that are free today and stay so by what is written of later days."""
    later = ContractTerms.__table__.alias("later_terms")
    paid_later = (
        select(1)
        .where(later.c.contract_id == Contract.id, later.c.since > today, ~later.c.free)
        .exists()
    )
    return (
        select(Contract, Recipient)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.state.in_(RUNNING),
            ContractTerms.since <= today,
            or_(ContractTerms.until.is_(None), ContractTerms.until > today),
            ContractTerms.free,
            ~paid_later,
            *served_by(actor),
        )
        .order_by(Recipient.born, Contract.id)
    )

"""What an amendment does once both sides have signed: its terms begin, later ones take it over."""

from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.amendments import AmendmentState, takes_effect
from portal.domain.violations import refuse
from portal.models import Amendment, Contract, ContractTerms
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.amendment_terms import begin_terms, terms_of_day
from portal.usecases.later_terms import begin_later, other_terms_since, read_later
from portal.usecases.planned_terms import Plan
from portal.usecases.reference import reference_book


def demand_same_terms(
    session: Session, contract: Contract, amendment: Amendment, since: date
) -> ContractTerms:
    """The terms the change was drafted over; others meanwhile make its figures untrue."""
    base = terms_of_day(session, contract, since)
    other = other_terms_since(session, contract, amendment, since)
    if other is not None:
        refuse(
            "transition_not_allowed",
            f"С {other:%d.%m.%Y} у договора другие условия, чем когда составляли это "
            "соглашение. Отзовите его и составьте новое.",
        )
    return base


def put_into_force(
    session: Session,
    amendment: Amendment,
    contract: Contract,
    base: ContractTerms,
    signed_on: date,
) -> None:
    """From the agreed day or the last signature's (FED-CON-07); the old terms end before it."""
    days = [one.signed_on for one in amendment.signatures]
    since = takes_effect(amendment.since, [*days, signed_on])
    if amendment.plan:
        plan = Plan.from_data(amendment.plan)
        terms = begin_terms(session, contract, base, plan, since, amendment.number)
        amendment.terms_id = terms.id
    amendment.customer_signed_on = signed_on
    amendment.state = AmendmentState.IN_FORCE
    amendment.in_force_from = since
    # Terms are news to whoever holds the contract open.
    flag_modified(contract, "state")


def carry(
    session: Session,
    amendment: Amendment,
    contract: Contract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Terms set ahead take the change over as it was drafted and signed."""
    if later := read_later(amendment.plan):
        begin_later(
            session,
            contract,
            Plan.from_data(amendment.plan),
            later,
            amendment.number,
            region=region,
            book=reference_book(session, region),
            actor=actor,
            now=now,
        )

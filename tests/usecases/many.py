"""Copies of the first contract, for what must not grow with their number."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Contract, ContractTerms, Provider
from tests.support.factories import make_contract, make_programme, make_recipient, make_terms


def more_contracts(session: Session, provider_id: int, count: int) -> None:
    """Contracts in force whose terms rest on the facts of the first one's."""
    session.rollback()
    first = session.scalars(
        select(Contract).where(Contract.provider_id == provider_id).order_by(Contract.id)
    ).first()
    assert first is not None
    terms = session.scalars(
        select(ContractTerms).where(ContractTerms.contract_id == first.id)
    ).one()
    code = terms.inputs["facts"]["services"][0]["code"]  # type: ignore[index]
    figures = {
        name: getattr(terms, name)
        for name in ("average_income", "threshold", "fee_cap", "monthly_fee", "since", "rules_day")
    }
    facts, provider = dict(terms.inputs), session.get_one(Provider, provider_id)
    for _ in range(count):
        person = make_recipient(session, provider)
        make_contract(
            session,
            make_programme(session, person, services=((code, 8),)),
            terms=make_terms(((code, 8, "150.00"),), inputs=facts, **figures),
        )

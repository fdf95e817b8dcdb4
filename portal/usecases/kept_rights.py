"""The fee of 31 December 2014 as a bound of today's: read where a fee is decided (FED-FEE-13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.fees import FeeFacts
from portal.models import Contract, LegacyFee


def kept_rights(session: Session, provider_id: int, recipient_id: int) -> Sequence[LegacyFee]:
    """The rows of a recipient that stand: at most one for a form of service."""
    return session.scalars(
        select(LegacyFee)
        .where(
            LegacyFee.provider_id == provider_id,
            LegacyFee.recipient_id == recipient_id,
            LegacyFee.struck_on.is_(None),
        )
        .order_by(LegacyFee.id)
    ).all()


def bounded_by(facts: FeeFacts, rights: Iterable[LegacyFee], day: date) -> FeeFacts:
    """The facts with the right kept in their form of service, as it stood on the day."""
    kept = next((one for one in rights if one.form is facts.form), None)
    if kept is None:
        return replace(facts, legacy_fee=None, legacy_since=None, legacy_interrupted=False)
    lost = kept.interrupted_on is not None and kept.interrupted_on <= day
    return replace(
        facts, legacy_fee=kept.fee, legacy_since=kept.served_since, legacy_interrupted=lost
    )


def with_right_of(session: Session, contract_id: int, facts: FeeFacts, day: date) -> FeeFacts:
    """The facts of a contract with what is recorded by now: its terms may be older than that."""
    whose = session.execute(
        select(Contract.provider_id, Contract.recipient_id).where(Contract.id == contract_id)
    ).one()
    return bounded_by(facts, kept_rights(session, *whose), day)

"""The older fees of a recipient, and contracts whose fee is above them (FED-FEE-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.models import Contract, ContractTerms, LegacyFee, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.legacy_fees import transition_of
from portal.usecases.queries.scope import latest_terms
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OlderProgramme:
    """The first programme of the transition of 2015: whether its draft was late (MSK-IPP-11)."""

    drafted_on: date
    signed_on: date
    late: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class LegacyFeeView:
    """A record as its page shows it; ``lost``: service was interrupted, the right is gone."""

    id: int
    form: Form
    served_since: date
    fee: Decimal
    proof: str
    interrupted_on: date | None
    lost: bool
    citation: Citation
    programme: OlderProgramme | None


@dataclass(frozen=True, slots=True)
class StruckLegacyFee:
    """A record that stands no more, and why: made exact, or made by mistake."""

    form: Form
    fee: Decimal
    proof: str
    struck_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class AboveKept:
    """A contract in force whose fee is above the older one."""

    contract_id: int
    number: str
    fee: Decimal
    kept: Decimal


@dataclass(frozen=True, slots=True)
class LegacyFees:
    """What stands; ``until`` is the last day by which the right arose.

    ``transition``: the last day of the region's transition of 2015, None where there was none.
    """

    recipient_id: int
    recipient: str
    until: date
    clause: Citation
    transition: date | None
    rows: tuple[LegacyFeeView, ...]
    struck: tuple[StruckLegacyFee, ...]
    above: tuple[AboveKept, ...]


def legacy_fees(actor: Actor, recipient_id: int, region: Region, day: date) -> LegacyFees:
    """The records of a recipient of the reader's provider; raises NotFound."""
    right = region.rules.fee_rules.on(day).legacy
    transition = region.rules.programme_rules.on(day).transition
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        rows = session.scalars(
            select(LegacyFee)
            .where(
                LegacyFee.provider_id == actor.provider_id,
                LegacyFee.recipient_id == recipient_id,
            )
            .order_by(LegacyFee.form, LegacyFee.id.desc())
        ).all()
        return LegacyFees(
            recipient_id=recipient_id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            until=right.until,
            clause=right.citation,
            transition=transition.signed_and_sent_by if transition else None,
            rows=tuple(_view(row, region, day) for row in rows if row.struck_on is None),
            struck=tuple(
                StruckLegacyFee(row.form, row.fee, row.proof, row.struck_on, row.struck_reason)
                for row in rows
                if row.struck_on is not None
            ),
            above=_above(session, actor, recipient_id, day),
        )


def offers_legacy_fee(
    actor: Actor, recipient_id: int, signed_on: date, region: Region, day: date
) -> bool:
    """Whether a programme is of the transition of 2015 without an older fee (MSK-IPP-11)."""
    rules = region.rules.programme_rules.on(day).transition
    if rules is None or signed_on > rules.signed_and_sent_by:
        return False
    with reading() as session:
        known = select(LegacyFee.id).where(
            LegacyFee.provider_id == actor.provider_id,
            LegacyFee.recipient_id == recipient_id,
            LegacyFee.struck_on.is_(None),
        )
        return session.scalar(known.limit(1)) is None


def _view(row: LegacyFee, region: Region, day: date) -> LegacyFeeView:
    rules = region.rules.programme_rules.on(day).transition
    stands = transition_of(region, row, day)
    programme = None
    if rules and stands and row.drafted_on and row.signed_on:
        programme = OlderProgramme(row.drafted_on, row.signed_on, stands.late, rules.citation)
    return LegacyFeeView(
        id=row.id,
        form=row.form,
        served_since=row.served_since,
        fee=row.fee,
        proof=row.proof,
        interrupted_on=row.interrupted_on,
        lost=row.interrupted_on is not None and row.interrupted_on <= day,
        citation=region.rules.fee_rules.on(day).legacy.behind(row.form)[0],
        programme=programme,
    )


def _above(session: Session, actor: Actor, recipient_id: int, day: date) -> tuple[AboveKept, ...]:
    """Contracts drawn up before the record, or without it: their fee is to be decided anew."""
    rows = session.execute(
        select(Contract.id, Contract.number, ContractTerms.monthly_fee, LegacyFee.fee)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .join(
            LegacyFee,
            (LegacyFee.recipient_id == Contract.recipient_id) & (LegacyFee.form == Contract.form),
        )
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.recipient_id == recipient_id,
            Contract.state != ContractState.TERMINATED,
            latest_terms(day),
            LegacyFee.struck_on.is_(None),
            LegacyFee.interrupted_on.is_(None) | (LegacyFee.interrupted_on > day),
            ContractTerms.monthly_fee > LegacyFee.fee,
        )
        .order_by(Contract.id)
    )
    return tuple(AboveKept(*row) for row in rows)

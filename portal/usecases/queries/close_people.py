"""What a card says of people close to the recipient: lives alone, who pays by own will.

Rules: MSK-REC-08, MSK-REC-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.law import Citation
from portal.models import Contract, LivingAlone, OtherPayer, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.role_access import Subject, sees
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class AloneRow:
    """A mark with its paper; ``until`` is the first day without it."""

    id: int
    title: str
    paper: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PayerRow:
    """A relative who pays, and since which consent."""

    id: int
    name: str
    relation: str
    consent_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ClosePeople:
    """The marks of one recipient, newest first; a clause is None where nothing is asked.

    Payers are for those whose work payments are (FED-PDP-01).
    """

    recipient_id: int
    recipient: str
    alone: tuple[AloneRow, ...]
    payers: tuple[PayerRow, ...]
    alone_by: Citation | None
    payers_by: Citation | None

    @property
    def lives_alone(self) -> AloneRow | None:
        """The mark that holds today."""
        return next((one for one in self.alone if one.until is None), None)

    @property
    def paying(self) -> tuple[PayerRow, ...]:
        """Those whose consent holds."""
        return tuple(one for one in self.payers if one.until is None)


def close_people(actor: Actor, recipient_id: int, region: Region, day: date) -> ClosePeople:
    """The marks of a recipient of the provider; raises NotFound for another's."""
    rules = region.rules.admission_rules.on(day)
    listed = rules.living_alone
    titles = {one.code: one.title for one in listed.choices} if listed else {}
    waiting = rules.waiting
    sees_payers = (
        waiting is not None and waiting.relatives_may_pay and sees(actor, Subject.PAYMENTS)
    )
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        alone = session.scalars(
            select(LivingAlone)
            .where(LivingAlone.recipient_id == person.id)
            .order_by(LivingAlone.id.desc())
        )
        payers = session.scalars(
            select(OtherPayer)
            .where(OtherPayer.recipient_id == person.id)
            .order_by(OtherPayer.id.desc())
        )
        return ClosePeople(
            recipient_id=person.id,
            recipient=person.full_name,
            alone=tuple(
                AloneRow(
                    one.id, titles.get(one.ground, one.ground), one.paper, one.since, one.until
                )
                for one in alone
            ),
            payers=tuple(
                PayerRow(one.id, one.name, one.relation, one.consent_on, one.until)
                for one in payers
                if sees_payers
            ),
            alone_by=listed.citation if listed else None,
            payers_by=waiting.citation if waiting and sees_payers else None,
        )


def payers_of_contract(actor: Actor, contract_id: int, day: date) -> tuple[str, ...]:
    """The relatives who pay on a day for the recipient of a contract, by own will (MSK-REC-11)."""
    with reading() as session:
        rows = session.scalars(
            select(OtherPayer)
            .join(Contract, Contract.recipient_id == OtherPayer.recipient_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                OtherPayer.provider_id == actor.provider_id,
                OtherPayer.consent_on <= day,
                OtherPayer.until.is_(None) | (OtherPayer.until > day),
            )
            .order_by(OtherPayer.id)
        )
        return tuple(one.name for one in rows)


def lives_alone(session: Session, recipient_id: int, day: date) -> bool:
    """Whether a mark of living alone holds on the day."""
    holds: tuple[ColumnElement[bool], ...] = (
        LivingAlone.recipient_id == recipient_id,
        LivingAlone.since <= day,
        LivingAlone.until.is_(None) | (LivingAlone.until > day),
    )
    return session.scalar(select(LivingAlone.id).where(*holds).limit(1)) is not None

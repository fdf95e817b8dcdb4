"""Contracts drawn up in time whose recipient has not signed: the term to conclude them runs on.

Rules: FED-CON-01 and what regions have in its place.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from portal.domain.contract import Party
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.models import Contract, Programme, Recipient, Representative, Signature
from portal.usecases.actor import Actor
from portal.usecases.authority import ended_by
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.contract_tasks import MOST_TASKS, due_clause
from portal.usecases.queries.scope import own_people
from portal.usecases.queries.unsigned_contracts import may_be_signed
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class HalfSigned:
    """A contract that the provider has signed and the recipient has not.

    ``due_at`` ends the term to conclude it, with its clause. ``signer`` is the representative whose
    hand it waits for, "" while it is the recipient's own, ``ended_on`` the first day on which this
    person no longer acts, once it has come: nobody signs such a contract any more (FED-MIN-01).
    ``missing_since``: a court's finding stands, nobody signs until the return (FED-TER-07).
    """

    contract_id: int
    number: str
    recipient: str
    signed_on: date
    presented_at: datetime
    due_at: datetime
    clause: Citation | None
    signer: str = ""
    ended_on: date | None = None
    missing_since: date | None = None


def half_signed(actor: Actor, today: date) -> tuple[HalfSigned, ...]:
    """Those of the reader's people, the nearest term first; nobody who never or later comes."""
    signed = (
        select(Signature.contract_id, func.min(Signature.signed_on).label("day"))
        .where(Signature.provider_id == actor.provider_id, Signature.party == Party.PROVIDER)
        .group_by(Signature.contract_id)
        .subquery()
    )
    wanted = (
        select(Contract, Recipient, Programme, signed.c.day, Representative)
        .join(signed, signed.c.contract_id == Contract.id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(
            Representative, (Representative.id == Contract.representative_id) & ~_has_signed()
        )
        .where(
            Contract.provider_id == actor.provider_id,
            may_be_signed(),
            *own_people(actor),
        )
        .order_by(Programme.contract_due_at, Contract.id)
        .limit(MOST_TASKS)
    )
    with reading() as session:
        return tuple(
            HalfSigned(
                contract_id=contract.id,
                number=contract.number,
                recipient=full_name(person.surname, person.name, person.patronymic),
                signed_on=day,
                presented_at=programme.presented_at,
                due_at=programme.contract_due_at,
                clause=due_clause(programme),
                signer=full_name(acts.surname, acts.name, acts.patronymic) if acts else "",
                ended_on=ended_by(person, acts, today),
                missing_since=missing_since(person, today),
            )
            for contract, person, programme, day, acts in session.execute(wanted)
        )


def _has_signed() -> ColumnElement[bool]:
    """Whether the representative has signed: where both sign, the recipient's hand is next."""
    return (
        select(Signature.id)
        .where(
            Signature.provider_id == Contract.provider_id,
            Signature.contract_id == Contract.id,
            Signature.party == Party.REPRESENTATIVE,
        )
        .correlate(Contract)
        .exists()
    )

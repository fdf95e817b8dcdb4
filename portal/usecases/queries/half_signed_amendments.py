"""Agreements that the provider has signed and the recipient's side has not: FED-CON-07."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.domain.amendments import AmendmentState
from portal.domain.contract import Party
from portal.domain.people import full_name
from portal.models import Amendment, AmendmentSignature, Contract, Recipient, Representative
from portal.usecases.actor import Actor
from portal.usecases.authority import ended_by
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.contract_tasks import MOST_TASKS
from portal.usecases.queries.dead_amendments import no_longer_signable
from portal.usecases.queries.scope import own_people
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class HalfSignedAmendment:
    """An agreement with the director's signature alone; from ``since`` it is to hold.

    ``signer`` is the representative in its text, "" where it names nobody, ``ended_on`` the first
    day on which this person no longer acts, once it has come (FED-MIN-01). ``missing_since``: a
    court's finding stands, nobody signs until the return is recorded (FED-TER-07).
    """

    amendment_id: int
    number: int
    contract_number: str
    recipient: str
    signed_on: date
    since: date
    signer: str
    ended_on: date | None = None
    missing_since: date | None = None


def half_signed_amendments(actor: Actor, today: date) -> tuple[HalfSignedAmendment, ...]:
    """Those of the reader's people, which holds soonest first; what nobody may sign is left out."""
    signed = (
        select(AmendmentSignature.amendment_id, func.min(AmendmentSignature.signed_on).label("day"))
        .where(
            AmendmentSignature.provider_id == actor.provider_id,
            AmendmentSignature.party == Party.PROVIDER,
        )
        .group_by(AmendmentSignature.amendment_id)
        .subquery()
    )
    wanted = (
        select(Amendment, Contract.number, Recipient, signed.c.day, Representative)
        .join(signed, signed.c.amendment_id == Amendment.id)
        .join(Contract, Contract.id == Amendment.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Representative, Representative.id == Amendment.representative_id)
        .where(
            Amendment.provider_id == actor.provider_id,
            Amendment.state == AmendmentState.SIGNED,
            Recipient.died_on.is_(None),
            *own_people(actor),
            ~no_longer_signable(actor.provider_id),
        )
        .order_by(Amendment.since, Amendment.id)
        .limit(MOST_TASKS)
    )
    with reading() as session:
        return tuple(
            HalfSignedAmendment(
                amendment_id=row.id,
                number=row.number,
                contract_number=number,
                recipient=full_name(person.surname, person.name, person.patronymic),
                signed_on=day,
                since=row.since,
                signer=full_name(acts.surname, acts.name, acts.patronymic) if acts else "",
                ended_on=ended_by(person, acts, today),
                missing_since=missing_since(person, today),
            )
            for row, number, person, day, acts in session.execute(wanted)
        )

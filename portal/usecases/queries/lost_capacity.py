"""Contracts in force of people whose capacity a court took or limited while nobody acts for them.

Until a guardian or a trustee stands on the card nobody signs what comes next (FED-MIN-01).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.authorities import BY_CAPACITY, Capacity
from portal.domain.contract import RUNNING
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.models import Contract, Recipient
from portal.usecases.actor import Actor
from portal.usecases.authority import acting_on
from portal.usecases.queries.scope import served_by
from portal.usecases.signatories import LEGAL_KINDS
from portal.usecases.transaction import reading

MOST = 20


@dataclass(frozen=True, slots=True)
class CapacityTask:
    """A contract whose recipient needs somebody to sign from ``since`` on."""

    contract_id: int
    recipient_id: int
    recipient: str
    capacity: Capacity
    since: date
    clause: Citation = BY_CAPACITY

    @property
    def needed(self) -> str:
        """Who signs from the court's day on, and what signs no more."""
        if self.capacity is Capacity.INCAPABLE:
            return "Бумаги подписывает опекун, его на карточке нет"
        return "Бумаги подписывают с согласия попечителя, его на карточке нет"


def without_guardian(session: Session, actor: Actor, day: date) -> tuple[CapacityTask, ...]:
    """The contracts of the reader's people, the earliest decision first."""
    return _tasks(session, actor, day, ())


def capacity_task(actor: Actor, contract_id: int, day: date) -> CapacityTask | None:
    """The same for one contract; None where somebody acts, or no court has decided by the day."""
    with reading() as session:
        return next(iter(_tasks(session, actor, day, (Contract.id == contract_id,))), None)


def _tasks(
    session: Session, actor: Actor, day: date, which: Iterable[ColumnElement[bool]]
) -> tuple[CapacityTask, ...]:
    rows = session.execute(
        select(Contract.id, Recipient, Recipient.capacity, Recipient.capacity_since)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(
            Contract.provider_id == actor.provider_id,
            *served_by(actor),
            *which,
            Contract.state.in_(RUNNING),
            Recipient.died_on.is_(None),
            Recipient.capacity.in_((Capacity.INCAPABLE, Capacity.LIMITED)),
            Recipient.capacity_since <= day,
        )
        .options(selectinload(Recipient.representatives))
        .order_by(Recipient.capacity_since, Contract.id)
        .limit(MOST)
    )
    return tuple(
        CapacityTask(
            contract_id,
            person.id,
            full_name(person.surname, person.name, person.patronymic),
            capacity,
            since,
        )
        for contract_id, person, capacity, since in rows
        if capacity is not None
        and since is not None
        and not any(
            one.kind in LEGAL_KINDS for one in acting_on(person, person.representatives, day)
        )
    )

"""A death under a contract in force: nothing of a later day is recorded, the contract is ended.

The contract itself stays until the director's order on this ground (FED-TER-07, VLA-TER-01);
FED-MIN-01 says that from the day of death nobody acts. A court's finding that the recipient is
missing ends a contract on its own ground and is told beside a death (FED-TER-07, VLA-TER-08).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.domain.authorities import BY_DEATH
from portal.domain.contract import RUNNING
from portal.domain.endings import COURT_FINDING, DEATH, EndingState
from portal.domain.people import full_name
from portal.domain.violations import refuse
from portal.models import Contract, Recipient, Termination
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.missing_people import missing_on

MOST = 5


def demand_alive_on(session: Session, contract: Contract, day: date, *, field: str) -> None:
    """Refuse a day after the recipient's death; the day itself is the last one served.

    Raises contract_not_active with the remedy.
    """
    died_on = own(session, Recipient, contract.recipient_id, contract.provider_id).died_on
    if died_on is not None and day > died_on:
        refuse(
            "contract_not_active",
            f"Получатель умер {died_on:%d.%m.%Y}: после этого дня по договору № {contract.number} "
            "ничего не оказывают и не меняют. Введите более ранний день или прекратите договор в "
            "связи со смертью.",
            field=field,
            citation=BY_DEATH,
            subject=f"contract:{contract.id}",
        )


@dataclass(frozen=True, slots=True)
class UnendedContract:
    """A contract in force of somebody who died or is missing by a court's word; no end is prepared.

    ``ground`` is the ground of the end to prepare, ``since`` the day of the death or the finding.
    """

    contract_id: int
    number: str
    recipient: str
    since: date
    ground: str

    @property
    def died(self) -> bool:
        """Whether it is a death; otherwise a court's finding."""
        return self.ground == DEATH


def unended_contracts(session: Session, actor: Actor, day: date) -> tuple[UnendedContract, ...]:
    """Contracts in force of people who died by the day or are missing on it, the earliest first."""
    ended = select(Termination.id).where(
        Termination.provider_id == Contract.provider_id,
        Termination.contract_id == Contract.id,
        Termination.state != EndingState.WITHDRAWN,
    )
    since = func.coalesce(Recipient.died_on, Recipient.missing_since)
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, since.label("since"))
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.state.in_(RUNNING),
            Contract.ended_on.is_(None),
            or_(Recipient.died_on <= day, missing_on(day)),
            ~ended.correlate(Contract).exists(),
        )
        .order_by(since, Contract.id)
        .limit(MOST)
    )
    return tuple(
        UnendedContract(
            contract_id,
            number,
            full_name(person.surname, person.name, person.patronymic),
            since,
            COURT_FINDING if person.died_on is None else DEATH,
        )
        for contract_id, number, person, since in rows
    )

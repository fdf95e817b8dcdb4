"""The provider's own copy of a contract or an agreement without the recipient's hand (FED-CON-05).

A text signed on paper is made in two copies of equal force, one for each party: where the
recipient has signed one of them alone, the provider has nothing to show.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, Party
from portal.domain.people import full_name
from portal.models import (
    Amendment,
    AmendmentSignature,
    Contract,
    Paper,
    PaperCopy,
    Recipient,
    Signature,
    SignatureMethod,
)
from portal.usecases.actor import Actor
from portal.usecases.paper_copies import holder_of
from portal.usecases.queries.scope import own_people

MOST = 5
OWN_COPY = next(number for number in range(1, 3) if holder_of(number) is Party.PROVIDER)
"""The number of the provider's first copy."""


@dataclass(frozen=True, slots=True)
class UnsignedCopy:
    """A text that is signed by the recipient's hand, but not on the provider's copy.

    ``amendment``: the id and the number of the agreement, None for the contract itself.
    """

    contract_id: int
    number: str
    recipient: str
    amendment: tuple[int, int] | None
    copy: int = OWN_COPY


def lacks_customers_hand() -> ColumnElement[bool]:
    """Of ``Paper``: the recipient's side signed on paper, and no copy of the provider's has it.

    Of texts signed before anybody recorded a copy nothing is said.
    """
    by_hand = or_(
        *(
            select(one.id)
            .where(
                one.paper_id == Paper.id,
                one.party != Party.PROVIDER,
                one.method == SignatureMethod.PAPER,
            )
            .exists()
            for one in (Signature, AmendmentSignature)
        )
    )
    recorded = select(PaperCopy.id).where(PaperCopy.paper_id == Paper.id)
    own = recorded.where(
        PaperCopy.holder == Party.PROVIDER, PaperCopy.customer_signed_on.is_not(None)
    )
    return by_hand & recorded.exists() & ~own.exists()


def unsigned_copies(session: Session, actor: Actor) -> tuple[UnsignedCopy, ...]:
    """Those of the reader's people whose contract goes on, the oldest text first."""
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, Amendment.id, Amendment.number)
        .select_from(Paper)
        .join(Contract, Contract.id == Paper.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Amendment, Amendment.paper_id == Paper.id)
        .where(
            Paper.provider_id == actor.provider_id,
            Contract.state != ContractState.TERMINATED,
            or_(
                Contract.paper_id == Paper.id,
                Amendment.state.in_((AmendmentState.SIGNED, AmendmentState.IN_FORCE)),
            ),
            lacks_customers_hand(),
            Recipient.died_on.is_(None),
            *own_people(actor),
        )
        .order_by(Paper.issued_at, Paper.id)
        .limit(MOST)
    )
    return tuple(
        UnsignedCopy(
            contract_id,
            number,
            full_name(person.surname, person.name, person.patronymic),
            (amendment_id, order) if amendment_id is not None and order is not None else None,
        )
        for contract_id, number, person, amendment_id, order in rows
    )

"""The provider's own copy of a contract or an agreement without the recipient's hand (FED-CON-05).

A text signed on paper is made in two copies of equal force, one for each party: where the
recipient has signed one of them alone, the provider has nothing to show.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    and_,
    cast,
    null,
    or_,
    select,
    union_all,
)
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
    of_contract = select(Signature.id).where(_by_hand(Signature))
    # Signatures of agreements are found by the contract's agreements: nothing else has an index.
    of_agreement = (
        select(AmendmentSignature.id)
        .join(Amendment, Amendment.id == AmendmentSignature.amendment_id)
        .where(Amendment.contract_id == Paper.contract_id, _by_hand(AmendmentSignature))
        .correlate(Paper)
    )
    by_hand = or_(of_contract.exists(), of_agreement.exists())
    recorded = select(PaperCopy.id).where(PaperCopy.paper_id == Paper.id)
    own = recorded.where(
        PaperCopy.holder == Party.PROVIDER, PaperCopy.customer_signed_on.is_not(None)
    )
    return by_hand & recorded.exists() & ~own.exists()


def _by_hand(signature: type[Signature | AmendmentSignature]) -> ColumnElement[bool]:
    """Of a signature: the recipient's side has put it on ``Paper`` itself."""
    return and_(
        signature.paper_id == Paper.id,
        signature.party != Party.PROVIDER,
        signature.method == SignatureMethod.PAPER,
    )


def unsigned_copies(session: Session, actor: Actor) -> tuple[UnsignedCopy, ...]:
    """Those of the reader's people whose contract goes on, the oldest text first."""
    texts = _texts(actor)
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, texts.c.amendment_id, texts.c.number)
        .select_from(texts)
        .join(Contract, Contract.id == texts.c.contract_id)
        .join(Paper, Paper.id == texts.c.paper_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(lacks_customers_hand(), Recipient.died_on.is_(None), *own_people(actor))
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


def _texts(actor: Actor) -> Subquery:
    """The papers of the provider's contracts that go on, and of the agreements to them."""
    goes_on = (
        Contract.provider_id == actor.provider_id,
        Contract.state != ContractState.TERMINATED,
    )
    signed = Amendment.state.in_((AmendmentState.SIGNED, AmendmentState.IN_FORCE))
    nothing = cast(null(), Integer)
    return union_all(
        select(
            Contract.id.label("contract_id"),
            Contract.paper_id.label("paper_id"),
            nothing.label("amendment_id"),
            nothing.label("number"),
        ).where(*goes_on),
        select(Contract.id, Amendment.paper_id, Amendment.id, Amendment.number)
        .join(Amendment, Amendment.contract_id == Contract.id)
        .where(*goes_on, signed),
    ).subquery()

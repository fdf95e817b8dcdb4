"""Whatever a signature may stand under: contract, amendment, act, the papers of an end.

Codes, seals and signatures from elsewhere name a paper by its kind and number and ask nothing of
what it changes: that stays with the use case of its kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, Party
from portal.domain.endings import EndingState
from portal.domain.violations import refuse
from portal.models import Act, ActState, Amendment, Contract, MoveRequest, Paper, Termination
from portal.usecases.facts import own


class SignedKind(StrEnum):
    """What is signed; order and notice of an end are the director's alone.

    An application about a move is the recipient's alone.
    """

    CONTRACT = "contract"
    AMENDMENT = "amendment"
    ACT = "act"
    ENDING = "ending"
    ORDER = "order"
    NOTICE = "notice"
    MOVE = "move_request"


@dataclass(frozen=True, slots=True)
class SignedKey:
    """One thing that is signed: a contract's, an amendment's, an act's or an end's own number."""

    kind: SignedKind
    id: int


@dataclass(frozen=True, slots=True)
class Signable:
    """A thing with its paper, and where its signatures stand.

    ``waits``: a signature can still be put; ``state`` says in a word why not. ``subject`` is what
    the journal files it under; ``representative_id`` is who stands in the text for the recipient,
    ``rules_day`` whose rules say who may sign, ``alone``: the provider has no signature here.
    """

    key: SignedKey
    title: str
    contract: Contract
    paper_id: int | None
    representative_id: int | None
    signed: frozenset[Party]
    waits: bool
    state: str
    subject: tuple[str, int]
    rules_day: date
    alone: bool = False

    @property
    def provider_signed(self) -> bool:
        """Whether the director has signed, or has nothing to sign."""
        return self.alone or Party.PROVIDER in self.signed

    @property
    def customer_signed(self) -> bool:
        """Whether somebody of the recipient's side has signed."""
        return bool(self.signed - {Party.PROVIDER})

    def paper(self, session: Session) -> Paper:
        """The bytes that are signed; refused while there are none."""
        if self.paper_id is None:
            text = f"{self.title}: бумаги ещё нет. Составьте её или подпишите у директора."
            refuse("signature_missing", text)
        return own(session, Paper, self.paper_id, self.contract.provider_id)


def find_signable(
    session: Session, key: SignedKey, provider_id: int, *, lock: bool = False
) -> Signable:
    """The provider's thing; NotFound for another's. ``lock`` holds its contract and itself."""
    return _FOUND_BY[key.kind](session, key, provider_id, lock)


def _contract(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    signatures = selectinload(Contract.signatures)
    row = own(session, Contract, key.id, provider_id, signatures, lock=lock)
    return Signable(
        key=key,
        title=f"Договор № {row.number}",
        contract=row,
        paper_id=row.paper_id,
        representative_id=row.representative_id,
        signed=frozenset(one.party for one in row.signatures),
        waits=row.state is ContractState.AWAITING_SIGNATURE,
        state=row.state.label.lower(),
        subject=("contract", row.id),
        rules_day=row.rules_day,
    )


def _amendment(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    signatures = selectinload(Amendment.signatures)
    row, contract = _held(session, Amendment, key.id, provider_id, signatures, lock=lock)
    return Signable(
        key=key,
        title=f"Соглашение № {row.number} к договору № {contract.number}",
        contract=contract,
        paper_id=row.paper_id,
        representative_id=row.representative_id,
        signed=frozenset(one.party for one in row.signatures),
        waits=row.state in (AmendmentState.DRAFT, AmendmentState.SIGNED),
        state=row.state.label.lower(),
        subject=("amendment", row.id),
        rules_day=contract.rules_day,
    )


def _act(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    row, contract = _held(
        session, Act, key.id, provider_id, selectinload(Act.signatures), lock=lock
    )
    return Signable(
        key=key,
        title=f"Акт № {row.number}",
        contract=contract,
        paper_id=row.paper_id,
        representative_id=contract.representative_id,
        signed=frozenset(one.party for one in row.signatures),
        waits=row.state is not ActState.SIGNED,
        state=row.state.label,
        subject=("act", row.id),
        rules_day=row.rules_day,
    )


def _ending(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    signatures = selectinload(Termination.signatures)
    row, contract = _held(session, Termination, key.id, provider_id, signatures, lock=lock)
    signed = frozenset(one.party for one in row.signatures)
    # What the notice has ended is signed later, and not again.
    owed = row.state is EndingState.TERMINATED and not signed - {Party.PROVIDER}
    return Signable(
        key=key,
        title=f"Документ о расторжении договора № {contract.number}",
        contract=contract,
        paper_id=row.agreement_paper_id,
        representative_id=row.representative_id,
        signed=signed,
        waits=row.needs_both and (owed or row.state is EndingState.PENDING),
        state=row.state.label.lower(),
        subject=("termination", row.id),
        rules_day=contract.rules_day,
    )


def _order(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    row, contract = _held(session, Termination, key.id, provider_id, lock=lock)
    return _directors(key, row, contract, f"Приказ № {row.order_number or '—'}", row.order_paper_id)


def _notice(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    row, contract = _held(session, Termination, key.id, provider_id, lock=lock)
    title = f"Уведомление о прекращении договора № {contract.number}"
    return _directors(key, row, contract, title, row.notice_paper_id)


def _directors(
    key: SignedKey, row: Termination, contract: Contract, title: str, paper_id: int | None
) -> Signable:
    """A paper about an end that the director signs alone, with the end itself."""
    return Signable(
        key=key,
        title=title,
        contract=contract,
        paper_id=paper_id,
        representative_id=None,
        signed=frozenset({Party.PROVIDER} if row.confirmed_at is not None else ()),
        waits=False,
        state="подписывает только директор",
        subject=("termination", row.id),
        rules_day=contract.rules_day,
    )


def _move(session: Session, key: SignedKey, provider_id: int, lock: bool) -> Signable:
    row, contract = _held(session, MoveRequest, key.id, provider_id, lock=lock)
    hand = Party.RECIPIENT if row.representative_id is None else Party.REPRESENTATIVE
    return Signable(
        key=key,
        title=f"Заявление о переходе, договор № {contract.number}",
        contract=contract,
        paper_id=row.paper_id,
        representative_id=row.representative_id,
        signed=frozenset({hand} if row.signed_at else ()),
        waits=row.signed_at is None and row.closed_at is None,
        state=f"на него уже ответили: {row.answer.rstrip('.')}" if row.closed_at else "подписано",
        subject=("move_request", row.id),
        rules_day=contract.rules_day,
        alone=True,
    )


RowT = TypeVar("RowT", Amendment, Act, Termination, MoveRequest)


def _held(
    session: Session,
    table: type[RowT],
    row_id: int,
    provider_id: int,
    *options: ORMOption,
    lock: bool,
) -> tuple[RowT, Contract]:
    """The row and its contract; held in the order in which every use case holds them."""
    found = own(session, table, row_id, provider_id)
    contract = own(session, Contract, found.contract_id, provider_id, lock=lock)
    return own(session, table, row_id, provider_id, *options, lock=lock), contract


_FOUND_BY: Mapping[SignedKind, Callable[[Session, SignedKey, int, bool], Signable]] = {
    SignedKind.CONTRACT: _contract,
    SignedKind.AMENDMENT: _amendment,
    SignedKind.ACT: _act,
    SignedKind.ENDING: _ending,
    SignedKind.ORDER: _order,
    SignedKind.NOTICE: _notice,
    SignedKind.MOVE: _move,
}

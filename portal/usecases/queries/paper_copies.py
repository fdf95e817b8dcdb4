"""What the register of copies reads: each copy of a paper, whether anything is recorded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.violations import NotFound
from portal.models import Amendment, Contract, Paper, PaperCopy, Recipient, StoredFile
from portal.usecases.actor import Actor
from portal.usecases.paper_copies import Signers, copies_in, holder_of, signers_in
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.queries.scope import served_by
from portal.usecases.queries.unsigned_copies import lacks_customers_hand
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class CopyView:
    """A copy; ``version`` is 0 while nothing is recorded of it."""

    number: int
    holder: Party
    printed_on: date | None = None
    provider_signed_on: date | None = None
    provider_signer: str = ""
    customer_signed_on: date | None = None
    customer_signer: str = ""
    handed_on: date | None = None
    handed_to: str = ""
    file_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class CopiesView:
    """The copies of a paper, its short code, and who signs each by hand.

    ``lacks_hand``: the recipient has signed on paper, but no copy of the provider's (FED-CON-05).
    """

    paper_id: int
    code: str | None
    copies: tuple[CopyView, ...]
    signers: Signers
    lacks_hand: bool = False

    @property
    def begun(self) -> bool:
        """Whether anything is recorded of any copy."""
        return any(copy.version for copy in self.copies)


def contract_copies(actor: Actor, contract_id: int) -> CopiesView:
    """The copies of a contract's present text; NotFound for a contract the reader may not see."""
    with reading() as session:
        paper_id = session.scalar(
            select(Contract.paper_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                *served_by(actor),
            )
        )
        return _copies(session, actor, paper_id)


def amendment_copies(actor: Actor, amendment_id: int) -> CopiesView:
    """The copies of an amendment; NotFound for one that is not drawn yet, as for none."""
    with reading() as session:
        paper_id = session.scalar(
            select(Amendment.paper_id)
            .join(Contract, Contract.id == Amendment.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(
                Amendment.provider_id == actor.provider_id,
                Amendment.id == amendment_id,
                *served_by(actor),
            )
        )
        return _copies(session, actor, paper_id)


def get_copy_scan(actor: Actor, paper_id: int, file_id: int) -> ScanView:
    """The scan of a copy of this paper; NotFound for any other file."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == file_id,
            StoredFile.id == PaperCopy.file_id,
            PaperCopy.provider_id == actor.provider_id,
            PaperCopy.paper_id == paper_id,
        )


def _copies(session: Session, actor: Actor, paper_id: int | None) -> CopiesView:
    paper = session.get(Paper, paper_id) if paper_id is not None else None
    if paper is None or paper.provider_id != actor.provider_id:
        raise NotFound
    rows = {
        row.number: row
        for row in session.scalars(select(PaperCopy).where(PaperCopy.paper_id == paper.id))
    }
    return CopiesView(
        paper_id=paper.id,
        code=paper.code,
        copies=tuple(
            _copy(number, rows.get(number)) for number in range(1, copies_in(paper.inputs) + 1)
        ),
        signers=signers_in(paper.inputs),
        lacks_hand=session.scalar(select(lacks_customers_hand()).where(Paper.id == paper.id))
        or False,
    )


def _copy(number: int, row: PaperCopy | None) -> CopyView:
    if row is None:
        return CopyView(number, holder_of(number))
    return CopyView(
        number=row.number,
        holder=row.holder,
        printed_on=row.printed_on,
        provider_signed_on=row.provider_signed_on,
        provider_signer=row.provider_signer,
        customer_signed_on=row.customer_signed_on,
        customer_signer=row.customer_signer,
        handed_on=row.handed_on,
        handed_to=row.handed_to,
        file_id=row.file_id,
        version=row.version,
    )

"""What the pages about ends of contracts read: the register, one end, its scans.

Every statement is limited to the reader's provider; a social worker sees those of her recipients.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.endings import EndingPapers, EndingState, Handover, Need
from portal.domain.violations import NotFound
from portal.models import (
    Contract,
    EndingCancellation,
    Recipient,
    Termination,
    TerminationSignature,
)
from portal.usecases.actor import Actor
from portal.usecases.ending_text import basis_lines
from portal.usecases.facts import own
from portal.usecases.later_contracts import successor
from portal.usecases.paper_signatures import signing_of
from portal.usecases.queries.ending_desk import Settlement, settlement_of
from portal.usecases.queries.issued_papers import (
    SignatureView,
    member_name,
    representative_name,
    signatures_of,
    stored_scan,
)
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scans import ScanView
from portal.usecases.queries.scope import served_by
from portal.usecases.role_access import told_papers
from portal.usecases.signatories import may_receive
from portal.usecases.terminations import kept_papers, needs_of
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class EndingRow:
    """An end in a list; ``cancelled_by`` is the number of the order that took it back.

    ``by_notice``: a notice that was handed over brings it about (FED-TER-06).
    """

    id: int
    contract_id: int
    contract_number: str
    recipient: str
    state: EndingState
    ground: str
    ground_title: str
    last_day: date | None
    order_number: str | None
    confirmed_on: date | None
    notice_handed_on: date | None
    by_notice: bool
    prepared_at: datetime
    rules_day: date
    scope: str | None
    programme_last_day: date | None
    cancelled_by: str = ""


@dataclass(frozen=True, slots=True)
class EndingView:
    """One end with everything its page shows.

    ``document_owed``: the document of both sides is to be signed or handed over still, though
    nothing depends on the signature. ``succeeded_by``: the contract that follows, as the papers
    print it once they are drawn.
    """

    row: EndingRow
    version: int
    clause: str
    rule: str
    basis: tuple[str, ...]
    moved_to: str
    note: str
    papers: EndingPapers
    needs: tuple[Need, ...]
    representative: str | None
    notice_handed: Handover | None
    document_handed_on: date | None
    document_handed: Handover | None
    document_owed: bool
    order_paper_id: int | None
    agreement_paper_id: int | None
    notice_paper_id: int | None
    signatures: tuple[SignatureView, ...]
    prepared_by: str
    withdrawal_reason: str
    consented_on: date | None
    settlement: Settlement
    succeeded_by: str = ""

    @property
    def has_order(self) -> bool:
        """Whether the director's order is drawn."""
        return self.order_paper_id is not None

    @property
    def has_agreement(self) -> bool:
        """Whether the document of both sides is drawn."""
        return self.agreement_paper_id is not None

    @property
    def waits(self) -> bool:
        """Whether it can still be changed or given up."""
        return self.row.state is EndingState.PENDING


def get_ending(actor: Actor, termination_id: int, today: date) -> EndingView:
    """One end that the reader may see; NotFound for any other."""
    with reading() as session:
        found = session.execute(
            ending_rows(*_mine(actor), Termination.id == termination_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        row, contract, _person = found
        of_this = TerminationSignature.termination_id == row.id
        signatures = signatures_of(session, TerminationSignature, of_this)
        customer = any(one.party is not Party.PROVIDER for one in signatures)
        done = row.state is EndingState.TERMINATED
        return EndingView(
            row=_with_order(session, (_row(*found),))[0],
            version=row.version,
            clause=row.clause,
            rule=row.rule,
            basis=basis_lines(told_papers(actor, row.basis)),
            moved_to=row.moved_to,
            note=row.note,
            papers=kept_papers(row),
            needs=needs_of(row, customer_signed=done),
            representative=representative_name(session, row.representative_id),
            notice_handed=row.notice_handed,
            document_handed_on=row.document_handed_on,
            document_handed=row.document_handed,
            document_owed=not customer and _waits_to_be_handed(row),
            order_paper_id=row.order_paper_id,
            agreement_paper_id=row.agreement_paper_id,
            notice_paper_id=row.notice_paper_id,
            signatures=signatures,
            prepared_by=member_name(session, row.prepared_by_id),
            withdrawal_reason=row.withdrawal_reason,
            consented_on=row.withdrawal_consent_on,
            settlement=settlement_of(session, contract, row.last_day or today),
            succeeded_by=_succeeded_by(session, row, contract),
        )


def _succeeded_by(session: Session, row: Termination, contract: Contract) -> str:
    if row.confirmed_at is not None:
        return str(row.inputs.get("succeeded_by", ""))
    found = successor(session, contract, row.last_day)
    return found.words if found else ""


def _waits_to_be_handed(row: Termination) -> bool:
    """Whether the copy of a document of both sides is still to leave, with or without a hand."""
    papers = kept_papers(row)
    return (
        papers.both_sign
        and (not row.needs_customer or papers.copy_does)
        and row.state is not EndingState.WITHDRAWN
        and row.confirmed_at is not None
        and row.document_handed_on is None
    )


def endings_of(actor: Actor, contract_id: int) -> tuple[EndingRow, ...]:
    """Every end that was prepared for a contract, the newest first."""
    with reading() as session:
        found = session.execute(
            ending_rows(*_mine(actor), Termination.contract_id == contract_id).order_by(
                Termination.id.desc()
            )
        )
        return tuple(_row(*one) for one in found)


def standing_ending(actor: Actor, contract_id: int) -> EndingRow | None:
    """The end of a contract that is prepared or complete, None without one."""
    found = endings_of(actor, contract_id)
    return next((one for one in found if one.state is not EndingState.WITHDRAWN), None)


def list_endings(actor: Actor, *, page: int = 1) -> Page[EndingRow]:
    """The register of ends: those that wait first, then the newest (VLA-TER-03)."""
    mine = _mine(actor)
    waits = case((Termination.state == EndingState.PENDING, 0), else_=1)
    ordered = ending_rows(*mine).order_by(waits, Termination.id.desc())
    counting = (
        select(func.count())
        .select_from(Termination)
        .join(Contract, Contract.id == Termination.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*mine)
    )
    with reading() as session:
        total = session.scalar(counting) or 0
        rows = session.execute(paged(ordered, page)).all()
        shown = _with_order(session, tuple(_row(*one) for one in rows))
    return Page(rows=shown, total=total, number=page)


def get_ending_scan(actor: Actor, termination_id: int, file_id: int) -> ScanView:
    """The scan behind a signature of the end; NotFound for any other file."""
    of_this = TerminationSignature.termination_id == termination_id
    with reading() as session:
        return stored_scan(session, actor, TerminationSignature, of_this, file_id)


def _mine(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (Contract.provider_id == actor.provider_id, *served_by(actor))


def ending_rows(*which: ColumnElement[bool]) -> Select[Termination, Contract, Recipient]:
    """Ends with their contracts and people, among those that the conditions leave."""
    return (
        select(Termination, Contract, Recipient)
        .join(Contract, Contract.id == Termination.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*which)
    )


def _with_order(session: Session, rows: tuple[EndingRow, ...]) -> tuple[EndingRow, ...]:
    """The rows with the orders that took their ends back."""
    found = session.execute(
        select(EndingCancellation.termination_id, EndingCancellation.number).where(
            EndingCancellation.termination_id.in_([one.id for one in rows])
        )
    )
    numbers = {one.termination_id: one.number for one in found}
    return tuple(replace(one, cancelled_by=numbers.get(one.id, "")) for one in rows)


def _row(row: Termination, contract: Contract, person: Recipient) -> EndingRow:
    return EndingRow(
        id=row.id,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=person.full_name,
        state=row.state,
        ground=row.ground,
        ground_title=row.ground_title,
        last_day=row.last_day,
        order_number=row.order_number,
        confirmed_on=row.confirmed_on,
        notice_handed_on=row.notice_handed_on,
        by_notice=row.needs_notice and row.notice_handed_on is not None,
        prepared_at=row.prepared_at,
        scope=row.scope,
        programme_last_day=row.programme_last_day,
        rules_day=row.rules_day,
    )


def ending_ways(actor: Actor, row: EndingRow, today: date) -> tuple[Handover, ...]:
    """How a paper of the end may have come, by whoever acts on the director's day or today."""
    with reading() as session:
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        days = {row.confirmed_on or today, today}
        signings = [signing_of(session, contract, day) for day in days]
    return tuple(way for way in Handover if any(may_receive(one, way) for one in signings))

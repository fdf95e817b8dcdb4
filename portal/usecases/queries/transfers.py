"""What the provider that is left reads of a move of its own: the whole case.

What the authority and the receiver read stands in ``transfer_sides``. Rules: AST-TRN-07,
AST-NOT-03.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.transfer import contract_stays
from portal.domain.violations import Violation
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import (
    Contract,
    IdentityPaper,
    PersonalFileMove,
    Provider,
    Recipient,
    Transfer,
    TransferStep,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.paper_parties import citizenship_by
from portal.usecases.queries.act_days import ActDays, act_days
from portal.usecases.queries.transfer_lists import TransferRow, row_of
from portal.usecases.queries.transfer_register import number_of, offers_of
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import rules_of
from portal.usecases.transfer_file_return import is_awaited
from portal.usecases.transfer_opening import warnings_of
from portal.usecases.transfer_own import consent_asked
from portal.usecases.transfer_papers import issued_papers
from portal.usecases.transfer_reception import TO_RECEIVER


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that was taken, for the history."""

    title: str
    source: str
    taken_on: date
    due_on: date | None
    by: str
    note: str
    rule: str

    @property
    def late(self) -> bool:
        """Whether the step was taken after its term."""
        return self.due_on is not None and self.taken_on > self.due_on


@dataclass(frozen=True, slots=True)
class FileRow:
    """A journey of the personal file; the ``last`` one leads to the receiving provider."""

    moved_on: date
    sender: str
    receiver: str
    person: str
    papers: str
    receipted_on: date | None
    last: bool


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What every party sees of a move; ``said`` are the portal's warnings.

    ``file_awaited``: the authority has decided and still has the personal file. ``may_ask_again``:
    the contract runs and no transfer from it goes on.
    """

    row: TransferRow
    version: int
    contract_number: str
    contract_id: int
    recipient_id: int
    reason: str
    applied_on: date
    number: str
    register_due: date | None
    agreement_due: date | None
    notice_due: date | None
    agreed_on: date | None
    notified_on: date | None
    chosen: str
    chosen_here: bool
    decided_here: bool
    decision: str
    moved_on: date | None
    acts: ActDays | None
    recommended: tuple[tuple[int | None, str], ...]
    steps: tuple[StepRow, ...]
    file: tuple[FileRow, ...]
    file_awaited: bool
    open: tuple[WorkflowStep, ...]
    said: tuple[Violation, ...]
    confirmed: tuple[str, ...]
    marks: frozenset[str]
    contract_stays: bool
    may_ask_again: bool
    citizenship: str


def get_case(actor: Actor, transfer_id: int, region: Region) -> CaseHead:
    """A move from the reader's own provider; raises NotFound for any other."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        return _head(session, row, region)


def needs_consent(actor: Actor, transfer_id: int, region: Region, day: date) -> bool:
    """Whether the recipient decides with the representative's consent only (AST-MIN-02).

    True as well for who needed it on the day of the application, of which a withdrawal may be.
    """
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        return any(consent_asked(session, row, on, region) for on in (day, row.applied_on))


def citizenship_before(actor: Actor, contract_id: int) -> str:
    """The citizenship in the recipient's last application, else that of a Russian passport.

    Empty when neither says it: who takes the application down asks.
    """
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        found = session.scalar(
            select(Transfer.citizenship)
            .where(
                Transfer.provider_id == actor.provider_id,
                Transfer.recipient_id == contract.recipient_id,
                Transfer.citizenship != "",
            )
            .order_by(Transfer.id.desc())
            .limit(1)
        )
        newest = session.scalar(
            select(IdentityPaper.kind)
            .where(
                IdentityPaper.provider_id == actor.provider_id,
                IdentityPaper.recipient_id == contract.recipient_id,
            )
            .order_by(IdentityPaper.issued_on.desc())
            .limit(1)
        )
        return found or citizenship_by(newest)


def _head(session: Session, row: Transfer, region: Region) -> CaseHead:
    person = own(session, Recipient, row.recipient_id, row.provider_id)
    provider = session.get_one(Provider, row.provider_id)
    contract = own(session, Contract, row.contract_id, row.provider_id)
    refused = " ".join(part for part in (row.decision_number, row.decision_reason) if part)
    return CaseHead(
        row=row_of(row, person, provider.short_name, region),
        version=row.version,
        contract_number=contract.number,
        contract_id=contract.id,
        recipient_id=person.id,
        reason=row.reason,
        applied_on=row.applied_on,
        number=number_of(row),
        register_due=row.register_due,
        agreement_due=row.agreement_due,
        notice_due=row.notice_due,
        agreed_on=row.agreed_on,
        notified_on=row.notified_on,
        chosen=row.chosen_name,
        chosen_here=row.chosen_provider_id is not None,
        decided_here=row.authority_id is not None,
        decision=refused,
        moved_on=row.moved_on,
        acts=act_days(region, row.moved_on),
        recommended=tuple(offers_of(session, [row.id]).get(row.id, [])),
        steps=_steps(session, row),
        file=_file(session, row),
        file_awaited=is_awaited(session, row),
        open=open_steps(rules_of(row, region).workflow, row.state),
        said=warnings_of(row, region, issued_papers(session, row)),
        confirmed=tuple(row.confirmed),
        marks=frozenset(row.marks),
        contract_stays=contract_stays(rules_of(row, region), row.state),
        may_ask_again=contract.state in RUNNING and not _goes_on(session, row),
        citizenship=row.citizenship,
    )


def _goes_on(session: Session, row: Transfer) -> bool:
    """Whether a transfer from the contract of the row goes on: this one or a later one."""
    found = select(Transfer.id).where(
        Transfer.provider_id == row.provider_id,
        Transfer.contract_id == row.contract_id,
        Transfer.closed_on.is_(None),
    )
    return session.scalar(found.limit(1)) is not None


def _steps(session: Session, row: Transfer) -> tuple[StepRow, ...]:
    rows = session.execute(
        select(TransferStep, Provider.short_name)
        .join(Provider, Provider.id == TransferStep.by_provider_id)
        .where(TransferStep.provider_id == row.provider_id, TransferStep.transfer_id == row.id)
        .order_by(TransferStep.id)
    )
    return tuple(
        StepRow(
            one.title,
            one.source,
            one.taken_on,
            one.due_on,
            f"{one.taken_by}, {name}",
            one.note,
            one.rule,
        )
        for one, name in rows
    )


def _file(session: Session, row: Transfer) -> tuple[FileRow, ...]:
    moves = session.scalars(
        select(PersonalFileMove)
        .where(
            PersonalFileMove.provider_id == row.provider_id,
            PersonalFileMove.transfer_id == row.id,
        )
        .order_by(PersonalFileMove.id)
    )
    return tuple(
        FileRow(
            one.moved_on,
            one.sender,
            one.receiver,
            one.person,
            one.papers,
            one.receipted_on,
            one.leg == TO_RECEIVER,
        )
        for one in moves
    )

"""What the pages about ends of contracts read: grounds, one end, the registers, what is due.

Every statement is limited to the reader's provider; a social worker sees those of her recipients.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState, Party
from portal.domain.endings import (
    AskedPaper,
    EndingPapers,
    EndingState,
    Handover,
    Need,
    asked_papers,
    papers_of,
)
from portal.domain.law import Citation
from portal.domain.people import full_name, short_name
from portal.domain.termination import Advice, Ending, LastDay, TerminationGround
from portal.domain.violations import NotFound
from portal.models import (
    Contract,
    Membership,
    Paper,
    Programme,
    Recipient,
    Representative,
    StoredFile,
    Termination,
    TerminationSignature,
    User,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_text import basis_lines, months_without_act
from portal.usecases.queries.issued_papers import ScanView, SignatureView
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.queries.scope import served_by
from portal.usecases.terminations import needs_of, unit_of
from portal.usecases.transaction import reading

MOST_TASKS = 10
_RUNNING = (ContractState.ACTIVE, ContractState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class OfferedGround:
    """A ground of the contract's form and department, and what it asks for."""

    ground: TerminationGround
    asked: tuple[AskedPaper, ...]
    papers: EndingPapers
    paper_clause: Citation | None
    advice: tuple[Advice, ...]

    @property
    def needs_day(self) -> bool:
        """Whether a day has to be named."""
        return self.ground.last_day not in (LastDay.EARLIER_END, LastDay.NOTICE)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money of a contract on a day: months whose act is to come, and what acts leave."""

    open_months: tuple[date, ...]
    charged: Decimal
    paid: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class EndingDesk:
    """What may end a contract today; ``source`` is the list's clause, ``initiative`` whose it is.

    ``term_until`` is the last day by itself: the earlier of contract and programme.
    """

    grounds: tuple[OfferedGround, ...]
    source: Citation
    initiative: Citation
    term_until: date
    settlement: Settlement

    def ground(self, code: str) -> OfferedGround | None:
        """The offered ground with this code."""
        return next((one for one in self.grounds if one.ground.code == code), None)


def ending_desk(actor: Actor, contract_id: int, region: Region, today: date) -> EndingDesk:
    """The grounds of a contract as in force today; raises NotFound."""
    with reading() as session:
        found = session.execute(
            select(Contract, Programme)
            .join(Programme, Programme.id == Contract.programme_id)
            .where(Contract.provider_id == actor.provider_id, Contract.id == contract_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        contract, programme = found
        rules = region.rules.termination_rules.on(today)
        unit = unit_of(session, contract, programme, region)
        grounds = []
        for ground in rules.on(today).grounds:
            if not ground.is_for(contract.form, unit):
                continue
            paper = next((one for one in rules.papers if one.is_needed(ground.code, unit)), None)
            ending = Ending(ground, None, paper, ground.advice, ())
            grounds.append(
                OfferedGround(
                    ground,
                    asked_papers(ground),
                    papers_of(ending),
                    paper.citation if paper else None,
                    ground.advice,
                )
            )
        until = min(contract.valid_until, programme.valid_until)
        return EndingDesk(
            grounds=tuple(grounds),
            source=rules.source,
            initiative=rules.initiative,
            term_until=until,
            settlement=_settlement(session, contract, today),
        )


def _settlement(session: Session, contract: Contract, day: date) -> Settlement:
    account = balance_of(session, contract.id, day)
    return Settlement(
        open_months=months_without_act(session, contract, min(day, contract.valid_until)),
        charged=account.charged,
        paid=account.paid,
        balance=account.balance,
    )


@dataclass(frozen=True, slots=True)
class EndingRow:
    """An end in a list."""

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
    prepared_at: datetime


@dataclass(frozen=True, slots=True)
class EndingView:
    """One end with everything its page shows."""

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
    has_order: bool
    has_agreement: bool
    signatures: tuple[SignatureView, ...]
    prepared_by: str
    withdrawal_reason: str
    settlement: Settlement

    @property
    def waits(self) -> bool:
        """Whether it can still be changed or given up."""
        return self.row.state is EndingState.PENDING


def get_ending(actor: Actor, termination_id: int, today: date) -> EndingView:
    """One end that the reader may see; NotFound for any other."""
    with reading() as session:
        found = session.execute(
            _rows(*_mine(actor), Termination.id == termination_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        row, contract, _person = found
        signatures = _signatures(session, row)
        customer = any(one.party is not Party.PROVIDER for one in signatures)
        signed = customer and row.state is EndingState.TERMINATED
        return EndingView(
            row=_row(*found),
            version=row.version,
            clause=row.clause,
            rule=row.rule,
            basis=basis_lines(row.basis),
            moved_to=row.moved_to,
            note=row.note,
            papers=EndingPapers(row.needs_order, row.needs_both, row.needs_notice, row.copies),
            needs=needs_of(row, customer_signed=signed),
            representative=_representative(session, row),
            notice_handed=row.notice_handed,
            has_order=row.order_paper_id is not None,
            has_agreement=row.agreement_paper_id is not None,
            signatures=signatures,
            prepared_by=_member(session, row.prepared_by_id),
            withdrawal_reason=row.withdrawal_reason,
            settlement=_settlement(session, contract, row.last_day or today),
        )


def endings_of(actor: Actor, contract_id: int) -> tuple[EndingRow, ...]:
    """Every end that was prepared for a contract, the newest first."""
    with reading() as session:
        found = session.execute(
            _rows(*_mine(actor), Termination.contract_id == contract_id).order_by(
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
    ordered = _rows(*mine).order_by(waits, Termination.id.desc())
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
    return Page(rows=tuple(_row(*one) for one in rows), total=total, number=page)


def get_ending_scan(actor: Actor, termination_id: int, file_id: int) -> ScanView:
    """The scan behind a signature of the end; NotFound for any other file."""
    with reading() as session:
        found = session.execute(
            select(StoredFile.content, StoredFile.media_type, StoredFile.original_name)
            .join(TerminationSignature, TerminationSignature.file_id == StoredFile.id)
            .where(
                TerminationSignature.provider_id == actor.provider_id,
                TerminationSignature.termination_id == termination_id,
                StoredFile.id == file_id,
            )
        ).first()
    if found is None:
        raise NotFound
    return ScanView(*found)


def order_hash(actor: Actor, termination_id: int) -> str | None:
    """The fingerprint of the order or the agreement, once it is drawn."""
    with reading() as session:
        return session.scalar(
            select(Paper.sha256)
            .join(
                Termination,
                Paper.id
                == func.coalesce(Termination.order_paper_id, Termination.agreement_paper_id),
            )
            .where(Termination.provider_id == actor.provider_id, Termination.id == termination_id)
        )


@dataclass(frozen=True, slots=True)
class EndingTask:
    """A contract to look at: its term is over, ends soon, or its end waits for somebody."""

    contract_id: int
    number: str
    recipient: str
    day: date | None
    termination_id: int | None = None


@dataclass(frozen=True, slots=True)
class EndingTasks:
    """What the director sees: ends that wait, terms over, terms that end soon, ended today."""

    waiting: tuple[EndingTask, ...]
    over: tuple[EndingTask, ...]
    soon: tuple[EndingTask, ...]
    today: tuple[EndingTask, ...]
    reminder: Citation | None

    def __bool__(self) -> bool:
        return bool(self.waiting or self.over or self.soon or self.today)


def ending_tasks(actor: Actor, region: Region, today: date) -> EndingTasks:
    """The ends of the day; ``soon`` is counted by the region's own reminder (VLA-TER-05)."""
    reminder = region.rules.termination_rules.on(today).reminder
    ahead = today + timedelta(days=-reminder.amount if reminder else 0)
    last = _last_day()
    with reading() as session:
        waiting = _waiting(session, actor)
        over = _terms(session, actor, last < today)
        soon = _terms(session, actor, (last >= today) & (last <= ahead)) if reminder else ()
        ended = _terms(session, actor, None, Contract.ended_on == today)
    return EndingTasks(waiting, over, soon, ended, reminder.citation if reminder else None)


def ended_terms(actor: Actor, today: date) -> tuple[EndingTask, ...]:
    """Contracts in force whose last day by itself is over: their end waits to be put down."""
    with reading() as session:
        return _terms(session, actor, _last_day() < today)


def _last_day() -> ColumnElement[date]:
    return case(
        (Contract.valid_until < Programme.valid_until, Contract.valid_until),
        else_=Programme.valid_until,
    )


def _terms(
    session: Session,
    actor: Actor,
    when: ColumnElement[bool] | None,
    ended: ColumnElement[bool] | None = None,
) -> tuple[EndingTask, ...]:
    """Contracts without a prepared end on whose last day ``when`` is true, or that have ended."""
    last = _last_day()
    standing = (
        select(Termination.id)
        .where(
            Termination.contract_id == Contract.id,
            Termination.state == EndingState.PENDING,
        )
        .exists()
    )
    wanted = ended
    if when is not None:
        wanted = Contract.state.in_(_RUNNING) & ~standing & when
    if wanted is None:
        return ()
    rows = session.execute(
        select(Contract.id, Contract.number, Recipient, last)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(Contract.provider_id == actor.provider_id, wanted)
        .order_by(last, Recipient.name_key, Contract.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        EndingTask(contract_id, number, _name(person), day)
        for contract_id, number, person, day in rows
    )


def _waiting(session: Session, actor: Actor) -> tuple[EndingTask, ...]:
    rows = session.execute(
        _rows(Contract.provider_id == actor.provider_id, Termination.state == EndingState.PENDING)
        .order_by(Termination.prepared_at, Termination.id)
        .limit(MOST_TASKS)
    )
    return tuple(
        EndingTask(contract.id, contract.number, _name(person), row.last_day, row.id)
        for row, contract, person in rows
    )


def _mine(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (Contract.provider_id == actor.provider_id, *served_by(actor))


def _rows(*which: ColumnElement[bool]) -> Select[Termination, Contract, Recipient]:
    return (
        select(Termination, Contract, Recipient)
        .join(Contract, Contract.id == Termination.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*which)
    )


def _row(row: Termination, contract: Contract, person: Recipient) -> EndingRow:
    return EndingRow(
        id=row.id,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=_name(person),
        state=row.state,
        ground=row.ground,
        ground_title=row.ground_title,
        last_day=row.last_day,
        order_number=row.order_number,
        confirmed_on=row.confirmed_on,
        notice_handed_on=row.notice_handed_on,
        prepared_at=row.prepared_at,
    )


def _name(person: Recipient) -> str:
    return full_name(person.surname, person.name, person.patronymic)


def _representative(session: Session, row: Termination) -> str | None:
    if row.representative_id is None:
        return None
    person = session.get_one(Representative, row.representative_id)
    return full_name(person.surname, person.name, person.patronymic)


def _signatures(session: Session, row: Termination) -> tuple[SignatureView, ...]:
    rows = session.execute(
        select(TerminationSignature, User, StoredFile.original_name)
        .join(Membership, Membership.id == TerminationSignature.recorded_by_id)
        .join(User, User.id == Membership.user_id)
        .outerjoin(StoredFile, StoredFile.id == TerminationSignature.file_id)
        .where(TerminationSignature.termination_id == row.id)
        .order_by(TerminationSignature.id)
    )
    return tuple(
        SignatureView(
            party=signature.party,
            signer=signature.signer,
            method=signature.method,
            signed_on=signature.signed_on,
            recorded_at=signature.recorded_at,
            recorded_by=short_name(user.surname, user.name, user.patronymic),
            file_id=signature.file_id,
            file_name=name,
        )
        for signature, user, name in rows
    )


def _member(session: Session, membership_id: int) -> str:
    user = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == membership_id)
    ).one()
    return short_name(user.surname, user.name, user.patronymic)

"""What the pages of moves read: each of the three parties its own, and nothing of the others.

The provider that is left reads its whole case, the authority what was sent to it, the receiver the
envelope and its own steps from the notification on. Rules: AST-TRN-07, AST-REG-01, AST-NOT-03.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.people import full_name
from portal.domain.violations import NotAllowed, Violation
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import (
    Contract,
    PersonalFileMove,
    Provider,
    Recipient,
    Role,
    Transfer,
    TransferOffer,
    TransferStep,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.paging import PAGE_SIZE, Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import (
    NOTIFIED,
    SHOWN_TO_RECEIVER,
    due_of,
    rules_of,
)
from portal.usecases.transfer_opening import warnings_of

QUEUED = ("submitted", "registered", "agreed")


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A move in a list; ``due`` is the term of the next step, ``person`` the full name."""

    id: int
    person: str
    born: date
    state: str
    title: str
    owner: str
    provider: str
    wish: str
    due: date | None
    received_on: date | None
    manual: bool

    def overdue(self, today: date) -> bool:
        """Whether the term of the next step is over."""
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that was taken, for the history."""

    title: str
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
    """A journey of the personal file."""

    moved_on: date
    sender: str
    receiver: str
    person: str
    papers: str
    receipted_on: date | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register of Appendix 3, its columns in their order."""

    number: str
    received_on: date | None
    recipient_name: str
    birth_date: date
    provider_name: str
    agreement_date: date | None
    recommended_providers: str
    notice_date: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What every party sees of a move; ``said`` are the portal's warnings."""

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
    recommended: tuple[tuple[int | None, str], ...]
    steps: tuple[StepRow, ...]
    file: tuple[FileRow, ...]
    open: tuple[WorkflowStep, ...]
    said: tuple[Violation, ...]
    confirmed: tuple[str, ...]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """Another provider of the region that works in the portal."""

    id: int
    name: str


def list_own(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[TransferRow]:
    """The moves from the reader's provider, the running ones first."""
    which = and_(
        Transfer.provider_id == actor.provider_id,
        *about_own_people(actor, Transfer.recipient_id),
    )
    order = (Transfer.closed_on.is_not(None), Transfer.id.desc())
    return _page(which, order, region, page, size)


def list_incoming(actor: Actor, region: Region) -> tuple[TransferRow, ...]:
    """The moves to the reader's provider, from the notification on."""
    page = _page(_to(actor), (Transfer.id.desc(),), region, 1, PAGE_SIZE)
    return page.rows


def list_queue(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[TransferRow]:
    """What waits for the reader's authority, the earliest term first."""
    _demand_officer(actor)
    which = and_(Transfer.authority_id == actor.provider_id, Transfer.state.in_(QUEUED))
    term = func.coalesce(Transfer.notice_due, Transfer.register_due, Transfer.received_on)
    return _page(which, (term, Transfer.id), region, page, size)


def list_register(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[RegisterRow]:
    """The register of Appendix 3, the newest number first: the authority's whole one.

    A provider reads the mirror of its own lines (AST-REG-01).
    """
    officer = actor.role is Role.OFFICER
    whose = Transfer.authority_id if officer else Transfer.provider_id
    which = and_(
        whose == actor.provider_id,
        Transfer.registered_on.is_not(None),
        *about_own_people(actor, Transfer.recipient_id),
    )
    order = (Transfer.register_year.desc(), Transfer.register_number.desc(), Transfer.id.desc())
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Transfer).where(which)) or 0
        rows = session.execute(paged(_joined().where(which).order_by(*order), page, size)).all()
        names = offers_of(session, [row.id for row, _person, _name in rows])
    lines = tuple(register_line(row, person, name, names, region) for row, person, name in rows)
    return Page(lines, total, page, size)


def get_case(actor: Actor, transfer_id: int, region: Region) -> CaseHead:
    """A move from the reader's own provider; raises NotFound for any other."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        return _head(session, row, region)


def list_providers(actor: Actor, region: Region) -> tuple[ProviderChoice, ...]:
    """The other providers of the region, by name: whom a recipient may wish for."""
    with reading() as session:
        rows = session.execute(
            select(Provider.id, Provider.short_name)
            .where(
                Provider.region_code == region.code,
                Provider.is_authority.is_(False),
                Provider.id != actor.provider_id,
            )
            .order_by(Provider.short_name)
        )
        return tuple(ProviderChoice(*row) for row in rows)


def open_transfer_of(actor: Actor, contract_id: int) -> int | None:
    """The newest move of a contract of the reader's provider that is not over."""
    with reading() as session:
        return session.scalar(
            select(Transfer.id)
            .where(
                Transfer.provider_id == actor.provider_id,
                Transfer.contract_id == contract_id,
                Transfer.closed_on.is_(None),
            )
            .limit(1)
        )


def _to(actor: Actor) -> ColumnElement[bool]:
    """Moves that the reader's provider may know of; the same as ``is_receiver`` of one row."""
    wished = and_(Transfer.state == NOTIFIED, Transfer.wish_provider_id == actor.provider_id)
    later = tuple(state for state in SHOWN_TO_RECEIVER if state != NOTIFIED)
    chosen = and_(Transfer.state.in_(later), Transfer.chosen_provider_id == actor.provider_id)
    return or_(wished, chosen)


def _demand_officer(actor: Actor) -> None:
    if actor.role is not Role.OFFICER:
        raise NotAllowed


def _joined() -> Select[Transfer, Recipient, str]:
    return (
        select(Transfer, Recipient, Provider.short_name)
        .join(Recipient, Recipient.id == Transfer.recipient_id)
        .join(Provider, Provider.id == Transfer.provider_id)
    )


def _page(
    which: ColumnElement[bool],
    order: Sequence[SQLColumnExpression[Any]],
    region: Region,
    page: int,
    size: int,
) -> Page[TransferRow]:
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Transfer).where(which)) or 0
        rows = session.execute(paged(_joined().where(which).order_by(*order), page, size)).all()
        listed = tuple(_row(row, person, name, region) for row, person, name in rows)
    return Page(listed, total, page, size)


def _row(row: Transfer, person: Recipient, provider: str, region: Region) -> TransferRow:
    rules = rules_of(row, region)
    state = rules.workflow.state(row.state)
    terms = (due_of(row, step) for step in open_steps(rules.workflow, row.state))
    return TransferRow(
        id=row.id,
        person=full_name(person.surname, person.name, person.patronymic),
        born=person.born,
        state=row.state,
        title=state.title,
        owner=state.owner or "",
        provider=provider,
        wish=row.chosen_name or row.wish_name,
        due=next((day for day in terms if day is not None), None),
        received_on=row.received_on,
        manual=row.manual,
    )


def register_line(
    row: Transfer,
    person: Recipient,
    provider: str,
    names: Mapping[int, list[tuple[int | None, str]]],
    region: Region,
) -> RegisterRow:
    """The line of a move in the register of Appendix 3."""
    return RegisterRow(
        number=_number(row),
        received_on=row.received_on,
        recipient_name=full_name(person.surname, person.name, person.patronymic),
        birth_date=person.born,
        provider_name=provider,
        agreement_date=row.agreed_on,
        recommended_providers="; ".join(name for _id, name in names.get(row.id, [])),
        notice_date=row.notified_on,
        outcome=rules_of(row, region).workflow.state(row.state).title,
    )


def _number(row: Transfer) -> str:
    return f"{row.register_number}/{row.register_year}" if row.register_number else ""


def offers_of(session: Session, ids: list[int]) -> Mapping[int, list[tuple[int | None, str]]]:
    """The providers recommended in each of the moves, in the order of the notification."""
    found: dict[int, list[tuple[int | None, str]]] = {}
    for offer in session.scalars(
        select(TransferOffer)
        .where(TransferOffer.transfer_id.in_(ids))
        .order_by(TransferOffer.transfer_id, TransferOffer.position)
    ):
        found.setdefault(offer.transfer_id, []).append((offer.offered_id, offer.name))
    return found


def _head(session: Session, row: Transfer, region: Region) -> CaseHead:
    person = own(session, Recipient, row.recipient_id, row.provider_id)
    provider = session.get_one(Provider, row.provider_id)
    contract = own(session, Contract, row.contract_id, row.provider_id)
    refused = " ".join(part for part in (row.decision_number, row.decision_reason) if part)
    return CaseHead(
        row=_row(row, person, provider.short_name, region),
        version=row.version,
        contract_number=contract.number,
        contract_id=contract.id,
        recipient_id=person.id,
        reason=row.reason,
        applied_on=row.applied_on,
        number=_number(row),
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
        recommended=tuple(offers_of(session, [row.id]).get(row.id, [])),
        steps=_steps(session, row),
        file=_file(session, row),
        open=open_steps(rules_of(row, region).workflow, row.state),
        said=warnings_of(row, region),
        confirmed=tuple(row.confirmed),
        marks=frozenset(row.marks),
    )


def _steps(session: Session, row: Transfer) -> tuple[StepRow, ...]:
    rows = session.execute(
        select(TransferStep, Provider.short_name)
        .join(Provider, Provider.id == TransferStep.by_provider_id)
        .where(TransferStep.provider_id == row.provider_id, TransferStep.transfer_id == row.id)
        .order_by(TransferStep.id)
    )
    return tuple(
        StepRow(one.title, one.taken_on, one.due_on, f"{one.taken_by}, {name}", one.note, one.rule)
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
        FileRow(one.moved_on, one.sender, one.receiver, one.person, one.papers, one.receipted_on)
        for one in moves
    )

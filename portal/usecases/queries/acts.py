"""What the pages of acts read: lists of acts with their totals, one act.

Totals are summed by the database over every page; another provider's act is not found.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.documents.facts import GivenThing
from portal.domain.contract import Party
from portal.domain.explanation import Step, from_data
from portal.domain.people import full_name, search_key, short_name
from portal.domain.printed_forms import ACT
from portal.domain.violations import NotFound
from portal.models import (
    Act,
    ActLine,
    ActState,
    Contract,
    Paper,
    Recipient,
    Signature,
)
from portal.models.types import Kopecks
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.corrected_acts import is_corrected, standing_cost, standing_payable
from portal.usecases.queries.issued_papers import (
    PaperView,
    SignatureView,
    paper_columns,
    paper_view,
    signatures_of,
    stored_scan,
)
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scans import ScanView
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading


class ActStage(StrEnum):
    """Whose turn an act is: an issued one waits for the director first (FED-ACT-01).

    ``NOBODY``: the recipient has died, and nobody signs in the place of the dead (FED-MIN-01).
    """

    PROVIDER = "provider"
    CUSTOMER = "customer"
    NOBODY = "nobody"
    SIGNED = "signed"
    DISPUTED = "disputed"


_LATER_STAGES = {ActState.SIGNED: ActStage.SIGNED, ActState.DISPUTED: ActStage.DISPUTED}


def stage_of(state: ActState, *, provider_signed: bool, died: bool = False) -> ActStage:
    """Whose turn it is, by the act's state, whether the director has signed and who is alive."""
    after = ActStage.NOBODY if died else ActStage.CUSTOMER
    turn = after if provider_signed else ActStage.PROVIDER
    return _LATER_STAGES.get(state, turn)


def provider_signature() -> ColumnElement[bool]:
    """Whether the director has signed the act of the row."""
    return (
        select(Signature.id)
        .where(
            Signature.provider_id == Act.provider_id,
            Signature.act_id == Act.id,
            Signature.party == Party.PROVIDER,
        )
        .correlate(Act)
        .exists()
    )


def awaits_provider() -> ColumnElement[bool]:
    """Whether the act of the row waits for the director."""
    return (Act.state == ActState.ISSUED) & ~provider_signature()


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Which acts of a month."""

    month: date
    stage: ActStage | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """A line of the list of acts with the sums that hold.

    ``issued_for`` is what a corrected act itself asks for; None of one that holds as issued.
    """

    id: int
    number: str
    recipient: str
    contract_id: int
    contract_number: str
    stage: ActStage
    cost: Decimal
    payable: Decimal
    free: bool
    due_on: date
    version: int
    issued_for: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ActList:
    """A page of acts with the totals of all pages."""

    page: Page[ActRow]
    cost: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class ActLineView:
    """A line of an act; an additional service has no volume in the programme."""

    code: str
    title: str
    unit_title: str
    allowed: Decimal | None
    quantity: Decimal
    tariff: Decimal
    amount: Decimal
    additional: bool


@dataclass(frozen=True, slots=True)
class ActView:
    """One act with the five figures of FED-ACT-04, its lines, papers and signatures.

    ``missing_since``: a court's finding stands, and nobody signs for the recipient (FED-TER-07).
    """

    id: int
    number: str
    month: date
    state: ActState
    version: int
    contract_id: int
    contract_number: str
    recipient_id: int
    recipient: str
    recipient_short: str
    represented: bool
    died_on: date | None
    missing_since: date | None
    cost_at_tariffs: Decimal
    additional_cost: Decimal
    average_income: Decimal | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    payable: Decimal
    free: bool
    free_ground_title: str | None
    due_on: date
    issued_at: datetime
    rules_day: date
    steps: tuple[Step, ...]
    lines: tuple[ActLineView, ...]
    given: tuple[GivenThing, ...]
    paper: PaperView | None
    receipt: PaperView | None
    signatures: tuple[SignatureView, ...]

    @property
    def stage(self) -> ActStage:
        """Whose turn it is."""
        signed = any(one.party is Party.PROVIDER for one in self.signatures)
        return stage_of(self.state, provider_signed=signed, died=self.died_on is not None)


def list_acts(actor: Actor, wanted: ActFilter, *, page: int = 1) -> ActList:
    """A page of the month's acts by their numbers, with totals."""
    base = _rows(actor, wanted)
    totals = base.with_only_columns(
        func.count(),
        func.coalesce(func.sum(standing_cost()), 0, type_=Kopecks()),
        func.coalesce(func.sum(standing_payable()), 0, type_=Kopecks()),
    )
    with reading() as session:
        count, cost, payable = session.execute(totals).one()
        found = session.execute(paged(base.order_by(Act.year, Act.sequence), page)).all()
    rows = tuple(_row(row) for row in found)
    return ActList(Page(rows, count, page), cost, payable)


def acts_to_sign(actor: Actor, month: date) -> tuple[ActRow, ...]:
    """Every act of a month that waits for the director, by number."""
    wanted = ActFilter(month, ActStage.PROVIDER)
    statement = _rows(actor, wanted).order_by(Act.year, Act.sequence)
    with reading() as session:
        return tuple(_row(row) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class MonthToSign:
    """The acts of a month that wait for the director."""

    month: date
    acts: int
    payable: Decimal


def months_to_sign(actor: Actor) -> tuple[MonthToSign, ...]:
    """The months with acts that wait for the director, the oldest first."""
    statement = (
        select(Act.month, func.count(), func.sum(standing_payable(), type_=Kopecks()))
        .where(Act.provider_id == actor.provider_id, awaits_provider())
        .group_by(Act.month)
        .order_by(Act.month)
    )
    with reading() as session:
        return tuple(MonthToSign(*row) for row in session.execute(statement))


def _wanted(actor: Actor, wanted: ActFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Act.provider_id == actor.provider_id,
        Act.month == wanted.month,
        *served_by(actor),
    ]
    if wanted.stage is not None:
        conditions.append(_at(wanted.stage))
    if words := search_key(wanted.words):
        conditions.append(
            or_(
                Recipient.name_key.startswith(words, autoescape=True),
                Act.number.startswith(words, autoescape=True),
                Contract.number.startswith(words, autoescape=True),
            )
        )
    return conditions


def _at(stage: ActStage) -> ColumnElement[bool]:
    if stage is ActStage.PROVIDER:
        return awaits_provider()
    if stage in (ActStage.CUSTOMER, ActStage.NOBODY):
        died = Recipient.died_on.is_not(None)
        whose = died if stage is ActStage.NOBODY else ~died
        return (Act.state == ActState.ISSUED) & provider_signature() & whose
    return Act.state == next(state for state, later in _LATER_STAGES.items() if later is stage)


def _rows(actor: Actor, wanted: ActFilter) -> Select[*tuple[Any, ...]]:
    standing = (standing_cost(), standing_payable(), is_corrected())
    return (
        select(Act, Contract, Recipient, provider_signature(), *standing)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*_wanted(actor, wanted))
    )


def _row(row: Row[*tuple[Any, ...]]) -> ActRow:
    act, contract, person, provider_signed, cost, payable, corrected = row
    return ActRow(
        id=act.id,
        number=act.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        contract_id=contract.id,
        contract_number=contract.number,
        stage=stage_of(act.state, provider_signed=provider_signed, died=person.died_on is not None),
        cost=cost,
        payable=payable,
        free=act.free,
        due_on=act.due_on,
        version=act.version,
        issued_for=act.payable if corrected else None,
    )


def get_act(actor: Actor, act_id: int) -> ActView:
    """One act of the reader's provider."""
    with reading() as session:
        return act_view(session, _own_acts(actor), act_id)


def _own_acts(actor: Actor) -> Select[Act, Contract, Recipient]:
    return _one_act().where(Act.provider_id == actor.provider_id, *served_by(actor))


def _one_act() -> Select[Act, Contract, Recipient]:
    return (
        select(Act, Contract, Recipient)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
    )


def act_of_recipient(session: Session, provider_id: int, recipient_id: int, act_id: int) -> ActView:
    """One act of the person who reads; NotFound for anybody else's."""
    own = _one_act().where(Act.provider_id == provider_id, Contract.recipient_id == recipient_id)
    return act_view(session, own, act_id)


def act_view(session: Session, among: Select[Act, Contract, Recipient], act_id: int) -> ActView:
    """An act out of those that the reader may see."""
    found = session.execute(among.where(Act.id == act_id)).one_or_none()
    if found is None:
        raise NotFound
    act, contract, person = found
    papers = _papers(session, act)
    return ActView(
        id=act.id,
        number=act.number,
        month=act.month,
        state=act.state,
        version=act.version,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient_id=person.id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        recipient_short=short_name(person.surname, person.name, person.patronymic),
        represented=contract.representative_id is not None,
        died_on=person.died_on,
        # Nothing on the card lies ahead, so its last word is that of today.
        missing_since=missing_since(person, date.max),
        cost_at_tariffs=act.cost_at_tariffs,
        additional_cost=act.additional_cost,
        average_income=act.average_income,
        threshold=act.threshold,
        fee_cap=act.fee_cap,
        payable=act.payable,
        free=act.free,
        free_ground_title=act.free_ground_title,
        due_on=act.due_on,
        issued_at=act.issued_at,
        rules_day=act.rules_day,
        steps=from_data(act.explanation),
        lines=_lines(session, act),
        given=_given(act),
        paper=papers.get(act.paper_id),
        receipt=papers.get(act.receipt_paper_id),
        signatures=signatures_of(
            session,
            Signature,
            (Signature.act_id == act.id) & (Signature.paper_id == act.paper_id),
        ),
    )


def _given(act: Act) -> tuple[GivenThing, ...]:
    """The things that the act's own paper names."""
    printed = act.inputs.get(ACT)
    things = printed.get("given") if isinstance(printed, dict) else None
    return tuple(read_facts(GivenThing, one) for one in things or ())


def _lines(session: Session, act: Act) -> tuple[ActLineView, ...]:
    rows = session.scalars(
        select(ActLine).where(ActLine.act_id == act.id).order_by(ActLine.position)
    )
    return tuple(
        ActLineView(
            code=row.code,
            title=row.title,
            unit_title=row.unit_title,
            allowed=None if row.additional else row.allowed,
            quantity=row.quantity,
            tariff=row.tariff,
            amount=row.amount,
            additional=row.additional,
        )
        for row in rows
    )


def _papers(session: Session, act: Act) -> dict[int | None, PaperView]:
    ids = [paper_id for paper_id in (act.paper_id, act.receipt_paper_id) if paper_id is not None]
    if not ids:
        return {}
    rows = session.execute(paper_columns().where(Paper.id.in_(ids)))
    return {paper.id: paper_view(paper, size) for paper, size in rows}


def get_act_scan(actor: Actor, act_id: int, file_id: int) -> ScanView:
    """The scan behind a signature of the act; NotFound for any other file."""
    with reading() as session:
        return stored_scan(session, actor, Signature, Signature.act_id == act_id, file_id)

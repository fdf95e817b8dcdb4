"""What waits for the director's signature, oldest first.

Every statement is limited to the reader's provider and counts in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.violations import Violation
from portal.models import (
    Act,
    Amendment,
    Contract,
    ContractTerms,
    FeeProposal,
    Paper,
    Programme,
    Recipient,
    Role,
    Signature,
    Termination,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_gaps import gaps_in, other_signatory
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.acts import awaits_provider
from portal.usecases.queries.contract_tasks import due_clause
from portal.usecases.queries.dead_amendments import no_longer_signable
from portal.usecases.queries.scope import latest_terms
from portal.usecases.queries.unsigned_contracts import awaits_director
from portal.usecases.signing_queue import QueueKind
from portal.usecases.transaction import reading

MOST = 100


@dataclass(frozen=True, slots=True)
class QueuedPaper:
    """A paper that waits: what it is, whose, since when, and until when where a term runs.

    ``sha256`` is None where no paper is drawn yet, ``gaps`` what its text lacks. ``month`` is an
    act's, ``ground`` an end's, ``day`` the day an amendment or an end takes effect. ``missing``:
    since when, by a court's finding, nobody signs an act for the recipient (FED-TER-07).
    """

    kind: QueueKind
    id: int
    version: int
    sha256: str | None
    number: str
    contract_id: int
    contract_number: str
    recipient: str
    waits_since: datetime
    due_at: datetime | None = None
    clause: Citation | None = None
    form: Form | None = None
    amount: Decimal | None = None
    free: bool = False
    month: date | None = None
    ground: str = ""
    day: date | None = None
    gaps: tuple[str, ...] = ()
    missing: date | None = None


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """The oldest papers of a kind, and how many there are in all."""

    kind: QueueKind
    papers: tuple[QueuedPaper, ...]
    total: int


def signing_queue(actor: Actor, region: Region) -> tuple[QueueGroup, ...]:
    """Everything that waits for the director, by kind; kinds with nothing are left out."""
    rows = {kind: row for kind, _of, row in _KINDS} | {
        QueueKind.CONTRACT: partial(_contract, region, actor),
        QueueKind.AMENDMENT: partial(_amendment, region, actor),
    }
    with reading() as session:
        groups = [_group(session, kind, of(actor), rows[kind]) for kind, of, _row in _KINDS]
    return tuple(group for group in groups if group.total)


def queue_total(actor: Actor) -> int:
    """How many papers wait for the director."""
    with reading() as session:
        return sum(_count(session, of(actor)) for _kind, of, _row in _KINDS)


def _group(
    session: Session,
    kind: QueueKind,
    statement: Select[*tuple[Any, ...]],
    row: Callable[..., QueuedPaper],
) -> QueueGroup:
    found = session.execute(statement.limit(MOST)).all()
    total = len(found) if len(found) < MOST else _count(session, statement)
    return QueueGroup(kind, tuple(row(*one) for one in found), total)


def _count(session: Session, statement: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(statement.with_only_columns(func.count()).order_by(None)) or 0


def _contracts(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Contract, Recipient, Programme, Paper, ContractTerms)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(Paper, Paper.id == Contract.paper_id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(awaits_director(actor.provider_id), latest_terms())
        .order_by(Programme.contract_due_at, Contract.id)
    )


def _contract(  # noqa: PLR0913, PLR0917 - who reads, and the columns of one line
    region: Region,
    actor: Actor,
    contract: Contract,
    person: Recipient,
    programme: Programme,
    paper: Paper,
    terms: ContractTerms,
) -> QueuedPaper:
    rules = region.rules.contract_rules.on(contract.rules_day)
    lacks = (
        *gaps_in(paper.inputs, rules.terms),
        *other_signatory(paper.inputs, actor.name, rules.signatories),
    )
    return QueuedPaper(
        kind=QueueKind.CONTRACT,
        id=contract.id,
        version=contract.version,
        sha256=paper.sha256,
        number=contract.number,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=_name(person),
        waits_since=paper.issued_at,
        due_at=programme.contract_due_at,
        clause=due_clause(programme),
        form=contract.form,
        amount=terms.monthly_fee if terms.fee_known else None,
        free=terms.free,
        gaps=_gone(person) or tuple(one.text for one in lacks),
    )


def _missing(person: Recipient, what: str) -> tuple[str, ...]:
    # Nothing on the card lies ahead, so its last word is that of today.
    since = missing_since(person, date.max)
    if since is None:
        return ()
    return (
        f"Суд признал получателя безвестно отсутствующим с {since:%d.%m.%Y}: {what} не "
        "подписывают, пока в карточке не записано возвращение.",
    )


def _gone(person: Recipient) -> tuple[str, ...]:
    if missing := _missing(person, "договор"):
        return missing
    if person.died_on is None:
        return ()
    return (
        f"Получатель умер {person.died_on:%d.%m.%Y}: договор не подписывают. Откройте договор и "
        "закройте его без подписи.",
    )


def _amendments(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Amendment, Contract, Recipient, Paper.sha256)
        .join(Contract, Contract.id == Amendment.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Paper, Paper.id == Amendment.paper_id)
        .where(
            Amendment.provider_id == actor.provider_id,
            Amendment.state == AmendmentState.DRAFT,
            Amendment.one_sided.is_(False),
            ~no_longer_signable(actor.provider_id),
        )
        .order_by(Amendment.drafted_at, Amendment.id)
    )


def _amendment(
    region: Region,
    actor: Actor,
    amendment: Amendment,
    contract: Contract,
    person: Recipient,
    sha256: str | None,
) -> QueuedPaper:
    rules = region.rules.contract_rules.on(contract.rules_day)
    lacks = other_signatory(amendment.inputs, actor.name, rules.signatories)
    figures = cast("dict[str, object]", amendment.plan.get("figures") or {})
    return QueuedPaper(
        kind=QueueKind.AMENDMENT,
        id=amendment.id,
        version=amendment.version,
        sha256=sha256,
        number=str(amendment.number),
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=_name(person),
        waits_since=amendment.drafted_at,
        day=amendment.since,
        gaps=_missing(person, "соглашение") or tuple(one.text for one in lacks),
        amount=Decimal(str(figures["monthly_fee"])) if figures else None,
        free=bool(figures.get("free")),
    )


def _acts(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Act, Contract, Recipient)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(Act.provider_id == actor.provider_id, awaits_provider())
        .order_by(Act.month, Act.year, Act.sequence)
    )


def _act(act: Act, contract: Contract, person: Recipient) -> QueuedPaper:
    return QueuedPaper(
        kind=QueueKind.ACT,
        id=act.id,
        version=act.version,
        sha256=None,
        number=act.number,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=_name(person),
        waits_since=act.issued_at,
        month=act.month,
        amount=act.payable,
        free=act.free and not act.payable,
        # Nothing on the card lies ahead, so its last word is that of today.
        missing=missing_since(person, date.max),
    )


def _endings(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Termination, Contract, Recipient)
        .join(Contract, Contract.id == Termination.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(
            Termination.provider_id == actor.provider_id,
            Termination.state == EndingState.PENDING,
            Termination.confirmed_at.is_(None),
        )
        .order_by(Termination.prepared_at, Termination.id)
    )


def _ending(row: Termination, contract: Contract, person: Recipient) -> QueuedPaper:
    return QueuedPaper(
        kind=QueueKind.ENDING,
        id=row.id,
        version=row.version,
        sha256=None,
        number=contract.number,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=_name(person),
        waits_since=row.prepared_at,
        ground=row.ground_title,
        day=row.last_day,
    )


def _fees(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(FeeProposal, Contract, Recipient)
        .join(Contract, Contract.id == FeeProposal.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(FeeProposal.provider_id == actor.provider_id, FeeProposal.decided_at.is_(None))
        .order_by(FeeProposal.prepared_at, FeeProposal.id)
    )


def _fee(row: FeeProposal, contract: Contract, person: Recipient) -> QueuedPaper:
    return QueuedPaper(
        kind=QueueKind.FEE,
        id=row.id,
        version=row.version,
        sha256=None,
        number=contract.number,
        contract_id=contract.id,
        contract_number=contract.number,
        recipient=_name(person),
        waits_since=row.prepared_at,
        amount=row.monthly_fee,
        free=row.free,
        ground=row.ground_title,
        day=row.since,
    )


_KINDS: Sequence[
    tuple[QueueKind, Callable[[Actor], Select[*tuple[Any, ...]]], Callable[..., QueuedPaper]]
] = (
    (QueueKind.CONTRACT, _contracts, _contract),
    (QueueKind.AMENDMENT, _amendments, _amendment),
    (QueueKind.ENDING, _endings, _ending),
    (QueueKind.FEE, _fees, _fee),
    (QueueKind.ACT, _acts, _act),
)


def contract_gaps(actor: Actor, contract_id: int, region: Region) -> tuple[Violation, ...]:
    """What an unsigned contract's text lacks; nothing is said of one that is signed."""
    signed = select(Signature.id).where(Signature.contract_id == contract_id).exists()
    with reading() as session:
        found = session.execute(
            select(Paper.inputs, Contract.rules_day)
            .join(Contract, Contract.paper_id == Paper.id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                Contract.state == ContractState.AWAITING_SIGNATURE,
                ~signed,
            )
        ).one_or_none()
    if found is None:
        return ()
    rules = region.rules.contract_rules.on(found.rules_day)
    gaps = gaps_in(found.inputs, rules.terms)
    if actor.role is not Role.DIRECTOR:
        return gaps
    return (*gaps, *other_signatory(found.inputs, actor.name, rules.signatories, remedy=""))


def _name(person: Recipient) -> str:
    return full_name(person.surname, person.name, person.patronymic)

"""What the recipients' pages read: the list with its search, and one card.

Every statement is limited to the reader's provider; another provider's recipient is not found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractState
from portal.domain.people import PopulationGroup, Sex, full_name, search_key, short_name
from portal.domain.violations import NotAllowed, NotFound
from portal.models import (
    Contract,
    Department,
    IdentityPaper,
    Membership,
    Programme,
    Recipient,
    Representative,
    RepresentativeKind,
    StoredFile,
    SubmittedDocument,
    User,
)
from portal.models.recipient import number_key
from portal.usecases.actor import Actor
from portal.usecases.authority import acting_on
from portal.usecases.department_days import department_of_card
from portal.usecases.facts import own
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scans import ScanView
from portal.usecases.queries.scope import is_served_by, own_people
from portal.usecases.role_access import sees, subject_of_paper
from portal.usecases.transaction import reading

SHORTEST_NUMBER = 3
SNILS_DIGITS = 11


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A line of the list; the contract is the newest one that is not over.

    ``opens_contract`` is False where its page belongs to another social worker.
    """

    id: int
    full_name: str
    born: date
    address: str
    phone: str
    worker: str | None
    contract_id: int | None
    contract_number: str | None
    contract_state: ContractState | None
    contract_begins: date | None
    opens_contract: bool


def list_recipients(
    actor: Actor, words: str = "", *, mine: bool = False, page: int = 1
) -> Page[RecipientRow]:
    """A page of recipients by name; ``words`` is any of what a person is known by.

    A social worker finds her own and those given to nobody (FED-PDP-01).
    """
    conditions = [
        Recipient.provider_id == actor.provider_id,
        Recipient.erased_at.is_(None),
        *own_people(actor),
        *_search(actor.provider_id, words),
    ]
    if mine:
        conditions.append(Recipient.social_worker_id == actor.membership_id)
    statement = select(Recipient).where(*conditions).order_by(Recipient.name_key, Recipient.id)
    counting = select(func.count()).select_from(Recipient).where(*conditions)
    with reading() as session:
        total = session.scalar(counting) or 0
        people = session.scalars(paged(statement, page)).all()
        contracts = _open_contracts(session, actor.provider_id, [row.id for row in people])
        workers = _workers(session, actor.provider_id, {row.social_worker_id for row in people})
    rows = tuple(
        _row(actor, person, contracts.get(person.id), workers.get(person.social_worker_id or 0))
        for person in people
    )
    return Page(rows=rows, total=total, number=page)


def _search(provider_id: int, words: str) -> list[ColumnElement[bool]]:
    """One condition for everything that was typed: a number or the beginnings of names."""
    key = search_key(words)
    if not key:
        return []
    by_name = [
        or_(
            Recipient.name_key.startswith(part, autoescape=True),
            Recipient.name_key.contains(f" {part}", autoescape=True),
        )
        for part in key.split()
    ]
    whole_name = by_name[0]
    for condition in by_name[1:]:
        whole_name = whole_name & condition
    number = number_key(words)
    if len(number) < SHORTEST_NUMBER or not any(sign.isdigit() for sign in number):
        return [whole_name]
    return [or_(whole_name, *_by_numbers(provider_id, number, words.strip()))]


def _by_numbers(provider_id: int, number: str, typed: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Recipient.personal_code == number,
        Recipient.id.in_(
            select(IdentityPaper.recipient_id).where(
                IdentityPaper.provider_id == provider_id,
                IdentityPaper.number_key.endswith(number, autoescape=True),
            )
        ),
    ]
    found.extend(
        Recipient.id.in_(
            select(kind.recipient_id).where(
                kind.provider_id == provider_id,
                kind.number.startswith(typed, autoescape=True),
            )
        )
        for kind in (Programme, Contract)
    )
    digits = re.sub(r"[^0-9]", "", typed)
    if len(digits) >= SHORTEST_NUMBER:
        found.append(Recipient.phone_key.endswith(digits[-10:], autoescape=True))
        found.append(Recipient.snils.startswith(_snils_beginning(digits), autoescape=True))
    return found


def _snils_beginning(digits: str) -> str:
    """The digits as the beginning of a stored number: «112-233-4»."""
    kept = digits[:SNILS_DIGITS]
    written = "-".join(filter(None, (kept[:3], kept[3:6], kept[6:9])))
    return f"{written} {kept[9:]}" if len(kept) > SNILS_DIGITS - 2 else written


def _open_contracts(
    session: Session, provider_id: int, recipients: list[int]
) -> dict[int, Contract]:
    rows = session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == provider_id,
            Contract.recipient_id.in_(recipients),
            Contract.state != ContractState.TERMINATED,
        )
        .order_by(Contract.year, Contract.sequence)
    )
    return {row.recipient_id: row for row in rows}


def _workers(session: Session, provider_id: int, ids: set[int | None]) -> dict[int, str]:
    rows = session.execute(
        select(Membership.id, User.surname, User.name, User.patronymic)
        .join(User, User.id == Membership.user_id)
        .where(Membership.provider_id == provider_id, Membership.id.in_(ids - {None}))
    )
    return {row[0]: short_name(row[1], row[2], row[3]) for row in rows}


def _row(
    actor: Actor, person: Recipient, contract: Contract | None, worker: str | None
) -> RecipientRow:
    return RecipientRow(
        id=person.id,
        full_name=person.full_name,
        born=person.born,
        address=person.address,
        phone=person.phone,
        worker=worker,
        contract_id=contract.id if contract else None,
        contract_number=contract.number if contract else None,
        contract_state=contract.state if contract else None,
        contract_begins=contract.in_force_from if contract else None,
        opens_contract=contract is not None
        and is_served_by(actor, person.social_worker_id, contract.social_worker_id),
    )


@dataclass(frozen=True, slots=True)
class IdentityView:
    """The newest identity paper."""

    kind: str
    series: str
    number: str
    issued_by: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category claimed, by the region's code."""

    code: str
    proved: bool


@dataclass(frozen=True, slots=True)
class RepresentativeView:
    """Who is recorded to act for the recipient; ``acts`` is False where the law has ended it."""

    kind: RepresentativeKind
    surname: str
    name: str
    patronymic: str | None
    basis: str
    capable: bool
    acts: bool

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic."""
        return full_name(self.surname, self.name, self.patronymic)


@dataclass(frozen=True, slots=True)
class RecipientView:
    """A person as the card and the form show them."""

    id: int
    version: int
    surname: str
    name: str
    patronymic: str | None
    born: date
    sex: Sex
    snils: str | None
    address: str
    phone: str
    personal_code: str
    population_group: PopulationGroup | None
    registered_at: datetime
    department_id: int | None
    department: str | None
    social_worker_id: int | None
    worker: str | None
    identity: IdentityView | None
    categories: tuple[CategoryView, ...]
    representative: RepresentativeView | None
    escort: bool = False
    died_on: date | None = None
    missing_since: date | None = None

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def short_name(self) -> str:
        """Surname and initials."""
        return short_name(self.surname, self.name, self.patronymic)


def get_recipient(actor: Actor, recipient_id: int, day: date) -> RecipientView:
    """One person with the papers, categories and representative that hold on a day; or NotFound."""
    with reading() as session:
        row = own(
            session,
            Recipient,
            recipient_id,
            actor.provider_id,
            selectinload(Recipient.identity_papers),
            selectinload(Recipient.categories),
            selectinload(Recipient.representatives),
        )
        workers = _workers(session, actor.provider_id, {row.social_worker_id})
        found = department_of_card(session, row, day)
        department = None if found is None else session.get_one(Department, found)
        return _recipient_view(row, department, workers.get(row.social_worker_id or 0), day)


def _recipient_view(
    row: Recipient, department: Department | None, worker: str | None, day: date
) -> RecipientView:
    representative = next(
        (one for one in reversed(row.representatives) if _holds(one.since, one.until, day)), None
    )
    acting = acting_on(row, row.representatives, day)
    return RecipientView(
        id=row.id,
        version=row.version,
        surname=row.surname,
        name=row.name,
        patronymic=row.patronymic,
        born=row.born,
        sex=row.sex,
        snils=row.snils,
        address=row.address,
        phone=row.phone,
        personal_code=row.personal_code,
        population_group=row.population_group,
        registered_at=row.registered_at,
        department_id=department.id if department else None,
        department=department.name if department else None,
        social_worker_id=row.social_worker_id,
        worker=worker,
        identity=_identity(row.identity_papers[-1]) if row.identity_papers else None,
        categories=tuple(
            CategoryView(one.code, one.proved)
            for one in row.categories
            if _holds(one.since, one.until, day)
        ),
        representative=_representative(representative, acting) if representative else None,
        escort=row.escort,
        died_on=row.died_on if row.died_on is not None and row.died_on <= day else None,
        missing_since=missing_since(row, day),
    )


def _holds(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day < until)


def _identity(paper: IdentityPaper) -> IdentityView:
    return IdentityView(paper.kind, paper.series, paper.number, paper.issued_by, paper.issued_on)


def _representative(row: Representative, acting: tuple[Representative, ...]) -> RepresentativeView:
    return RepresentativeView(
        row.kind, row.surname, row.name, row.patronymic, row.basis, row.capable, row in acting
    )


def get_scan(actor: Actor, recipient_id: int, document_id: int) -> ScanView:
    """The scan of a recipient's paper; NotFound for another's, and where there is none.

    Raises NotAllowed for a paper that is not the reader's work (FED-PDP-01, FED-PDP-04).
    """
    with reading() as session:
        found = session.execute(
            select(
                SubmittedDocument.code,
                StoredFile.original_name,
                StoredFile.media_type,
                StoredFile.content,
            )
            .select_from(StoredFile)
            .join(SubmittedDocument, SubmittedDocument.file_id == StoredFile.id)
            .where(
                StoredFile.provider_id == actor.provider_id,
                SubmittedDocument.provider_id == actor.provider_id,
                SubmittedDocument.recipient_id == recipient_id,
                SubmittedDocument.id == document_id,
            )
        ).one_or_none()
    if found is None:
        raise NotFound
    if not sees(actor, subject_of_paper(found.code)):
        raise NotAllowed
    return ScanView(found.original_name, found.media_type, found.content)

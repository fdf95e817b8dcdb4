"""What the recipients' pages read: the list with its search, and one card.

Every statement is limited to the reader's provider; another provider's recipient is not found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from portal.domain.calendar import next_month
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.fees import FeeDecision, decide_fee
from portal.domain.income import HouseholdMember as Member
from portal.domain.income import IncomeAssessment as IncomeFound
from portal.domain.income import assess_income, income_window
from portal.domain.money import ZERO
from portal.domain.people import PopulationGroup, Relation, Sex, full_name, search_key, short_name
from portal.domain.violations import NotFound, RulesBroken
from portal.models import (
    Contract,
    ContractTerms,
    HouseholdMember,
    IdentityPaper,
    IncomeAssessment,
    LedgerEntry,
    Membership,
    Programme,
    Recipient,
    Representative,
    RepresentativeKind,
    Role,
    StoredFile,
    SubmittedDocument,
    User,
)
from portal.models.recipient import number_key
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import fee_facts, load_case, own
from portal.usecases.income import RecordIncome
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.payments_state import balances_of
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading

SHORTEST_NUMBER = 3
SNILS_DIGITS = 11
SEES_EVERY_INCOME = frozenset({Role.ACCOUNTANT, Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT})


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A line of the list; the contract is the newest one that is not over."""

    id: int
    full_name: str
    born: date
    address: str
    phone: str
    worker: str | None
    contract_id: int | None
    contract_number: str | None
    contract_state: ContractState | None


def list_recipients(
    actor: Actor, words: str = "", *, mine: bool = False, page: int = 1
) -> Page[RecipientRow]:
    """A page of recipients by name; ``words`` is any of what a person is known by."""
    conditions = [Recipient.provider_id == actor.provider_id, *_search(actor.provider_id, words)]
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
        _row(person, contracts.get(person.id), workers.get(person.social_worker_id or 0))
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


def _row(person: Recipient, contract: Contract | None, worker: str | None) -> RecipientRow:
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
    """Who acts for the recipient."""

    kind: RepresentativeKind
    surname: str
    name: str
    patronymic: str | None
    basis: str
    capable: bool

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
            selectinload(Recipient.department),
        )
        workers = _workers(session, actor.provider_id, {row.social_worker_id})
        return _recipient_view(row, workers.get(row.social_worker_id or 0), day)


def _recipient_view(row: Recipient, worker: str | None, day: date) -> RecipientView:
    representative = next(
        (one for one in reversed(row.representatives) if _holds(one.since, one.until, day)), None
    )
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
        department_id=row.department_id,
        department=row.department.name if row.department else None,
        social_worker_id=row.social_worker_id,
        worker=worker,
        identity=_identity(row.identity_papers[-1]) if row.identity_papers else None,
        categories=tuple(
            CategoryView(one.code, one.proved)
            for one in row.categories
            if _holds(one.since, one.until, day)
        ),
        representative=_representative(representative) if representative else None,
    )


def _holds(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day < until)


def _identity(paper: IdentityPaper) -> IdentityView:
    return IdentityView(paper.kind, paper.series, paper.number, paper.issued_by, paper.issued_on)


def _representative(row: Representative) -> RepresentativeView:
    return RepresentativeView(
        row.kind, row.surname, row.name, row.patronymic, row.basis, row.capable
    )


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract on the card."""

    id: int
    number: str
    state: ContractState
    concluded_on: date
    valid_until: date
    monthly_fee: Decimal
    free: bool


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme on the card; ``contract_id`` is its contract that is not over."""

    id: int
    number: str
    issued_on: date
    valid_until: date
    form: Form
    contract_id: int | None


@dataclass(frozen=True, slots=True)
class RecipientAffairs:
    """Everything that hangs on a person: programmes, contracts, money, access."""

    programmes: tuple[ProgrammeLine, ...]
    contracts: tuple[ContractLine, ...]
    balance: Decimal
    debt: Decimal
    last_paid: Decimal
    income_applied_on: date | None
    login: str | None


def recipient_affairs(actor: Actor, recipient_id: int, day: date) -> RecipientAffairs:
    """What the card shows below the facts."""
    with reading() as session:
        contracts = _contract_lines(session, actor.provider_id, recipient_id)
        balances = balances_of(
            session, LedgerEntry.contract_id.in_([line.id for line in contracts]), day
        )
        return RecipientAffairs(
            programmes=_programme_lines(session, actor.provider_id, recipient_id, contracts),
            contracts=contracts,
            balance=sum((one.balance for one in balances.values()), ZERO),
            debt=sum((one.debt for one in balances.values()), ZERO),
            last_paid=sum((one.paid for one in balances.values()), ZERO),
            income_applied_on=_last_application(session, actor.provider_id, recipient_id),
            login=_login(session, actor.provider_id, recipient_id),
        )


def _contract_lines(
    session: Session, provider_id: int, recipient_id: int
) -> tuple[ContractLine, ...]:
    rows = session.execute(
        select(Contract, ContractTerms)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(
            Contract.provider_id == provider_id,
            Contract.recipient_id == recipient_id,
            ContractTerms.until.is_(None),
        )
        .order_by(Contract.year.desc(), Contract.sequence.desc())
    )
    return tuple(
        ContractLine(
            id=contract.id,
            number=contract.number,
            state=contract.state,
            concluded_on=contract.concluded_on,
            valid_until=contract.valid_until,
            monthly_fee=terms.monthly_fee,
            free=terms.free,
        )
        for contract, terms in rows
    )


def _programme_lines(
    session: Session, provider_id: int, recipient_id: int, contracts: tuple[ContractLine, ...]
) -> tuple[ProgrammeLine, ...]:
    living = [line.id for line in contracts if line.state is not ContractState.TERMINATED]
    contract = aliased(Contract)
    rows = session.execute(
        select(Programme, contract.id)
        .outerjoin(contract, (contract.programme_id == Programme.id) & contract.id.in_(living))
        .where(Programme.provider_id == provider_id, Programme.recipient_id == recipient_id)
        .order_by(Programme.presented_at.desc(), Programme.id.desc())
    )
    return tuple(
        ProgrammeLine(
            id=programme.id,
            number=programme.number,
            issued_on=programme.issued_on,
            valid_until=programme.valid_until,
            form=programme.form,
            contract_id=contract_id,
        )
        for programme, contract_id in rows
    )


def _last_application(session: Session, provider_id: int, recipient_id: int) -> date | None:
    return session.scalar(
        select(func.max(IncomeAssessment.applied_on)).where(
            IncomeAssessment.provider_id == provider_id,
            IncomeAssessment.recipient_id == recipient_id,
        )
    )


def _login(session: Session, provider_id: int, recipient_id: int) -> str | None:
    return session.scalar(
        select(User.login)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.provider_id == provider_id,
            Membership.recipient_id == recipient_id,
            Membership.role == Role.RECIPIENT,
        )
        .order_by(Membership.id.desc())
        .limit(1)
    )


def may_see_income(actor: Actor, recipient: RecipientView) -> bool:
    """Whether the reader may see the family's income.

    A social worker sees it for own recipients and for those nobody serves yet: while registering.
    """
    if actor.role in SEES_EVERY_INCOME:
        return True
    own_or_nobody = recipient.social_worker_id in (None, actor.membership_id)
    return actor.role is Role.SOCIAL_WORKER and own_or_nobody


@dataclass(frozen=True, slots=True)
class SourceView:
    """The sums of one kind of income, by month."""

    kind: str
    amounts: Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of the family with the kinds of income recorded."""

    relation: Relation
    name: str
    born: date
    student: bool
    married: bool
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The newest record of a family's income."""

    id: int
    applied_on: date
    recorded_at: datetime
    population_group: PopulationGroup | None
    members: tuple[MemberView, ...]


def newest_income(actor: Actor, recipient_id: int) -> AssessmentView | None:
    """The last recorded income of the family, one line per member and kind of income."""
    with reading() as session:
        row = session.scalars(
            select(IncomeAssessment)
            .where(
                IncomeAssessment.provider_id == actor.provider_id,
                IncomeAssessment.recipient_id == recipient_id,
            )
            .order_by(IncomeAssessment.applied_on.desc(), IncomeAssessment.id.desc())
            .limit(1)
            .options(selectinload(IncomeAssessment.household).selectinload(HouseholdMember.incomes))
        ).one_or_none()
        if row is None:
            return None
        return AssessmentView(
            id=row.id,
            applied_on=row.applied_on,
            recorded_at=row.recorded_at,
            population_group=row.population_group,
            members=tuple(_member_view(member) for member in row.household),
        )


def _member_view(member: HouseholdMember) -> MemberView:
    kinds = dict.fromkeys(item.kind for item in member.incomes)
    return MemberView(
        relation=member.relation,
        name=member.name or "",
        born=member.born,
        student=member.student,
        married=member.married,
        sources=tuple(
            SourceView(
                kind, {item.month: item.amount for item in member.incomes if item.kind == kind}
            )
            for kind in kinds
        ),
    )


@dataclass(frozen=True, slots=True)
class IncomePreview:
    """What figures that are not recorded yet come to.

    ``decision`` is missing while a tariff or a subsistence minimum is: ``refusal`` says which.
    """

    income: IncomeFound
    decision: FeeDecision | None
    refusal: RulesBroken | None


def income_months(region: Region, applied_on: date, day: date) -> tuple[date, ...]:
    """The months whose income counts for an application, oldest first."""
    rules = region.rules.fee_rules.on(day).income.on(applied_on)
    first, last = income_window(applied_on, rules)
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return tuple(months)


def preview_income(actor: Actor, command: RecordIncome, region: Region, day: date) -> IncomePreview:
    """The average income and the fee as they would be with these figures; nothing is written.

    Raises RulesBroken for a household that cannot be right.
    """
    with reading() as session:
        case = load_case(session, actor.provider_id, command.recipient_id, day=day)
        household = _as_facts(command, case.recipient.born)
        rules = region.rules.fee_rules.on(day)
        income = assess_income(household, command.applied_on, rules.income.on(command.applied_on))
        facts = replace(
            fee_facts(case),
            household=household,
            applied_on=command.applied_on,
            group=command.population_group or case.recipient.population_group,
        )
        try:
            return IncomePreview(
                income, decide_fee(facts, rules, reference_book(session, region)), None
            )
        except RulesBroken as refusal:
            return IncomePreview(income, None, refusal)


def _as_facts(command: RecordIncome, born: date) -> tuple[Member, ...]:
    return tuple(
        Member(
            relation=one.relation,
            born=born if one.relation is Relation.RECIPIENT else one.born,
            incomes=one.incomes,
            student=one.student,
            married=one.married,
        )
        for one in command.household
    )


@dataclass(frozen=True, slots=True)
class ScanView:
    """A scan of a paper handed in, to be downloaded."""

    name: str
    media_type: str
    content: bytes


def get_scan(actor: Actor, recipient_id: int, document_id: int) -> ScanView:
    """The scan of a recipient's paper; NotFound for another's, and where there is none."""
    with reading() as session:
        found = session.execute(
            select(StoredFile.original_name, StoredFile.media_type, StoredFile.content)
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
    return ScanView(*found)

"""What goes into an envelope: the person, the programme, the money, the acts, the personal file.

A fixed number of statements, whatever the size of the file. Contents that cannot be scans of the
file (health papers that were never scanned) go with the paper file and are listed without one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload, undefer

from portal.domain.envelope import (
    ActFacts,
    AgentFacts,
    AuthorityFacts,
    CapacityFacts,
    CategoryFacts,
    CompletionMark,
    EnvelopeFacts,
    FilePaper,
    PassportFacts,
    PersonFacts,
    PrescribedService,
    ProgrammeFacts,
)
from portal.models import (
    Act,
    Contract,
    Paper,
    PaperContent,
    Programme,
    ProgrammeMark,
    Provider,
    Recipient,
    Representative,
    StoredFile,
    SubmittedDocument,
)
from portal.usecases.authority import acting_on
from portal.usecases.awaited_review import awaited_review
from portal.usecases.facts import own
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.suspension_days import breaks_until


class Leaving(Protocol):
    """A case of somebody who leaves a provider: whose it is, and what of hers goes along."""

    @property
    def provider_id(self) -> int: ...
    @property
    def recipient_id(self) -> int: ...
    @property
    def contract_id(self) -> int: ...
    @property
    def programme_id(self) -> int: ...


LAST_ACTS = 3
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def collected(
    session: Session, row: Leaving, today: date, first_day: date | None = None
) -> tuple[EnvelopeFacts, Mapping[str, bytes]]:
    """The facts of a move and the files they name.

    ``first_day`` is the first one at the receiver, None while nobody knows it: a break that begins
    after it concerns nobody there.
    """
    provider = session.get_one(Provider, row.provider_id)
    contract = own(session, Contract, row.contract_id, row.provider_id)
    acts, printed = _acts(session, contract)
    papers, scans = _papers(session, row)
    breaks = breaks_until(session, contract, today, first_day)
    facts = EnvelopeFacts(
        sender=provider.short_name,
        sender_inn=provider.inn,
        contract_number=contract.number,
        drawn_on=today,
        person=_person(session, row, today),
        programme=_programme(session, row),
        balance=balance_of(session, contract.id, today).balance,
        acts=acts,
        papers=papers,
        suspended_since=next((one.since for one in breaks if one.since <= today), None),
        breaks=breaks,
    )
    return facts, {**printed, **scans}


def _person(session: Session, row: Leaving, today: date) -> PersonFacts:
    person = own(
        session,
        Recipient,
        row.recipient_id,
        row.provider_id,
        selectinload(Recipient.identity_papers),
        selectinload(Recipient.categories),
        selectinload(Recipient.representatives),
    )
    return PersonFacts(
        surname=person.surname,
        name=person.name,
        patronymic=person.patronymic,
        born=person.born,
        sex=person.sex.value,
        snils=person.snils,
        address=person.address,
        phone=person.phone,
        passports=tuple(
            PassportFacts(one.kind, one.series, one.number, one.issued_by, one.issued_on)
            for one in person.identity_papers
        ),
        categories=tuple(
            CategoryFacts(one.code, one.proved, one.since, one.until)
            for one in person.categories
            if one.until is None or one.until > today
        ),
        agents=tuple(_agent(one) for one in acting_on(person, person.representatives, today)),
        capacity=_capacity(person),
    )


def _capacity(person: Recipient) -> CapacityFacts | None:
    if person.capacity is None or person.capacity_since is None:
        return None
    return CapacityFacts(person.capacity.value, person.capacity_since, person.capacity_basis or "")


def _agent(row: Representative) -> AgentFacts:
    ends = [day for day in (row.until, row.revoked_on) if day is not None]
    passport = None
    if row.identity_issued_on is not None:
        shown = (row.identity_kind, row.identity_series, row.identity_number)
        passport = PassportFacts(*shown, row.identity_issued_by, row.identity_issued_on)
    return AgentFacts(
        row.kind.value,
        row.surname,
        row.name,
        row.patronymic,
        row.basis,
        row.capable,
        passport,
        row.address,
        row.since,
        min(ends, default=None),
        _authority(row),
        row.body or "",
        row.body_name or "",
    )


def _authority(row: Representative) -> AuthorityFacts | None:
    paper = AuthorityFacts(
        row.paper_number or "", row.paper_issued_on, row.paper_issued_by or "", row.paper_until
    )
    return None if paper == AuthorityFacts() else paper


def _programme(session: Session, row: Leaving) -> ProgrammeFacts:
    programme = own(
        session,
        Programme,
        row.programme_id,
        row.provider_id,
        selectinload(Programme.services),
    )
    review = awaited_review(session, programme.provider_id, programme.id)
    return ProgrammeFacts(
        number=programme.number,
        issued_on=programme.issued_on,
        decision_date=programme.decision_date,
        form=programme.form.value,
        valid_from=programme.valid_from,
        valid_until=programme.valid_until,
        conditions=programme.conditions,
        issuer=programme.issuer,
        services=tuple(
            PrescribedService(
                one.code,
                one.quantity_per_month,
                one.since,
                one.until,
                one.frequency.value if one.frequency else None,
            )
            for one in programme.services
        ),
        marks=_marks(session, programme),
        circumstances=None if programme.circumstances is None else tuple(programme.circumstances),
        care_leaver=programme.care_leaver,
        stay_mode=programme.stay_mode,
        issuer_kind=programme.issuer_kind,
        first_contract_on=programme.first_contract_on or _first_contract(session, programme),
        review_asked_on=review.asked_on if review else None,
    )


def _marks(session: Session, programme: Programme) -> tuple[CompletionMark, ...]:
    rows = session.scalars(
        select(ProgrammeMark)
        .where(
            ProgrammeMark.provider_id == programme.provider_id,
            ProgrammeMark.programme_id == programme.id,
        )
        .order_by(ProgrammeMark.code)
    )
    return tuple(CompletionMark(one.code, one.mark, one.reason) for one in rows)


def _first_contract(session: Session, programme: Programme) -> date | None:
    """The first contract on the programme: its window was kept then (MSK-TRN-01)."""
    return session.scalar(
        select(func.min(Contract.concluded_on)).where(
            Contract.provider_id == programme.provider_id, Contract.programme_id == programme.id
        )
    )


def _acts(session: Session, contract: Contract) -> tuple[tuple[ActFacts, ...], Mapping[str, bytes]]:
    rows = session.execute(
        select(Act, PaperContent.content)
        .outerjoin(Paper, Paper.id == Act.paper_id)
        .outerjoin(PaperContent, PaperContent.sha256 == Paper.sha256)
        .where(Act.provider_id == contract.provider_id, Act.contract_id == contract.id)
        .order_by(Act.month.desc())
        .limit(LAST_ACTS)
    ).all()
    files = {_act_file(act): content for act, content in rows if content is not None}
    facts = tuple(
        ActFacts(act.month, act.number, act.payable, _act_file(act) if content else None)
        for act, content in rows
    )
    return facts, files


def _act_file(act: Act) -> str:
    return f"act-{act.month:%Y-%m}.pdf"


def _papers(session: Session, row: Leaving) -> tuple[tuple[FilePaper, ...], Mapping[str, bytes]]:
    """The papers handed in, the newest of each kind, with their scans."""
    rows = session.execute(
        select(SubmittedDocument, StoredFile)
        .outerjoin(StoredFile, StoredFile.id == SubmittedDocument.file_id)
        .where(
            SubmittedDocument.provider_id == row.provider_id,
            SubmittedDocument.recipient_id == row.recipient_id,
        )
        .order_by(SubmittedDocument.issued_on, SubmittedDocument.id)
        .options(undefer(StoredFile.content))
    )
    newest = {document.code: (document, scan) for document, scan in rows}
    files: dict[str, bytes] = {}
    facts = []
    for code, (document, scan) in sorted(newest.items()):
        name = f"papers/{code}.{ENDINGS[scan.media_type]}" if document.file_id else None
        if name is not None:
            files[name] = scan.content
        facts.append(
            FilePaper(
                code,
                document.number or "",
                document.issued_on,
                document.expires_on,
                name,
                document.issuer or "",
                document.contraindications,
            )
        )
    return tuple(facts), files

"""The person of an envelope entered at the receiving provider: the card and the personal file.

The money, the acts and the contract stay with the former provider; the programme is presented here
anew, since the term of the contract runs from that moment (AST-CON-01).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.envelope import AgentFacts, EnvelopeFacts, FilePaper, PersonFacts
from portal.domain.payment_code import personal_code
from portal.domain.people import Sex, parse_snils
from portal.domain.violations import refuse
from portal.models import (
    IdentityPaper,
    Recipient,
    RecipientCategory,
    Representative,
    RepresentativeKind,
    SubmittedDocument,
    TransferEnvelope,
)
from portal.regions.registry import Region
from portal.signing.envelopes import unpack
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.numbering import take_number
from portal.usecases.recipients import NO_YEAR, PERSONAL_CODES
from portal.usecases.uploads import Upload, store_scan


@dataclass(frozen=True, slots=True)
class Settled:
    """Whose card now holds the envelope; ``known`` when the person was on record before."""

    recipient_id: int
    known: bool
    papers: int


def settle_person(
    session: Session,
    envelope: TransferEnvelope,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Settled:
    """Enter the person, or find the card with the same SNILS; add the papers that it lacks.

    Raises value_invalid for facts that no card may hold, and for a scan that is not one.
    """
    facts = read_facts(EnvelopeFacts, envelope.facts)
    person = _known(session, facts.person, actor)
    known = person is not None
    if person is None:
        person = _card(session, facts.person, region.today(now), actor=actor, now=now)
    papers = _papers(session, person, facts, envelope, actor=actor, now=now)
    subject = ("recipient_taken_over", "recipient", person.id)
    after = {"from": facts.sender, "papers": papers, "envelope": envelope.sha256}
    audit.record(session, actor, now, *subject, after=after)
    return Settled(person.id, known, papers)


def _known(session: Session, person: PersonFacts, actor: Actor) -> Recipient | None:
    if person.snils is None:
        return None
    return session.scalars(
        select(Recipient).where(
            Recipient.provider_id == actor.provider_id, Recipient.snils == person.snils
        )
    ).one_or_none()


def _card(
    session: Session, person: PersonFacts, today: date, *, actor: Actor, now: datetime
) -> Recipient:
    _demand_plausible(person, today)
    sequence = take_number(session, actor.provider_id, PERSONAL_CODES, NO_YEAR)
    row = Recipient(
        provider_id=actor.provider_id,
        personal_code=personal_code(sequence),
        registered_at=now,
        surname=person.surname,
        name=person.name,
        patronymic=person.patronymic,
        born=person.born,
        sex=Sex(person.sex),
        snils=person.snils,
        address=person.address,
        phone=person.phone,
        identity_papers=_passports(person, actor.provider_id),
        categories=[
            RecipientCategory(
                provider_id=actor.provider_id,
                code=one.code,
                proved=one.proved,
                since=one.since or today,
                until=one.until,
            )
            for one in person.categories
        ],
        representatives=_agents(person, actor.provider_id, today),
    )
    if told := person.capacity:
        row.capacity, row.capacity_since = Capacity(told.capacity), told.since
        row.capacity_basis = told.basis or None
    session.add(row)
    session.flush()
    return row


def _demand_plausible(person: PersonFacts, today: date) -> None:
    if person.snils is not None:
        parse_snils(person.snils)
    told = person.capacity
    strange = told is not None and told.capacity not in set(Capacity)
    if person.born > today or person.sex not in set(Sex) or strange:
        text = "Сведения о получателе в конверте неверны. Попросите отправителя исправить их."
        refuse("value_invalid", text)


def _passports(person: PersonFacts, provider_id: int) -> list[IdentityPaper]:
    return [
        IdentityPaper(
            provider_id=provider_id,
            kind=one.kind,
            series=one.series,
            number=one.number,
            issued_by=one.issued_by,
            issued_on=one.issued_on,
        )
        for one in person.passports
    ]


def _agents(person: PersonFacts, provider_id: int, today: date) -> list[Representative]:
    return [_agent(one, provider_id, today) for one in person.agents]


def _agent(facts: AgentFacts, provider_id: int, today: date) -> Representative:
    row = Representative(
        provider_id=provider_id,
        kind=RepresentativeKind(facts.kind),
        surname=facts.surname,
        name=facts.name,
        patronymic=facts.patronymic,
        basis=facts.basis,
        capable=facts.capable,
        address=facts.address,
        since=facts.since or today,
        until=facts.until,
        body=facts.body or None,
        body_name=facts.body_name or None,
    )
    if paper := facts.paper:
        row.paper_number, row.paper_issued_by = paper.number or None, paper.issued_by or None
        row.paper_issued_on, row.paper_until = paper.issued_on, paper.until
    if shown := facts.passport:
        row.identity_kind, row.identity_issued_by = shown.kind, shown.issued_by
        row.identity_series, row.identity_number = shown.series, shown.number
        row.identity_issued_on = shown.issued_on
    return row


def _papers(
    session: Session,
    person: Recipient,
    facts: EnvelopeFacts,
    envelope: TransferEnvelope,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """The papers the card does not hold yet; returns how many were added."""
    held = set(
        session.execute(
            select(SubmittedDocument.code, SubmittedDocument.issued_on).where(
                SubmittedDocument.provider_id == actor.provider_id,
                SubmittedDocument.recipient_id == person.id,
            )
        ).all()
    )
    files = unpack(envelope.content).files
    new = [one for one in facts.papers if (one.code, one.issued_on) not in held]
    for one in new:
        scan = _scan(session, one, files.get(one.file or ""), actor=actor, now=now)
        session.add(
            SubmittedDocument(
                provider_id=actor.provider_id,
                recipient_id=person.id,
                code=one.code,
                number=one.number or None,
                issuer=one.issuer or None,
                issued_on=one.issued_on,
                expires_on=one.expires_on,
                contraindications=one.contraindications,
                file_id=scan,
                received_at=now,
                received_by_id=actor.membership_id,
            )
        )
    session.flush()
    return len(new)


def _scan(
    session: Session, paper: FilePaper, content: bytes | None, *, actor: Actor, now: datetime
) -> int | None:
    """A scan goes through the same door as one that is uploaded by hand."""
    if content is None or paper.file is None:
        return None
    scan = Upload(paper.file, content)
    return store_scan(session, scan, provider_id=actor.provider_id, now=now)

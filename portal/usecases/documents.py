"""Papers that people bring: ticked off against the region's list, with their dates and a scan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.documents import term_start
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Programme, Recipient, SubmittedDocument
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.consent_sheets import demand_own_sheet
from portal.usecases.contract_clock import set_clock
from portal.usecases.facts import CATEGORY_PROOF, PROGRAMME_PAPER, own
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_scan

LONGEST_NUMBER = 60
LONGEST_ISSUER = 200
OF_OTHERS = frozenset({"representative_identity", "parent_identity_copy", "residence_proof"})
"""Papers of the family and of the home: they may be older than the recipient."""


@dataclass(frozen=True, slots=True)
class SubmitDocument:
    """A paper handed in; it is valid through ``expires_on``, for ever when None.

    ``contraindications``: a medical conclusion names some (VLA-REC-03).
    """

    recipient_id: int
    code: str
    issued_on: date
    expires_on: date | None = None
    number: str | None = None
    scan: Upload | None = None
    contraindications: bool = False
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentReceived:
    """The paper as it stands in the record now."""

    id: int
    code: str
    expires_on: date | None


def submit_document(
    command: SubmitDocument, *, region: Region, actor: Actor, now: datetime
) -> DocumentReceived:
    """Record a paper; one that a contract's term waits for starts that term.

    A consent is ticked off with its scan only: it is a sheet of its own (FED-PDP-03).
    """
    with transaction() as session:
        return receive(session, command, region=region, actor=actor, now=now)


def receive(
    session: Session, command: SubmitDocument, *, region: Region, actor: Actor, now: datetime
) -> DocumentReceived:
    """Record a paper within the caller's transaction."""
    _check_shape(command, region, region.today(now))
    scanned = command.scan is not None
    demand_own_sheet(command.code, command.issued_on, scan=scanned, region=region)
    recipient = own(session, Recipient, command.recipient_id, actor.provider_id)
    _demand_born(command, recipient.born)
    first = not _submitted_before(session, recipient, command.code)
    row = SubmittedDocument(
        provider_id=actor.provider_id,
        recipient_id=recipient.id,
        code=command.code,
        number=(command.number or "").strip() or None,
        issuer=(command.issuer or "").strip() or None,
        issued_on=command.issued_on,
        expires_on=command.expires_on,
        contraindications=command.contraindications,
        file_id=store_scan(session, command.scan, provider_id=actor.provider_id, now=now),
        received_at=now,
        received_by_id=actor.membership_id,
    )
    session.add(row)
    session.flush()
    if first:
        _start_waiting_clocks(session, recipient, command.code, region=region, now=now)
    after = {
        "document": row.id,
        "code": row.code,
        "issued_on": row.issued_on,
        "expires_on": row.expires_on,
        "scan": row.file_id,
    }
    subject = ("document_submitted", "recipient", recipient.id)
    audit.record(session, actor, now, *subject, after=after)
    return DocumentReceived(row.id, row.code, row.expires_on)


def known_papers(region: Region, day: date) -> frozenset[str]:
    """The codes of every paper that some procedure of the region asks for on the day."""
    listed = {
        requirement.code
        for papers in region.rules.required_documents.on(day)
        for requirement in papers.requirements
    }
    accepted = {
        proof.code
        for papers in region.rules.required_documents.on(day)
        for requirement in papers.requirements
        for proof in requirement.accepts
    }
    pauses = region.rules.suspension_rules.on(day).grounds
    grounds = {ground.document for ground in pauses if ground.document}
    proofs = {ground.proof.code for ground in pauses if ground.proof}
    starting = region.rules.contract_rules.on(day).starting_papers
    return frozenset(
        {*listed, *accepted, *grounds, *proofs, *starting, CATEGORY_PROOF, PROGRAMME_PAPER}
    )


def _check_shape(command: SubmitDocument, region: Region, today: date) -> None:
    found: list[Violation] = []
    if command.code not in known_papers(region, today):
        text = (
            f"Документа «{command.code[:60]}» нет в перечне региона. Выберите документ из списка."
        )
        found.append(Violation("value_invalid", text, "code"))
    if command.issued_on > today:
        text = f"Документ не может быть выдан {command.issued_on:%d.%m.%Y}: этот день не наступил."
        found.append(Violation("value_invalid", f"{text} Проверьте дату.", "issued_on"))
    if command.expires_on is not None and command.expires_on < command.issued_on:
        text = "Документ заканчивается раньше, чем выдан. Проверьте обе даты."
        found.append(Violation("value_invalid", text, "expires_on"))
    if len(command.number or "") > LONGEST_NUMBER:
        text = f"Номер длиннее {LONGEST_NUMBER} знаков. Оставьте серию и номер."
        found.append(Violation("value_invalid", text, "number"))
    if len(command.issuer or "") > LONGEST_ISSUER:
        text = f"Название длиннее {LONGEST_ISSUER} знаков. Оставьте краткое."
        found.append(Violation("value_invalid", text, "issuer"))
    if found:
        raise RulesBroken(*found)


def _demand_born(command: SubmitDocument, born: date) -> None:
    """A person's own paper is not older than the person."""
    if command.issued_on < born and command.code not in OF_OTHERS:
        refuse(
            "value_invalid",
            f"Документ не может быть выдан {command.issued_on:%d.%m.%Y}: получатель родился "
            f"{born:%d.%m.%Y}. Проверьте дату.",
            field="issued_on",
        )


def _submitted_before(session: Session, recipient: Recipient, code: str) -> bool:
    found = session.scalar(
        select(SubmittedDocument.id)
        .where(
            SubmittedDocument.provider_id == recipient.provider_id,
            SubmittedDocument.recipient_id == recipient.id,
            SubmittedDocument.code == code,
        )
        .limit(1)
    )
    return found is not None


def _start_waiting_clocks(
    session: Session, recipient: Recipient, code: str, *, region: Region, now: datetime
) -> None:
    """The term runs from the day its last starting paper is there (MSK-DOC-04)."""
    rules = region.rules.contract_rules.on(region.today(now))
    if code == PROGRAMME_PAPER or code not in rules.starting_papers:
        return
    # A programme under the stricter term runs from its presentation and waits for no paper.
    strict = rules.strict_conclusion.citation.rule if rules.strict_conclusion else ""
    waiting = session.scalars(
        select(Programme)
        .outerjoin(Contract, Contract.programme_id == Programme.id)
        .where(
            Programme.provider_id == recipient.provider_id,
            Programme.recipient_id == recipient.id,
            Programme.decision_date.is_(None),
            Programme.withdrawn_at.is_(None),
            Programme.contract_due_rule != strict,
            Contract.id.is_(None),
        )
        .with_for_update(of=Programme)
    )
    arrived = _arrivals(session, recipient, rules.starting_papers)
    for programme in waiting:
        arrived[PROGRAMME_PAPER] = programme.presented_at
        starts = term_start(rules.starting_papers, arrived)
        if starts is not None:
            set_clock(session, programme, region=region, started_at=starts, strict=False)


def _arrivals(
    session: Session, recipient: Recipient, codes: Collection[str]
) -> dict[str, datetime]:
    """When each of these papers first came."""
    received = SubmittedDocument.received_at
    rows = session.execute(
        select(SubmittedDocument.code, func.min(received).label("came"))
        .where(
            SubmittedDocument.provider_id == recipient.provider_id,
            SubmittedDocument.recipient_id == recipient.id,
            SubmittedDocument.code.in_(codes),
        )
        .group_by(SubmittedDocument.code)
    )
    return {row.code: row.came for row in rows}

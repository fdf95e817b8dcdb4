"""The papers behind a break: those it rests on, those it waits for (FED-SUS-01, FED-SUS-02)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import SubmittedPaper, asked_conclusion
from portal.domain.money import rubles_text
from portal.domain.suspension import DEBT, Ground
from portal.domain.violations import refuse
from portal.models import Contract, SubmittedDocument, Suspension, SuspensionPaper
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_text import with_sign
from portal.usecases.queries.checklist import Checklist, document_checklist
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.suspension_grounds import papers_of
from portal.usecases.suspension_orders import Ordering
from portal.usecases.suspension_warned import handed_over_on

PAPERS_CAME = "documents_received"


def awaited_papers(
    contract: Contract, ground: Ground, since: date, region: Region, named: Iterable[str] = ()
) -> list[str] | None:
    """The codes of what a break for want of papers waits for; None where it waits for none.

    ``named``: what else is not there, codes of the region's list or words. Raises documents_missing
    where nothing is: an order lists what the recipient has to bring (FED-SUS-01).
    """
    if ground.ends_when != PAPERS_CAME:
        return None
    checklist = _checklist(contract, region, since)
    told = {one.strip() for one in named if any(sign.isalnum() for sign in one)}
    wanted = {one.code for one in checklist.missing} | told
    listed = [row.requirement for row in checklist.rows if row.requirement.code in wanted]
    words = sorted(wanted - {one.code for one in listed})
    if not wanted:
        refuse(
            "documents_missing",
            "По списку все документы есть. Отметьте, какой из них принести заново, или напишите, "
            "каких сведений не хватает: это будет в приказе.",
            field="missing",
            citation=ground.citation,
        )
    return [
        *("|".join((one.code, *(proof.code for proof in one.accepts))) for one in listed),
        *words,
    ]


def _checklist(contract: Contract, region: Region, day: date) -> Checklist:
    return document_checklist(
        contract.provider_id, contract.recipient_id, region, day, contract.programme_id
    )


def papers_came_on(
    waits_for: Iterable[str], papers: Iterable[tuple[SubmittedPaper, date]], day: date
) -> date | None:
    """The day on which the last awaited paper came; None while one is missing, or none was awaited.

    ``papers`` are those handed in, each with the day it was received.
    """
    days = [came for _, came in _arrivals(waits_for, papers, day)]
    return None if None in days else max((one for one in days if one is not None), default=None)


def not_come(
    waits_for: Iterable[str], papers: Iterable[tuple[SubmittedPaper, date]], day: date
) -> tuple[str, ...]:
    """What of the awaited is not there by the day; ``papers`` as in ``papers_came_on``."""
    return tuple(wanted for wanted, came in _arrivals(waits_for, papers, day) if came is None)


def _arrivals(
    waits_for: Iterable[str], papers: Iterable[tuple[SubmittedPaper, date]], day: date
) -> Iterator[tuple[str, date | None]]:
    """Each thing that is awaited, with the first day on which it came; None while it has not."""
    known = [(paper.code, came) for paper, came in papers if paper.valid_on(day) and came <= day]
    for wanted in waits_for:
        came = [on for code, on in known if code in wanted.split("|")]
        yield wanted, min(came, default=None)


def what_order_says(
    session: Session,
    contract: Contract,
    row: Suspension,
    ground: Ground,
    reason: str,
    *,
    region: Region,
) -> Ordering:
    """The ground, the papers and the debt that an order about the break names."""
    debt = any(demand.code == DEBT for demand in ground.demands)
    owed = balance_of(session, contract.id, row.since).debt if debt else None
    return Ordering(
        ground=ground,
        papers=tuple(_paper_titles(session, contract, row, ground, region)),
        missing=awaited_titles(contract, row, ground, region),
        reason=reason,
        debt=rubles_text(owed) if owed else "",
        warned_on=handed_over_on(session, row),
    )


def awaited_titles(
    contract: Contract,
    row: Suspension,
    ground: Ground,
    region: Region,
    of: Iterable[str] | None = None,
) -> tuple[str, ...]:
    """What the recipient has to bring, as the order names it; empty where nothing is awaited.

    ``of``: what of the awaited to name; None = all of it.
    """
    rows = _checklist(contract, region, row.since).rows if row.waits_for else ()
    titles = {one.requirement.code: one.requirement.title for one in rows}
    if ground.proof is not None:
        titles[ground.proof.code] = f"{ground.proof.title} (донесут позже)"
    named = row.waits_for or () if of is None else of
    wanted = [code.split("|")[0] for code in named]
    return tuple(titles.get(code, code) for code in wanted)


def _paper_titles(
    session: Session, contract: Contract, row: Suspension, ground: Ground, region: Region
) -> Iterable[str]:
    """«заключение … № 17 от 01.03.2026, поликлиника № 1 (до 20.05.2026)» for each paper."""
    medical = region.rules.admission_rules.on(row.since).medical_paper
    asked = asked_conclusion(medical, [ground.document or ""], row.since)
    title = asked.title if asked else "документ"
    tied = _tied(session, row, ground)
    for one in tied or _rows(session, contract, ground, row.since):
        number = f"{with_sign(one.number)} от " if one.number else "от "
        issuer = f", {one.issuer}" if one.issuer else ""
        end = f" (до {one.expires_on:%d.%m.%Y})" if one.expires_on else ""
        if one.issuer and not one.expires_on:
            end = " (срок не назван)"
        yield f"{title} {number}{one.issued_on:%d.%m.%Y}{issuer}{end}"


def _tied(session: Session, row: Suspension, ground: Ground) -> Sequence[SubmittedDocument]:
    """The papers of the ground that are kept at the break, in the order in which they came."""
    if ground.document is None:
        return ()
    return session.scalars(
        select(SubmittedDocument)
        .join(SuspensionPaper, SuspensionPaper.document_id == SubmittedDocument.id)
        .where(
            SuspensionPaper.provider_id == row.provider_id,
            SuspensionPaper.suspension_id == row.id,
            SubmittedDocument.code == ground.document,
        )
        .order_by(SuspensionPaper.id)
    ).all()


def tied_papers(
    session: Session, row: Suspension, ground: Ground, day: date
) -> tuple[SubmittedPaper, ...] | None:
    """What of the break's own papers holds on a day; None where none is kept at it."""
    tied = _tied(session, row, ground)
    papers = (SubmittedPaper(one.code, one.issued_on, one.expires_on) for one in tied)
    return tuple(one for one in papers if one.valid_on(day)) if tied else None


def _rows(
    session: Session, contract: Contract, ground: Ground, since: date
) -> Sequence[SubmittedDocument]:
    """The papers of the recipient's file that the ground rests on."""
    held = {paper.issued_on for paper in papers_of(session, contract, ground, since)}
    if not held:
        return ()
    return session.scalars(
        select(SubmittedDocument).where(
            SubmittedDocument.provider_id == contract.provider_id,
            SubmittedDocument.recipient_id == contract.recipient_id,
            SubmittedDocument.code == ground.document,
            SubmittedDocument.issued_on.in_(held),
        )
    ).all()


def tie_papers(
    session: Session,
    contract: Contract,
    row: Suspension,
    ground: Ground,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep at the break which papers it rests on (FED-SUS-02)."""
    for one in _rows(session, contract, ground, row.since):
        tie_paper(session, row, one.id, actor=actor, now=now)


def tie_paper(
    session: Session, row: Suspension, document_id: int, *, actor: Actor, now: datetime
) -> None:
    """Keep at the break a paper of the recipient's file that confirms it (FED-SUS-03)."""
    session.add(
        SuspensionPaper(
            provider_id=row.provider_id,
            suspension_id=row.id,
            document_id=document_id,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
    )
    session.flush()

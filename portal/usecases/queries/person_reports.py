"""What a recipient has reported, and the reports that wait for somebody on the first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from portal.domain.law import Citation
from portal.domain.notices import NoticeRule
from portal.domain.people import full_name
from portal.models import PersonReport, Recipient, Role
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.person_reports import (
    CHANNELS,
    TOUCHES_FEE,
    WRITTEN,
    has_urgent,
    reports_of,
)
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading

MOST_SHOWN = 5
IN_WRITING = (WRITTEN, "electronic")


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report; ``asks_paper``: the law wants it in writing and it came by word."""

    id: int
    title: str
    channel: str
    reported_on: date
    told_by: str
    words: str
    considered_on: date | None
    result: str
    touches_fee: bool
    citation: Citation | None
    asks_paper: bool


@dataclass(frozen=True, slots=True)
class ReportsView:
    """Everything that one recipient reported, and what may be reported; the newest first."""

    recipient_id: int
    recipient: str
    reports: tuple[ReportView, ...]
    kinds: tuple[NoticeRule, ...]


@dataclass(frozen=True, slots=True)
class ReportTask:
    """A report that nobody has answered yet."""

    recipient_id: int
    recipient: str
    title: str
    reported_on: date
    touches_fee: bool


@dataclass(frozen=True, slots=True)
class ReportTasks:
    """The oldest of them, and how many there are."""

    rows: tuple[ReportTask, ...]
    total: int


def list_reports(actor: Actor, recipient_id: int, region: Region, day: date) -> ReportsView:
    """The reports of a recipient of the reader's provider; raises NotFound."""
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        rows = session.scalars(
            select(PersonReport)
            .where(
                PersonReport.provider_id == actor.provider_id,
                PersonReport.recipient_id == recipient_id,
            )
            .order_by(PersonReport.reported_on.desc(), PersonReport.id.desc())
        ).all()
        urgent = has_urgent(session, recipient_id, actor.provider_id)
    kinds = reports_of(region, day, urgent=urgent)
    known = {one.code: one for one in reports_of(region, day, urgent=True)}
    return ReportsView(
        recipient_id=recipient_id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        reports=tuple(_view(row, known.get(row.code)) for row in rows),
        kinds=kinds,
    )


def reports_today(actor: Actor) -> ReportTasks:
    """Reports without an answer: to the accountant those that may change the fee."""
    which: list[ColumnElement[bool]] = [
        PersonReport.provider_id == actor.provider_id,
        PersonReport.considered_on.is_(None),
        *about_own_people(actor, PersonReport.recipient_id),
    ]
    if actor.role is Role.ACCOUNTANT:
        which.append(PersonReport.code.in_(TOUCHES_FEE))
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(PersonReport).where(*which)) or 0
        rows = session.execute(
            select(PersonReport, Recipient)
            .join(Recipient, Recipient.id == PersonReport.recipient_id)
            .where(*which)
            .order_by(PersonReport.reported_on, PersonReport.id)
            .limit(MOST_SHOWN)
        ).all()
    return ReportTasks(
        tuple(
            ReportTask(
                person.id,
                full_name(person.surname, person.name, person.patronymic),
                row.title,
                row.reported_on,
                row.code in TOUCHES_FEE,
            )
            for row, person in rows
        ),
        total,
    )


def _view(row: PersonReport, rule: NoticeRule | None) -> ReportView:
    return ReportView(
        id=row.id,
        title=row.title,
        channel=CHANNELS.get(row.channel, row.channel),
        reported_on=row.reported_on,
        told_by=row.told_by,
        words=row.words,
        considered_on=row.considered_on,
        result=row.result,
        touches_fee=row.code in TOUCHES_FEE,
        citation=rule.citation if rule else None,
        asks_paper=rule is not None and rule.written and row.channel not in IN_WRITING,
    )

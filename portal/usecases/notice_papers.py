"""All notices of a tariff day: drawn, kept one by one, joined in the order of their list.

As with the papers of a month, each is kept in a short transaction of its own: what is done stays
done when the rest is stopped, and a notice that cannot be drawn stops no other.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.changes import FeeNoticeFacts
from portal.documents.press import Press, merge
from portal.domain.printed_forms import FEE_NOTICE, NOTICES
from portal.models import Contract, Notice, Paper, Recipient, TariffDay
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.month_papers import (
    BATCH,
    Progress,
    Undrawn,
    contents_of,
    pages_drawn_by,
    pages_of,
)
from portal.usecases.papers import (
    DrawnPress,
    PaperSubject,
    Unmarked,
    freeze,
    keep_content,
    marks_of,
    page_count,
)
from portal.usecases.queries.notice_file import joined_notices, newest_file, notices_of_day
from portal.usecases.transaction import reading, transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NoticesPrinted:
    """How many notices of the day are drawn now, and a sentence for each that could not be."""

    papers: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Undrawn:
    """A notice whose paper is still to be drawn."""

    id: int
    contract_id: int
    recipient_id: int
    facts: FeeNoticeFacts


def print_notices(
    tariff_day_id: int,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    progress: Progress | None = None,
) -> NoticesPrinted:
    """Draw and freeze the day's notices that are not drawn yet, and join them all in one file.

    May be stopped and started again; the file is made anew only when its papers changed.
    """
    with reading() as session:
        since = own(session, TariffDay, tariff_day_id, actor.provider_id).since
        wanted = _undrawn(session, actor, tariff_day_id)
    form = region.printed_form(FEE_NOTICE, since)
    failed: list[str] = []
    with pages_drawn_by(len(wanted)) as drawn:
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            papers = [Unmarked(form, one.facts, since) for one in batch]
            with reading() as session:
                marks = marks_of(session, press, actor.provider_id, papers)
            pages = pages_of(press, region, papers, marks)
            for one, mark, content in zip(batch, marks, drawn(pages), strict=True):
                if isinstance(content, Undrawn):
                    failed.append(_failure(one, content))
                    continue
                ready = DrawnPress(content, mark, press.marker)
                _keep(one, ready, since, region=region, actor=actor, now=now)
            if progress is not None:
                progress(min(start + BATCH, len(wanted)), len(wanted))
    if progress is not None:
        progress(len(wanted), len(wanted), "Собираем один файл для печати")
    return NoticesPrinted(_join(tariff_day_id, since, actor=actor, now=now), tuple(failed))


def _undrawn(session: Session, actor: Actor, tariff_day_id: int) -> tuple[_Undrawn, ...]:
    rows = session.execute(
        select(Notice, Contract.recipient_id)
        .join(Contract, Contract.id == Notice.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(notices_of_day(actor.provider_id, tariff_day_id), Notice.paper_id.is_(None))
        .order_by(Recipient.name_key, Notice.id)
    )
    return tuple(
        _Undrawn(
            notice.id, notice.contract_id, recipient_id, read_facts(FeeNoticeFacts, notice.inputs)
        )
        for notice, recipient_id in rows
    )


def _keep(
    one: _Undrawn,
    drawn: DrawnPress,
    since: date,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Freeze a drawn notice; the first one kept stays."""
    with transaction() as session:
        notice = own(session, Notice, one.id, actor.provider_id, lock=True)
        if notice.paper_id is not None:
            return
        paper = freeze(
            session,
            drawn,
            region.printed_form(FEE_NOTICE, since),
            region,
            one.facts,
            provider_id=actor.provider_id,
            subject=PaperSubject(recipient_id=one.recipient_id, contract_id=one.contract_id),
            rules_day=since,
            now=now,
        )
        notice.paper_id = paper.id


def _failure(one: _Undrawn, why: Undrawn) -> str:
    """A sentence that names the notice; the program's own fault goes to the log as well."""
    name = f"Уведомление, {one.facts.customer.short_name}"
    if why.error:
        log.error("%s is not drawn: %s", name, why.error)
    return f"{name}: {why.text}"


def _join(tariff_day_id: int, since: date, *, actor: Actor, now: datetime) -> int:
    """Store the drawn notices as one file, unless it is there already; returns how many."""
    with reading() as session:
        found = session.scalars(
            select(Notice.paper_id)
            .join(Contract, Contract.id == Notice.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(notices_of_day(actor.provider_id, tariff_day_id), Notice.paper_id.is_not(None))
            .order_by(Notice.handed_on.is_not(None), Recipient.name_key, Notice.id)
        )
        ids = [paper_id for paper_id in found if paper_id is not None]
        newest = newest_file(session, actor.provider_id, since)
        if not ids or (newest is not None and set(joined_notices(newest)) == set(ids)):
            return len(ids)
        contents = contents_of(session, ids)
    content = merge(contents[paper_id] for paper_id in ids)
    with transaction() as session:
        session.add(
            Paper(
                provider_id=actor.provider_id,
                form_code=NOTICES,
                sha256=keep_content(session, content),
                pages=page_count(content),
                inputs={"papers": ids, "tariff_day": tariff_day_id},
                rules_day=since,
                template_version=NOTICES,
                issued_at=now,
            )
        )
    return len(ids)

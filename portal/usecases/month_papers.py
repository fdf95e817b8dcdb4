"""All papers of a month: drawn in bulk, kept one by one, joined in the order of a round.

Drawing is pure arithmetic, so several processes draw at once; threads would only take turns. Each
paper is kept in a short transaction of its own: what is done stays done when the rest is stopped.
A paper that cannot be drawn stops no other. Joining hundreds of papers takes seconds and many
megabytes, so the joined file is made here too and stored; a page only hands out its bytes.
"""

import logging
import multiprocessing
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.documents.facts import ActPaperFacts, ReceiptFacts
from portal.documents.page_marks import PageMark
from portal.documents.press import DocumentError, Press, draw, merge, paper_title
from portal.domain.calendar import last_day, month_of
from portal.domain.people import search_key
from portal.domain.printed_forms import ACT, MONTH, RECEIPT
from portal.domain.violations import RulesBroken
from portal.models import Act, Contract, Membership, PaperContent, Recipient, User
from portal.models.paper import Paper
from portal.regions.registry import Region
from portal.usecases.act_sheets import StoredAct, has_receipt, keep_paper, stored_act
from portal.usecases.actor import Actor
from portal.usecases.papers import DrawnPress, Unmarked, keep_content, marks_of, page_count
from portal.usecases.queries.corrected_acts import is_corrected
from portal.usecases.queries.month_file import ActPapers, joined_papers, newest_file, papers_of_acts
from portal.usecases.transaction import reading, transaction

log = logging.getLogger(__name__)

BATCH = 40
WORTH_A_POOL = 12
"""Starting a process costs about as much as drawing this many papers."""

Page = tuple[str, str]


class Progress(Protocol):
    """How the work tells how far it is."""

    def __call__(self, done: int, total: int, message: str = "") -> object: ...


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Why a paper could not be drawn: for people, and for the log when the program is at fault."""

    text: str
    error: str = ""


Drawn = bytes | Undrawn


@dataclass(frozen=True, slots=True)
class MonthPrinted:
    """How many papers the month has now, and a sentence for each that could not be drawn."""

    papers: int
    failed: tuple[str, ...]


def print_month_papers(
    month: date,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    progress: Progress | None = None,
) -> MonthPrinted:
    """Draw and freeze the month's acts and receipts that are not drawn yet, and join them all.

    May be stopped and started again. The joined file is made anew only when its papers changed; it
    holds each act in as many copies as the region's act rules of the month's last day ask for.
    """
    month = month_of(month)
    failed: list[str] = []
    wanted = _undrawn(actor.provider_id, month)
    with pages_drawn_by(len(wanted)) as drawn:
        for start in range(0, len(wanted), BATCH):
            with reading() as session:
                stored = [
                    stored_act(session, act_id, form_code, region, actor)
                    for act_id, form_code in wanted[start : start + BATCH]
                ]
                stored = [item for item in stored if _is_printed(item)]
                papers = [item.unmarked for item in stored]
                marks = marks_of(session, press, actor.provider_id, papers)
            pages = pages_of(press, region, papers, marks)
            for item, mark, content in zip(stored, marks, drawn(pages), strict=True):
                if isinstance(content, Undrawn):
                    failed.append(_failure(item, content))
                    continue
                ready = DrawnPress(content, mark, press.marker)
                with transaction() as session:
                    keep_paper(session, item, ready, region=region, actor=actor, now=now)
            if progress is not None:
                progress(min(start + BATCH, len(wanted)), len(wanted))
    if progress is not None:
        progress(len(wanted), len(wanted), "Собираем один файл для печати")
    _join(month, region=region, actor=actor, now=now)
    return MonthPrinted(_printed(actor.provider_id, month), tuple(failed))


def pages_of(
    press: Press,
    region: Region,
    papers: Sequence[Unmarked],
    marks: Sequence[PageMark | None],
) -> list[Page]:
    """The papers with their marks as pages to draw; marks that a press cannot make are left out."""
    return [
        (press.html(paper.form, region.code, paper.facts, mark), paper_title(paper.facts))
        for paper, mark in zip(papers, marks, strict=True)
    ]


def _join(month: date, *, region: Region, actor: Actor, now: datetime) -> None:
    """Store the drawn papers of a month as one file for the printer, unless it is there already.

    In the order of a round: social worker, address, name; behind its act lies the receipt, or what
    corrects the act.
    """
    rules_day = last_day(month)
    copies = region.rules.act_rules.on(rules_day).copies
    with reading() as session:
        acts = _in_order_of_a_round(session, actor.provider_id, month)
        ids = [paper_id for one in acts for paper_id in one.drawn]
        newest = newest_file(session, actor.provider_id, month)
        if not ids or (newest is not None and joined_papers(newest[0]) == tuple(ids)):
            return
        contents = contents_of(session, ids)
    content = merge(
        contents[paper_id]
        for one in acts
        for paper_id in one.drawn
        for _ in range(1 if paper_id == one.receipt else copies)
    )
    with transaction() as session:
        session.add(
            Paper(
                provider_id=actor.provider_id,
                form_code=MONTH,
                month=month,
                sha256=keep_content(session, content),
                pages=page_count(content),
                inputs={
                    "papers": ids,
                    "acts": sum(one.act is not None for one in acts),
                    "copies": copies,
                },
                rules_day=rules_day,
                template_version=MONTH,
                issued_at=now,
            )
        )


def _in_order_of_a_round(session: Session, provider_id: int, month: date) -> list[ActPapers]:
    """The drawn papers of each act of the month."""
    worker, person = aliased(Membership), aliased(User)
    rows = session.execute(
        select(Act, Recipient, person.surname, person.name)
        .join(Contract, Contract.id == Act.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(
            worker,
            # Whom the office has moved to another worker, the contract does not know.
            worker.id == func.coalesce(Recipient.social_worker_id, Contract.social_worker_id),
        )
        .outerjoin(person, person.id == worker.user_id)
        .where(Act.provider_id == provider_id, Act.month == month)
    ).all()
    ordered = sorted(rows, key=lambda row: _round_key(*row))
    papers = papers_of_acts(session, provider_id, month)
    return [papers[act.id] for act, *_ in ordered]


def contents_of(session: Session, ids: Sequence[int]) -> dict[int, bytes]:
    """The bytes of papers by their ids."""
    return {
        paper_id: content
        for start in range(0, len(ids), BATCH)
        for paper_id, content in session.execute(
            select(Paper.id, PaperContent.content)
            .join(PaperContent, PaperContent.sha256 == Paper.sha256)
            .where(Paper.id.in_(ids[start : start + BATCH]))
        )
    }


def _failure(stored: StoredAct, why: Undrawn) -> str:
    """A sentence that names the paper; the program's own fault goes to the log as well."""
    facts = stored.facts
    name = paper_title(facts)
    if isinstance(facts, ActPaperFacts):
        name = f"Акт № {facts.number}, {facts.customer.short_name}"
    if isinstance(facts, ReceiptFacts):
        name = f"Квитанция к акту № {facts.act_number}, {facts.payer_name}"
    if why.error:
        log.error("%s is not drawn: %s", name, why.error)
    return f"{name}: {why.text}"


def draw_page(page: Page) -> bytes:
    """Draw one page of HTML under its title; a function of its own for other processes to find."""
    html, title = page
    return draw(html, title=title)


def try_page(page: Page) -> Drawn:
    """Draw a page, or say why not: one name that no font has must not stop a whole month."""
    try:
        return draw_page(page)
    except RulesBroken as broken:
        return Undrawn(" ".join(violation.text for violation in broken.violations))
    except DocumentError as error:
        text = "не получилась из-за ошибки в программе. Сообщите администратору."
        return Undrawn(text, str(error))


def _undrawn(provider_id: int, month: date) -> tuple[tuple[int, str], ...]:
    """The papers of the month still to be drawn: an act's id and the form."""
    with reading() as session:
        rows = session.execute(
            select(Act.id, is_corrected(), Act.paper_id, Act.receipt_paper_id)
            .where(
                Act.provider_id == provider_id,
                Act.month == month,
                or_(Act.paper_id.is_(None), Act.receipt_paper_id.is_(None)),
            )
            .order_by(Act.year, Act.sequence)
        )
        return tuple(
            (act_id, form_code)
            for act_id, corrected, *papers in rows
            for form_code, paper_id in zip((ACT, RECEIPT), papers, strict=True)
            if paper_id is None and not (corrected and form_code == RECEIPT)
        )


def _is_printed(stored: StoredAct) -> bool:
    return not isinstance(stored.facts, ReceiptFacts) or has_receipt(stored.facts)


def _printed(provider_id: int, month: date) -> int:
    with reading() as session:
        papers = papers_of_acts(session, provider_id, month)
    return sum(len(one.drawn) for one in papers.values())


@contextmanager
def pages_drawn_by(papers: int) -> Iterator[Callable[[Sequence[Page]], list[Drawn]]]:
    """A function that draws pages: with several processes when that is worth their start.

    A process that may have no children, as some queue workers are, draws by itself. Processes are
    spawned, not forked: a queue's worker has threads, and a fork would copy their locks.
    """
    processes = min(os.cpu_count() or 1, 4)
    if papers < WORTH_A_POOL or processes == 1 or multiprocessing.current_process().daemon:
        yield lambda pages: [try_page(page) for page in pages]
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield lambda pages: list(pool.map(try_page, pages, chunksize=4))


def _round_key(
    _act: Act, recipient: Recipient, surname: str | None, name: str | None
) -> tuple[tuple[str, str], list[tuple[int, str]], str]:
    worker = (search_key(surname or "\uffff"), search_key(name or ""))
    return worker, _house_by_house(recipient.address), recipient.name_key


def _house_by_house(address: str) -> list[tuple[int, str]]:
    """An address as a round goes: house 2 before house 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", search_key(address))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]

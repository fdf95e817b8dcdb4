"""All papers of a month: drawn in bulk, kept one by one, joined in the order of a round.

Drawing is pure arithmetic, so several processes draw at once; threads would only take turns. Each
paper is kept in a short transaction of its own: what is done stays done when the rest is stopped.
"""

import multiprocessing
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from portal.documents.facts import ReceiptFacts
from portal.documents.press import Press, draw, merge, paper_title
from portal.domain.calendar import month_of
from portal.domain.people import search_key
from portal.domain.printed_forms import ACT, RECEIPT
from portal.models import Act, Contract, Membership, PaperContent, Recipient, User
from portal.models.paper import Paper
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.acts import StoredAct, has_receipt, keep_paper, stored_act
from portal.usecases.transaction import reading, transaction

BATCH = 40
WORTH_A_POOL = 12
"""Starting a process costs about as much as drawing this many papers."""

Progress = Callable[[int, int], object]
Page = tuple[str, str]


def print_month_papers(
    month: date,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    progress: Progress | None = None,
) -> int:
    """Draw and freeze the month's acts and receipts that are not drawn yet.

    May be stopped and started again; returns how many papers the month has now.
    """
    month = month_of(month)
    wanted = _undrawn(actor.provider_id, month)
    with _pages_drawn_by(len(wanted)) as drawn:
        for start in range(0, len(wanted), BATCH):
            with reading() as session:
                stored = [
                    stored_act(session, act_id, form_code, region, actor)
                    for act_id, form_code in wanted[start : start + BATCH]
                ]
            stored = [item for item in stored if _is_printed(item)]
            pages = [
                (press.html(item.form, region.code, item.facts), paper_title(item.facts))
                for item in stored
            ]
            for item, content in zip(stored, drawn(pages), strict=True):
                with transaction() as session:
                    keep_paper(session, item, content, region=region, actor=actor, now=now)
            if progress is not None:
                progress(min(start + BATCH, len(wanted)), len(wanted))
    return _printed(actor.provider_id, month)


def combined_month_pdf(provider_id: int, month: date) -> bytes:
    """The drawn papers of a month as one file for the printer.

    In the order of a round: social worker, address, name; the receipt lies behind its act.
    """
    worker, person = aliased(Membership), aliased(User)
    with reading() as session:
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
            .where(Act.provider_id == provider_id, Act.month == month_of(month))
        ).all()
        ordered = sorted(rows, key=lambda row: _round_key(*row))
        ids = [
            paper_id
            for act, *_ in ordered
            for paper_id in (act.paper_id, act.receipt_paper_id)
            if paper_id is not None
        ]
        contents = {
            paper_id: content
            for start in range(0, len(ids), BATCH)
            for paper_id, content in session.execute(
                select(Paper.id, PaperContent.content)
                .join(PaperContent, PaperContent.sha256 == Paper.sha256)
                .where(Paper.id.in_(ids[start : start + BATCH]))
            )
        }
    return merge(contents[paper_id] for paper_id in ids)


def draw_page(page: Page) -> bytes:
    """Draw one page of HTML under its title; a function of its own for other processes to find."""
    html, title = page
    return draw(html, title=title)


def _undrawn(provider_id: int, month: date) -> tuple[tuple[int, str], ...]:
    """The papers of the month still to be drawn: an act's id and the form."""
    with reading() as session:
        rows = session.execute(
            select(Act.id, Act.paper_id, Act.receipt_paper_id)
            .where(
                Act.provider_id == provider_id,
                Act.month == month,
                or_(Act.paper_id.is_(None), Act.receipt_paper_id.is_(None)),
            )
            .order_by(Act.year, Act.sequence)
        )
        return tuple(
            (act_id, form_code)
            for act_id, *papers in rows
            for form_code, paper_id in zip((ACT, RECEIPT), papers, strict=True)
            if paper_id is None
        )


def _is_printed(stored: StoredAct) -> bool:
    return not isinstance(stored.facts, ReceiptFacts) or has_receipt(stored.facts)


def _printed(provider_id: int, month: date) -> int:
    with reading() as session:
        papers = session.scalar(
            select(func.count(Act.paper_id) + func.count(Act.receipt_paper_id)).where(
                Act.provider_id == provider_id, Act.month == month
            )
        )
    return papers or 0


@contextmanager
def _pages_drawn_by(papers: int) -> Iterator[Callable[[Sequence[Page]], list[bytes]]]:
    """A function that draws pages: with several processes when that is worth their start.

    A process that may have no children, as some queue workers are, draws by itself. Processes are
    spawned, not forked: a queue's worker has threads, and a fork would copy their locks.
    """
    processes = min(os.cpu_count() or 1, 4)
    if papers < WORTH_A_POOL or processes == 1 or multiprocessing.current_process().daemon:
        yield lambda pages: [draw_page(page) for page in pages]
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield lambda pages: list(pool.map(draw_page, pages, chunksize=4))


def _round_key(
    _act: Act, recipient: Recipient, surname: str | None, name: str | None
) -> tuple[tuple[str, str], list[tuple[int, str]], str]:
    worker = (search_key(surname or "\uffff"), search_key(name or ""))
    return worker, _house_by_house(recipient.address), recipient.name_key


def _house_by_house(address: str) -> list[tuple[int, str]]:
    """An address as a round goes: house 2 before house 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", search_key(address))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]

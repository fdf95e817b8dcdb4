"""The one file of a month's papers: whether it is there, what it holds, what is still undrawn."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.documents.facts import ReceiptFacts
from portal.domain.calendar import month_of
from portal.domain.printed_forms import MONTH, RECEIPT
from portal.models import Act, Paper
from portal.usecases.act_papers import read_facts
from portal.usecases.act_sheets import has_receipt
from portal.usecases.queries.issued_papers import paper_columns
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class MonthFile:
    """A stored file for the printer: each of its ``acts`` lies in it ``copies`` times."""

    paper_id: int
    acts: int
    copies: int
    pages: int
    size: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MonthPapers:
    """The papers of a month; ``unprinted`` are the numbers of acts that lack a paper.

    ``complete``: nothing is undrawn, and the file holds everything that is drawn.
    """

    file: MonthFile | None
    unprinted: tuple[str, ...]
    complete: bool


def month_papers(provider_id: int, month: date) -> MonthPapers:
    """What of a month is drawn and joined; no bytes are read."""
    month = month_of(month)
    with reading() as session:
        newest = newest_file(session, provider_id, month)
        missing = unprinted_acts(session, provider_id, month)
        drawn = {
            paper_id
            for papers in session.execute(
                select(Act.paper_id, Act.receipt_paper_id).where(
                    Act.provider_id == provider_id, Act.month == month
                )
            )
            for paper_id in papers
            if paper_id is not None
        }
        if newest is None:
            return MonthPapers(None, missing, complete=not missing and not drawn)
        paper, size = newest
        inputs = paper.inputs
        file = MonthFile(
            paper_id=paper.id,
            acts=int(str(inputs["acts"])),
            copies=int(str(inputs["copies"])),
            pages=paper.pages,
            size=size,
            made_at=paper.issued_at,
        )
        complete = not missing and set(joined_papers(paper)) == drawn
    return MonthPapers(file, missing, complete)


def newest_file(session: Session, provider_id: int, month: date) -> tuple[Paper, int] | None:
    """The last joined file of the month with its size."""
    row = session.execute(
        paper_columns()
        .where(Paper.provider_id == provider_id, Paper.form_code == MONTH, Paper.month == month)
        .order_by(Paper.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def joined_papers(paper: Paper) -> tuple[int, ...]:
    """The ids of the papers that a joined file holds, in their order."""
    ids = paper.inputs["papers"]
    return tuple(ids) if isinstance(ids, list) else ()


def unprinted_acts(session: Session, provider_id: int, month: date) -> tuple[str, ...]:
    """Numbers of the month's acts whose act or receipt is not drawn."""
    rows = session.execute(
        select(Act.number, Act.paper_id, Act.inputs[RECEIPT])
        .where(
            Act.provider_id == provider_id,
            Act.month == month,
            or_(Act.paper_id.is_(None), Act.receipt_paper_id.is_(None)),
        )
        .order_by(Act.year, Act.sequence)
    )
    return tuple(
        number
        for number, paper_id, receipt in rows
        if paper_id is None or has_receipt(read_facts(ReceiptFacts, receipt))
    )

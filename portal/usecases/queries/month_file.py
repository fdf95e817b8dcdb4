"""The one file of a month's papers: whether it is there, what it holds, what is still undrawn.

The receipt of an act that was corrected asks for a sum that no longer holds: the file has the
correction in its place (FED-ACT-04).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.documents.facts import ReceiptFacts
from portal.domain.calendar import month_of
from portal.domain.money import ZERO
from portal.domain.printed_forms import MONTH, RECEIPT
from portal.models import Act, ActCorrection, Paper
from portal.usecases.act_papers import read_facts
from portal.usecases.act_sheets import has_receipt
from portal.usecases.queries.corrected_acts import is_corrected, standing_payable
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

    ``corrected`` are the corrected acts that still come to a sum, by id and number.
    ``complete``: nothing is undrawn, and the file holds everything that is drawn.
    """

    file: MonthFile | None
    unprinted: tuple[str, ...]
    complete: bool
    corrected: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ActPapers:
    """The drawn papers of an act by their ids; a corrected one has corrections, no receipt."""

    act: int | None
    receipt: int | None
    corrections: tuple[int, ...] = ()

    @property
    def drawn(self) -> tuple[int, ...]:
        """All that are there, in the order of the file."""
        found = (self.act, *self.corrections, self.receipt)
        return tuple(one for one in found if one is not None)


def month_papers(provider_id: int, month: date) -> MonthPapers:
    """What of a month is drawn and joined; no bytes are read."""
    month = month_of(month)
    with reading() as session:
        newest = newest_file(session, provider_id, month)
        missing = unprinted_acts(session, provider_id, month)
        papers = papers_of_acts(session, provider_id, month)
        drawn = {paper_id for one in papers.values() for paper_id in one.drawn}
        corrected = _corrected(session, provider_id, month)
        if newest is None:
            return MonthPapers(None, missing, not missing and not drawn, corrected)
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
    return MonthPapers(file, missing, complete, corrected)


def papers_of_acts(session: Session, provider_id: int, month: date) -> Mapping[int, ActPapers]:
    """The drawn papers of the month's acts, by act."""
    corrections: dict[int, list[int | None]] = {}
    for act_id, paper_id in session.execute(
        select(ActCorrection.act_id, ActCorrection.paper_id)
        .join(Act, Act.id == ActCorrection.act_id)
        .where(Act.provider_id == provider_id, Act.month == month)
        .order_by(ActCorrection.act_id, ActCorrection.sequence)
    ):
        corrections.setdefault(act_id, []).append(paper_id)
    rows = session.execute(
        select(Act.id, Act.paper_id, Act.receipt_paper_id).where(
            Act.provider_id == provider_id, Act.month == month
        )
    )
    found = {}
    for act_id, paper_id, receipt_id in rows:
        changed = corrections.get(act_id)
        found[act_id] = ActPapers(
            paper_id,
            receipt_id if changed is None else None,
            tuple(one for one in changed or () if one is not None),
        )
    return found


def _corrected(session: Session, provider_id: int, month: date) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Act.id, Act.number)
        .where(
            Act.provider_id == provider_id,
            Act.month == month,
            is_corrected(),
            standing_payable() > ZERO,
        )
        .order_by(Act.year, Act.sequence)
    )
    return tuple((act_id, number) for act_id, number in rows)


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
        select(Act.number, Act.paper_id, Act.inputs[RECEIPT], is_corrected())
        .where(
            Act.provider_id == provider_id,
            Act.month == month,
            or_(Act.paper_id.is_(None), Act.receipt_paper_id.is_(None)),
        )
        .order_by(Act.year, Act.sequence)
    )
    return tuple(
        number
        for number, paper_id, receipt, corrected in rows
        if paper_id is None or (not corrected and has_receipt(read_facts(ReceiptFacts, receipt)))
    )

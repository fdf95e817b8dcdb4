"""The papers printed for a move, and those that may be printed now."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.notices import is_on_time
from portal.models import Transfer, TransferLetter
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading
from portal.usecases.transfer_letter_facts import written
from portal.usecases.transfer_letter_forms import INDEX, INDEX_TITLE, listed_in_file
from portal.usecases.transfer_letter_words import LETTERS, TITLES
from portal.usecases.transfer_letters import PRINTED_IN, WAYS, may_print


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A printed paper; ``number`` is a letter's, ``handed_how`` says how it was handed over."""

    id: int
    code: str
    title: str
    number: str
    printed_on: date
    handed_on: date | None
    handed_how: str
    is_letter: bool


@dataclass(frozen=True, slots=True)
class LettersView:
    """The printed papers, the newest first; ``offered`` are codes and titles to print now.

    ``told_due`` is the last day for passing the authority's answer on, ``told_on`` the day it was.
    """

    rows: tuple[LetterRow, ...]
    offered: tuple[tuple[str, str], ...]
    told_due: date | None
    told_on: date | None

    @property
    def to_hand(self) -> int | None:
        """The newest letter that has not reached its reader."""
        waiting = (one.id for one in self.rows if one.is_letter and one.handed_on is None)
        return next(waiting, None)

    def late(self, today: date) -> bool:
        """Whether the answer is or was passed on after its term."""
        return not is_on_time(self.told_due, self.told_on or today)


def letters_of(actor: Actor, transfer_id: int, region: Region, today: date) -> LettersView:
    """The papers of a move from the reader's own provider; raises NotFound for any other."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        found = session.scalars(
            select(TransferLetter)
            .where(
                TransferLetter.provider_id == actor.provider_id,
                TransferLetter.transfer_id == row.id,
            )
            .order_by(TransferLetter.id.desc())
        ).all()
        rows = tuple(_row(one, region) for one in found)
        handed = {one.code for one in rows if one.handed_on}
        return LettersView(
            rows=rows,
            offered=tuple(
                (code, _title(code, region, today))
                for code in PRINTED_IN
                if may_print(row, code) and code not in handed
            ),
            told_due=row.told_due,
            told_on=row.told_on,
        )


def file_lines(actor: Actor, transfer_id: int, region: Region, today: date) -> tuple[str, ...]:
    """The papers of the personal file as lines of the list that goes with it."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        about = written(session, row, region=region, actor=actor, day=today)
        return tuple(f"{one.title} {one.told}".strip() for one in listed_in_file(about))


def _row(one: TransferLetter, region: Region) -> LetterRow:
    return LetterRow(
        id=one.id,
        code=one.code,
        title=one.title,
        number=f"{one.sequence}/{one.year}" if one.sequence else "",
        printed_on=region.today(one.printed_at),
        handed_on=one.handed_on,
        handed_how=WAYS.get(one.handed_how, ""),
        is_letter=one.code in LETTERS,
    )


def _title(code: str, region: Region, today: date) -> str:
    if code == INDEX:
        return INDEX_TITLE
    return TITLES.get(code) or region.printed_form(code, today).title

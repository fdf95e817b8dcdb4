"""A line of a contract's timeline: what it is about, and the columns every source of lines has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
)

Branch = Select[*tuple[Any, ...]]
_TEXTS = ("thing", "code", "how", "number", "words", "who")


class Happened(StrEnum):
    """What a line is about; of one moment the later one here stands above."""

    PROGRAMME = "programme"
    TEXT = "text"
    SENT_BACK = "sent_back"
    AMENDMENT = "amendment"
    FEE_PROPOSED = "fee_proposed"
    NOTICE = "notice"
    WARNING = "warning"
    ACT = "act"
    CLAIM = "claim"
    CORRECTION = "correction"
    REQUEST = "request"
    AGREED_TO_CODES = "agreed_to_codes"
    COPY = "copy"
    SIGNED = "signed"
    SEALED = "sealed"
    OUTSIDE = "outside"
    BREAK = "break"
    BREAK_ORDER = "break_order"
    MOVE = "move"
    TRANSFER = "transfer"
    ENDING = "ending"
    ENDING_CONFIRMED = "ending_confirmed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose timeline is read, and how much of it the reader's job needs.

    ``amendments`` are the changes the reader is shown.
    """

    provider_id: int
    contract_id: int
    amendments: tuple[int, ...]
    terms: bool
    acts: bool

    def own(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        """Rows of this contract."""
        return (table.provider_id == self.provider_id, table.contract_id == self.contract_id)


def told(what: Happened, at: Any, key: Any, **more: Any) -> Branch:
    """The columns of a line, of one type in every branch: PostgreSQL unites nothing else."""
    columns = {
        "part": cast(null(), Integer),
        "day": cast(null(), Date),
        "until": cast(null(), Date),
        "member": cast(null(), Integer),
        **dict.fromkeys(_TEXTS, literal("")),
        **more,
    }
    columns |= {name: func.coalesce(cast(columns[name], String), "") for name in _TEXTS}
    rank = tuple(Happened).index(what)
    return select(
        literal(what.value).label("what"),
        literal(rank).label("rank"),
        at.label("at"),
        key.label("key"),
        *(columns[name].label(name) for name in sorted(columns)),
    )

"""An entry of a contract's timeline, and the words that every kind of entry is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from portal.usecases.queries.amendments import AmendmentRow
from portal.usecases.queries.contract_happenings import CORRECTION
from portal.usecases.queries.contract_timeline import Line
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.signables import SignedKind
from portal.web.contracts.presenters import Tag
from portal.web.filters import day_words
from portal.web.links import lets_in

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Way:
    """An address the reader may open, and its words."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in words; ``page`` is where the thing itself is, ``papers`` its files."""

    at: datetime
    what: str
    who: str
    detail: str = ""
    page: str = ""
    papers: tuple[Way, ...] = ()
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What words may need besides the line itself."""

    contract: ContractView
    amendments: Mapping[int, AmendmentRow]
    grounds: Mapping[str, str]
    sees_terms: bool

    @property
    def here(self) -> dict[str, int]:
        return {"contract_id": self.contract.id}


def entry(line: Line, what: str, detail: str = "", **more: Any) -> Entry:
    """The line in these words."""
    return Entry(line.at, what, line.who, detail, **more)


def page_at(endpoint: str, **numbers: int) -> str:
    """The address of a page; empty where the reader is not let in."""
    return url_for(endpoint, **numbers) if lets_in(endpoint) else ""  # type: ignore[arg-type]  # numbers only


def ways(*found: tuple[str, str]) -> tuple[Way, ...]:
    """Those of the addresses that the reader may open."""
    return tuple(Way(text, url) for text, url in found if url)


def on(day: date | None, words: str, without: str = "") -> str:
    """The words with their day, other words while there is none."""
    return f"{words} {day_words(day, year=True)}" if day else without


def thing(line: Line) -> str:
    """«акт № 3»: what a signature, a seal or a copy belongs to."""
    numbered = line.number and line.thing not in _UNNUMBERED
    number = f" №{NBSP}{line.number}" if numbered else ""
    return f"{_THINGS[line.thing]}{number}"


_UNNUMBERED = frozenset({SignedKind.CONTRACT, SignedKind.ENDING, SignedKind.NOTICE})
"""The page tells the contract's number; an end's is that of the order alone."""
_THINGS = {
    SignedKind.CONTRACT.value: "договор",
    SignedKind.AMENDMENT.value: "дополнительное соглашение",
    SignedKind.ACT.value: "акт",
    SignedKind.ENDING.value: "документ о расторжении",
    SignedKind.ORDER.value: "приказ",
    SignedKind.NOTICE.value: "уведомление о прекращении",
    CORRECTION: "исправление акта",
}

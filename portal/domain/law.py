"""Legal acts, citations of their clauses, and values that change on a day.

A rule of this portal never holds "now": it holds every edition it ever had, and the day of the
event picks one. See ``Timeline``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from portal.domain.violations import NotInForce

T = TypeVar("T")

EDITION = "; редакция: "
"""What stands between an act's name and its edition."""


@dataclass(frozen=True, slots=True)
class LegalAct:
    """A normative act a region or the federal baseline rests on.

    ``checked_on`` is the day somebody last looked at our reading; ``compared`` says that the text
    which ``edition`` names lay beside it. A provider's own order may reach us without number and
    date: both are None then, and never invented.
    """

    key: str
    kind: str
    number: str | None
    dated: date | None
    title: str
    url: str
    edition: str
    checked_on: date
    compared: bool = True

    @property
    def short(self) -> str:
        """How the act is called in a sentence: «Федеральный закон от 28.12.2013 № 442-ФЗ»."""
        day = f" от {self.dated:%d.%m.%Y}" if self.dated else ""
        number = f" № {self.number}" if self.number else ""
        return f"{self.kind}{day}{number}"

    @property
    def in_edition(self) -> str:
        """The act with the edition our reading rests on and whether they were compared.

        An act whose number is not known is told from others by its title.
        """
        called = self.short if self.number else f"{self.short} «{self.title}»"
        return f"{called}{EDITION}{self.edition}; {self.comparison}"

    @property
    def comparison(self) -> str:
        """When our reading was held against the text, or that it has not been yet."""
        return f"сверено {self.checked_on:%d.%m.%Y}" if self.compared else "с текстом не сверено"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a number, a deadline or a refusal comes from.

    ``rule`` is the stable id of the rulebook, ``unit`` the clause as a lawyer would write it
    together with the act's usual short name («ч. 1 ст. 17 442-ФЗ»). ``note`` says what the text
    only implies. ``verify`` marks a reading that must be checked against the act in force.
    """

    rule: str
    act: str
    unit: str
    note: str = ""
    verify: bool = False
    edition: str = ""

    @property
    def text(self) -> str:
        """The clause for a reader; the rule's id stands beside it in small print."""
        return self.unit


def edition_of(citation: Citation, acts: Iterable[LegalAct]) -> str:
    """The act behind a citation in its edition: as stored with it, else as ``acts`` declare it.

    Empty for an act that nobody declares, such as one typed in: the clause names it then.
    """
    if citation.edition:
        return citation.edition
    return next((act.in_edition for act in acts if act.key == citation.act), "")


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """One edition of a value. ``value`` is None from the day the rule was repealed."""

    since: date
    value: T | None
    citation: Citation


class Timeline(Generic[T]):
    """Every edition of a value, oldest first; ``on(day)`` answers for the day of the event."""

    __slots__ = ("versions",)

    def __init__(self, *versions: Version[T]) -> None:
        """Raise ValueError when editions are missing, out of order or share a day."""
        if not versions:
            raise ValueError("a timeline needs at least one version")
        for earlier, later in pairwise(versions):
            if not earlier.since < later.since:
                raise ValueError(f"versions out of order: {earlier.since} then {later.since}")
        self.versions = versions

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.versions == other.versions

    def __hash__(self) -> int:
        return hash(self.versions)

    def __repr__(self) -> str:
        return f"Timeline({', '.join(str(version.since) for version in self.versions)})"

    def version_on(self, day: date) -> Version[T]:
        """The edition of ``day``, a repeal included; raises NotInForce before the first."""
        for version in reversed(self.versions):
            if version.since <= day:
                return version
        raise NotInForce(self.versions[0].citation, day, self.versions[0].since)

    def on(self, day: date) -> T:
        """The value in force on ``day``; raises NotInForce before the first and after a repeal."""
        version = self.version_on(day)
        if version.value is None:
            raise NotInForce(version.citation, day)
        return version.value

    def changed(self, change: Callable[[T], T]) -> "Timeline[T]":
        """The same editions, each changed in the same way: how a region differs from the baseline.

        A repeal stays a repeal.
        """
        return Timeline(
            *(
                version if version.value is None else replace(version, value=change(version.value))
                for version in self.versions
            )
        )

"""How long somebody may act for another: what ends an authority, and on which day.

An authority ends by the day its paper names, by revocation, by the recipient's majority, by a
court's decision on capacity or on absence, by death: from that day on it neither signs nor opens a
page.
Rules: FED-MIN-01, FED-MIN-02.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.law import Citation
from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT, age_on, birthday

PARENT = "parent"
GUARDIAN = "guardian"
TRUSTEE = "trustee"
ATTORNEY = "attorney"

ATTORNEY_YEARS = 1
"""How long a power of attorney lasts that names no term."""

BY_PAPER = Citation("FED-MIN-01", "GK", "ст. 186, подп. 1 п. 1 ст. 188 ГК РФ", verify=True)
BY_REVOCATION = Citation("FED-MIN-01", "GK", "подп. 2 п. 1 ст. 188, ст. 39 ГК РФ", verify=True)
BY_MAJORITY = Citation("FED-MIN-01", "GK", "ст. 21, п. 2, 3 ст. 40 ГК РФ", verify=True)
BY_CAPACITY = Citation(
    "FED-MIN-01", "GK", "ст. 29, 30, п. 1 ст. 40, подп. 6 п. 1 ст. 188 ГК РФ", verify=True
)
BY_DEATH = Citation("FED-MIN-01", "GK", "п. 2 ст. 17, подп. 5 п. 1 ст. 188 ГК РФ", verify=True)
BY_ABSENCE = Citation("FED-MIN-01", "GK", "ст. 42, подп. 6 п. 1 ст. 188 ГК РФ", verify=True)


_DAY = re.compile(r"\b(\d{2})\.(\d{2})\.(\d{4})\b")


def decision_day(basis: str) -> date | None:
    """The day that the words of a court's decision name («… № 2-15 от 02.03.2026»), the first."""
    found = _DAY.search(basis)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Capacity(StrEnum):
    """What a court has said of a person's legal capacity."""

    CAPABLE = "capable"
    LIMITED = "limited"
    INCAPABLE = "incapable"

    @property
    def label(self) -> str:
        """The word for people."""
        return _CAPACITIES[self]


_CAPACITIES = {
    Capacity.CAPABLE: "дееспособность восстановлена",
    Capacity.LIMITED: "дееспособность ограничена",
    Capacity.INCAPABLE: "признан недееспособным",
}


class Ending(StrEnum):
    """What ended an authority."""

    PAPER = "paper"
    REVOKED = "revoked"
    MAJORITY = "majority"
    CAPACITY = "capacity"
    DEATH = "death"
    ABSENCE = "absence"

    @property
    def label(self) -> str:
        """The words for people, after «больше не действует:»."""
        return _ENDINGS[self]


_ENDINGS = {
    Ending.PAPER: "срок полномочий закончился",
    Ending.REVOKED: "полномочия отозваны",
    Ending.MAJORITY: "получателю исполнилось 18 лет",
    Ending.CAPACITY: "суд решил о дееспособности получателя иначе",
    Ending.DEATH: "получатель умер",
    Ending.ABSENCE: "суд признал получателя безвестно отсутствующим",
}


@dataclass(frozen=True, slots=True)
class Principal:
    """For whom somebody acts; ``capacity`` is the court's word from ``capacity_since`` on.

    A court found the person missing from ``missing_since`` to the day before ``returned_on``.
    """

    born: date
    died_on: date | None = None
    capacity: Capacity | None = None
    capacity_since: date | None = None
    missing_since: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody's right to act: from ``since``, up to ``until``, which is the first day without it.

    ``kind`` is parent, guardian, trustee or attorney; on ``revoked_on`` it is gone already.
    """

    kind: str
    since: date
    until: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class AuthorityEnd:
    """The first day on which an authority is no more, and why."""

    day: date
    why: Ending
    citation: Citation

    @property
    def told(self) -> str:
        """«Полномочия отозваны 01.07.2026»: a term ends with the last day that its paper names."""
        on = self.day - timedelta(days=1) if self.why is Ending.PAPER else self.day
        return f"{self.why.label} {on:%d.%m.%Y}"


def authority_end(authority: Authority, principal: Principal) -> AuthorityEnd | None:
    """The earliest of everything that ends an authority; None while nothing does (FED-MIN-01).

    Of two ends on one day the more telling one is named, in this order.
    """
    found = [
        _ended(authority.revoked_on, Ending.REVOKED, BY_REVOCATION),
        _ended(authority.until, Ending.PAPER, BY_PAPER),
        _ended(principal.died_on, Ending.DEATH, BY_DEATH),
        _ended(_majority_of(authority, principal), Ending.MAJORITY, BY_MAJORITY),
        _ended(_capacity_day(authority, principal), Ending.CAPACITY, BY_CAPACITY),
        _ended(_absence_day(authority, principal), Ending.ABSENCE, BY_ABSENCE),
    ]
    return min((end for end in found if end is not None), key=lambda end: end.day, default=None)


def holds(authority: Authority, principal: Principal, day: date) -> bool:
    """Whether an authority may be used on a day."""
    end = authority_end(authority, principal)
    return authority.since <= day and (end is None or day < end.day)


def attorney_until(issued_on: date) -> date:
    """The last day of a power of attorney that names none: a year after it was signed."""
    return birthday(issued_on, ATTORNEY_YEARS)


def capacity_on(principal: Principal, authorities: Iterable[Authority], day: date) -> Capacity:
    """A person's capacity on a day: the court's word, else what the kind of authority implies.

    A guardian appointed after fourteen, or a trustee after eighteen, implies such a decision. A
    child's guardian becomes the trustee at fourteen without any (FED-MIN-01).
    """
    age = age_on(principal.born, day)
    if age < SIGNS_WITH_CONSENT:
        return Capacity.CAPABLE
    told, since = principal.capacity, principal.capacity_since
    if told is not None and since is not None and since <= day:
        return told
    kinds = {
        (one.kind, age_on(principal.born, one.since))
        for one in authorities
        if holds(one, principal, day)
    }
    if any(kind == GUARDIAN and then >= SIGNS_WITH_CONSENT for kind, then in kinds):
        return Capacity.INCAPABLE
    if any(kind == TRUSTEE and then >= MAJORITY for kind, then in kinds):
        return Capacity.LIMITED
    return Capacity.CAPABLE


def _ended(day: date | None, why: Ending, citation: Citation) -> AuthorityEnd | None:
    return None if day is None else AuthorityEnd(day, why, citation)


def _majority_of(authority: Authority, principal: Principal) -> date | None:
    """The eighteenth birthday, for whom it frees; whom a court found incapable it does not."""
    grown = birthday(principal.born, MAJORITY)
    if authority.kind == PARENT:
        return max(grown, authority.since)
    if authority.kind not in _COURTS or authority.since >= grown:
        return None
    return None if principal.capacity is _COURTS[authority.kind] else grown


_COURTS = {GUARDIAN: Capacity.INCAPABLE, TRUSTEE: Capacity.LIMITED}


def _capacity_day(authority: Authority, principal: Principal) -> date | None:
    """The day of the court's decision that leaves no room for this kind of authority."""
    told, since = principal.capacity, principal.capacity_since
    if told is None or since is None or age_on(principal.born, since) < MAJORITY:
        return None
    if authority.kind == ATTORNEY:
        ends = told is not Capacity.CAPABLE
    else:
        ends = authority.kind in _COURTS and told is not _COURTS[authority.kind]
    return max(since, authority.since) if ends else None


def _absence_day(authority: Authority, principal: Principal) -> date | None:
    """The day on which a power of attorney is over since its giver is missing; a return is late.

    One given after the return stands. Legal representatives do not act by the person's will.
    """
    since, back = principal.missing_since, principal.returned_on
    if authority.kind != ATTORNEY or since is None:
        return None
    return None if back is not None and authority.since >= back else max(since, authority.since)

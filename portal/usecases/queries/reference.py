"""What the page of reference values reads: every dated value, and what is missing.

Values are a region's: every provider of the region on this portal counts by them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.domain.law import Citation, LegalAct
from portal.domain.people import PopulationGroup
from portal.domain.reference import TARIFF, THRESHOLD_MULTIPLIER, TIME_NORM
from portal.domain.reference_gaps import (
    OldMinimum,
    missing_values,
    next_years_minimums_missing,
)
from portal.models import ReferenceValue, User
from portal.regions.registry import Region
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class Replaced:
    """A value that a later entry of the same day corrected; ``entered_at`` None = shipped."""

    amount: Decimal
    entered_by: str
    entered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A value of the region's book: what, for whom, since when, by which act, checked when.

    ``replaced`` are earlier values of the same day, the latest first: only the last entry counts.
    ``verify``: the act behind a value that came with the portal has still to be held against it.
    """

    key: str
    group: PopulationGroup | None
    amount: Decimal
    since: date
    clause: str
    checked_on: date
    entered: bool
    entered_by: str = ""
    entered_at: datetime | None = None
    replaced: tuple[Replaced, ...] = ()
    verify: bool = False

    @property
    def kind(self) -> str:
        """The book it belongs to: minimums, the multiplier, tariffs."""
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True)
class ReferenceGaps:
    """What is missing today, and in December for the year to come."""

    today: tuple[tuple[str, PopulationGroup | None], ...]
    next_year: tuple[OldMinimum, ...]


def list_reference_values(region: Region) -> tuple[ReferenceRow, ...]:
    """Every dated value, newest first within its key; those entered by hand are marked."""
    with reading() as session:
        entered = session.execute(
            select(ReferenceValue, User)
            .outerjoin(User, User.id == ReferenceValue.entered_by_id)
            .where(ReferenceValue.region_code == region.code)
            # Of two values of one day the later entry counts, so it stands first.
            .order_by(ReferenceValue.id.desc())
        ).all()
    rows = [
        *(
            ReferenceRow(
                one.key,
                one.group,
                one.amount,
                one.since,
                one.act,
                one.checked_on,
                entered=True,
                entered_by=_name(user),
                entered_at=one.entered_at,
            )
            for one, user in entered
        ),
        *(
            ReferenceRow(
                one.key,
                one.group,
                one.amount,
                one.since,
                _act(region, one.citation),
                one.checked_on,
                entered=False,
                verify=one.citation.verify or not _compared(region, one.citation),
            )
            for one in region.reference_values
        ),
    ]
    newest_first = sorted(_corrected(rows), key=lambda row: row.since, reverse=True)
    return tuple(sorted(newest_first, key=_place))


def _act(region: Region, citation: Citation) -> str:
    """The clause with the kind, the day and the number of its act, as far as they are known."""
    found = _legal_act(region, citation)
    return f"{citation.text} ({found.short})" if found is not None else citation.text


def _compared(region: Region, citation: Citation) -> bool:
    found = _legal_act(region, citation)
    return found is None or found.compared


def _legal_act(region: Region, citation: Citation) -> LegalAct | None:
    return next((act for act in region.identity.acts if act.key == citation.act), None)


def reference_gaps(region: Region, today: date) -> ReferenceGaps:
    """Values without which a fee or an act is refused, and the warning of December."""
    with reading() as session:
        book = reference_book(session, region)
    items = region.rules.service_catalogue.on(today).items
    codes = [item.code for item in items if item.form is not Form.URGENT]
    return ReferenceGaps(
        missing_values(book, codes, today), next_years_minimums_missing(book, today)
    )


def _corrected(rows: Iterable[ReferenceRow]) -> Iterator[ReferenceRow]:
    """One row a key, group and day: the latest, with what it replaced."""
    of_a_day: dict[tuple[str, PopulationGroup | None, date], list[ReferenceRow]] = {}
    for row in rows:
        of_a_day.setdefault((row.key, row.group, row.since), []).append(row)
    for last, *earlier in of_a_day.values():
        yield replace(
            last,
            replaced=tuple(Replaced(one.amount, one.entered_by, one.entered_at) for one in earlier),
        )


def _place(row: ReferenceRow) -> tuple[int, str, str]:
    kinds = {THRESHOLD_MULTIPLIER: 1, TARIFF: 2, TIME_NORM: 3}
    return kinds.get(row.kind, 0), row.key, row.group or ""


def _name(user: User | None) -> str:
    return "" if user is None else f"{user.surname} {user.name}"

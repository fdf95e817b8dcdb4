"""From when to when a child's stay of no fixed length goes, and what is recorded of its end.

Contracts that follow each other without a day between are one stay. What is recorded after its last
day belongs to it until the next one begins. Rule: VLA-SCH-05.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ChildPlacement, Contract, Programme

_DAY = timedelta(days=1)
Term = tuple[date, date | None]
"""A contract's first day and its last one, None while it goes on."""


@dataclass(frozen=True, slots=True)
class StaySpan:
    """A stay as it goes on a day: ``until`` is the last day of its newest contract.

    ``before`` is the first day of the next stay, to which later records belong.
    """

    since: date
    until: date | None
    before: date | None = None

    def holds(self, row: ChildPlacement) -> bool:
        """Whether a placement is recorded of this stay."""
        return row.settled_on >= self.since and (
            self.before is None or row.settled_on < self.before
        )


def stay_on(terms: Sequence[Term], day: date) -> StaySpan | None:
    """The stay whose contract was the newest to begin by a day; None before the first one.

    ``terms`` are in the order of their first days.
    """
    begun = [one for one in terms if one[0] <= day]
    if not begun:
        return None
    since, until = begun[-1]
    for first, last in reversed(begun[:-1]):
        if last is not None and last < since - _DAY:
            break
        since = min(since, first)
    return StaySpan(since, until, _next_stay(until, terms[len(begun) :]))


def _next_stay(until: date | None, coming: Sequence[Term]) -> date | None:
    for first, last in coming:
        if until is not None and until < first - _DAY:
            return first
        until = last
    return None


def terms_of(
    session: Session, recipients: Collection[int], units: Collection[str | None]
) -> dict[tuple[int, str | None], list[Term]]:
    """Contracts in force of children, by child and department, in the order of their first days."""
    found: dict[tuple[int, str | None], list[Term]] = {}
    rows = session.execute(
        select(
            Contract.recipient_id,
            Programme.unit_code,
            Contract.in_force_from,
            Contract.ended_on,
        )
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            Contract.recipient_id.in_(recipients),
            Contract.in_force_from.is_not(None),
            Programme.unit_code.in_(units),
        )
        .order_by(Contract.in_force_from, Contract.id)
    )
    for recipient_id, unit, first, last in rows:
        if first is not None:
            found.setdefault((recipient_id, unit), []).append((first, last))
    return found


def placements_of(session: Session, recipients: Collection[int]) -> tuple[ChildPlacement, ...]:
    """What is recorded of the ends of children's stays and not struck out, the newest first."""
    rows = session.scalars(
        select(ChildPlacement)
        .where(ChildPlacement.recipient_id.in_(recipients), ChildPlacement.struck_at.is_(None))
        .order_by(ChildPlacement.settled_on.desc(), ChildPlacement.id.desc())
    )
    return tuple(rows)


def span_of(session: Session, recipient_id: int, unit: str | None, day: date) -> StaySpan | None:
    """A child's stay in a department as it goes on a day; None before the first contract."""
    return stay_on(terms_of(session, [recipient_id], [unit]).get((recipient_id, unit), []), day)


def recorded_in(session: Session, recipient_id: int, span: StaySpan) -> tuple[ChildPlacement, ...]:
    """Every placement recorded of a stay, the newest first."""
    return tuple(one for one in placements_of(session, [recipient_id]) if span.holds(one))

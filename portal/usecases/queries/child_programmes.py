"""Which programme the page of a child in a department for children is of.

A child may have programmes of several departments at once: each has its own stay, course, things
and file, so a page is of one programme and never of the person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.models import Contract, Programme


@dataclass(frozen=True, slots=True)
class ChildProgramme:
    """A programme of a child; ``since``: from when the contract that serves on the day does so."""

    programme: Programme
    since: date | None

    def goes_on(self, day: date) -> bool:
        """Whether it is not over, or a contract on it still runs."""
        return self.since is not None or self.programme.valid_until >= day


def programmes_of_child(
    session: Session, recipient_id: int, units: Collection[str], day: date
) -> Sequence[ChildProgramme]:
    """The child's programmes of these departments that are not withdrawn, the one meant first.

    Meant, where none is named, is the one whose contract serves on the day, of several the one
    that came into force last; without any the one that ends last.
    """
    since = (
        select(func.max(Contract.in_force_from))
        .where(
            Contract.programme_id == Programme.id,
            Contract.state.in_(RUNNING),
            Contract.in_force_from <= day,
            or_(Contract.ended_on.is_(None), Contract.ended_on >= day),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Programme, since).where(
            Programme.recipient_id == recipient_id,
            Programme.unit_code.in_(units),
            Programme.withdrawn_at.is_(None),
        )
    )
    found = [ChildProgramme(programme, begun) for programme, begun in rows]
    return sorted(found, key=_rank, reverse=True)


def _rank(one: ChildProgramme) -> tuple[date, date, int]:
    return one.since or date.min, one.programme.valid_until, one.programme.id

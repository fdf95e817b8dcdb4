"""Acts that nobody has signed for longer than the region finds usual (MSK-ACT-01).

A region without such a reminder is told nothing.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import ColumnElement, func, select

from portal.domain.calendar import counted, last_day, month_of
from portal.domain.deadlines import END_OF_DAY, DeadlineRule, due
from portal.domain.law import Citation
from portal.domain.violations import Violation
from portal.models import Act, ActState, Contract, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.acts import provider_signature
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

MOST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class LateActs:
    """How many acts of each month wait, the newest month first; ``total`` counts every month."""

    months: tuple[tuple[date, int], ...]
    total: int
    clause: Citation


def late_acts(actor: Actor, region: Region, today: date) -> LateActs | None:
    """The acts of the reader's people still without a signature; None where none is late.

    The term is counted from the last day of the act's month.
    """
    which = (Act.provider_id == actor.provider_id, Act.state == ActState.ISSUED)
    found: Counter[date] = Counter()
    rule: DeadlineRule | None = None
    with reading() as session:
        calendar = work_calendar(session, region)
        for month, number in session.execute(
            select(Act.month, func.count())
            .join(Contract, Contract.id == Act.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(*which, _somebody_signs(), Act.month < month_of(today), *served_by(actor))
            .group_by(Act.month)
        ):
            reminder = region.rules.act_rules.on(last_day(month)).reminder
            if reminder is None:
                continue
            event = datetime.combine(last_day(month), END_OF_DAY)
            end = counted(partial(due, reminder, event, calendar))
            if not isinstance(end, Violation) and today > end.at.date():
                rule, found[month] = reminder, number
    if rule is None:
        return None
    newest = sorted(found.items(), reverse=True)[:MOST_MONTHS]
    return LateActs(tuple(newest), found.total(), rule.citation)


def _somebody_signs() -> ColumnElement[bool]:
    """An act that the director has signed waits for nobody once the recipient has died."""
    return Recipient.died_on.is_(None) | ~provider_signature()

"""What those who handle money are reminded of on their first page.

In December the minimums of the next year that are not loaded (MSK-FEE-04 in Moscow, FED-FEE-03);
any day the notices of a new fee whose two days are over, the days from which reference values have
been entered while no tariff day tells the contracts of it (FED-NOT-02), the contracts whose free
service ends with an age (FED-MIN-02) and those whose fee rests on an older minimum (FED-FEE-14).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.fee_notice import FEE_CHANGED
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.reference import TARIFF, THRESHOLD_FLOOR, THRESHOLD_MULTIPLIER
from portal.domain.reference_gaps import OldMinimum, next_years_minimums_missing
from portal.models import (
    Contract,
    Notice,
    Recipient,
    ReferenceValue,
    TariffDay,
    TariffDayState,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.entered import ENTERED
from portal.usecases.queries.free_by_age import FreeByAge, free_by_age
from portal.usecases.queries.threshold_left import OutgrownFee, outgrown_fees
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading

MOST_NOTICES = 5
SIX_WEEKS = timedelta(weeks=6)
TOLD_FOR = timedelta(days=31)
"""How long after its day a value is still spoken of."""


@dataclass(frozen=True, slots=True)
class OverdueNotice:
    """A notice that was due and is not handed over."""

    id: int
    recipient: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Reminders:
    """What is missing and what is late; ``clause`` is the rule behind the minimum.

    ``untold`` are days of entered values without a tariff day, ``notice`` the rule of the notice.
    """

    next_year: tuple[OldMinimum, ...]
    clause: Citation
    untold: tuple[date, ...]
    notice: Citation
    notices: tuple[OverdueNotice, ...]
    notices_total: int
    grown: tuple[FreeByAge, ...]
    outgrown: tuple[OutgrownFee, ...]

    @property
    def any(self) -> bool:
        """Whether there is something to be reminded of."""
        told = self.next_year or self.untold or self.notices_total
        return bool(told or self.grown or self.outgrown)


def money_reminders(actor: Actor, region: Region, today: date) -> Reminders:
    """The reminders of the day; notices in the order of their terms, the oldest first."""
    which = (
        Notice.provider_id == actor.provider_id,
        Notice.due_on < today,
        *_to_hand_over(),
    )
    with reading() as session:
        missing = next_years_minimums_missing(reference_book(session, region), today)
        total = (
            session.scalar(
                select(func.count(Notice.id))
                .join(Contract, Contract.id == Notice.contract_id)
                .where(*which)
            )
            or 0
        )
        rows = session.execute(
            select(Notice.id, Recipient, Notice.due_on)
            .join(Contract, Contract.id == Notice.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(*which)
            .order_by(Notice.due_on, Recipient.name_key, Notice.id)
            .limit(MOST_NOTICES)
        ).all()
        untold = _untold(session, actor, region, today)
    return Reminders(
        next_year=missing,
        clause=_clause(missing),
        untold=untold,
        notice=region.rules.notices.on(today).notice(FEE_CHANGED).citation,
        notices=tuple(
            OverdueNotice(
                notice_id, full_name(person.surname, person.name, person.patronymic), due_on
            )
            for notice_id, person, due_on in rows
        ),
        notices_total=total,
        grown=free_by_age(actor, region, today),
        outgrown=outgrown_fees(actor, region, today),
    )


@dataclass(frozen=True, slots=True)
class NoticesDue:
    """Notices not handed over whose term ends on a day; ``notice_id`` and a name of one of them."""

    day: date
    count: int
    notice_id: int
    recipient: str


def notices_due(actor: Actor, today: date) -> tuple[NoticesDue, ...]:
    """What is to be handed over in the next six weeks, one row a day (FED-NOT-02)."""
    which = (
        Notice.provider_id == actor.provider_id,
        Notice.due_on >= today,
        Notice.due_on <= today + SIX_WEEKS,
        *_to_hand_over(),
    )
    days = (
        select(Notice.due_on, func.count().label("count"), func.min(Notice.id).label("first"))
        .join(Contract, Contract.id == Notice.contract_id)
        .where(*which)
        .group_by(Notice.due_on)
        .subquery()
    )
    with reading() as session:
        rows = session.execute(
            select(days.c.due_on, days.c.count, days.c.first, Recipient)
            .join(Notice, Notice.id == days.c.first)
            .join(Contract, Contract.id == Notice.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .order_by(days.c.due_on)
        ).all()
    return tuple(
        NoticesDue(day, count, first, full_name(person.surname, person.name, person.patronymic))
        for day, count, first, person in rows
    )


def _to_hand_over() -> tuple[ColumnElement[bool], ...]:
    """Not handed over, and of a contract that was still there on the day of the change."""
    lasts = Contract.ended_on.is_(None) | (Contract.ended_on >= Notice.since)
    return (Notice.handed_on.is_(None), lasts)


def _untold(session: Session, actor: Actor, region: Region, today: date) -> tuple[date, ...]:
    """Days of values that somebody entered and no tariff day of the provider has come up to."""
    told = select(TariffDay.id).where(
        TariffDay.provider_id == actor.provider_id,
        TariffDay.state == TariffDayState.SET,
        TariffDay.since >= ReferenceValue.since,
        # A day that had been set before somebody entered the value knew nothing of it.
        TariffDay.set_at >= ReferenceValue.entered_at,
    )
    signed = select(Contract.id).where(
        Contract.provider_id == actor.provider_id,
        Contract.state.in_(RUNNING),
        Contract.in_force_from < ReferenceValue.since,
        Contract.valid_until >= ReferenceValue.since,
    )
    return tuple(
        session.scalars(
            select(ReferenceValue.since)
            .where(
                ReferenceValue.region_code == region.code,
                ReferenceValue.key.startswith(f"{TARIFF}.", autoescape=True)
                | (ReferenceValue.key == THRESHOLD_MULTIPLIER),
                ReferenceValue.since > today - TOLD_FOR,
                ~told.exists(),
                signed.exists(),
            )
            .distinct()
            .order_by(ReferenceValue.since)
        )
    )


def _clause(missing: tuple[OldMinimum, ...]) -> Citation:
    """The region's own rule of this year's minimum; the federal one where a user typed it in."""
    shipped = (one.standing.citation for one in missing if one.standing is not None)
    return next((one for one in shipped if one.act != ENTERED), THRESHOLD_FLOOR)

"""A duty with a due day, whatever it is about: opened with its terms, found again, done.

The kinds have use cases of their own: leaks, public information, drafts of programmes, inspections.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Due
from portal.domain.explanation import in_editions, to_data
from portal.domain.violations import Conflict, NotFound, Violation, refuse
from portal.models import Duty, DutyKind, DutyTerm
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class OpenedDuty:
    """An event with the terms that run from it; ``happened_at`` is local, a term is its title."""

    kind: DutyKind
    happened_at: datetime
    about: str
    terms: tuple[tuple[str, Due], ...]
    state: str = ""
    facts: JsonObject = field(default_factory=dict)
    recipient_id: int | None = None
    application_id: int | None = None


def open_duty(
    session: Session,
    opened: OpenedDuty,
    *,
    provider_id: int,
    actor: Actor | None,
    region: Region,
    now: datetime,
) -> Duty:
    """Record the event and its terms; nobody acts when the portal itself has noticed it."""
    duty = Duty(
        provider_id=provider_id,
        kind=opened.kind,
        recipient_id=opened.recipient_id,
        application_id=opened.application_id,
        happened_at=region.utc(opened.happened_at),
        about=opened.about,
        state=opened.state,
        facts=opened.facts,
        recorded_at=now,
        recorded_by_id=actor.membership_id if actor else None,
    )
    session.add(duty)
    session.flush()
    for title, due in opened.terms:
        session.add(
            DutyTerm(
                provider_id=provider_id,
                duty_id=duty.id,
                code=due.rule.code,
                title=title,
                due_at=region.utc(due.at),
                steps=to_data(in_editions(due.steps, region.identity.acts)),
            )
        )
    session.flush()
    return duty


def locked_duty(session: Session, duty_id: int, kind: DutyKind, actor: Actor) -> Duty:
    """The provider's open duty of this kind; raises NotFound, and Conflict for a closed one."""
    duty = own(session, Duty, duty_id, actor.provider_id, lock=True)
    if duty.kind is not kind:
        raise NotFound
    if duty.closed_at is not None:
        text = "Эта запись уже закрыта. Обновите страницу."
        raise Conflict(Violation("conflict", text))
    return duty


def terms_of(session: Session, duty: Duty) -> tuple[DutyTerm, ...]:
    """The terms of a duty, the first due first."""
    rows = session.scalars(
        select(DutyTerm)
        .where(DutyTerm.provider_id == duty.provider_id, DutyTerm.duty_id == duty.id)
        .order_by(DutyTerm.due_at, DutyTerm.id)
    )
    return tuple(rows)


def meet(term: DutyTerm, at: datetime, actor: Actor, note: str = "") -> None:
    """Mark a term as met at an aware moment; raises Conflict when somebody has marked it before."""
    if term.done_at is not None:
        text = "Здесь уже есть отметка. Обновите страницу: её поставил другой сотрудник."
        raise Conflict(Violation("conflict", text))
    term.done_at, term.done_by_id = at, actor.membership_id
    term.note = note.strip()[:LONGEST_TEXT]


def tell(
    session: Session,
    duty: Duty,
    what: str,
    *,
    actor: Actor | None,
    now: datetime,
    after: dict[str, object],
) -> None:
    """An entry of the audit trail about a duty."""
    audit.record(session, actor, now, what, "duty", duty.id, after=after)


def words(text: str, ask: str, place: str) -> str:
    """What people wrote, on one line; raises value_invalid with ``ask`` when there is nothing."""
    clean = " ".join(text.split())
    if not clean or len(clean) > LONGEST_TEXT:
        refuse("value_invalid", ask, field=place)
    return clean


def at_start(day: date) -> datetime:
    """The event of a day as a moment: terms in days do not ask for the hour."""
    return datetime.combine(day, time())


def close_when_met(duty: Duty, terms: Iterable[DutyTerm], now: datetime) -> None:
    """A duty ends with the last of its terms."""
    if all(term.done_at is not None for term in terms):
        duty.closed_at = now

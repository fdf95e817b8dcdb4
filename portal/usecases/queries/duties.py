"""Duties with a due day as pages read them: what is open, one duty, all of a kind.

Every statement is limited to the reader's provider.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.choices import ChoiceList
from portal.domain.explanation import Step, from_data, in_editions
from portal.domain.inspection import commission_of
from portal.domain.programme_life import Drafting
from portal.domain.violations import NotFound
from portal.models import Duty, DutyKind, DutyTerm
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.publications import PUBLIC, UPDATE_SITE, publication_due
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

MOST_TASKS = 8


@dataclass(frozen=True, slots=True)
class TermView:
    """One term; ``due_at`` is local, None while the calendar of the year is missing."""

    code: str
    title: str
    due_at: datetime | None
    done_at: datetime | None
    note: str
    steps: tuple[Step, ...]

    def overdue(self, now: datetime) -> bool:
        """Whether the term has passed at a local moment, or was met too late."""
        return self.due_at is not None and (self.done_at or now) > self.due_at


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty with its terms, the first due first; moments are local."""

    id: int
    kind: DutyKind
    about: str
    happened_at: datetime
    state: str
    facts: JsonObject
    recipient_id: int | None
    application_id: int | None
    terms: tuple[TermView, ...]
    closed: bool
    version: int

    @property
    def next_term(self) -> TermView | None:
        """The first term that is not met."""
        return next((one for one in self.terms if one.done_at is None), None)

    def overdue(self, now: datetime) -> bool:
        """Whether any term was or is missed."""
        return any(one.overdue(now) for one in self.terms)

    def day(self, fact: str) -> date | None:
        """A day among the facts."""
        value = self.facts.get(fact)
        return date.fromisoformat(str(value)) if value else None

    @property
    def days(self) -> Mapping[str, date]:
        """On which day each state was reached."""
        known = self.facts.get("days")
        items = known.items() if isinstance(known, dict) else ()
        return {str(state): date.fromisoformat(str(day)) for state, day in items}


@dataclass(frozen=True, slots=True)
class DutyTasks:
    """The most urgent open duties and how many there are in all."""

    rows: tuple[DutyView, ...]
    total: int


def open_duties(
    actor: Actor, region: Region, today: date, kinds: Collection[DutyKind]
) -> DutyTasks:
    """Open duties of these kinds whose event has come, the first due first."""
    end = region.utc(datetime.combine(today, datetime.max.time()))
    which = (
        Duty.provider_id == actor.provider_id,
        Duty.kind.in_(tuple(kinds)),
        Duty.closed_at.is_(None),
        Duty.happened_at <= end,
        *about_own_people(actor, Duty.recipient_id),
    )
    # The next term that is open; a draft that is sent waits for others, not for the reader.
    due_at = (
        select(func.min(DutyTerm.due_at))
        .where(DutyTerm.duty_id == Duty.id, DutyTerm.done_at.is_(None))
        .scalar_subquery()
    )
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Duty).where(*which)) or 0
        rows = session.scalars(
            select(Duty).where(*which).order_by(due_at.is_(None), due_at, Duty.id).limit(MOST_TASKS)
        ).all()
        return DutyTasks(_views(session, rows, region), total)


def list_duties(
    actor: Actor, kind: DutyKind, region: Region, *, page: int = 1, every: bool = False
) -> Page[DutyView]:
    """A page of one kind, open ones only unless all are wanted, the newest event first."""
    which: list[ColumnElement[bool]] = [
        Duty.provider_id == actor.provider_id,
        Duty.kind == kind,
        *about_own_people(actor, Duty.recipient_id),
    ]
    if not every:
        which.append(Duty.closed_at.is_(None))
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Duty).where(*which)) or 0
        wanted = select(Duty).where(*which)
        newest = wanted.order_by(Duty.closed_at.is_not(None), Duty.happened_at.desc(), Duty.id)
        rows = session.scalars(paged(newest, page)).all()
        return Page(rows=_views(session, rows, region), total=total, number=page)


def get_duty(actor: Actor, duty_id: int, kind: DutyKind, region: Region) -> DutyView:
    """One duty of a kind; raises NotFound for another provider's or another kind."""
    with reading() as session:
        duty = own(session, Duty, duty_id, actor.provider_id)
        if duty.kind is not kind:
            raise NotFound
        return _views(session, (duty,), region)[0]


def last_closed(actor: Actor, kind: DutyKind, region: Region) -> DutyView | None:
    """The duty of a kind that was closed last."""
    with reading() as session:
        duty = session.scalars(
            select(Duty)
            .where(
                Duty.provider_id == actor.provider_id,
                Duty.kind == kind,
                Duty.closed_at.is_not(None),
            )
            .order_by(Duty.closed_at.desc(), Duty.id.desc())
            .limit(1)
        ).one_or_none()
        return None if duty is None else _views(session, (duty,), region)[0]


def duty_of_application(actor: Actor, application_id: int, region: Region) -> DutyView | None:
    """The inspection of an application; None while no commission is ordered."""
    with reading() as session:
        duty = session.scalars(
            select(Duty).where(
                Duty.provider_id == actor.provider_id,
                Duty.kind == DutyKind.INSPECTION,
                Duty.application_id == application_id,
            )
        ).one_or_none()
        return None if duty is None else _views(session, (duty,), region)[0]


def drafting_rules(region: Region, day: date) -> Drafting | None:
    """How the provider drafts programmes; None where the authority does."""
    return region.rules.programme_rules.on(day).drafting


def commission(region: Region, day: date) -> ChoiceList | None:
    """Who must be in the commission; None where no act asks for one."""
    return commission_of(region.rules.admission_rules.on(day))


def _views(session: Session, rows: Sequence[Duty], region: Region) -> tuple[DutyView, ...]:
    terms: dict[int, list[DutyTerm]] = {}
    if rows:
        found = session.scalars(
            select(DutyTerm)
            .where(DutyTerm.duty_id.in_([row.id for row in rows]))
            .order_by(DutyTerm.due_at, DutyTerm.id)
        )
        for term in found:
            terms.setdefault(term.duty_id, []).append(term)
    uncounted = _uncounted(session, rows, terms, region)
    return tuple(
        DutyView(
            id=row.id,
            kind=row.kind,
            about=row.about,
            happened_at=region.local(row.happened_at),
            state=row.state,
            facts=row.facts,
            recipient_id=row.recipient_id,
            application_id=row.application_id,
            terms=(*_terms(terms.get(row.id, ()), region), *uncounted.get(row.id, ())),
            closed=row.closed_at is not None,
            version=row.version,
        )
        for row in rows
    )


def _terms(terms: Iterable[DutyTerm], region: Region) -> tuple[TermView, ...]:
    return tuple(
        TermView(
            code=one.code,
            title=one.title,
            due_at=region.local(one.due_at),
            done_at=region.local(one.done_at) if one.done_at else None,
            note=one.note,
            steps=from_data(one.steps),
        )
        for one in terms
    )


def _uncounted(
    session: Session,
    rows: Iterable[Duty],
    terms: Mapping[int, Sequence[DutyTerm]],
    region: Region,
) -> dict[int, tuple[TermView, ...]]:
    """The term of a change that was known before the calendar of its year."""
    left = [
        row
        for row in rows
        if row.kind is DutyKind.PUBLICATION and row.closed_at is None and row.id not in terms
    ]
    if not left:
        return {}
    calendar = work_calendar(session, region)
    found: dict[int, tuple[TermView, ...]] = {}
    for row in left:
        day = region.local(row.happened_at).date()
        due = publication_due(region.rules.notices.on(day).notice(PUBLIC), day, calendar)
        steps = in_editions(due.steps, region.identity.acts) if due else ()
        at = due.at if due else None
        found[row.id] = (TermView(PUBLIC, UPDATE_SITE, at, None, "", steps),)
    return found

"""What the pages of places and queues read: a department's places, who waits, one person's turn.

Every statement is limited to the reader's provider.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar, counted
from portal.domain.capacity import free_from, taken
from portal.domain.contract import RUNNING
from portal.domain.courses import Course, contract_outlives, course_end
from portal.domain.law import Citation
from portal.domain.violations import Violation
from portal.models import Contract, Department, Programme, Recipient, WaitingEntry, WaitingState
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.department_stays import stays_by_mode
from portal.usecases.facts import load_case, own
from portal.usecases.places import Room, department_of, has_place, open_room
from portal.usecases.queries.held_after_course import HeldAfterCourse, held_after_course
from portal.usecases.queries.paging import PAGE_SIZE, Page
from portal.usecases.reviewed_programmes import followed_contracts, replacements
from portal.usecases.transaction import reading
from portal.usecases.waiting_list import queue_of
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class RoomView:
    """A department's places today; ``most`` None = nobody counts them.

    ``own_places`` is what the provider named, ``next_free`` the first day with a free place.
    ``modes`` says how many live in permanently, for a time, five days a week (FED-IPP-12); empty
    where nobody lives in. ``after_course`` are places held although the course of them ends sooner.
    """

    department_id: int
    unit_code: str
    name: str
    form: str
    own_places: int | None
    most: int | None
    citation: Citation | None
    taken: int
    kept: int
    free: int | None
    next_free: date | None
    course_days: int | None
    order: Citation | None
    modes: tuple[tuple[str, int], ...] = ()
    after_course: tuple[HeldAfterCourse, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One person in the queue: ``place`` counts from 1, ``first`` has the next offer."""

    id: int
    place: int
    recipient_id: int
    recipient: str
    came_on: date
    obliged_relatives: bool
    state: WaitingState
    free_from: date | None
    answer_by: date | None
    programme_id: int | None
    first: bool
    lapsed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """One person's turn with its department, for the pages that change it.

    ``gone``: no place is left on the days of the offer, of which there is one.
    """

    row: TurnRow
    room: RoomView
    version: int
    programme_number: str | None
    contract_due: datetime | None
    gone: bool = False


def get_room(actor: Actor, department_id: int, region: Region, day: date) -> RoomView:
    """A department's places on a day; raises NotFound for another provider's."""
    with reading() as session:
        department = own(session, Department, department_id, actor.provider_id)
        room = open_room(session, department, region, day)
        shown = _room(room, region, _next_free(session, room, region))
        return replace(
            shown,
            modes=_modes(session, department, region, day),
            after_course=held_after_course(session, department, region, day) if room.limit else (),
        )


def _next_free(session: Session, room: Room, region: Region) -> date | None:
    """The first day with a place in a full department; None while somebody may come now."""
    calendar = work_calendar(session, region)
    if room.limit is None or room.admits(calendar):
        return None
    stays = (*room.stays, *room.kept)
    return free_from(room.limit, stays, room.wanted(calendar), calendar)


def _modes(
    session: Session, department: Department, region: Region, day: date
) -> tuple[tuple[str, int], ...]:
    stay = region.rules.programme_rules.on(day).stay
    if department.form is not stay.form:
        return ()
    found = stays_by_mode(session, department, day)
    listed = tuple((one.title, found.get(one.code, 0)) for one in stay.modes.choices)
    silent = found.get(None, 0)
    return (*listed, *((("режим не записан", silent),) if silent else ()))


def _room(room: Room, region: Region, first: date | None) -> RoomView:
    rule = region.rules.admission_rules.on(room.day).waiting
    department = room.department
    return RoomView(
        department_id=department.id,
        unit_code=department.unit_code,
        name=department.name,
        form=department.form.label,
        own_places=department.places,
        most=room.limit.most if room.limit else None,
        citation=room.limit.citation if room.limit else None,
        taken=room.taken,
        kept=taken(room.kept, room.day),
        free=room.free,
        next_free=first,
        course_days=room.course.working_days if room.course else None,
        order=rule.citation if rule else None,
    )


def list_queue(
    actor: Actor, department_id: int, region: Region, day: date, *, page: int = 1
) -> Page[TurnRow]:
    """A page of the queue in the region's order."""
    with reading() as session:
        queue = queue_of(session, actor.provider_id, department_id, region, day)
    rows = _rows(queue, day)
    start = (max(page, 1) - 1) * PAGE_SIZE
    return Page(rows=rows[start : start + PAGE_SIZE], total=len(rows), number=page)


def _rows(queue: tuple[tuple[WaitingEntry, Recipient], ...], day: date) -> tuple[TurnRow, ...]:
    first = next((one.id for one, _ in queue if one.state is WaitingState.WAITING), None)
    return tuple(
        TurnRow(
            id=one.id,
            place=place,
            recipient_id=person.id,
            recipient=person.full_name,
            came_on=one.came_on,
            obliged_relatives=one.obliged_relatives,
            state=one.state,
            free_from=one.free_from,
            answer_by=one.answer_by,
            programme_id=one.programme_id,
            first=one.id == first,
            lapsed=one.answer_by is not None and one.answer_by < day,
            reason=one.reason,
        )
        for place, (one, person) in enumerate(queue, 1)
    )


def get_turn(actor: Actor, entry_id: int, region: Region, day: date) -> TurnView | None:
    """One person's turn; None for one that is closed, NotFound for another provider's.

    The place is for the contract on what a review has put in the place of its programme.
    """
    with reading() as session:
        entry = own(session, WaitingEntry, entry_id, actor.provider_id)
        queue = queue_of(session, actor.provider_id, entry.department_id, region, day)
        row = next((one for one in _rows(queue, day) if one.id == entry.id), None)
        if row is None:
            return None
        named = entry.programme_id
        if named and (instead := replacements(session, actor.provider_id, [named]).get(named)):
            named = instead.programme_id
        programme = session.get(Programme, named) if named else None
        return TurnView(
            row=replace(row, programme_id=named),
            room=get_room(actor, entry.department_id, region, day),
            version=entry.version,
            programme_number=programme.number if programme else None,
            contract_due=programme.contract_due_at if programme else None,
            gone=entry.state is WaitingState.OFFERED and _gone(session, entry, region, day),
        )


def _gone(session: Session, entry: WaitingEntry, region: Region, day: date) -> bool:
    """Whether others have every place that was offered; a past course of the own is left out.

    That one is ended before the next contract (VLA-SCH-01).
    """
    department = own(session, Department, entry.department_id, entry.provider_id)
    past = session.scalars(
        select(Contract.id).where(
            Contract.programme_id == entry.programme_id, Contract.state.in_(RUNNING)
        )
    ).all()
    room = open_room(session, department, region, day, without=entry.recipient_id, besides=past)
    offered = replace(room, day=max(day, entry.free_from or day))
    return not offered.admits(work_calendar(session, region))


@dataclass(frozen=True, slots=True)
class PlaceOfDraft:
    """Where a contract on a programme would take a place.

    ``course_days`` are the working days of a course; ``outlives`` warns of a term longer than the
    course that begins today; ``full`` when no place is free today, one kept for this recipient or
    taken over from the contract that is followed counted as free; ``turn_id`` is the recipient's
    own turn in the department's queue. Of a full one ``after_course`` says whether contracts hold
    places longer than their course lasts.
    ``offered`` counts the places kept for others of the queue until they answer, ``unanswered``
    the offers to others that ran out, where no more places are free and none is kept for this one.
    """

    department_id: int
    name: str
    course_days: int | None
    full: bool
    next_free: date | None
    outlives: tuple[Violation, ...] = ()
    turn_id: int | None = None
    after_course: bool = False
    offered: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn of a recipient that is not closed: in which department's queue, since when."""

    id: int
    department_id: int
    department: str
    came_on: date


def open_turns(actor: Actor, recipient_id: int) -> tuple[OpenTurn, ...]:
    """In which queues of the reader's provider a recipient stands, the oldest turn first."""
    with reading() as session:
        rows = session.execute(
            select(WaitingEntry, Department.name)
            .join(Department, Department.id == WaitingEntry.department_id)
            .where(
                WaitingEntry.provider_id == actor.provider_id,
                WaitingEntry.recipient_id == recipient_id,
                WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
            )
            .order_by(WaitingEntry.came_on, WaitingEntry.id)
        ).all()
    return tuple(OpenTurn(row.id, row.department_id, name, row.came_on) for row, name in rows)


def place_of_draft(
    actor: Actor, programme_id: int, region: Region, day: date
) -> PlaceOfDraft | None:
    """The department a contract on the programme would be with; None when places don't matter."""
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        case = load_case(
            session,
            actor.provider_id,
            programme.recipient_id,
            day=day,
            programme_id=programme_id,
        )
        department = department_of(session, case)
        if department is None:
            return None
        calendar = work_calendar(session, region)
        own_turn, followed = programme.recipient_id, followed_contracts(session, programme)
        room = open_room(session, department, region, day, without=own_turn, besides=followed)
        next_free = _next_free(session, room, region)
        full = not room.admits(calendar)
        longer = full and bool(held_after_course(session, department, region, day))
        offered, ran_out = _offered_to_others(session, department, programme.recipient_id, day)
        last_ones = room.free is not None and room.free <= ran_out
        kept_for_them = has_place(session, department, case)
    course = room.course
    if course is None and room.limit is None:
        return None
    turns = open_turns(actor, programme.recipient_id)
    return PlaceOfDraft(
        department_id=department.id,
        name=department.name,
        course_days=course.working_days if course else None,
        full=full,
        next_free=next_free,
        outlives=_outlives(course, calendar, day, programme.valid_until) if course else (),
        turn_id=next((one.id for one in turns if one.department_id == department.id), None),
        after_course=longer,
        offered=offered,
        unanswered=ran_out if last_ones and not kept_for_them else 0,
    )


def _offered_to_others(
    session: Session, department: Department, recipient_id: int, day: date
) -> tuple[int, int]:
    """How many others of the queue have an offer that stands, and how many let one run out."""
    days = session.scalars(
        select(WaitingEntry.answer_by).where(
            WaitingEntry.provider_id == department.provider_id,
            WaitingEntry.department_id == department.id,
            WaitingEntry.recipient_id != recipient_id,
            WaitingEntry.state == WaitingState.OFFERED,
        )
    ).all()
    stand = sum(one is not None and one >= day for one in days)
    return stand, len(days) - stand


def _outlives(
    course: Course, calendar: WorkCalendar, day: date, until: date
) -> tuple[Violation, ...]:
    """A warning when a contract from ``day`` is longer than its course (VLA-SCH-01)."""
    ends_on = counted(lambda: course_end(course, calendar.next_working(day), calendar))
    return () if isinstance(ends_on, Violation) else contract_outlives(course, ends_on, until)

"""The queue for places: joining it, the place offered to the first, the answer, leaving.

Rules: MSK-REC-11 (whose turn it is), VLA-CAP-01 (a queue where places are counted), FED-CON-09.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.admission import Waiting, waiting_order
from portal.domain.calendar import WorkCalendar
from portal.domain.documents import names_document
from portal.domain.explanation import Step, in_editions, to_data
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import Department, Programme, Recipient, WaitingEntry, WaitingState
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.awaited_programmes import awaited_programme, holds_a_course
from portal.usecases.contract_clock import keeps_strict_term, set_clock
from portal.usecases.contract_refusals import demand_not_refused
from portal.usecases.earliest_days import demand_possible
from portal.usecases.facts import own
from portal.usecases.places import Room, open_room, served_by
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.publications import places_changed
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.work_calendar import work_calendar

LONGEST_OFFER = timedelta(days=31)
"""How long a place may be kept for an answer: no act says, so it is never kept for ever."""


@dataclass(frozen=True, slots=True)
class JoinWaitingList:
    """Who waits for which department, since when, and whether relatives are obliged to care."""

    recipient_id: int
    department_id: int
    came_on: date
    obliged_relatives: bool
    programme_id: int | None = None


@dataclass(frozen=True, slots=True)
class OfferPlace:
    """A place offered to the first of a queue; ``answer_by`` is the last day to answer."""

    entry_id: int
    free_from: date
    answer_by: date
    version: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """No to an offer: the person goes on waiting or leaves the queue; yes is the contract."""

    entry_id: int
    keeps_waiting: bool
    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveWaitingList:
    """Somebody waits no more; ``reason`` stays with the entry."""

    entry_id: int
    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An entry of the queue: its place in it, counted from 1, and the contract's new term."""

    id: int
    place: int
    state: WaitingState
    contract_due: datetime | None = None


def join_waiting_list(
    command: JoinWaitingList, *, region: Region, actor: Actor, now: datetime
) -> Turn:
    """Put somebody in a department's queue.

    Raises vacancy_free while a place is free that nobody waits for (FED-CON-09), duplicate for who
    waits there already, documents_missing for who has no programme for the department's form, and
    value_invalid for a department without a number of places.
    """
    today = region.today(now)
    if command.came_on > today:
        text = "Этот день ещё не наступил. Введите день, когда человек обратился."
        refuse("value_invalid", text, field="came_on")
    with transaction() as session:
        department = own(session, Department, command.department_id, actor.provider_id, lock=True)
        recipient = own(session, Recipient, command.recipient_id, actor.provider_id)
        demand_possible(command.came_on, recipient.born, "came_on")
        _demand_absent(session, recipient, department, region, today)
        named = command.programme_id
        programme = awaited_programme(session, department, recipient.id, named, region, today)
        _demand_full(open_room(session, department, region, today), work_calendar(session, region))
        entry = WaitingEntry(
            provider_id=actor.provider_id,
            recipient_id=recipient.id,
            department_id=department.id,
            programme_id=programme.id,
            came_on=command.came_on,
            obliged_relatives=command.obliged_relatives,
            state=WaitingState.WAITING,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(entry)
        session.flush()
        _record(session, actor, now, "waiting_list_joined", entry)
        return _turn(session, entry, region, today)


def offer_place(command: OfferPlace, *, region: Region, actor: Actor, now: datetime) -> Turn:
    """Offer a free place to the first of the queue, and keep it until the answer.

    With a programme the contract's term starts anew at this moment: before there was no place to
    conclude on. One whose contract holds the present course keeps its term. Raises no_vacancy,
    transition_not_allowed out of turn, value_invalid for days.
    """
    today = region.today(now)
    _check_days(command, today)
    with transaction() as session:
        entry = _open_entry(session, command.entry_id, actor, command.version)
        department = own(session, Department, entry.department_id, actor.provider_id, lock=True)
        room = open_room(session, department, region, command.free_from, without=entry.recipient_id)
        if room.free == 0:
            refuse(
                "no_vacancy",
                f"{command.free_from:%d.%m.%Y} все места заняты или предложены другим. Выберите "
                "день, когда место освободится.",
                field="free_from",
                citation=room.limit.citation if room.limit else None,
            )
        _demand_first(session, entry, region, today)
        if entry.programme_id is not None:
            programme = own(session, Programme, entry.programme_id, actor.provider_id)
            demand_not_refused(session, programme)
        entry.state, entry.offered_at = WaitingState.OFFERED, now
        entry.free_from, entry.answer_by = command.free_from, command.answer_by
        due = _restart_clock(session, entry, region=region, now=now)
        session.flush()
        _record(session, actor, now, "place_offered", entry)
        return Turn(entry.id, 1, entry.state, region.local(due) if due else None)


def decline_offer(command: AnswerOffer, *, region: Region, actor: Actor, now: datetime) -> Turn:
    """Record a no: the place is free for the next; raises transition_not_allowed without offer."""
    reason = _reason(command.reason)
    today = region.today(now)
    with transaction() as session:
        entry = _open_entry(session, command.entry_id, actor, command.version)
        if entry.state is not WaitingState.OFFERED:
            refuse("transition_not_allowed", "Места этому человеку ещё не предлагали.")
        entry.answer_by, entry.free_from = None, None
        if command.keeps_waiting:
            entry.state, entry.reason = WaitingState.WAITING, reason
        else:
            _close(entry, reason, today)
        session.flush()
        _record(session, actor, now, "place_declined", entry)
        return _turn(session, entry, region, today)


def leave_waiting_list(
    command: LeaveWaitingList, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Take somebody off the queue; the entry stays with its reason."""
    reason = _reason(command.reason)
    with transaction() as session:
        entry = _open_entry(session, command.entry_id, actor, command.version)
        _close(entry, reason, region.today(now))
        session.flush()
        _record(session, actor, now, "waiting_list_left", entry)


@dataclass(frozen=True, slots=True)
class SetPlaces:
    """How many people a department serves at once; None = nobody counts."""

    department_id: int
    places: int | None


def set_places(command: SetPlaces, *, region: Region, actor: Actor, now: datetime) -> None:
    """Name a department's places; the region's own limit may be stricter (VLA-CAP-01).

    Raises capacity_exceeded below the number of people already served and above that limit.
    """
    with transaction() as session:
        department = own(session, Department, command.department_id, actor.provider_id, lock=True)
        room = open_room(session, department, region, region.today(now))
        rules = region.rules.capacity_rules.on(room.day)
        if found := rules.places_violations(department.unit_code, command.places):
            raise RulesBroken(*found)
        if command.places is not None and command.places < room.taken:
            refuse(
                "capacity_exceeded",
                f"Сейчас в отделении обслуживают {room.taken}: меньше мест быть не может.",
                field="places",
                citation=rules.vacancy,
            )
        before = {"places": department.places}
        department.places = command.places
        session.flush()
        if before["places"] != command.places:
            places_changed(session, region, actor.provider_id, now)
        subject = ("places_set", "department", department.id)
        audit.record(session, actor, now, *subject, before, {"places": command.places})


def _demand_absent(
    session: Session, recipient: Recipient, department: Department, region: Region, today: date
) -> None:
    """Nobody waits for a department twice, nor for one that serves him already."""
    served = served_by(session, department, recipient.id, region, today)
    if served is not None:
        refuse(
            "duplicate",
            f"{recipient.full_name} уже занимает место в этом отделении по договору № {served}. "
            "Очередь не нужна.",
            field="recipient_id",
        )
    waits = session.scalar(
        select(WaitingEntry.id).where(
            WaitingEntry.recipient_id == recipient.id,
            WaitingEntry.department_id == department.id,
            WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
        )
    )
    if waits is not None:
        refuse(
            "duplicate",
            f"{recipient.full_name} уже в очереди этого отделения. Вторая запись не нужна.",
            field="recipient_id",
        )


def _demand_full(room: Room, calendar: WorkCalendar) -> None:
    """A queue is for a department that is full: a free place obliges to contract (FED-CON-09).

    Full on a day of the course that would begin now is full (VLA-CAP-01).
    """
    if room.limit is None:
        text = "Число мест в отделении не указано, очереди в нём нет. Сначала укажите места."
        refuse("value_invalid", text, field="department_id")
    if room.free is not None and room.free > room.waiting and room.admits(calendar):
        refuse(
            "vacancy_free",
            f"Свободных мест: {room.free}. Пока место есть, в очередь не ставят: составьте "
            "договор.",
            field="department_id",
            citation=room.limit.citation,
        )


def _check_days(command: OfferPlace, today: date) -> None:
    if not today <= command.answer_by <= today + LONGEST_OFFER:
        text = f"Введите день ответа от сегодняшнего до {today + LONGEST_OFFER:%d.%m.%Y}."
        refuse("value_invalid", text, field="answer_by")
    if command.free_from < today:
        text = "Место предлагают с сегодняшнего дня или позже. Исправьте день."
        refuse("value_invalid", text, field="free_from")


def _open_entry(session: Session, entry_id: int, actor: Actor, seen: int | None) -> WaitingEntry:
    entry = own(session, WaitingEntry, entry_id, actor.provider_id, lock=True)
    if seen is not None:
        demand_version(entry.version, seen)
    if not entry.state.is_open:
        raise Conflict(
            Violation("conflict", "Этого человека в очереди уже нет. Обновите страницу.")
        )
    return entry


def queue_of(
    session: Session, provider_id: int, department_id: int, region: Region, day: date
) -> tuple[tuple[WaitingEntry, Recipient], ...]:
    """The open entries in the order of the region: whose turn it is comes first (MSK-REC-11)."""
    rows = session.execute(
        select(WaitingEntry, Recipient)
        .join(Recipient, Recipient.id == WaitingEntry.recipient_id)
        .where(
            WaitingEntry.provider_id == provider_id,
            WaitingEntry.department_id == department_id,
            WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
        )
    ).all()
    # Who came on one day keep the order in which they were entered: a place told stays the same.
    waiting = {
        Waiting(f"{entry.id:012d}", entry.came_on, entry.obliged_relatives): (entry, person)
        for entry, person in rows
    }
    rules = region.rules.admission_rules.on(day)
    return tuple(waiting[one] for one in waiting_order(rules, waiting))


def _demand_first(session: Session, entry: WaitingEntry, region: Region, today: date) -> None:
    """The place goes to the first who has no offer; an unanswered offer lets the next come."""
    queue = queue_of(session, entry.provider_id, entry.department_id, region, today)
    for one, person in queue:
        if one.id == entry.id:
            return
        if one.state is WaitingState.WAITING:
            rule = region.rules.admission_rules.on(today).waiting
            refuse(
                "transition_not_allowed",
                f"Раньше в очереди {person.full_name}. Предложите место по порядку.",
                field="entry",
                citation=rule.citation if rule else None,
            )


def _restart_clock(
    session: Session, entry: WaitingEntry, *, region: Region, now: datetime
) -> datetime | None:
    if entry.programme_id is None:
        return None
    programme = own(session, Programme, entry.programme_id, entry.provider_id, lock=True)
    if holds_a_course(session, programme):
        return None
    today = region.today(now)
    strict = keeps_strict_term(session, entry.provider_id, region.rules.contract_rules.on(today))
    set_clock(session, programme, region=region, started_at=now, strict=strict)
    vacancy = region.rules.capacity_rules.on(today).vacancy
    text = f"Свободного места не было. Место предложено {today:%d.%m.%Y}, срок идёт с этого дня."
    offered = in_editions((Step(text, None, vacancy),), region.identity.acts)
    programme.due_steps = [*to_data(offered), *programme.due_steps]
    return programme.contract_due_at


def _close(entry: WaitingEntry, reason: str, today: date) -> None:
    entry.state, entry.reason = WaitingState.LEFT, reason
    entry.answer_by, entry.closed_on = None, today


def _reason(text: str) -> str:
    reason = text.strip()
    if not names_document(reason) or len(reason) > LONGEST_TEXT:
        words = f"Напишите причину, не длиннее {LONGEST_TEXT} знаков."
        raise RulesBroken(Violation("value_invalid", words, "reason"))
    return reason


def _turn(session: Session, entry: WaitingEntry, region: Region, today: date) -> Turn:
    queue = queue_of(session, entry.provider_id, entry.department_id, region, today)
    place = next((number for number, (one, _) in enumerate(queue, 1) if one.id == entry.id), 0)
    return Turn(entry.id, place, entry.state)


def _record(session: Session, actor: Actor, now: datetime, what: str, entry: WaitingEntry) -> None:
    after = {
        "recipient": entry.recipient_id,
        "department": entry.department_id,
        "state": entry.state.value,
        "came_on": entry.came_on,
        "obliged_relatives": entry.obliged_relatives,
        "free_from": entry.free_from,
        "answer_by": entry.answer_by,
    }
    audit.record(
        session, actor, now, what, "waiting_entry", entry.id, after=after, reason=entry.reason
    )

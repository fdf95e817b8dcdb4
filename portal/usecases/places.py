"""Places of a department: who takes one, for whom one is kept, whether a contract still fits in.

Rules: FED-CON-09 (a free place obliges), VLA-CAP-01 (places at once), VLA-SCH-01 (courses).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar
from portal.domain.capacity import CapacityLimit, Stay, check_enrolment, taken
from portal.domain.contract import ContractState
from portal.domain.courses import Course, course_end
from portal.domain.moves import MoveKind
from portal.domain.violations import RulesBroken, refuse
from portal.models import (
    Contract,
    Department,
    HoldState,
    Move,
    Programme,
    VacancyHold,
    WaitingEntry,
    WaitingState,
)
from portal.regions.registry import Region
from portal.usecases.course_days import course_stay
from portal.usecases.department_stays import admitted_by, keeps_place, stays_in
from portal.usecases.facts import CaseFile
from portal.usecases.reviewed_programmes import followed_contracts
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class Room:
    """A department as its places stand on ``day``.

    ``stays`` are the contracts, ``kept`` the places offered to people of the queue that still have
    time to answer, and those held for people who move here. ``limit`` None = the department serves
    as many as come.
    """

    department: Department
    day: date
    limit: CapacityLimit | None
    course: Course | None
    stays: tuple[Stay, ...]
    kept: tuple[Stay, ...]
    waiting: int

    @property
    def taken(self) -> int:
        """How many places are taken on the day."""
        return taken(self.stays, self.day)

    @property
    def free(self) -> int | None:
        """How many places are free on the day; None without a limit."""
        return self.free_on(self.day)

    def wanted(self, calendar: WorkCalendar) -> Stay:
        """What the next person would take: the course from the day on, else the day itself.

        How long a stay without a course lasts, only a contract says.
        """
        if self.course is None:
            return Stay(self.day, self.day)
        return course_stay(self.course, Stay(self.day, date.max), calendar)

    def admits(self, calendar: WorkCalendar) -> bool:
        """Whether the next person has a place now, on every day of a course."""
        stays = (*self.stays, *self.kept)
        return not check_enrolment(self.limit, stays, self.wanted(calendar), calendar)

    def free_on(self, day: date) -> int | None:
        """How many places nobody takes that day and for nobody are kept; None without a limit."""
        if self.limit is None:
            return None
        return max(self.limit.most - taken(self.stays, day) - taken(self.kept, day), 0)


def department_of(session: Session, case: CaseFile) -> Department | None:
    """The department that admits the recipient: their own, else the programme's first one."""
    unit_code = case.programme.unit_code if case.programme else None
    own = case.department
    if own is not None and unit_code in (None, own.unit_code) and own.form is case.form:
        return own
    if unit_code is None:
        return None
    return session.scalar(
        select(Department)
        .where(
            Department.provider_id == case.recipient.provider_id, Department.unit_code == unit_code
        )
        .order_by(Department.id)
        .limit(1)
    )


def open_room(
    session: Session,
    department: Department,
    region: Region,
    day: date,
    *,
    without: int | None = None,
    besides: Collection[int] = (),
) -> Room:
    """The department's places on a day; ``without`` leaves a recipient's own turn out.

    ``besides`` leaves contracts out, by their ids.
    """
    rules = region.rules.capacity_rules.on(day)
    course = course_of(department, region, day)
    wanted = select(WaitingEntry).where(
        WaitingEntry.provider_id == department.provider_id,
        WaitingEntry.department_id == department.id,
        WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
    )
    if without is not None:
        wanted = wanted.where(WaitingEntry.recipient_id != without)
    queue = session.scalars(wanted).all()
    return Room(
        department=department,
        day=day,
        limit=rules.limit(department.unit_code, department.places),
        course=course,
        stays=stays_in(session, department, course, region, day, besides),
        kept=(
            *(
                Stay(one.free_from or day, date.max)
                for one in queue
                if one.answer_by is not None and one.answer_by >= day
            ),
            *_held(session, department, without),
            *_moving_in(session, department, day, without),
        ),
        waiting=sum(one.state is WaitingState.WAITING for one in queue),
    )


def _held(session: Session, department: Department, without: int | None) -> tuple[Stay, ...]:
    """Places kept for people who move here; ``without`` leaves out the one who has come."""
    came = VacancyHold.recipient_id.is_distinct_from(without) if without is not None else true()
    days = session.scalars(select(VacancyHold.since).where(held_in(department), came))
    return tuple(Stay(since, date.max) for since in days)


def held_in(department: Department) -> ColumnElement[bool]:
    """Of ``VacancyHold``: a place of the department that is kept for a transfer (AST-CAP-01)."""
    return and_(
        VacancyHold.provider_id == department.provider_id,
        VacancyHold.department_id == department.id,
        VacancyHold.state == HoldState.HELD,
    )


def _moving_in(
    session: Session, department: Department, day: date, without: int | None
) -> tuple[Stay, ...]:
    """Places kept for our own people on their way here, until the department takes them."""
    others = Move.recipient_id != (without or 0)
    days = session.scalars(select(Move.moves_on).where(moving_into(department, day), others))
    return tuple(Stay(since, date.max) for since in days if since is not None)


def moving_into(department: Department, day: date) -> ColumnElement[bool]:
    """Of ``Move``: a way into the department with its first day, before it takes the person."""
    arrived = (
        select(Contract.id)
        .where(
            Contract.programme_id == Move.new_programme_id,
            Contract.state != ContractState.TERMINATED,
        )
        .exists()
    )
    return and_(
        Move.provider_id == department.provider_id,
        Move.to_department_id == department.id,
        Move.moves_on.is_not(None),
        Move.closed_on.is_(None),
        # From its first day on an order counts among the contracts of the department.
        or_(Move.kind != MoveKind.DEPARTMENT, Move.moves_on > day),
        ~arrived,
    )


def course_of(department: Department, region: Region, day: date) -> Course | None:
    """The course that the department works by, where it works by courses (VLA-SCH-01)."""
    courses = region.rules.schedule_rules.on(day).courses
    return next((one for one in courses if one.unit_code == department.unit_code), None)


def demand_place(
    session: Session,
    case: CaseFile,
    wanted: Stay,
    course_start: date | None,
    *,
    region: Region,
    besides: int | None = None,
) -> Department | None:
    """The department with a free place for the stay, None when no department admits the case.

    ``besides`` is a contract that is being drawn up anew: its place was given to it already. So was
    that of a contract which the new one follows (FED-IPP-06).

    Raises no_vacancy when a day of the stay is full, or when the places left are for those who
    wait longer; value_invalid for a course that begins on a day off or where there is none.
    """
    department = department_of(session, case)
    course = course_of(department, region, case.day) if department else None
    if course_start is not None and course is None:
        refuse("value_invalid", "Курсов в этом отделении нет. Сотрите день.", field="course_start")
    if department is None:
        return None
    # Two contracts for the last place queue up behind the department.
    session.execute(select(Department.id).where(Department.id == department.id).with_for_update())
    own = [] if besides is None else [besides]
    if case.programme is not None:
        own += followed_contracts(session, case.programme)
    room = open_room(session, department, region, case.day, without=case.recipient.id, besides=own)
    calendar = work_calendar(session, region)
    if course is not None:
        start = course_start or calendar.next_working(wanted.since)
        if start < wanted.since:
            text = "Курс не может начаться раньше договора. Введите более поздний день."
            refuse("value_invalid", text, field="course_start", citation=course.citation)
        wanted = Stay(start, course_end(course, start, calendar))
    if found := check_enrolment(room.limit, (*room.stays, *room.kept), wanted, calendar):
        raise RulesBroken(*found)
    if besides is None and not has_place(session, department, case):
        _demand_turn(room, wanted.since, region)
    return department


def settle_turn(session: Session, contract: Contract, department: Department | None) -> None:
    """Whoever has got a contract with the department waits for it no more."""
    if department is None:
        return
    session.execute(
        update(VacancyHold)
        .where(
            VacancyHold.provider_id == contract.provider_id,
            VacancyHold.recipient_id == contract.recipient_id,
            VacancyHold.state == HoldState.HELD,
        )
        .values(state=HoldState.USED)
    )
    turn = session.scalar(
        select(WaitingEntry).where(
            WaitingEntry.provider_id == contract.provider_id,
            WaitingEntry.recipient_id == contract.recipient_id,
            WaitingEntry.department_id == department.id,
            WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
        )
    )
    if turn is None:
        return
    turn.state, turn.answer_by = WaitingState.PLACED, None
    turn.contract_id, turn.closed_on = contract.id, contract.concluded_on
    session.flush()


def has_place(session: Session, department: Department, case: CaseFile) -> bool:
    """Whether a place is the recipient's before the queue: kept until the answer, or taken over.

    A contract on the programme of a review takes over that of the contract it follows.
    """
    if case.programme and keeps_place(session, department, case.programme, case.day):
        return True
    return (
        session.scalar(
            select(WaitingEntry.id).where(
                WaitingEntry.recipient_id == case.recipient.id,
                WaitingEntry.department_id == department.id,
                WaitingEntry.state == WaitingState.OFFERED,
                WaitingEntry.answer_by >= case.day,
            )
        )
        is not None
    )


def _demand_turn(room: Room, since: date, region: Region) -> None:
    """Places that are free are first offered to those who wait (MSK-REC-11 names the order)."""
    free = room.free_on(since)
    if room.limit is None or free is None or room.waiting < free:
        return
    rule = region.rules.admission_rules.on(room.day).waiting
    refuse(
        "no_vacancy",
        f"Свободных мест: {free}, ждут их: {room.waiting}. Сначала место предлагают по "
        "очереди: запишите получателя в очередь отделения и предложите место первому.",
        field="since",
        citation=rule.citation if rule else room.limit.citation,
    )


def served_by(
    session: Session, department: Department, recipient_id: int, region: Region, day: date
) -> str | None:
    """The number of the contract by which somebody has a place in the department already.

    Where it works by courses, a next course is waited for beside the present one.
    """
    if course_of(department, region, day) is not None:
        return None
    return session.scalar(
        select(Contract.number)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            admitted_by(department, day),
            Contract.recipient_id == recipient_id,
            func.coalesce(Contract.ended_on, Contract.valid_until) >= day,
        )
        .limit(1)
    )

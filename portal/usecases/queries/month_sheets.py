"""The sheet of a month: a contract's services with what is recorded day by day.

A page of sheets costs the same few statements as one sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.calendar import days_of, last_day, month_of
from portal.domain.catalogue import Form
from portal.domain.people import full_name, short_name
from portal.domain.suspension import Interval, is_suspended
from portal.domain.violations import NotFound
from portal.domain.visit_plan import PlannedVisit, VisitPlan, days_by_code, visits_of
from portal.models import (
    Act,
    Amendment,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    MonthClosing,
    MonthState,
    Programme,
    ProgrammeService,
    Recipient,
    Suspension,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.course_days import CourseSpan, course_spans
from portal.usecases.escort import is_escorted
from portal.usecases.lesson_times import (
    InLessons,
    Lessons,
    lessons_by_contract,
    visits_in_lessons,
)
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.deliveries import served_contracts
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import terms_within
from portal.usecases.queries.visit_plans import planned_on, plans_of
from portal.usecases.stopped_services import last_days, stopped_before
from portal.usecases.transaction import reading

VISITS_A_PAGE = 20
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class SheetService:
    """A row of the sheet. ``allowed`` is the month's volume, None for an additional service.

    ``agreed`` are the days on which the contract holds the service: an agreement can drop it or
    bring it in the middle of a month. Of several volumes the last is shown.
    """

    code: str
    title: str
    unit_title: str
    allowed: Decimal | None
    since: date | None
    until: date | None
    entries: Mapping[date, Decimal]
    agreed: tuple[Interval, ...] = ()

    @property
    def additional(self) -> bool:
        """Whether the service lies beyond the programme."""
        return self.allowed is None

    @property
    def done(self) -> Decimal:
        """What is recorded in the month."""
        return sum(self.entries.values(), _NOTHING)

    def given_on(self, day: date) -> bool:
        """Whether the service's own dates and the contract's terms hold the day."""
        own_dates = (self.since or date.min) <= day <= (self.until or date.max)
        return own_dates and any(days.holds(day) for days in self.agreed)


@dataclass(frozen=True, slots=True)
class SheetChange:
    """The contract changed from a day of the month on, by the numbered change."""

    since: date
    number: int
    one_sided: bool


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """The services of one contract in one month, and the days that take no entry.

    ``course_last`` is the last day of the contract's course, where the department has courses;
    ``in_lessons`` are the planned visits that fall into a child's lessons (VLA-SCH-02).
    ``escorted``: somebody goes with the recipient within the premises (FED-RGT-05). ``stopped`` is
    the last day by a confirmed refusal whose document is not recorded yet (FED-TER-01).
    ``missing_since``: a court's finding stands at the month's end (FED-TER-07).
    """

    contract_id: int
    recipient_id: int
    number: str
    recipient: str
    recipient_short: str
    address: str
    phone: str
    form: Form
    month: date
    closed: bool
    first: date
    last: date
    pauses: tuple[Interval, ...]
    services: tuple[SheetService, ...]
    changes: tuple[SheetChange, ...] = ()
    course_last: date | None = None
    visits: tuple[PlannedVisit, ...] = ()
    in_lessons: InLessons = ()
    escorted: bool = False
    stopped: date | None = None
    missing_since: date | None = None

    @property
    def planned(self) -> Decimal:
        """The month's volume of all services of the contract."""
        return sum((row.allowed for row in self.services if row.allowed is not None), _NOTHING)

    @property
    def done(self) -> Decimal:
        """What is recorded of them."""
        return sum((row.done for row in self.services if not row.additional), _NOTHING)

    @property
    def planned_days(self) -> Mapping[str, tuple[date, ...]]:
        """On which days the plan of visits has each service."""
        return days_by_code(self.visits)

    def serves(self, code: str, day: date) -> bool:
        """Whether a service of the programme may be given on a day of the month."""
        last = min(self.last, self.course_last or date.max)
        if not self.first <= day <= last or is_suspended(day, self.pauses):
            return False
        return any(
            row.given_on(day) for row in self.services if row.code == code and not row.additional
        )

    def service(self, code: str, *, additional: bool = False) -> SheetService:
        """The row of a service; NotFound when the sheet has none."""
        for row in self.services:
            if row.code == code and row.additional is additional:
                return row
        raise NotFound


def get_sheet(actor: Actor, contract_id: int, month: date, region: Region) -> MonthSheet:
    """The sheet of one contract; NotFound for another's and for one that is not in force yet."""
    with reading() as session:
        found = session.execute(
            served_contracts(actor, None).where(Contract.id == contract_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        return _sheets(session, [(found[0], found[1])], month, region)[0]


def list_visits(actor: Actor, day: date, region: Region, *, page: int = 1) -> Page[MonthSheet]:
    """The sheets of everybody whom the reader serves on a day, by address as a round goes.

    Whom the plan names for the day comes first.
    """
    served = served_contracts(actor, month_of(day)).where(
        Contract.in_force_from <= day, Contract.valid_until >= day, ~stopped_before(day)
    )
    expected = Contract.id.in_(planned_on(day))
    ordered = served.order_by(expected.desc(), Recipient.address, Recipient.name_key, Contract.id)
    with reading() as session:
        total = session.scalar(served.with_only_columns(func.count())) or 0
        found = session.execute(paged(ordered, page, VISITS_A_PAGE)).all()
        people = [(contract, person) for contract, person in found]
        sheets = _sheets(session, people, month_of(day), region)
    return Page(sheets, total, page, VISITS_A_PAGE)


def _sheets(
    session: Session, found: Sequence[tuple[Contract, Recipient]], month: date, region: Region
) -> tuple[MonthSheet, ...]:
    ids = [contract.id for contract, _person in found]
    programmes = _programmes(session, [contract.programme_id for contract, _person in found])
    entries = _entries(session, ids, month)
    rows = _contract_services(session, ids, month)
    pauses = _pauses(session, ids, month)
    closed = _closed(session, ids, month)
    changes = _changes(session, ids, month)
    stopped = last_days(session, ids)
    courses = course_spans(session, Contract.id.in_(ids), region, last_day(month))
    plans = plans_of(session, ids)
    sheets = (
        _sheet(
            contract,
            person,
            month=month,
            programme=programmes[contract.programme_id],
            closed=contract.id in closed,
            pauses=tuple(pauses.get(contract.id, ())),
            services=_with_entries(rows.get(contract.id, []), entries.get(contract.id, {})),
            changes=tuple(changes.get(contract.id, ())),
            course=courses.get(contract.id),
            stopped=stopped.get(contract.id),
            escort=is_escorted(person, contract.form, region, month),
        )
        for contract, person in found
    )
    planned = (_with_visits(sheet, plans.get(sheet.contract_id, ())) for sheet in sheets)
    lessons = lessons_by_contract(session, Contract.id.in_(ids), region, last_day(month))
    return tuple(_beside_lessons(sheet, lessons.get(sheet.contract_id)) for sheet in planned)


def _with_visits(sheet: MonthSheet, plans: Sequence[VisitPlan]) -> MonthSheet:
    """The sheet with what the plan of visits has for its month (FED-SCH-02)."""
    return replace(sheet, visits=visits_of(plans, days_of(sheet.month), sheet.serves))


def _beside_lessons(sheet: MonthSheet, known: Lessons | None) -> MonthSheet:
    """The sheet with the warnings of visits in lesson time."""
    if known is None:
        return sheet
    return replace(sheet, in_lessons=visits_in_lessons(*known, sheet.visits))


def _sheet(  # noqa: PLR0913 - the parts that were read for many contracts at once
    contract: Contract,
    person: Recipient,
    *,
    month: date,
    programme: Programme,
    closed: bool,
    pauses: tuple[Interval, ...],
    services: tuple[SheetService, ...],
    changes: tuple[SheetChange, ...],
    course: CourseSpan | None,
    stopped: date | None,
    escort: bool,
) -> MonthSheet:
    return MonthSheet(
        contract_id=contract.id,
        recipient_id=person.id,
        number=contract.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        recipient_short=short_name(person.surname, person.name, person.patronymic),
        address=person.address,
        phone=person.phone,
        form=contract.form,
        month=month,
        closed=closed,
        first=max(contract.in_force_from or date.max, programme.valid_from),
        last=min(
            contract.ended_on or stopped or date.max, contract.valid_until, programme.valid_until
        ),
        pauses=pauses,
        services=services,
        changes=changes,
        course_last=course.last if course else None,
        escorted=escort,
        stopped=stopped,
        missing_since=missing_since(person, last_day(month)),
    )


def _programmes(session: Session, ids: Sequence[int]) -> dict[int, Programme]:
    return {row.id: row for row in session.scalars(select(Programme).where(Programme.id.in_(ids)))}


_Entries = dict[tuple[str, bool], dict[date, Decimal]]


def _entries(session: Session, ids: Sequence[int], month: date) -> dict[int, _Entries]:
    found: dict[int, _Entries] = {}
    rows = session.scalars(
        select(Delivery).where(
            Delivery.contract_id.in_(ids), Delivery.day.between(month, last_day(month))
        )
    )
    for row in rows:
        cells = found.setdefault(row.contract_id, {}).setdefault((row.code, row.additional), {})
        cells[row.day] = row.quantity
    return found


def _contract_services(
    session: Session, ids: Sequence[int], month: date
) -> dict[int, list[SheetService]]:
    """The services of every terms of the month, each once, with the days they are agreed for."""
    found: dict[int, dict[str, SheetService]] = {}
    rows = session.execute(
        select(ContractService, ContractTerms, ProgrammeService)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .outerjoin(
            ProgrammeService,
            and_(
                ProgrammeService.programme_id == Contract.programme_id,
                ProgrammeService.code == ContractService.code,
            ),
        )
        .where(ContractTerms.contract_id.in_(ids), terms_within(month))
        .order_by(ContractService.code, ContractTerms.since)
    )
    for service, terms, line in rows:
        known = found.setdefault(terms.contract_id, {})
        before = known[service.code].agreed if service.code in known else ()
        known[service.code] = SheetService(
            code=service.code,
            title=service.title,
            unit_title=service.unit_title,
            allowed=service.quantity_per_month,
            since=line.since if line is not None else None,
            until=line.until if line is not None else None,
            entries={},
            agreed=(*before, Interval(terms.since, terms.until)),
        )
    return {contract_id: list(known.values()) for contract_id, known in found.items()}


def _with_entries(rows: list[SheetService], entries: _Entries) -> tuple[SheetService, ...]:
    known = [replace(row, entries=entries.get((row.code, False), {})) for row in rows]
    # An additional service has no line in the contract: its title is the region's to give.
    extra = [
        SheetService(code, "", "", None, None, None, cells)
        for (code, additional), cells in sorted(entries.items())
        if additional
    ]
    return (*known, *extra)


def _changes(session: Session, ids: Sequence[int], month: date) -> dict[int, list[SheetChange]]:
    """The numbered changes that began new terms in the month."""
    found: dict[int, list[SheetChange]] = {}
    rows = session.execute(
        select(
            Amendment.contract_id, Amendment.in_force_from, Amendment.number, Amendment.one_sided
        )
        .where(
            Amendment.contract_id.in_(ids),
            Amendment.terms_id.is_not(None),
            Amendment.in_force_from.between(month, last_day(month)),
        )
        .order_by(Amendment.in_force_from, Amendment.number)
    )
    for contract_id, since, number, one_sided in rows:
        if since is not None:
            found.setdefault(contract_id, []).append(SheetChange(since, number, one_sided))
    return found


def _pauses(session: Session, ids: Sequence[int], month: date) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    rows = session.scalars(
        select(Suspension)
        .where(
            Suspension.contract_id.in_(ids),
            Suspension.since <= last_day(month),
            or_(Suspension.until.is_(None), Suspension.until > month),
        )
        .order_by(Suspension.since)
    )
    for row in rows:
        found.setdefault(row.contract_id, []).append(Interval(row.since, row.until))
    return found


def _closed(session: Session, ids: Sequence[int], month: date) -> set[int]:
    """The contracts whose month takes no entries: the month is closed, or their act exists."""
    acts = session.scalars(
        select(Act.contract_id).where(Act.contract_id.in_(ids), Act.month == month)
    )
    provider_closed = session.scalars(
        select(Contract.id)
        .join(MonthClosing, MonthClosing.provider_id == Contract.provider_id)
        .where(
            Contract.id.in_(ids),
            MonthClosing.month == month,
            MonthClosing.state == MonthState.CLOSED,
        )
    )
    return {*acts, *provider_closed}

"""What an application waits for: the days the region's timetable sets, and those that have passed.

Rules: FED-REC-03 and FED-IPP-03, in Moscow MSK-REC-02, MSK-REC-03, MSK-REC-05 and MSK-IPP-01. The
authority decides and hands over; the portal only shows by when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form
from portal.domain.deadlines import Due
from portal.domain.explanation import Step, in_editions
from portal.domain.inspection import REGISTERED, SUBMITTED
from portal.domain.law import Citation
from portal.domain.programme_rules import HANDOVER
from portal.domain.timetable import timetable
from portal.domain.violations import RulesBroken
from portal.models import Application, Duty, DutyKind, Outcome, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

SENT, URGENT, INSPECTED, DECIDED = (
    "electronic_application_sent",
    "urgent_application_submitted",
    "inspection_report",
    "decision_made",
)
AWAITED = (Outcome.OPEN, Outcome.RECOGNITION)
"""Outcomes after which a decision of the authority is still awaited."""
ON_THE_WAY = ("recognition_decision", "urgent_recognition_decision", HANDOVER)
"""Terms whose end nobody has seen met while the application has no outcome."""
MOST_READ, MOST_SHOWN = 200, 5
_TITLES = {
    "application_registration": "Заявление регистрируют",
    "electronic_answer": "Отвечают на электронное заявление",
    "completeness_check": "Проверяют, все ли документы на месте",
    "income_and_inspection": "Устанавливают доход и обследуют условия жизни",
    "needs_assessment": "Оценивают нуждаемость",
    "decision_after_inspection": "Решают после обследования",
    "recognition_decision": "Решают, признать ли нуждающимся",
    "urgent_recognition_decision": "Решают о срочных услугах",
    "decision_notice": "Сообщают гражданину решение",
    HANDOVER: "Вручают индивидуальную программу",
}


@dataclass(frozen=True, slots=True)
class ExpectedDay:
    """One term of the procedure; ``passed``: its day is over and no outcome is recorded."""

    code: str
    title: str
    day: date
    citation: Citation
    steps: tuple[Step, ...]
    passed: bool


@dataclass(frozen=True, slots=True)
class ExpectedDays:
    """The days of one application in order; ``missing`` says why there are none.

    ``programme`` is the number of one that has come while the line has no outcome.
    """

    days: tuple[ExpectedDay, ...]
    missing: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class LateApplication:
    """An application whose decision or programme was due and has not come, as far as it says.

    ``programme``: the number of one that has come since, so that its outcome is to be put down.
    """

    id: int
    number: str
    citizen: str
    late: ExpectedDay
    programme: str = ""


@dataclass(frozen=True, slots=True)
class LateApplications:
    """Those to ask the authority about, the oldest first, and how many there are."""

    rows: tuple[LateApplication, ...]
    total: int


def expected_days(actor: Actor, application_id: int, region: Region, today: date) -> ExpectedDays:
    """By when the authority answers this application; raises NotFound for another provider's."""
    with reading() as session:
        row = own(session, Application, application_id, actor.provider_id)
        events = _events(row) | _later_events(session, row)
        try:
            found = _days(row, events, region, work_calendar(session, region), today)
        except RulesBroken as broken:
            return ExpectedDays((), broken.violations[0].text)
        came = _programmes_since(session, (row,)).get(row.id, "")
    if came:  # Nobody waits for an answer that is here.
        found = tuple(replace(one, passed=False) for one in found)
    return ExpectedDays(found, programme=came if row.outcome in AWAITED else "")


def late_applications(actor: Actor, region: Region, today: date) -> LateApplications:
    """Open applications past the day of the decision or of the programme, the oldest first.

    A year whose calendar is missing reminds of nothing: the application's page says why.
    """
    with reading() as session:
        rows = session.scalars(
            select(Application)
            .where(
                Application.provider_id == actor.provider_id,
                Application.outcome.in_(AWAITED),
                Application.applied_on < today,
                *about_own_people(actor, Application.recipient_id),
            )
            .order_by(Application.applied_on, Application.id)
            .limit(MOST_READ)
        ).all()
        if not rows:
            return LateApplications((), 0)
        calendar = work_calendar(session, region)
        came = _programmes_since(session, rows)
    found = tuple(
        replace(late, programme=came.get(row.id, ""))
        for row in rows
        if (late := _late(row, region, calendar, today)) is not None
    )
    return LateApplications(found[:MOST_SHOWN], len(found))


def _programmes_since(session: Session, rows: Sequence[Application]) -> Mapping[int, str]:
    """By application: a programme of its form that the person has brought since it was written."""
    people = {row.recipient_id for row in rows if row.recipient_id is not None}
    if not people:
        return {}
    brought = session.execute(
        select(Programme.recipient_id, Programme.form, Programme.issued_on, Programme.number)
        .where(
            Programme.provider_id == rows[0].provider_id,
            Programme.recipient_id.in_(people),
            Programme.withdrawn_at.is_(None),
        )
        .order_by(Programme.id)
    ).all()
    return {
        row.id: number
        for row in rows
        for person, form, issued_on, number in brought
        if (person, form) == (row.recipient_id, row.form) and issued_on >= row.applied_on
    }


def _late(
    row: Application, region: Region, calendar: WorkCalendar, today: date
) -> LateApplication | None:
    try:
        days = _days(row, _events(row), region, calendar, today)
    except RulesBroken:
        return None
    passed = [one for one in days if one.passed]
    return LateApplication(row.id, row.number, row.citizen, passed[-1]) if passed else None


def _days(
    row: Application,
    events: dict[str, datetime],
    region: Region,
    calendar: WorkCalendar,
    today: date,
) -> tuple[ExpectedDay, ...]:
    rules = region.rules.admission_rules.on(row.applied_on).deadlines
    if row.form is not Form.URGENT:
        rules += tuple(
            one
            for one in region.rules.programme_rules.on(row.applied_on).deadlines
            if one.code == HANDOVER
        )
    dues = sorted(timetable(rules, events, calendar), key=lambda one: one.at)
    return tuple(_day(one, row, region, today) for one in dues)


def _day(due: Due, row: Application, region: Region, today: date) -> ExpectedDay:
    awaited = row.outcome in AWAITED and due.rule.code in ON_THE_WAY
    return ExpectedDay(
        code=due.rule.code,
        title=_TITLES.get(due.rule.code, f"Срок по норме {due.rule.citation.text}"),
        day=due.at.date(),
        citation=due.rule.citation,
        steps=in_editions(due.steps, region.identity.acts),
        passed=awaited and due.at.date() < today,
    )


def _events(row: Application) -> dict[str, datetime]:
    """What the line itself says has happened; an urgent application has a term of its own."""
    applied = datetime.combine(row.applied_on, time())
    if row.form is Form.URGENT:
        return {URGENT: applied}
    events = {SUBMITTED: applied, REGISTERED: datetime.combine(row.registered_on, time())}
    if row.channel == "electronic":
        events[SENT] = applied
    return events


def _later_events(session: Session, row: Application) -> dict[str, datetime]:
    """The visit of the commission and the decision that the programme names."""
    events: dict[str, datetime] = {}
    facts = session.scalar(
        select(Duty.facts).where(
            Duty.provider_id == row.provider_id,
            Duty.kind == DutyKind.INSPECTION,
            Duty.application_id == row.id,
        )
    )
    if facts and facts.get("visited_on"):
        events[INSPECTED] = datetime.fromisoformat(str(facts["visited_on"]))
    decided = session.scalar(
        select(func.max(Programme.decision_date)).where(Programme.id == row.programme_id)
    )
    if decided is not None:
        events[DECIDED] = datetime.combine(decided, time())
    return events

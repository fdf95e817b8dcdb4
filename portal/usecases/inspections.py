"""The commission that inspects a home: ordered by the director, its visit (MSK-REC-03, MSK-REC-09).

Only where the region's procedure asks the provider for a commission.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.choices import ChoiceList
from portal.domain.inspection import commission_of, commission_violations, inspection_due
from portal.domain.violations import NotFound, RulesBroken, refuse
from portal.models import Application, Duty, DutyKind
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.duties import (
    OpenedDuty,
    at_start,
    close_when_met,
    locked_duty,
    meet,
    open_duty,
    tell,
    terms_of,
    words,
)
from portal.usecases.facts import own
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar

VISIT = "Обследовать условия проживания и составить акт"


@dataclass(frozen=True, slots=True)
class OrderInspection:
    """The order on the commission; ``members`` by the organisation the act asks for."""

    application_id: int
    order_number: str
    order_date: date
    chair: str
    members: Mapping[str, str] = field(default_factory=dict)
    others: str = ""


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """The day of the visit; ``note`` says why the applicant was not interviewed, if so."""

    inspection_id: int
    visited_on: date
    interviewed: bool = True
    note: str = ""


def order_inspection(
    command: OrderInspection, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Enter the director's order; the visit is due on the earlier of the two acts' days.

    Raises NotFound where the region has no commission, value_invalid for members left out or days
    out of order, duplicate while one is under way for the application.
    """
    with transaction() as session:
        row = own(session, Application, command.application_id, actor.provider_id, lock=True)
        rules = region.rules.admission_rules.on(row.applied_on)
        required = commission_of(rules)
        calendar = work_calendar(session, region)
        found = inspection_due(rules, row.applied_on, row.registered_on, calendar)
        if required is None or found is None:
            raise NotFound
        facts = _order(command, required, row, region.today(now))
        _demand_none_open(session, row)
        opened = OpenedDuty(
            DutyKind.INSPECTION,
            at_start(row.applied_on),
            row.citizen,
            ((VISIT, found),),
            state="ordered",
            facts=facts,
            recipient_id=row.recipient_id,
            application_id=row.id,
        )
        duty = open_duty(
            session, opened, provider_id=actor.provider_id, actor=actor, region=region, now=now
        )
        tell(session, duty, "inspection_ordered", actor=actor, now=now, after=dict(facts))
        return duty.id


def record_visit(command: RecordVisit, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record that the commission came and drew up its act.

    Raises value_invalid for a day out of order and for an applicant not heard without a reason.
    """
    today = region.today(now)
    with transaction() as session:
        duty = locked_duty(session, command.inspection_id, DutyKind.INSPECTION, actor)
        ordered = date.fromisoformat(str(duty.facts["order_date"]))
        if not ordered <= command.visited_on <= today:
            text = f"Введите день от {ordered:%d.%m.%Y}, дня приказа, до сегодняшнего."
            refuse("value_invalid", text, field="visited_on")
        note = command.note.strip()
        if not command.interviewed and not note:
            text = "Напишите, почему с заявителем не удалось поговорить."
            refuse("reason_required", text, field="note")
        terms = terms_of(session, duty)
        moment = now if command.visited_on == today else region.utc(at_start(command.visited_on))
        for term in terms:
            meet(term, moment, actor, note)
        duty.facts = {
            **duty.facts,
            "visited_on": command.visited_on.isoformat(),
            "interviewed": command.interviewed,
            "note": note,
        }
        duty.state = "visited"
        close_when_met(duty, terms, now)
        session.flush()
        after: dict[str, object] = {"visited_on": command.visited_on}
        tell(session, duty, "inspection_visited", actor=actor, now=now, after=after)


def _order(
    command: OrderInspection, required: ChoiceList, row: Application, today: date
) -> dict[str, object]:
    number = words(command.order_number, "Введите номер приказа.", "order_number")
    if not row.applied_on <= command.order_date <= today:
        text = f"Приказ издают не раньше заявления, {row.applied_on:%d.%m.%Y}, и не позже сегодня."
        refuse("value_invalid", text, field="order_date")
    chair = words(command.chair, "Назовите председателя: имя и должность.", "chair")
    if found := commission_violations(required, command.members):
        raise RulesBroken(*found)
    return {
        "order_number": number,
        "order_date": command.order_date.isoformat(),
        "chair": chair,
        "members": {one.code: command.members[one.code].strip() for one in required.choices},
        "others": command.others.strip(),
    }


def _demand_none_open(session: Session, row: Application) -> None:
    known = session.scalar(
        select(Duty.id).where(
            Duty.provider_id == row.provider_id,
            Duty.kind == DutyKind.INSPECTION,
            Duty.application_id == row.id,
        )
    )
    if known is not None:
        text = f"По заявлению № {row.number} комиссию уже назначили. Откройте обследование."
        refuse("duplicate", text)

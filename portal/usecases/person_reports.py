"""Changes that a recipient reports: recorded with day and way, and what followed from them.

Rules: FED-NOT-03 (what is reported), VLA-NOT-01 (urgent help). A report changes no fee and no
contract by itself: it opens a task, and somebody says what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.notices import NoticeRule, Side
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import PersonReport, Recipient, UrgentCase
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction

WRITTEN = "written"
CHANNELS = {
    "phone": "по телефону",
    "in_person": "лично",
    WRITTEN: "письменно",
    "electronic": "в электронной форме",
}
TOUCHES_FEE = ("income_changed", "contract_affecting")
"""Reports after which the fee may have to be counted anew: the accountant's task."""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What was reported: ``code`` of the region's notice, by whom when not by the recipient."""

    recipient_id: int
    code: str
    channel: str
    reported_on: date
    words: str
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class ConsiderReport:
    """What followed from a report; ``result`` stays with it."""

    report_id: int
    recipient_id: int
    result: str


def reports_of(region: Region, day: date, *, urgent: bool) -> tuple[NoticeRule, ...]:
    """What a recipient reports in this region; some only where urgent help is given."""
    return tuple(
        one
        for one in region.rules.notices.on(day).notices
        if one.sender is Side.RECIPIENT
        and one.opens
        and (urgent or not one.forms or set(one.forms) != {Form.URGENT})
    )


def has_urgent(session: Session, recipient_id: int, provider_id: int) -> bool:
    """Whether urgent help was ever given to the recipient."""
    found = select(UrgentCase.id).where(
        UrgentCase.provider_id == provider_id, UrgentCase.recipient_id == recipient_id
    )
    return session.scalar(found.limit(1)) is not None


def record_report(
    command: RecordReport, *, region: Region, actor: Actor, now: datetime
) -> PersonReport:
    """Record a report; where the law wants it in writing, a word is kept and paper still asked for.

    Raises value_invalid for what the region's law does not name, a day to come and no words.
    """
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id)
        rule = _rule(session, command, region, actor)
        _check(command, person, region.today(now))
        row = PersonReport(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            code=rule.code,
            title=rule.subjects[0].title,
            channel=command.channel,
            reported_on=command.reported_on,
            told_by=command.told_by.strip(),
            words=command.words.strip(),
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"report": row.id, "code": row.code, "channel": row.channel, "on": row.reported_on}
        subject = ("change_reported", "recipient", person.id)
        audit.record(session, actor, now, *subject, after=after)
        session.expunge(row)
        return row


def consider_report(
    command: ConsiderReport, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Write down what followed; raises value_invalid without words, Conflict when already done."""
    result = command.result.strip()
    if not result or len(result) > LONGEST_TEXT:
        text = f"Напишите, что сделано по сообщению, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="result")
    with transaction() as session:
        row = own(session, PersonReport, command.report_id, actor.provider_id, lock=True)
        if row.considered_on is not None or row.recipient_id != command.recipient_id:
            text = "По этому сообщению уже записано, что сделано. Обновите страницу."
            raise Conflict(Violation("conflict", text))
        row.considered_on, row.considered_by_id = region.today(now), actor.membership_id
        row.result = result
        subject = ("report_considered", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after={"report": row.id}, reason=result)


def _rule(session: Session, command: RecordReport, region: Region, actor: Actor) -> NoticeRule:
    urgent = has_urgent(session, command.recipient_id, actor.provider_id)
    known = reports_of(region, command.reported_on, urgent=urgent)
    found = next((one for one in known if one.code == command.code), None)
    if found is None:
        refuse("value_invalid", "Выберите из списка, что изменилось.", field="code")
    return found


def _check(command: RecordReport, person: Recipient, today: date) -> None:
    if command.channel not in CHANNELS:
        refuse("value_invalid", "Выберите, как сообщили.", field="channel")
    if not person.born <= command.reported_on <= today:
        text = "Введите день, когда сообщили: он не позже сегодняшнего."
        refuse("value_invalid", text, field="reported_on")
    if not command.words.strip() or len(command.words) > LONGEST_TEXT:
        text = f"Напишите, что изменилось, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="words")
    if len(command.told_by) > LONGEST_TEXT:
        refuse("value_invalid", f"Сократите до {LONGEST_TEXT} знаков.", field="told_by")

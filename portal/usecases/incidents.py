"""Incidents with personal data: what happened, the two reports to the supervisor (FED-PDP-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.personal_data import incident_due
from portal.domain.violations import refuse
from portal.models import DutyKind
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.duties import (
    OpenedDuty,
    close_when_met,
    locked_duty,
    meet,
    open_duty,
    tell,
    terms_of,
    words,
)
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar

FIRST_REPORT = "Сообщить в Роскомнадзор об инциденте"
INQUIRY_REPORT = "Сообщить в Роскомнадзор результаты расследования"
LONGEST_AGO = timedelta(days=3650)
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RecordIncident:
    """What happened to whose data, found at a local moment of the provider."""

    found_at: datetime
    about: str


@dataclass(frozen=True, slots=True)
class ReportIncident:
    """One of the reports went out at a local moment; ``note`` is its number or how it was sent."""

    incident_id: int
    code: str
    reported_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawIncident:
    """An incident entered by mistake; ``reason`` stays in sight."""

    incident_id: int
    reason: str


def record_incident(command: RecordIncident, *, region: Region, actor: Actor, now: datetime) -> int:
    """Enter an incident; both terms run from the moment it was found, days off included.

    Raises value_invalid without words and for a moment to come.
    """
    about = words(command.about, "Напишите, что случилось и чьи данные затронуты.", "about")
    here = region.local(now)
    if not here - LONGEST_AGO <= command.found_at <= here:
        text = "Инцидент обнаружен не позже этой минуты. Проверьте день и время."
        refuse("value_invalid", text, field="found_on")
    with transaction() as session:
        rules = region.rules.personal_data_rules.on(command.found_at.date())
        found = incident_due(rules, command.found_at, work_calendar(session, region))
        terms = ((FIRST_REPORT, found.first), (INQUIRY_REPORT, found.inquiry))
        opened = OpenedDuty(DutyKind.INCIDENT, command.found_at, about, terms)
        duty = open_duty(
            session, opened, provider_id=actor.provider_id, actor=actor, region=region, now=now
        )
        after: dict[str, object] = {"found_at": command.found_at, "about": about}
        tell(session, duty, "incident_recorded", actor=actor, now=now, after=after)
        return duty.id


def report_incident(
    command: ReportIncident, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Mark a report as sent; with the second one the incident leaves «Сегодня».

    Raises value_invalid for a moment before the incident or to come and for a report before the one
    that goes first, Conflict for a second mark.
    """
    with transaction() as session:
        duty = locked_duty(session, command.incident_id, DutyKind.INCIDENT, actor)
        terms = terms_of(session, duty)
        term = next((one for one in terms if one.code == command.code), None)
        if term is None:
            refuse("value_invalid", "Выберите, о чём сообщили.", field="code")
        earlier = next((one for one in terms if one.done_at is None), term)
        if term.done_at is None and earlier is not term:
            text = f"Сначала отметьте, что отправлено раньше: «{earlier.title}»."
            refuse("value_invalid", text, field="code")
        if not region.local(duty.happened_at) <= command.reported_at <= region.local(now):
            text = "Сообщают после обнаружения и не позже этой минуты. Проверьте день и время."
            refuse("value_invalid", text, field="reported_on")
        meet(term, region.utc(command.reported_at), actor, command.note)
        close_when_met(duty, terms, now)
        session.flush()
        after: dict[str, object] = {"report": term.code, "at": command.reported_at}
        tell(session, duty, "incident_reported", actor=actor, now=now, after=after)


def withdraw_incident(command: WithdrawIncident, *, actor: Actor, now: datetime) -> None:
    """Take back an incident entered by mistake; its record and the reason stay (FED-PDP-06).

    Raises value_invalid without a reason or once a report went out, Conflict for a closed one.
    """
    reason = words(command.reason, "Напишите, почему запись ошибочна.", "reason")
    with transaction() as session:
        duty = locked_duty(session, command.incident_id, DutyKind.INCIDENT, actor)
        if any(one.done_at is not None for one in terms_of(session, duty)):
            text = "Об инциденте уже сообщили: отозвать запись нельзя. Доведите её до конца."
            refuse("value_invalid", text, field="reason")
        duty.state, duty.closed_at = WITHDRAWN, now
        duty.facts = {**duty.facts, "reason": reason}
        session.flush()
        tell(session, duty, "incident_withdrawn", actor=actor, now=now, after={"reason": reason})

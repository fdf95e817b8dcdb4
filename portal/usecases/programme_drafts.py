"""Programmes that the provider drafts by the day in the decision.

Rules: MSK-IPP-02, MSK-IPP-10, MSK-REC-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.deadlines import END_OF_DAY, DeadlineRule, Due, Unit
from portal.domain.explanation import Step
from portal.domain.programme_life import Drafting, check_participation
from portal.domain.violations import NotFound, refuse
from portal.domain.workflow import WorkflowStep, advance, open_steps
from portal.models import Duty, DutyKind, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.duties import (
    OpenedDuty,
    at_start,
    locked_duty,
    meet,
    open_duty,
    tell,
    terms_of,
    words,
)
from portal.usecases.facts import own
from portal.usecases.indications import NOT_NOTED, Indication, indication_facts
from portal.usecases.transaction import demand_version, take_turn, transaction

SEND = "Отправить проект программы на подпись"
AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class StartDraft:
    """The decision that orders the draft, the day it names, and the indication if it was noted."""

    recipient_id: int
    decision_number: str
    decision_on: date
    due_on: date
    indication: Indication = NOT_NOTED


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """The next step on a day; ``took_part`` is asked when the draft leaves the applicant."""

    draft_id: int
    step: str
    day: date
    took_part: bool = True
    reason: str = ""
    version: int | None = None


def start_draft(command: StartDraft, *, region: Region, actor: Actor, now: datetime) -> int:
    """Enter a draft with the day by which it is sent for signature.

    Raises NotFound where the authority drafts programmes, value_invalid for days out of order,
    duplicate when a draft under this decision stands already: a number begins anew each year.
    """
    with transaction() as session:
        drafting = region.rules.programme_rules.on(command.decision_on).drafting
        known = selectinload(Recipient.categories)
        person = own(session, Recipient, command.recipient_id, actor.provider_id, known)
        admission = region.rules.admission_rules.on(command.decision_on)
        if drafting is None:
            raise NotFound
        number = words(command.decision_number, "Введите номер решения.", "decision_number")
        if command.decision_on > region.today(now):
            text = "Решение ещё не вынесено: этот день не наступил. Проверьте дату."
            refuse("value_invalid", text, field="decision_on", citation=drafting.citation)
        if command.due_on < command.decision_on:
            text = "День, названный в решении, не раньше самого решения. Проверьте дату."
            refuse("value_invalid", text, field="due_on", citation=drafting.citation)
        _demand_new_decision(session, number, command.decision_on, drafting, actor)
        facts: dict[str, object] = {
            "decision_number": number,
            "decision_on": command.decision_on.isoformat(),
            "due_on": command.due_on.isoformat(),
            "days": {},
            **indication_facts(admission, command.indication, person),
        }
        opened = OpenedDuty(
            DutyKind.PROGRAMME_DRAFT,
            at_start(command.decision_on),
            person.full_name,
            ((SEND, _named_day(drafting, command)),),
            state=drafting.workflow.start,
            facts=facts,
            recipient_id=person.id,
        )
        duty = open_duty(
            session, opened, provider_id=actor.provider_id, actor=actor, region=region, now=now
        )
        tell(session, duty, "draft_started", actor=actor, now=now, after=dict(facts))
        return duty.id


def _demand_new_decision(
    session: Session, number: str, decided: date, drafting: Drafting, actor: Actor
) -> None:
    take_turn(session, f"programme draft {actor.provider_id}")
    twin = session.scalars(
        select(Duty).where(
            Duty.provider_id == actor.provider_id,
            Duty.kind == DutyKind.PROGRAMME_DRAFT,
            Duty.facts["decision_number"].as_string() == number,
            Duty.facts["decision_on"].as_string().startswith(f"{decided.year:04d}-"),
        )
    ).first()
    if twin is None:
        return
    on = date.fromisoformat(str(twin.facts["decision_on"]))
    refuse(
        "duplicate",
        f"По решению № {number} от {on:%d.%m.%Y} проект уже ведётся: {twin.about}. По одному "
        "решению составляют один проект. Проверьте номер или откройте тот проект в списке.",
        field="decision_number",
        citation=drafting.citation,
    )


def _named_day(drafting: Drafting, command: StartDraft) -> Due:
    """The day is not counted: the decision names it."""
    days = (command.due_on - command.decision_on).days
    rule = DeadlineRule(
        "programme_draft", days, Unit.CALENDAR_DAY, "decision_made", drafting.citation
    )
    end = datetime.combine(command.due_on, END_OF_DAY)
    text = f"День назван в решении от {command.decision_on:%d.%m.%Y}: {command.due_on:%d.%m.%Y}."
    step = Step(text, command.due_on.isoformat(), drafting.citation)
    return Due(end, end, rule, (step,))


def move_draft(command: MoveDraft, *, region: Region, actor: Actor, now: datetime) -> str:
    """Take the next step; returns the new state. The draft is closed in its final state.

    Raises transition_not_allowed, not_authorised, value_invalid for a day out of order, and
    reason_required when the applicant took no part and nobody says why.
    """
    today = region.today(now)
    with transaction() as session:
        duty = locked_duty(session, command.draft_id, DutyKind.PROGRAMME_DRAFT, actor)
        if command.version is not None:
            demand_version(duty.version, command.version)
        drafting = _drafting_of(duty, region)
        step = _step(drafting, duty.state, command.step)
        first = _latest(duty)
        if not first <= command.day <= today:
            text = f"Введите день от {first:%d.%m.%Y}, дня прошлого шага, до сегодняшнего."
            refuse("value_invalid", text, field="day", citation=drafting.citation)
        leaves = duty.state == drafting.workflow.start
        if leaves:
            check_participation(drafting, took_part=command.took_part, reason=command.reason)
        role = AUTHORITY if step and AUTHORITY in step.actors else actor.role.value
        duty.state = advance(drafting.workflow, duty.state, command.step, role)
        duty.facts = _with_day(duty, command, leaves=leaves)
        if leaves:
            moment = now if command.day == today else region.utc(at_start(command.day))
            for term in terms_of(session, duty):
                meet(term, moment, actor, command.reason)
        if drafting.workflow.state(duty.state).final:
            duty.closed_at = now
        session.flush()
        after: dict[str, object] = {"state": duty.state, "day": command.day}
        tell(session, duty, "draft_moved", actor=actor, now=now, after=after)
        return duty.state


def _drafting_of(duty: Duty, region: Region) -> Drafting:
    decided = date.fromisoformat(str(duty.facts["decision_on"]))
    drafting = region.rules.programme_rules.on(decided).drafting
    if drafting is None:
        raise NotFound
    return drafting


def _step(drafting: Drafting, state: str, code: str) -> WorkflowStep | None:
    return next((one for one in open_steps(drafting.workflow, state) if one.code == code), None)


def _days(duty: Duty) -> dict[str, str]:
    days = duty.facts.get("days")
    return {str(key): str(day) for key, day in days.items()} if isinstance(days, dict) else {}


def _latest(duty: Duty) -> date:
    decided = str(duty.facts["decision_on"])
    return max(date.fromisoformat(day) for day in (decided, *_days(duty).values()))


def _with_day(duty: Duty, command: MoveDraft, *, leaves: bool) -> dict[str, object]:
    facts = {**duty.facts, "days": {**_days(duty), duty.state: command.day.isoformat()}}
    if leaves:
        facts |= {"took_part": command.took_part, "reason": command.reason.strip()}
    return facts

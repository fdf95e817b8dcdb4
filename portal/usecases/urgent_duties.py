"""Duties towards recipients of urgent help that are marked as done (VLA-RGT-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.choices import Choice
from portal.domain.information import unmarked_duties
from portal.domain.law import Citation
from portal.domain.violations import NotAllowed, refuse
from portal.models import UrgentCase, UrgentDutyMark
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading, transaction
from portal.usecases.urgent import CARE


@dataclass(frozen=True, slots=True)
class UrgentDutiesView:
    """The duties of the region, those already marked with their days, those still to mark."""

    duties: tuple[Choice, ...]
    citation: Citation | None
    done: tuple[tuple[str, date], ...]
    missing: tuple[Choice, ...]


def urgent_duties(actor: Actor, case_id: int, region: Region, day: date) -> UrgentDutiesView:
    """What the provider owes in a case, and what of it is not recorded; raises NotFound."""
    rules = region.rules.information_rules.on(day)
    with reading() as session:
        case = own(session, UrgentCase, case_id, actor.provider_id)
        marks = _marks(session, case)
    found = rules.urgent_duties
    return UrgentDutiesView(
        duties=found.duties.choices if found else (),
        citation=found.duties.citation if found else None,
        done=tuple((one.title, one.done_on) for one in marks),
        missing=unmarked_duties(rules, [one.code for one in marks]),
    )


def mark_urgent_duty(
    case_id: int, code: str, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record that a duty was done today; raises value_invalid for one that needs no mark any more.

    Raises NotAllowed for somebody who gives no urgent help.
    """
    if actor.role not in CARE:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        case = own(session, UrgentCase, case_id, actor.provider_id, lock=True)
        done = [one.code for one in _marks(session, case)]
        missing = unmarked_duties(region.rules.information_rules.on(today), done)
        duty = next((one for one in missing if one.code == code), None)
        if duty is None:
            text = "Отметка уже стоит или здесь не нужна. Обновите страницу."
            refuse("value_invalid", text, field="code")
        row = UrgentDutyMark(
            provider_id=actor.provider_id,
            case_id=case.id,
            code=duty.code,
            title=duty.title,
            done_on=today,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"duty": duty.code, "on": today}
        audit.record(session, actor, now, "urgent_duty_marked", "urgent", case.id, None, after)


def _marks(session: Session, case: UrgentCase) -> tuple[UrgentDutyMark, ...]:
    rows = session.scalars(
        select(UrgentDutyMark)
        .where(UrgentDutyMark.provider_id == case.provider_id, UrgentDutyMark.case_id == case.id)
        .order_by(UrgentDutyMark.id)
    )
    return tuple(rows)

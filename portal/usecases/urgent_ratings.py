"""How urgent help is judged when it is over: criteria, result, on whose word (VLA-RGT-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.choices import Choice
from portal.domain.information import QualityMark, Rater, UrgentQuality, criteria_to_rate
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import UrgentCase, UrgentMark, UrgentRating
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.urgent import CARE, LONGEST


@dataclass(frozen=True, slots=True)
class RateUrgent:
    """Marks by the region's criteria; ``result`` None = none of the region's results was reached.

    ``version`` is that of the rating that was seen, None where there was none.
    """

    case_id: int
    marks: Mapping[str, QualityMark]
    result: str | None
    rater: Rater
    rated_on: date
    note: str = ""
    version: int | None = None


def rate_urgent(command: RateUrgent, *, region: Region, actor: Actor, now: datetime) -> int:
    """Write the rating of a case down, or anew; every criterion has its mark.

    Raises NotFound where the region judges nothing, transition_not_allowed before the act is drawn
    up, value_invalid for a criterion left out or a strange day.
    """
    if actor.role not in CARE:
        raise NotAllowed
    today = region.today(now)
    quality = urgent_quality(region, today)
    with transaction() as session:
        case = own(session, UrgentCase, command.case_id, actor.provider_id, lock=True)
        if found := _wrong(command, case, quality, today):
            raise RulesBroken(*found)
        row = _row(session, case, command.version)
        before = None if row.id is None else _told(row)
        row.result, row.rater, row.rated_on = command.result, command.rater, command.rated_on
        row.note = command.note.strip()
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        row.marks.clear()
        session.add(row)
        session.flush()
        row.marks = [
            UrgentMark(
                provider_id=case.provider_id, criterion=one.code, mark=command.marks[one.code]
            )
            for one in quality.criteria.choices
        ]
        session.flush()
        audit.record(session, actor, now, "urgent_rated", "urgent", case.id, before, _told(row))
        return row.id


def urgent_quality(region: Region, day: date) -> UrgentQuality:
    """How the region judges urgent help; raises NotFound where no act says it."""
    quality = region.rules.information_rules.on(day).urgent_quality
    if quality is None:
        raise NotFound
    return quality


def _row(session: Session, case: UrgentCase, version: int | None) -> UrgentRating:
    """The rating of the case as it was seen, or a new one; the case is locked."""
    found = session.scalar(
        select(UrgentRating)
        .where(UrgentRating.provider_id == case.provider_id, UrgentRating.case_id == case.id)
        .options(selectinload(UrgentRating.marks))
    )
    if found is None:
        return UrgentRating(provider_id=case.provider_id, case_id=case.id, marks=[])
    demand_version(found.version, version or 0)
    return found


def _wrong(
    command: RateUrgent, case: UrgentCase, quality: UrgentQuality, today: date
) -> tuple[Violation, ...]:
    if case.drawn_on is None:
        refuse(
            "transition_not_allowed",
            "Помощь оценивают, когда она закончена. Сначала составьте акт.",
            citation=quality.criteria.citation,
        )
    found = [
        Violation(
            "value_invalid",
            f"Не оценено: {one.title}. Отметьте «да», «частично» или «нет».",
            f"mark-{one.code}",
            quality.criteria.citation,
        )
        for one in _left(command, quality)
    ]
    if not case.drawn_on <= command.rated_on <= today:
        text = (
            f"Акт составлен {case.drawn_on:%d.%m.%Y}: оценивают не раньше и не позже сегодняшнего "
            "дня. Проверьте дату."
        )
        found.append(Violation("value_invalid", text, "rated_on"))
    if len(command.note) > LONGEST:
        text = f"Текст длиннее {LONGEST} знаков. Сократите его."
        found.append(Violation("value_invalid", text, "note"))
    return tuple(found)


def _left(command: RateUrgent, quality: UrgentQuality) -> tuple[Choice, ...]:
    if command.result is None:
        return quality.criteria.without(command.marks)
    return criteria_to_rate(quality, command.result, command.marks)


def _told(row: UrgentRating) -> dict[str, object]:
    return {
        "result": row.result,
        "rater": row.rater,
        "rated_on": row.rated_on,
        "marks": {one.criterion: one.mark for one in row.marks},
    }

"""What the provider publishes about itself, and by when after a change (FED-NOT-04).

A tariff that changes concerns every provider of the region, a department's places its own one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar, counted
from portal.domain.deadlines import Due
from portal.domain.notices import NoticeRule, notice_due
from portal.domain.violations import Violation, refuse
from portal.models import Duty, DutyKind, Provider
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.duties import OpenedDuty, at_start, meet, open_duty, tell, terms_of
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar

PUBLIC = "public_information"
TARIFFS, VACANCIES = "tariffs", "vacancies_by_form"
UPDATE_SITE = "Обновить сведения на сайте"


@dataclass(frozen=True, slots=True)
class MarkPublished:
    """The site was renewed on a day; ``where`` is the address, ``figures`` what stood there."""

    published_on: date
    where: str = ""
    figures: JsonObject | None = None


def tariffs_changed(session: Session, region: Region, since: date, now: datetime) -> None:
    """Each provider of the region has to publish the tariffs that begin on this day."""
    ids = session.scalars(select(Provider.id).where(Provider.region_code == region.code))
    _open(session, ids.all(), TARIFFS, since, region=region, now=now)


def places_changed(session: Session, region: Region, provider_id: int, now: datetime) -> None:
    """The provider has to publish its free places anew from today on."""
    _open(session, (provider_id,), VACANCIES, region.today(now), region=region, now=now)


def _open(
    session: Session,
    provider_ids: Iterable[int],
    subject: str,
    day: date,
    *,
    region: Region,
    now: datetime,
) -> None:
    """One duty for each provider and day of change, however many values change on it."""
    rule = region.rules.notices.on(day).notice(PUBLIC)
    title = next((one.title for one in rule.subjects if one.code == subject), rule.title)
    moment = at_start(day)
    # Nothing published before can show a change of the same day, so a closed one is no excuse.
    known = set(
        session.scalars(
            select(Duty.provider_id).where(
                Duty.kind == DutyKind.PUBLICATION,
                Duty.state == subject,
                Duty.happened_at == region.utc(moment),
                Duty.closed_at.is_(None),
            )
        )
    )
    found = publication_due(rule, day, work_calendar(session, region))
    terms = ((UPDATE_SITE, found),) if found else ()
    for provider_id in provider_ids:
        if provider_id in known:
            continue
        opened = OpenedDuty(
            DutyKind.PUBLICATION, moment, f"Изменились {title}", terms, state=subject
        )
        # The change itself stands in the audit trail; the duty only follows from it.
        open_duty(session, opened, provider_id=provider_id, actor=None, region=region, now=now)


def publication_due(rule: NoticeRule, day: date, calendar: WorkCalendar) -> Due | None:
    """By when a change of the day is published; None while the year has no calendar yet.

    A tariff of next year must not wait for next year's calendar.
    """
    found = counted(lambda: notice_due(rule, day, calendar))
    return None if isinstance(found, Violation) else found


def mark_published(command: MarkPublished, *, region: Region, actor: Actor, now: datetime) -> int:
    """Everything that had changed by the day stands on the site now; returns how many changes.

    Raises value_invalid for a day to come, and when nothing waits to be published.
    """
    today = region.today(now)
    if command.published_on > today:
        text = "Этот день ещё не наступил. Введите день, когда сведения обновили."
        refuse("value_invalid", text, field="published_on")
    end = region.utc(datetime.combine(command.published_on, time.max))
    with transaction() as session:
        waiting = _waiting(session, actor.provider_id, end)
        if not waiting:
            text = "К этому дню публиковать было нечего: проверьте день обновления."
            refuse("value_invalid", text, field="published_on")
        moment = now if command.published_on == today else end
        for duty in waiting:
            for term in terms_of(session, duty):
                meet(term, moment, actor, command.where)
            duty.closed_at = now
            duty.facts = {
                "published_on": command.published_on.isoformat(),
                "where": command.where,
                "figures": command.figures or {},
            }
            session.flush()
            after: dict[str, object] = {
                "published_on": command.published_on,
                "where": command.where,
            }
            tell(session, duty, "published", actor=actor, now=now, after=after)
        return len(waiting)


def _waiting(session: Session, provider_id: int, end: datetime) -> Sequence[Duty]:
    """What had changed by a moment and is not on the site yet, held."""
    return session.scalars(
        select(Duty)
        .where(
            Duty.provider_id == provider_id,
            Duty.kind == DutyKind.PUBLICATION,
            Duty.closed_at.is_(None),
            Duty.happened_at <= end,
        )
        .with_for_update()
    ).all()

"""A provider's office hours, and the warning of a term in hours that ends outside (FED-CAL-05)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.domain.deadlines import HOURS_RUN, DeadlineRule, Unit
from portal.domain.office_hours import USUAL_HOURS, OfficeHours, after_hours
from portal.domain.violations import Violation, refuse
from portal.models import Programme, Provider
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading, transaction
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class SetOfficeHours:
    """From when till when the provider works, by its local time."""

    opens: time
    closes: time


def set_office_hours(
    command: SetOfficeHours, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Name the provider's hours; value_invalid when it would close before it opens (FED-CAL-05).

    Terms already counted keep their moments: only what is told of them changes.
    """
    if command.closes <= command.opens:
        refuse(
            "value_invalid",
            "Конец работы раньше начала. Введите время по порядку, например 8:30 и 17:30.",
            field="closes",
            citation=HOURS_RUN,
        )
    with transaction() as session:
        provider = session.get_one(Provider, actor.provider_id)
        before = {"opens": _iso(provider.opens_at), "closes": _iso(provider.closes_at)}
        provider.opens_at, provider.closes_at = command.opens, command.closes
        session.flush()
        after = {"opens": _iso(command.opens), "closes": _iso(command.closes)}
        audit.record(
            session, actor, now, "office_hours_set", "provider", provider.id, before, after
        )


def get_office_hours(actor: Actor) -> OfficeHours:
    """The provider's hours, or the usual ones marked as such."""
    with reading() as session:
        return office_hours(session, actor.provider_id)


def office_hours(session: Session, provider_id: int) -> OfficeHours:
    """The hours kept, or the usual ones marked as such."""
    provider = session.get_one(Provider, provider_id)
    if provider.opens_at is None or provider.closes_at is None:
        return USUAL_HOURS
    return OfficeHours(provider.opens_at, provider.closes_at)


def ends_after_hours(
    session: Session, programme: Programme, *, region: Region
) -> tuple[Violation, ...]:
    """The warning when the contract's term runs in hours and ends when nobody is at work."""
    term = _term_in_hours(programme, region)
    if term is None:
        return ()
    end = region.local(programme.contract_due_at)
    found = after_hours(
        end - timedelta(hours=term.amount),
        end,
        work_calendar(session, region),
        office_hours(session, programme.provider_id),
    )
    return (found,) if found else ()


def _term_in_hours(programme: Programme, region: Region) -> DeadlineRule | None:
    rules = region.rules.contract_rules.on(region.today(programme.presented_at))
    for term in (rules.conclusion, rules.strict_conclusion):
        if term and term.unit is Unit.HOUR and term.citation.rule == programme.contract_due_rule:
            return term
    return None


def _iso(moment: time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None

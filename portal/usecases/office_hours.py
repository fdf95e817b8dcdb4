"""A provider's office hours, and the warning of a term in hours that ends outside (FED-CAL-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.domain.deadlines import HOURS_RUN, DeadlineRule, Unit
from portal.domain.office_hours import SHORTEST_DAY, USUAL_HOURS, OfficeHours, after_hours
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
    """Name the provider's hours (FED-CAL-05).

    Raises value_invalid when it would close before it opens, or within an hour: a day before a
    holiday is an hour shorter.

    Terms already counted keep their moments: only what is told of them changes.
    """
    if fault := _fault(command):
        text = f"{fault} Введите время по порядку, например 8:30 и 17:30."
        refuse("value_invalid", text, field="closes", citation=HOURS_RUN)
    with transaction() as session:
        provider = session.get_one(Provider, actor.provider_id)
        before = {"opens": _iso(provider.opens_at), "closes": _iso(provider.closes_at)}
        provider.opens_at, provider.closes_at = command.opens, command.closes
        session.flush()
        after = {"opens": _iso(command.opens), "closes": _iso(command.closes)}
        audit.record(
            session, actor, now, "office_hours_set", "provider", provider.id, before, after
        )


def _fault(command: SetOfficeHours) -> str:
    """What is wrong with the hours; empty when nothing is."""
    if command.closes == command.opens:
        return "Начало и конец работы совпадают."
    if command.closes < command.opens:
        return "Конец работы раньше начала."
    open_for = _on_a_clock(command.closes) - _on_a_clock(command.opens)
    if open_for <= SHORTEST_DAY:
        return (
            "Рабочий день длится больше часа: перед праздником он короче на час, и от него ничего "
            "не останется."
        )
    return ""


def _on_a_clock(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


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
    session: Session, programme: Programme, *, region: Region, day: date
) -> tuple[Violation, ...]:
    """The warnings for terms in hours that have not ended before ``day`` and end after hours.

    The contract's own term, and the shorter federal one beside a longer one of the region.
    """
    ahead = [
        (name, term, end)
        for name, term, end in _terms_in_hours(programme, region)
        if end.date() >= day
    ]
    if not ahead:
        return ()
    calendar = work_calendar(session, region)
    hours = office_hours(session, programme.provider_id)
    found = (
        after_hours(end - timedelta(hours=term.amount), end, calendar, hours, term=name)
        for name, term, end in ahead
    )
    return tuple(one for one in found if one is not None)


def _terms_in_hours(
    programme: Programme, region: Region
) -> Iterator[tuple[str, DeadlineRule, datetime]]:
    day = region.today(programme.presented_at)
    rules = region.rules.contract_rules.on(day).for_unit(programme.unit_code)
    for term in (rules.conclusion, rules.strict_conclusion):
        if term and term.unit is Unit.HOUR and term.citation.rule == programme.contract_due_rule:
            yield "Срок", term, region.local(programme.contract_due_at)
            break
    federal = rules.federal_conclusion
    if programme.federal_due_at is not None and federal.unit is Unit.HOUR:
        yield "Федеральный срок", federal, region.local(programme.federal_due_at)


def _iso(moment: time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None

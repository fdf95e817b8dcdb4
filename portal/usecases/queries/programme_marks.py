"""The completion marks of a programme's services: recorded, or suggested by what was given.

Signed acts suggest them (FED-IPP-08). Where a conclusion goes out before the programme ends, the
last months have no act yet: there the recorded deliveries of the months that are over count too
(AST-FRM-03).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, false, func, not_, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.break_days import ServedDays, days_of_month
from portal.domain.calendar import last_day, month_of
from portal.domain.catalogue import Kind
from portal.domain.programme_rules import FULFILLED, suggested_mark
from portal.domain.suspension import Interval
from portal.models import (
    Act,
    ActLine,
    ActState,
    Contract,
    Delivery,
    Programme,
    ProgrammeMark,
)
from portal.regions.registry import Region
from portal.usecases.programme_changes import conclusion_form
from portal.usecases.queries.month_astray import served_days
from portal.usecases.queries.programme_refusals import refused_services


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A service with what was planned and accepted; ``mark`` is recorded, else suggested.

    ``before`` is the mark of the former provider with its reason, for who came in a move.
    """

    code: str
    title: str
    planned: Decimal
    accepted: Decimal
    suggested: str
    mark: str
    reason: str
    kind: Kind | None = None
    before: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """The months in which anything was given, and how much of each service."""

    months: frozenset[date]
    volumes: Mapping[str, Decimal]


def marks_of(
    session: Session, programme: Programme, region: Region, day: date
) -> tuple[tuple[MarkRow, ...], bool]:
    """The services with their marks, and whether they are recorded already.

    Planned is what the days of service in the months that count hold of the monthly volume,
    accepted what was given in them.
    """
    given = _given(session, programme, conclusion_form(programme, region, day) is not None, day)
    recorded = {
        one.code: one
        for one in session.scalars(
            select(ProgrammeMark).where(ProgrammeMark.programme_id == programme.id)
        )
    }
    items = {one.code: one for one in region.rules.service_catalogue.on(day).items}
    earlier = {one["code"]: one for one in programme.marks_before or ()}
    refused = refused_services(session, programme)
    served = _served(session, programme, given.months)
    rows = []
    for service in programme.services:
        volume = service.quantity_per_month
        planned = sum((one.volume(volume) for one in served), Decimal(0)) or volume
        accepted = given.volumes.get(service.code) or Decimal(0)
        suggested = suggested_mark(planned, accepted)
        own_mark, item = recorded.get(service.code), items.get(service.code)
        told = earlier.get(service.code)
        rows.append(
            MarkRow(
                code=service.code,
                title=item.title if item else service.code,
                planned=planned,
                accepted=accepted,
                suggested=suggested,
                mark=own_mark.mark if own_mark else suggested,
                reason=own_mark.reason if own_mark else _why(suggested, refused.get(service.code)),
                kind=item.kind if item else None,
                before=(str(told["mark"]), str(told["reason"])) if told else None,
            )
        )
    return tuple(rows), bool(recorded)


def _why(suggested: str, refused_from: date | None) -> str:
    """What the portal knows of a service that was not given in full (FED-TER-01)."""
    if refused_from is None or suggested == FULFILLED:
        return ""
    return f"получатель отказался с {refused_from:%d.%m.%Y}"


def _given(session: Session, programme: Programme, recorded_count: bool, day: date) -> _Given:
    """What signed acts hold, and what is recorded of the finished months without one."""
    signed = (
        Act.provider_id == programme.provider_id,
        Act.state == ActState.SIGNED,
        Contract.programme_id == programme.id,
    )
    months = set(
        session.scalars(
            select(Act.month).join(Contract, Contract.id == Act.contract_id).where(*signed)
        )
    )
    volumes = dict(
        session.execute(
            select(ActLine.code, func.sum(ActLine.quantity))
            .join(Act, Act.id == ActLine.act_id)
            .join(Contract, Contract.id == Act.contract_id)
            .where(*signed, ActLine.additional.is_(False))
            .group_by(ActLine.code)
        ).all()
    )
    if not recorded_count:
        return _Given(frozenset(months), volumes)
    unsigned = _unsigned(session, programme, months, day)
    for code, volume in unsigned.volumes.items():
        volumes[code] = volumes.get(code, Decimal(0)) + volume
    return _Given(frozenset(months) | unsigned.months, volumes)


def _unsigned(session: Session, programme: Programme, months: Iterable[date], day: date) -> _Given:
    """What is recorded of the finished months besides those that have a signed act."""
    unsigned = (
        Delivery.provider_id == programme.provider_id,
        Delivery.day < month_of(day),
        Delivery.additional.is_(False),
        Contract.programme_id == programme.id,
        not_(_within(months)),
    )
    by_code = session.execute(
        select(Delivery.code, func.sum(Delivery.quantity))
        .join(Contract, Contract.id == Delivery.contract_id)
        .where(*unsigned)
        .group_by(Delivery.code)
    )
    days = session.scalars(
        select(Delivery.day)
        .join(Contract, Contract.id == Delivery.contract_id)
        .where(*unsigned)
        .distinct()
    )
    return _Given(frozenset(month_of(one) for one in days), dict(by_code.all()))


def _served(session: Session, programme: Programme, months: Iterable[date]) -> list[ServedDays]:
    """The days of the months on which a contract of the programme ran and was not suspended."""
    contracts = session.scalars(
        select(Contract)
        .where(Contract.provider_id == programme.provider_id)
        .where(Contract.programme_id == programme.id, Contract.in_force_from.is_not(None))
        .options(selectinload(Contract.suspensions))
    ).all()
    found = []
    for month in sorted(months):
        days = set[date]()
        for one in contracts:
            first, last = served_days(one, programme)
            days.update(days_of_month(month, first, last, _pauses(one)).served)
        found.append(ServedDays(len(days), last_day(month).day))
    return found


def _pauses(contract: Contract) -> tuple[Interval, ...]:
    return tuple(Interval(one.since, one.until) for one in contract.suspensions)


def _within(months: Iterable[date]) -> ColumnElement[bool]:
    """Whether a delivery's day lies in one of the months."""
    return or_(false(), *(Delivery.day.between(one, last_day(one)) for one in sorted(months)))

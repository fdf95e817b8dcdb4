"""Services given in a month: rounds on fixed weekdays at home, every day in residential care.

Rows are written in bulk: the same that ``record_delivery`` would write one by one, within the same
limits; ``proof`` holds them against the programme, the contract and the pauses.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import cast

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.demo.cases import SEED, Case, Pause
from portal.demo.staffing import Office
from portal.domain.calendar import days_of, last_day
from portal.domain.catalogue import Form
from portal.domain.programme import ProgrammeLine
from portal.models import AdditionalRequest, Delivery, Role
from portal.usecases.transaction import transaction

_ENTERED = time(16, 40)
_DAILY = 28
"""A monthly volume from which on a service is given every day."""
_SLIPS = 0.15
_NEVER_CUT = 2
_EXTRA = {Form.HOME: "H-12", Form.STATIONARY: "S-16"}

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Served:
    """A contract in force and the person behind it."""

    case: Case
    office: Office
    contract_id: int
    since: date
    programme_id: int


def give_month(served: Sequence[Served], month: date, until: date) -> None:
    """Write what everybody got in the month, up to and with ``until``."""
    rows = [row for one in served for row in _month_of(one, month, until)]
    if rows:
        with transaction() as session:
            asked = _asked_for(served, rows, known=_known(session, rows))
            if asked:
                session.execute(insert(AdditionalRequest), asked)
            session.execute(insert(Delivery), rows)


def _known(session: Session, rows: Sequence[Row]) -> frozenset[tuple[int, str]]:
    """The requests that contracts have by now."""
    contracts = {row["contract_id"] for row in rows if row["additional"]}
    found = session.execute(
        select(AdditionalRequest.contract_id, AdditionalRequest.code).where(
            AdditionalRequest.contract_id.in_(contracts)
        )
    )
    return frozenset((contract_id, code) for contract_id, code in found)


def _asked_for(
    served: Sequence[Served], rows: Sequence[Row], *, known: frozenset[tuple[int, str]]
) -> list[Row]:
    """The written requests behind the additional services, signed on the day of the service."""
    people = {one.contract_id: one for one in served}
    return [
        _request(people[int(str(row["contract_id"]))], row)
        for row in rows
        if row["additional"] and (row["contract_id"], row["code"]) not in known
    ]


def _request(one: Served, row: Row) -> Row:
    day, code = cast(date, row["day"]), str(row["code"])
    catalogue = one.office.region.rules.service_catalogue.on(day)
    return {
        "provider_id": row["provider_id"],
        "contract_id": row["contract_id"],
        "code": code,
        "title": catalogue.item(code, field="code").title,
        "requested_on": day,
        "recorded_at": row["entered_at"],
        "recorded_by_id": row["worker_id"],
    }


def _month_of(one: Served, month: date, until: date) -> Iterator[Row]:
    days = [day for day in days_of(month) if _is_served(one, day)]
    if not days:
        return
    chance = random.Random(  # noqa: S311 - the same visits on every run
        f"{SEED} {one.case.house.code} {one.case.number} {month}"
    )
    share = Decimal(len(days)) / last_day(month).day
    for line in one.case.services:
        for day, quantity in _visits(one.case, line, days, share, chance):
            if day <= until:
                yield _row(one, day, line.code, quantity)
    # Now and then somebody asks for a service beyond the programme, at the full price.
    if one.case.number % 8 == month.month % 8:
        extra = f"{one.case.services[0].code[:4]}{_EXTRA[one.case.house.form]}"
        day = chance.choice(days)
        if day <= until:
            yield _row(one, day, extra, 1, additional=True)


def _is_served(one: Served, day: date) -> bool:
    return one.since <= day <= one.case.valid_until and not any(
        _holds(pause, day) for pause in one.case.pauses
    )


def _holds(pause: Pause, day: date) -> bool:
    return pause.since <= day and (pause.until is None or day < pause.until)


def _visits(
    case: Case,
    line: ProgrammeLine,
    days: Sequence[date],
    share: Decimal,
    chance: random.Random,
) -> Iterator[tuple[date, int]]:
    """The month's volume laid out over the days of visits, seldom all of it."""
    volume = int(line.quantity_per_month)
    if volume >= _DAILY:
        yield from ((day, 1) for day in days)
        return
    rounds = [day for day in days if day.weekday() in case.round] or list(days[:1])
    wanted = max(1, int(volume * share))
    if wanted > _NEVER_CUT and chance.random() < _SLIPS:
        wanted -= chance.randint(1, 2)
    for place, day in enumerate(rounds):
        quantity = wanted * (place + 1) // len(rounds) - wanted * place // len(rounds)
        if quantity:
            yield day, quantity


def _row(one: Served, day: date, code: str, quantity: int, *, additional: bool = False) -> Row:
    return {
        "provider_id": one.office.provider_id,
        "contract_id": one.contract_id,
        "day": day,
        "code": code,
        "quantity": Decimal(quantity),
        "worker_id": one.office.actor(Role.SOCIAL_WORKER, one.case.worker).membership_id,
        "additional": additional,
        "entered_at": one.office.region.utc(datetime.combine(day, _ENTERED)),
    }

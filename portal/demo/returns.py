"""Somebody is back from hospital or a journey, and the break waits for its order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.demo.care import Served
from portal.demo.houses import MOSCOW
from portal.demo.staffing import Office
from portal.domain.contract import ContractState
from portal.models import Contract, Role, Suspension
from portal.usecases.suspension_events import RecordBreakEvent, record_break_event
from portal.usecases.transaction import reading

HEARD = "сказала дочь по телефону"


def come_back(office: Office, served: Iterable[Served], now: datetime) -> None:
    """Record yesterday's return of the one whose break has lasted longest, in one house."""
    if office.house is not MOSCOW:
        return
    yesterday = office.region.today(now) - timedelta(days=1)
    waiting = ("hospital_stay", "sanatorium", "temporary_absence")
    with reading() as session:
        found = session.scalar(
            select(Suspension.id)
            .join(Contract, Contract.id == Suspension.contract_id)
            .where(
                Contract.id.in_([one.contract_id for one in served]),
                Contract.state == ContractState.SUSPENDED,
                Suspension.until.is_(None),
                Suspension.ground.in_(waiting),
                Suspension.since < yesterday,
            )
            .order_by(Suspension.since, Suspension.id)
            .limit(1)
        )
    if found is None:
        return
    worker = office.actor(Role.SOCIAL_WORKER)
    event = RecordBreakEvent(found, yesterday, HEARD)
    record_break_event(event, region=office.region, actor=worker, now=now)

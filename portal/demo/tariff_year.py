"""New tariffs of a year, told to everybody by a house that changes its fees by them.

Where new tariffs are a ground for changing the written fee alone, nobody is charged above it before
terms begin with a notice (MSK-FEE-08, MSK-NOT-01). The values ship with the region, so the day
takes them as they are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.demo.staffing import Office
from portal.domain.reference import TARIFF
from portal.domain.tariff_day import Cause, allowed_causes
from portal.models import Notice, Role, TariffDay
from portal.usecases.fee_notices import RecordHandover, record_handover
from portal.usecases.tariff_days import SetTariffDay, rehearse_tariff_day, set_tariff_day
from portal.usecases.tariff_values import CreateTariffDay, create_tariff_day
from portal.usecases.transaction import reading

NEW_YEAR = date(2026, 1, 1)
_SIGNED_BEFORE = timedelta(days=9)


def tells_of_tariffs(office: Office, day: date) -> bool:
    """Whether the house changes the written fee by a day's tariffs alone."""
    grounds = office.region.rules.fee_rules.on(day).change_grounds
    return Cause.TARIFFS in allowed_causes(grounds)


def begin_tariff_year(office: Office, day: date, now: datetime) -> None:
    """Rehearse and set the day, and hand over its notices."""
    region, director = office.region, office.actor(Role.DIRECTOR)
    accountant = office.actor(Role.ACCOUNTANT)
    day_id = create_tariff_day(
        CreateTariffDay(day, _act(office, day)), region=region, actor=accountant, now=now
    )
    rehearse_tariff_day(day_id, region=region, actor=accountant, now=now)
    with reading() as session:
        version = session.get_one(TariffDay, day_id).version
    set_tariff_day(SetTariffDay(day_id, version), region=region, actor=director, now=now)
    with reading() as session:
        notices = session.scalars(
            select(Notice.id).where(Notice.tariff_day_id == day_id).order_by(Notice.id)
        ).all()
    for notice_id in notices:
        record_handover(
            RecordHandover(notice_id, region.today(now)), region=region, actor=accountant, now=now
        )


def _act(office: Office, day: date) -> str:
    """The act behind the year's tariffs as people cite it, so that anybody could look it up.

    The region's sources tell neither its day nor its number: these are invented, as all here is.
    """
    tariffs = (
        value
        for value in office.region.reference_values
        if value.since == day and value.key.startswith(f"{TARIFF}.")
    )
    key = next(tariffs).citation.act
    act = next(act for act in office.region.identity.acts if act.key == key)
    dated = day - _SIGNED_BEFORE
    return f"{act.short} «{act.title}» от {dated:%d.%m.%Y} № {dated:%d}-Т"

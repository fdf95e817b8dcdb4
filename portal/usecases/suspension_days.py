"""May these days be days without services: months with acts, other breaks, recorded services.

Whoever corrects issued acts may suspend days of their months; what was given on them comes off the
act. Days are never given back to a month with an act: nothing is caught up (FED-SUS-04).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.envelope import BreakDays
from portal.domain.suspension import NOTHING_ACCRUES, Interval
from portal.domain.violations import refuse
from portal.models import Act, Contract, Delivery, MonthClosing, MonthState, Suspension


def demand_days(
    session: Session,
    contract: Contract,
    wanted: Interval,
    *,
    corrects: bool = False,
    apart_from: int | None = None,
) -> None:
    """All that days without services ask for; raises month_closed or overlap, on ``since``."""
    days = (session, contract, wanted.since, wanted.until)
    demand_open_months(*days, field="since", corrects=corrects)
    demand_no_overlap(*days, apart_from=apart_from)
    demand_no_services(*days, field="since", corrects=corrects)


def demand_open_months(  # noqa: PLR0913 - the days and what the form at hand offers
    session: Session,
    contract: Contract,
    since: date,
    until: date | None,
    *,
    field: str,
    corrects: bool = False,
    remedy: str = " или отметьте, что акт надо исправить",
) -> None:
    """Refuse days of a month that is closed; raises month_closed.

    ``corrects``: its act is going to be corrected, so only a month without one stands in the way.
    ``remedy``: what else the form at hand offers besides a later day.
    """
    closed = sorted(_closed_months(session, contract, month_of(since), until or date.max))
    if corrects:
        known = {act.month for act in acts_between(session, contract, since, until)}
        closed = [month for month in closed if month not in known]
        remedy = ""
    if closed:
        month = closed[-1]
        refuse(
            "month_closed",
            f"Месяц закрыт ({month_title(month)}): акт уже выдан. Укажите день после "
            f"{last_day(month):%d.%m.%Y}{remedy}.",
            field=field,
            citation=NOTHING_ACCRUES,
        )


def demand_nothing_given_back(
    session: Session, contract: Contract, days: Sequence[date], *, field: str
) -> None:
    """Refuse to serve again days of a month whose act is issued; raises month_closed."""
    if not days:
        return
    given = {month_of(day) for day in days}
    closed = given.intersection(
        _closed_months(session, contract, min(given), max(days) + timedelta(days=1))
    )
    if closed:
        month = max(closed)
        refuse(
            "month_closed",
            f"Месяц закрыт ({month_title(month)}): акт уже выдан, задним числом услуги не "
            f"навёрстывают. Перерыв должен закончиться не раньше {last_day(month):%d.%m.%Y} или "
            "остаться в этом месяце прежним. Если ошиблись в днях, отметьте, что акт надо "
            "исправить.",
            field=field,
            citation=NOTHING_ACCRUES,
        )


def _closed_months(session: Session, contract: Contract, first: date, end: date) -> Sequence[date]:
    return session.scalars(
        select(MonthClosing.month)
        .where(
            MonthClosing.provider_id == contract.provider_id,
            MonthClosing.state == MonthState.CLOSED,
            MonthClosing.month >= first,
            MonthClosing.month < end,
        )
        .union(
            select(Act.month).where(
                Act.contract_id == contract.id, Act.month >= first, Act.month < end
            )
        )
    ).all()


def acts_between(
    session: Session, contract: Contract, since: date, until: date | None
) -> Sequence[Act]:
    """The acts of the months that a break touches, the earliest first."""
    return session.scalars(
        select(Act)
        .where(
            Act.contract_id == contract.id,
            Act.month >= month_of(since),
            Act.month < (until or date.max),
        )
        .order_by(Act.month)
    ).all()


def demand_no_overlap(
    session: Session,
    contract: Contract,
    since: date,
    until: date | None,
    *,
    apart_from: int | None = None,
) -> None:
    """Refuse days of another break; raises overlap. ``apart_from`` is the one that is moved."""
    wanted = Interval(since, until)
    rows = session.scalars(
        select(Suspension)
        .where(
            Suspension.provider_id == contract.provider_id, Suspension.contract_id == contract.id
        )
        .order_by(Suspension.since)
    )
    for row in rows:
        if row.id != apart_from and wanted.overlaps(Interval(row.since, row.until)):
            end = f" по {row.until:%d.%m.%Y}, не считая этого дня" if row.until else ""
            refuse(
                "overlap",
                f"Обслуживание уже приостановлено с {row.since:%d.%m.%Y}{end} (приказ № "
                f"{row.order_number}). Выберите другие дни или сначала возобновите обслуживание.",
                field="since",
                citation=NOTHING_ACCRUES,
            )


def demand_no_services(
    session: Session,
    contract: Contract,
    since: date,
    until: date | None,
    *,
    field: str,
    corrects: bool = False,
) -> None:
    """A suspended day holds no services, so recorded ones must go first (FED-SUS-04).

    ``corrects``: those of months with an act come off the act instead. Raises overlap.
    """
    wanted = (
        select(Delivery.day)
        .where(
            Delivery.provider_id == contract.provider_id,
            Delivery.contract_id == contract.id,
            Delivery.day >= since,
            Delivery.day < (until or date.max),
        )
        .order_by(Delivery.day.desc())
        .limit(1)
    )
    if corrects:
        for act in acts_between(session, contract, since, until):
            outside = (Delivery.day < act.month) | (Delivery.day > last_day(act.month))
            wanted = wanted.where(outside)
    day = session.scalar(wanted)
    if day is not None:
        refuse(
            "overlap",
            f"На {day:%d.%m.%Y} уже записаны услуги. Уберите эти записи или приостановите "
            "обслуживание в другие дни.",
            field=field,
            citation=NOTHING_ACCRUES,
        )


def breaks_until(
    session: Session, contract: Contract, day: date, first: date | None
) -> tuple[BreakDays, ...]:
    """The breaks that run on a day or are ordered to begin later, the earliest first (FED-SUS-04).

    ``first`` is the first day elsewhere: none that begins after it; None while it is unknown.
    """
    rows = session.execute(
        select(Suspension.since, Suspension.until)
        .where(
            Suspension.provider_id == contract.provider_id,
            Suspension.contract_id == contract.id,
            Suspension.until.is_(None) | (Suspension.until > day),
        )
        .order_by(Suspension.since, Suspension.id)
    )
    found = (BreakDays(since, until) for since, until in rows)
    return tuple(one for one in found if one.concerns(day, first))


def ends_with_contract(row: Suspension, contract: Contract) -> bool:
    """Whether a break went on to the last day of its contract: no services come after it."""
    over = contract.ended_on
    return over is not None and row.since <= over and (row.until is None or row.until > over)

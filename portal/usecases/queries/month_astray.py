"""Records on days that no act may hold (FED-ACT-03): before, after, or in a suspension.

The grid refuses them as they are entered; a day may still come to lie outside afterwards.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.orm import Session

from portal.domain.acts import ActRules, check_act_day
from portal.domain.calendar import last_day
from portal.domain.violations import Violation
from portal.models import Contract, Delivery, Programme, Suspension


def astray(
    session: Session, which: ColumnElement[bool], month: date, rules: ActRules
) -> Mapping[int, tuple[Violation, ...]]:
    """What is wrong with the days of a month's records, by contract."""
    paused = exists().where(Suspension.contract_id == Delivery.contract_id, paused_on(Delivery.day))
    rows = session.execute(
        select(Delivery.day, Contract, Programme)
        .join(Contract, Contract.id == Delivery.contract_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            which,
            Delivery.day.between(month, last_day(month)),
            or_(
                Delivery.day < Contract.in_force_from,
                Delivery.day < Programme.valid_from,
                Delivery.day > Contract.valid_until,
                Delivery.day > Programme.valid_until,
                and_(Contract.ended_on.is_not(None), Delivery.day > Contract.ended_on),
                paused,
            ),
        )
        .order_by(Delivery.day)
    ).all()
    pauses = _pauses(session, which, month) if rows else {}
    found: dict[int, tuple[Violation, ...]] = {}
    for day, contract, programme in rows:
        days = served_days(contract, programme)
        found.setdefault(contract.id, check_act_day(rules, day, days, pauses.get(contract.id, ())))
    return found


def served_days(contract: Contract, programme: Programme) -> tuple[date, date]:
    """The first and the last day on which contract and programme both stand."""
    first = max(contract.in_force_from or contract.concluded_on, programme.valid_from)
    last = min(contract.ended_on or date.max, contract.valid_until, programme.valid_until)
    return first, last


def paused_on(day: SQLColumnExpression[date]) -> ColumnElement[bool]:
    """Suspensions that hold a day; the day of resumption is served again (FED-SUS-04)."""
    return and_(Suspension.since <= day, or_(Suspension.until.is_(None), Suspension.until > day))


def _pauses(
    session: Session, which: ColumnElement[bool], month: date
) -> Mapping[int, tuple[tuple[date, date], ...]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for contract_id, since, until in session.execute(
        select(Suspension.contract_id, Suspension.since, Suspension.until)
        .join(Contract, Contract.id == Suspension.contract_id)
        .where(
            which,
            Suspension.since <= last_day(month),
            or_(Suspension.until.is_(None), Suspension.until > month),
        )
    ):
        found[contract_id].append((since, until or date.max))
    return {contract_id: tuple(pauses) for contract_id, pauses in found.items()}

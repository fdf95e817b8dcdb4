"""Breaks that reach into months with an act: what was given on their days comes off the act.

The act stays as it was issued and gets a correction of its own (FED-SUS-04, FED-RGT-06).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.break_days import new_days
from portal.domain.calendar import last_day
from portal.domain.corrections import LineChange
from portal.domain.money import ZERO
from portal.domain.suspension import Interval
from portal.models import Act, ActLine, Contract, Delivery, Suspension
from portal.usecases.act_corrections import (
    ActCorrected,
    CorrectAct,
    correct_within,
    standing_act,
)
from portal.usecases.facts import own
from portal.usecases.suspension_days import acts_between
from portal.usecases.suspension_orders import Office


def correct_acts(
    session: Session,
    contract: Contract,
    row: Suspension,
    old: Interval | None,
    by: Office,
    *,
    order: str,
) -> tuple[ActCorrected, ...]:
    """Correct every act whose month lost days by the break; ``old`` = the days it had before.

    ``order`` is the number of the order by which it has its present days.

    Raises NotAllowed for whoever may not correct acts.
    """
    done: list[ActCorrected] = []
    new = Interval(row.since, row.until)
    for act in acts_between(session, contract, row.since, row.until):
        changes = changes_for(session, act, old, new)
        if not changes:
            continue
        locked = own(session, Act, act.id, by.actor.provider_id, lock=True)
        reason = f"Перерыв в обслуживании с {row.since:%d.%m.%Y}, приказ № {order}"
        command = CorrectAct(act.id, changes, reason, answers_claims=False)
        done.append(
            correct_within(
                session,
                locked,
                command,
                region=by.region,
                actor=by.actor,
                now=by.now,
                press=by.press,
            )
        )
    return tuple(done)


def changes_for(
    session: Session, act: Act, old: Interval | None, new: Interval
) -> tuple[LineChange, ...]:
    """What the act loses for the days that become suspended, line by line."""
    end = last_day(act.month)
    lost = [day for day in new_days(old, new, end) if act.month <= day <= end]
    given = _given(session, act, lost)
    if not given:
        return ()
    codes = dict(
        session.execute(
            select(ActLine.position, ActLine.code).where(ActLine.act_id == act.id)
        ).all()
    )
    changes: list[LineChange] = []
    # A service in two lines of a month loses in the later one first: breaks reach to its end.
    for line in sorted(standing_act(session, act).lines, key=lambda one: -one.position):
        key = (codes[line.position], line.additional)
        taken = min(given[key], line.quantity)
        if taken and line.amount:
            given[key] -= taken
            changes.append(LineChange(line.position, line.quantity - taken))
    return tuple(changes)


def _given(
    session: Session, act: Act, days: Sequence[date]
) -> defaultdict[tuple[str, bool], Decimal]:
    found: defaultdict[tuple[str, bool], Decimal] = defaultdict(lambda: ZERO)
    if not days:
        return found
    rows = session.execute(
        select(Delivery.code, Delivery.additional, func.sum(Delivery.quantity))
        .where(
            Delivery.provider_id == act.provider_id,
            Delivery.contract_id == act.contract_id,
            Delivery.day.in_(days),
        )
        .group_by(Delivery.code, Delivery.additional)
    )
    for code, additional, quantity in rows:
        found[code, additional] = quantity
    return found

"""Breaks that reach into months with an act: what was given on their days comes off the act.

The act stays as it was issued and gets a correction of its own (FED-SUS-04, FED-RGT-06).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.break_days import freed_days, new_days
from portal.domain.calendar import last_day
from portal.domain.corrections import LineChange, StandingAct
from portal.domain.money import ZERO
from portal.domain.suspension import Interval
from portal.models import Act, ActLine, Contract, Delivery, Suspension
from portal.usecases.act_correction_paper import kept_lines
from portal.usecases.act_corrections import (
    ActCorrected,
    CorrectAct,
    correct_within,
    corrections_of,
    standing_act,
)
from portal.usecases.facts import own
from portal.usecases.suspension_days import acts_between
from portal.usecases.suspension_orders import Office, orders_of


def correct_acts(
    session: Session,
    contract: Contract,
    row: Suspension,
    old: Interval | None,
    by: Office,
    *,
    order: str,
) -> tuple[ActCorrected, ...]:
    """Correct every act whose month lost or got back days; ``old`` = the days it had before.

    ``order`` is the number of the order by which it has its present days. What comes back is no
    more than the break itself has taken off the act.

    Raises NotAllowed for whoever may not correct acts.
    """
    done: list[ActCorrected] = []
    new = Interval(row.since, row.until)
    for act in acts_touched(session, contract, old, new):
        standing = standing_with(session, act, row)
        changes = changes_for(session, act, standing, old, new)
        if not changes:
            continue
        locked = own(session, Act, act.id, by.actor.provider_id, lock=True)
        command = CorrectAct(act.id, changes, _reason(row.since, order), answers_claims=False)
        done.append(
            correct_within(
                session,
                locked,
                command,
                region=by.region,
                actor=by.actor,
                now=by.now,
                press=by.press,
                standing=standing,
            )
        )
    return tuple(done)


def acts_touched(
    session: Session, contract: Contract, old: Interval | None, new: Interval
) -> Sequence[Act]:
    """The acts of the months of the days before and after, the earliest first."""
    known = [new] if old is None else [old, new]
    ends = [one.until for one in known if one.until is not None]
    until = max(ends) if len(ends) == len(known) else None
    return acts_between(session, contract, min(one.since for one in known), until)


def _reason(since: date, order: str) -> str:
    return f"Перерыв в обслуживании с {since:%d.%m.%Y}, приказ № {order}"


def standing_with(session: Session, act: Act, row: Suspension) -> StandingAct:
    """The act as it stands, with what corrections for this break have taken off it."""
    orders = orders_of(session, row.id)
    reasons = {_reason(one.since, two.number) for one in orders for two in orders}
    units: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    rubles: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    payable = ZERO
    for correction in corrections_of(session, act.id):
        if correction.reason not in reasons:
            continue
        payable += correction.payable_before - correction.payable
        for line in kept_lines(correction):
            units[line.position] += line.quantity_before - line.quantity
            rubles[line.position] += line.amount_before - line.amount
    standing = standing_act(session, act)
    lines = tuple(
        replace(one, restorable=units[one.position], restorable_amount=rubles[one.position])
        for one in standing.lines
    )
    return replace(standing, lines=lines, restorable=payable)


def changes_for(
    session: Session, act: Act, standing: StandingAct, old: Interval | None, new: Interval
) -> tuple[LineChange, ...]:
    """What the act loses for days that become suspended and gets back for others, by lines."""
    end = last_day(act.month)
    lost = [day for day in new_days(old, new, end) if act.month <= day <= end]
    freed = freed_days(old, new, end) if old else ()
    given = _given(session, act, lost)
    back = _given(session, act, [day for day in freed if act.month <= day <= end])
    if not given and not back:
        return ()
    codes = dict(
        session.execute(
            select(ActLine.position, ActLine.code).where(ActLine.act_id == act.id)
        ).all()
    )
    changes: list[LineChange] = []
    # A service in two lines of a month loses in the later one first: breaks reach to its end.
    for line in sorted(standing.lines, key=lambda one: -one.position):
        key = (codes[line.position], line.additional)
        taken = min(given[key], line.quantity) if line.amount else ZERO
        returned = min(back[key], line.restorable)
        given[key] -= taken
        back[key] -= returned
        if taken != returned:
            changes.append(LineChange(line.position, line.quantity - taken + returned))
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

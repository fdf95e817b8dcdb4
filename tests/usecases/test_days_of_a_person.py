"""Every day of a month of a person is charged, suspended or outside the contract, and only once.

The person may move to another provider or another department in the month, and both may pause.
"""

import itertools
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.domain.calendar import days_of
from portal.domain.catalogue import Form
from portal.domain.moves import MoveKind
from portal.domain.suspension import Interval
from portal.domain.violations import RulesBroken
from portal.models import ActLine, Contract, Department, Move
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.department_days import department_of_contract
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.transaction import reading, transaction
from tests.usecases.billing import (
    Desk,
    act_of,
    make_contract,
    make_desk,
    make_region,
    moment,
    suspend,
)

_DAY = timedelta(days=1)
_codes = itertools.count(1)
SHORT, LEAP = date(2026, 2, 1), date(2028, 2, 1)
MONTHS = st.one_of(
    st.sampled_from((SHORT, LEAP)),
    st.dates(date(2026, 1, 1), date(2028, 11, 30)).map(lambda day: day.replace(day=1)),
)
LENGTHS = st.one_of(st.none(), st.integers(1, 20))
PAUSES = st.lists(st.tuples(st.integers(-5, 33), LENGTHS), max_size=3)
_SHIPPED = make_region()
REGION = replace(
    _SHIPPED,
    calendar=replace(_SHIPPED.calendar, years=_SHIPPED.calendar.years | {2027, 2028, 2029}),
)
"""Years of which no holiday is known, for the days on which payments fall due."""


@dataclass(frozen=True)
class Stay:
    """A contract with one provider: its days, its breaks and an order on another department."""

    first: date
    last: date
    breaks: tuple[Interval, ...]
    moves_on: date | None = None

    def pauses(self, day: date) -> bool:
        return any(one.holds(day) for one in self.breaks)


def laid(first: date, last: date, month: date, drawn: list[tuple[int, int | None]]) -> Stay:
    """The breaks that begin within the stay and do not overlap an earlier one."""
    kept: list[Interval] = []
    for at, length in sorted(drawn, key=lambda one: one[0]):
        since = month + timedelta(days=at)
        wanted = Interval(since, None if length is None else since + timedelta(days=length))
        if first <= since <= last and not any(wanted.overlaps(one) for one in kept):
            kept.append(wanted)
    return Stay(first, last, tuple(kept))


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(SHORT, 0, 27, 14, 7, [(9, 3)], [(20, None)])
@example(LEAP, 0, 28, 28, 1, [(0, 28)], [(28, 1)])
@example(date(2026, 3, 1), 3, 24, None, 30, [(4, None)], [])
@given(
    MONTHS,
    st.integers(-10, 31),
    st.integers(0, 45),
    st.one_of(st.none(), st.integers(1, 30)),
    st.one_of(st.none(), st.integers(1, 30)),
    PAUSES,
    PAUSES,
)
def test_the_days_of_a_month_of_a_person_add_up(  # noqa: PLR0917 - what is drawn
    database: Flask,
    month: date,
    begins: int,
    length: int,
    leaves: int | None,
    changes: int | None,
    first_breaks: list[tuple[int, int | None]],
    second_breaks: list[tuple[int, int | None]],
) -> None:
    """FED-SUS-04, FED-ACT-03, FED-TRN-01, AST-ACT-01."""
    first = max(month + timedelta(days=begins), date(2026, 1, 1))
    last = first + timedelta(days=length)
    moved = None if leaves is None else first + timedelta(days=leaves)
    stays = [laid(first, last if moved is None else moved - _DAY, month, first_breaks)]
    if moved is not None:
        stays.append(laid(moved, max(moved, last), month, second_breaks))
    if changes is not None and first + timedelta(days=changes) <= stays[0].last:
        stays[0] = Stay(
            stays[0].first, stays[0].last, stays[0].breaks, first + timedelta(days=changes)
        )

    charged: list[date] = []
    for stay in stays:
        charged += charged_days(database, stay, month)

    whole = days_of(month)
    held = [day for stay in stays for day in whole if stay.first <= day <= stay.last]
    paused = [
        day
        for stay in stays
        for day in whole
        if stay.first <= day <= stay.last and stay.pauses(day)
    ]
    outside = [day for day in whole if day not in held]
    assert sorted((*charged, *paused, *outside)) == list(whole)


def charged_days(app: Flask, stay: Stay, month: date) -> list[date]:
    """The days that the portal lets a service be recorded on, all of which the act charges."""
    now = moment(2029, 1, 15)
    desk = make_desk(app, REGION, code=f"own-{next(_codes)}")
    contract_id = make_contract(
        desk,
        in_force_from=stay.first,
        ended_on=stay.last if stay.last < now.date() else None,
        valid_until=stay.last,
        services={"S1": Decimal(31)},
        fee_cap=None,
    )
    for one in stay.breaks:
        suspend(desk, contract_id, one.since, one.until)
    here, there = order(desk, contract_id, stay.moves_on)
    taken = [day for day in days_of(month) if records(desk, contract_id, day, now)]
    with reading() as session:
        contract = session.get_one(Contract, contract_id)
        at = {day: department_of_contract(session, contract, day) for day in taken}
    for day, department in at.items():
        assert department is not None
        is_left = stay.moves_on is None or day < stay.moves_on
        assert department.id == (here if is_left else there)
    if taken:
        close_month(CloseMonth(month), region=desk.region, actor=desk.accountant, now=now)
        with reading() as session:
            lines = session.scalars(
                select(ActLine).where(ActLine.act_id == act_of(contract_id, month).id)
            ).all()
        assert sum(line.quantity for line in lines) == len(taken)
        assert act_of(contract_id, month).payable == 150 * len(taken)
    return taken


def records(desk: Desk, contract_id: int, day: date, now: datetime) -> bool:
    command = RecordDelivery(contract_id, day, "S1", Decimal(1))
    try:
        record_delivery(command, region=desk.region, actor=desk.worker, now=now)
    except RulesBroken:
        return False
    return True


def order(desk: Desk, contract_id: int, moves_on: date | None) -> tuple[int, int]:
    """Two departments, and the order from the one to the other, marked by nobody."""
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        rows = [
            Department(provider_id=desk.provider_id, unit_code="home", name=name, form=Form.HOME)
            for name in ("№ 1", "№ 2")
        ]
        session.add_all(rows)
        session.flush()
        here, there = (row.id for row in rows)
        contract.department_id = here
        if moves_on is not None:
            session.add(
                Move(
                    provider_id=desk.provider_id,
                    recipient_id=contract.recipient_id,
                    contract_id=contract_id,
                    programme_id=contract.programme_id,
                    kind=MoveKind.DEPARTMENT,
                    state="department_order",
                    reason="ближе к дому",
                    applied_on=contract.concluded_on,
                    applied_by=desk.director.name,
                    destination="№ 2",
                    from_department_id=here,
                    to_department_id=there,
                    moves_on=moves_on,
                    opened_at=moment(2026, 1, 1),
                    opened_by_id=desk.director.membership_id,
                )
            )
    return here, there

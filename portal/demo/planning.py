"""Plans of visits at home: two of three recipients have a week agreed from their first day on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from portal.demo.care import Served
from portal.domain.catalogue import Form
from portal.domain.visit_plan import Weeks
from portal.models import PlannedService, Role, VisitPlan
from portal.usecases.transaction import transaction

_FIRST_VISIT, _VISITS_A_DAY = 9, 6
_UNPLANNED = 3
_WEEKS_AT_MOST, _TWICE = 5, 2
_WRITTEN = time(15, 0)
_WORKING_WEEK = range(5)


def plan_visits(served: Sequence[Served]) -> None:
    """Write the plans in one go: the same rows that ``make_plan`` would write one by one."""
    with transaction() as session:
        session.add_all(
            _plan(one)
            for one in served
            if one.case.house.form is Form.HOME and one.case.number % _UNPLANNED
        )


def _plan(one: Served) -> VisitPlan:
    begins = time(_FIRST_VISIT + one.case.number % _VISITS_A_DAY)
    return VisitPlan(
        provider_id=one.office.provider_id,
        programme_id=one.programme_id,
        contract_id=one.contract_id,
        since=one.since,
        recorded_at=one.office.region.utc(datetime.combine(one.since, _WRITTEN)),
        recorded_by_id=one.office.actor(Role.SOCIAL_WORKER, one.case.worker).membership_id,
        lines=[
            PlannedService(
                provider_id=one.office.provider_id,
                code=line.code,
                weekday=day,
                weeks=weeks,
                begins_at=begins,
                ends_at=begins.replace(hour=begins.hour + 1, minute=30),
            )
            for line in one.case.services
            for day, weeks in _days(one, int(line.quantity_per_month))
        ],
    )


def _days(one: Served, volume: int) -> Iterator[tuple[int, Weeks]]:
    """The weekdays of a volume, those of the person's round first; no month plans more than it."""
    others = [day for day in _WORKING_WEEK if day not in one.case.round]
    return zip([*one.case.round, *others], weeks_of(volume), strict=False)


def weeks_of(volume: int) -> Iterator[Weeks]:
    """Whole weeks as far as a month of five of them goes, then two weeks of a day, then one."""
    whole, left = divmod(volume, _WEEKS_AT_MOST)
    yield from [Weeks.EVERY] * whole
    if left >= _TWICE:
        yield Weeks.FIRST_THIRD
    if left >= _TWICE + _TWICE:
        yield Weeks.SECOND_FOURTH
    if left % _TWICE:
        yield Weeks.FIRST

"""What a house does about programmes: an application for a revision, a notice of other conditions.

Told of the house whose region has an application of its own and a log of these duties.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.demo.care import Served
from portal.demo.staffing import Office
from portal.domain.programme_rules import FULFILLED
from portal.models import Role
from portal.usecases.condition_notices import NotifyConditions, notify_conditions
from portal.usecases.programme_changes import RecordMarks, record_marks
from portal.usecases.programme_reviews import (
    RecordReviewDays,
    ask_review,
    record_review_days,
)
from portal.usecases.queries.programme_endings import get_ending, list_endings
from portal.usecases.queries.programme_registers import programme_registers
from portal.usecases.review_application import AskReview

_ASKS, _TOLD = 1, 2
_ASKED_DAYS_AGO = timedelta(days=6)
_TOLD_AHEAD = timedelta(days=10)


def programme_ends(office: Office, served: Iterable[Served], now: datetime) -> None:
    """One application with its days, one notice, marks of the programme that ends first."""
    today = office.region.today(now)
    people = [one for one in served if one.office is office]
    if not programme_registers(office.region, today) or len(people) <= _TOLD:
        return
    director = office.actor(Role.DIRECTOR)
    worker = office.actor(Role.SOCIAL_WORKER, people[_ASKS].case.worker)
    asked_at = now - _ASKED_DAYS_AGO
    asked_on = office.region.today(asked_at)
    review = ask_review(
        AskReview(
            people[_ASKS].programme_id,
            "recipient",
            asked_on,
            circumstances="после перелома нужна помощь при передвижении",
        ),
        region=office.region,
        actor=worker,
        now=asked_at,
    )
    record_review_days(
        RecordReviewDays(review.id, asked_on, asked_on + timedelta(days=1)),
        region=office.region,
        actor=director,
        now=now,
    )
    notify_conditions(
        NotifyConditions(
            people[_TOLD].contract_id,
            "procedure",
            "ужин подают в 18:00, а не в 19:00",
            today + _TOLD_AHEAD,
        ),
        region=office.region,
        actor=director,
        now=now,
    )
    _mark_first(office, now)


def _mark_first(office: Office, now: datetime) -> None:
    """Marks as the services that were given suggest them, so that a conclusion can be printed."""
    director, today = office.actor(Role.DIRECTOR), office.region.today(now)
    rows = list_endings(director, office.region, today).rows
    if not rows:
        return
    view = get_ending(director, rows[0].programme_id, office.region, today)
    marks = {
        one.code: (one.suggested, "" if one.suggested == FULFILLED else "получатель отказался")
        for one in view.marks
    }
    command = RecordMarks(rows[0].programme_id, marks)
    record_marks(command, region=office.region, actor=director, now=now)

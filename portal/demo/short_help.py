"""Urgent help that is over and rated, and a lost programme with its duplicate: one of each."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.demo.staffing import Office
from portal.documents.press import Press
from portal.domain.contract import Party
from portal.domain.information import QualityMark, Rater
from portal.models import Role
from portal.usecases.programme_duplicates import RecordDuplicate, record_duplicate
from portal.usecases.provider_settings import SwitchUrgent, switch_urgent
from portal.usecases.urgent import (
    GivenService,
    OpenUrgentCase,
    draw_urgent_act,
    open_urgent_case,
)
from portal.usecases.urgent_ratings import RateUrgent, rate_urgent
from portal.usecases.urgent_signing import SignUrgentAct, sign_urgent_act

_SINCE, _A_DAY = timedelta(days=3), timedelta(days=1)


def help_urgently(office: Office, recipient_id: int, press: Press, now: datetime) -> None:
    """A food kit on a word of the recipient, its act signed, the help rated where it is judged."""
    region, at = office.region, now - _SINCE
    today = region.today(at)
    quality = region.rules.information_rules.on(today).urgent_quality
    if quality is None:
        return
    actor = office.actor(Role.HEAD_OF_DEPARTMENT)
    switch_urgent(
        SwitchUrgent(renders=True), region=region, actor=office.actor(Role.DIRECTOR), now=at
    )
    rules = region.rules.urgent_rules.on(today)
    person = rules.statuses.choices[0].code if rules.statuses else None
    given = GivenService(rules.services.services[0].code, today, conditions="на дому")
    case = OpenUrgentCase(recipient_id, "recipient_application", at, (given,), "сам", person)
    opened = open_urgent_case(case, region=region, actor=actor, now=at)
    draw_urgent_act(opened.id, region=region, actor=actor, now=at, press=press)
    signed = SignUrgentAct(opened.id, Party.RECIPIENT, today)
    sign_urgent_act(signed, region=region, actor=actor, now=at)
    marks = dict.fromkeys((one.code for one in quality.criteria.choices), QualityMark.FULLY)
    result = quality.results.choices[0].code
    rated = RateUrgent(opened.id, marks, result, Rater.RECIPIENT, today)
    rate_urgent(rated, region=region, actor=actor, now=at + timedelta(hours=1))


def bring_duplicate(office: Office, programme_id: int, now: datetime) -> None:
    """A duplicate issued last week and shown yesterday, where an act knows duplicates."""
    region, at = office.region, now - _A_DAY
    today = region.today(at)
    if region.rules.programme_rules.on(today).loss is None:
        return
    shown = RecordDuplicate(programme_id, today - timedelta(days=6), today)
    actor = office.actor(Role.HEAD_OF_DEPARTMENT)
    record_duplicate(shown, region=region, actor=actor, now=at)

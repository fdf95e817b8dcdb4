"""The written notice of changes other than the fee: what it may tell, by when (FED-NOT-01).

The clause asks for it in good time and names no days: the portal takes the day before the change as
the last one. A region with a term of its own counts that.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.domain.calendar import WorkCalendar
from portal.domain.choices import Choice
from portal.domain.explanation import Step
from portal.domain.notices import NoticeRule, NoticeRules, notice_due

CONDITIONS_CHANGED = "conditions_changed"
"""The code of this notice in every region."""
PAYMENT = "payment"
"""The subject that a notice of its own tells of, with its sums (FED-NOT-02)."""
IN_GOOD_TIME = "срок в днях не назван: портал считает последним день перед изменением"


@dataclass(frozen=True, slots=True)
class ToldBy:
    """The last day to hand the notice over, and why."""

    day: date
    steps: tuple[Step, ...]


def condition_rule(rules: NoticeRules) -> NoticeRule | None:
    """The region's notice of changed conditions; None where it has none."""
    return next((one for one in rules.notices if one.code == CONDITIONS_CHANGED), None)


def condition_subjects(rule: NoticeRule) -> tuple[Choice, ...]:
    """What such a notice may tell: everything but the fee (FED-NOT-02 has its own paper)."""
    return tuple(one for one in rule.subjects if one.code != PAYMENT)


def conditions_told_by(rule: NoticeRule, since: date, calendar: WorkCalendar) -> ToldBy:
    """By when a change from ``since`` is told: the region's term, else the day before it."""
    found = notice_due(rule, since, calendar)
    if found is not None:
        return ToldBy(found.at.date(), found.steps)
    last = since - timedelta(days=1)
    citation = replace(rule.citation, note=IN_GOOD_TIME)
    step = Step("Известить заранее, до дня изменения", f"{last:%d.%m.%Y}", citation)
    return ToldBy(last, (step,))

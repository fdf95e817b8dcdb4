"""The dates that follow from events: every term of a procedure whose event is known."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from portal.domain.calendar import WorkCalendar
from portal.domain.deadlines import DeadlineRule, Due, due


def timetable(
    deadlines: Iterable[DeadlineRule], events: Mapping[str, datetime], calendar: WorkCalendar
) -> tuple[Due, ...]:
    """Every term whose event is known, with its end (FED-REC-03, FED-IPP-03 and regional steps)."""
    return tuple(
        due(rule, events[rule.counts_from], calendar)
        for rule in deadlines
        if rule.counts_from in events
    )


def shorter_federal(regional: Iterable[Due], federal: Iterable[Due]) -> tuple[Due, ...]:
    """The federal terms that end before the region's term of the same code: shown as a warning."""
    ends = {one.rule.code: one.at for one in regional}
    return tuple(one for one in federal if one.rule.code in ends and one.at < ends[one.rule.code])

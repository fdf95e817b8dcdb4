"""Schedules of services: their form, their limits, courses (SCH)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class ScheduleRules:
    """How the terms of services are planned."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

"""The federal baseline: how the terms of services are planned."""

from portal.domain.schedule import ScheduleRules

FEDERAL_SCHEDULE = ScheduleRules()

"""Contracts: from the draft over two signatures to suspension and resumption."""

from portal.web.contracts import (
    break_calendar,
    break_events,
    breaks,
    notices,
    register,
    requests,
    schedules,
)
from portal.web.contracts.views import blueprint

break_calendar.join(blueprint)
break_events.join(blueprint)
breaks.join(blueprint)
notices.join(blueprint)
register.join(blueprint)
requests.join(blueprint)
schedules.join(blueprint)

__all__ = ["blueprint"]

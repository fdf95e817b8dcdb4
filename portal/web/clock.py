"""The only clock of the web layer.

Use cases and the law take the moment as an argument. With ``PORTAL_CLOCK`` set the clock starts at
that moment when the application starts and ticks from there: demonstrations and drills.
"""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Flask, current_app, g

from portal.domain.calendar import WorkCalendar
from portal.usecases.queries.calendar import calendar_of

if TYPE_CHECKING:
    from portal.regions.registry import Region


class Clock:
    """Real time, or real time moved so that the application started at a given moment."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = timedelta() if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift


def init_app(app: Flask, start: datetime | None) -> None:
    """Start the application's clock."""
    app.extensions["clock"] = Clock(start)


def now() -> datetime:
    """The moment of the request, in UTC: one request happens at one moment."""
    if "now" not in g:
        clock: Clock = current_app.extensions["clock"]
        g.now = clock.now()
    moment: datetime = g.now
    return moment


def today() -> date:
    """The date of the reader's provider, whose region knows its time zone."""
    region: Region = g.region
    return region.today(now())


def work_calendar() -> WorkCalendar:
    """The working calendar of the reader's region, read once a request."""
    if "work_calendar" not in g:
        g.work_calendar = calendar_of(g.region)
    found: WorkCalendar = g.work_calendar
    return found

"""Which day it is in the demonstration."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.demo.cases import OPEN_MONTH

START = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
"""A Friday morning, 09:40 in Moscow: yesterday's contract falls due today."""
_MOSCOW = timedelta(hours=3)


def clock_start(real: datetime, last: datetime | None) -> datetime | None:
    """The moment the clock starts at, or None when the demonstration lives in real time.

    The open month of the sample data is November 2026. ``last`` is when something last happened in
    the database: time must not go back behind it.
    """
    if _in_open_month(real) and (last is None or real >= last):
        return None
    return START if last is None or last < START else last + timedelta(seconds=1)


def last_event(path: Path) -> datetime | None:
    """When something last happened in a demonstration's database; None when there is none."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        (found,) = connection.execute("SELECT max(at) FROM audit_event").fetchone()
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None


def _in_open_month(moment: datetime) -> bool:
    local = moment.astimezone(UTC) + _MOSCOW
    return (local.year, local.month) == (OPEN_MONTH.year, OPEN_MONTH.month)

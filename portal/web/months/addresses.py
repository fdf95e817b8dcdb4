"""Months in addresses: /2026/3 and ?month=2026-03."""

import re
from datetime import date

from flask import request

from portal.domain.calendar import month_of
from portal.domain.violations import NotFound
from portal.web.clock import today

FIRST_YEAR = 2015
LAST_YEAR = 2100
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def month_in(year: int, month: int) -> date:
    """The month of an address; NotFound for a month that cannot be."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:  # noqa: PLR2004
        raise NotFound
    return date(year, month, 1)


def asked_month(default: date | None = None) -> date:
    """The month the query asks for; this month when it asks for none or for nonsense."""
    found = _MONTH.fullmatch(request.args.get("month", ""))
    try:
        return month_in(int(found[1]), int(found[2])) if found else default or month_of(today())
    except NotFound:
        return default or month_of(today())

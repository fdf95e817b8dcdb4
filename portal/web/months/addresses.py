"""Months in addresses: /months/2026-03 and ?month=2026-03."""

import re
from datetime import date

from flask import Blueprint, request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter, ValidationError

from portal.domain.calendar import month_of
from portal.web.clock import today

FIRST_YEAR = 2015
LAST_YEAR = 2100
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class MonthConverter(BaseConverter):
    """A month in an address, as its first day in Python."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        found = parse_month(value)
        if found is None:
            raise ValidationError
        return found

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else month_text(value)


def knows_months(blueprint: Blueprint) -> None:
    """Let the addresses of a blueprint have ``<month:…>``; call it before the first route."""
    blueprint.record(_register)


def _register(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["month"] = MonthConverter


def parse_month(text: str) -> date | None:
    """The month that «2026-03» names, if there is one."""
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:  # noqa: PLR2004
        return None
    return date(year, month, 1)


def month_text(month: date) -> str:
    """«2026-03»."""
    return f"{month:%Y-%m}"


def asked_month(default: date | None = None) -> date:
    """The month the query asks for; this month when it asks for none or for nonsense."""
    return parse_month(request.args.get("month", "")) or default or month_of(today())

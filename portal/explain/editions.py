"""The edition of a rule for the day in a case; before the first the case's field is at fault."""

from datetime import date
from typing import TypeVar

from portal.domain.law import Timeline
from portal.domain.violations import NotInForce, RulesBroken, Violation

Value = TypeVar("Value")


def in_force(timeline: Timeline[Value], on: date, field: str) -> Value:
    """The value of the day; raises RulesBroken("not_in_force") that names the field."""
    try:
        return timeline.on(on)
    except NotInForce as missing:
        first = missing.violations[0]
        raise RulesBroken(Violation(first.code, first.text, field, first.citation)) from None

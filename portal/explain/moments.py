"""Moments as scenarios write and compare them: local time of the provider, to the minute."""

from __future__ import annotations

import re
from datetime import datetime

from portal.explain.yaml_text import YamlError

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def local_moment(value: object, line: int) -> datetime:
    """The moment of a step; raises YamlError with the line."""
    found = _parsed(value)
    if found is None:
        raise YamlError(line, f"«{value}»: напишите местное время так: 2026-03-02T10:15")
    return found


def to_the_minute(value: object) -> object:
    """A moment without its seconds; anything else as it is."""
    found = _parsed(value)
    return value if found is None else found.isoformat(timespec="minutes")


def _parsed(value: object) -> datetime | None:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None

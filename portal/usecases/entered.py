"""What marks the values and days that a user entered, beside those that regions ship."""

import re

from portal.domain.calendar import MONTHS_GENITIVE
from portal.domain.violations import refuse

ENTERED = "entered"
"""The act key of an entered value: its own words name the act."""
LONGEST_ACT = 300
_KIND = re.compile(r"[^\W\d_]{5,}")
_DAY = re.compile(
    rf"\b\d{{1,2}}(\.\d{{1,2}}\.|\s+({'|'.join(MONTHS_GENITIVE)})\s+)\d{{4}}\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(№|\bN)\s*\S*\d", re.IGNORECASE)


def demand_named_act(act: str) -> None:
    """Refuse an act that nobody could look up: its kind, date and number are needed."""
    missing = [
        word
        for word, found in (("вида", _KIND), ("даты", _DAY), ("номера", _NUMBER))
        if found.search(act) is None
    ]
    if missing:
        refuse(
            "value_invalid",
            f"Назовите акт так, чтобы его нашли: в названии нет {', '.join(missing)}. Напишите, "
            "например: приказ от 20.12.2026 № 17.",
            field="act",
        )

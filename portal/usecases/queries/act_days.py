"""Whose act holds which days of the month in which a person moves (AST-ACT-01)."""

from dataclasses import dataclass
from datetime import date

from portal.domain.acts import parts_at_transfer
from portal.domain.calendar import last_day, month_of
from portal.domain.law import Citation
from portal.regions.registry import Region


@dataclass(frozen=True, slots=True)
class ActDays:
    """The first and the last day of either provider's act, both inclusive."""

    former: tuple[date, date]
    receiving: tuple[date, date]
    citation: Citation


def act_days(region: Region, moved_on: date | None) -> ActDays | None:
    """The days of both acts; None before the move, and where the region divides no month.

    None, too, for a move on the first day of a month: the former provider has no day of it.
    """
    if moved_on is None or moved_on == month_of(moved_on):
        return None
    month = month_of(moved_on)
    rules = region.rules.act_rules.on(last_day(month))
    if rules.at_transfer is None:
        return None
    former, receiving = parts_at_transfer(rules, month, moved_on)
    return ActDays(former, receiving, rules.at_transfer)

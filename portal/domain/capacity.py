"""Places: how many at once, who is next (CAP)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class CapacityRules:
    """How many people a department may serve at once."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

"""Minors and represented persons: who applies, who signs, who is admitted (MIN)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class RepresentationRules:
    """Who may apply and sign for a minor or an incapable person."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

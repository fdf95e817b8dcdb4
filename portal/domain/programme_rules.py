"""The life of an individual programme: content, terms, review, portability, marks, end (IPP)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """How an individual programme is made, reviewed, marked and ended."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

"""Transfer to another provider: steps, papers, terms (TRN)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class TransferRules:
    """How a recipient moves to another provider."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

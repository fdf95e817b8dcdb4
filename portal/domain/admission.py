"""Admission: who may apply and how, what proves the need, by when the authority decides (REC)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """How a person comes to services before there is a programme."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

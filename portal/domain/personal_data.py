"""Personal data: consents, access by role, withdrawal, incidents (PDP)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class PersonalDataRules:
    """Consents, access to personal data, withdrawal, incidents."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

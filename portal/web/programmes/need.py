"""Why somebody is recognised as needing help: shown beside the programme that is being accepted."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.admission import CIRCUMSTANCES, AdmissionRules, CareLeaver
from portal.domain.choices import ChoiceList


@dataclass(frozen=True, slots=True)
class Need:
    """The circumstances of the law, and to which age the mark of a care leaver is put."""

    circumstances: ChoiceList
    care_leaver: CareLeaver | None


def need(rules: AdmissionRules) -> Need | None:
    """What the decision names at least one of (FED-REC-02); None where the region lists nothing."""
    found = next((one for one in rules.lists if one.code == CIRCUMSTANCES), None)
    return Need(found, rules.care_leaver) if found else None

"""The indication for a service, noted while its programme is drafted (MSK-REC-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.admission import AdmissionRules, IndicationRules, check_indication
from portal.domain.choices import Choice
from portal.domain.violations import Violation, refuse
from portal.models import Recipient

NO_LIMITS = Choice("no_limits", "обслуживает себя без ограничений")


@dataclass(frozen=True, slots=True)
class Indication:
    """Which service is drafted and how the person manages alone; both empty = not noted."""

    service: str = ""
    degree: str = ""


NOT_NOTED = Indication()


def degrees_of(rules: IndicationRules) -> tuple[Choice, ...]:
    """Every degree the region names, each once, and that of somebody without limits."""
    named = {one.code: one for listed in rules.lists for one in listed.choices}
    return (*named.values(), NO_LIMITS)


def indication_facts(
    rules: AdmissionRules, noted: Indication, person: Recipient
) -> dict[str, object]:
    """What a draft keeps of it; nothing where the region asks nothing or nothing was noted.

    Raises value_invalid for half an answer and for a service or a degree the region does not name.
    """
    if rules.indications is None or noted == NOT_NOTED:
        return {}
    if noted.service not in {one.code for one in rules.indications.lists}:
        refuse("value_invalid", "Выберите обслуживание из списка.", field="service")
    if noted.degree not in {one.code for one in degrees_of(rules.indications)}:
        refuse("value_invalid", "Выберите степень самообслуживания из списка.", field="degree")
    group = any("disabled" in category.code for category in person.categories)
    return {"service": noted.service, "degree": noted.degree, "disability_group": group}


def indication_warning(rules: AdmissionRules, facts: Mapping[str, object]) -> tuple[Violation, ...]:
    """A warning while what the draft keeps is no indication for the service; it stops nothing."""
    if not facts.get("service"):
        return ()
    return check_indication(
        rules,
        str(facts["service"]),
        str(facts.get("degree", "")),
        has_disability_group=bool(facts.get("disability_group")),
    )

"""What a programme and its decision name besides the services: why, by whom, how one lives in.

Rules: FED-REC-02, FED-IPP-12, MSK-REC-04.
"""

from dataclasses import dataclass, replace
from datetime import date

from portal.domain.admission import (
    CIRCUMSTANCES,
    AdmissionRules,
    check_circumstances,
    issuing_bodies,
)
from portal.domain.catalogue import Form
from portal.domain.people import age_on
from portal.domain.programme_rules import check_stay
from portal.domain.violations import RulesBroken, Violation
from portal.regions.registry import Region


@dataclass(frozen=True, slots=True)
class ProgrammeGrounds:
    """Codes of the region's lists: circumstances of need, the mode of stay, who decided.

    ``care_leaver`` marks a homeless person who left an orphans' organisation.
    """

    circumstances: tuple[str, ...] = ()
    care_leaver: bool = False
    stay: str | None = None
    issuer: str | None = None


def grounds_violations(
    grounds: ProgrammeGrounds,
    form: Form,
    valid_until: date | None,
    region: Region,
    today: date,
    *,
    elsewhere: bool = False,
) -> tuple[Violation, ...]:
    """What of the grounds is missing or strange; a temporary stay has its last day (FED-IPP-12).

    The age that a care leaver's mark asks for is not known here: see ``demand_care_leaver``. Which
    body of another region decides on what (``elsewhere``), no act of this one says.
    """
    admission = region.rules.admission_rules.on(today)
    programme = region.rules.programme_rules.on(today)
    try:
        found = (
            *_circumstances(admission, grounds, None, care_leaver=False),
            *check_stay(programme, form, grounds.stay, valid_until),
        )
    except RulesBroken as broken:
        found = broken.violations
    return (
        *(replace(one, field="stay") if one.field == "mode" else one for one in found),
        *(() if elsewhere else _issuer(admission, grounds.issuer)),
    )


def demand_care_leaver(grounds: ProgrammeGrounds, born: date, region: Region, today: date) -> None:
    """Refuse the mark of a care leaver from the birthday of the law on (FED-REC-02)."""
    rules = region.rules.admission_rules.on(today)
    age = age_on(born, today)
    if found := _circumstances(rules, grounds, age, care_leaver=grounds.care_leaver):
        raise RulesBroken(*found)


def _circumstances(
    rules: AdmissionRules, grounds: ProgrammeGrounds, age: int | None, *, care_leaver: bool
) -> tuple[Violation, ...]:
    if all(one.code != CIRCUMSTANCES for one in rules.lists):
        return ()
    return check_circumstances(rules, grounds.circumstances, age, care_leaver=care_leaver)


def _issuer(rules: AdmissionRules, issuer: str | None) -> tuple[Violation, ...]:
    bodies = issuing_bodies(rules)
    if not bodies or issuer in {one.code for one in bodies}:
        return ()
    words = ", ".join(one.title for one in bodies)
    text = f"Выберите, кто вынес решение: {words}. Орган назван в решении или на бланке программы."
    return (Violation("value_invalid", text, "issuer_kind", rules.deciders[0].citation),)

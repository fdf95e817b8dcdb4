"""Days that cannot be: before the recipient was born, before there was the law they come from."""

from __future__ import annotations

from datetime import date

from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation
from portal.regions.federal.legal_acts import IN_FORCE


def too_early(
    day: date | None, born: date, field: str, citation: Citation | None = None
) -> tuple[Violation, ...]:
    """Why a day of social services cannot be so early; nothing for one that can, or for none."""
    if day is None or day >= max(born, IN_FORCE):
        return ()
    why = (
        f"получатель родился {born:%d.%m.%Y}"
        if day < born
        else f"закон о социальном обслуживании действует с {IN_FORCE:%d.%m.%Y}"
    )
    text = f"{day:%d.%m.%Y} этого быть не могло: {why}. Проверьте дату."
    return (Violation("value_invalid", text, field, citation),)


def demand_possible(day: date, born: date, field: str, citation: Citation | None = None) -> None:
    """Raise value_invalid for a day that cannot be."""
    if found := too_early(day, born, field, citation):
        raise RulesBroken(*found)

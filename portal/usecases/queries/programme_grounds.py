"""What a recorded programme names besides the services, in the region's words.

Rules: FED-REC-02, FED-IPP-12, MSK-REC-04.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.admission import CIRCUMSTANCES, issuing_bodies
from portal.domain.choices import Choice
from portal.models import Programme
from portal.regions.registry import Region


@dataclass(frozen=True, slots=True)
class GroundsView:
    """Titles of what is recorded; ``asked`` is False for a record from before the question.

    ``stay`` None where the form of service has no modes of stay, or nobody asked.
    """

    asked: bool
    circumstances: tuple[str, ...]
    care_leaver: bool
    stay: str | None
    issuer: str | None


def grounds_view(row: Programme, region: Region, day: date) -> GroundsView:
    """Why the person is recognised, how one lives in, and who decided."""
    circumstances, stay = named_by(row.circumstances or (), row.stay_mode, region, day)
    bodies = issuing_bodies(region.rules.admission_rules.on(day))
    return GroundsView(
        asked=row.circumstances is not None,
        circumstances=circumstances,
        care_leaver=row.care_leaver,
        stay=stay,
        issuer=_title(bodies, row.issuer_kind),
    )


def named_by(
    circumstances: Iterable[str], stay_mode: str | None, region: Region, day: date
) -> tuple[tuple[str, ...], str | None]:
    """The words of recorded circumstances in the law's order, and of the mode of stay."""
    admission = region.rules.admission_rules.on(day)
    needs = next((one for one in admission.lists if one.code == CIRCUMSTANCES), None)
    recorded = frozenset(circumstances)
    listed = needs.choices if needs else ()
    modes = region.rules.programme_rules.on(day).stay.modes
    return (
        tuple(one.title for one in listed if one.code in recorded),
        _title(modes.choices, stay_mode),
    )


def stay_words(programme: Programme | None, region: Region, day: date) -> str:
    """How one lives in by the programme, in words; empty outside residential care (FED-IPP-12)."""
    mode = programme.stay_mode if programme is not None else None
    return named_by((), mode, region, day)[1] or ""


def _title(choices: tuple[Choice, ...], code: str | None) -> str | None:
    """The words of a code; a code that is no longer listed has none."""
    return next((one.title for one in choices if one.code == code), None)
